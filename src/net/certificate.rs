//! Why a certificate was refused, in terms a person can act on.
//!
//! The TLS libraries of the three systems refuse in words of their own, so the reason is found by looking at the
//! certificate itself. This only explains a refusal; it never decides to trust.

use std::net::IpAddr;

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use crate::error::CertificateFault;

use super::connect::literal;

/// What an attempt to verify the chain alone, without the host's name, came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// An authority known here vouches for it.
    Trusted,
    /// None does.
    Untrusted,
}

/// The fault of a server's certificate that was refused for `host` at `now` (seconds since the epoch). `None` if none is to be
/// seen: then it was not the certificate.
pub fn fault(der: &[u8], host: &str, chain: Chain, now: i64) -> Option<CertificateFault> {
    let Ok((_, certificate)) = X509Certificate::from_der(der) else { return Some(CertificateFault::Unusable) };
    let validity = certificate.validity();
    if now > validity.not_after.timestamp() {
        return Some(CertificateFault::Expired);
    }
    if now < validity.not_before.timestamp() {
        return Some(CertificateFault::NotYetValid);
    }
    match chain {
        Chain::Trusted if is_for(&certificate, host) => None,
        Chain::Trusted => Some(CertificateFault::WrongHost),
        Chain::Untrusted if certificate.subject().as_raw() == certificate.issuer().as_raw() => {
            Some(CertificateFault::SelfSigned)
        }
        Chain::Untrusted if !is_for_servers(&certificate) || is_weak(&certificate) => Some(CertificateFault::Unusable),
        Chain::Untrusted => Some(CertificateFault::UnknownIssuer),
    }
}

/// Whether the certificate is made out to the host (RFC 9525): by its alternative names, else by its common name.
fn is_for(certificate: &X509Certificate<'_>, host: &str) -> bool {
    let address = literal(host);
    if let Ok(Some(names)) = certificate.subject_alternative_name() {
        return names.value.general_names.iter().any(|name| match name {
            GeneralName::DNSName(pattern) => address.is_none() && matches(pattern, host),
            GeneralName::IPAddress(bytes) => address.is_some_and(|address| match address {
                IpAddr::V4(v4) => v4.octets() == *bytes,
                IpAddr::V6(v6) => v6.octets() == *bytes,
            }),
            _ => false,
        });
    }
    certificate.subject().iter_common_name().any(|name| name.as_str().is_ok_and(|name| matches(name, host)))
}

/// A name, or a wildcard as the whole of the leftmost label with two more after it.
fn matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) if parent.contains('.') => {
            host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent))
        }
        Some(_) => false,
        None => pattern.eq_ignore_ascii_case(host),
    }
}

fn is_for_servers(certificate: &X509Certificate<'_>) -> bool {
    match certificate.extended_key_usage() {
        Ok(Some(usage)) => usage.value.server_auth || usage.value.any,
        Ok(None) => true,
        Err(_) => false,
    }
}

/// MD5 and SHA-1 signatures and short RSA keys, which the systems refuse.
fn is_weak(certificate: &X509Certificate<'_>) -> bool {
    const WEAK_SIGNATURES: [&str; 4] =
        ["1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1", "1.2.840.10040.4.3"];
    const LEAST_RSA_BITS: usize = 2048;
    let signature = certificate.signature_algorithm.algorithm.to_id_string();
    let short_key = match certificate.public_key().parsed() {
        Ok(x509_parser::public_key::PublicKey::RSA(key)) => key.key_size() < LEAST_RSA_BITS,
        Ok(_) => false,
        Err(_) => true,
    };
    short_key || WEAK_SIGNATURES.contains(&signature.as_str())
}
