//! Who shares a credential, and who hears of trouble.

use std::sync::Arc;

use osier::degrade::Moved;
use osier::health::{Roster, Watch, Webhook};
use osier::http::TokioClock;
use osier::{Clock, HttpPost, Notice, SharedClock, SharedObserver, Surroundings};

use super::Failure;
use super::place::place;
use crate::config::{Config, TargetConfig, WebhookConfig};

/// By what name the credential of this target goes: that of the first target that has the same. One
/// without a key has nothing to share.
pub(super) fn credential<'a>(config: &'a Config, target: &'a TargetConfig) -> &'a str {
    let first = config.targets.iter().find(|other| is_same(other, target)).unwrap_or(target);
    first.name.get_ref()
}

/// Whether a provider could not tell the two apart: by the same key, at the same place, on the same bill.
fn is_same(one: &TargetConfig, other: &TargetConfig) -> bool {
    let bill = |target: &TargetConfig| (target.organization.clone(), target.project.clone());
    let has_key = one.api_key.is_some() && one.api_key == other.api_key;
    let is_itself = one.name.get_ref() == other.name.get_ref();
    is_itself
        || (has_key
            && one.provider == other.provider
            && place(one) == place(other)
            && bill(one) == bill(other))
}

/// Everything that is known of the targets, and who hears of it.
#[derive(Clone, Debug)]
pub(crate) struct Health {
    roster: Arc<Roster>,
    webhooks: Vec<Webhook>,
    way_out: HttpPost,
}

impl Health {
    pub(super) fn new(config: &Config, surroundings: &Surroundings) -> Result<Self, Failure> {
        let webhooks = config.webhooks.iter().map(WebhookConfig::webhook);
        Ok(Self {
            roster: Arc::clone(surroundings.roster()),
            webhooks: webhooks.collect::<Result<_, _>>()?,
            way_out: HttpPost::new(surroundings.http().clone()),
        })
    }

    /// To be run for as long as the gateway serves.
    pub(crate) fn watch(&self, clock: &SharedClock, observer: &SharedObserver) -> Watch {
        let watch = Watch::new(Arc::clone(&self.roster), Arc::clone(clock));
        let watch = watch.observer(Arc::clone(observer));
        let webhooks = self.webhooks.iter();
        webhooks.fold(watch, |watch, webhook| watch.webhook(webhook, self.way_out.clone()))
    }

    /// Makes alerts of the moves of this route's standing level, and tells the observer of them.
    pub(super) fn hears_of_moves(
        &self,
        route: &str,
        observer: &SharedObserver,
    ) -> impl Fn(&Moved) + Send + Sync + use<> {
        let (roster, observer) = (Arc::clone(&self.roster), Arc::clone(observer));
        let route = route.to_owned();
        move |Moved { from, to, reason, .. }| {
            let (from, to) = (*from, *to);
            roster.level_moved(&route, from, to, reason);
            observer.on_notice(&Notice::LevelMoved { route: &route, from, to, reason });
        }
    }

    /// Uses every benched credential again; how many there were.
    pub(crate) fn reinstate(&self) -> usize {
        self.roster.reinstate_all(TokioClock.now()).len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Interpolated, ProviderKind};

    fn target(name: &str, key: Option<&str>, url: Option<&str>) -> TargetConfig {
        let mut target = TargetConfig::new(name, ProviderKind::OpenAi);
        target.api_key = key.map(Interpolated::plain);
        target.base_url = url.map(|url| toml::Spanned::new(0..0, Interpolated::plain(url)));
        target
    }

    #[test]
    fn targets_with_the_same_key_at_the_same_place_and_on_the_same_bill_share_it() {
        let (key, place) = (Some("key"), Some("http://a"));
        let mut billed = target("f", key, None);
        billed.project = Some(Interpolated::plain("another"));
        let mut claude = target("g", key, None);
        claude.provider = ProviderKind::Anthropic;
        let config = Config::any_model(vec![
            target("a", key, None),
            target("b", key, None),
            target("c", Some("other"), None),
            target("d", key, place),
            target("e", key, place),
            billed,
            claude,
            target("h", None, place),
            target("i", None, place),
            target("j", key, Some("http://a//")),
            target("k", key, Some("https://api.openai.com/v1/")),
            target("l", key, Some("http://a/b")),
        ]);
        let names: Vec<_> = config.targets.iter().map(|one| credential(&config, one)).collect();
        assert_eq!(names, ["a", "a", "c", "d", "d", "f", "g", "h", "i", "d", "a", "l"]);
    }
}
