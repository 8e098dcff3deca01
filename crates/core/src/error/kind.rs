//! What went wrong, in one word, and the questions every decision asks of it.

/// What went wrong. One value per cause that anybody reacts to differently.
///
/// New kinds may be added; treat an unknown one as [`Reaction::Fatal`], which is what is done here:
/// what is not understood is not tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No connection: refused, name not found, TLS failed. Nothing was sent.
    Connect,
    /// An attempt ran into one of its limits; [`Error::limit`](crate::Error::limit) names which.
    Timeout,
    /// The caller's own deadline passed. Nothing further may be tried.
    DeadlineExceeded,
    /// The attempt budget of the request is spent.
    AttemptsExhausted,
    /// The provider failed inside (5xx, a reset connection).
    Server,
    /// The provider has no capacity now (503, 529, a model still loading).
    Overloaded,
    /// The target is throttled; it names or implies a time before which it must be left alone.
    RateLimited,
    /// The credential is out of money or quota until somebody acts.
    QuotaExceeded,
    /// The credential is wrong, or may not use this.
    Auth,
    /// The provider does not have this model, deployment or path.
    ModelNotFound,
    /// More tokens than this model, or this account's limit, ever accepts in one request.
    ContextLength,
    /// The content was refused.
    ContentPolicy,
    /// This provider or model rejects one parameter; [`Error::param`](crate::Error::param) names it.
    UnsupportedParameter,
    /// The dialect of this target cannot say what the request asks for; nothing was sent.
    Unsupported,
    /// The request is wrong for everybody.
    InvalidRequest,
    /// No target goes by the model name that was asked for.
    UnknownModel,
    /// The answer broke off before its end.
    Cut,
    /// The answer could not be understood.
    Malformed,
    /// The circuit of the target is open, or it cools; it was not asked.
    CircuitOpen,
    /// As many requests are under way at the target as it bears; it was not asked.
    AtCapacity,
    /// The credential of the target is benched: the provider rejected it, or it is out of quota, and
    /// nobody has put that right yet. The target was not asked.
    Benched,
    /// More is asked of this process than it can do now: the request was shed before any work.
    Shed,
    /// Whoever asks has used up the rate that is granted to them here.
    TenantLimited,
    /// Only what is stored was wanted, and nothing is.
    NotStored,
    /// The caller went away.
    Cancelled,
    /// A mistake on this side; please report it.
    Internal,
}

/// What to do about an error: the reaction classes of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reaction {
    /// Transient: try the same target once more, then another.
    Retry,
    /// Throttled: not this target before the named time.
    Wait,
    /// Another target, at once.
    Failover,
    /// Bench the credential until somebody acts; another target.
    Quota,
    /// The credential is bad; another target, and an alert.
    Auth,
    /// A target with a larger context, or the caller.
    Context,
    /// Refused: back to the caller unless the route says otherwise.
    Policy,
    /// Repair the parameter once, or another target.
    Param,
    /// Back to the caller.
    Fatal,
    /// Nobody is waiting any more.
    Client,
}

/// Whether the provider may have begun to work (and to bill).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// The provider never saw the request.
    NotSent,
    /// It may have; nothing came back.
    MaybeSent,
    /// It answered.
    Answered,
}

impl ErrorKind {
    /// The class of reaction this kind calls for.
    #[must_use]
    pub fn reaction(self) -> Reaction {
        match self {
            Self::Server | Self::Connect | Self::Timeout | Self::Cut | Self::Malformed => {
                Reaction::Retry
            }
            Self::RateLimited => Reaction::Wait,
            Self::Overloaded
            | Self::ModelNotFound
            | Self::CircuitOpen
            | Self::AtCapacity
            | Self::Benched => Reaction::Failover,
            Self::QuotaExceeded => Reaction::Quota,
            Self::Auth => Reaction::Auth,
            Self::ContextLength => Reaction::Context,
            Self::ContentPolicy => Reaction::Policy,
            Self::UnsupportedParameter | Self::Unsupported => Reaction::Param,
            Self::Cancelled => Reaction::Client,
            Self::InvalidRequest
            | Self::UnknownModel
            | Self::DeadlineExceeded
            | Self::AttemptsExhausted
            | Self::Shed
            | Self::TenantLimited
            | Self::NotStored
            | Self::Internal => Reaction::Fatal,
        }
    }

