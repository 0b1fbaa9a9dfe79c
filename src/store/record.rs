//! Values as they lie in sled: a version byte, a CRC32 over key and payload, the payload.
//!
//! sled checks its own pages, but a flipped bit has been seen to come through as an unreadable row. A value
//! that fails its checksum, has another version or does not decode counts as not there.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};

/// The layout of the records. A record of another version is not read.
const VERSION: u8 = 1;
const HEADER: usize = 5;

/// A value ready to be written under `key`.
pub(super) fn seal<T: Serialize>(key: &[u8], value: &T) -> Result<Vec<u8>> {
    let payload = postcard::to_extend(value, vec![0; HEADER])
        .map_err(|error| Error::new(ErrorKind::Storage, "encode a record").with_source(error))?;
    Ok(finish(key, payload))
}

/// As [`seal`], for a payload that is bytes already.
pub(super) fn seal_bytes(key: &[u8], payload: &[u8]) -> Vec<u8> {
    let mut value = vec![0; HEADER];
    value.extend_from_slice(payload);
    finish(key, value)
}

/// The value under `key`, or `None` if it is not to be trusted.
pub(super) fn unseal<T: DeserializeOwned>(key: &[u8], value: &[u8]) -> Option<T> {
    postcard::from_bytes(unseal_bytes(key, value)?).ok()
}

/// As [`unseal`], for a payload that stays bytes.
pub(super) fn unseal_bytes<'a>(key: &[u8], value: &'a [u8]) -> Option<&'a [u8]> {
    let (header, payload) = value.split_first_chunk::<HEADER>()?;
    let [version, crc @ ..] = header;
    (*version == VERSION && u32::from_le_bytes(*crc) == checksum(key, payload)).then_some(payload)
}

fn finish(key: &[u8], mut value: Vec<u8>) -> Vec<u8> {
    if let Some((header, payload)) = value.split_first_chunk_mut::<HEADER>() {
        let [version, crc @ ..] = header;
        *version = VERSION;
        *crc = checksum(key, payload).to_le_bytes();
    }
    value
}

/// The key is part of it, so that a value that ended up under another key is noticed.
fn checksum(key: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[VERSION]);
    hasher.update(key);
    hasher.update(payload);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_sealed_comes_back(key: Vec<u8>, value: (u64, String, Option<i64>)) {
            let sealed = seal(&key, &value).unwrap();

            prop_assert_eq!(unseal(&key, &sealed), Some(value));
        }

        #[test]
        fn a_changed_byte_a_cut_or_another_key_counts_as_not_there(payload: Vec<u8>, at: prop::sample::Index, bit in 0_u8..8) {
            let sealed = seal_bytes(b"key", &payload);
            let mut flipped = sealed.clone();
            flipped[at.index(sealed.len())] ^= 1 << bit;

            prop_assert_eq!(unseal_bytes(b"key", &flipped), None);
            prop_assert_eq!(unseal_bytes(b"key", &sealed[..at.index(sealed.len())]), None);
            prop_assert_eq!(unseal_bytes(b"other", &sealed), None);
        }
    }
}
