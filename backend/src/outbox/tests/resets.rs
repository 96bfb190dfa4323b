//! Mails with a link to choose a new password: sent while the link works, and not a moment longer.

use super::portal::{Portal, administrator, with_mail_server};
use crate::accounts::PasswordChange;
use crate::error::Error;
use crate::mail::stub::{Act, OBLIGING, Script};
use crate::registrations::Registration;
use crate::sessions::{Login, LoginAttempt};
use rules::outbox::{Delivery, Kind, Refusal};
use rules::time::Span;

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "Kelp7!Torch";

/// Makes the account of somebody, who has read the invitation in the mail server's queue.
async fn join(portal: &Portal, stub: &crate::mail::stub::Stub) {
    portal.invite(EMAIL).await;
    portal.backend.deliver_due().await.unwrap();
    let message = stub.messages().remove(0).replace("=\r\n", "");
    let (_, rest) = message.split_once("/invite/").unwrap();
    let token: String = rest.chars().take(43).collect();
    let registration = Registration {
        full_name: "Ada".to_string(),
        password: PASSWORD.to_string(),
        confirmation: PASSWORD.to_string(),
    };
    portal
        .backend
        .register(&token, registration, None, "")
        .await
        .unwrap();
}

async fn forgot(portal: &Portal) {
    let backend = &portal.backend;
    backend.ask_for_reset(EMAIL, "192.0.2.1", "").await.unwrap();
    backend.answer_reset_requests().await.unwrap();
}

/// Logs in and changes the own password, which ends every link.
async fn change_password(portal: &Portal) {
    let attempt = LoginAttempt {
        email: EMAIL.to_string(),
        password: PASSWORD.to_string(),
        ..LoginAttempt::default()
    };
    let Login::In { session, .. } = portal.backend.log_in(attempt).await.unwrap() else {
        panic!("not in");
    };
    let signed_in = portal.backend.signed_in(session.expose()).await;
    let signed_in = signed_in.unwrap().unwrap();
    let change = PasswordChange {
        current: PASSWORD.to_string(),
        password: "Brick9?Fjord".to_string(),
        confirmation: "Brick9?Fjord".to_string(),
    };
    let (caller, session) = (signed_in.caller(""), signed_in.session.id);
    portal
        .backend
        .change_my_password(&caller, session, change, "192.0.2.1")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_reset_mail_goes_at_once_and_its_link_is_on_no_screen() {
    with_mail_server(OBLIGING, async |portal, stub| {
        join(&portal, &stub).await;
        forgot(&portal).await;
        let row = portal.newest().await;
        assert_eq!(
            (row.kind, row.delivery),
            (Kind::PasswordReset, Delivery::Queued)
        );
        // INV-12: with a mail server not even for the Owner.
        let preview = portal.backend.preview_mail(&administrator(), row.id).await;
        let preview = preview.unwrap();
        assert!(preview.is_masked && preview.link.is_none());
        assert!(!preview.text.unwrap().contains("/reset/"));
        assert!(!preview.html.unwrap().contains("/reset/"));
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 1);
        assert_eq!(portal.newest().await.delivery, Delivery::Sent);
        assert_eq!(stub.messages().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_reset_mail_whose_link_is_dead_or_overdue_is_skipped() {
    // MAIL-7
    with_mail_server(OBLIGING, async |portal, stub| {
        join(&portal, &stub).await;
        forgot(&portal).await;
        change_password(&portal).await;
        let row = portal.newest().await;
        assert_eq!((row.delivery, row.has_text), (Delivery::Skipped, false));
        assert_eq!(row.words, "What it says was no longer true.");
        forgot(&portal).await;
        portal.clock.advance(Span::seconds(21_600));
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        let row = portal.newest().await;
        assert_eq!((row.delivery, row.has_text), (Delivery::Skipped, false));
        assert_eq!(stub.messages().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_reset_mail_that_failed_is_retried_while_its_link_works() {
    let script = Script {
        on_connection: 2,
        at: "RCPT",
        act: Act::Say("550 5.1.1 no such person"),
        ..OBLIGING
    };
    with_mail_server(script, async |portal, stub| {
        join(&portal, &stub).await;
        portal.backend.0.smtp.as_ref().unwrap().close_idle().await;
        forgot(&portal).await;
        portal.backend.deliver_due().await.unwrap();
        let row = portal.newest().await;
        assert_eq!(row.delivery, Delivery::Failed);
        portal.retry(&row).await.unwrap();
        portal.backend.0.smtp.as_ref().unwrap().close_idle().await;
        portal.backend.deliver_due().await.unwrap();
        assert_eq!(portal.newest().await.delivery, Delivery::Sent);
        // Too late.
        forgot(&portal).await;
        let row = portal.newest().await;
        portal.clock.advance(Span::seconds(21_600));
        portal.backend.sweep().await.unwrap();
        portal.backend.deliver_due().await.unwrap();
        let refused = portal.retry(&row).await;
        let why = Refusal::NothingToRetry(Delivery::Skipped);
        assert!(
            matches!(refused, Err(Error::MailRefused(told)) if told == why),
            "{refused:?}"
        );
    })
    .await;
}
