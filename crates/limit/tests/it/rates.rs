//! Rates of requests and tokens, for each tenant.

mod layer;
mod model;

use std::time::Duration;

use osier_core::{Error, ErrorKind};
use osier_limit::{Anonymous, Rate, RateSettings, Rates, TenantRates};

use crate::{millis, secs, start};

fn rates(settings: RateSettings) -> Rates {
    Rates::try_new(settings).expect("valid settings")
}

fn each(rates: TenantRates) -> RateSettings {
    RateSettings::default().of_each(rates)
}

fn requests(per_minute: u32, burst: u32) -> TenantRates {
    TenantRates::unlimited().requests(Rate::per_minute(per_minute).burst(burst))
}

fn tokens(per_minute: u32, burst: u32) -> TenantRates {
    TenantRates::unlimited().tokens(Rate::per_minute(per_minute).burst(burst))
}

/// When to come back, if the request is refused for now.
fn wait<T>(result: Result<T, Error>) -> Option<Duration> {
    let error = result.err()?;
    assert_eq!(error.kind(), ErrorKind::TenantLimited);
    assert!(error.retry_after().is_some());
    error.retry_after()
}

#[test]
fn a_wrong_setting_is_named_with_its_value_and_range() {
    let table = [
        (each(requests(0, 1)), "requests_per_minute", "0"),
        (each(requests(1, 0)), "request_burst", "0"),
        (each(tokens(100_000_001, 1)), "tokens_per_minute", "100000001"),
        (each(tokens(1, 100_000_001)), "token_burst", "100000001"),
        (RateSettings::default().of_tenant("acme", tokens(0, 1)), "tokens_per_minute", "0"),
        (RateSettings::default().max_tenants(0), "max_tenants", "0"),
        (RateSettings::default().max_tenants(1_000_001), "max_tenants", "1000001"),
    ];
    for (settings, field, value) in table {
        let error = Rates::try_new(settings).expect_err(field);
        assert_eq!((error.field(), error.value()), (field, value));
    }
}

#[test]
fn without_settings_nobody_is_limited() {
    let (rates, now) = (rates(RateSettings::default()), start());
    for tenant in [None, Some("acme")] {
        assert!((0..1000).all(|_| rates.charge_at(now, tenant, 1_000_000).is_ok()));
    }
}

#[test]
fn a_burst_is_let_in_at_once_and_then_the_rate() {
    let (rates, start) = (rates(each(requests(60, 3))), start());
    let ask = |at| wait(rates.charge_at(start + millis(at), Some("acme"), 0));
    assert_eq!([0, 0, 0].map(ask), [None; 3]);
    assert_eq!(ask(0), Some(secs(1)));
    assert_eq!(ask(400), Some(millis(600)));
    assert_eq!([ask(1000), ask(1000)], [None, Some(secs(1))]);
    assert_eq!([60_000; 3].map(ask), [None; 3], "no more than the burst is saved up");
    assert_eq!(ask(60_000), Some(secs(1)));
}

#[test]
fn a_refused_request_is_let_in_after_the_time_it_was_told() {
    let (rates, start) = (rates(each(tokens(6000, 1000))), start());
    let ask = |at: Duration| wait(rates.charge_at(start + at, None, 300));
    let mut now = Duration::ZERO;
    for _ in 0..20 {
        if let Some(wait) = ask(now) {
            now += wait - millis(1);
            assert_eq!(ask(now), Some(millis(1)));
            now += millis(1);
            assert_eq!(ask(now), None);
        }
    }
    assert!(now > secs(40), "{now:?}");
}

#[test]
fn tenants_do_not_share_and_requests_without_one_are_one_together() {
    let (rates, now) = (rates(each(requests(60, 1))), start());
    let ask = |tenant| rates.charge_at(now, tenant, 0).is_ok();
    assert!(ask(Some("acme")) && ask(Some("other")) && ask(None));
    assert!(!ask(Some("acme")) && !ask(Some("other")) && !ask(None));
    assert!(ask(Some("anonymous")), "a name like any other");
}

#[test]
fn requests_without_a_tenant_may_be_exempt() {
    let settings = each(requests(60, 1)).anonymous(Anonymous::Exempt);
    let (rates, now) = (rates(settings), start());
    assert!((0..100).all(|_| rates.charge_at(now, None, 0).is_ok()));
}

#[test]
fn a_named_tenant_has_rates_of_its_own() {
    let settings = each(requests(60, 1))
        .of_tenant("large", requests(60, 5))
        .of_tenant("free", TenantRates::unlimited());
    let (rates, now) = (rates(settings), start());
    let admitted =
        |tenant| (0..100).filter(|_| rates.charge_at(now, Some(tenant), 0).is_ok()).count();
    assert_eq!(["large", "free", "acme"].map(admitted), [5, 100, 1]);
}

#[test]
fn a_request_refused_for_its_tokens_does_not_count_as_a_request() {
    let settings = each(requests(1, 2).tokens(Rate::per_minute(600).burst(100)));
    let (rates, now) = (rates(settings), start());
    let ask = |tokens| wait(rates.charge_at(now, Some("acme"), tokens));
    assert_eq!(ask(60), None);
    assert_eq!([90; 5].map(ask), [Some(secs(5)); 5], "for want of tokens");
    assert_eq!(ask(40), None, "the second request");
    assert_eq!(ask(0), Some(secs(60)));
}

