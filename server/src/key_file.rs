//! The key file: 32 octets that seal and sign, made at the first start when no key is configured.
//!
//! It lies beside the database and not in it, so that a copy of the database alone opens nothing (SECURITY.md MAIL-2).

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretBox};

use crate::config::{SecretKey, secret_key};

/// The name of the file in the data folder.
const NAME: &str = "secret.key";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The file, or the folder around it.
    #[error("the key file {path} can't be used")]
    File {
        /// Where it is.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// Somebody else may read it.
    #[error(
        "the key file {path} is open to others than its owner; close it with: chmod 600 {path}"
    )]
    Open {
        /// Where it is.
        path: String,
    },
    /// It does not hold a key.
    #[error("the key file {path} is damaged: {problem}")]
    Damaged {
        /// Where it is.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Reads the key file of the data folder; makes folder and file when there are none.
///
/// # Errors
/// When it can't be read or written, is readable by others, or holds no key.
pub fn read_or_create(
    data_dir: &Path,
    draw: impl FnOnce() -> io::Result<[u8; 32]>,
) -> Result<SecretKey, KeyFault> {
    let path = data_dir.join(NAME);
    let shown = path.display().to_string();
    let file_fault = |source| KeyFault::File {
        path: shown.clone(),
        source,
    };
    fs::create_dir_all(data_dir).map_err(file_fault)?;
    match create(&path, draw) {
        Ok(key) => return Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(file_fault(error)),
    }
    let mode = fs::metadata(&path)
        .map_err(file_fault)?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(KeyFault::Open { path: shown });
    }
    let text = fs::read_to_string(&path).map_err(file_fault)?;
    secret_key(&text).map_err(|problem| KeyFault::Damaged {
        path: shown,
        problem,
    })
}

/// Written under another name first: a start that is cut off leaves no half key, and of two starts one wins.
fn create(path: &Path, draw: impl FnOnce() -> io::Result<[u8; 32]>) -> io::Result<SecretKey> {
    if path.try_exists()? {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let key = SecretBox::new(Box::new(draw()?));
    let draft = path.with_extension(format!("draft-{}", std::process::id()));
    let mut file = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&draft)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    writeln!(file, "{}", STANDARD.encode(key.expose_secret()))?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    linked?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder =
            std::env::temp_dir().join(format!("portico-key-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        folder
    }

    fn key(folder: &Path, octet: u8) -> Result<[u8; 32], KeyFault> {
        read_or_create(folder, || Ok([octet; 32])).map(|key| *key.expose_secret())
    }

    #[test]
    fn the_first_start_makes_the_key_and_every_other_reads_it() {
        let folder = folder("first");
        assert_eq!(key(&folder, 1).expect("made"), [1; 32]);
        assert_eq!(key(&folder, 2).expect("read"), [1; 32]);
        let mode = fs::metadata(folder.join(NAME))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 1);
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_key_file_that_others_can_read_or_that_is_damaged_is_refused() {
        let folder = folder("refused");
        key(&folder, 1).expect("made");
        let path = folder.join(NAME);
        fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("set");
        assert!(matches!(key(&folder, 2), Err(KeyFault::Open { .. })));
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("set");
        fs::write(&path, "half").expect("written");
        assert!(matches!(key(&folder, 2), Err(KeyFault::Damaged { .. })));
        fs::remove_dir_all(folder).expect("removed");
    }
}
