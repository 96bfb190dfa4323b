//! The members of a domain: listed, given another role, removed, gone (M; PRODUCT.md section 3). The domain is locked
//! while its administrators are counted, so that the last one stays under any race.

use crate::Backend;
use crate::authority::Caller;
use crate::cursor::check_search;
use crate::domains::{Inside, enter};
use crate::error::{Error, Result};
use crate::store::groups;
use crate::store::member_list::Viewer;
use crate::store::memberships::{self, Stored};
use crate::store::{Tx, audit};
use futures::FutureExt as _;
use rules::group::may_be_seen_by;
use rules::ids::{AccountId, DomainId, MembershipId};
use rules::listing::Listing as _;
use rules::membership::{
    Command, MemberListing, MemberPage, MemberRow, Refusal, Subject, decide, end_of_day,
};
use rules::role::{DomainAction, DomainActionSet};
use rules::time::Timestamp;
use serde_json::json;

mod export;
mod several;
mod warnings;

pub use export::MemberExport;
pub use several::{MOST_AT_ONCE, MemberAnswer};

/// What is asked of a membership, with the words that go with it.
#[derive(Clone, Debug)]
enum Ask {
    Role(String),
    Remove,
    End(Option<Timestamp>),
}

impl Backend {
    /// A page of the members of a domain. Needs `domain:members.read`.
    pub async fn list_members(
        &self,
        caller: &Caller,
        domain: &str,
        listing: MemberListing,
    ) -> Result<MemberPage> {
        let id = self.may_list(caller, domain, &listing).await?;
        let list = format!("members {id}?{}", listing.on_page("").query());
        let place = self.place_behind(&list, &listing.page)?;
        let now = self.now();
        let viewer = viewer(caller);
        let found = self.0.store.list_members(id, &listing, place, viewer);
        let found = found.await?;
        let groups = if viewer.sees_groups {
            Some(groups::all(self.0.store.read()).await?)
        } else {
            None
        };
        Ok(MemberPage {
            next: self.cursor_to(&list, found.next)?,
            previous: self.cursor_to(&list, found.previous)?,
            listing,
            rows: found.rows,
            first: found.first,
            total: found.total,
            groups,
            search_is_prefix: found.search_is_prefix,
            now,
        })
    }

    /// One membership of a domain, also one that has ended. Needs `domain:members.read`.
    pub async fn member(
        &self,
        caller: &Caller,
        domain: &str,
        id: MembershipId,
    ) -> Result<MemberRow> {
        let domain = self
            .read_in(caller, domain, DomainAction::MembersRead)
            .await?;
        let found = self.0.store.find_member(domain, id, viewer(caller)).await?;
        found.ok_or(Error::NotFound)
    }

    /// May the caller see this view? Who is in a group is for those who may see groups: to anybody else a view of one
    /// is refused, and not answered with everybody.
    async fn may_list(
        &self,
        caller: &Caller,
        domain: &str,
        listing: &MemberListing,
    ) -> Result<DomainId> {
        check_search(&listing.search)?;
        let id = self
            .read_in(caller, domain, DomainAction::MembersRead)
            .await?;
        if listing.group.is_some() && !viewer(caller).sees_groups {
            return Err(Error::Forbidden);
        }
        Ok(id)
    }

    /// Gives a member another role, within what the caller holds. Needs `domain:members.manage`.
    pub async fn change_member_role(
        &self,
        caller: &Caller,
        domain: &str,
        id: MembershipId,
        role: &str,
    ) -> Result<()> {
        self.change_member(caller, domain, id, Ask::Role(role.to_string()))
            .await
    }

    /// Ends somebody's membership; their invitation stays, and they may be invited again (T17). Needs
    /// `domain:members.manage`.
    pub async fn remove_member(
        &self,
        caller: &Caller,
        domain: &str,
        id: MembershipId,
    ) -> Result<()> {
        self.change_member(caller, domain, id, Ask::Remove).await
    }

    /// When a membership ends by itself; `None` for never. Needs `domain:members.manage`.
    pub async fn set_member_end(
        &self,
        caller: &Caller,
        domain: &str,
        id: MembershipId,
        at: Option<Timestamp>,
    ) -> Result<()> {
        self.change_member(caller, domain, id, Ask::End(at)).await
    }

    /// The same, for the end of a day written as `2026-11-20`; empty for never.
    pub async fn set_member_end_date(
        &self,
        caller: &Caller,
        domain: &str,
        id: MembershipId,
        date: &str,
    ) -> Result<()> {
        let at = match date.trim() {
            "" => None,
            date => Some(
                end_of_day(date)
                    .ok_or_else(|| Error::invalid("date", "Write a day as 2026-12-31."))?,
            ),
        };
        self.set_member_end(caller, domain, id, at).await
    }

