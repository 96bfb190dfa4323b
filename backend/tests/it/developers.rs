//! Consumers > Developers: what administrators do with accounts (K; PRODUCT.md sections 3, 4 and T6, T7, T24; SECURITY
//! AZ-7, AZ-8, SES-2 to SES-4).

use crate::support::{PASSWORD, Person, Portal, assert_fails, on_both};
use backend::Error;
use backend::authority::Caller;
use backend::developers::RoleChange;
use rules::account::{Command, Developer, DeveloperListing, DeveloperSort, Refusal, Status};
use rules::ids::AccountId;
use rules::invitation::Status as InvitationStatus;
use rules::listing::Direction;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::Span;

mod listing;
mod roles;

on_both!(
    accepting_who_waits_approves_the_invitation_too,
    rejecting_who_waits_refuses_the_invitation_too,
    a_rejected_account_is_approved_later_and_its_invitation_with_it,
    approving_redeems_an_open_invitation_and_kills_its_link,
    revoking_ends_every_session_and_coming_back_is_as_before,
    deleting_frees_the_address_and_keeps_the_history,
    deleting_kills_the_links_of_the_account_and_wipes_their_mails,
    each_status_offers_what_k_offers_and_nothing_else,
    nobody_acts_on_themselves,
    nobody_acts_above_their_ceiling,
    the_last_owner_stays,
    whoever_is_slower_hears_who_was_faster,
    several_are_answered_each_by_itself,
    a_switch_that_is_off_mails_nobody,
    a_mail_that_is_no_longer_true_is_skipped,
);

impl Portal {
    /// The account of that address, as it stands.
    pub(crate) async fn account(&self, email: &str) -> AccountId {
        let sql = format!("SELECT id FROM account WHERE email = '{email}'");
        let rows = self.rows(&sql).await;
        AccountId(rows[0].try_get_by_index(0).unwrap())
    }

    /// How many accounts the tabs say they hold: requested, approved, rejected, revoked.
    pub(crate) async fn tabs(&self) -> [u64; 4] {
        let page = self
            .list_developers(&Caller::command_line(), DeveloperListing::default())
            .await
            .unwrap();
        let counts: Vec<u64> = page.counts.iter().map(|(_, n)| *n).collect();
        counts.try_into().unwrap()
    }

    pub(crate) async fn story_of(&self, id: AccountId) -> Developer {
        let owner = self.owner().await;
        let signed_in = self.signed_in(&owner.cookie).await.unwrap().unwrap();
        self.developer(&signed_in, &owner.caller, id).await.unwrap()
    }
}

fn words(developer: &Developer) -> Vec<String> {
    let told = developer.story.iter();
    told.map(|entry| format!("{} by {}", entry.event.action, entry.event.by))
        .collect()
}

async fn accepting_who_waits_approves_the_invitation_too(portal: Portal) {
    // T6, K
    let reviewer = portal.staff("rita", "Reviewer").await;
    let id = portal.waiting("wanda@example.org").await;
    let wanda = portal.account("wanda@example.org").await;
    assert_eq!(portal.tabs().await, [1, 2, 0, 0]);
    portal
        .approve_developer(&reviewer.caller, wanda)
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, InvitationStatus::Approved);
    assert_eq!(portal.tabs().await, [0, 3, 0, 0]);
    let kinds = portal.kinds_to("wanda@example.org").await;
    assert_eq!(kinds, [Kind::Invitation, Kind::Approved]);
    portal.enter("wanda@example.org").await;
    let story = words(&portal.story_of(wanda).await);
    assert_eq!(story.first().unwrap(), "invitation.sent by Olga Orlow");
    assert_eq!(story.last().unwrap(), "account.approved by rita");
}

async fn rejecting_who_waits_refuses_the_invitation_too(portal: Portal) {
    // T7, K
    let id = portal.waiting("wanda@example.org").await;
    let owner = portal.owner().await;
    let wanda = portal.account("wanda@example.org").await;
    portal
        .reject_developer(&owner.caller, wanda, "The course is full.")
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, InvitationStatus::Rejected);
    assert_eq!(portal.tabs().await, [0, 1, 1, 0]);
    let developer = portal.story_of(wanda).await;
    assert_eq!(developer.reason, "The course is full.");
    let mails = portal.mails_to("wanda@example.org").await;
    assert!(
        portal
            .text_of(&mails[0])
            .await
            .contains("The course is full.")
    );
}

