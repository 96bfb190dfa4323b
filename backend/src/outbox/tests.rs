mod domains;
mod opt_outs;
mod page;
mod portal;
mod resets;

use super::worker::{Courier, Flight};
use crate::error::Error;
use crate::mail::stub::{Act, OBLIGING, Script, Stub};
use crate::store::outbox::Most;
use portal::{Portal, administrator, databases, with_mail_server};
use rules::outbox::{Delivery, Lane, Refusal};
use rules::time::Span;
use std::collections::HashSet;
use tokio_util::sync::CancellationToken;

const EVERYTHING: Most = Most {
    all: 100,
    bulk: 100,
};

fn when(at: &'static str, act: Act) -> Script {
    Script {
        at,
        act,
        ..OBLIGING
    }
}

#[tokio::test]
async fn an_accepted_mail_is_sent_once_and_its_text_is_wiped() {
    with_mail_server(OBLIGING, async |portal, stub| {
        portal.invite("ada@example.org").await;
        assert_eq!(portal.newest().await.delivery, Delivery::Queued);
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 1);
        let row = portal.newest().await;
        assert_eq!(row.delivery, Delivery::Sent);
        assert_eq!(row.words, "250 2.0.0 queued as 4711");
        assert_eq!((row.attempts, row.sent_at), (1, Some(portal.backend.now())));
        // MAIL-2
        assert!(!row.has_text);
        let preview = portal
            .backend
            .preview_mail(&administrator(), row.id)
            .await
            .unwrap();
        assert_eq!((preview.text, preview.html), (None, None));
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        let messages = stub.messages();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].contains(&format!("Message-ID: <{}@localhost>", row.id)));
        assert!(messages[0].contains("Confirm your account"));
    })
    .await;
}

#[tokio::test]
async fn a_deferred_mail_is_tried_again_after_its_pause_with_the_same_bytes() {
    let script = Script {
        on_connection: 1,
        ..when(".", Act::Say("451 4.7.1 come back later"))
    };
    with_mail_server(script, async |portal, stub| {
        portal.invite("ada@example.org").await;
        portal.backend.deliver_due().await.unwrap();
        let row = portal.newest().await;
        assert_eq!(row.delivery, Delivery::Retrying);
        assert_eq!(row.words, "451 4.7.1 come back later");
        let pause = row.next_attempt_at.unwrap().since(portal.backend.now());
        assert!(
            pause >= Span::minutes(1) && pause <= Span::seconds(75),
            "{pause:?}"
        );
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        portal.clock.advance(Span::seconds(75));
        portal.backend.0.smtp.as_ref().unwrap().close_idle().await;
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 1);
        let row = portal.newest().await;
        assert_eq!((row.delivery, row.attempts), (Delivery::Sent, 2));
        let messages = stub.messages();
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[0], messages[1]);
    })
    .await;
}

#[tokio::test]
async fn a_refused_mail_fails_at_once_and_an_administrator_may_retry_it() {
    with_mail_server(
        when("RCPT", Act::Say("550 5.1.1 no such person")),
        async |portal, _stub| {
            portal.invite("ada@example.org").await;
            for _ in 0..2 {
                assert_eq!(portal.backend.deliver_due().await.unwrap(), 1);
                let row = portal.newest().await;
                assert_eq!((row.delivery, row.attempts), (Delivery::Failed, 1));
                assert_eq!(row.words, "550 5.1.1 no such person");
                assert!(row.offers_retry(true));
                portal.retry(&row).await.unwrap();
                let row = portal.newest().await;
                assert_eq!((row.delivery, row.attempts), (Delivery::Queued, 0));
                // Twice is once.
                let again = portal.retry(&row).await;
                let refusal = Refusal::NothingToRetry(Delivery::Queued);
                assert!(
                    matches!(again, Err(Error::MailRefused(why)) if why == refusal),
                    "{again:?}"
                );
            }
        },
    )
    .await;
}

#[tokio::test]
async fn a_mail_server_that_is_away_costs_nothing_but_time() {
    for rows in databases().await {
        let stub = Stub::start(OBLIGING).await;
        let portal = rows.open(Some(&stub)).await;
        drop(stub);
        portal.invite("ada@example.org").await;
        portal.backend.deliver_due().await.unwrap();
        assert_eq!(portal.newest().await.delivery, Delivery::Retrying);
        // The token dies after 72 hours, and the mail with it (MAIL-5).
        for _ in 0..60 {
            portal.clock.advance(Span::hours(3));
            portal.backend.deliver_due().await.unwrap();
        }
        let row = portal.newest().await;
        assert_eq!(row.delivery, Delivery::Skipped);
        assert!(row.attempts > 10 && !row.has_text && !row.offers_retry(true));
    }
}

