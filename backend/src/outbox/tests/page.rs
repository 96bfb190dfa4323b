//! The page Mail: who sees what, and the local mailbox.

use super::portal::{administrator, databases, with_mail_server};
use crate::authority::Caller;
use crate::error::Error;
use crate::mail::stub::{OBLIGING, Stub};
use crate::outbox::worker::Courier;
use rules::listing::Listing as _;
use rules::outbox::{Delivery, Kind, MailFilter, MailListing, Refusal};
use rules::policy::{Action, ActionSet, Actor};

#[tokio::test]
async fn the_local_mailbox_holds_mails_and_shows_their_links_to_whoever_may_give_them() {
    for rows in databases().await {
        let portal = rows.open(None).await;
        portal.invite("ada@example.org").await;
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        let row = portal.newest().await;
        assert_eq!(row.delivery, Delivery::Held);
        let link = "http://localhost:3000/invite/";
        let open = portal
            .backend
            .preview_mail(&administrator(), row.id)
            .await
            .unwrap();
        assert!(!open.is_masked && open.text.unwrap().contains(link));
        assert!(open.html.unwrap().contains(link));
        assert!(open.link.unwrap().starts_with(link));
        // INV-12: a reader who lacks what the role holds.
        let reader = reader(&[Action::MailRead]);
        let masked = portal.backend.preview_mail(&reader, row.id).await.unwrap();
        assert!(masked.is_masked && !masked.text.unwrap().contains(link));
        assert!(!masked.html.unwrap().contains(link));
        assert_eq!(masked.link, None);
        // There is nobody to hand it to.
        assert!(!row.offers_retry(false));
        let refused = portal.retry(&row).await;
        assert!(
            matches!(refused, Err(Error::MailRefused(Refusal::NoMailServer))),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn held_mails_leave_by_retry_alone_and_only_if_still_true() {
    for rows in databases().await {
        let portal = rows.open(None).await;
        portal.invite("ada@example.org").await;
        portal.invite("charles@example.org").await;
        let charles = portal.newest_invitation().await;
        drop(portal);
        let stub = Stub::start(OBLIGING).await;
        let portal = rows.open(Some(&stub)).await;
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        let mails = portal.mails().await;
        assert!(mails.iter().all(|row| row.delivery == Delivery::Held));
        // With a mail server no screen shows a link.
        let preview = portal
            .backend
            .preview_mail(&administrator(), mails[1].id)
            .await
            .unwrap();
        assert!(preview.is_masked && !preview.html.unwrap().contains("/invite/"));
        assert_eq!(preview.link, None);
        portal
            .backend
            .delete_invitation(&administrator(), charles)
            .await
            .unwrap();
        let refused = portal.retry(&mails[0]).await;
        assert!(
            matches!(refused, Err(Error::MailRefused(Refusal::NoLongerTrue))),
            "{refused:?}"
        );
        portal.retry(&mails[1]).await.unwrap();
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 1);
        assert_eq!(stub.messages().len(), 1);
    }
}

#[tokio::test]
async fn what_waits_is_held_when_the_mail_server_is_taken_away() {
    for rows in databases().await {
        let stub = Stub::start(OBLIGING).await;
        let portal = rows.open(Some(&stub)).await;
        portal.invite("ada@example.org").await;
        drop(portal);
        let portal = rows.open(None).await;
        Courier::new(&portal.backend).take_over().await;
        assert_eq!(portal.newest().await.delivery, Delivery::Held);
    }
}

fn reader(actions: &[Action]) -> Caller {
    let mut caller = administrator();
    caller.actor = Actor {
        who: caller.actor.who,
        actions: ActionSet::of(actions),
    };
    caller
}

#[tokio::test]
async fn nobody_sees_or_moves_mails_without_the_action() {
    for rows in databases().await {
        let portal = rows.open(None).await;
        portal.invite("ada@example.org").await;
        let id = portal.newest().await.id;
        let stranger = reader(&[Action::InvitationsRead]);
        let forbidden =
            |result: Result<(), Error>| assert!(matches!(result, Err(Error::Forbidden)));
        let backend = &portal.backend;
        forbidden(
            backend
                .list_mails(&stranger, MailListing::default())
                .await
                .map(drop),
        );
        forbidden(backend.preview_mail(&stranger, id).await.map(drop));
        forbidden(backend.retry_mail(&reader(&[Action::MailRead]), id).await);
        forbidden(
            backend
                .send_test_mail(&stranger, "ada@example.org")
                .await
                .map(drop),
        );
        let unknown = rules::ids::MailId(uuid::Uuid::nil());
        let missing = backend.preview_mail(&administrator(), unknown).await;
        assert!(matches!(missing, Err(Error::NotFound)));
        assert!(matches!(
            backend.retry_mail(&administrator(), unknown).await,
            Err(Error::NotFound)
        ));
    }
}

#[tokio::test]
async fn the_page_walks_there_and_back_and_a_foreign_cursor_is_refused() {
    for rows in databases().await {
        let portal = rows.open(None).await;
        let addresses: Vec<String> = (0..120).map(|n| format!("person{n}@example.org")).collect();
        portal.invite(&addresses.join("\n")).await;
        let list = async |listing: MailListing| {
            portal
                .backend
                .list_mails(&administrator(), listing)
                .await
                .unwrap()
        };
        let first = list(MailListing::default()).await;
        assert_eq!((first.first, first.rows.len(), first.total.n), (1, 50, 120));
        assert!(first.previous.is_none());
        let second = list(first.listing.on_page(first.next.as_deref().unwrap())).await;
        let third = list(second.listing.on_page(second.next.as_deref().unwrap())).await;
        assert_eq!((third.first, third.rows.len()), (101, 20));
        assert!(third.next.is_none());
        let back = list(third.listing.on_page(third.previous.as_deref().unwrap())).await;
        assert_eq!((back.first, &back.rows), (51, &second.rows));
        let held = list(MailListing::filtered_by(MailFilter::Held)).await;
        assert_eq!(held.rows, first.rows);
        assert!(
            list(MailListing::filtered_by(MailFilter::Sent))
                .await
                .rows
                .is_empty()
        );
        for page in [first.next.unwrap(), "x".to_string()] {
            let foreign = MailListing::filtered_by(MailFilter::Failed).on_page(&page);
            let refused = portal.backend.list_mails(&administrator(), foreign).await;
            assert!(matches!(refused, Err(Error::Invalid(_))));
        }
    }
}

#[tokio::test]
async fn a_test_mail_is_queued_or_tried_at_once() {
    with_mail_server(OBLIGING, async |portal, stub| {
        let to = "Ada <ada@example.org>";
        let refused = portal.backend.send_test_mail(&administrator(), to).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        portal
            .backend
            .send_test_mail(&administrator(), "ada@example.org")
            .await
            .unwrap();
        assert_eq!(portal.newest().await.kind, Kind::Test);
        let outcome = portal
            .backend
            .try_mail_server("ada@example.org")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(outcome.words(), "250 2.0.0 queued as 4711");
        assert_eq!(stub.messages().len(), 1);
    })
    .await;
}
