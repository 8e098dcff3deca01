//! Several servers as one.

use std::ops::Range;

use crate::RedisServer;
use crate::place::BUS;
use crate::process::glances;

const SLOTS: usize = 16_384;

/// A cluster on this machine. A primary that is gone is replaced by its replica within about three seconds,
/// and the slots of the others are served meanwhile.
///
/// ```no_run
/// use osier_redis_server::RedisCluster;
///
/// let mut cluster = RedisCluster::start(3);
/// let urls = cluster.urls();
/// cluster.primary(0).kill(); // its replica takes over
/// ```
#[derive(Debug)]
pub struct RedisCluster {
    primaries: Vec<RedisServer>,
    replicas: Vec<RedisServer>,
}

impl RedisCluster {
    /// Starts so many primaries, each with one replica and its share of the slots.
    ///
    /// # Panics
    ///
    /// If they do not come together within ten seconds.
    #[must_use]
    pub fn start(primaries: usize) -> Self {
        Self::with(primaries, |_| Vec::new())
    }

    /// Starts so many primaries and replicas, each with further arguments that may depend on its port.
    ///
    /// # Panics
    ///
    /// Like [`start`](Self::start).
    #[must_use]
    pub fn with(primaries: usize, arguments: impl Fn(u16) -> Vec<String>) -> Self {
        let start = || (0..primaries).map(|_| node(&arguments)).collect::<Vec<_>>();
        let cluster = Self { primaries: start(), replicas: start() };
        cluster.introduce();
        for (number, primary) in cluster.primaries.iter().enumerate() {
            give(primary, number * SLOTS / primaries..(number + 1) * SLOTS / primaries);
        }
        for (primary, replica) in cluster.primaries.iter().zip(&cluster.replicas) {
            let name = answer_of(primary, "CLUSTER MYID");
            until("a replica should follow", || {
                replica.ask(&format!("CLUSTER REPLICATE {name}")) == OK
            });
        }
        cluster.settle();
        cluster
    }

    /// The URLs of all that were started as primaries.
    #[must_use]
    pub fn urls(&self) -> Vec<String> {
        self.primaries.iter().map(RedisServer::url).collect()
    }

    /// One that was started as a primary, counted from 0.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    pub fn primary(&mut self, number: usize) -> &mut RedisServer {
        self.primaries.get_mut(number).expect("there should be so many primaries")
    }

    /// The replica that was started for this primary.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    pub fn replica(&mut self, number: usize) -> &mut RedisServer {
        self.replicas.get_mut(number).expect("there should be so many replicas")
    }

    fn all(&self) -> impl Iterator<Item = &RedisServer> {
        self.primaries.iter().chain(&self.replicas)
    }

    fn introduce(&self) {
        let Some(first) = self.primaries.first() else { return };
        for other in self.all() {
            let (port, bus) = (other.port(), other.port() + BUS);
            let met = first.ask(&format!("CLUSTER MEET 127.0.0.1 {port} {bus}"));
            assert!(met == OK, "a node should be met: {met}");
        }
        let known = format!("cluster_known_nodes:{}\r\n", self.all().count());
        for node in self.all() {
            until("all should know each other", || node.ask("CLUSTER INFO").contains(&known));
        }
    }

    /// Waits until every node says that all is well, and every replica has caught up.
    fn settle(&self) {
        for node in self.all() {
            until("the cluster should be well", || {
                node.ask("CLUSTER INFO").contains("cluster_state:ok\r\n")
            });
        }
        for replica in &self.replicas {
            until("a replica should catch up", || {
                replica.ask("INFO replication").contains("master_link_status:up\r\n")
            });
        }
    }
}

const OK: &str = "+OK\r\n";

fn node(arguments: impl Fn(u16) -> Vec<String>) -> RedisServer {
    let settings = "--cluster-enabled yes --cluster-node-timeout 1000 --cluster-replica-validity-factor 0 \
                    --cluster-require-full-coverage no --repl-diskless-sync yes \
                    --repl-diskless-sync-delay 0 --repl-ping-replica-period 1";
    let settings = settings.split_whitespace().map(str::to_owned);
    RedisServer::on_port(|port| settings.clone().chain(arguments(port)).collect())
}

fn give(primary: &RedisServer, slots: Range<usize>) {
    let slots: Vec<_> = slots.map(|slot| slot.to_string()).collect();
    let given = primary.ask(&format!("CLUSTER ADDSLOTS {}", slots.join(" ")));
    assert!(given == OK, "slots should be given: {given}");
}

/// An answer of one line, without what tells its length.
fn answer_of(node: &RedisServer, command: &str) -> String {
    let answer = node.ask(command);
    answer.lines().nth(1).expect("an answer has a second line").to_owned()
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    assert!(glances().any(|()| is_so()), "{what} within ten seconds");
}
