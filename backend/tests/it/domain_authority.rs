//! Every use case of a domain against everybody: members by each role of this domain and of another one, and whoever is
//! in none (SECURITY AZ-1, AZ-3; PRODUCT.md section 4, second table).

use crate::domain_invitations::{invite, member_id, wish_of};
use crate::domains::domain;
use crate::memberships::join;
use crate::support::{Person, Portal, on_both};
use backend::{Error, Result};
use rules::domain_invitation::{Listing, Settling};
use rules::ids::{DomainInvitationId, MembershipId};
use rules::membership::MemberListing;
use rules::role::{DomainAction, DomainActionSet};

on_both!(every_use_case_of_a_domain_is_for_those_who_may_and_for_nobody_else);

const DOMAIN: &str = "billing";

/// What can be asked of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Read,
    ListMembers,
    ReadMember,
    ExportMembers,
    ListInvitations,
    Describe,
    FindPeople,
    Invite,
    Resend,
    Delete,
    Vouch,
    Settle,
    ChangeRole,
    SetEnd,
    ChangeSeveral,
    RemoveSeveral,
    Remove,
    Archive,
    Unarchive,
}

/// In an order in which nothing takes away what the next one needs.
const ASKS: [(Ask, DomainAction); 19] = [
    (Ask::Read, DomainAction::Read),
    (Ask::ListMembers, DomainAction::MembersRead),
    (Ask::ReadMember, DomainAction::MembersRead),
    (Ask::ExportMembers, DomainAction::MembersRead),
    (Ask::ListInvitations, DomainAction::InvitationsRead),
    (Ask::Describe, DomainAction::Manage),
    (Ask::FindPeople, DomainAction::InvitationsManage),
    (Ask::Invite, DomainAction::InvitationsManage),
    (Ask::Vouch, DomainAction::InvitationsManage),
    (Ask::Settle, DomainAction::InvitationsManage),
    (Ask::Resend, DomainAction::InvitationsManage),
    (Ask::Delete, DomainAction::InvitationsManage),
    (Ask::ChangeRole, DomainAction::MembersManage),
    (Ask::SetEnd, DomainAction::MembersManage),
    (Ask::ChangeSeveral, DomainAction::MembersManage),
    (Ask::RemoveSeveral, DomainAction::MembersManage),
    (Ask::Remove, DomainAction::MembersManage),
    (Ask::Archive, DomainAction::Archive),
    (Ask::Unarchive, DomainAction::Archive),
];

/// What one caller asks about: nobody else touches it.
struct Targets {
    member: MembershipId,
    second: MembershipId,
    pending: DomainInvitationId,
    declined: DomainInvitationId,
    stranger: String,
}

async fn targets(portal: &Portal, by: &Person, number: usize) -> Targets {
    let person = |what: &str| format!("{what}{number}");
    let (anna, bela) = (
        portal.person(&person("anna")).await,
        portal.person(&person("bela")).await,
    );
    join(portal, by, &anna, "Viewer").await;
    join(portal, by, &bela, "Viewer").await;
    let (carl, dora) = (
        portal.person(&person("carl")).await,
        portal.person(&person("dora")).await,
    );
    let declined = invite(portal, by, DOMAIN, &dora, "Viewer").await;
    let answer = portal.decline_domain_invitation(&dora.caller, declined, "");
    answer.await.unwrap();
    Targets {
        member: member_id(portal, by, &person("anna")).await,
        second: member_id(portal, by, &person("bela")).await,
        pending: invite(portal, by, DOMAIN, &carl, "Viewer").await,
        declined,
        stranger: format!("stranger{number}@example.org"),
    }
}