#[test]
fn a_prompt_larger_than_the_burst_is_told_so_and_not_asked_to_wait() {
    let (rates, now) = (rates(each(tokens(600, 100))), start());
    let error = rates.charge_at(now, Some("acme"), 101).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!((error.code(), error.retry_after()), (Some("request_too_large"), None));
    assert!(rates.charge_at(now, Some("acme"), 100).is_ok(), "nothing was charged");
}

#[test]
fn what_was_estimated_is_set_right_in_either_direction() {
    let start = start();
    // The wait for the last of a burst of 600 that refills ten a second.
    for (cost, expected) in [(0, None), (100, Some(10)), (600, Some(60)), (1200, Some(120))] {
        let rates = rates(each(tokens(600, 600)));
        let charge = rates.charge_at(start, Some("acme"), 100).unwrap();
        assert_eq!(charge.estimate(), 100);
        charge.settle_at(start, cost);
        let waited = wait(rates.charge_at(start, Some("acme"), 600));
        assert_eq!(waited, expected.map(secs), "{cost} tokens");
    }
}

#[test]
fn what_is_given_back_never_makes_more_than_the_burst() {
    let (rates, start) = (rates(each(tokens(600, 100))), start());
    let charge = rates.charge_at(start, None, 100).unwrap();
    charge.settle_at(start + secs(3600), 0);
    let later = start + secs(3600);
    assert_eq!(wait(rates.charge_at(later, None, 100)), None);
    assert_eq!(wait(rates.charge_at(later, None, 1)), Some(millis(100)));
}

#[test]
fn a_debt_is_paid_off_within_a_day_whatever_the_provider_reports() {
    let (rates, start) = (rates(each(tokens(1, 10))), start());
    for _ in 0..3 {
        // Charged without tokens, which is always possible.
        rates.charge_at(start, None, 0).unwrap().settle_at(start, u64::MAX);
    }
    let wait = wait(rates.charge_at(start, None, 10)).unwrap();
    assert_eq!(wait, secs(86_400));
}

#[test]
fn idle_tenants_are_forgotten_and_those_without_room_are_one_together() {
    let (rates, start) = (rates(each(requests(60, 1)).max_tenants(2)), start());
    let ask = |at, tenant| rates.charge_at(start + secs(at), Some(tenant), 0).is_ok();
    assert!(ask(0, "a") && ask(0, "b"));
    assert!(ask(0, "c") && !ask(0, "d"), "they are one together");
    assert_eq!(rates.tenants(), 2);
    assert!(!ask(0, "a"), "nobody was forgotten who was not idle");
    assert!(ask(10, "d") && ask(10, "e") && rates.tenants() == 2);
}

#[test]
fn a_named_tenant_keeps_its_rates_however_many_others_come() {
    let settings = each(requests(60, 1)).max_tenants(2).of_tenant("gold", requests(60, 3));
    let (rates, start) = (rates(settings), start());
    let ask = |tenant| rates.charge_at(start, Some(tenant), 0).is_ok();
    assert!(["a", "b", "c"].map(ask) == [true; 3] && !ask("d"), "there is no room");
    assert_eq!([(); 4].map(|()| ask("gold")), [true, true, true, false]);
}

#[test]
fn nobody_is_remembered_who_has_no_limit() {
    let gold = RateSettings::default().of_tenant("gold", requests(60, 1)).max_tenants(1);
    let (rates, start) = (rates(gold), start());
    for tenant in ["a", "b", "c"] {
        assert!(rates.charge_at(start, Some(tenant), 0).is_ok());
    }
    assert_eq!(rates.tenants(), 0);
}

#[test]
fn a_request_short_of_both_is_told_the_longer_wait() {
    let (requests, tokens) = (Rate::per_minute(60).burst(1), Rate::per_minute(60).burst(10));
    let both = TenantRates::unlimited().requests(requests).tokens(tokens);
    let (rates, start) = (rates(each(both)), start());
    let ask = |at: u64, tokens| rates.charge_at(start + secs(at), None, tokens);
    assert!(ask(0, 10).is_ok());
    assert_eq!(wait(ask(0, 5)), Some(secs(5)), "not the second until the next request");
    assert_eq!(wait(ask(0, 0)), Some(secs(1)));
    assert_eq!(ask(0, 11).unwrap_err().kind(), ErrorKind::InvalidRequest, "no wait would help");
    assert!(ask(5, 5).is_ok());
}

#[test]
fn a_tenant_whose_request_is_under_way_is_not_forgotten() {
    let (rates, start) = (rates(each(tokens(60, 100)).max_tenants(1)), start());
    let charge = rates.charge_at(start, Some("a"), 1).unwrap();
    let later = start + secs(60);
    assert!(rates.charge_at(later, Some("b"), 1).is_ok());
    charge.settle_at(later, 1000);
    assert!(wait(rates.charge_at(later, Some("a"), 1)).is_some());
}
