//! Where the files of a profile are.
//!
//! Either everything lies under one folder (`--profile DIR`), or settings and data lie where the
//! operating system wants them. Nothing else in the crate makes up a path.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};

use crate::error::{Error, ErrorKind, Result};

/// The folders of one profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Accounts and settings.
    pub config: PathBuf,
    /// Mail: the store and the body files beside it, and what was set aside of them.
    pub data: PathBuf,
    /// Logs and other things nobody would miss.
    pub cache: PathBuf,
}

impl Paths {
    /// The folders of the profile under `profile`, or of the person's own profile.
    ///
    /// # Errors
    /// [`ErrorKind::NotWritable`] if the system names no home folder.
    pub fn of(profile: Option<&Path>) -> Result<Self> {
        if let Some(root) = profile {
            let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
            return Ok(Self { config: root.clone(), data: root.join("data"), cache: root.join("cache") });
        }
        let dirs = ProjectDirs::from("", "", "brieftaube")
            .ok_or_else(|| Error::new(ErrorKind::NotWritable, "find the home folder of this user"))?;
        Ok(Self {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_local_dir().to_owned(),
            cache: dirs.cache_dir().to_owned(),
        })
    }

    /// Makes the folders, readable by the person only where the system knows such a thing.
    ///
    /// # Errors
    /// [`ErrorKind::NotWritable`] or [`ErrorKind::DiskFull`], with the folder's name.
    pub fn create(&self) -> Result<()> {
        for folder in [&self.config, &self.data, &self.cache] {
            create_private(folder).map_err(|source| storage_error("make the folder", folder, source))?;
        }
        Ok(())
    }

    /// The file that holds accounts and settings.
    pub fn profile_file(&self) -> PathBuf {
        self.config.join("profile.json")
    }

    /// The folder that holds the store.
    pub fn store(&self) -> PathBuf {
        self.data.join("store")
    }

    /// Where saved attachments go unless the person says otherwise.
    pub fn downloads() -> PathBuf {
        UserDirs::new()
            .and_then(|dirs| {
                dirs.download_dir().map(Path::to_owned).or_else(|| Some(dirs.home_dir().join("Downloads")))
            })
            .unwrap_or_else(std::env::temp_dir)
    }
}

/// Turns a failed file operation into an error whose kind says whether space, rights or the disk is to blame.
pub(super) fn storage_error(doing: &str, path: &Path, source: io::Error) -> Error {
    let kind = match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::NotADirectory => {
            ErrorKind::NotWritable
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::DiskFull,
        _ => ErrorKind::Storage,
    };
    Error::new(kind, format!("{doing} {}", path.display())).with_source(source)
}

#[cfg(unix)]
fn create_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

// On Windows a folder below the person's profile is private by inheritance.
#[cfg(not(unix))]
fn create_private(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_folder_holds_everything() {
        let paths = Paths::of(Some(Path::new("/tmp/somewhere"))).unwrap();

        for path in [&paths.config, &paths.data, &paths.cache, &paths.store(), &paths.profile_file()] {
            assert!(path.starts_with("/tmp/somewhere"), "{path:?}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_made_says_so_by_its_kind() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "x").unwrap();

        let error = Paths::of(Some(&file)).unwrap().create().unwrap_err();

        assert!(matches!(error.kind(), ErrorKind::NotWritable | ErrorKind::Storage), "{error}");
    }
}