async fn ask(portal: &Portal, who: &Person, ask: Ask, of: &Targets) -> Result<()> {
    let caller = &who.caller;
    let members = MemberListing::default();
    match ask {
        Ask::Read => portal.domain(caller, DOMAIN).await.map(drop),
        Ask::ListMembers => portal.list_members(caller, DOMAIN, members).await.map(drop),
        Ask::ReadMember => backend::Backend::member(portal, caller, DOMAIN, of.member)
            .await
            .map(drop),
        Ask::ExportMembers => portal
            .export_members(caller, DOMAIN, members)
            .await
            .map(drop),
        Ask::ListInvitations => portal
            .list_domain_invitations(caller, DOMAIN, Listing::default())
            .await
            .map(drop),
        Ask::Describe => portal.describe_domain(caller, DOMAIN, "Bills", "").await,
        Ask::FindPeople => portal.find_people(caller, DOMAIN, "anna").await.map(drop),
        Ask::Invite => {
            let emails = [of.stranger.clone()];
            portal
                .invite_into_domain(caller, DOMAIN, &emails, wish_of("Viewer"))
                .await
                .map(drop)
        }
        Ask::Resend => portal
            .resend_domain_invitation(caller, DOMAIN, of.declined, None)
            .await
            .map(drop),
        Ask::Delete => {
            portal
                .delete_domain_invitation(caller, DOMAIN, of.pending)
                .await
        }
        Ask::Vouch => {
            portal
                .vouch_for_domain_invitation(caller, DOMAIN, of.pending)
                .await
        }
        Ask::Settle => portal
            .settle_flagged(caller, DOMAIN, &[of.pending], Settling::Withdraw)
            .await
            .map(drop),
        Ask::ChangeRole => {
            portal
                .change_member_role(caller, DOMAIN, of.member, "Editor")
                .await
        }
        Ask::SetEnd => portal.set_member_end(caller, DOMAIN, of.member, None).await,
        Ask::ChangeSeveral => portal
            .change_member_roles(caller, DOMAIN, &[of.member], "Viewer")
            .await
            .map(drop),
        Ask::RemoveSeveral => portal
            .remove_members(caller, DOMAIN, &[of.second])
            .await
            .map(drop),
        Ask::Remove => portal.remove_member(caller, DOMAIN, of.member).await,
        Ask::Archive => portal.archive_domain(caller, DOMAIN).await,
        Ask::Unarchive => portal.unarchive_domain(caller, DOMAIN).await,
    }
}

async fn every_use_case_of_a_domain_is_for_those_who_may_and_for_nobody_else(portal: Portal) {
    let (owner, tea) = (portal.owner().await, portal.member("tea", "Team").await);
    domain(&portal, &tea, DOMAIN).await;
    domain(&portal, &tea, "elsewhere").await;
    let roles = rules::role::Catalogue::default();
    let mut callers: Vec<(String, Person, DomainActionSet)> = Vec::new();
    for role in ["Viewer", "Editor", "Administrator"] {
        let here = portal
            .person(&format!("{}-here", role.to_lowercase()))
            .await;
        join(&portal, &tea, &here, role).await;
        callers.push((format!("{role} here"), here, roles.domain_actions_of(role)));
        let there = portal
            .person(&format!("{}-there", role.to_lowercase()))
            .await;
        let id = invite(&portal, &tea, "elsewhere", &there, role).await;
        let answer = portal.accept_domain_invitation(&there.caller, id);
        answer.await.unwrap();
        callers.push((format!("{role} elsewhere"), there, DomainActionSet::NONE));
    }
    let outsider = portal.person("outsider").await;
    callers.push(("in no domain".into(), outsider, DomainActionSet::NONE));
    let staff = portal.staff("adam", "Administrator").await;
    callers.push(("the portal's".into(), staff, DomainActionSet::NONE));
    callers.push(("the Owner".into(), owner, DomainActionSet::ALL));

    for (number, (name, who, held)) in callers.iter().enumerate() {
        let of = targets(&portal, &tea, number).await;
        for (what, needs) in ASKS {
            let answer = ask(&portal, who, what, &of).await;
            let told = format!("{what:?} as {name}: {answer:?}");
            match answer {
                // Whoever may not see the domain is not told that it is there.
                Err(Error::NotFound) => assert!(!held.allows(DomainAction::Read), "{told}"),
                Err(Error::Forbidden) => {
                    assert!(held.allows(DomainAction::Read), "{told}");
                    assert!(!held.allows(needs), "{told}");
                }
                _ => assert!(held.allows(needs), "{told}"),
            }
        }
    }
}
