//! The whole story of an account: from its invitation or registration to today, with who did what. Also of one that
//! was deleted.

use crate::Backend;
use crate::authority::Caller;
use crate::error::{Error, Result};
use crate::history::{self, Entry};
use crate::sessions::SignedIn;
use crate::store::{accounts, groups, invitations};
use rules::account::{Developer, DeveloperRow, Story};
use rules::group::may_change;
use rules::ids::AccountId;
use rules::policy::Action;
use rules::session::needs_proof;
use serde_json::Value;

impl Backend {
    /// One account with its story. Needs `accounts.read`.
    pub async fn developer(
        &self,
        signed_in: &SignedIn,
        caller: &Caller,
        id: AccountId,
    ) -> Result<Developer> {
        caller.must(Action::AccountsRead)?;
        let store = &self.0.store;
        let mut ids = vec![id.to_string()];
        let answered = invitations::of_account(store.read(), id).await?;
        ids.extend(answered.iter().map(ToString::to_string));
        let mut story: Vec<Story> = history::of(store, ids)
            .await?
            .into_iter()
            .map(told)
            .collect();
        let asks_password = needs_proof(signed_in.session.proof_at, self.now());
        let now = self.now();
        let roles = self.roles();
        if let Some(account) = accounts::find(store.read(), id).await? {
            let row = self.developer_row(caller, id).await?;
            let may_give = caller.actor.may(Action::AccountsRole);
            let roles_to_give = roles.portal_roles_within(caller.actor.actions);
            let held = roles.ceiling_of(&account.role);
            let group_choices = match may_change(&caller.actor, held) {
                Ok(()) => groups::all(store.read()).await?,
                Err(_) => Vec::new(),
            };
            return Ok(Developer {
                role: roles.portal_role(&row.role).cloned(),
                ceiling: roles.ceiling_of(&row.role),
                roles_to_give: roles_to_give.filter(|_| may_give).cloned().collect(),
                row,
                decided_at: account.decided_at,
                reason: account.reason,
                is_unproven: account.is_unproven,
                deleted_at: None,
                story,
                group_choices,
                asks_password,
                now,
            });
        }
        let former = accounts::former(store.read(), id).await?;
        let former = former.ok_or(Error::NotFound)?;
        story.retain(|entry| entry.event.at <= former.deleted_at);
        Ok(Developer {
            role: roles.portal_role(&former.role).cloned(),
            ceiling: roles.ceiling_of(&former.role),
            roles_to_give: Vec::new(),
            row: DeveloperRow {
                id,
                name: former.full_name,
                email: former.email_typed,
                created_at: former.created_at,
                role: former.role,
                groups: Vec::new(),
                status: former.status,
                origin: former.origin,
                inviter: None,
                is_oneself: false,
            },
            decided_at: former.deleted_at,
            reason: String::new(),
            is_unproven: false,
            deleted_at: Some(former.deleted_at),
            story,
            group_choices: Vec::new(),
            asks_password,
            now,
        })
    }
}

fn told(entry: Entry) -> Story {
    let role = |value: &Value| value.get("role")?.as_str().map(str::to_string);
    let roles = role(&entry.before).zip(role(&entry.after));
    Story {
        invitation: (entry.object_kind == "invitation")
            .then(|| entry.object_id.parse().ok())
            .flatten(),
        roles: roles.filter(|_| entry.event.action == "account.role_changed"),
        event: entry.event,
    }
}
