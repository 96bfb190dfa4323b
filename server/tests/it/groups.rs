//! Groups without JavaScript: their pages and plain forms, the choice of an invitation, and what is refused.

use backend::authority::Caller;
use http::StatusCode;
use rules::group::NamedGroup;

use crate::support::Portal;

/// The groups there are, by name.
async fn groups(portal: &Portal) -> Vec<NamedGroup> {
    let found = portal.groups_to_invite_into(&Caller::command_line()).await;
    found.expect("groups")
}

/// A group as the command line makes it; answers its id.
async fn new_group(portal: &Portal, name: &str) -> String {
    let made = portal.create_group(&Caller::command_line(), name).await;
    made.expect("a group").to_string()
}

const KEY: &str = "01890000-0000-7000-8000-0000000000aa";

fn invite<'a>(email: &'a str, groups: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("key", KEY),
        ("addresses", email),
        ("role", "Customer"),
        ("validity_hours", "72"),
    ];
    fields.extend(groups.iter().map(|id| ("groups", *id)));
    fields
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_made_renamed_and_deleted_with_plain_forms() {
    // PE-01
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner.get("/groups").await;
    assert!(page.text.contains("There is no group yet"), "{}", page.text);
    let create = "/api/groups/create?from=%2Fgroups";
    let answer = owner.post(create, &[("name", "Beta")]).await;
    answer.leads_to("/groups?done=groups%2Fcreate");
    let page = owner.get("/groups?done=groups%2Fcreate").await;
    assert!(page.text.contains("The group is created."), "{}", page.text);
    let refused = owner.post(create, &[("name", " beta ")]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.tag(r#"id="name""#).contains(r#"value=" beta ""#));
    assert!(
        refused.text.contains("There is a group of this name"),
        "{}",
        refused.text
    );

    let id = groups(&portal).await.remove(0).id.to_string();
    let at = format!("/groups/{id}");
    let from = format!("from=%2Fgroups%2F{id}");
    let fields = [("id", id.as_str()), ("name", "Gamma")];
    let answer = owner
        .post(&format!("/api/groups/rename?{from}"), &fields)
        .await;
    answer.leads_to(&format!("{at}?done=groups%2Frename"));
    assert_eq!(groups(&portal).await[0].name, "Gamma");
    let page = owner.get(&at).await;
    assert!(
        page.text
            .contains("Open invitations that lose it: 0; they keep their other groups"),
        "{}",
        page.text
    );
    let answer = owner
        .post(&format!("/api/groups/delete?{from}"), &fields[..1])
        .await;
    answer.leads_to("/groups?done=groups%2Fdelete");
    assert!(groups(&portal).await.is_empty());
    let gone = owner.get(&at).await;
    assert!(gone.text.contains("The group can"), "{}", gone.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_takes_the_groups_that_are_ticked() {
    // UX-INV-12
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let page = owner.get("/consumers/invitations/new").await;
    assert!(!page.text.contains(r#"name="groups""#), "{}", page.text);
    let (a, b) = (
        new_group(&portal, "Beta").await,
        new_group(&portal, "Partners").await,
    );
    let page = owner.get("/consumers/invitations/new").await;
    for id in [&a, &b] {
        let tag = page.tag(&format!(r#"value="{id}""#));
        assert!(tag.contains(r#"name="groups""#) && tag.contains("checkbox"));
        assert!(!tag.contains(" checked"), "{tag}");
    }
    let form = "/api/invitations/invite?from=%2Fconsumers%2Finvitations%2Fnew";
    let answer = owner
        .post(form, &invite("ada@example.org", &[&a, &b]))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let list = owner.get("/consumers/invitations").await;
    assert!(list.text.contains("<bdi>Beta</bdi>"), "{}", list.text);
    assert!(list.text.contains("<bdi>Partners</bdi>"), "{}", list.text);
    // Narrowed to one, and to none.
    let narrowed = owner
        .get(&format!("/consumers/invitations?group={a}"))
        .await;
    assert!(narrowed.text.contains("Group: Beta"), "{}", narrowed.text);
    assert!(narrowed.text.contains("1–1 of 1"), "{}", narrowed.text);
    let fresh = new_group(&portal, "Fresh").await;
    let none = owner
        .get(&format!("/consumers/invitations?group={fresh}"))
        .await;
    assert!(none.text.contains("No invitation matches"), "{}", none.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_is_gone_is_refused_with_what_was_ticked() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    let (a, b) = (
        new_group(&portal, "Beta").await,
        new_group(&portal, "Partners").await,
    );
    let by = Caller::command_line();
    portal
        .delete_group(&by, b.parse().expect("an id"))
        .await
        .expect("a deleted group");
    let form = "/api/invitations/invite?from=%2Fconsumers%2Finvitations%2Fnew";
    let refused = owner
        .post(form, &invite("ada@example.org", &[&a, &b]))
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let told = refused.tag(r#"id="groups-error""#);
    assert!(!told.contains("hidden"), "{told}");
    assert!(
        refused
            .text
            .contains("A group that was chosen is not there"),
        "{}",
        refused.text
    );
    let tag = refused.tag(&format!(r#"value="{a}""#));
    assert!(tag.contains(" checked"), "{tag}");
    let nonsense = owner
        .post(form, &invite("ada@example.org", &["Beta"]))
        .await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_groups_of_an_account_are_ticked_on_its_page() {
    let portal = Portal::new().await;
    let mut owner = portal.owner().await;
    portal.person("ada").await;
    let (a, b) = (
        new_group(&portal, "Beta").await,
        new_group(&portal, "Partners").await,
    );
    let listed = owner
        .get("/consumers/developers?tab=approved&search=ada")
        .await;
    let path = "/consumers/developers/";
    let (_, rest) = listed.text.split_once(path).expect("a link to the account");
    let rest = rest
        .split("href=\"/consumers/developers/")
        .find(|rest| rest.chars().take(36).filter(|c| *c == '-').count() == 4);
    let id: String = rest.expect("an id").chars().take(36).collect();
    let at = format!("{path}{id}");
    let form = format!("/api/groups/set?from=%2Fconsumers%2Fdevelopers%2F{id}");
    let fields = [("id", id.as_str()), ("groups", &a), ("groups", &b)];
    let answer = owner.post(&form, &fields).await;
    answer.leads_to(&format!("{at}?done=groups%2Fset"));
    let page = owner.get(&at).await;
    assert!(
        page.tag(&format!(r#"value="{b}""#)).contains(" checked"),
        "{}",
        page.text
    );
    assert!(page.text.contains("Groups changed"), "{}", page.text);
    let remove = format!("/api/groups/remove?from=%2Fgroups%2F{a}");
    let fields = [("id", a.as_str()), ("account", id.as_str())];
    let answer = owner.post(&remove, &fields).await;
    answer.leads_to(&format!("/groups/{a}?done=groups%2Fremove"));
    let answer = owner.post(&remove, &fields).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
