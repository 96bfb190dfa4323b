//! The set-up link of a portal without an Owner: printed, and in a file that only its owner reads (PRODUCT.md
//! section 4). A link lives for an hour; while nobody has used it, the file always holds one that works.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use backend::Backend;
use tokio_util::sync::CancellationToken;

const NAME: &str = "set-up-link.txt";

/// How often we look whether somebody has used it.
const LOOK: Duration = Duration::from_secs(15);

/// Looks after which a new link is made, well within the hour of the old one.
const LOOKS_OF_A_LINK: u32 = 200;

/// Prints the first link, if the portal has no Owner, and keeps the file right until it has one.
pub(super) async fn offer(
    backend: &Backend,
    data_dir: &Path,
    stop: CancellationToken,
) -> Result<(), super::Failure> {
    let file = data_dir.join(NAME);
    match backend.new_set_up_link().await.map_err(super::said)? {
        None => remove(&file)?,
        Some(link) => {
            write(&file, &link)?;
            println!("Nobody owns this portal yet. Set it up here, within the hour:\n\n  {link}\n");
            println!("The link is in {} too.", file.display());
            tokio::spawn(keep(backend.clone(), file, stop));
        }
    }
    Ok(())
}

async fn keep(backend: Backend, file: PathBuf, stop: CancellationToken) {
    let mut looks = 0;
    while stop
        .run_until_cancelled(tokio::time::sleep(LOOK))
        .await
        .is_some()
    {
        looks += 1;
        match backend.has_owner().await {
            Ok(true) => {
                if let Err(error) = remove(&file) {
                    tracing::warn!(%error, "the file of the dead set-up link is still there");
                }
                return;
            }
            Ok(false) if looks % LOOKS_OF_A_LINK == 0 => renew(&backend, &file).await,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(error = error.chain(), "can't see whether there is an Owner")
            }
        }
    }
}

async fn renew(backend: &Backend, file: &Path) {
    match backend.new_set_up_link().await {
        Ok(Some(link)) => match write(file, &link) {
            // The link itself is a secret, and the log is no place for it.
            Ok(()) => tracing::info!(file = %file.display(), "a new set-up link"),
            Err(error) => tracing::warn!(%error, "no new set-up link"),
        },
        Ok(None) => {}
        Err(error) => tracing::warn!(error = error.chain(), "no new set-up link"),
    }
}

fn write(file: &Path, link: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut opened = File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)?;
    opened.set_permissions(Permissions::from_mode(0o600))?;
    writeln!(opened, "{link}")
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
