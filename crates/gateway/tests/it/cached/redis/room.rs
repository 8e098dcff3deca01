//! Full, and emptied by a restart.

use osier_redis_server::RedisServer;

use super::{Scene, WAVE};

/// How often an entry was read so far.
fn reads(server: &RedisServer) -> usize {
    let told = server.ask("INFO commandstats");
    let calls = told.lines().find_map(|line| line.strip_prefix("cmdstat_get:calls="));
    calls.and_then(|rest| rest.split(',').next()?.parse().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_reads_once_whatever_comes_of_it() {
    let server = RedisServer::start();
    let scene = Scene::with(server.url()).await;
    let before = reads(&server);
    scene.wave().await;
    assert_eq!(reads(&server) - before, WAVE, "nothing was there");
    scene.fill().await;
    let before = reads(&server);
    scene.wave().await;
    assert_eq!(reads(&server) - before, WAVE, "everything was there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_redis_is_still_read_and_takes_new_answers_when_there_is_room() {
    let server = RedisServer::start();
    let scene = Scene::with(server.url()).await;
    let say = |command: &str| assert_eq!(server.ask(command), "+OK\r\n");
    scene.fill().await;
    scene.wave_while(|| say("CONFIG SET maxmemory 1")).await;
    let stored = server.ask("DBSIZE");
    for number in WAVE..WAVE + 20 {
        assert_eq!(super::status(&scene.ask(number).await.0), "miss");
    }
    assert_eq!(scene.wave().await.hits(), WAVE, "what is there is read");
    let told = async {
        while scene.figure("failures").await + scene.figure("dropped_writes").await < 20 {}
    };
    tokio::time::timeout(super::BOUND, told)
        .await
        .expect("every write that was not done is counted");
    assert!(scene.figure("failures").await < 20, "writing is given up for a while");
    assert_eq!(server.ask("DBSIZE"), stored);

    say("CONFIG SET maxmemory 0");
    let taken = async { while super::status(&scene.ask(WAVE).await.0) != "hit" {} };
    tokio::time::timeout(super::BOUND, taken).await.expect("new answers are taken again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_is_restarted_under_load_costs_no_answer_and_is_filled_again() {
    let mut server = RedisServer::start();
    let scene = Scene::with(server.url()).await;
    scene.fill().await;
    scene.wave_while(|| server.restart()).await;
    scene.fill().await;
}