async fn a_rejected_account_is_approved_later_and_its_invitation_with_it(portal: Portal) {
    // T24
    let id = portal.waiting("wanda@example.org").await;
    let owner = portal.owner().await;
    let wanda = portal.account("wanda@example.org").await;
    portal
        .reject_developer(&owner.caller, wanda, "")
        .await
        .unwrap();
    portal
        .approve_developer(&owner.caller, wanda)
        .await
        .unwrap();
    assert_eq!(portal.stored(id).await, InvitationStatus::Approved);
    portal.enter("wanda@example.org").await;
}

async fn approving_redeems_an_open_invitation_and_kills_its_link(portal: Portal) {
    // T24: the newest of the chain is pending, with another role.
    let id = portal.waiting("wanda@example.org").await;
    let owner = portal.owner().await;
    let wanda = portal.account("wanda@example.org").await;
    portal
        .reject_developer(&owner.caller, wanda, "")
        .await
        .unwrap();
    let new = portal.resend_invitation(&owner.caller, id).await.unwrap();
    let token = portal.token_for("wanda@example.org").await;
    portal
        .approve_developer(&owner.caller, wanda)
        .await
        .unwrap();
    assert_eq!(portal.stored(new).await, InvitationStatus::Approved);
    assert_eq!(portal.stored(id).await, InvitationStatus::Inactivated);
    assert!(portal.join(&token, "Wanda").await.is_err());
    portal.enter("wanda@example.org").await;
}

async fn revoking_ends_every_session_and_coming_back_is_as_before(portal: Portal) {
    // SES-4: with the next request, in every replica.
    let wanda = portal.member("wanda", "Team").await;
    let owner = portal.owner().await;
    let replica = portal.replica().await;
    assert!(replica.signed_in(&wanda.cookie).await.unwrap().is_some());
    portal
        .revoke_developer(&owner.caller, wanda.id)
        .await
        .unwrap();
    assert!(replica.signed_in(&wanda.cookie).await.unwrap().is_none());
    assert!(portal.try_login(&wanda.email, PASSWORD).await.is_none());
    assert_eq!(portal.tabs().await, [0, 1, 0, 1]);
    portal
        .approve_developer(&owner.caller, wanda.id)
        .await
        .unwrap();
    // What was ended does not come back with the access.
    assert!(portal.signed_in(&wanda.cookie).await.unwrap().is_none());
    let again = portal.enter(&wanda.email).await;
    assert_eq!(again.id, wanda.id);
    let row = portal.developer_row(&owner.caller, wanda.id).await.unwrap();
    assert_eq!((row.role.as_str(), row.status), ("Team", Status::Approved));
}

async fn deleting_frees_the_address_and_keeps_the_history(portal: Portal) {
    let wanda = portal.person("wanda").await;
    let owner = portal.owner().await;
    portal
        .delete_developer(&owner.caller, wanda.id)
        .await
        .unwrap();
    assert!(portal.signed_in(&wanda.cookie).await.unwrap().is_none());
    assert_eq!(portal.tabs().await, [0, 1, 0, 0]);
    let developer = portal.story_of(wanda.id).await;
    assert_eq!(developer.row.name, wanda.name);
    assert!(developer.deleted_at.is_some());
    assert_eq!(
        words(&developer).last().unwrap(),
        "account.deleted by Olga Orlow"
    );
    // Free again, and somebody else's.
    portal.advance(Span::minutes(5));
    let anew = portal.person("wanda").await;
    assert_ne!(anew.id, wanda.id);
    let story = words(&portal.story_of(anew.id).await);
    assert!(!story.iter().any(|line| line.starts_with("account.deleted")));
    assert_fails!(
        portal.approve_developer(&owner.caller, wanda.id).await,
        Error::AccountRefused(Refusal::Status { current: None, .. })
    );
    let nobody = AccountId(uuid::Uuid::from_u128(7));
    assert_fails!(
        portal.approve_developer(&owner.caller, nobody).await,
        Error::NotFound
    );
}

