use std::time::Duration;

use super::RedisSettings;

fn refused(settings: &RedisSettings) -> (&'static str, String) {
    let error = settings.check().unwrap_err();
    (error.field(), error.value().to_owned())
}

#[test]
fn usual_settings_can_work() {
    for url in [
        "redis://localhost",
        "redis://cache.internal:6380/3",
        "rediss://user:p%40ss@cache.internal:6380",
        "valkey://[::1]:6379",
        "valkeys://cache.internal",
    ] {
        assert!(RedisSettings::new(url).check().is_ok(), "{url}");
    }
    let cluster = RedisSettings::new("redis://a").node("redis://b").node("redis://c");
    assert!(cluster.cluster && cluster.check().is_ok());
    let apart = RedisSettings::new("redis://:old@a").node("redis://b").password("new");
    assert!(apart.check().is_ok());
}

#[test]
fn what_cannot_work_is_named() {
    let long = "x".repeat(65);
    let good = || RedisSettings::new("redis://localhost");
    let minute = Duration::from_secs(61);
    for (settings, field) in [
        (RedisSettings::new("localhost:6379"), "url"),
        (RedisSettings::new("http://localhost"), "url"),
        (RedisSettings::new("redis+unix:///tmp/redis.sock"), "url"),
        (RedisSettings::new("redis://"), "url"),
        (RedisSettings::new("redis://host/database"), "url"),
        (RedisSettings::new("redis://host?protocol=resp2"), "url"),
        (RedisSettings::new("rediss://host#insecure"), "url"),
        (RedisSettings::new("redis://host/1").cluster(true), "url"),
        (good().node("rediss://other"), "url"),
        (good().node("redis://other").cluster(false), "cluster"),
        (good().node("redis://:hunter2@other"), "url"),
        (RedisSettings::new("redis://a:b@host").node("redis://c:b@other"), "url"),
        (good().prefix(""), "prefix"),
        (good().prefix(long.as_str()), "prefix"),
        (good().prefix("a*"), "prefix"),
        (good().prefix("a?"), "prefix"),
        (good().prefix("[ab]"), "prefix"),
        (good().prefix("{tag}"), "prefix"),
        (good().prefix("a\\"), "prefix"),
        (good().prefix("a b"), "prefix"),
        (good().connect_timeout(Duration::ZERO), "connect_timeout"),
        (good().connect_timeout(minute), "connect_timeout"),
        (good().response_timeout(Duration::ZERO), "response_timeout"),
        (good().response_timeout(minute), "response_timeout"),
        (good().in_flight(0), "in_flight"),
        (good().in_flight(65_537), "in_flight"),
        (good().ca_file("ca.pem"), "ca_file"),
    ] {
        assert_eq!(refused(&settings).0, field, "{settings:?}");
    }
}

#[test]
fn a_password_is_never_shown() {
    for url in [
        "redis://user:hunter2@host:6379",
        "redis://:hunter2@host:6379/database",
        "redis://:hunter2?@host",
        "redis://:hunter2#x@host",
        "redis://:hunter2/@x@host?y",
        "hunter2@host",
        "redis:hunter2@host",
        "hunter2://x@host",
    ] {
        let settings = RedisSettings::new(url).password("hunter2");
        assert!(!format!("{settings:?}").contains("hunter2"), "{url}");
        if let Err(error) = settings.check() {
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{url}");
        }
    }
}
