//! The example file: what it says is so, and can be read.

use super::*;

#[test]
fn the_example_file_says_what_the_defaults_are() {
    use osier::limit::AdaptiveSettings;
    use osier::retry::{BudgetSettings, RetrySettings};
    let example = include_str!("../../../osier.example.toml").replace("${", "of-");
    let config = parse(&example).expect("valid");
    let target = &config.targets[0];
    assert_eq!(target.timeout.settings(), osier::timeout::Limits::default());
    assert_eq!(target.retry.settings(), RetrySettings::default());
    let budget = |config: &BudgetConfig| config.settings(BudgetSettings::default().burst(9));
    assert_eq!(budget(&target.retry.budget), BudgetSettings::default());
    assert_eq!(target.breaker.settings(), Some(osier::breaker::Settings::default()));
    assert_eq!(target.limit.settings(), Some(AdaptiveSettings::until_overloaded()));
    assert_eq!(budget(&config.retry_budget), osier::Surroundings::default_budget());
    assert_eq!(target.declared(), osier::failover::Declared::default());
    assert_eq!(config.routes[0].settings(), osier::failover::Settings::default());
    assert_eq!(config.health.settings(), osier::health::HealthSettings::default());
    assert!(config.webhooks.is_empty());
    let (cache, disk) = (config.cache.get().expect("on"), DiskConfig { max: Some(Size(1 << 30)) });
    assert_eq!(cache.settings(), osier::cache::Settings::default());
    assert_eq!(cache.read_budget, Some(Duration::from_millis(50)));
    let memory = cache.memory().expect("on").expect("valid").bytes();
    assert_eq!(memory, osier::cache_memory::MemoryStore::default().bytes());
    assert_eq!(cache.disk.as_ref().and_then(OffOr::get).and_then(|on| on.max), disk.max);
    assert_eq!(
        disk.settings(Duration::from_secs(86_400)),
        osier::cache_sled::SledSettings::default()
    );
    let nothing = parse(&format!("{TARGET}{ROUTE}")).expect("valid");
    assert_eq!(config.admission.settings(), nothing.admission.settings());
    assert_eq!(format!("{:?}", config.server), format!("{:?}", nothing.server));
    assert!(config.rates.settings().is_none(), "nobody is limited unless that is set");
}

#[test]
fn what_is_commented_out_in_the_example_file_is_valid_too() {
    let is_setting = |line: &&str| line.contains('=') || line.starts_with('[');
    let example = include_str!("../../../osier.example.toml").replace("${", "of-");
    let lines = example.lines().map(|line| {
        let bare = line.strip_prefix("# ").filter(is_setting);
        bare.filter(|bare| bare.starts_with(|c: char| c.is_ascii_lowercase() || c == '['))
            .unwrap_or(line)
    });
    // Of these two there is only ever one.
    let lines = lines.collect::<Vec<_>>().join("\n");
    let (before, disk) = lines.split_once("[cache.disk]").expect("a disk");
    let (_, redis) = disk.split_once("[cache.redis]").expect("a Redis");
    let config = parse(&format!("{before}[cache.redis]{redis}")).expect("valid");
    assert!(config.cache.get().is_some_and(|cache| cache.redis.is_some()));
    assert!(config.rates.settings().is_some() && config.targets[0].price.is_some());
    assert!(config.health.trial_after.is_some() && config.webhooks.len() == 1);
    let offline = config.routes[0].ladder().and_then(|ladder| ladder.offline());
    assert!(offline.is_some_and(|text| text.contains("{request_id}")));
}
