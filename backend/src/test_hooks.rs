//! What tests need and no door of the portal gives yet. Only with `test-hooks`, never in a release.

use crate::Backend;
use crate::error::{Error, Result};
use crate::store::accounts::Ruling;
use crate::store::{accounts, sessions};
use futures::FutureExt as _;
use rules::account::Status;

impl Backend {
    /// Gives the account of that canonical address a role, as an Owner could on its page.
    pub async fn give_role_for_test(&self, email: &str, role: &str) -> Result<()> {
        let (email, role) = (email.to_string(), role.to_string());
        self.0
            .store
            .write(move |tx| {
                let (email, role) = (email.clone(), role.clone());
                async move {
                    let account = accounts::find_by_email(tx.conn(), &email).await?;
                    accounts::set_role(tx, account.ok_or(Error::NotFound)?.id, &role).await
                }
                .boxed()
            })
            .await
    }

    /// Revokes the account of that canonical address, and ends its sessions with it.
    pub async fn revoke_for_test(&self, email: &str) -> Result<()> {
        let email = email.to_string();
        self.0
            .store
            .write(move |tx| {
                let email = email.clone();
                async move {
                    let account = accounts::find_by_email(tx.conn(), &email).await?;
                    let id = account.ok_or(Error::NotFound)?.id;
                    let (from, to) = (Status::Approved, Status::Revoked);
                    accounts::change_status(tx, id, from, to, &Ruling::default()).await?;
                    sessions::end_all(tx, id, None).await?;
                    Ok(())
                }
                .boxed()
            })
            .await
    }
}
