//! What this instance knows of itself: the fingerprint of the key that seals its mails.

use crate::Backend;
use crate::error::{Error, Result};
use crate::store::settings;
use futures::FutureExt as _;

const KEY_FINGERPRINT: &str = "key_fingerprint";

impl Backend {
    /// Compares the key with the one that this database knows. With another key unsent mails can't be
    /// opened and cursors and device cookies are worth nothing.
    ///
    /// On PostgreSQL another key is refused, because replicas must share one (PRODUCT.md section 7). A
    /// SQLite file has one process: a lost key file is told in the log and replaced.
    pub async fn recognise_key(&self) -> Result<()> {
        let own = self.0.keys.fingerprint().to_string();
        let known = {
            let own = own.clone();
            self.0
                .store
                .write(move |tx| {
                    let own = own.clone();
                    async move { settings::keep_instance(tx, KEY_FINGERPRINT, &own).await }.boxed()
                })
                .await?
        };
        if known == own {
            return Ok(());
        }
        if self.0.store.is_postgres() {
            return Err(Error::internal(
                "PORTICO_SECRET_KEY is not the key that this database was started with; \
                 every replica needs the same one",
            ));
        }
        tracing::warn!(
            "the secret key is new: mails that were not sent yet can't be opened any more"
        );
        self.0
            .store
            .write(move |tx| {
                let own = own.clone();
                async move { settings::replace_instance(tx, KEY_FINGERPRINT, &own).await }.boxed()
            })
            .await
    }
}
