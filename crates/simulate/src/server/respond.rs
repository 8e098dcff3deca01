//! From a request to the plan for it.

use super::incoming::Incoming;
use super::plan::Plan;
use super::state::State;
use crate::dialect::{Ask, Dialect, Reply, Route, Stamp, Target, check, route};
use crate::script::{Preset, Step};

/// What is done for request `number`, and which chat it is, if it is one that uses up a step.
pub(super) fn respond(state: &State, incoming: &Incoming, number: u64) -> (Option<u64>, Plan) {
    match asked(state, incoming, number) {
        Ok((ask, stamp)) => {
            let (chat, step) = state.next_step();
            let stamp = Stamp { number: chat, ..stamp };
            (Some(chat), chatted(state.dialect, step, &ask, &stamp))
        }
        Err(plan) => (None, plan),
    }
}

fn chatted(dialect: Dialect, step: Step, ask: &Ask, stamp: &Stamp) -> Plan {
    let request = &ask.request;
    let objection = step.objection(request, |param| dialect.parameter(request, param));
    match objection.filter(|objection| dialect.knows(objection)) {
        Some(objection) => Plan::refused(step.headers_after, &dialect.objection(&objection, stamp)),
        None => {
            let step = step.taken();
            Plan::chat(dialect, &step, &step.answer.to(request), stamp, ask.stream)
        }
    }
}

/// The chat that is asked for, or what is done in place of one.
fn asked(state: &State, incoming: &Incoming, number: u64) -> Result<(Ask, Stamp), Plan> {
    let dialect = state.dialect;
    let mut stamp = Stamp {
        number,
        created: state.clock.unix_time().as_secs(),
        model: String::new(),
        include_usage: false,
    };
    if !state.lets_in(incoming) {
        return Err(Plan::reply(&dialect.preset(Preset::Auth, &stamp)));
    }
    let target =
        Target { method: &incoming.method, path: &incoming.path, query: &incoming.query, number };
    let deployment = match route(dialect, target, &state.models) {
        Route::Chat { deployment } => deployment,
        Route::Unknown(reply) => return Err(Plan::reply(&reply)),
        Route::Probe(reply) => return Err(probe(state, &reply, &stamp)),
    };
    let version = incoming.header("anthropic-version");
    let ask = check(dialect, &incoming.body, deployment, version, &stamp);
    let ask = ask.map_err(|reply| Plan::reply(&reply))?;
    stamp.model.clone_from(&ask.model);
    stamp.include_usage = ask.include_usage;
    Ok((ask, stamp))
}

fn probe(state: &State, reply: &Reply, stamp: &Stamp) -> Plan {
    match state.probe_fault() {
        Some(fault) => Plan::probe(state.dialect, &fault, reply, stamp),
        None => Plan::reply(reply),
    }
}

/// The key a request brings, wherever its dialect puts it.
pub(super) fn key_of(dialect: Dialect, incoming: &Incoming) -> Option<&str> {
    let bearer = || {
        let (scheme, key) = incoming.header("authorization")?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(key)
    };
    let own = match dialect {
        Dialect::Azure => incoming.header("api-key"),
        Dialect::Anthropic => incoming.header("x-api-key"),
        Dialect::OpenAi | Dialect::Ollama => None,
    };
    own.or_else(bearer)
}
