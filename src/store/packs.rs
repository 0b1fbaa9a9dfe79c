//! Pack files: the zstd-compressed bodies of many messages, one after another, in files of some megabytes.
//!
//! Responsible for bytes in files, not for who refers to them. An entry tells its length, a checksum of its
//! head, and the head itself, so that a pack can be read without the cache. Nothing is ever overwritten: a
//! pack grows at its end until it is full, and is deleted when nothing refers to it.
//!
//! Packs need no fsync of their own: what a power cut tears fails its hash when read, and is fetched again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fault::disk_error;
use super::rows::PackedHead;
use crate::error::Result;
use crate::model::Sha256Hash;

/// A pack that has grown to this many bytes is full. Small enough to be rewritten in a blink when most of it
/// is no longer wanted, large enough that a mailbox of some gigabytes is some hundred files.
const PACK_BYTES: u64 = 8 << 20;
/// Measured on 344 MB of made-up mail (`cargo bench --bench store -- files`): level 3 saved nothing that
/// could be seen over level 1, level 6 half a percent for twice the time.
const ZSTD_LEVEL: i32 = 1;
/// No message is larger: what is beyond is not stored. Also bounds what a damaged entry can make us allocate.
pub(super) const MAX_BODY: u64 = 1 << 30;

const MAGIC: [u8; 4] = *b"BtP1";
/// Magic, length of the head, length of the body, checksum of these and the head.
const FIXED: u64 = 16;
/// A head is some hundred bytes; a name of a mailbox and a preview are bounded by those who made them.
const MAX_HEAD: u32 = 1 << 16;

/// Where an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Location {
    pub(super) pack: u32,
    pub(super) offset: u64,
    /// Length of the whole entry.
    pub(super) len: u64,
}

/// An entry ready to be written.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) head: PackedHead,
    pub(super) bytes: Vec<u8>,
}

/// The folder of the packs, and the end of the one that grows. A clone is good for reading.
#[derive(Clone, Debug)]
pub(super) struct Packs {
    dir: PathBuf,
    current: u32,
    end: u64,
}

/// The hash that identifies the bytes of a message.
pub(super) fn hash(raw: &[u8]) -> Sha256Hash {
    Sha256Hash(Sha256::digest(raw).into())
}

/// Compresses bodies into entries.
pub(super) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    pub(super) fn new() -> Result<Self> {
        let compressor = zstd::bulk::Compressor::new(ZSTD_LEVEL);
        compressor.map(Self).map_err(|error| disk_error("start to compress messages", error))
    }

    /// Compresses a body into an entry.
    pub(super) fn pack(&mut self, head: PackedHead, raw: &[u8]) -> Result<Packed> {
        pack(&mut self.0, head, raw)
    }
}

impl Packed {
    /// An entry as it lay in a pack; `None` if it is torn.
    pub(super) fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let (head, _) = parse(&bytes)?;
        Some(Self { head, bytes })
    }
}

fn pack(compressor: &mut zstd::bulk::Compressor<'_>, head: PackedHead, raw: &[u8]) -> Result<Packed> {
    let failed = |error: io::Error| disk_error("compress a message", error);
    let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
    let head_bytes = postcard::to_stdvec(&head).map_err(|error| failed(io::Error::other(error)))?;
    let body = compressor.compress(raw).map_err(failed)?;
    let head_len = u32::try_from(head_bytes.len()).ok().filter(|len| *len <= MAX_HEAD);
    let head_len = head_len.ok_or_else(|| failed(invalid()))?.to_le_bytes();
    let body_len = u32::try_from(body.len()).map_err(|_| failed(invalid()))?.to_le_bytes();
    let crc = head_checksum(&head_len, &body_len, &head_bytes).to_le_bytes();
    let bytes = [&MAGIC, &head_len, &body_len, &crc, head_bytes.as_slice(), &body].concat();
    Ok(Packed { head, bytes })
}

fn head_checksum(head_len: &[u8], body_len: &[u8], head: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(head_len);
    hasher.update(body_len);
    hasher.update(head);
    hasher.finalize()
}

impl Packs {
    /// The packs in `dir`; `end` bytes of pack `current` are written.
    pub(super) const fn new(dir: PathBuf, current: u32, end: u64) -> Self {
        Self { dir, current, end }
    }

    /// Where a pack lies.
    pub(super) fn path(&self, pack: u32) -> PathBuf {
        self.dir.join(format!("{pack:08}.pack"))
    }

