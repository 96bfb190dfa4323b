//! Inviting through one's own mail client (K; PRODUCT.md section 6).

use crate::support::{Portal, assert_fails, on_both};
use backend::Error;
use rules::account::Refusal;
use rules::invitation;
use rules::own_mail::MOST_TEXT;
use rules::settings::Key;

on_both!(
    a_list_is_written_into_messages_and_nothing_is_sent,
    what_is_no_address_is_named_and_the_others_are_written_to,
    without_self_registration_it_is_refused,
    without_inviting_it_is_refused,
    only_who_may_invite_may_write,
    faults_name_their_field,
);

async fn a_list_is_written_into_messages_and_nothing_is_sent(portal: Portal) {
    let owner = portal.owner().await;
    let text = "Come to https://portal.example/register";
    let made = portal
        .write_own_mail(
            &owner.caller,
            "ada@x.org, Grace <grace@x.org>,ADA@x.org",
            text,
        )
        .await
        .unwrap();
    assert_eq!(made.unreadable, []);
    let [message] = made.messages.as_slice() else {
        panic!("one message: {made:?}");
    };
    assert_eq!(message.addresses, 2);
    assert!(
        message
            .href
            .starts_with("mailto:?bcc=ada@x.org,grace@x.org&subject=")
    );
    assert!(
        message
            .href
            .contains("https%3A%2F%2Fportal.example%2Fregister")
    );
    assert_eq!(portal.number("SELECT COUNT(*) FROM outbox").await, 0);

    let many: Vec<String> = (0..500).map(|n| format!("p{n}@example.org")).collect();
    let made = portal
        .write_own_mail(&owner.caller, &many.join(","), text)
        .await
        .unwrap();
    assert!(made.messages.len() > 1);
    let reached: u32 = made.messages.iter().map(|message| message.addresses).sum();
    assert_eq!(reached, 500);
}

async fn what_is_no_address_is_named_and_the_others_are_written_to(portal: Portal) {
    let owner = portal.owner().await;
    let made = portal
        .write_own_mail(&owner.caller, "ada@x.org, nonsense, b@@x", "Come")
        .await
        .unwrap();
    assert_eq!(made.messages[0].addresses, 1);
    let named: Vec<&str> = made
        .unreadable
        .iter()
        .map(|(text, _)| text.as_str())
        .collect();
    assert_eq!(named, ["nonsense", "b@@x"]);
}

async fn without_self_registration_it_is_refused(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::SelfRegistration, "off").await;
    assert_fails!(
        portal
            .write_own_mail(&owner.caller, "ada@x.org", "Come")
            .await,
        Error::AccountRefused(Refusal::RegistrationOff)
    );
}

async fn without_inviting_it_is_refused(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::PortalInviteEmail, "off").await;
    assert_fails!(
        portal
            .write_own_mail(&owner.caller, "ada@x.org", "Come")
            .await,
        Error::Refused(invitation::Refusal::SwitchedOff)
    );
}

async fn only_who_may_invite_may_write(portal: Portal) {
    let rita = portal.staff("rita", "Reviewer").await;
    assert_fails!(
        portal
            .write_own_mail(&rita.caller, "ada@x.org", "Come")
            .await,
        Error::Forbidden
    );
}

async fn faults_name_their_field(portal: Portal) {
    let owner = portal.owner().await;
    let faults = async |addresses: &str, text: &str| match portal
        .write_own_mail(&owner.caller, addresses, text)
        .await
    {
        Err(Error::Invalid(faults)) => faults.iter().map(|fault| fault.field).collect(),
        _ => Vec::new(),
    };
    assert_eq!(faults(" ;, ", "Come").await, ["addresses"]);
    assert_eq!(faults("", " ").await, ["text", "addresses"]);
    let long = "x".repeat(MOST_TEXT + 1);
    assert_eq!(faults("ada@x.org", &long).await, ["text"]);
    let many: Vec<String> = (0..10_001).map(|n| format!("p{n}@x.org")).collect();
    assert_eq!(faults(&many.join(";"), "Come").await, ["addresses"]);
}
