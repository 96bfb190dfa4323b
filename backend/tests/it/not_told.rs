//! Whom a switched-off or failed mail left uninformed (PRODUCT.md sections 6 and 10).

use crate::support::{PASSWORD, Person, Portal, assert_fails, on_both, wish};
use backend::Error;
use backend::password_reset::NewPassword;
use rules::outbox::{Kind, NOT_TOLD_A_PAGE, NotTold, Refusal, Untold};
use rules::settings::Key;

on_both!(
    a_switched_off_mail_leaves_a_name_and_newer_news_replaces_it,
    whoever_is_not_told_is_told_later_once_the_mail_is_on,
    whoever_logs_in_or_is_deleted_need_not_be_told,
    the_reason_of_a_refusal_is_told_later_too,
    a_reset_that_nobody_heard_of_is_listed,
    a_failed_mail_is_listed_with_the_words_of_the_server,
    a_failed_mail_leaves_the_list_when_it_is_no_longer_news,
    the_list_is_paged_and_loses_nobody,
    only_who_may_retry_may_tell,
);

async fn listed(portal: &Portal) -> Vec<NotTold> {
    let owner = portal.owner().await;
    let page = portal.list_not_told(&owner.caller, "").await.unwrap();
    assert_eq!(page.total.n, page.rows.len() as u64);
    page.rows
}

/// Who is on the list, and by which mail.
async fn names(portal: &Portal) -> Vec<(String, Kind)> {
    let rows = listed(portal).await.into_iter();
    rows.map(|row| (row.recipient, row.kind)).collect()
}

async fn revoke(portal: &Portal, person: &Person) {
    let owner = portal.owner().await;
    portal
        .revoke_developer(&owner.caller, person.id)
        .await
        .unwrap();
}

async fn approve(portal: &Portal, person: &Person) {
    let owner = portal.owner().await;
    portal
        .approve_developer(&owner.caller, person.id)
        .await
        .unwrap();
}

async fn a_switched_off_mail_leaves_a_name_and_newer_news_replaces_it(portal: Portal) {
    let ada = portal.person("ada").await;
    assert_eq!(names(&portal).await, []);
    // Off by default.
    revoke(&portal, &ada).await;
    assert_eq!(names(&portal).await, [(ada.email.clone(), Kind::Revoked)]);
    portal.set(Key::PortalApprovedEmail, "off").await;
    approve(&portal, &ada).await;
    assert_eq!(names(&portal).await, [(ada.email.clone(), Kind::Approved)]);
    portal.set(Key::PortalRevokedEmail, "on").await;
    revoke(&portal, &ada).await;
    assert_eq!(names(&portal).await, []);
    assert_eq!(
        portal.kinds_to(&ada.email).await.last(),
        Some(&Kind::Revoked)
    );
}

async fn whoever_is_not_told_is_told_later_once_the_mail_is_on(portal: Portal) {
    let owner = portal.owner().await;
    let ada = portal.person("ada").await;
    revoke(&portal, &ada).await;
    assert_fails!(
        portal.tell_now(&owner.caller, ada.id, Kind::Revoked).await,
        Error::MailRefused(Refusal::SwitchedOff)
    );
    assert_eq!(listed(&portal).await.len(), 1);
    let before = portal.kinds_to(&ada.email).await.len();
    portal.set(Key::PortalRevokedEmail, "on").await;
    assert!(matches!(
        listed(&portal).await[0].untold,
        Untold::SwitchedOff {
            may_be_told: true,
            ..
        }
    ));
    portal
        .tell_now(&owner.caller, ada.id, Kind::Revoked)
        .await
        .unwrap();
    assert_eq!(listed(&portal).await, []);
    assert_eq!(portal.kinds_to(&ada.email).await.len(), before + 1);
    // Once.
    assert_fails!(
        portal.tell_now(&owner.caller, ada.id, Kind::Revoked).await,
        Error::NotFound
    );
    assert_eq!(
        portal.trail_of(ada.id).await.last().unwrap(),
        "mail.told by account"
    );
}

async fn whoever_logs_in_or_is_deleted_need_not_be_told(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::PortalApprovedEmail, "off").await;
    let (ada, ben) = (portal.person("ada").await, portal.person("ben").await);
    for person in [&ada, &ben] {
        revoke(&portal, person).await;
        approve(&portal, person).await;
    }
    assert_eq!(listed(&portal).await.len(), 2);
    // A wrong password tells nothing.
    assert!(
        portal
            .try_login(&ada.email, "Wrong1!password")
            .await
            .is_none()
    );
    assert_eq!(listed(&portal).await.len(), 2);
    assert!(portal.try_login(&ada.email, PASSWORD).await.is_some());
    assert_eq!(names(&portal).await, [(ben.email.clone(), Kind::Approved)]);
    portal
        .delete_developer(&owner.caller, ben.id)
        .await
        .unwrap();
    assert_eq!(listed(&portal).await, []);
    assert_eq!(portal.number("SELECT COUNT(*) FROM not_told").await, 0);
}

async fn the_reason_of_a_refusal_is_told_later_too(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::PortalRejectedEmail, "off").await;
    let invitation = portal.waiting("ada@example.org").await;
    let full = "The course is full.".to_string();
    portal
        .deny_invitation(&owner.caller, invitation, &full)
        .await
        .unwrap();
    let row = listed(&portal).await.remove(0);
    assert_eq!(
        (row.kind, row.recipient.as_str()),
        (Kind::Refused, "ada@example.org")
    );
    let Untold::SwitchedOff { account, .. } = row.untold else {
        panic!("{row:?}");
    };
    portal.set(Key::PortalRejectedEmail, "on").await;
    portal
        .tell_now(&owner.caller, account, Kind::Refused)
        .await
        .unwrap();
    let mail = portal.mails_to("ada@example.org").await;
    let refused = mail.iter().find(|mail| mail.kind == Kind::Refused).unwrap();
    assert!(portal.text_of(refused).await.contains(&full));
}

