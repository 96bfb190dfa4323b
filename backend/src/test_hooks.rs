//! What tests need and no door of the portal gives yet. Only with `test-hooks`, never in a release.

use crate::Backend;
use crate::error::{Error, Result};
use crate::store::accounts;
use futures::FutureExt as _;

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
}
