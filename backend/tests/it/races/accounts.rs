//! Administrators at once: one decision holds, and there is always an Owner (SECURITY AZ-7, AZ-8).

use super::crowd::{at_once, trying, winners};
use crate::support::{PASSWORD, Portal, on_both};
use backend::authority::Caller;
use backend::developers::RoleChange;
use backend::{Backend, Error};
use rules::account::{DeveloperListing, Refusal, Status};

on_both!(
    of_accepting_and_rejecting_one_wins,
    deciding_about_the_account_and_about_its_invitation_do_not_meet,
    of_revoking_and_deleting_the_account_is_gone_once,
    owners_who_fell_each_other_leave_one,
);

async fn of_accepting_and_rejecting_one_wins(portal: Portal) {
    let owner = portal.owner().await;
    portal.waiting("wanda@example.org").await;
    let id = portal.account("wanda@example.org").await;
    let (yes, no) = (owner.caller.clone(), owner.caller.clone());
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, _| {
                let by = yes.clone();
                async move { backend.approve_developer(&by, id).await }
            }),
            trying(move |backend: Backend, _| {
                let by = no.clone();
                async move { backend.reject_developer(&by, id, "").await }
            }),
        ],
    )
    .await;
    // A rejected account may be approved later: at most that comes after it.
    let (approved, rejected) = (winners(&answers[0]), winners(&answers[1]));
    assert!(approved <= 1 && rejected <= 1 && approved + rejected >= 1);
    let row = portal.developer_row(&owner.caller, id).await.unwrap();
    let expected = if approved == 1 {
        Status::Approved
    } else {
        Status::Rejected
    };
    assert_eq!(row.status, expected);
}

async fn deciding_about_the_account_and_about_its_invitation_do_not_meet(portal: Portal) {
    let owner = portal.owner().await;
    let invitation = portal.waiting("wanda@example.org").await;
    let id = portal.account("wanda@example.org").await;
    let (one, other) = (owner.caller.clone(), owner.caller.clone());
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, _| {
                let by = one.clone();
                async move { backend.reject_developer(&by, id, "").await }
            }),
            trying(move |backend: Backend, _| {
                let by = other.clone();
                async move { backend.deny_invitation(&by, invitation, "").await }
            }),
        ],
    )
    .await;
    assert_eq!(winners(&answers[0]) + winners(&answers[1]), 1);
    let trail = portal.trail_of(id).await;
    let told = trail
        .iter()
        .filter(|line| line.starts_with("account.rejected"));
    assert_eq!(told.count(), 1);
}

async fn of_revoking_and_deleting_the_account_is_gone_once(portal: Portal) {
    let owner = portal.owner().await;
    let wanda = portal.person("wanda").await;
    let (one, other, id) = (owner.caller.clone(), owner.caller.clone(), wanda.id);
    let answers = at_once(
        &portal,
        &[
            trying(move |backend: Backend, _| {
                let by = one.clone();
                async move { backend.revoke_developer(&by, id).await }
            }),
            trying(move |backend: Backend, _| {
                let by = other.clone();
                async move { backend.delete_developer(&by, id).await }
            }),
        ],
    )
    .await;
    assert!(winners(&answers[0]) <= 1);
    assert_eq!(winners(&answers[1]), 1);
    let left = portal.number("SELECT count(*) FROM session").await;
    assert_eq!(left, 1, "only the Owner's");
}

/// Each of two Owners demotes, revokes and deletes the other, all at once.
async fn owners_who_fell_each_other_leave_one(portal: Portal) {
    let olga = portal.owner().await;
    let oskar = portal.staff("oskar", "Owner").await;
    let mut tries = Vec::new();
    for (by, whom) in [(&olga, &oskar), (&oskar, &olga)] {
        let signed_in = portal.signed_in(&by.cookie).await.unwrap().unwrap();
        let (caller, id) = (by.caller.clone(), whom.id);
        tries.push(trying(move |backend: Backend, n| {
            let (signed_in, caller) = (signed_in.clone(), caller.clone());
            async move {
                match n % 3 {
                    0 => backend.revoke_developer(&caller, id).await,
                    1 => backend.delete_developer(&caller, id).await,
                    _ => {
                        let change = RoleChange {
                            id,
                            role: "Customer".to_string(),
                            password: PASSWORD.to_string(),
                        };
                        backend
                            .change_developer_role(&signed_in, &caller, change, "198.51.100.7")
                            .await
                    }
                }
            }
        }));
    }
    let answers = at_once(&portal, &tries).await;
    for answer in answers.iter().flatten() {
        let is_fine = matches!(
            answer,
            Ok(())
                | Err(Error::Unauthenticated | Error::Forbidden | Error::NotFound)
                | Err(Error::AccountRefused(
                    Refusal::LastOwner | Refusal::Status { .. } | Refusal::NotAllowed { .. }
                ))
        );
        assert!(is_fine, "{answer:?}");
    }
    let owners = "SELECT count(*) FROM account WHERE role = 'Owner' AND status = 'approved'";
    assert_eq!(portal.number(owners).await, 1);
    let by = Caller::command_line();
    portal
        .list_developers(&by, DeveloperListing::default())
        .await
        .unwrap();
}
