//! The link that stops invitations, and the button of a mail program (T21; SECURITY.md INV-2, INV-4, INV-13, INV-19, WEB-1,
//! WEB-5; RFC 8058).

use http::{Method, StatusCode};
use rules::ids::InvitationId;
use rules::invitation::Status;
use rules::time::Span;

use super::setting_up::changed_at;
use crate::support::{OWNER, Portal, registration};

const FORM: &str = "application/x-www-form-urlencoded";
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

async fn status_of(portal: &Portal, id: InvitationId) -> Status {
    let caller = portal.owner_caller().await;
    let row = portal.invitation_row(&caller, id).await.expect("a row");
    row.status
}

async fn is_suppressed(portal: &Portal, id: InvitationId) -> bool {
    let caller = portal.owner_caller().await;
    let detail = portal.invitation_detail(&caller, id).await;
    detail.expect("a detail").suppression.is_some()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_button_of_a_mail_program_needs_no_cookie_and_no_origin() {
    let portal = Portal::new().await;
    let id = portal.invite_one("ada@example.org").await;
    let link = portal.opt_out_for("ada@example.org").await;
    for _ in 0..2 {
        let answer = portal.browser().one_click(&link, FORM, ONE_CLICK).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(
            answer.text,
            "No more invitations are sent to this address.\n"
        );
        assert!(answer.cookies().is_empty());
        let kind = answer.header("content-type").expect("a type");
        assert!(kind.starts_with("text/plain"), "{kind}");
    }
    assert_eq!(status_of(&portal, id).await, Status::Declined);
    assert!(is_suppressed(&portal, id).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_encodings_of_the_form_are_taken_and_nothing_else() {
    let portal = Portal::new().await;
    let id = portal.invite_one("ada@example.org").await;
    let link = portal.opt_out_for("ada@example.org").await;
    let nobody = portal.browser();
    let before = portal.bytes();
    for (kind, body) in [
        (FORM, ""),
        (FORM, "List-Unsubscribe=No"),
        ("text/plain", ONE_CLICK),
        ("application/json", "{}"),
    ] {
        let answer = nobody.one_click(&link, kind, body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{kind} {body}");
    }
    assert!(
        before == portal.bytes(),
        "a wrong form wrote to the database"
    );
    let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let answer = nobody
        .one_click(&link, "multipart/form-data; boundary=x", parts)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(is_suppressed(&portal, id).await);
}

// WEB-1: exactly that request gets past the origin check.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_else_gets_through_without_an_origin() {
    let portal = Portal::new().await;
    let id = portal.invite_one("ada@example.org").await;
    let link = portal.opt_out_for("ada@example.org").await;
    let invite = portal.link_for("ada@example.org").await;
    let mut ada = portal.browser();
    ada.open(&link).await;
    let long = format!("{link}A");
    let short = link[..link.len() - 1].to_owned();
    let below = format!("{link}/allow");
    for path in [
        "/opt-out",
        "/opt-out/",
        "/opt-out/allow",
        long.as_str(),
        short.as_str(),
        below.as_str(),
        invite.as_str(),
        "/invite",
        "/logout",
    ] {
        let answer = ada.one_click(path, FORM, ONE_CLICK).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = ada.foreign(method.clone(), &link, FORM, ONE_CLICK).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    assert!(!is_suppressed(&portal, id).await);
}

// INV-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_at_the_link_changes_nothing() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let link = portal.opt_out_for("ada@example.org").await;
    let before = portal.bytes();
    let mut scanner = portal.browser();
    for _ in 0..3 {
        let answer = scanner.get(&link).await;
        answer.leads_to("/opt-out");
        let cookie = answer.cookies()[0];
        for part in ["portico_opt_out=", "HttpOnly", "Max-Age=3600"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert_eq!(scanner.get("/opt-out").await.status, StatusCode::OK);
        scanner.head(&link).await.leads_to("/opt-out");
        scanner.head("/opt-out").await;
        scanner
            .foreign(Method::OPTIONS, &link, FORM, ONE_CLICK)
            .await;
    }
    assert!(before == portal.bytes(), "looking wrote to the database");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_names_portal_and_address_and_has_the_button_and_the_way_back() {
    let portal = Portal::new().await;
    let id = portal.invite_one("Ada@Example.org").await;
    let link = portal.opt_out_for("Ada@Example.org").await;
    let token = link.strip_prefix("/opt-out/").expect("a link").to_owned();
    let mut ada = portal.browser();
    let answer = ada.open(&link).await;
    assert_eq!(answer.heading(), "Stop invitations");
    for said in ["Ada@Example.org", "Harbour", "Send no more invitations"] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert!(!answer.text.contains(&token), "{}", answer.text);

    ada.post("/opt-out", &[]).await.leads_to("/opt-out");
    let answer = ada.get("/opt-out").await;
    assert_eq!(answer.heading(), "Invitations are stopped");
    assert!(answer.text.contains("Allow invitations again"));
    assert_eq!(status_of(&portal, id).await, Status::Declined);

    ada.post("/opt-out/allow", &[])
        .await
        .leads_to("/opt-out?notice=allowed");
    let answer = ada.get("/opt-out?notice=allowed").await;
    assert_eq!(answer.heading(), "Stop invitations");
    assert!(answer.text.contains("Invitations are allowed again."));
    assert!(!is_suppressed(&portal, id).await);

    // Back and forth leaves events: not without end.
    for _ in 0..9 {
        ada.post("/opt-out", &[]).await;
        ada.post("/opt-out/allow", &[]).await;
    }
    ada.post("/opt-out", &[]).await;
    let answer = ada.post("/opt-out/allow", &[]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").is_some());
    assert_eq!(answer.heading(), "Invitations are stopped");
}

// INV-2: deleted rows keep their opt-out; what was never made, or made for something else, is unknown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_links_and_those_of_another_purpose_look_the_same() {
    let portal = Portal::new().await;
    let set_up = portal.set_up_path().await;
    let id = portal.invite_one("ada@example.org").await;
    let invite = portal.link_for("ada@example.org").await;
    let stop = portal.opt_out_for("ada@example.org").await;
    let mut unknown = vec![
        invite.replace("/invite/", "/opt-out/"),
        set_up.replace("/setup/", "/opt-out/"),
        "/opt-out/x".to_owned(),
        "/opt-out".to_owned(),
    ];
    let places = ("/opt-out/".len()..stop.len()).step_by(7);
    unknown.extend(places.map(|place| changed_at(&stop, place)));
    for link in unknown {
        let mut browser = portal.browser();
        let answer = browser.open(&link).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link}");
        assert_eq!(answer.heading(), "This link does not work", "{link}");
        for path in ["/opt-out", "/opt-out/allow"] {
            let answer = browser.post(path, &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link} {path}");
        }
        if link.len() == stop.len() {
            let answer = browser.one_click(&link, FORM, ONE_CLICK).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{link}");
            assert_eq!(answer.text, "This link is unknown.\n");
        }
    }
    // Nor does it complete anything.
    let mut browser = portal.browser();
    let answer = browser.open(&stop.replace("/opt-out/", "/invite/")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = browser.post("/invite", &registration("Mallory")).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(status_of(&portal, id).await, Status::Pending);
    assert!(!is_suppressed(&portal, id).await);

    portal
        .delete_invitation(&portal.owner_caller().await, id)
        .await
        .expect("a deletion");
    let answer = browser.one_click(&stop, FORM, ONE_CLICK).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(is_suppressed(&portal, id).await);
}

// INV-13: a person who is signed in as somebody else is asked first; a mail program is nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signed_in_as_somebody_else_nothing_happens_silently() {
    let portal = Portal::new().await;
    let id = portal.invite_one("ada@example.org").await;
    let link = portal.opt_out_for("ada@example.org").await;
    let mut owner = portal.owner().await;
    let answer = owner.open(&link).await;
    assert_eq!(answer.heading(), "This link is for another address");
    for said in ["ada@example.org", OWNER, "Log out and continue"] {
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    for path in ["/opt-out", "/opt-out/allow"] {
        let answer = owner.post(path, &[]).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{path}");
        assert_eq!(answer.heading(), "This link is for another address");
    }
    assert!(!is_suppressed(&portal, id).await);
    owner
        .post("/logout", &[("next", "/opt-out")])
        .await
        .leads_to("/opt-out");
    owner.post("/opt-out", &[]).await.leads_to("/opt-out");
    assert!(is_suppressed(&portal, id).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_opted_out_asks_for_no_new_invitation() {
    let portal = Portal::new().await;
    portal.invite_one("ada@example.org").await;
    let (link, stop) = (
        portal.link_for("ada@example.org").await,
        portal.opt_out_for("ada@example.org").await,
    );
    let mut ada = portal.browser();
    ada.open(&link).await;
    portal.advance(Span::hours(72));
    assert!(ada.get("/invite").await.text.contains("/invite/ask"));
    ada.one_click(&stop, FORM, ONE_CLICK).await;
    let answer = ada.get("/invite").await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(!answer.text.contains("/invite/ask"), "{}", answer.text);
    assert!(answer.text.contains("asked not to be invited"));
    let answer = ada.post("/invite/ask", &[]).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.text.contains("asked not to be invited"));
}

// The notes of the console, without script: the card, the reason, the refusal that comes back, the result of inviting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_lifts_it_on_the_page_of_the_invitation_with_a_reason() {
    let portal = Portal::new().await;
    let id = portal.invite_one("ada@example.org").await;
    let stop = portal.opt_out_for("ada@example.org").await;
    portal.browser().one_click(&stop, FORM, ONE_CLICK).await;
    let path = format!("/consumers/invitations/{id}");
    let mut owner = portal.owner().await;
    let answer = owner.get(&path).await;
    assert!(answer.text.contains("This address asked not to be invited"));
    let form = format!(
        "/api/invitations/lift_opt_out?from={}",
        path.replace('/', "%2F")
    );
    assert!(answer.text.contains(&form), "{}", answer.text);

    let mut administrator = portal.person("adam").await;
    portal
        .give_role_for_test("adam@example.org", "Administrator")
        .await
        .expect("a role");
    let answer = administrator.get(&path).await;
    assert!(answer.text.contains("This address asked not to be invited"));
    assert!(!answer.text.contains("lift_opt_out"), "{}", answer.text);
    let fields = [("id", id.to_string()), ("reason", "Please.".to_owned())];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let answer = administrator.post(&form, &fields).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    let without_reason = [fields[0], ("reason", "")];
    let answer = owner.post(&form, &without_reason).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text.contains("Say why"), "{}", answer.text);
    assert!(is_suppressed(&portal, id).await);
    let answer = owner.post(&form, &fields).await;
    assert_eq!(
        answer.location(),
        Some(format!("{path}?done=invitations%2Flift_opt_out").as_str())
    );
    assert!(!is_suppressed(&portal, id).await);
    let answer = owner.get(answer.location().expect("a page")).await;
    assert!(answer.text.contains("Allowed again."), "{}", answer.text);
    assert!(!answer.text.contains("This address asked not to be invited"));
}
