//! Servers that speak TLS, with certificates that no public authority has signed.

use std::path::{Path, PathBuf};

use osier_cache_redis::RedisStore;
use osier_core::StoreErrorKind;
use osier_redis_server::{Folder, RedisServer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::scene::{assert_kind, at, get, put, settings, store};

/// An authority, and what it signed for this machine.
struct Papers {
    folder: Folder,
}

impl Papers {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
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
        let path = |path: &Path| path.display().to_string();
        RedisServer::on_port(|port| {
            let port = port.to_string();
            let words = ["--port", "0", "--tls-port", &port, "--tls-auth-clients", "no"];
            let mut words: Vec<_> = words.map(str::to_owned).into();
            for (word, file) in [
                ("--tls-cert-file", self.file("server.pem")),
                ("--tls-key-file", self.file("key.pem")),
                ("--tls-ca-cert-file", self.authority()),
            ] {
                words.extend([word.to_owned(), path(&file)]);
            }
            words
        })
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
