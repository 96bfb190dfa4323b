//! The pages of domains through the wire: whole in the first HTML, usable without JavaScript, and not there for
//! whoever is not in (M; PRODUCT.md 8.5; SECURITY AZ-2).

use http::StatusCode;

use crate::support::{Answer, Browser, Portal};

const TIDES: [(&str, &str); 3] = [
    ("name", "tide-tables"),
    ("title", "Tide & tables"),
    ("description", "When the water comes."),
];

async fn made(browser: &mut Browser) {
    let made = browser
        .post("/api/domains/create?from=/domains?create=1", &TIDES)
        .await;
    made.leads_to("/domains/tide-tables/members?done=domains%2Fcreate");
}

fn says(answer: &Answer, words: &str) {
    assert!(answer.text.contains(words), "{words}: {}", answer.text);
}

fn is_silent_about(answer: &Answer, words: &str) {
    assert!(!answer.text.contains(words), "{words}: {}", answer.text);
}

/// Where the form of one's own membership stands, as the table links it.
fn own_page(members: &Answer) -> String {
    let path = "/domains/tide-tables/members/";
    let at = members.text.find(path).expect("a link to a member");
    members.text[at..at + path.len() + 36].to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_makes_a_domain_finds_it_in_their_list_and_themselves_in_it() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let none = owner.get("/domains").await;
    assert_eq!(none.status, StatusCode::OK);
    says(&none, "You are in no domain yet");
    is_silent_about(&none, "A new domain");
    let form = owner.get("/domains?create=1").await;
    says(&form, "It stands in the address and can");
    made(&mut owner).await;
    let list = owner.get("/domains").await;
    says(&list, "Tide &amp; tables");
    says(&list, "href=\"/domains/tide-tables/members\"");
    says(&list, "Administrator");
    for path in ["/domains/tide-tables", "/domains/tide-tables/members"] {
        let members = owner.get(path).await;
        assert_eq!(members.status, StatusCode::OK);
        assert_eq!(members.heading(), "<bdi>Tide &amp; tables</bdi>");
        assert_eq!(members.text.matches("<h1").count(), 1);
        says(&members, "<bdi>You</bdi>");
        says(&members, "Made the domain");
        says(&members, "1–1 of 1");
        says(
            &members,
            "/domains/tide-tables/members?sort=name&amp;dir=asc",
        );
    }
    let settings = owner.get("/domains/tide-tables/settings").await;
    assert_eq!(settings.status, StatusCode::OK);
    says(&settings, "When the water comes.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_can_not_be_taken_is_said_at_its_field_and_what_was_typed_stays() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let typed = [
        ("name", "Tide Tables"),
        ("title", "Kept"),
        ("description", ""),
    ];
    let create = "/api/domains/create?from=/domains?create=1";
    let refused = owner.post(create, &typed).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    says(&refused, "Use only a to z, 0 to 9 and the hyphen.");
    says(&refused, "value=\"Tide Tables\"");
    says(&refused, "value=\"Kept\"");
    let taken = owner.post(create, &TIDES).await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    says(&taken, "Another domain has this name.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_administrator_neither_leaves_nor_steps_down_nor_ends() {
    // UX DST-04
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let page = own_page(&owner.get("/domains/tide-tables/members").await);
    let id = page.rsplit('/').next().expect("an id");
    let forms = owner.get(&page).await;
    for card in ["Role in this domain", "End date", "Leave the domain"] {
        says(&forms, card);
    }
    is_silent_about(&forms, "Remove from the domain");
    let name = ("name", "tide-tables");
    for (function, fields) in [
        ("leave", vec![name]),
        ("change_role", vec![name, ("id", id), ("role", "Viewer")]),
        ("set_end", vec![name, ("id", id), ("date", "2030-01-01")]),
    ] {
        let path = format!("/api/domains/{function}?from={page}");
        let refused = owner.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{function}");
        says(&refused, "The domain would be left without Administrator.");
    }
    let path = format!("/api/domains/set_end?from={page}");
    let refused = owner
        .post(&path, &[name, ("id", id), ("date", "31.12.2030")])
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    says(&refused, "Write a day as 2026-12-31.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_described_archived_and_brought_back_without_javascript() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let settings = "/domains/tide-tables/settings";
    let send = |function: &str| format!("/api/domains/{function}?from={settings}");
    let described = [
        ("name", "tide-tables"),
        ("title", "Storms"),
        ("description", ""),
    ];
    let answer = owner.post(&send("describe"), &described).await;
    answer.leads_to("/domains/tide-tables/settings?done=domains%2Fdescribe");
    let page = owner.get(settings).await;
    assert_eq!(page.heading(), "<bdi>Storms</bdi>");
    says(&page, "Archive this domain");
    let name = [("name", "tide-tables")];
    let answer = owner.post(&send("archive"), &name).await;
    answer.leads_to("/domains/tide-tables/settings?done=domains%2Farchive");
    let page = owner.get(settings).await;
    says(
        &page,
        "This domain is archived: it can be read, not changed.",
    );
    says(&page, "Bring this domain back");
    is_silent_about(&page, "Title and description");
    let members = owner.get("/domains/tide-tables/members").await;
    is_silent_about(&members, "#leave");
    let again = owner.post(&send("archive"), &name).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let answer = owner.post(&send("unarchive"), &name).await;
    answer.leads_to("/domains/tide-tables/settings?done=domains%2Funarchive");
    says(&owner.get(settings).await, "Archive this domain");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_not_there_for_whoever_is_not_in_it() {
    // SECURITY AZ-2
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    made(&mut owner).await;
    let page = own_page(&owner.get("/domains/tide-tables/members").await);
    let id = page.rsplit('/').next().expect("an id").to_owned();
    let mut ada = portal.person("ada").await;
    let list = ada.get("/domains?create=1").await;
    assert_eq!(list.status, StatusCode::OK);
    says(&list, "Whoever runs a domain can invite you to it.");
    is_silent_about(&list, "A new domain");
    is_silent_about(&list, "Create domain");
    says(&list, "href=\"/domains\"");
    for there in ["tide-tables", "nowhere"] {
        for path in ["", "/members", "/settings"] {
            let answer = ada.get(&format!("/domains/{there}{path}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{there}{path}");
            is_silent_about(&answer, "Tide");
            is_silent_about(&answer, "water");
        }
    }
    assert_eq!(ada.get(&page).await.status, StatusCode::NOT_FOUND);
    let name = ("name", "tide-tables");
    let of = ("id", id.as_str());
    for (function, fields) in [
        ("describe", vec![name, ("title", "Mine")]),
        ("archive", vec![name]),
        ("unarchive", vec![name]),
        ("change_role", vec![name, of, ("role", "Viewer")]),
        ("set_end", vec![name, of, ("date", "2030-01-01")]),
        ("remove_member", vec![name, of]),
        ("leave", vec![name]),
    ] {
        let path = format!("/api/domains/{function}?from=/domains");
        let answer = ada.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{function}");
    }
    let create = ada.post("/api/domains/create?from=/domains", &TIDES).await;
    assert_eq!(create.status, StatusCode::FORBIDDEN);
    // A membership is found by its domain and its id.
    let other = [("name", "harbour"), ("title", "Harbour")];
    owner
        .post("/api/domains/create?from=/domains?create=1", &other)
        .await
        .leads_to("/domains/harbour/members?done=domains%2Fcreate");
    let elsewhere = owner.get(&format!("/domains/harbour/members/{id}")).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}
