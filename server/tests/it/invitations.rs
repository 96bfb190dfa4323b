//! Consumers > Invitations without JavaScript: first HTML, search, inviting, reviewing, resending, deleting.

use http::StatusCode;
use rules::settings::Key;

use crate::support::{Browser, Portal, registration};

const LIST: &str = "/consumers/invitations";
const NEW: &str = "/consumers/invitations/new";

/// The address that the form on this page posts to.
fn action(page: &str, function: &str) -> String {
    let found = page
        .split("action=\"")
        .find(|rest| rest.starts_with(function));
    let address = found.unwrap_or_else(|| panic!("no form for {function} in {page}"));
    address.split('"').next().expect("an address").to_owned()
}

/// The value of the hidden field of that name.
fn hidden(page: &str, name: &str) -> String {
    let field = page
        .split('<')
        .find(|tag| tag.contains(&format!(r#"name="{name}""#)));
    let field = field.unwrap_or_else(|| panic!("no field {name} in {page}"));
    let value = field.split_once("value=\"").expect("a value").1;
    value.split('"').next().expect("a value").to_owned()
}

/// The page of the first row that the list offers to act on.
fn first_detail(page: &str) -> String {
    let links = page
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let mut details = links.filter(|link| link.starts_with(LIST) && link.len() == LIST.len() + 37);
    details
        .next()
        .unwrap_or_else(|| panic!("no row in {page}"))
        .to_owned()
}

/// A portal without pre-approval, in which Ada waits; the Owner's browser and Ada's page.
async fn with_ada_waiting() -> (Portal, Browser, String) {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.invite_one("ada@example.org").await;
    let mut ada = portal.browser();
    ada.open(&portal.link_for("ada@example.org").await).await;
    ada.post("/invite", &registration("ada")).await;
    let list = owner.get(&format!("{LIST}?status=waiting")).await;
    let page = first_detail(&list.text);
    (portal, owner, page)
}

// TBL-04, PE-01, PE-02
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_html_of_the_list_works_by_links_and_a_get_form() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let empty = owner.get(LIST).await;
    assert_eq!(empty.heading(), "<bdi>Invitations</bdi>");
    assert!(
        empty.text.contains("Nobody is invited yet"),
        "{}",
        empty.text
    );
    portal.invite_one("ada@example.org").await;
    portal.invite_one("grace@example.org").await;

    let page = owner
        .get(&format!("{LIST}?search=race&sort=email&dir=asc"))
        .await;
    assert!(page.text.contains("grace@example.org") && !page.text.contains("ada@example.org"));
    assert!(page.text.contains("1–1 of 1"), "{}", page.text);
    assert!(page.tag(r#"role="search""#).contains(r#"method="get""#));
    assert_eq!(hidden(&page.text, "sort"), "email");
    let header = page.tag(r#"dir=desc""#);
    assert!(header.starts_with("<a"), "{header}");
    let icon = page.tag(r#"aria-label="Resend invitation grace@example.org""#);
    assert!(icon.starts_with("<a") && icon.contains("#resend"), "{icon}");
    assert!(!page.text.contains("Review pending invitation"));
    // TBL-13: nothing is dimmed that no script will brighten
    assert!(!page.tag("table-region").contains("aria-busy"));

    let none = owner.get(&format!("{LIST}?search=nobody")).await;
    assert!(none.text.contains("No invitation matches"), "{}", none.text);
}

// TBL-14
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_page_whose_rows_are_gone_leads_to_the_first_and_does_not_say_that_there_are_none()
{
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    for n in 0..26 {
        portal.invite_one(&format!("person-{n}@example.org")).await;
    }
    let pending = format!("{LIST}?status=pending&size=25");
    let first = owner.get(&pending).await;
    let next = first.tag(r#"rel="next""#);
    let next = next.split_once("href=\"").expect("a next page").1;
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let second = owner.get(&next).await;
    let page = owner.get(&first_detail(&second.text)).await;
    let to = action(&page.text, "/api/invitations/delete");
    let id = hidden(&page.text, "id");
    owner.post(&to, &[("id", &id)]).await;

    let gone = owner.get(&next).await;
    assert!(
        gone.text.contains("Nothing is left on this page"),
        "{}",
        gone.text
    );
    assert!(!gone.text.contains("No invitation matches"));
    let way_out = gone.text.split("Go to the first page").next().unwrap();
    let way_out = way_out.rsplit("href=\"").next().unwrap();
    assert!(
        way_out.starts_with("/consumers/invitations?status=pending&amp;size=25\""),
        "{way_out}"
    );
}

// UX-INV-12, UX-INV-03
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_in_the_text_area_is_answered_address_by_address() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let form = owner.get(NEW).await;
    let (to, key) = (
        action(&form.text, "/api/invitations/invite"),
        hidden(&form.text, "key"),
    );
    let fields = [
        ("key", key.as_str()),
        (
            "addresses",
            "a@example.org;b@example.org, olga@portico.example\r\nbad@ a@example.org",
        ),
        ("role", "Team"),
        ("validity_hours", "custom"),
        ("custom_hours", "5"),
        ("message", "Welcome."),
    ];
    let answer = owner.post(&to, &fields).await;
    let place = format!("{NEW}?submission={key}");
    answer.leads_to(&place);
    let report = owner.get(&place).await;
    assert!(
        report.text.contains("2 invited, 2 skipped, 1 failed"),
        "{}",
        report.text
    );
    for text in [
        "Has an account already.",
        "The host name after the @ is missing",
        "no mail leaves",
    ] {
        assert!(
            report.text.contains(text),
            "{text} is not in {}",
            report.text
        );
    }
    // What failed stays editable.
    let area = report.text.split_once("<textarea").expect("a text area").1;
    assert!(
        area.split("</textarea>")
            .next()
            .expect("its text")
            .ends_with("bad@"),
        "{area}"
    );

    // UX-INV-07: sent again, it is the same submission.
    owner.post(&to, &fields).await.leads_to(&place);
    let list = owner.get(LIST).await;
    assert!(list.text.contains("1–2 of 2"), "{}", list.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_form_that_is_refused_twice_keeps_what_was_typed() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let mut page = owner.get(NEW).await;
    for _ in 0..2 {
        let (to, key) = (
            action(&page.text, "/api/invitations/invite"),
            hidden(&page.text, "key"),
        );
        let fields = [
            ("key", key.as_str()),
            ("addresses", "a@example.org"),
            ("role", "Customer"),
            ("validity_hours", "24"),
            ("message", "See https://elsewhere.example"),
        ];
        page = owner.post(&to, &fields).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(
            page.text.contains("something like a web address"),
            "{}",
            page.text
        );
        assert!(page.text.contains("See https://elsewhere.example"));
        assert!(page.tag(r#"value="24""#).contains("checked"));
    }
    let role = [
        ("key", &*hidden(&page.text, "key")),
        ("addresses", "a@example.org"),
        ("role", "Owner"),
        ("validity_hours", "24"),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let role: Vec<(&str, &str)> = role
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let refused = owner
        .post(&action(&page.text, "/api/invitations/invite"), &role)
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.text.contains("A link never makes an administrator"),
        "{}",
        refused.text
    );
}

// T6, T7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_person_is_reviewed_on_the_page_of_the_invitation() {
    let (_portal, mut owner, path) = with_ada_waiting().await;
    let mut page = owner.get(&path).await;
    assert!(
        page.text.contains("Waiting for a decision"),
        "{}",
        page.text
    );
    let id = hidden(&page.text, "id");
    for _ in 0..2 {
        let to = action(&page.text, "/api/invitations/deny");
        page = owner
            .post(&to, &[("id", &id), ("reason", "ask bob@example.org")])
            .await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.text.contains("ask bob@example.org"), "{}", page.text);
    }
    let to = action(&page.text, "/api/invitations/accept");
    let done = format!("{path}?done=invitations%2Faccept");
    owner.post(&to, &[("id", &id)]).await.leads_to(&done);
    let page = owner.get(&done).await;
    assert!(
        page.text.contains("can log in") && page.text.contains("Approved"),
        "{}",
        page.text
    );
    assert!(
        !page.text.contains("/api/invitations/accept"),
        "nothing is left to decide"
    );

    // A lost race names the status and who set it.
    let late = owner.post(&to, &[("id", &id)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.text
            .contains("It is Approved already: Olga Orlow was faster"),
        "{}",
        late.text
    );
}

// T10, T11
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resend_leads_to_the_new_invitation_and_delete_says_what_died() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let old = portal.invite_one("ada@example.org").await;
    let page = owner.get(&format!("{LIST}/{old}")).await;
    let to = action(&page.text, "/api/invitations/resend");
    let answer = owner.post(&to, &[("id", &old.to_string())]).await;
    let place = answer.location().expect("a place").to_owned();
    assert!(place.ends_with("?done=invitations%2Fresend") && !place.contains(&old.to_string()));
    let page = owner.get(&place).await;
    assert!(
        page.text.contains("The old link does not work any more"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains(&format!(r#"href="{LIST}/{old}""#)),
        "the chain names the old one"
    );

    let to = action(&page.text, "/api/invitations/delete");
    let id = hidden(&page.text, "id");
    let done = format!("{LIST}/{id}?done=invitations%2Fdelete");
    owner.post(&to, &[("id", &id)]).await.leads_to(&done);
    assert!(
        owner
            .get(&done)
            .await
            .text
            .contains("Deleted. Its link does not work any more.")
    );
    // Inactivated stays, invalid is hidden (PRODUCT.md section 2).
    let list = owner.get(LIST).await;
    assert!(
        list.text.contains("Inactivated") && list.text.contains("1–1 of 1"),
        "{}",
        list.text
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_that_is_not_there_says_so() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner
        .get(&format!("{LIST}/01890000-0000-7000-8000-000000000000"))
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(
        page.text
            .contains("It is not there any more, or not yours to see."),
        "{}",
        page.text
    );
}
