//! TLS by the library of the system (OpenSSL, Secure Transport, SChannel).
//!
//! Invariant: only [`Verify::Everything`] gives a stream out. The weaker ones exist to find out why that was refused, and nothing is
//! ever written to what they open.

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use async_native_tls::{TlsConnector, TlsStream};
use native_tls::Certificate;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;

use crate::error::{Error, ErrorKind, Result};

use super::Stream;
use super::connect::literal;

/// What of a certificate has to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verify {
    /// Everything.
    Everything,
    /// The chain up to an authority, not the host's name.
    Chain,
    /// Nothing: to have a look at the certificate.
    Nothing,
}

/// The authorities of a private CA file, to be trusted besides those of the system.
#[derive(Clone, Default)]
pub struct Authorities(Vec<Certificate>);

impl Authorities {
    /// The largest CA file read; the bundle of all public authorities has 230 kB.
    const MAX_FILE: u64 = 4 * 1024 * 1024;

    /// Reads the certificates of a PEM or DER file.
    ///
    /// # Errors
    /// [`ErrorKind::CaFile`] if it cannot be read or holds none.
    pub async fn read(path: &Path) -> Result<Self> {
        let failure = |path: &Path| Error::new(ErrorKind::CaFile, format!("read the CA file {}", path.display()));
        let owned = path.to_owned();
        let read = tokio::task::spawn_blocking(move || {
            use std::io::Read;
            let mut bytes = Vec::new();
            std::fs::File::open(owned)?.take(Self::MAX_FILE).read_to_end(&mut bytes)?;
            std::io::Result::Ok(bytes)
        });
        let bytes = read
            .await
            .map_err(|error| failure(path).with_source(error))?
            .map_err(|error| failure(path).with_source(error))?;
        let certificates = match Certificate::stack_from_pem(&bytes) {
            Ok(certificates) if !certificates.is_empty() => certificates,
            Ok(_) | Err(_) => vec![Certificate::from_der(&bytes).map_err(|error| failure(path).with_source(error))?],
        };
        Ok(Self(certificates))
    }
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authorities({})", self.0.len())
    }
}

/// Why a handshake failed, as far as known without a look at the certificate.
#[derive(Debug)]
pub enum Failure {
    /// What the server sent first is no TLS.
    NotTls,
    /// The handshake broke off: perhaps the certificate.
    Refused(Error),
    /// No use in looking at the certificate.
    Other(Error),
}

/// Protects a stream.
///
/// # Errors
/// See [`Failure`].
pub async fn protect(
    stream: Stream,
    host: &str,
    authorities: &Authorities,
    verify: Verify,
    limit: Duration,
) -> Result<TlsStream<Sniffed>, Failure> {
    let mut builder = native_tls::TlsConnector::builder();
    builder.min_protocol_version(Some(native_tls::Protocol::Tlsv12));
    for certificate in &authorities.0 {
        builder.add_root_certificate(certificate.clone());
    }
    builder.danger_accept_invalid_certs(verify == Verify::Nothing);
    builder.danger_accept_invalid_hostnames(verify != Verify::Everything);
    let first = Arc::new(AtomicU16::new(NOTHING_YET));
    let name = literal(host).map_or_else(|| host.to_owned(), |address| address.to_string());
    let connector = TlsConnector::from(builder);
    let handshake = connector.connect(name.as_str(), Sniffed { stream, first: Arc::clone(&first) });
    let context = || format!("protect the connection to {host}");
    match timeout(limit, handshake).await {
        Ok(Ok(protected)) => Ok(protected),
        Ok(Err(_)) if !is_tls(first.load(Ordering::Relaxed)) => Err(Failure::NotTls),
        Ok(Err(error)) => Err(Failure::Refused(Error::new(ErrorKind::Tls, context()).with_source(error))),
        Err(_) => Err(Failure::Other(Error::new(ErrorKind::TimedOut, context()))),
    }
}

/// No byte has come.
const NOTHING_YET: u16 = u16::MAX;

/// Every TLS record begins with its content type (RFC 8446, 5.1). A server that sent nothing may well speak TLS.
fn is_tls(first: u16) -> bool {
    first == NOTHING_YET || (20..=24).contains(&first)
}

/// Remembers the first byte that came in: what speaks no TLS is told by it.
#[derive(Debug)]
pub struct Sniffed {
    stream: Stream,
    first: Arc<AtomicU16>,
}

impl AsyncRead for Sniffed {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if self.first.load(Ordering::Relaxed) == NOTHING_YET
            && let Some(first) = buf.filled().get(before)
        {
            self.first.store(u16::from(*first), Ordering::Relaxed);
        }
        polled
    }
}

impl AsyncWrite for Sniffed {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
