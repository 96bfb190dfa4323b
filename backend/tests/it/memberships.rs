//! The members of a domain: listed, given another role, removed, gone; the last Administrator stays.

use crate::domain_invitations::{invite, member_id};
use crate::domains::domain;
use crate::support::{Person, Portal, assert_fails, on_both};
use backend::Error;
use rules::listing::Direction;
use rules::membership::{MemberListing, MemberPage, MemberSort, Refusal, Status};
use rules::time::Span;

on_both!(
    a_role_holds_from_the_next_request,
    the_last_administrator_neither_leaves_nor_is_removed_nor_demoted,
    who_is_removed_may_be_invited_again,
    a_membership_ends_by_itself_the_moment_it_is_due,
    the_table_is_searched_filtered_and_sorted,
    who_may_not_manage_members_manages_none,
    a_new_name_shows_in_the_table,
    a_domain_whose_administrator_is_gone_is_flagged,
);

/// `person` joins "billing".
pub(crate) async fn join(portal: &Portal, by: &Person, person: &Person, role: &str) {
    let id = invite(portal, by, "billing", person, role).await;
    portal
        .accept_domain_invitation(&person.caller, id)
        .await
        .unwrap();
}

pub(crate) async fn set_up(portal: &Portal) -> (Person, Person) {
    let (tea, cora) = (
        portal.member("tea", "Team").await,
        portal.person("cora").await,
    );
    domain(portal, &tea, "billing").await;
    join(portal, &tea, &cora, "Viewer").await;
    (tea, cora)
}

pub(crate) async fn listed(portal: &Portal, by: &Person, listing: MemberListing) -> MemberPage {
    portal
        .list_members(&by.caller, "billing", listing)
        .await
        .unwrap()
}

pub(crate) fn names(page: &MemberPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.name.as_str()).collect()
}

async fn a_role_holds_from_the_next_request(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let describe = || portal.describe_domain(&cora.caller, "billing", "New", "");
    assert_fails!(describe().await, Error::Forbidden);
    let id = member_id(&portal, &tea, "cora").await;
    let give = |role: &'static str| portal.change_member_role(&tea.caller, "billing", id, role);
    give("Editor").await.unwrap();
    describe().await.unwrap();
    give("Viewer").await.unwrap();
    assert_fails!(describe().await, Error::Forbidden);
    assert_fails!(
        give("Emperor").await,
        Error::MembershipRefused(Refusal::UnknownRole)
    );
    portal
        .remove_member(&tea.caller, "billing", id)
        .await
        .unwrap();
    assert_fails!(describe().await, Error::NotFound);
    assert_fails!(
        give("Editor").await,
        Error::MembershipRefused(Refusal::Ended)
    );
    let trail = portal.trail_of(cora.id).await;
    let words = [
        "member.joined",
        "member.role",
        "member.role",
        "member.ended",
    ];
    for word in words {
        assert!(
            trail.iter().any(|event| event.starts_with(word)),
            "{word}: {trail:?}"
        );
    }
}

async fn the_last_administrator_neither_leaves_nor_is_removed_nor_demoted(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let owner = portal.owner().await;
    let id = member_id(&portal, &tea, "tea").await;
    let last = |answer: backend::Result<()>| {
        assert_fails!(answer, Error::MembershipRefused(Refusal::LastAdministrator));
    };
    last(portal.leave_domain(&tea.caller, "billing").await);
    // Not by an Owner either, who may everything in every domain.
    last(portal.remove_member(&owner.caller, "billing", id).await);
    last(
        portal
            .change_member_role(&owner.caller, "billing", id, "Editor")
            .await,
    );
    let later = Some(portal.now().plus(Span::days(1)));
    last(
        portal
            .set_member_end(&owner.caller, "billing", id, later)
            .await,
    );
    // An Administrator with an end date does not count: on that day nobody would be left.
    let of_cora = member_id(&portal, &tea, "cora").await;
    let give = portal.change_member_role(&tea.caller, "billing", of_cora, "Administrator");
    give.await.unwrap();
    let end = |at| portal.set_member_end(&tea.caller, "billing", of_cora, at);
    end(later).await.unwrap();
    last(portal.leave_domain(&tea.caller, "billing").await);
    end(None).await.unwrap();
    portal.leave_domain(&tea.caller, "billing").await.unwrap();
    last(portal.leave_domain(&cora.caller, "billing").await);
}

async fn who_is_removed_may_be_invited_again(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = member_id(&portal, &tea, "cora").await;
    let own = member_id(&portal, &tea, "tea").await;
    let oneself = portal.remove_member(&tea.caller, "billing", own).await;
    assert_fails!(oneself, Error::MembershipRefused(Refusal::Oneself));
    portal
        .remove_member(&tea.caller, "billing", id)
        .await
        .unwrap();
    let again = portal.remove_member(&tea.caller, "billing", id).await;
    assert_fails!(again, Error::MembershipRefused(Refusal::Ended));
    // M: the row of the invitation stays.
    let accepted = "SELECT count(*) FROM domain_invitation WHERE status = 'approved'";
    assert_eq!(portal.number(accepted).await, 1);
    join(&portal, &tea, &cora, "Editor").await;
    let ended = MemberListing {
        status: Status::Ended,
        ..MemberListing::default()
    };
    assert_eq!(names(&listed(&portal, &tea, ended).await), ["cora"]);
    assert_eq!(
        listed(&portal, &tea, MemberListing::default())
            .await
            .rows
            .len(),
        2
    );
}

