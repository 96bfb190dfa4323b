//! What invites is not sent to an address that asked not to be invited, and says how to ask (INV-19).

use super::portal::{Portal, administrator, databases, with_mail_server};
use super::*;
use crate::store::suppressions;
use futures::FutureExt as _;
use rules::invitation::Way;
use rules::outbox::Kind;
use rules::settings::Key;

/// The secret of the link in a message's header.
fn opt_out_in(message: &str) -> String {
    let (_, rest) = message.split_once("List-Unsubscribe: <").unwrap();
    let (link, _) = rest.split_once('>').unwrap();
    link.strip_prefix("http://localhost:3000/opt-out/")
        .unwrap()
        .to_string()
}

async fn switch_reminders_on(portal: &Portal) {
    let on = vec![(Key::PortalReminderEmail, "on".to_string())];
    let caller = administrator();
    let changed = portal.backend.change_settings(&caller, on, None).await;
    changed.unwrap();
}

#[tokio::test]
async fn every_mail_that_invites_carries_the_headers_and_no_other() {
    // MAIL-10, RFC 8058
    with_mail_server(OBLIGING, async |portal, stub| {
        switch_reminders_on(&portal).await;
        portal.invite("ada@example.org").await;
        portal.backend.deliver_due().await.unwrap();
        portal.clock.advance(Span::hours(50));
        portal.backend.remind_invitees().await.unwrap();
        portal.backend.deliver_due().await.unwrap();
        let to = "olga@example.org";
        portal
            .backend
            .send_test_mail(&administrator(), to)
            .await
            .unwrap();
        portal.backend.deliver_due().await.unwrap();
        let messages = stub.messages();
        assert_eq!(messages.len(), 3);
        let (first, second) = (opt_out_in(&messages[0]), opt_out_in(&messages[1]));
        assert_ne!(first, second, "each mail has a secret of its own");
        for (message, secret) in [(&messages[0], first), (&messages[1], second)] {
            assert_eq!(secret.len(), 43);
            assert!(message.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
            let stopped = portal
                .backend
                .opt_out(&secret, Way::OneClick, "192.0.2.1", "");
            stopped.await.unwrap();
        }
        assert!(!messages[2].contains("List-Unsubscribe"));
    })
    .await;
}

#[tokio::test]
async fn what_waits_when_somebody_opts_out_is_skipped() {
    with_mail_server(OBLIGING, async |portal, stub| {
        switch_reminders_on(&portal).await;
        portal.invite("ada@example.org").await;
        portal.backend.deliver_due().await.unwrap();
        let secret = opt_out_in(&stub.messages()[0]);
        portal.clock.advance(Span::hours(50));
        portal.backend.remind_invitees().await.unwrap();
        assert_eq!(portal.newest().await.kind, Kind::Reminder);
        assert_eq!(portal.newest().await.delivery, Delivery::Queued);
        let stopped = portal
            .backend
            .opt_out(&secret, Way::OneClick, "192.0.2.1", "");
        stopped.await.unwrap();
        // MAIL-2: the text of what waits is gone with its link.
        assert!(!portal.newest().await.has_text);
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        assert_eq!(portal.newest().await.delivery, Delivery::Skipped);
        assert_eq!(stub.messages().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_mail_to_an_address_that_opted_out_is_not_true_however_its_row_stands() {
    // The opt-out declines the row too: here it is stored by itself, so that the address alone decides.
    for rows in databases().await {
        let stub = Stub::start(OBLIGING).await;
        let portal = rows.open(Some(&stub)).await;
        portal.invite("ada@example.org; kay@example.org").await;
        let mails = portal.mails().await;
        let ada = mails
            .iter()
            .find(|mail| mail.recipient == "ada@example.org");
        let by = ada.and_then(|mail| mail.invitation).unwrap();
        let stored = portal.backend.0.store.write(move |tx| {
            async move { suppressions::insert(tx, "ada@example.org", Way::Page, by).await }.boxed()
        });
        assert!(stored.await.unwrap());
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 1);
        for mail in portal.mails().await {
            let expected = if mail.recipient == "ada@example.org" {
                Delivery::Skipped
            } else {
                Delivery::Sent
            };
            assert_eq!(mail.delivery, expected, "{}", mail.recipient);
        }
    }
}
