//! A throw-away certificate authority and server certificates, good and bad, made on the fly.
//!
//! Every test process makes its own: nothing here is ever checked in or reused. EC keys, because making
//! them costs nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is wrong with the server's certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certificate {
    /// Nothing: issued by our authority to localhost and 127.0.0.1.
    #[default]
    Good,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// Issued to other.example.
    WrongHost,
    /// Issued by an authority nobody was told of.
    UnknownIssuer,
    /// Vouches for itself.
    SelfSigned,
    /// May be used by clients only.
    ClientOnly,
    /// RSA with 1,024 bits.
    WeakKey,
}

impl Certificate {
    /// All that must be refused.
    pub const BAD: [Self; 7] = [
        Self::Expired,
        Self::NotYetValid,
        Self::WrongHost,
        Self::UnknownIssuer,
        Self::SelfSigned,
        Self::ClientOnly,
        Self::WeakKey,
    ];
}

/// A server's certificate on disk.
#[derive(Clone, Debug)]
pub struct Files {
    /// The authority's certificate (PEM), to be given to the client.
    pub ca: PathBuf,
    /// The server's certificate (PEM).
    pub certificate: PathBuf,
    /// The server's key (PEM).
    pub key: PathBuf,
}

/// Makes an authority and a certificate of this kind in `dir`.
pub fn make(dir: &Path, kind: Certificate) -> Files {
    let files = Files { ca: dir.join("ca.pem"), certificate: dir.join("server.pem"), key: dir.join("server.key") };
    authority(dir, "ca", "Test Root CA");
    let names = match kind {
        Certificate::WrongHost => "DNS:other.example",
        _ => "DNS:localhost,IP:127.0.0.1",
    };
    let usage = if kind == Certificate::ClientOnly { "clientAuth" } else { "serverAuth" };
    fs::write(
        dir.join("server.ext"),
        format!("basicConstraints=CA:FALSE\nextendedKeyUsage={usage}\nsubjectAltName={names}\n"),
    )
    .unwrap();
    if kind == Certificate::SelfSigned {
        let names = format!("subjectAltName={names}");
        openssl(
            dir,
            &[
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "20",
                "-subj",
                "/CN=localhost",
                "-addext",
                &names,
                "-keyout",
                "server.key",
                "-out",
                "server.pem",
            ],
        );
        return files;
    }
    let key: &[&str] =
        if kind == Certificate::WeakKey { &["rsa:1024"] } else { &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] };
    openssl(
        dir,
        &[
            &["req", "-newkey"],
            key,
            &["-nodes", "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr"],
        ]
        .concat(),
    );
    match kind {
        Certificate::Expired => issue_between(dir, "20200101000000Z", "20200201000000Z"),
        Certificate::NotYetValid => issue_between(dir, "20480101000000Z", "20490101000000Z"),
        Certificate::UnknownIssuer => {
            authority(dir, "other", "Unknown Root CA");
            issue(dir, "other");
        }
        _ => issue(dir, "ca"),
    }
    files
}

fn authority(dir: &Path, name: &str, common_name: &str) {
    let (key, certificate, subject) = (format!("{name}.key"), format!("{name}.pem"), format!("/CN={common_name}"));
    openssl(
        dir,
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
            "-subj",
            &subject,
            "-keyout",
            &key,
            "-out",
            &certificate,
            "-addext",
            "basicConstraints=critical,CA:TRUE",
            "-addext",
            "keyUsage=critical,keyCertSign,cRLSign",
        ],
    );
}

fn issue(dir: &Path, authority: &str) {
    let (key, certificate) = (format!("{authority}.key"), format!("{authority}.pem"));
    openssl(
        dir,
        &[
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            &certificate,
            "-CAkey",
            &key,
            "-CAcreateserial",
            "-sha256",
            "-days",
            "20",
            "-extfile",
            "server.ext",
            "-out",
            "server.pem",
        ],
    );
}

/// Only `openssl ca` of Debian 12 can issue for a time that is not now.
fn issue_between(dir: &Path, start: &str, end: &str) {
    fs::create_dir_all(dir.join("db")).unwrap();
    fs::write(dir.join("db/index.txt"), "").unwrap();
    fs::write(dir.join("db/serial"), "1000\n").unwrap();
    fs::write(
        dir.join("ca.cnf"),
        "[ca]\ndefault_ca=d\n[d]\ndir=db\ndatabase=db/index.txt\nserial=db/serial\nnew_certs_dir=db\n\
         default_md=sha256\npolicy=p\nunique_subject=no\ncopy_extensions=none\n[p]\ncommonName=supplied\n",
    )
    .unwrap();
    openssl(
        dir,
        &[
            "ca",
            "-batch",
            "-config",
            "ca.cnf",
            "-in",
            "server.csr",
            "-cert",
            "ca.pem",
            "-keyfile",
            "ca.key",
            "-startdate",
            start,
            "-enddate",
            end,
            "-extfile",
            "server.ext",
            "-out",
            "server.pem",
            "-notext",
        ],
    );
}

fn openssl(dir: &Path, args: &[&str]) {
    let output =
        Command::new("openssl").args(args).current_dir(dir).output().expect("openssl is installed (tests/setup)");
    assert!(output.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}
