//! Sixty-four at once in one domain: one answer counts, and the last Administrator stays.

use super::{MANY, at_once, trying};
use crate::domain_invitations::{invite, member_id};
use crate::domains::domain;
use crate::support::{Person, Portal, on_both};
use backend::{Backend, Error, Result};
use rules::domain_invitation::Refusal;
use rules::membership;

on_both!(
    of_many_accepting_one_membership_is_made,
    of_accepting_and_declining_one_wins,
    of_accepting_and_deleting_one_wins,
    of_accepting_and_archiving_the_domain_ends_sound,
    of_many_inviting_one_person_one_row_is_made,
    of_many_resending_one_row_is_made,
    of_accepting_what_waits_and_resending_with_another_role_one_truth_stays,
    of_two_last_administrators_one_stays,
    of_accepting_and_changing_and_removing_one_membership_keeps_one_truth,
);

async fn set_up(portal: &Portal) -> (Person, Person) {
    let (tea, cora) = (
        portal.member("tea", "Team").await,
        portal.person("cora").await,
    );
    domain(portal, &tea, "billing").await;
    (tea, cora)
}

/// How many won; the others heard what became of it.
fn won<T: std::fmt::Debug>(answers: &[Result<T>]) -> usize {
    let mut won = 0;
    for answer in answers {
        match answer {
            Ok(_) => won += 1,
            Err(
                Error::DomainInvitationRefused(
                    Refusal::Status { .. } | Refusal::Archived | Refusal::AlreadyOpen { .. },
                )
                | Error::DomainRefused(rules::domain::Refusal::Archived)
                | Error::MembershipRefused(membership::Refusal::LastAdministrator)
                | Error::NotFound
                | Error::Unavailable(_),
            ) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    won
}

async fn members(portal: &Portal) -> i64 {
    let active = "SELECT count(*) FROM membership WHERE status = 'active'";
    portal.number(active).await
}

async fn of_many_accepting_one_membership_is_made(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let caller = cora.caller.clone();
    let accept = trying(move |backend: Backend, _| {
        let caller = caller.clone();
        async move { backend.accept_domain_invitation(&caller, id).await }
    });
    let answers = at_once(&portal, &[accept]).await;
    assert_eq!(won(&answers[0]), MANY, "repeating it answers the same");
    assert_eq!(members(&portal).await, 2);
    let trail = portal.trail_of(id).await;
    assert_eq!(trail.len(), 2, "{trail:?}");
}

async fn of_accepting_and_declining_one_wins(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let (yes, no) = (cora.caller.clone(), cora.caller.clone());
    let accept = trying(move |backend: Backend, _| {
        let caller = yes.clone();
        async move { backend.accept_domain_invitation(&caller, id).await }
    });
    let decline = trying(move |backend: Backend, _| {
        let caller = no.clone();
        async move { backend.decline_domain_invitation(&caller, id, "").await }
    });
    let answers = at_once(&portal, &[accept, decline]).await;
    let (accepted, declined) = (won(&answers[0]) > 0, won(&answers[1]) > 0);
    assert!(accepted != declined, "one answer counts");
    assert_eq!(members(&portal).await, if accepted { 2 } else { 1 });
}

async fn of_accepting_and_deleting_one_wins(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let (invitee, inviter) = (cora.caller.clone(), tea.caller.clone());
    let accept = trying(move |backend: Backend, _| {
        let caller = invitee.clone();
        async move {
            backend
                .accept_domain_invitation(&caller, id)
                .await
                .map(drop)
        }
    });
    let delete = trying(move |backend: Backend, _| {
        let caller = inviter.clone();
        async move {
            backend
                .delete_domain_invitation(&caller, "billing", id)
                .await
        }
    });
    let answers = at_once(&portal, &[accept, delete]).await;
    let (accepted, deleted) = (won(&answers[0]) > 0, won(&answers[1]));
    assert_eq!(deleted, usize::from(!accepted));
    assert_eq!(members(&portal).await, if accepted { 2 } else { 1 });
}

async fn of_accepting_and_archiving_the_domain_ends_sound(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let (invitee, inviter) = (cora.caller.clone(), tea.caller.clone());
    let accept = trying(move |backend: Backend, _| {
        let caller = invitee.clone();
        async move {
            backend
                .accept_domain_invitation(&caller, id)
                .await
                .map(drop)
        }
    });
    let archive = trying(move |backend: Backend, _| {
        let caller = inviter.clone();
        async move { backend.archive_domain(&caller, "billing").await }
    });
    let answers = at_once(&portal, &[accept, archive]).await;
    assert_eq!(won(&answers[1]), 1);
    let accepted = "SELECT count(*) FROM domain_invitation WHERE status = 'approved'";
    assert_eq!(members(&portal).await, 1 + portal.number(accepted).await);
}

async fn of_many_inviting_one_person_one_row_is_made(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let (caller, email) = (tea.caller.clone(), cora.email.clone());
    let send = trying(move |backend: Backend, _| {
        let (caller, emails) = (caller.clone(), [email.clone()]);
        async move {
            let wish = crate::domain_invitations::wish_of("Viewer");
            let answers = backend.invite_into_domain(&caller, "billing", &emails, wish);
            answers.await?.remove(0).1
        }
    });
    let answers = at_once(&portal, &[send]).await;
    assert_eq!(won(&answers[0]), 1);
}

async fn of_many_resending_one_row_is_made(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let decline = portal.decline_domain_invitation(&cora.caller, id, "");
    decline.await.unwrap();
    let caller = tea.caller.clone();
    let resend = trying(move |backend: Backend, n| {
        let caller = caller.clone();
        let role = ["Viewer", "Editor"][n % 2].to_string();
        async move {
            let resent = backend.resend_domain_invitation(&caller, "billing", id, Some(role));
            resent.await
        }
    });
    let answers = at_once(&portal, &[resend]).await;
    assert_eq!(won(&answers[0]), 1);
    assert_eq!(portal.pop_up(&cora.caller).await.unwrap().total.n, 1);
}

async fn of_accepting_what_waits_and_resending_with_another_role_one_truth_stays(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let old = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let decline = portal.decline_domain_invitation(&cora.caller, old, "");
    decline.await.unwrap();
    let (invitee, inviter) = (cora.caller.clone(), tea.caller.clone());
    let accept = trying(move |backend: Backend, _| {
        let caller = invitee.clone();
        async move {
            let waiting = backend.pop_up(&caller).await?.rows;
            let id = waiting.first().map_or(old, |row| row.id);
            let answer = backend.accept_domain_invitation(&caller, id).await;
            answer.map(|_| ())
        }
    });
    let resend = trying(move |backend: Backend, n| {
        let caller = inviter.clone();
        let role = ["Viewer", "Editor"][n % 2].to_string();
        async move {
            let resent = backend.resend_domain_invitation(&caller, "billing", old, Some(role));
            resent.await.map(drop)
        }
    });
    let answers = at_once(&portal, &[accept, resend]).await;
    assert_eq!(won(&answers[1]), 1, "one is sent anew");
    let accepted = won(&answers[0]) > 0;
    assert_eq!(members(&portal).await, 1 + i64::from(accepted));
    // The declined row stays as it was, and whoever is in holds the role of the one that was accepted.
    let declined = "SELECT count(*) FROM domain_invitation WHERE status = 'declined'";
    assert_eq!(portal.number(declined).await, 1);
    let agreeing = "SELECT count(*) FROM membership AS m JOIN domain_invitation AS i \
                    ON i.id = m.invitation_id AND i.role = m.role AND i.status = 'approved'";
    assert_eq!(portal.number(agreeing).await, i64::from(accepted));
}

async fn of_two_last_administrators_one_stays(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Administrator").await;
    portal
        .accept_domain_invitation(&cora.caller, id)
        .await
        .unwrap();
    let (of_tea, of_cora) = (
        member_id(&portal, &tea, "tea").await,
        member_id(&portal, &tea, "cora").await,
    );
    let owner = portal.owner().await;
    let leave = |person: &Person| {
        let caller = person.caller.clone();
        trying(move |backend: Backend, _| {
            let caller = caller.clone();
            async move { backend.leave_domain(&caller, "billing").await }
        })
    };
    let demote = |id| {
        let caller = owner.caller.clone();
        trying(move |backend: Backend, _| {
            let caller = caller.clone();
            async move {
                let done = backend
                    .change_member_role(&caller, "billing", id, "Viewer")
                    .await;
                // Somebody who has left can't be demoted any more.
                match done {
                    Err(Error::MembershipRefused(membership::Refusal::Ended)) => {
                        Err(Error::NotFound)
                    }
                    other => other,
                }
            }
        })
    };
    let tries = [leave(&tea), leave(&cora), demote(of_tea), demote(of_cora)];
    for answers in at_once(&portal, &tries).await {
        won(&answers);
    }
    let left = "SELECT count(*) FROM membership WHERE status = 'active' AND role = 'Administrator'";
    assert_eq!(portal.number(left).await, 1);
}

async fn of_accepting_and_changing_and_removing_one_membership_keeps_one_truth(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let invitee = cora.caller.clone();
    let accept = trying(move |backend: Backend, _| {
        let caller = invitee.clone();
        async move {
            let accepted = backend.accept_domain_invitation(&caller, id).await;
            accepted.map(drop)
        }
    });
    // Whoever manages members sees the membership once it is there, and not before.
    let managing = |removes: bool| {
        let caller = tea.caller.clone();
        trying(move |backend: Backend, _| {
            let caller = caller.clone();
            async move {
                let listing = membership::MemberListing::default();
                let page = backend.list_members(&caller, "billing", listing).await?;
                let row = page.rows.iter().find(|row| row.name == "cora");
                let id = row.ok_or(Error::NotFound)?.id;
                let done = if removes {
                    backend.remove_member(&caller, "billing", id).await
                } else {
                    let change = backend.change_member_role(&caller, "billing", id, "Editor");
                    change.await
                };
                match done {
                    Err(Error::MembershipRefused(membership::Refusal::Ended)) => {
                        Err(Error::NotFound)
                    }
                    other => other,
                }
            }
        })
    };
    let tries = [accept, managing(false), managing(true)];
    let answers = at_once(&portal, &tries).await;
    let accepts = answers[0].len();
    assert_eq!(won(&answers[0]), accepts, "repeating it answers the same");
    let (changed, removed) = (won(&answers[1]), won(&answers[2]));
    assert!(removed <= 1, "{removed} removed one membership");
    // One membership was made, whatever came of it; an answer that is repeated makes no second one.
    let of_cora = "SELECT count(*) FROM membership WHERE origin = 'invitation'";
    assert_eq!(portal.number(of_cora).await, 1);
    assert_eq!(members(&portal).await, if removed == 1 { 1 } else { 2 });
    let editors = format!("{of_cora} AND role = 'Editor'");
    assert_eq!(portal.number(&editors).await, i64::from(changed > 0));
    let trail = portal.trail_of(cora.id).await;
    let events = |word: &str| trail.iter().filter(|event| event.starts_with(word)).count();
    assert_eq!(
        [
            events("member.joined"),
            events("member.role"),
            events("member.ended")
        ],
        [1, usize::from(changed > 0), removed],
        "{trail:?}"
    );
    let approved = "SELECT count(*) FROM domain_invitation WHERE status = 'approved'";
    assert_eq!(portal.number(approved).await, 1);
}
