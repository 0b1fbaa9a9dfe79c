//! A file that is only ever appended to: what only we know, beside sled, which holds what can be fetched again.
//!
//! Invariants: [`Log::append`] returns once the record is on disk; a record is there whole or not at all; and
//! whatever lies in the file, opening it gives every record in it that is whole, in order.
//!
//! # Layout
//! Records one after the other: [`MAGIC`], length (u32), CRC32 over length and payload (u32), payload; numbers
//! little-endian. What was being written when the process or the machine died is a torn tail and is cut off.
//! Damage with whole records after it is skipped; the file as it was is kept beside the new one then.
//!
//! # Why not …
//! - … in sled: a damaged page there takes everything along, and the cure is to throw the cache away.
//! - … one file per record: as many fsyncs of a folder, and thousands of files.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The first byte is in no UTF-8 text, so that no text in a payload looks like a record.
const MAGIC: [u8; 4] = [0xb7, b'B', b'j', b'1'];
const HEADER: usize = 12;
/// The largest record: an action on a million messages.
pub(super) const MAX_RECORD: usize = 96 << 20;

/// Where the payload of a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    offset: u64,
    len: u32,
}

impl Place {
    /// Bytes of the payload.
    pub(super) const fn bytes(self) -> u64 {
        self.len as u64
    }
}

/// The open file.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    file: File,
    /// Up to here the file consists of whole records.
    end: u64,
    /// What stands behind `end` could not be cut off.
    torn: bool,
}

/// A log that was opened.
#[derive(Debug)]
pub(super) struct OpenedLog {
    pub(super) log: Log,
    pub(super) records: Vec<(Place, Vec<u8>)>,
    /// Records may have been lost: there was damage before the end.
    pub(super) damaged: bool,
}

impl Log {
    /// Opens or makes the file, and reads what is in it.
    pub(super) fn open(path: &Path) -> io::Result<OpenedLog> {
        let is_new = !path.exists();
        let mut file = open_file(path)?;
        if is_new {
            sync_folder(path)?;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let found = scan(&bytes);
        let end = found.last().map_or(0, |(place, _)| place.offset.saturating_add(u64::from(place.len)));
        let whole: u64 = found.iter().map(|(place, _)| u64::from(place.len).saturating_add(HEADER as u64)).sum();
        let mut log = Self { path: path.to_owned(), file, end, torn: end < bytes.len() as u64 };
        if whole < end {
            tracing::error!("{}: damaged, {} records can be read", path.display(), found.len());
            fs::copy(path, path.with_extension("broken"))?;
            let payloads: Vec<Vec<u8>> = found.into_iter().map(|(_, payload)| payload.to_vec()).collect();
            let places = log.rewrite(payloads.iter().map(Vec::as_slice))?;
            return Ok(OpenedLog { log, records: places.into_iter().zip(payloads).collect(), damaged: true });
        }
        if log.torn {
            tracing::warn!("{}: {} bytes of a record that was never whole", path.display(), bytes.len() as u64 - end);
            log.cut()?;
        }
        let records = found.into_iter().map(|(place, payload)| (place, payload.to_vec())).collect();
        Ok(OpenedLog { log, records, damaged: false })
    }

    /// Puts a record at the end, on disk. If that fails, the file is as it was.
    pub(super) fn append(&mut self, payload: &[u8]) -> io::Result<Place> {
        if self.torn {
            self.cut()?;
        }
        let record = seal(payload)?;
        let place = Place { offset: self.end.saturating_add(HEADER as u64), len: len_of(payload)? };
        let written = self
            .file
            .seek(SeekFrom::Start(self.end))
            .and_then(|_| self.file.write_all(&record))
            .and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            self.torn = true;
            if let Err(error) = self.cut() {
                tracing::warn!("{}: cut off what was written by half: {error}", self.path.display());
            }
            return Err(error);
        }
        self.end = self.end.saturating_add(record.len() as u64);
        Ok(place)
    }

    /// The payload of a record.
    pub(super) fn read(&mut self, place: Place) -> io::Result<Vec<u8>> {
        let start = place.offset.saturating_sub(HEADER as u64);
        let mut record = vec![0; HEADER.saturating_add(place.len as usize)];
        self.file.seek(SeekFrom::Start(start))?;
        self.file.read_exact(&mut record)?;
        let payload = whole_record(&record).map(<[u8]>::to_vec);
        payload.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a record fails its checksum"))
    }

    /// The payloads of all records, in order.
    pub(super) fn payloads(&mut self) -> io::Result<Vec<Vec<u8>>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        Read::by_ref(&mut self.file).take(self.end).read_to_end(&mut bytes)?;
        Ok(scan(&bytes).into_iter().map(|(_, payload)| payload.to_vec()).collect())
    }

    /// Bytes in the file.
    pub(super) const fn len(&self) -> u64 {
        self.end
    }

    /// Puts other records in the place of all that are there, at once or not at all. Tells where they are.
    pub(super) fn rewrite<'a>(&mut self, payloads: impl Iterator<Item = &'a [u8]>) -> io::Result<Vec<Place>> {
        let new_path = self.path.with_extension("new");
        let (mut places, mut end) = (Vec::new(), 0_u64);
        let mut new = io::BufWriter::new(File::create(&new_path)?);
        for payload in payloads {
            let record = seal(payload)?;
            new.write_all(&record)?;
            places.push(Place { offset: end.saturating_add(HEADER as u64), len: len_of(payload)? });
            end = end.saturating_add(record.len() as u64);
        }
        new.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&new_path, &self.path)?;
        sync_folder(&self.path)?;
        self.file = open_file(&self.path)?;
        (self.end, self.torn) = (end, false);
        Ok(places)
    }

    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.end)?;
        self.file.sync_data()?;
        self.torn = false;
        Ok(())
    }
}