    /// The same target may be tried again with the same request.
    ///
    /// A silent target ([`Timeout`](Self::Timeout)) is left, not retried.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        !matches!(self, Self::Timeout)
            && matches!(self.reaction(), Reaction::Retry | Reaction::Wait)
    }

    /// Another target may succeed where this one failed. Of an error at hand ask
    /// [`Error::may_fail_over`](crate::Error::may_fail_over), which knows more.
    ///
    /// Refused content is not among them: routing around a refusal is a choice of the route.
    #[must_use]
    pub fn may_fail_over(self) -> bool {
        !matches!(self.reaction(), Reaction::Fatal | Reaction::Policy | Reaction::Client)
    }

    /// Whether an attempt that failed so may have cost money: the request went out and nothing came back,
    /// or an answer had begun.
    #[must_use]
    pub fn may_be_billed(self, delivery: Delivery) -> bool {
        match delivery {
            Delivery::NotSent => false,
            Delivery::MaybeSent => true,
            Delivery::Answered => matches!(self, Self::Cut | Self::Malformed),
        }
    }

    /// A gate on this side refused: the target was not asked, so it is no attempt, and nobody is
    /// to blame.
    #[must_use]
    pub fn is_local_refusal(self) -> bool {
        matches!(
            self,
            Self::CircuitOpen | Self::AtCapacity | Self::Benched | Self::Shed | Self::TenantLimited
        )
    }

    /// A stable, lower-case name for logs, metrics and headers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::DeadlineExceeded => "deadline_exceeded",
            Self::AttemptsExhausted => "attempts_exhausted",
            Self::Server => "server",
            Self::Overloaded => "overloaded",
            Self::RateLimited => "rate_limited",
            Self::QuotaExceeded => "quota_exceeded",
            Self::Auth => "auth",
            Self::ModelNotFound => "model_not_found",
            Self::ContextLength => "context_length",
            Self::ContentPolicy => "content_policy",
            Self::UnsupportedParameter => "unsupported_parameter",
            Self::Unsupported => "unsupported",
            Self::InvalidRequest => "invalid_request",
            Self::UnknownModel => "unknown_model",
            Self::Cut => "cut",
            Self::Malformed => "malformed",
            Self::CircuitOpen => "circuit_open",
            Self::AtCapacity => "at_capacity",
            Self::Benched => "benched",
            Self::Shed => "shed",
            Self::TenantLimited => "tenant_limited",
            Self::NotStored => "not_stored",
            Self::Cancelled => "cancelled",
            Self::Internal => "internal",
        }
    }

    pub(super) fn phrase(self) -> &'static str {
        match self {
            Self::Connect => "could not connect to the provider",
            Self::Timeout => "the attempt ran out of time",
            Self::DeadlineExceeded => "the deadline of the request passed",
            Self::AttemptsExhausted => "the attempt budget of the request is spent",
            Self::Server => "the provider failed",
            Self::Overloaded => "the provider is overloaded",
            Self::RateLimited => "the provider's rate limit is reached",
            Self::QuotaExceeded => "the provider account is out of quota; check its billing",
            Self::Auth => "the provider rejected the credential; check the key and its rights",
            Self::ModelNotFound => "the provider does not have this model; check its name",
            Self::ContextLength => "the request is larger than the model's maximum context length",
            Self::ContentPolicy => "the provider refused the content",
            Self::UnsupportedParameter => "the provider rejects a parameter",
            Self::Unsupported => "this provider cannot express the request",
            Self::InvalidRequest => "the request is invalid",
            Self::UnknownModel => "no route answers to this model",
            Self::Cut => "the answer broke off before its end",
            Self::Malformed => "the provider's answer could not be understood",
            Self::CircuitOpen => "the target is left alone for now",
            Self::AtCapacity => "the target has as many requests as it bears",
            Self::Benched => "the credential of the target is benched; mend it and reinstate it",
            Self::Shed => "too much is asked at once; try again later",
            Self::TenantLimited => "the rate granted to this caller is used up; try again later",
            Self::NotStored => "no answer is stored, and nobody else may be asked",
            Self::Cancelled => "the caller went away",
            Self::Internal => "an internal mistake; please report it",
        }
    }
}
