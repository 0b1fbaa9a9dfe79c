//! From a host name to an open TCP connection.
//!
//! Addresses are tried in the order of RFC 8305: both families in turn, the next one a quarter of a second later
//! or as soon as one fails, so that a broken IPv6 costs nobody half a minute.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{sleep, timeout};

use crate::error::{Error, ErrorKind, Result};

/// RFC 8305, 5: "Connection Attempt Delay".
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// The most addresses of a host that are tried.
const MAX_ADDRESSES: usize = 16;

/// The addresses of a host, in the order to try them. Cancel safe.
///
/// # Errors
/// [`ErrorKind::UnknownHost`], [`ErrorKind::Unreachable`] if there is no name service, [`ErrorKind::TimedOut`].
pub async fn lookup(host: &str, port: u16, limit: Duration) -> Result<Vec<SocketAddr>> {
    if let Some(address) = literal(host) {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let context = || format!("look up {host}");
    let found = timeout(limit, tokio::net::lookup_host((host, port)))
        .await
        .map_err(|_| Error::new(ErrorKind::TimedOut, context()))?
        .map_err(|error| Error::new(lookup_kind(&error), context()).with_source(error))?;
    let addresses = in_turn(found.collect());
    if addresses.is_empty() { Err(Error::new(ErrorKind::UnknownHost, context())) } else { Ok(addresses) }
}

/// An address typed instead of a name, with or without the brackets of a URL.
pub fn literal(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.parse().ok()
}

/// std keeps the resolver's code (EAI_AGAIN) to itself on Unix and gives only its words.
fn lookup_kind(error: &io::Error) -> ErrorKind {
    const WSATRY_AGAIN: i32 = 11002;
    let no_service = error.raw_os_error() == Some(WSATRY_AGAIN) || error.to_string().contains("Temporary failure");
    if no_service { ErrorKind::Unreachable } else { ErrorKind::UnknownHost }
}

/// The families in turn, each in the order of the resolver (which knows RFC 6724), the resolver's first one first.
fn in_turn(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) = addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    let mut ordered = Vec::new();
    while ordered.len() < MAX_ADDRESSES {
        let before = ordered.len();
        ordered.extend(first.next());
        ordered.extend(second.next());
        if ordered.len() == before {
            break;
        }
    }
    ordered
}

/// Opens a connection to the first address that answers. Cancel safe.
///
/// # Errors
/// [`ErrorKind::ConnectionRefused`], [`ErrorKind::Unreachable`], [`ErrorKind::TimedOut`].
pub async fn dial(addresses: &[SocketAddr], limit: Duration) -> Result<TcpStream> {
    let mut waiting = addresses.iter().copied();
    let mut attempts = FuturesUnordered::new();
    let mut failure: Option<(ErrorKind, SocketAddr, io::Error)> = None;
    attempts.extend(waiting.next().map(|address| attempt(address, limit)));
    loop {
        tokio::select! {
            Some((address, result)) = attempts.next(), if !attempts.is_empty() => match result {
                Ok(stream) => return Ok(stream),
                Err(error) => {
                    let kind = dial_kind(&error);
                    if failure.as_ref().is_none_or(|(known, ..)| weight(kind) > weight(*known)) {
                        failure = Some((kind, address, error));
                    }
                    attempts.extend(waiting.next().map(|address| attempt(address, limit)));
                }
            },
            () = sleep(ATTEMPT_DELAY), if waiting.len() > 0 => {
                attempts.extend(waiting.next().map(|address| attempt(address, limit)));
            }
            else => break,
        }
    }
    Err(match failure {
        Some((kind, address, error)) => Error::new(kind, format!("connect to {address}")).with_source(error),
        None => Error::new(ErrorKind::UnknownHost, "connect to a host without an address"),
    })
}

async fn attempt(address: SocketAddr, limit: Duration) -> (SocketAddr, io::Result<TcpStream>) {
    let connect = async {
        let socket = if address.is_ipv6() { TcpSocket::new_v6() } else { TcpSocket::new_v4() }?;
        // A connection that idles for minutes has to notice that the other end is gone.
        socket.set_keepalive(true)?;
        socket.set_nodelay(true)?;
        socket.connect(address).await
    };
    let result = timeout(limit, connect).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    (address, result)
}

fn dial_kind(error: &io::Error) -> ErrorKind {
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => ErrorKind::ConnectionRefused,
        io::ErrorKind::TimedOut => ErrorKind::TimedOut,
        _ => ErrorKind::Unreachable,
    }
}

/// Which of several failures tells most: somebody was there, or somebody may have been.
const fn weight(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::ConnectionRefused => 2,
        ErrorKind::TimedOut => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn families_are_tried_in_turn_beginning_with_the_resolvers_first() {
        let found = ["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1"].map(address).to_vec();

        assert_eq!(in_turn(found), ["[::1]:1", "1.1.1.1:1", "[::2]:1", "[::3]:1"].map(address));
    }

    #[tokio::test]
    async fn a_name_that_does_not_exist_is_an_unknown_host() {
        let error = lookup("does-not-exist.invalid", 993, Duration::from_secs(10)).await.unwrap_err();

        assert_eq!(error.kind(), ErrorKind::UnknownHost, "{error}");
    }

    #[tokio::test]
    async fn an_address_needs_no_name_service() {
        assert_eq!(lookup("[::1]", 143, Duration::ZERO).await.unwrap(), [address("[::1]:143")]);
        assert_eq!(lookup("127.0.0.1", 143, Duration::ZERO).await.unwrap(), [address("127.0.0.1:143")]);
    }

    #[tokio::test]
    async fn an_address_that_refuses_does_not_keep_the_next_from_answering() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let closed = {
            let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            other.local_addr().unwrap()
        };
        let open = listener.local_addr().unwrap();

        let stream = dial(&[closed, open], Duration::from_secs(5)).await.unwrap();
        let refused = dial(&[closed], Duration::from_secs(5)).await.unwrap_err();

        assert_eq!(stream.peer_addr().unwrap(), open);
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    }
}