    /// The numbers of the packs that lie in the folder.
    pub(super) fn numbers(dir: &Path) -> io::Result<Vec<u32>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(dir)? {
            let name = entry?.file_name();
            let number: Option<u32> =
                name.to_str().and_then(|name| name.strip_suffix(".pack")).and_then(|stem| stem.parse().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Whether a pack is the one that grows.
    pub(super) const fn is_current(&self, pack: u32) -> bool {
        pack == self.current
    }

    /// Writes entries and tells where each is. Bytes of a run that failed or was killed are written over.
    pub(super) fn append(&mut self, entries: &[Packed]) -> Result<Vec<Location>> {
        let mut locations = Vec::with_capacity(entries.len());
        let mut rest = entries;
        while !rest.is_empty() {
            if self.end >= PACK_BYTES {
                self.current = self.current.wrapping_add(1);
                self.end = 0;
            }
            let mut end = self.end;
            let fitting = rest.iter().take_while(|entry| {
                let fits = end < PACK_BYTES;
                end = end.saturating_add(entry.bytes.len() as u64);
                fits
            });
            let (now, later) = rest.split_at(fitting.count());
            self.write(now)
                .map_err(|error| disk_error(format!("write {}", self.path(self.current).display()), error))?;
            for entry in now {
                let len = entry.bytes.len() as u64;
                locations.push(Location { pack: self.current, offset: self.end, len });
                self.end = self.end.saturating_add(len);
            }
            rest = later;
        }
        Ok(locations)
    }

    fn write(&self, entries: &[Packed]) -> io::Result<()> {
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(self.path(self.current))?;
        file.seek(SeekFrom::Start(self.end))?;
        let mut buffer = Vec::new();
        for entry in entries {
            buffer.extend_from_slice(&entry.bytes);
            if buffer.len() >= WRITE_BYTES {
                file.write_all(&buffer)?;
                buffer.clear();
            }
        }
        file.write_all(&buffer)?;
        // A longer rest of an earlier, uncommitted write would be taken for entries when a pack is walked.
        let end = file.stream_position()?;
        file.set_len(end)
    }

    /// Puts the pack that grows on disk.
    pub(super) fn sync(&self) -> io::Result<()> {
        match File::open(self.path(self.current)) {
            Ok(file) => file.sync_all(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The raw bytes of an entry; `None` if they are torn, gone or not those of `hash`.
    pub(super) fn read(&self, location: Location, expected: Sha256Hash, raw_len: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(entry) = self.read_bytes(location)? else { return Ok(None) };
        let Some((_, body)) = parse(&entry) else { return Ok(None) };
        let raw_len = usize::try_from(raw_len.min(MAX_BODY)).unwrap_or(usize::MAX);
        let raw = zstd::bulk::decompress(body, raw_len).ok();
        Ok(raw.filter(|raw| hash(raw) == expected))
    }

    /// An entry as it lies in its pack; `None` if the pack is gone or ends before it does.
    pub(super) fn read_bytes(&self, location: Location) -> io::Result<Option<Vec<u8>>> {
        let mut file = match File::open(self.path(location.pack)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(end) = location.offset.checked_add(location.len) else { return Ok(None) };
        if end > file.metadata()?.len() {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(location.offset))?;
        let mut bytes = Vec::new();
        file.take(location.len).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Deletes a pack; one that is gone already is no error.
    pub(super) fn delete(&self, pack: u32) -> io::Result<()> {
        match fs::remove_file(self.path(pack)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The heads in a pack with their places, as far as they can be read from its beginning.
    pub(super) fn walk(&self, pack: u32) -> io::Result<Vec<(Location, PackedHead)>> {
        let file = File::open(self.path(pack))?;
        let end = file.metadata()?.len();
        let mut reader = BufReader::new(file);
        let mut found = Vec::new();
        let mut offset = 0_u64;
        while let Some((head, len)) = read_head(&mut reader)? {
            let next = offset.saturating_add(len);
            if next > end {
                break;
            }
            found.push((Location { pack, offset, len }, head));
            reader.seek(SeekFrom::Start(next))?;
            offset = next;
        }
        Ok(found)
    }
}

/// So much is collected before it is written.
const WRITE_BYTES: usize = 1 << 20;

/// Head and compressed body of an entry.
fn parse(entry: &[u8]) -> Option<(PackedHead, &[u8])> {
    let mut reader = entry;
    let (head, len) = read_head(&mut reader).ok()??;
    (len == entry.len() as u64).then_some((head, reader))
}

/// The head at this place and the length of its whole entry; `None` at the end or where there is none.
fn read_head(reader: &mut impl Read) -> io::Result<Option<(PackedHead, u64)>> {
    let mut fixed = [[0_u8; 4]; 4];
    for field in &mut fixed {
        match reader.read_exact(field) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
    }
    let [magic, head_len, body_len, crc] = fixed;
    let (head_bytes, body_bytes) = (u32::from_le_bytes(head_len), u32::from_le_bytes(body_len));
    if magic != MAGIC || head_bytes > MAX_HEAD {
        return Ok(None);
    }
    let mut head = Vec::new();
    reader.take(u64::from(head_bytes)).read_to_end(&mut head)?;
    if head_checksum(&head_len, &body_len, &head) != u32::from_le_bytes(crc) {
        return Ok(None);
    }
    let len = FIXED.saturating_add(u64::from(head_bytes)).saturating_add(u64::from(body_bytes));
    Ok(postcard::from_bytes(&head).ok().map(|head| (head, len)))
}