    /// Ends the caller's own membership.
    pub async fn leave_domain(&self, caller: &Caller, domain: &str) -> Result<()> {
        let (caller, domain) = (caller.clone(), domain.to_string());
        self.0
            .store
            .write(move |tx| {
                let (caller, domain) = (caller.clone(), domain.clone());
                async move {
                    let inside = enter(tx, &caller, &domain).await?;
                    let me = inside.actor.account_id().ok_or(Error::Unauthenticated)?;
                    let own = memberships::active(tx.conn(), inside.domain.id, me, tx.now());
                    let own = own.await?.ok_or(Error::NotFound)?;
                    let subject = subject(tx, &inside, &own).await?;
                    // Whoever is in may go, whatever their role holds.
                    decide(
                        &subject,
                        Command::Leave,
                        &inside.actor,
                        DomainActionSet::ALL,
                        tx.now(),
                    )?;
                    end(tx, &caller, &inside, &own, "left").await
                }
                .boxed()
            })
            .await
    }

    async fn change_member(
        &self,
        caller: &Caller,
        domain: &str,
        id: MembershipId,
        ask: Ask,
    ) -> Result<()> {
        let (caller, domain) = (caller.clone(), domain.to_string());
        self.0
            .store
            .write(move |tx| {
                let (caller, domain, ask) = (caller.clone(), domain.clone(), ask.clone());
                async move {
                    let inside = enter(tx, &caller, &domain).await?;
                    let found = memberships::find(tx.conn(), inside.domain.id, id).await?;
                    let found = found.ok_or(Error::NotFound)?;
                    change(tx, &caller, &inside, &found, &ask).await
                }
                .boxed()
            })
            .await
    }
}

fn viewer(caller: &Caller) -> Viewer {
    Viewer {
        account: caller.actor.account_id(),
        sees_groups: may_be_seen_by(&caller.actor),
    }
}

async fn change(
    tx: &Tx,
    caller: &Caller,
    inside: &Inside,
    found: &Stored,
    ask: &Ask,
) -> Result<()> {
    let command = match ask {
        Ask::Role(role) => Command::ChangeRole {
            to: match tx.roles().domain_role(role) {
                Some(role) => role.actions,
                None => return Err(Refusal::UnknownRole.into()),
            },
        },
        Ask::Remove => Command::Remove,
        Ask::End(at) => Command::SetEnd { at: *at },
    };
    let subject = subject(tx, inside, found).await?;
    decide(&subject, command, &inside.actor, inside.held, tx.now())?;
    let (word, before, after) = match ask {
        Ask::Remove => return end(tx, caller, inside, found, "removed").await,
        Ask::Role(role) if *role == found.role => return Ok(()),
        Ask::Role(role) => {
            gone_unless(memberships::set_role(tx, found.id, role).await?)?;
            let (before, after) = (json!({ "role": found.role }), json!({ "role": role }));
            ("member.role", before, after)
        }
        Ask::End(at) if *at == found.ends_at => return Ok(()),
        Ask::End(at) => {
            gone_unless(memberships::set_end(tx, found.id, *at).await?)?;
            let micros = |at: Option<Timestamp>| json!({ "ends_at": at.map(Timestamp::as_micros) });
            ("member.end_date", micros(found.ends_at), micros(*at))
        }
    };
    let mut after = after;
    after["domain"] = json!(inside.domain.id);
    let event = caller.event(word, "account", found.account, &before, &after);
    audit::insert(tx, &[event]).await
}

async fn end(
    tx: &Tx,
    caller: &Caller,
    inside: &Inside,
    found: &Stored,
    reason: &'static str,
) -> Result<()> {
    let by = inside.actor.account_id();
    gone_unless(memberships::end(tx, found.id, by, reason).await?)?;
    note_ended(tx, caller, inside.domain.id, found.account, reason).await
}

/// The event that a membership ended.
pub(crate) async fn note_ended(
    tx: &Tx,
    caller: &Caller,
    domain: DomainId,
    account: AccountId,
    reason: &str,
) -> Result<()> {
    let after = json!({ "domain": domain, "reason": reason });
    let nothing = serde_json::Value::Null;
    let event = caller.event("member.ended", "account", account, &nothing, &after);
    audit::insert(tx, &[event]).await
}

/// Ends up to `most` memberships whose end date has come; answers how many were looked at.
pub(crate) async fn sweep(tx: &Tx, most: u64) -> Result<u64> {
    let overdue = memberships::overdue(tx, most).await?;
    let reason = memberships::END_DATE;
    for (domain, membership, account) in &overdue {
        if memberships::end(tx, *membership, None, reason).await? {
            note_ended(tx, &Caller::system(), *domain, *account, reason).await?;
        }
    }
    Ok(overdue.len() as u64)
}

async fn subject(tx: &Tx, inside: &Inside, found: &Stored) -> Result<Subject> {
    let role_actions = tx.roles().domain_actions_of(&found.role);
    let is_administrator = role_actions.covers(DomainActionSet::ALL) && found.ends_at.is_none();
    let is_last_administrator = is_administrator
        && !memberships::has_other_administrator(tx, inside.domain.id, found.account).await?;
    Ok(Subject {
        account: found.account,
        status: found.status,
        role_actions,
        is_last_administrator,
        is_archived: inside.is_archived(),
    })
}

fn gone_unless(done: bool) -> Result<()> {
    if done {
        Ok(())
    } else {
        Err(Refusal::Ended.into())
    }
}
