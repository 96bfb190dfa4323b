//! The warning that a membership ends: once for each end date, to the person and to the domain's administrators, and
//! only as long as it is so (PRODUCT.md section 6).

use crate::domain_invitations::member_id;
use crate::memberships::{join, set_up};
use crate::support::{Person, Portal, assert_fails, on_both};
use backend::Error;
use futures::future::join_all;
use rules::ids::MembershipId;
use rules::membership::WARNED_BEFORE;
use rules::outbox::{Kind, Refusal};
use rules::time::{Span, Timestamp};

on_both!(
    the_person_and_every_administrator_are_warned_seven_days_before_and_once,
    an_end_that_is_set_nearer_is_warned_about_at_the_next_round,
    another_end_is_warned_about_anew,
    who_is_not_in_the_domain_any_more_is_not_warned,
    a_warning_that_waits_is_void_once_the_end_is_another,
    of_many_workers_at_once_each_membership_has_one_winner,
    many_administrators_are_warned_in_small_steps,
);

async fn warnings_to(portal: &Portal, person: &Person) -> usize {
    let kinds = portal.kinds_to(&person.email).await;
    let ours = |kind: &&Kind| **kind == Kind::MembershipEnds;
    kinds.iter().filter(ours).count()
}

async fn warnings(portal: &Portal) -> i64 {
    portal
        .number("SELECT count(*) FROM outbox WHERE mail = 'membership_ends'")
        .await
}

async fn end(portal: &Portal, by: &Person, id: MembershipId, at: Option<Timestamp>) {
    let set = portal.set_member_end(&by.caller, "billing", id, at);
    set.await.unwrap();
}

async fn warn(portal: &Portal) {
    portal.warn_of_ends().await.unwrap();
}

async fn the_person_and_every_administrator_are_warned_seven_days_before_and_once(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let (ada, ed, rose) = (
        portal.person("ada").await,
        portal.person("ed").await,
        portal.person("rose").await,
    );
    join(&portal, &tea, &ada, "Administrator").await;
    join(&portal, &tea, &ed, "Editor").await;
    join(&portal, &tea, &rose, "Administrator").await;
    portal.revoke(&rose).await;
    let id = member_id(&portal, &tea, "cora").await;
    let ends = portal.now().plus(Span::days(20));
    end(&portal, &tea, id, Some(ends)).await;
    let due = ends.minus(WARNED_BEFORE);
    portal.advance_to(due.minus(Span::micros(1)));
    warn(&portal).await;
    assert_eq!(warnings(&portal).await, 0);
    portal.advance_to(due);
    for _ in 0..3 {
        warn(&portal).await;
        portal.advance(Span::hours(7));
    }
    for (person, expected) in [(&cora, 1), (&tea, 1), (&ada, 1), (&ed, 0), (&rose, 0)] {
        let found = warnings_to(&portal, person).await;
        assert_eq!(found, expected, "{}", person.name);
    }
    let text_to = async |person: &Person| {
        let mails = portal.mails_to(&person.email).await;
        let mail = mails.iter().find(|mail| mail.kind == Kind::MembershipEnds);
        portal.text_of(mail.unwrap()).await
    };
    let (own, others) = (text_to(&cora).await, text_to(&tea).await);
    assert!(own.contains("Your membership ends"), "{own}");
    assert!(own.contains(&ends.utc_text()), "{own}");
    assert!(others.contains("cora is a member"), "{others}");
    let page = format!("/domains/billing/members/{id}");
    assert!(others.contains(&page), "{others}");
    // Nobody sees another's address.
    assert!(!others.contains(&cora.email), "{others}");
    let trail = portal.trail_of(cora.id).await;
    let told = trail
        .iter()
        .filter(|event| *event == "member.warned by system");
    assert_eq!(told.count(), 1, "{trail:?}");
}

async fn an_end_that_is_set_nearer_is_warned_about_at_the_next_round(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = member_id(&portal, &tea, "cora").await;
    end(&portal, &tea, id, Some(portal.now().plus(Span::days(2)))).await;
    warn(&portal).await;
    assert_eq!(warnings_to(&portal, &cora).await, 1);
    // An administrator whose own membership ends is told once, as the person.
    let other = portal.person("ada").await;
    join(&portal, &tea, &other, "Administrator").await;
    let id = member_id(&portal, &tea, "ada").await;
    end(&portal, &tea, id, Some(portal.now().plus(Span::days(1)))).await;
    warn(&portal).await;
    assert_eq!(warnings_to(&portal, &other).await, 1);
    assert_eq!(warnings_to(&portal, &tea).await, 2);
}

async fn another_end_is_warned_about_anew(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = member_id(&portal, &tea, "cora").await;
    let first = portal.now().plus(Span::days(3));
    end(&portal, &tea, id, Some(first)).await;
    warn(&portal).await;
    // The same again is no other end.
    end(&portal, &tea, id, Some(first)).await;
    warn(&portal).await;
    assert_eq!(warnings_to(&portal, &cora).await, 1);
    let second = portal.now().plus(Span::days(30));
    end(&portal, &tea, id, Some(second)).await;
    warn(&portal).await;
    assert_eq!(warnings_to(&portal, &cora).await, 1);
    portal.advance_to(second.minus(Span::days(1)));
    warn(&portal).await;
    assert_eq!(warnings_to(&portal, &cora).await, 2);
    // None at all: nothing to warn about.
    end(&portal, &tea, id, None).await;
    portal.advance_to(second);
    warn(&portal).await;
    assert_eq!(warnings_to(&portal, &cora).await, 2);
}