async fn deleting_kills_the_links_of_the_account_and_wipes_their_mails(portal: Portal) {
    // MAIL-2
    let (owner, wanda) = (portal.owner().await, portal.person("wanda").await);
    let token = portal.reset_token_for(&wanda.email).await;
    assert!(portal.reset_behind(&token).await.unwrap().is_some());
    portal
        .delete_developer(&owner.caller, wanda.id)
        .await
        .unwrap();
    assert!(portal.reset_behind(&token).await.unwrap().is_none());
    assert!(portal.reset_tokens_for(&wanda.email).await.is_empty());
    let alive = "SELECT count(*) FROM token WHERE account_id IS NOT NULL AND died_at IS NULL";
    assert_eq!(portal.number(alive).await, 0);
}

async fn each_status_offers_what_k_offers_and_nothing_else(portal: Portal) {
    let owner = portal.owner().await;
    for status in Status::ALL {
        for command in Command::ALL {
            let name = format!("{}{command:?}", status.as_str()).to_lowercase();
            let email = format!("{name}@example.org");
            portal.waiting(&email).await;
            let id = portal.account(&email).await;
            for step in match status {
                Status::Requested => vec![],
                Status::Approved => vec![Command::Approve],
                Status::Rejected => vec![Command::Reject],
                Status::Revoked => vec![Command::Approve, Command::Revoke],
            } {
                let answers = portal.judge_developers(&owner.caller, &[id], step).await;
                assert!(answers.unwrap()[0].1.is_ok());
            }
            let answers = portal.judge_developers(&owner.caller, &[id], command).await;
            let allowed = rules::account::offered(status).contains(&command);
            match &answers.unwrap()[0].1 {
                Ok(()) => assert!(allowed, "{status:?} {command:?}"),
                Err(Error::AccountRefused(Refusal::Status { current, by, .. })) => {
                    assert!(!allowed, "{status:?} {command:?}");
                    assert_eq!(*current, Some(status));
                    assert_eq!(by.is_some(), status != Status::Requested);
                }
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}

async fn nobody_acts_on_themselves(portal: Portal) {
    let owner = portal.owner().await;
    let other = portal.staff("oskar", "Owner").await;
    for command in Command::ALL {
        for me in [&owner, &other] {
            let answers = portal.judge_developers(&me.caller, &[me.id], command).await;
            let answer = answers.unwrap().remove(0).1;
            assert_fails!(answer, Error::AccountRefused(Refusal::Oneself));
        }
    }
}

async fn nobody_acts_above_their_ceiling(portal: Portal) {
    let administrator = portal.staff("adam", "Administrator").await;
    let reviewer = portal.staff("rita", "Reviewer").await;
    let owner = portal.staff("oskar", "Owner").await;
    let answers = [
        portal
            .revoke_developer(&administrator.caller, owner.id)
            .await,
        portal
            .delete_developer(&administrator.caller, owner.id)
            .await,
        portal
            .revoke_developer(&reviewer.caller, administrator.id)
            .await,
    ];
    for answer in answers {
        assert_fails!(answer, Error::AccountRefused(Refusal::AboveCeiling));
    }
    assert_fails!(
        portal
            .delete_developer(&reviewer.caller, administrator.id)
            .await,
        Error::Forbidden
    );
    let customer = portal.person("wanda").await;
    assert_fails!(
        portal.revoke_developer(&customer.caller, reviewer.id).await,
        Error::Forbidden
    );
    // A role that was taken away binds inside the transaction.
    portal.give_role(&reviewer, "Customer").await;
    assert_fails!(
        portal.revoke_developer(&reviewer.caller, customer.id).await,
        Error::Forbidden
    );
}

async fn the_last_owner_stays(portal: Portal) {
    // AZ-7, by every way and every actor
    let owner = portal.owner().await;
    let by = Caller::command_line();
    assert_fails!(
        portal.revoke_developer(&by, owner.id).await,
        Error::AccountRefused(Refusal::LastOwner)
    );
    assert_fails!(
        portal.delete_developer(&by, owner.id).await,
        Error::AccountRefused(Refusal::LastOwner)
    );
    // A revoked Owner does not count.
    let other = portal.staff("oskar", "Owner").await;
    portal
        .revoke_developer(&owner.caller, other.id)
        .await
        .unwrap();
    assert_fails!(
        portal.revoke_developer(&by, owner.id).await,
        Error::AccountRefused(Refusal::LastOwner)
    );
    portal.approve_developer(&by, other.id).await.unwrap();
    portal.revoke_developer(&by, owner.id).await.unwrap();
}

async fn whoever_is_slower_hears_who_was_faster(portal: Portal) {
    // 409 with who and what
    let (owner, reviewer) = (portal.owner().await, portal.staff("rita", "Reviewer").await);
    portal.waiting("wanda@example.org").await;
    let wanda = portal.account("wanda@example.org").await;
    portal
        .reject_developer(&reviewer.caller, wanda, "")
        .await
        .unwrap();
    let at = portal.now();
    portal.advance(Span::minutes(1));
    match portal.reject_developer(&owner.caller, wanda, "").await {
        Err(Error::AccountRefused(refusal)) => assert_eq!(
            refusal,
            Refusal::Status {
                current: Some(Status::Rejected),
                by: Some(reviewer.name),
                at,
            }
        ),
        other => panic!("{other:?}"),
    }
}

async fn several_are_answered_each_by_itself(portal: Portal) {
    let owner = portal.owner().await;
    let mut ids = Vec::new();
    for name in ["ann", "ben", "cleo"] {
        let email = format!("{name}@example.org");
        portal.waiting(&email).await;
        ids.push(portal.account(&email).await);
    }
    portal
        .approve_developer(&owner.caller, ids[1])
        .await
        .unwrap();
    ids.push(ids[0]);
    let answers = portal
        .judge_developers(&owner.caller, &ids, Command::Approve)
        .await
        .unwrap();
    let done: Vec<bool> = answers.iter().map(|(_, answer)| answer.is_ok()).collect();
    assert_eq!(done, [true, false, true]);
    assert_eq!(portal.tabs().await, [0, 4, 0, 0]);
    for wrong in [Vec::new(), vec![ids[0]; 101]] {
        assert_fails!(
            portal
                .judge_developers(&owner.caller, &wrong, Command::Approve)
                .await,
            Error::Invalid(_)
        );
    }
}

async fn a_switch_that_is_off_mails_nobody(portal: Portal) {
    // Each switch changes something, provably (PRODUCT.md section 6).
    let owner = portal.owner().await;
    let by = &owner.caller;
    for (key, kind, default) in [
        (Key::PortalApprovedEmail, Kind::Approved, "on"),
        (Key::PortalRejectedEmail, Kind::Refused, "on"),
        (Key::PortalRevokedEmail, Kind::Revoked, "off"),
    ] {
        for position in ["on", "off"] {
            portal.set(key, position).await;
            let email = format!("{}-{position}@example.org", kind.as_str());
            portal.waiting(&email).await;
            let id = portal.account(&email).await;
            match kind {
                Kind::Refused => portal.reject_developer(by, id, "").await.unwrap(),
                Kind::Revoked => {
                    portal.approve_developer(by, id).await.unwrap();
                    portal.revoke_developer(by, id).await.unwrap();
                }
                _ => portal.approve_developer(by, id).await.unwrap(),
            }
            let is_told = portal.kinds_to(&email).await.contains(&kind);
            assert_eq!(is_told, position == "on", "{kind:?}");
        }
        portal.set(key, default).await;
    }
}

async fn a_mail_that_is_no_longer_true_is_skipped(portal: Portal) {
    // MAIL-7
    portal.set(Key::PortalRevokedEmail, "on").await;
    let (owner, wanda) = (portal.owner().await, portal.person("wanda").await);
    portal
        .revoke_developer(&owner.caller, wanda.id)
        .await
        .unwrap();
    portal
        .approve_developer(&owner.caller, wanda.id)
        .await
        .unwrap();
    let mails = portal.mails_to(&wanda.email).await;
    let revoked = mails
        .iter()
        .find(|mail| mail.kind == Kind::Revoked)
        .unwrap();
    assert_fails!(
        portal.retry_mail(&owner.caller, revoked.id).await,
        Error::MailRefused(_)
    );
}

/// An Owner gives somebody a role.
pub(crate) async fn give(
    portal: &Portal,
    by: &Person,
    to: &Person,
    role: &str,
) -> backend::Result<()> {
    let signed_in = portal
        .signed_in(&by.cookie)
        .await?
        .ok_or(Error::Unauthenticated)?;
    let change = RoleChange {
        id: to.id,
        role: role.to_string(),
        password: PASSWORD.to_string(),
    };
    portal
        .change_developer_role(&signed_in, &by.caller, change, "198.51.100.7")
        .await
}
