//! A submission is a job of its own: its key, its report, long lists, crashes (SECURITY INV-16).

use super::outcomes;
use crate::support::{Portal, assert_fails, invited, new_key, on_both, wish};
use backend::Error;
use backend::authority::Caller;
use backend::submissions::Invite;
use rules::outbox::Kind;
use rules::submission::Outcome;
use rules::time::Span;
use std::collections::HashSet;

on_both!(
    the_same_key_and_content_invites_once,
    the_same_key_with_another_content_is_refused,
    a_report_is_only_for_whoever_sent_it,
    ten_thousand_and_one_addresses_are_refused_with_the_count,
    a_long_list_is_expanded_in_chunks_and_survives_a_crash,
    what_a_revoked_inviter_left_undone_stays_undone_and_holds_nobody_up,
);

async fn the_same_key_and_content_invites_once(portal: Portal) {
    let owner = portal.owner().await;
    let invite = wish("ada@example.org; grace@example.org; bad");
    let first = portal.invite(&owner.caller, invite.clone()).await.unwrap();
    portal.advance(Span::hours(1));
    let again = portal.invite(&owner.caller, invite).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(portal.kinds_to("ada@example.org").await, [Kind::Invitation]);

    // Sixteen at once: the double click of an impatient person with a bad line.
    let invite = wish("kay@example.org; alan@example.org");
    let tries = (0..16).map(|_| {
        let (portal, caller, invite) = (portal.clone(), owner.caller.clone(), invite.clone());
        tokio::spawn(async move { portal.invite(&caller, invite).await.unwrap() })
    });
    let mut ids = HashSet::new();
    for answer in futures::future::join_all(tries).await {
        let report = answer.unwrap();
        ids.insert([invited(&report, 0), invited(&report, 1)]);
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(portal.kinds_to("kay@example.org").await, [Kind::Invitation]);
}

async fn the_same_key_with_another_content_is_refused(portal: Portal) {
    let owner = portal.owner().await;
    let key = new_key();
    let first = Invite {
        key,
        ..wish("ada@example.org")
    };
    portal.invite(&owner.caller, first.clone()).await.unwrap();
    for other in [
        Invite {
            addresses: "grace@example.org".to_string(),
            ..first.clone()
        },
        Invite {
            role: "Team".to_string(),
            ..first.clone()
        },
        Invite {
            message: "Hello.".to_string(),
            ..first.clone()
        },
        Invite {
            validity: Span::hours(24),
            ..first.clone()
        },
    ] {
        assert_fails!(portal.invite(&owner.caller, other).await, Error::KeyReused);
    }
    assert!(portal.mails_to("grace@example.org").await.is_empty());
    let administrator = portal.staff("adam", "Administrator").await;
    assert_fails!(
        portal.invite(&administrator.caller, first).await,
        Error::NotFound
    );
}

async fn a_report_is_only_for_whoever_sent_it(portal: Portal) {
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let customer = portal.person("cora").await;
    let report = portal
        .invite(&owner.caller, wish("ada@example.org"))
        .await
        .unwrap();
    assert_eq!(
        portal
            .submission_report(&owner.caller, report.id)
            .await
            .unwrap(),
        report
    );
    assert_fails!(
        portal
            .submission_report(&administrator.caller, report.id)
            .await,
        Error::NotFound
    );
    let answer = portal.submission_report(&customer.caller, report.id).await;
    assert_fails!(answer, Error::Forbidden);
    // Nobody is not the command line, although neither has an account.
    let by_command_line = Caller::command_line();
    let report = portal
        .invite(&by_command_line, wish("kay@example.org"))
        .await
        .unwrap();
    let answer = portal
        .submission_report(&Caller::link_holder(""), report.id)
        .await;
    assert_fails!(answer, Error::Forbidden);
}

async fn ten_thousand_and_one_addresses_are_refused_with_the_count(portal: Portal) {
    let owner = portal.owner().await;
    let list: Vec<String> = (0..10_001).map(|n| format!("p{n}@example.org")).collect();
    let before = portal.dump().await;
    let answer = portal.invite(&owner.caller, wish(&list.join(";"))).await;
    assert_fails!(
        answer,
        Error::Invalid(ref faults)
            if faults[0].field == "addresses" && faults[0].reason.contains("10001")
    );
    assert_eq!(portal.dump().await, before);
}

async fn a_long_list_is_expanded_in_chunks_and_survives_a_crash(portal: Portal) {
    // INV-16
    let owner = portal.owner().await;
    let list: Vec<String> = (0..1200).map(|n| format!("p{n}@example.org")).collect();
    let report = portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    assert_eq!(
        (report.done, report.lines.len(), report.is_finished()),
        (500, 1200, false)
    );
    // The process is gone; another one finds the rest.
    let replica = portal.replica().await;
    replica.expand_submissions().await.unwrap();
    let report = portal
        .submission_report(&owner.caller, report.id)
        .await
        .unwrap();
    assert!(report.is_finished());
    assert!(
        outcomes(&report)
            .iter()
            .all(|o| matches!(o, Outcome::Invited { .. }))
    );
    assert_eq!(portal.number("SELECT count(*) FROM invitation").await, 1200);
    assert_eq!(portal.number("SELECT count(*) FROM outbox").await, 1200);
    assert_eq!(
        portal
            .number("SELECT count(*) FROM token WHERE died_at IS NULL AND purpose = 'invite'")
            .await,
        1200
    );
    // Nothing is left to do.
    let before = portal.dump().await;
    replica.expand_submissions().await.unwrap();
    assert_eq!(portal.dump().await, before);
}

async fn what_a_revoked_inviter_left_undone_stays_undone_and_holds_nobody_up(portal: Portal) {
    let administrator = portal.staff("adam", "Administrator").await;
    let owner = portal.owner().await;
    let many = |who: &str| {
        let list: Vec<String> = (0..600).map(|n| format!("{who}{n}@example.org")).collect();
        wish(&list.join("\n"))
    };
    portal
        .invite(&administrator.caller, many("a"))
        .await
        .unwrap();
    portal.revoke(&administrator).await;
    let other = portal.invite(&owner.caller, many("o")).await.unwrap();
    portal.expand_submissions().await.unwrap();
    let other = portal
        .submission_report(&owner.caller, other.id)
        .await
        .unwrap();
    assert!(other.is_finished());
    let of_administrator = "SELECT count(*) FROM invitation WHERE email LIKE 'a%0@example.org'";
    assert_eq!(portal.number(of_administrator).await, 50);
    let unfinished = "SELECT count(*) FROM submission WHERE finished_at IS NULL";
    assert_eq!(portal.number(unfinished).await, 0);
}
