use osier_core::StoreErrorKind;
use redis::{ErrorKind, RedisError};

use super::{not_made, refused};

#[test]
fn what_the_server_says_is_not_repeated() {
    let said = "with args beginning with: 'osier:0123'".to_owned();
    for kind in [ErrorKind::Extension, ErrorKind::Io, ErrorKind::Client, ErrorKind::Parse] {
        let error = RedisError::from((kind, "unknown command", said.clone()));
        for told in [refused(&error), not_made(&error)] {
            assert!(!format!("{told} {told:?}").contains("0123"), "{told}");
        }
    }
}

#[test]
fn the_client_of_a_cluster_hides_a_refusal_in_a_text() {
    let hidden = "\"WRONGPASS\": invalid username-password pair".to_owned();
    let error = RedisError::from((ErrorKind::Io, "Failed to create initial connections", hidden));
    assert_eq!(not_made(&error).kind(), StoreErrorKind::Denied);
}
