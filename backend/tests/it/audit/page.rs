//! The page Audit: who did what to what, filtered and paged; the file; the verification.

use super::{mend, some_events, without_triggers};
use crate::support::{Portal, assert_fails, attempt, on_both, wish};
use backend::Error;
use backend::authority::Caller;
use rules::audit::{
    ActorKind, AuditFamily, AuditListing, AuditPage, AuditRow, AuditVerification, EVENTS_A_PAGE,
};
use rules::listing::Count;
use rules::listing::Listing as _;
use rules::settings::Key;
use rules::time::Span;

on_both!(
    a_row_says_who_did_what_to_what_and_what_it_changed,
    each_filter_leaves_what_it_says,
    the_pages_hold_every_event_once_and_in_order,
    a_cursor_fits_its_own_filter_alone,
    what_can_not_be_meant_is_refused_with_its_field,
    names_are_those_of_now_and_the_file_holds_no_address,
    only_who_may_read_the_trail_reads_verifies_and_exports_it,
    a_verification_counts_what_fits_and_what_waits,
    a_verification_tells_the_first_position_that_was_tampered_with,
    a_verification_goes_on_where_it_stopped,
    an_event_that_was_slipped_in_is_found,
);

async fn listed(portal: &Portal, listing: AuditListing) -> AuditPage {
    portal
        .list_audit(&Caller::command_line(), listing)
        .await
        .expect("a page of the trail")
}

async fn verified(portal: &Portal) -> AuditVerification {
    portal
        .verify_audit(&Caller::command_line(), "")
        .await
        .expect("a verification")
}

fn about(family: AuditFamily) -> AuditListing {
    AuditListing {
        about: family,
        ..AuditListing::default()
    }
}

async fn exported(portal: &Portal, listing: &AuditListing) -> Vec<AuditRow> {
    let mut export = portal
        .export_audit(&Caller::command_line(), listing)
        .expect("an export");
    let mut rows = Vec::new();
    while let Some(more) = export.next().await.expect("rows") {
        rows.extend(more);
    }
    rows
}