async fn a_reset_that_nobody_heard_of_is_listed(portal: Portal) {
    let ada = portal.person("ada").await;
    portal.set(Key::PortalResetSuccessEmail, "off").await;
    portal.forgot(&ada.email).await;
    let token = portal.reset_token_for(&ada.email).await;
    let chosen = NewPassword {
        password: "Brick9?Fjord".to_string(),
        confirmation: "Brick9?Fjord".to_string(),
    };
    portal
        .reset_password(&token, chosen, "192.0.2.1", "a request")
        .await
        .unwrap();
    assert_eq!(names(&portal).await, [(ada.email.clone(), Kind::ResetDone)]);
    // What was decided about the account is other news.
    revoke(&portal, &ada).await;
    assert_eq!(
        names(&portal).await,
        [
            (ada.email.clone(), Kind::Revoked),
            (ada.email.clone(), Kind::ResetDone)
        ]
    );
}

async fn a_failed_mail_is_listed_with_the_words_of_the_server(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal
        .execute("UPDATE outbox SET state = 'failed', words = '550 no such user'")
        .await;
    let row = listed(&portal).await.remove(0);
    assert_eq!(row.kind, Kind::Invitation);
    assert_eq!(row.full_name, None);
    let Untold::Failed {
        words, invitation, ..
    } = row.untold
    else {
        panic!("{row:?}");
    };
    assert_eq!((words.as_str(), invitation), ("550 no such user", Some(id)));
}

async fn a_failed_mail_leaves_the_list_when_it_is_no_longer_news(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::PortalRevokedEmail, "on").await;
    let fail = async || {
        portal
            .execute("UPDATE outbox SET state = 'failed' WHERE state = 'held'")
            .await
    };
    // Other news.
    let ada = portal.person("ada").await;
    revoke(&portal, &ada).await;
    fail().await;
    assert!(
        names(&portal)
            .await
            .contains(&(ada.email.clone(), Kind::Revoked))
    );
    approve(&portal, &ada).await;
    fail().await;
    let told = names(&portal).await;
    assert!(
        !told.contains(&(ada.email.clone(), Kind::Revoked)),
        "{told:?}"
    );
    assert!(
        told.contains(&(ada.email.clone(), Kind::Approved)),
        "{told:?}"
    );
    // A login.
    assert!(portal.try_login(&ada.email, PASSWORD).await.is_some());
    let told = names(&portal).await;
    assert!(told.iter().all(|(who, _)| *who != ada.email), "{told:?}");
    // An invitation that is answered some other way, or withdrawn.
    let id = portal.invite_one(&owner.caller, "ben@example.org").await;
    fail().await;
    assert_eq!(names(&portal).await.len(), 1);
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    assert_eq!(names(&portal).await, []);
    // What strangers ask for names nobody.
    portal.ask("stranger@example.org").await.unwrap();
    portal.forgot(&ada.email).await;
    fail().await;
    assert_eq!(names(&portal).await, []);
}

async fn the_list_is_paged_and_loses_nobody(portal: Portal) {
    let owner = portal.owner().await;
    let ada = portal.person("ada").await;
    revoke(&portal, &ada).await;
    let people: Vec<String> = (0..120).map(|n| format!("p{n}@example.org")).collect();
    let all = wish(&people.join(";"));
    portal.invite(&owner.caller, all).await.unwrap();
    portal
        .execute("UPDATE outbox SET state = 'failed' WHERE recipient LIKE 'p%'")
        .await;
    // Half of them at the same moment as somebody whose mail was off.
    portal
        .execute("UPDATE not_told SET at = (SELECT MAX(created_at) FROM outbox)")
        .await;
    let mut seen = Vec::new();
    let (mut cursor, mut previous) = (String::new(), None);
    loop {
        let page = portal.list_not_told(&owner.caller, &cursor).await.unwrap();
        assert!(page.rows.len() <= usize::from(NOT_TOLD_A_PAGE));
        assert_eq!(page.first, seen.len() as u64 + 1);
        assert_eq!(page.total.n, 121);
        seen.extend(page.rows.into_iter().map(|row| row.recipient));
        let Some(next) = page.next else {
            previous = page.previous.or(previous);
            break;
        };
        cursor = next;
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((seen.len(), sorted.len()), (121, 121));
    // And back.
    let mut back = Vec::new();
    while let Some(cursor) = previous {
        let page = portal.list_not_told(&owner.caller, &cursor).await.unwrap();
        back.splice(0..0, page.rows.into_iter().map(|row| row.recipient));
        previous = page.previous;
    }
    assert_eq!(back, seen[..back.len()]);
    assert_eq!(back.len(), 100);
    assert_fails!(
        portal.list_not_told(&owner.caller, "forged").await,
        Error::Invalid(_)
    );
}

async fn only_who_may_retry_may_tell(portal: Portal) {
    let rita = portal.staff("rita", "Reviewer").await;
    let ada = portal.person("ada").await;
    revoke(&portal, &ada).await;
    assert_fails!(
        portal.tell_now(&rita.caller, ada.id, Kind::Revoked).await,
        Error::Forbidden
    );
    assert_fails!(
        portal.list_not_told(&rita.caller, "").await,
        Error::Forbidden
    );
}
