//! Servers that speak TLS, with certificates that no public authority has signed.

use std::path::PathBuf;

use osier_cache_redis::RedisStore;
use osier_core::{CacheStore, Erase, StoreErrorKind};
use osier_redis_server::{Folder, RedisCluster, RedisServer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use crate::scene::{assert_kind, at, get, put, settings, store};

/// An authority, and what it signed for this machine.
struct Papers {
    folder: Folder,
}

impl Papers {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        // Without a name of its own, what it signs would look as if signed by itself.
        params.distinguished_name.push(DnType::CommonName, "authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &authority).unwrap();
        let papers = Self { folder: Folder::new() };
        std::fs::write(papers.authority(), authority.pem()).unwrap();
        std::fs::write(papers.file("server.pem"), certificate.pem()).unwrap();
        std::fs::write(papers.file("key.pem"), key.serialize_pem()).unwrap();
        papers
    }

    fn authority(&self) -> PathBuf {
        self.file("authority.pem")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn server(&self) -> RedisServer {
        RedisServer::on_port(|port| {
            let plain = ["--port", "0"].map(str::to_owned);
            plain.into_iter().chain(self.arguments(port)).collect()
        })
    }

    /// What makes a server speak TLS on this port.
    fn arguments(&self, port: u16) -> Vec<String> {
        let file = |path: PathBuf| path.display().to_string();
        [
            ("--tls-port", port.to_string()),
            ("--tls-auth-clients", "no".to_owned()),
            ("--tls-cert-file", file(self.file("server.pem"))),
            ("--tls-key-file", file(self.file("key.pem"))),
            ("--tls-ca-cert-file", file(self.authority())),
        ]
        .into_iter()
        .flat_map(|(name, value)| [name.to_owned(), value])
        .collect()
    }
}

#[tokio::test]
async fn a_private_authority_is_trusted_where_it_is_named_and_nowhere_else() {
    let papers = Papers::new();
    let server = papers.server();
    let url = format!("rediss://{}", server.address());
    let slow = std::time::Duration::from_secs(5);
    let patient = || settings(&url).connect_timeout(slow).response_timeout(slow);
    let trusting = store(patient().ca_file(papers.authority()));
    put(&trusting, 1).await.unwrap();
    assert!(get(&trusting, 1).await.unwrap());

    let error = get(&store(patient()), 1).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unreachable);
    assert!(error.to_string().contains("ca_file"), "{error}");
    let other = Papers::new();
    let misled = store(patient().ca_file(other.authority()));
    assert_kind(get(&misled, 1).await, StoreErrorKind::Unreachable);
}

/// The certificate is signed by the one that is trusted, but for another host.
#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let papers = Papers::new();
    let server = papers.server();
    let slow = std::time::Duration::from_secs(5);
    let settings = settings(format!("rediss://localhost:{}", server.port()));
    let settings = settings.connect_timeout(slow).response_timeout(slow);
    let error = get(&store(settings.ca_file(papers.authority())), 1).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unreachable);
    assert!(error.to_string().contains("for this host"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_nodes_of_a_cluster_are_spoken_to_by_tls() {
    let papers = Papers::new();
    let apart = 1; // for clients; the nodes talk to each other 10,000 above
    let mut cluster = RedisCluster::with(2, |port| {
        let (all, bus) = ("--tls-cluster yes --tls-replication yes --cluster-port", port + 10_000);
        let all = all.split(' ').map(str::to_owned).chain([bus.to_string()]);
        papers.arguments(port + apart).into_iter().chain(all).collect()
    });
    let url = format!("rediss://127.0.0.1:{}", cluster.primary(0).port() + apart);
    let slow = std::time::Duration::from_secs(5);
    let settings = settings(url).cluster(true).connect_timeout(slow).response_timeout(slow);
    let store = store(settings.ca_file(papers.authority()));
    for number in 0..20 {
        put(&store, number).await.unwrap();
        assert!(get(&store, number).await.unwrap());
    }
    store.remove(&Erase::Everything).await.unwrap();
    assert!(!get(&store, 1).await.unwrap());
}

#[tokio::test]
async fn tls_to_a_server_without_it_and_the_other_way_round_end_in_time() {
    let plain = RedisServer::start();
    let store = at(format!("rediss://{}", plain.address()));
    assert_kind(get(&store, 1).await, StoreErrorKind::Unreachable);
    let papers = Papers::new();
    let server = papers.server();
    assert_kind(get(&at(server.url()), 1).await, StoreErrorKind::Unreachable);
}

#[test]
fn a_file_without_certificates_is_refused() {
    let papers = Papers::new();
    for file in [papers.file("key.pem"), papers.file("nothing.pem")] {
        let settings = settings("rediss://127.0.0.1").ca_file(file);
        assert_eq!(RedisStore::new(settings).unwrap_err().field(), "ca_file");
    }
}