fn open_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A name is only there for certain once its folder is on disk. Elsewhere than on Unix the system sees to it.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

fn len_of(payload: &[u8]) -> io::Result<u32> {
    let too_large = || io::Error::new(io::ErrorKind::InvalidInput, "too large for one record");
    u32::try_from(payload.len()).ok().filter(|len| *len as usize <= MAX_RECORD).ok_or_else(too_large)
}

fn seal(payload: &[u8]) -> io::Result<Vec<u8>> {
    let len = len_of(payload)?.to_le_bytes();
    Ok([&MAGIC, &len, &checksum(&len, payload).to_le_bytes(), payload].concat())
}

fn checksum(len: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(len);
    hasher.update(payload);
    hasher.finalize()
}

/// The payload of the record that `bytes` begin with, if it is whole.
fn whole_record(bytes: &[u8]) -> Option<&[u8]> {
    let rest = bytes.strip_prefix(&MAGIC)?;
    let (len, rest) = rest.split_first_chunk::<4>()?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let size = usize::try_from(u32::from_le_bytes(*len)).ok().filter(|size| *size <= MAX_RECORD)?;
    let payload = rest.get(..size)?;
    (checksum(len, payload) == u32::from_le_bytes(*crc)).then_some(payload)
}

/// All whole records, damage between them passed over.
fn scan(bytes: &[u8]) -> Vec<(Place, &[u8])> {
    let mut records = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(payload) = whole_record(rest) {
            let offset = at.saturating_add(HEADER);
            records.push((Place { offset: offset as u64, len: u32::try_from(payload.len()).unwrap_or(0) }, payload));
            at = offset.saturating_add(payload.len());
        } else {
            let next = rest.get(1..).and_then(|rest| memchr::memmem::find(rest, &MAGIC));
            let Some(next) = next else { break };
            at = at.saturating_add(next).saturating_add(1);
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn payloads(opened: &OpenedLog) -> Vec<&[u8]> {
        opened.records.iter().map(|(_, payload)| payload.as_slice()).collect()
    }

    fn fill(path: &Path, payloads: &[Vec<u8>]) -> Log {
        let mut log = Log::open(path).unwrap().log;
        for payload in payloads {
            let place = log.append(payload).unwrap();
            assert_eq!(&log.read(place).unwrap(), payload);
        }
        log
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_file_cut_anywhere_gives_what_was_whole_and_can_be_written_on(
            written in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 1..8), at: prop::sample::Index,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("journal");
            let whole = fill(&path, &written).len();
            let cut = at.index(usize::try_from(whole).unwrap());
            fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(cut as u64).unwrap();

            let mut opened = Log::open(&path).unwrap();

            let there = payloads(&opened).len();
            prop_assert!(!opened.damaged && there < written.len());
            prop_assert!(payloads(&opened).iter().zip(&written).all(|(there, written)| there == written));
            prop_assert!(opened.log.len() <= cut as u64 && opened.log.len() + 72 > cut as u64);
            opened.log.append(b"later").unwrap();
            let again = Log::open(&path).unwrap();
            prop_assert_eq!(payloads(&again).last().copied(), Some(b"later".as_slice()));
            prop_assert_eq!((again.records.len(), again.damaged), (there + 1, false));
        }

        #[test]
        fn a_flipped_bit_costs_one_record_at_most(
            written in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 2..8),
            at: prop::sample::Index, bit in 0_u8..8,
        ) {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("journal");
            fill(&path, &written);
            let mut bytes = fs::read(&path).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            fs::write(&path, bytes).unwrap();

            let opened = Log::open(&path).unwrap();

            let mut left = written.clone();
            left.retain(|payload| payloads(&opened).contains(&payload.as_slice()));
            prop_assert!(left.len() + 1 >= written.len() && opened.records.len() + 1 == written.len());
            // Damage at the very end looks like a record that was never whole.
            prop_assert_eq!(opened.damaged, path.with_extension("broken").exists());
            prop_assert!(!Log::open(&path).unwrap().damaged, "told of once");
        }
    }

    #[test]
    fn records_rewritten_are_found_where_it_says() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let mut log = fill(&path, &[b"one".to_vec(), b"two".to_vec(), b"three".to_vec()]);

        let places = log.rewrite([b"one".as_slice(), b"three"].into_iter()).unwrap();
        log.append(b"four").unwrap();

        assert_eq!(log.read(places[1]).unwrap(), b"three");
        assert_eq!(payloads(&Log::open(&path).unwrap()), [b"one".as_slice(), b"three", b"four"]);
    }
}