async fn a_membership_ends_by_itself_the_moment_it_is_due(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = member_id(&portal, &tea, "cora").await;
    let end = |at| portal.set_member_end(&tea.caller, "billing", id, Some(at));
    let past = end(portal.now()).await;
    assert_fails!(past, Error::MembershipRefused(Refusal::EndInThePast));
    let due = portal.now().plus(Span::minutes(30));
    end(due).await.unwrap();
    portal.domain(&cora.caller, "billing").await.unwrap();
    portal.advance_to(due);
    // On every read, without any job having run.
    assert_fails!(
        portal.domain(&cora.caller, "billing").await,
        Error::NotFound
    );
    let leave = portal.leave_domain(&cora.caller, "billing").await;
    assert_fails!(leave, Error::NotFound);
    // Whoever meets it stores it; else the sweeper does.
    join(&portal, &tea, &cora, "Viewer").await;
    let id = member_id(&portal, &tea, "cora").await;
    let due = portal.now().plus(Span::minutes(30));
    let end = portal.set_member_end(&tea.caller, "billing", id, Some(due));
    end.await.unwrap();
    portal.advance_to(due);
    portal.sweep().await.unwrap();
    let ended =
        "SELECT count(*) FROM membership WHERE status = 'ended' AND end_reason = 'end date'";
    assert_eq!(portal.number(ended).await, 2);
}

async fn the_table_is_searched_filtered_and_sorted(portal: Portal) {
    let tea = portal.member("tea", "Team").await;
    domain(&portal, &tea, "billing").await;
    for (n, name) in ["anna", "bertha", "carl", "dora"].into_iter().enumerate() {
        let person = portal.person(name).await;
        let role = if n % 2 == 0 { "Viewer" } else { "Editor" };
        join(&portal, &tea, &person, role).await;
    }
    let ask = |change: fn(&mut MemberListing)| {
        let mut listing = MemberListing::default();
        change(&mut listing);
        listing
    };
    let all = listed(&portal, &tea, ask(|_| {})).await;
    assert_eq!(
        names(&all),
        ["dora", "carl", "bertha", "anna", "tea"],
        "newest first"
    );
    let by_name = ask(|listing| {
        listing.sort = MemberSort::Name;
        listing.dir = Direction::Ascending;
    });
    let by_name = listed(&portal, &tea, by_name).await;
    assert_eq!(names(&by_name), ["anna", "bertha", "carl", "dora", "tea"]);
    let editors = listed(
        &portal,
        &tea,
        ask(|listing| listing.role = "Editor".to_string()),
    )
    .await;
    assert_eq!(
        (names(&editors), editors.total.n),
        (vec!["dora", "bertha"], 2)
    );
    for search in ["ert", "er", "BERTHA", "bertha@"] {
        let listing = MemberListing {
            search: search.to_string(),
            ..MemberListing::default()
        };
        let page = listed(&portal, &tea, listing).await;
        assert_eq!(names(&page), ["bertha"], "{search}");
    }
}

async fn who_may_not_manage_members_manages_none(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let wanda = portal.person("wanda").await;
    let id = member_id(&portal, &tea, "tea").await;
    for (who, is_member) in [(&cora, true), (&wanda, false)] {
        let caller = &who.caller;
        for answer in [
            portal.remove_member(caller, "billing", id).await,
            portal
                .change_member_role(caller, "billing", id, "Viewer")
                .await,
            portal.set_member_end(caller, "billing", id, None).await,
        ] {
            match answer {
                Err(Error::Forbidden) if is_member => {}
                Err(Error::NotFound) if !is_member => {}
                other => panic!("{other:?}"),
            }
        }
    }
    let listing = MemberListing::default();
    let answer = portal.list_members(&wanda.caller, "billing", listing).await;
    assert_fails!(answer, Error::NotFound);
    // A membership of another domain is not there under this one's address.
    let owner = portal.owner().await;
    domain(&portal, &owner, "support").await;
    let foreign = portal.remove_member(&owner.caller, "support", id).await;
    assert_fails!(foreign, Error::NotFound);
}

async fn a_new_name_shows_in_the_table(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    portal.rename_me(&cora.caller, "Zora Neale").await.unwrap();
    let search = MemberListing {
        search: "neale".to_string(),
        ..MemberListing::default()
    };
    assert_eq!(names(&listed(&portal, &tea, search).await), ["Zora Neale"]);
}

async fn a_domain_whose_administrator_is_gone_is_flagged(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let owner = portal.owner().await;
    portal.revoke(&tea).await;
    let row = portal.domain(&owner.caller, "billing").await.unwrap().row;
    assert!(row.lacks_administrator);
    // An Owner helps: by domains.read_all they hold everything.
    let id = member_id(&portal, &owner, "cora").await;
    let give = portal.change_member_role(&owner.caller, "billing", id, "Administrator");
    give.await.unwrap();
    let row = portal.domain(&cora.caller, "billing").await.unwrap().row;
    assert!(!row.lacks_administrator);
    portal
        .delete_developer(&owner.caller, tea.id)
        .await
        .unwrap();
    let left = listed(&portal, &owner, MemberListing::default()).await;
    assert_eq!(names(&left), ["cora"]);
}
