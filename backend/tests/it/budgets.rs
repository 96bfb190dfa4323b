//! The budgets of a day (SECURITY INV-17): counted before the work is done, and only for what is sent.

use crate::support::{Portal, assert_fails, invited, on_both, wish};
use backend::Error;
use rules::invitation::Status;
use rules::settings::Key;
use rules::submission::{Budget, Outcome};
use rules::time::Span;

on_both!(
    an_inviter_sends_no_more_than_the_budget_of_the_day,
    an_address_gets_no_more_than_its_budget_of_the_day,
    an_address_over_its_budget_uses_nothing_of_the_inviters,
    a_resend_counts_for_both_budgets,
    a_rejected_address_over_its_budget_keeps_its_last_invitation,
);

async fn an_inviter_sends_no_more_than_the_budget_of_the_day(portal: Portal) {
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    portal.set(Key::BudgetInviter, "2").await;
    let list = wish("a@example.org; bad; b@example.org; c@example.org");
    let report = portal.invite(&administrator.caller, list).await.unwrap();
    let until = portal.now().next_day();
    assert!(matches!(
        report.lines[2].outcome,
        Some(Outcome::Invited { .. })
    ));
    assert_eq!(
        report.lines[3].outcome,
        Some(Outcome::OverBudget {
            budget: Budget::Inviter,
            until
        })
    );
    assert!(portal.mails_to("c@example.org").await.is_empty());
    // Somebody else's budget is their own; tomorrow is a new day.
    portal.invite_one(&owner.caller, "c@example.org").await;
    portal.advance_to(until);
    portal
        .invite_one(&administrator.caller, "d@example.org")
        .await;
}

async fn an_address_gets_no_more_than_its_budget_of_the_day(portal: Portal) {
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    portal.set(Key::BudgetRecipient, "2").await;
    for by in [&owner, &administrator] {
        let id = portal.invite_one(&by.caller, "ada@example.org").await;
        portal.delete_invitation(&owner.caller, id).await.unwrap();
    }
    let report = portal
        .invite(&owner.caller, wish("ADA@example.org; b@example.org"))
        .await;
    let report = report.unwrap();
    let until = portal.now().next_day();
    assert_eq!(
        report.lines[0].outcome,
        Some(Outcome::OverBudget {
            budget: Budget::Recipient,
            until
        })
    );
    invited(&report, 1);
    portal.advance_to(until);
    portal.invite_one(&owner.caller, "ada@example.org").await;
}

async fn an_address_over_its_budget_uses_nothing_of_the_inviters(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::BudgetRecipient, "1").await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    portal.set(Key::BudgetInviter, "3").await;
    let list = wish("ada@example.org; b@example.org; c@example.org");
    let report = portal.invite(&owner.caller, list).await.unwrap();
    assert!(matches!(
        report.lines[0].outcome,
        Some(Outcome::OverBudget { .. })
    ));
    invited(&report, 1);
    invited(&report, 2);
}

async fn a_resend_counts_for_both_budgets(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::BudgetRecipient, "2").await;
    let first = portal.invite_one(&owner.caller, "ada@example.org").await;
    let second = portal
        .resend_invitation(&owner.caller, first)
        .await
        .unwrap();
    portal.advance(Span::minutes(1));
    let until = portal.now().next_day();
    let answer = portal.resend_invitation(&owner.caller, second).await;
    assert_fails!(answer, Error::RateLimited { until: at } if at == until);
    // Nothing was lost by the refusal.
    assert_eq!(portal.standing(second).await, Status::Pending);
    let token = portal.token_for("ada@example.org").await;
    assert!(portal.join(&token, "Ada").await.is_ok());

    portal.set(Key::BudgetInviter, "3").await;
    let other = portal.invite_one(&owner.caller, "b@example.org").await;
    let answer = portal.resend_invitation(&owner.caller, other).await;
    assert_fails!(answer, Error::RateLimited { until: at } if at == until);
    assert_eq!(portal.standing(other).await, Status::Pending);
}

async fn a_rejected_address_over_its_budget_keeps_its_last_invitation(portal: Portal) {
    // T18: what can't be sent anew is not inactivated either.
    let owner = portal.owner().await;
    let denied = portal.waiting("denis@example.org").await;
    portal
        .deny_invitation(&owner.caller, denied, "")
        .await
        .unwrap();
    portal.set(Key::BudgetRecipient, "1").await;
    let list = wish("denis@example.org; b@example.org");
    let report = portal.invite(&owner.caller, list).await.unwrap();
    let until = portal.now().next_day();
    assert_eq!(
        report.lines[0].outcome,
        Some(Outcome::OverBudget {
            budget: Budget::Recipient,
            until
        })
    );
    invited(&report, 1);
    assert_eq!(portal.stored(denied).await, Status::Rejected);
    assert_eq!(portal.trail_of(denied).await.len(), 3);

    portal.advance_to(until);
    portal.set(Key::BudgetInviter, "1").await;
    let list = wish("c@example.org; denis@example.org");
    let report = portal.invite(&owner.caller, list).await.unwrap();
    assert_eq!(portal.stored(denied).await, Status::Rejected, "{report:?}");
}