#[tokio::test]
async fn what_is_no_longer_true_is_skipped() {
    // MAIL-7
    with_mail_server(OBLIGING, async |portal, stub| {
        portal.invite("ada@example.org").await;
        let id = portal.newest_invitation().await;
        portal
            .backend
            .delete_invitation(&administrator(), id)
            .await
            .unwrap();
        // MAIL-2: its link is dead, so its text is gone at once.
        assert!(!portal.newest().await.has_text);
        portal.invite("charles@example.org").await;
        portal.clock.advance(Span::hours(72));
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        for row in portal.mails().await {
            assert_eq!(row.delivery, Delivery::Skipped);
            assert_eq!(row.attempts, 0);
            assert!(!row.has_text);
        }
        assert!(stub.messages().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_dies_on_the_wire_leads_to_one_more_try_and_no_second() {
    // MAIL-4
    for rows in databases().await {
        let stub = Stub::start(OBLIGING).await;
        let portal = rows.open(Some(&stub)).await;
        portal.invite("ada@example.org").await;
        for unknown_attempts in 1..=2 {
            let dead = Courier::new(&portal.backend);
            assert_eq!(dead.claim(EVERYTHING).await.unwrap().len(), 1);
            assert_eq!(portal.newest().await.delivery, Delivery::Sending);
            // Its lease holds.
            assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
            assert_eq!(portal.newest().await.delivery, Delivery::Sending);
            if rows.is_postgres() {
                portal.clock.advance(Span::seconds(91));
            }
            // On a file a new process knows that the old one is gone.
            Courier::new(&portal.backend).take_over().await;
            let row = portal.newest().await;
            assert_eq!(row.unknown_attempts, unknown_attempts);
            assert!(row.words.contains("it may have arrived"), "{}", row.words);
            let expected = if unknown_attempts == 1 {
                Delivery::Retrying
            } else {
                Delivery::Failed
            };
            assert_eq!(row.delivery, expected);
            portal.clock.advance(Span::minutes(2));
        }
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        let row = portal.newest().await;
        portal.retry(&row).await.unwrap();
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 1);
        assert_eq!(portal.newest().await.delivery, Delivery::Sent);
    }
}

#[tokio::test]
async fn breaking_off_after_the_dot_leads_to_the_same_mail_once_more() {
    // MAIL-4
    with_mail_server(when(".", Act::BreakOff), async |portal, stub| {
        portal.invite("ada@example.org").await;
        for _ in 0..4 {
            portal.backend.deliver_due().await.unwrap();
            portal.clock.advance(Span::hours(1));
        }
        let row = portal.newest().await;
        assert_eq!((row.delivery, row.unknown_attempts), (Delivery::Failed, 2));
        let messages = stub.messages();
        assert_eq!(messages.len(), 2);
        assert_eq!(messages[0], messages[1]);
    })
    .await;
}

#[tokio::test]
async fn a_lost_claim_can_t_store_its_outcome() {
    // MAIL-3
    with_mail_server(OBLIGING, async |portal, _stub| {
        portal.invite("ada@example.org").await;
        let slow = Courier::new(&portal.backend);
        let claimed = slow.claim(EVERYTHING).await.unwrap().remove(0);
        portal.clock.advance(Span::seconds(91));
        portal.backend.deliver_due().await.unwrap();
        assert_eq!(portal.newest().await.delivery, Delivery::Retrying);
        slow.carry(claimed, CancellationToken::new()).await;
        assert_eq!(portal.newest().await.delivery, Delivery::Retrying);
    })
    .await;
}

#[tokio::test]
async fn a_claim_that_nobody_carries_is_not_renewed() {
    // MAIL-3: its answer was lost, or its outcome could not be stored.
    with_mail_server(OBLIGING, async |portal, _stub| {
        portal.invite("ada@example.org").await;
        let lost = Courier::new(&portal.backend);
        lost.claim(EVERYTHING).await.unwrap();
        portal.clock.advance(Span::seconds(60));
        lost.renew().await;
        portal.clock.advance(Span::seconds(60));
        portal.backend.deliver_due().await.unwrap();
        assert_eq!(portal.newest().await.delivery, Delivery::Retrying);
    })
    .await;
}

#[tokio::test]
async fn a_renewed_claim_is_not_taken_away() {
    with_mail_server(OBLIGING, async |portal, _stub| {
        portal.invite("ada@example.org").await;
        let slow = Courier::new(&portal.backend);
        let claimed = slow.claim(EVERYTHING).await.unwrap().remove(0);
        let _flight = Flight::begin(&slow.flying, claimed.id.0);
        for _ in 0..4 {
            portal.clock.advance(Span::seconds(60));
            slow.renew().await;
        }
        assert_eq!(portal.backend.deliver_due().await.unwrap(), 0);
        slow.carry(claimed, CancellationToken::new()).await;
        assert_eq!(portal.newest().await.delivery, Delivery::Sent);
    })
    .await;
}

#[tokio::test]
async fn eight_workers_at_once_send_every_mail_once() {
    with_mail_server(OBLIGING, async |portal, stub| {
        let addresses: Vec<String> = (0..60).map(|n| format!("person{n}@example.org")).collect();
        portal.invite(&addresses.join(";")).await;
        let workers = (0..8).map(|_| {
            let backend = portal.backend.clone();
            tokio::spawn(async move { backend.deliver_due().await.unwrap() })
        });
        let mut tried = 0;
        for worker in workers.collect::<Vec<_>>() {
            tried += worker.await.unwrap();
        }
        assert_eq!(tried, 60);
        let messages = stub.messages();
        assert_eq!(messages.len(), 60);
        let ids: HashSet<&str> = messages.iter().filter_map(|m| m.lines().next()).collect();
        assert_eq!(ids.len(), 60);
    })
    .await;
}

#[tokio::test]
async fn bulk_never_goes_before_what_is_urgent_and_never_fills_every_place() {
    // MAIL-8
    with_mail_server(OBLIGING, async |portal, _stub| {
        portal
            .invite("a@example.org;b@example.org;c@example.org")
            .await;
        portal.clock.advance(Span::seconds(1));
        portal
            .backend
            .send_test_mail(&administrator(), "ada@example.org")
            .await
            .unwrap();
        let courier = Courier::new(&portal.backend);
        let first = courier.claim(Most { all: 1, bulk: 1 }).await.unwrap();
        assert_eq!(first[0].lane, Lane::Security);
        assert!(
            courier
                .claim(Most { all: 5, bulk: 0 })
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            courier.claim(Most { all: 5, bulk: 2 }).await.unwrap().len(),
            2
        );
    })
    .await;
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

async fn stop(portal: Portal, worker: tokio::task::JoinHandle<()>, stop: CancellationToken) {
    stop.cancel();
    worker.await.unwrap();
    drop(portal);
}

#[tokio::test]
async fn the_worker_delivers_what_is_queued_and_stops_when_told() {
    with_mail_server(OBLIGING, async |portal, stub| {
        let token = CancellationToken::new();
        let (backend, told) = (portal.backend.clone(), token.clone());
        let worker = tokio::spawn(async move { backend.run_outbox(told).await });
        let addresses: Vec<String> = (0..25).map(|n| format!("person{n}@example.org")).collect();
        portal.invite(&addresses.join(",")).await;
        until("everything is sent", async || {
            portal
                .mails()
                .await
                .iter()
                .all(|row| row.delivery == Delivery::Sent)
        })
        .await;
        assert_eq!(stub.messages().len(), 25);
        stop(portal, worker, token).await;
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_that_hangs_on_invitations_leaves_room_for_the_rest() {
    // MAIL-8: the first connections never answer.
    for rows in databases().await {
        let mute = Script {
            on_connection: 1,
            ..when("RCPT", Act::KeepSilent)
        };
        let stub = Stub::start(mute).await;
        let portal = rows.open(Some(&stub)).await;
        portal.invite("slow@example.org").await;
        let token = CancellationToken::new();
        let (backend, told) = (portal.backend.clone(), token.clone());
        let worker = tokio::spawn(async move { backend.run_outbox(told).await });
        until("it hangs", async || {
            portal.newest().await.delivery == Delivery::Sending
        })
        .await;
        portal
            .backend
            .send_test_mail(&administrator(), "ada@example.org")
            .await
            .unwrap();
        until("the test mail is sent", async || {
            portal.newest().await.delivery == Delivery::Sent
        })
        .await;
        stop(portal, worker, token).await;
    }
}
