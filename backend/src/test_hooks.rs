//! What tests need and no door of the portal gives. Only with `test-hooks`, never in a release.

use crate::Backend;
use crate::error::{Error, Result};
use crate::store::accounts;
use futures::FutureExt as _;

impl Backend {
    /// Gives the account of that canonical address a role and leaves its sessions, which an Owner's change ends: so
    /// that a test sees the role itself read anew (SECURITY SES-4).
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
}
