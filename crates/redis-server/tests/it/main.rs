//! What the tests that need a server may rely on.

use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

use osier_redis_server::{RedisCluster, RedisServer};

#[test]
fn every_server_is_its_own() {
    let (one, other) = (RedisServer::start(), RedisServer::start());
    assert_ne!(one.port(), other.port());
    assert_eq!(one.ask("SET key value"), "+OK\r\n");
    assert_eq!(one.ask("DBSIZE"), ":1\r\n");
    assert_eq!(other.ask("DBSIZE"), ":0\r\n");
}

#[test]
fn a_server_is_gone_with_its_handle() {
    let server = RedisServer::start();
    let address = server.address();
    drop(server);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_restarted_server_has_the_same_port_and_nothing_in_it() {
    let mut server = RedisServer::start();
    let port = server.port();
    let _ = server.ask("SET key value");
    server.stop();
    assert!(TcpStream::connect(server.address()).is_err());
    server.restart();
    assert_eq!((server.port(), server.ask("DBSIZE").as_str()), (port, ":0\r\n"));
}

#[test]
fn a_frozen_server_is_silent_until_it_is_thawed() {
    let server = RedisServer::start();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    server.freeze();
    std::io::Write::write_all(&mut stream, b"PING\r\n").unwrap();
    assert!(stream.read(&mut [0; 8]).is_err());
    server.thaw();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert_eq!(stream.read(&mut [0; 8]).unwrap(), 7);
}

#[test]
fn arguments_are_those_of_the_command_line() {
    let server = RedisServer::with(["--requirepass", "secret"]);
    assert!(server.ask("GET key").starts_with("-NOAUTH"));
}

#[test]
#[should_panic(expected = "five times over")]
fn wrong_arguments_are_no_reason_to_wait() {
    let _ = RedisServer::with(["--no-such-setting", "1"]);
}

#[test]
fn a_cluster_is_well_when_it_has_started() {
    let mut cluster = RedisCluster::start(3);
    assert_eq!(cluster.urls().len(), 3);
    assert!(cluster.primary(2).ask("CLUSTER INFO").contains("cluster_slots_ok:16384"));
    assert!(cluster.replica(0).ask("ROLE").contains("slave"));
}
