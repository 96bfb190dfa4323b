//! Opting out against everything that happens to an invitation at the same moment (T21, INV-19).

use super::completing;
use super::crowd::{MANY, Try, at_once, events, trying, winners};
use crate::support::{Portal, on_both, wish};
use backend::{Backend, Error};
use rules::ids::InvitationId;
use rules::invitation::{Refusal, Status, Way};
use rules::submission::Outcome;

on_both!(
    of_many_opting_out_one_writes,
    of_opting_out_and_completing_one_wins,
    of_opting_out_and_resending_none_is_left_open,
    of_opting_out_and_inviting_none_is_left_open,
    of_opting_out_and_lifting_the_last_word_holds,
);

fn stopping(token: String) -> Try<()> {
    trying(move |backend: Backend, n| {
        let token = token.clone();
        let way = if n % 2 == 0 { Way::OneClick } else { Way::Page };
        async move { backend.opt_out(&token, way, "192.0.2.1", "").await }
    })
}

async fn open_rows(portal: &Portal) -> i64 {
    let open = "SELECT count(*) FROM invitation WHERE email = 'ada@example.org' \
         AND status IN ('pending', 'waiting')";
    portal.number(open).await
}

async fn opted_out(portal: &Portal) -> i64 {
    let all = "SELECT count(*) FROM audit_event WHERE action = 'invitation.opted_out'";
    portal.number(all).await
}

async fn invited_with_links(portal: &Portal) -> (InvitationId, String, String) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    let invite = portal.token_for("ada@example.org").await;
    (id, invite, portal.opt_out_for("ada@example.org").await)
}

async fn of_many_opting_out_one_writes(portal: Portal) {
    let (id, _, stop) = invited_with_links(&portal).await;
    let answers = at_once(&portal, &[stopping(stop)]).await;
    assert_eq!(winners(&answers[0]), MANY, "the same answer for everybody");
    assert_eq!(portal.stored(id).await, Status::Declined);
    assert_eq!(events(&portal, id, "invitation.declined").await, 1);
    assert_eq!(opted_out(&portal).await, 1);
}

async fn of_opting_out_and_completing_one_wins(portal: Portal) {
    let (id, invite, stop) = invited_with_links(&portal).await;
    let answers = at_once(&portal, &[stopping(stop), completing(invite)]).await;
    assert_eq!(winners(&answers[0]), MANY / 2);
    let completed = winners(&answers[1]);
    assert!(completed <= 1);
    let expected = if completed == 1 {
        Status::Approved
    } else {
        Status::Declined
    };
    assert_eq!(portal.stored(id).await, expected);
    assert_eq!(events(&portal, id, "invitation.completed").await, completed);
    assert_eq!(
        events(&portal, id, "invitation.declined").await,
        1 - completed
    );
    assert_eq!(opted_out(&portal).await, 1);
}

async fn of_opting_out_and_resending_none_is_left_open(portal: Portal) {
    let owner = portal.owner().await;
    let (id, _, stop) = invited_with_links(&portal).await;
    let caller = owner.caller.clone();
    let resending = trying(move |backend: Backend, _| {
        let caller = caller.clone();
        async move {
            match backend.resend_invitation(&caller, id).await {
                Ok(_) => Ok(()),
                // Whoever came after the opt-out hears of it, or of the row.
                Err(Error::Refused(Refusal::Suppressed { .. })) => Err(Error::NotFound),
                Err(other) => Err(other),
            }
        }
    });
    let answers = at_once(&portal, &[stopping(stop), resending]).await;
    assert_eq!(winners(&answers[0]), MANY / 2);
    let resent = winners(&answers[1]);
    assert!(resent <= 1);
    assert_eq!(open_rows(&portal).await, 0);
    assert_eq!(opted_out(&portal).await, 1);
    let declined = "SELECT count(*) FROM invitation WHERE status = 'declined'";
    assert_eq!(portal.number(declined).await, 1);
    let expected = if resent == 1 {
        Status::Inactivated
    } else {
        Status::Declined
    };
    assert_eq!(portal.stored(id).await, expected);
}

async fn of_opting_out_and_inviting_none_is_left_open(portal: Portal) {
    let owner = portal.owner().await;
    let (id, _, stop) = invited_with_links(&portal).await;
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    let caller = owner.caller.clone();
    let inviting = trying(move |backend: Backend, _| {
        let caller = caller.clone();
        async move {
            let report = backend.invite(&caller, wish("ada@example.org")).await?;
            match &report.lines[0].outcome {
                Some(Outcome::Invited { .. }) => Ok(()),
                Some(Outcome::Suppressed { .. } | Outcome::AlreadyOpen { .. }) => {
                    Err(Error::NotFound)
                }
                other => panic!("{other:?}"),
            }
        }
    });
    let answers = at_once(&portal, &[stopping(stop), inviting]).await;
    assert_eq!(winners(&answers[0]), MANY / 2);
    assert!(winners(&answers[1]) <= 1);
    assert_eq!(open_rows(&portal).await, 0);
    assert_eq!(opted_out(&portal).await, 1);
}

async fn of_opting_out_and_lifting_the_last_word_holds(portal: Portal) {
    let owner = portal.owner().await;
    let (id, _, stop) = invited_with_links(&portal).await;
    let caller = owner.caller.clone();
    let lifting = trying(move |backend: Backend, _| {
        let caller = caller.clone();
        async move {
            match backend.lift_opt_out(&caller, id, "As she asked.").await {
                Err(Error::Refused(Refusal::NotSuppressed)) => Err(Error::NotFound),
                answer => answer,
            }
        }
    });
    let answers = at_once(&portal, &[stopping(stop), lifting]).await;
    assert_eq!(winners(&answers[0]), MANY / 2);
    let lifted = i64::try_from(winners(&answers[1])).unwrap();
    let left = portal.number("SELECT count(*) FROM suppression").await;
    assert_eq!(opted_out(&portal).await, lifted + left);
    assert_eq!(events(&portal, id, "invitation.declined").await, 1);
}