async fn a_row_says_who_did_what_to_what_and_what_it_changed(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::InvitationValidity, "24").await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal.advance(Span::seconds(5));
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    let page = listed(&portal, AuditListing::default()).await;
    let row = &page.rows[0];
    assert_eq!(row.action, "invitation.deleted");
    assert_eq!(row.at, portal.now());
    assert_eq!(row.actor.kind, ActorKind::Account);
    assert_eq!(row.actor.name.as_deref(), Some("Olga Orlow"));
    assert_eq!(row.object.kind, "invitation");
    assert_eq!(row.object.id, id.to_string());
    assert_eq!(row.object.name.as_deref(), Some("ada@example.org"));
    assert_eq!(row.before, r#"{"status":"pending"}"#);
    assert!(row.after.contains(r#""status":"invalid""#), "{}", row.after);
    assert_eq!(row.request_id, "a request");
    assert_eq!((row.position, row.seal.as_str()), (None, ""));
    let setting = listed(&portal, about(AuditFamily::Setting)).await;
    let row = &setting.rows[0];
    assert_eq!(
        (
            row.object.id.as_str(),
            row.before.as_str(),
            row.after.as_str()
        ),
        ("invitation_validity", "\"72\"", "\"24\"")
    );
    portal.seal_audit_trail().await.unwrap();
    let page = listed(&portal, AuditListing::default()).await;
    assert_eq!(page.rows[0].position, Some(page.total.n as i64));
    assert_eq!(page.rows[0].seal.len(), 64);
}

async fn each_filter_leaves_what_it_says(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.invite_one(&owner.caller, "ada@example.org").await;
    portal
        .log_in(attempt("nobody@example.org", "x"))
        .await
        .unwrap();
    portal.advance(Span::days(2));
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    let words =
        |page: AuditPage| -> Vec<String> { page.rows.into_iter().map(|row| row.action).collect() };
    let on_object = AuditListing {
        object: id.to_string(),
        ..AuditListing::default()
    };
    let both = ["invitation.deleted", "invitation.sent"];
    assert_eq!(words(listed(&portal, on_object.clone()).await), both);
    let denied = listed(&portal, about(AuditFamily::Denial)).await;
    assert_eq!(denied.rows[0].actor.kind, ActorKind::Visitor);
    assert_eq!(words(denied), ["denied.login"]);
    let accounts = words(listed(&portal, about(AuditFamily::Account)).await);
    assert!(
        !accounts.contains(&"denied.login".to_string()),
        "{accounts:?}"
    );
    let of_owner = AuditListing {
        by: owner.id.to_string(),
        about: AuditFamily::Invitation,
        ..AuditListing::default()
    };
    let page = listed(&portal, of_owner.clone()).await;
    assert_eq!(page.by_name.as_deref(), Some("Olga Orlow"));
    assert_eq!(words(page), both);
    let of_visitors = AuditListing {
        by: "visitor".to_string(),
        ..AuditListing::default()
    };
    assert_eq!(words(listed(&portal, of_visitors).await), ["denied.login"]);
    // The tests begin on 15 January 2027, and two days have gone by.
    let since = AuditListing {
        from: "2027-01-17".to_string(),
        to: "2027-01-17".to_string(),
        ..of_owner.clone()
    };
    assert_eq!(words(listed(&portal, since).await), ["invitation.deleted"]);
    let until = AuditListing {
        to: "2027-01-16".to_string(),
        ..of_owner
    };
    assert_eq!(words(listed(&portal, until).await), ["invitation.sent"]);
    let of_nobody = AuditListing {
        by: "system".to_string(),
        ..on_object
    };
    let none = listed(&portal, of_nobody).await;
    assert_eq!(
        (none.rows.len(), none.first, none.total),
        (0, 0, Count::exactly(0))
    );
}

async fn the_pages_hold_every_event_once_and_in_order(portal: Portal) {
    let owner = portal.owner().await;
    let list: Vec<String> = (0..120).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    let mut seen = Vec::new();
    let mut listing = about(AuditFamily::Invitation);
    loop {
        let page = listed(&portal, listing.clone()).await;
        assert_eq!(page.first, seen.len() as u64 + 1);
        assert_eq!(page.total, Count::exactly(120));
        assert!(page.rows.len() <= usize::from(EVENTS_A_PAGE));
        seen.extend(page.rows.iter().map(|row| row.seq));
        // Somebody is busy meanwhile: what is newer disturbs nobody further down.
        portal
            .set(Key::InvitationValidity, &(24 + seen.len() % 7).to_string())
            .await;
        match page.next {
            Some(next) => listing = listing.on_page(&next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 120);
    assert!(seen.is_sorted_by(|a, b| a > b));
    let rows = exported(&portal, &about(AuditFamily::Invitation)).await;
    assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), seen);
}

async fn a_cursor_fits_its_own_filter_alone(portal: Portal) {
    let owner = portal.owner().await;
    let list: Vec<String> = (0..60).map(|n| format!("p{n}@example.org")).collect();
    portal
        .invite(&owner.caller, wish(&list.join(";")))
        .await
        .unwrap();
    let next = listed(&portal, about(AuditFamily::Invitation)).await.next;
    let next = next.expect("a second page");
    let caller = Caller::command_line();
    for page in [next.as_str(), "x", "x.y"] {
        let listing = AuditListing::default().on_page(page);
        assert_fails!(
            portal.list_audit(&caller, listing).await,
            Error::Invalid(faults) if faults[0].field == "page"
        );
    }
}

async fn what_can_not_be_meant_is_refused_with_its_field(portal: Portal) {
    let caller = Caller::command_line();
    let listing = AuditListing {
        by: "somebody".to_string(),
        object: "a\0b".to_string(),
        from: "yesterday".to_string(),
        to: "2027-02-30".to_string(),
        ..AuditListing::default()
    };
    let fields = |error: Error| match error {
        Error::Invalid(faults) => faults.iter().map(|fault| fault.field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let wanted = ["by", "object", "from", "to"];
    let refused = portal.list_audit(&caller, listing.clone()).await;
    assert_eq!(fields(refused.unwrap_err()), wanted);
    let refused = portal.export_audit(&caller, &listing).map(|_| ());
    assert_eq!(fields(refused.unwrap_err()), wanted);
    let refused = portal.verify_audit(&caller, "made up").await;
    assert_eq!(fields(refused.unwrap_err()), ["token"]);
    // A verification that somebody made up is not shown.
    let made_up = AuditListing {
        verified: "e30.AAAAAAAAAAAAAAAAAAAAAA".to_string(),
        ..AuditListing::default()
    };
    assert_eq!(listed(&portal, made_up).await.verification, None);
}

async fn names_are_those_of_now_and_the_file_holds_no_address(portal: Portal) {
    let ada = portal.person("ada").await;
    portal.rename_me(&ada.caller, "Ada King").await.unwrap();
    let of_ada = AuditListing {
        by: ada.id.to_string(),
        ..AuditListing::default()
    };
    let page = listed(&portal, of_ada).await;
    assert!(page.rows.len() > 1);
    for row in &page.rows {
        assert_eq!(row.actor.name.as_deref(), Some("Ada King"));
    }
    let rows = exported(&portal, &AuditListing::default()).await;
    assert!(rows.iter().any(|row| row.object.kind == "invitation"));
    for row in rows {
        let text = format!("{row:?}");
        assert!(!text.contains('@'), "{text}");
    }
}

async fn only_who_may_read_the_trail_reads_verifies_and_exports_it(portal: Portal) {
    let reviewer = portal.staff("rita", "Reviewer").await;
    let administrator = portal.staff("adam", "Administrator").await;
    for caller in [
        &reviewer.caller,
        &Caller::visitor(""),
        &Caller::link_holder(""),
    ] {
        let listing = AuditListing::default();
        assert_fails!(
            portal.list_audit(caller, listing.clone()).await,
            Error::Forbidden
        );
        assert_fails!(portal.verify_audit(caller, "").await, Error::Forbidden);
        let export = portal.export_audit(caller, &listing).map(|_| ());
        assert_fails!(export, Error::Forbidden);
    }
    let caller = &administrator.caller;
    let page = portal.list_audit(caller, AuditListing::default()).await;
    assert!(!page.unwrap().rows.is_empty());
    assert!(portal.verify_audit(caller, "").await.is_ok());
}

async fn a_verification_counts_what_fits_and_what_waits(portal: Portal) {
    let nothing = verified(&portal).await;
    assert_eq!((nothing.verified, nothing.broken_at), (0, None));
    some_events(&portal).await;
    let events = portal.number("SELECT count(*) FROM audit_event").await;
    let owner = portal.owner().await;
    portal.invite_one(&owner.caller, "kay@example.org").await;
    let found = verified(&portal).await;
    assert_eq!(found.verified, events as u64);
    assert_eq!(found.unsealed, Count::exactly(1));
    assert_eq!((found.broken_at, found.is_over), (None, true));
    assert_eq!(found.at, portal.now());
    // What the address of a page tells is what was found.
    let told = AuditListing {
        verified: found.token.clone(),
        ..AuditListing::default()
    };
    assert_eq!(listed(&portal, told).await.verification, Some(found));
}

async fn a_verification_tells_the_first_position_that_was_tampered_with(portal: Portal) {
    some_events(&portal).await;
    let changed =
        "UPDATE audit_event SET actor_kind = 'system', actor_id = NULL WHERE position = 3";
    without_triggers(&portal, changed).await;
    let found = verified(&portal).await;
    assert_eq!((found.broken_at, found.verified), (Some(3), 2));
    let findings = portal.store().check().await.unwrap();
    let chain = findings
        .iter()
        .find(|finding| finding.invariant == super::CHAIN);
    let chain = chain.expect("the check looks at the chain");
    assert_eq!((chain.broken, chain.first), (1, Some(3)));
    portal
        .execute("DELETE FROM audit_event WHERE position = 2")
        .await;
    assert_eq!(verified(&portal).await.broken_at, Some(2));
    mend(&portal).await;
}

async fn a_verification_goes_on_where_it_stopped(portal: Portal) {
    let owner = portal.owner().await;
    // Sealing goes event by event: so many are made at once.
    let numbers = if portal.is_postgres() {
        "generate_series(1, 10050) AS n (x)"
    } else {
        "(WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 10050) \
         SELECT x FROM n)"
    };
    let sql = format!(
        "INSERT INTO audit_event (at, actor_kind, actor_id, action, object_kind, object_id, before, \
         after, request_id) SELECT 1800000000000000, 'system', NULL, 'mail.tested', 'mail', '', '', \
         '', '' FROM {numbers}"
    );
    portal.execute(&sql).await;
    portal.seal_audit_trail().await.unwrap();
    let first = verified(&portal).await;
    assert_eq!(
        (first.verified, first.is_over, first.broken_at),
        (10_000, false, None)
    );
    let second = portal
        .verify_audit(&owner.caller, &first.token)
        .await
        .unwrap();
    let events = portal.number("SELECT count(*) FROM audit_event").await;
    assert_eq!((second.verified, second.is_over), (events as u64, true));
    // What is over begins anew.
    let again = portal
        .verify_audit(&owner.caller, &second.token)
        .await
        .unwrap();
    assert_eq!(again.verified, 10_000);
    // What was verified and is another now shows when it goes on.
    without_triggers(&portal, "DELETE FROM audit_event WHERE position = 10000").await;
    let broken = portal
        .verify_audit(&owner.caller, &first.token)
        .await
        .unwrap();
    assert_eq!(broken.broken_at, Some(10_000));
    mend(&portal).await;
}

async fn an_event_that_was_slipped_in_is_found(portal: Portal) {
    some_events(&portal).await;
    for position in ["0", "-7"] {
        let copy = format!(
            "INSERT INTO audit_event (at, actor_kind, action, object_kind, object_id, before, after, \
             request_id, position, hash) SELECT at, 'system', action, object_kind, object_id, \
             before, after, request_id, {position}, hash FROM audit_event WHERE position = 1"
        );
        portal.execute(&copy).await;
        assert_eq!(verified(&portal).await.broken_at, Some(1));
        for trigger in ["audit_event_kept"] {
            // Already gone after the first round.
            let on = if portal.is_postgres() {
                " ON audit_event"
            } else {
                ""
            };
            let _ = portal
                .try_execute(&format!("DROP TRIGGER {trigger}{on}"))
                .await;
        }
        portal
            .execute(&format!(
                "DELETE FROM audit_event WHERE position = {position}"
            ))
            .await;
        assert_eq!(verified(&portal).await.broken_at, None);
    }
}