async fn who_is_not_in_the_domain_any_more_is_not_warned(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let (lea, rob, pia) = (
        portal.person("lea").await,
        portal.person("rob").await,
        portal.person("pia").await,
    );
    for person in [&lea, &rob, &pia] {
        join(&portal, &tea, person, "Viewer").await;
    }
    let soon = portal.now().plus(Span::days(2));
    for name in ["cora", "lea", "rob", "pia"] {
        let id = member_id(&portal, &tea, name).await;
        let at = if name == "pia" {
            portal.now().plus(Span::hours(1))
        } else {
            soon
        };
        end(&portal, &tea, id, Some(at)).await;
    }
    let id = member_id(&portal, &tea, "cora").await;
    let gone = portal.remove_member(&tea.caller, "billing", id);
    gone.await.unwrap();
    portal.leave_domain(&lea.caller, "billing").await.unwrap();
    portal.revoke(&rob).await;
    // Her end has come, and no sweeper has stored it yet.
    portal.advance(Span::hours(1));
    warn(&portal).await;
    for person in [&cora, &lea, &rob, &pia] {
        assert_eq!(warnings_to(&portal, person).await, 0, "{}", person.name);
    }
    assert_eq!(warnings_to(&portal, &tea).await, 0);
    // Whoever is let in again hears of it then.
    let owner = portal.owner().await;
    portal
        .approve_developer(&owner.caller, rob.id)
        .await
        .unwrap();
    warn(&portal).await;
    assert_eq!(warnings_to(&portal, &rob).await, 1);
}

async fn a_warning_that_waits_is_void_once_the_end_is_another(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let owner = portal.owner().await;
    let id = member_id(&portal, &tea, "cora").await;
    let retry = async |person: &Person| {
        let mails = portal.mails_to(&person.email).await;
        let mail = mails.iter().find(|mail| mail.kind == Kind::MembershipEnds);
        portal.retry_mail(&owner.caller, mail.unwrap().id).await
    };
    end(&portal, &tea, id, Some(portal.now().plus(Span::days(3)))).await;
    warn(&portal).await;
    for person in [&cora, &tea] {
        // True as it stands: the harness has no mail server to hand it to.
        assert_fails!(
            retry(person).await,
            Error::MailRefused(Refusal::NoMailServer)
        );
    }
    end(&portal, &tea, id, Some(portal.now().plus(Span::days(4)))).await;
    for person in [&cora, &tea] {
        assert_fails!(
            retry(person).await,
            Error::MailRefused(Refusal::NoLongerTrue)
        );
    }
    portal.advance(Span::minutes(1));
    warn(&portal).await;
    let gone = portal.remove_member(&tea.caller, "billing", id);
    gone.await.unwrap();
    for person in [&cora, &tea] {
        assert_fails!(
            retry(person).await,
            Error::MailRefused(Refusal::NoLongerTrue)
        );
    }
}

async fn of_many_workers_at_once_each_membership_has_one_winner(portal: Portal) {
    let (tea, _) = set_up(&portal).await;
    for n in 0..12 {
        let person = portal.person(&format!("p{n}")).await;
        join(&portal, &tea, &person, "Viewer").await;
    }
    let due = portal.now().plus(Span::days(1)).as_micros();
    let sql = format!("UPDATE membership SET ends_at = {due} WHERE role = 'Viewer'");
    portal.execute(&sql).await;
    let replica = portal.replica().await;
    let workers = (0..16).map(|n| {
        let backend = if n % 2 == 0 {
            (*portal).clone()
        } else {
            replica.clone()
        };
        tokio::spawn(async move { backend.warn_of_ends().await })
    });
    for answer in join_all(workers).await {
        answer.unwrap().unwrap();
    }
    warn(&portal).await;
    // Thirteen Viewers, each with the one administrator.
    assert_eq!(warnings(&portal).await, 26);
    let events = "SELECT count(*) FROM audit_event WHERE action = 'member.warned'";
    assert_eq!(portal.number(events).await, 13);
}

async fn many_administrators_are_warned_in_small_steps(portal: Portal) {
    let (tea, _) = set_up(&portal).await;
    for n in 0..19 {
        let person = portal.person(&format!("p{n}")).await;
        join(&portal, &tea, &person, "Administrator").await;
    }
    // Twenty Administrators; all but the creator end, and so does the Viewer.
    let due = portal.now().plus(Span::days(1)).as_micros();
    let sql = format!("UPDATE membership SET ends_at = {due} WHERE origin = 'invitation'");
    portal.execute(&sql).await;
    warn(&portal).await;
    // 19 rows of one mail to the person and 19 to the others, one of 1 and 20.
    assert_eq!(warnings(&portal).await, 19 * 20 + 21);
    let once = "SELECT count(*) FROM membership WHERE warned_at IS NOT NULL";
    assert_eq!(portal.number(once).await, 20);
}
