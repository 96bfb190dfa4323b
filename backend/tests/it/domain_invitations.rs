//! Invitations into a domain: sent, answered, withdrawn, sent anew (M; PRODUCT.md section 2).

use crate::domains::domain;
use crate::support::{Person, Portal, assert_fails, on_both};
use backend::domain_invitations::DomainWish;
use backend::{Error, Result};
use rules::domain_invitation::{
    DomainInvitationRow, Filter, Listing, MyFilter, MyListing, Refusal, Status,
};
use rules::ids::DomainInvitationId;
use rules::listing::Count;
use rules::membership::MemberListing;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::time::{Span, Timestamp};

on_both!(
    who_accepts_is_in_the_domain_with_the_role,
    an_answer_repeated_answers_the_same_and_another_one_is_refused,
    somebody_elses_invitation_is_not_there,
    an_overdue_one_is_not_answered_and_the_sweeper_stores_it,
    each_address_is_answered_and_one_bad_one_stops_nobody,
    who_can_not_be_invited_and_why,
    nobody_gives_a_role_above_their_own,
    an_inviter_who_lost_the_right_needs_somebody_who_vouches,
    only_a_rejected_one_is_sent_anew_and_only_a_pending_one_withdrawn,
    the_pop_up_shows_five_and_is_refilled,
    the_clock_of_somebody_requested_starts_with_their_approval,
    who_is_rejected_or_deleted_has_no_open_invitation,
    who_is_revoked_answers_nothing_and_comes_back_as_they_were,
    the_invitee_and_the_inviter_are_mailed_and_each_switch_counts,
    each_filter_is_counted_as_of_now,
);

pub(crate) fn wish_of(role: &str) -> DomainWish {
    DomainWish {
        role: role.to_string(),
        message: String::new(),
        validity: Span::days(30),
    }
}

/// Invites one person; the answer for them.
pub(crate) async fn try_invite(
    portal: &Portal,
    by: &Person,
    into: &str,
    email: &str,
    role: &str,
) -> Result<DomainInvitationId> {
    let emails = [email.to_string()];
    let answers = portal
        .invite_into_domain(&by.caller, into, &emails, wish_of(role))
        .await?;
    answers.into_iter().next().expect("an answer").1
}

/// Invites one person who can be invited.
pub(crate) async fn invite(
    portal: &Portal,
    by: &Person,
    into: &str,
    person: &Person,
    role: &str,
) -> DomainInvitationId {
    try_invite(portal, by, into, &person.email, role)
        .await
        .unwrap()
}

async fn rows(portal: &Portal, by: &Person, filter: Filter) -> Vec<DomainInvitationRow> {
    let listing = Listing {
        filter,
        ..Listing::default()
    };
    let page = portal.list_domain_invitations(&by.caller, "billing", listing);
    page.await.unwrap().rows
}

/// A domain "billing" with its Administrator, and somebody who is not in it.
async fn set_up(portal: &Portal) -> (Person, Person) {
    let tea = portal.member("tea", "Team").await;
    domain(portal, &tea, "billing").await;
    (tea, portal.person("cora").await)
}

async fn who_accepts_is_in_the_domain_with_the_role(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Editor").await;
    let waiting = portal.pop_up(&cora.caller).await.unwrap();
    assert_eq!(waiting.total.n, 1);
    let mine = &waiting.rows[0];
    assert_eq!((mine.id, mine.role.as_str()), (id, "Editor"));
    assert_eq!(
        (mine.domain.name.as_str(), mine.inviter.name.as_str()),
        ("billing", "tea")
    );
    assert_eq!(mine.valid_until, portal.now().plus(Span::days(30)));
    assert_fails!(
        portal.domain(&cora.caller, "billing").await,
        Error::NotFound
    );

    let name = portal
        .accept_domain_invitation(&cora.caller, id)
        .await
        .unwrap();
    assert_eq!(name, "billing");
    assert_eq!(portal.pop_up(&cora.caller).await.unwrap().total.n, 0);
    let members = portal.list_members(&cora.caller, "billing", MemberListing::default());
    let members = members.await.unwrap().rows;
    let own = members.iter().find(|row| row.is_oneself).unwrap();
    assert_eq!((own.name.as_str(), own.role.as_str()), ("cora", "Editor"));
    assert_eq!(
        own.invited_by.as_ref().map(|by| by.name.as_str()),
        Some("tea")
    );
    let row = &rows(&portal, &tea, Filter::Accepted).await[0];
    assert_eq!(
        (row.status, row.answered_at),
        (Status::Approved, Some(portal.now()))
    );
    let trail = portal.trail_of(id).await;
    assert!(
        trail[1].starts_with("domain_invitation.accepted by"),
        "{trail:?}"
    );
}

async fn an_answer_repeated_answers_the_same_and_another_one_is_refused(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    for _ in 0..3 {
        let answer = portal.accept_domain_invitation(&cora.caller, id).await;
        assert_eq!(answer.unwrap(), "billing");
    }
    let decline = portal.decline_domain_invitation(&cora.caller, id, "");
    assert_fails!(
        decline.await,
        Error::DomainInvitationRefused(Refusal::Status {
            current: Status::Approved
        })
    );
    let members = portal.number("SELECT count(*) FROM membership WHERE status = 'active'");
    assert_eq!(members.await, 2);
}

async fn somebody_elses_invitation_is_not_there(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let (wanda, owner) = (portal.person("wanda").await, portal.owner().await);
    domain(&portal, &owner, "support").await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    for other in [&wanda, &owner, &tea] {
        let caller = &other.caller;
        assert_fails!(
            portal.accept_domain_invitation(caller, id).await,
            Error::NotFound
        );
        let decline = portal.decline_domain_invitation(caller, id, "").await;
        assert_fails!(decline, Error::NotFound);
        assert!(portal.pop_up(caller).await.unwrap().rows.is_empty());
    }
    // Under another domain's address it is not there either, for whoever may everything.
    let deleted = portal.delete_domain_invitation(&owner.caller, "support", id);
    assert_fails!(deleted.await, Error::NotFound);
    let deleted = portal.delete_domain_invitation(&wanda.caller, "billing", id);
    assert_fails!(deleted.await, Error::NotFound);
    portal
        .accept_domain_invitation(&cora.caller, id)
        .await
        .unwrap();
}

async fn an_overdue_one_is_not_answered_and_the_sweeper_stores_it(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let end = portal.now().plus(Span::days(30));
    portal.advance_to(end);
    let cora = portal.enter(&cora.email).await;
    let tea = portal.enter(&tea.email).await;
    assert_eq!(portal.pop_up(&cora.caller).await.unwrap().total.n, 0);
    assert_eq!(
        rows(&portal, &tea, Filter::Expired).await.len(),
        1,
        "before any job ran"
    );
    for answer in [
        portal.accept_domain_invitation(&cora.caller, id).await,
        portal.decline_domain_invitation(&cora.caller, id, "").await,
    ] {
        assert_fails!(
            answer,
            Error::DomainInvitationRefused(Refusal::Overdue { valid_until }) if valid_until == end
        );
    }
    portal.sweep().await.unwrap();
    let stored = "SELECT count(*) FROM domain_invitation WHERE status = 'expired'";
    assert_eq!(portal.number(stored).await, 1);
    // Whoever is invited anew gets a new row.
    invite(&portal, &tea, "billing", &cora, "Viewer").await;
}

async fn each_address_is_answered_and_one_bad_one_stops_nobody(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let emails = [
        "not an address",
        "NOBODY@x.org",
        &cora.email,
        &cora.email,
        &tea.email,
    ];
    let emails = emails.map(str::to_string);
    let answers = portal
        .invite_into_domain(&tea.caller, "billing", &emails, wish_of("Viewer"))
        .await
        .unwrap();
    assert_eq!(answers.len(), 4, "the same address twice is one");
    assert_fails!(&answers[0].1, Error::Invalid(_));
    assert!(answers[1].1.is_ok(), "the portal's invitation goes with it");
    assert!(answers[2].1.is_ok());
    assert_fails!(
        &answers[3].1,
        Error::DomainInvitationRefused(Refusal::Oneself)
    );
    let none = portal.invite_into_domain(&tea.caller, "billing", &[], wish_of("Viewer"));
    assert_fails!(none.await, Error::Invalid(_));
    let many = vec![cora.email.clone(); 101];
    let many = portal.invite_into_domain(&tea.caller, "billing", &many, wish_of("Viewer"));
    assert_fails!(many.await, Error::Invalid(_));
    let long = DomainWish {
        validity: Span::days(31),
        ..wish_of("Viewer")
    };
    let long = portal.invite_into_domain(&tea.caller, "billing", &emails, long);
    assert_fails!(long.await, Error::Invalid(_));
}

async fn who_can_not_be_invited_and_why(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let id = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let again = try_invite(&portal, &tea, "billing", &cora.email, "Editor").await;
    assert_fails!(
        again,
        Error::DomainInvitationRefused(Refusal::AlreadyOpen { id: open }) if open == id
    );
    portal
        .accept_domain_invitation(&cora.caller, id)
        .await
        .unwrap();
    let member = try_invite(&portal, &tea, "billing", &cora.email, "Editor").await;
    assert_fails!(member, Error::DomainInvitationRefused(Refusal::Member));
    let rita = portal.person("rita").await;
    portal.revoke(&rita).await;
    let revoked = try_invite(&portal, &tea, "billing", &rita.email, "Viewer").await;
    assert_fails!(
        revoked,
        Error::DomainInvitationRefused(Refusal::CantBeInvited)
    );
    let unknown = try_invite(&portal, &tea, "billing", "w@x.org", "Emperor").await;
    assert_fails!(
        unknown,
        Error::DomainInvitationRefused(Refusal::UnknownRole)
    );
    // A member without the right, and a stranger.
    let wanda = portal.person("wanda").await;
    let by_viewer = try_invite(&portal, &cora, "billing", &wanda.email, "Viewer").await;
    assert_fails!(by_viewer, Error::Forbidden);
    let by_stranger = try_invite(&portal, &wanda, "billing", "w@x.org", "Viewer").await;
    assert_fails!(by_stranger, Error::NotFound);
}

async fn nobody_gives_a_role_above_their_own(portal: Portal) {
    // The built-in catalogue lets Administrators invite alone, who hold everything: what is refused here is a role that
    // was taken from its giver meanwhile.
    let (tea, cora) = set_up(&portal).await;
    let wanda = portal.person("wanda").await;
    let id = invite(&portal, &tea, "billing", &wanda, "Administrator").await;
    portal
        .accept_domain_invitation(&wanda.caller, id)
        .await
        .unwrap();
    let of_wanda = member_id(&portal, &tea, "wanda").await;
    let open = invite(&portal, &wanda, "billing", &cora, "Administrator").await;
    portal
        .change_member_role(&tea.caller, "billing", of_wanda, "Editor")
        .await
        .unwrap();
    let sent = try_invite(&portal, &wanda, "billing", "p@x.org", "Viewer").await;
    assert_fails!(sent, Error::Forbidden);
    let accepted = portal.accept_domain_invitation(&cora.caller, open).await;
    assert_fails!(
        accepted,
        Error::DomainInvitationRefused(Refusal::NeedsConfirmation)
    );
}

async fn an_inviter_who_lost_the_right_needs_somebody_who_vouches(portal: Portal) {
    // PRODUCT.md T19
    let (tea, cora) = set_up(&portal).await;
    let wanda = portal.person("wanda").await;
    let id = invite(&portal, &tea, "billing", &wanda, "Administrator").await;
    portal
        .accept_domain_invitation(&wanda.caller, id)
        .await
        .unwrap();
    let open = invite(&portal, &wanda, "billing", &cora, "Viewer").await;
    assert!(!rows(&portal, &tea, Filter::Pending).await[0].flagged);
    let vouch = || portal.vouch_for_domain_invitation(&tea.caller, "billing", open);
    assert_fails!(
        vouch().await,
        Error::DomainInvitationRefused(Refusal::Vouched)
    );
    portal.revoke(&wanda).await;
    assert!(rows(&portal, &tea, Filter::Pending).await[0].flagged);
    let refused = portal.accept_domain_invitation(&cora.caller, open).await;
    assert_fails!(
        refused,
        Error::DomainInvitationRefused(Refusal::NeedsConfirmation)
    );
    vouch().await.unwrap();
    assert!(!rows(&portal, &tea, Filter::Pending).await[0].flagged);
    portal
        .accept_domain_invitation(&cora.caller, open)
        .await
        .unwrap();
}

async fn only_a_rejected_one_is_sent_anew_and_only_a_pending_one_withdrawn(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let first = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let resend = |id, role: &str| {
        let role = Some(role.to_string());
        portal.resend_domain_invitation(&tea.caller, "billing", id, role)
    };
    let pending = Error::DomainInvitationRefused(Refusal::Status {
        current: Status::Pending,
    });
    let answer = resend(first, "Editor").await.unwrap_err();
    assert_eq!(answer.to_string(), pending.to_string());
    let decline = portal.decline_domain_invitation(&cora.caller, first, "No time.");
    decline.await.unwrap();
    portal.advance(Span::minutes(5));
    let second = resend(first, "Editor").await.unwrap();
    // M: the declined row keeps its label, its role and its times.
    let declined = rows(&portal, &tea, Filter::Rejected).await;
    let old = &declined[0];
    assert_eq!(
        (old.id, old.role.as_str(), old.is_superseded),
        (first, "Viewer", true)
    );
    assert_eq!(
        (old.reason.as_str(), old.answered_at.is_some()),
        ("No time.", true)
    );
    assert_fails!(
        resend(first, "Viewer").await,
        Error::DomainInvitationRefused(_)
    );
    let delete = |id| portal.delete_domain_invitation(&tea.caller, "billing", id);
    assert_fails!(delete(first).await, Error::DomainInvitationRefused(_));
    delete(second).await.unwrap();
    assert_eq!(portal.pop_up(&cora.caller).await.unwrap().total.n, 0);
    let accepted = portal.accept_domain_invitation(&cora.caller, second).await;
    assert_fails!(
        accepted,
        Error::DomainInvitationRefused(Refusal::Status {
            current: Status::Invalid
        })
    );
    // Only what was withdrawn is hidden.
    assert_eq!(rows(&portal, &tea, Filter::All).await.len(), 1);
    assert_eq!(rows(&portal, &tea, Filter::Deleted).await.len(), 1);
}

async fn the_pop_up_shows_five_and_is_refilled(portal: Portal) {
    let (tea, cora) = (
        portal.member("tea", "Team").await,
        portal.person("cora").await,
    );
    let mut ids = Vec::new();
    for n in 0..7 {
        let name = domain(&portal, &tea, &format!("domain-{n}")).await;
        ids.push(invite(&portal, &tea, &name, &cora, "Viewer").await);
    }
    let shown = |shown: rules::domain_invitation::PopUp| {
        let ids: Vec<_> = shown.rows.iter().map(|row| row.id).collect();
        (ids, shown.total.n)
    };
    ids.reverse();
    let look = || async { shown(portal.pop_up(&cora.caller).await.unwrap()) };
    assert_eq!(look().await, (ids[..5].to_vec(), 7), "newest first");
    portal
        .accept_domain_invitation(&cora.caller, ids[0])
        .await
        .unwrap();
    assert_eq!(look().await, (ids[1..6].to_vec(), 6));
    let decline = portal.decline_domain_invitation(&cora.caller, ids[2], "");
    decline.await.unwrap();
    let left: Vec<_> = [1, 3, 4, 5, 6].map(|n| ids[n]).to_vec();
    assert_eq!(look().await, (left.clone(), 5));
    let answers = portal.accept_domain_invitations(&cora.caller, &left).await;
    assert!(answers.unwrap().iter().all(|(_, answer)| answer.is_ok()));
    let accepted = MyListing {
        filter: MyFilter::Accepted,
        ..MyListing::default()
    };
    let page = portal.my_invitations(&cora.caller, accepted).await.unwrap();
    assert_eq!((page.rows.len(), page.total.n), (6, 6));
}

async fn the_clock_of_somebody_requested_starts_with_their_approval(portal: Portal) {
    // PRODUCT.md T25
    let (tea, owner) = (portal.member("tea", "Team").await, portal.owner().await);
    domain(&portal, &tea, "billing").await;
    portal.waiting("nora@x.org").await;
    let id = try_invite(&portal, &tea, "billing", "nora@x.org", "Viewer")
        .await
        .unwrap();
    let row = rows(&portal, &tea, Filter::Pending).await.remove(0);
    assert_eq!(row.valid_until, Timestamp::NEVER);
    portal.advance(Span::days(60));
    let owner = portal.enter(&owner.email).await;
    let nora = portal.account("nora@x.org").await;
    portal.approve_developer(&owner.caller, nora).await.unwrap();
    let nora = portal.enter("nora@x.org").await;
    let waiting = portal.pop_up(&nora.caller).await.unwrap();
    assert_eq!(
        waiting.rows[0].valid_until,
        portal.now().plus(Span::days(30))
    );
    portal
        .accept_domain_invitation(&nora.caller, id)
        .await
        .unwrap();
}

async fn who_is_rejected_or_deleted_has_no_open_invitation(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let owner = portal.owner().await;
    portal.waiting("nora@x.org").await;
    try_invite(&portal, &tea, "billing", "nora@x.org", "Viewer")
        .await
        .unwrap();
    let nora = portal.account("nora@x.org").await;
    portal
        .reject_developer(&owner.caller, nora, "")
        .await
        .unwrap();
    invite(&portal, &tea, "billing", &cora, "Viewer").await;
    portal
        .delete_developer(&owner.caller, cora.id)
        .await
        .unwrap();
    let mut reasons: Vec<String> = rows(&portal, &owner, Filter::Deleted)
        .await
        .into_iter()
        .map(|row| row.reason)
        .collect();
    reasons.sort();
    assert_eq!(reasons, ["account deleted", "account rejected"]);
    // Whoever comes back under the address inherits nothing (T26).
    portal.set(Key::PortalAutoApprove, "true").await;
    portal.ask(&cora.email).await.unwrap();
    let token = portal.confirmation_for(&cora.email).await;
    portal.confirm(&token, "cora").await.unwrap();
    let back = portal.enter(&cora.email).await;
    assert_eq!(portal.pop_up(&back.caller).await.unwrap().total.n, 0);
}

async fn who_is_revoked_answers_nothing_and_comes_back_as_they_were(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let owner = portal.owner().await;
    domain(&portal, &tea, "support").await;
    let joined = invite(&portal, &tea, "support", &cora, "Editor").await;
    portal
        .accept_domain_invitation(&cora.caller, joined)
        .await
        .unwrap();
    let open = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    portal.revoke(&cora).await;
    let answer = portal.accept_domain_invitation(&cora.caller, open).await;
    assert_fails!(answer, Error::Unauthenticated);
    portal
        .approve_developer(&owner.caller, cora.id)
        .await
        .unwrap();
    let cora = portal.enter(&cora.email).await;
    let seen = portal.domain(&cora.caller, "support").await.unwrap();
    assert_eq!(seen.row.role.as_deref(), Some("Editor"));
    portal
        .accept_domain_invitation(&cora.caller, open)
        .await
        .unwrap();
}

async fn the_invitee_and_the_inviter_are_mailed_and_each_switch_counts(portal: Portal) {
    let (tea, cora) = set_up(&portal).await;
    let of = |kind: Kind, person: &Person| {
        let email = person.email.clone();
        let portal = portal.clone();
        async move {
            let kinds = portal.kinds_to(&email).await;
            kinds.into_iter().filter(|found| *found == kind).count()
        }
    };
    let id = invite(&portal, &tea, "billing", &cora, "Editor").await;
    assert_eq!(of(Kind::DomainInvitation, &cora).await, 1);
    let mails = portal.mails_to(&cora.email).await;
    let mail = mails
        .iter()
        .find(|mail| mail.kind == Kind::DomainInvitation);
    let text = portal.text_of(mail.unwrap()).await;
    assert!(
        text.contains("The billing") && text.contains("Editor"),
        "{text}"
    );
    assert!(
        text.contains("/domains\n"),
        "no token: it leads to the domains: {text}"
    );
    portal
        .decline_domain_invitation(&cora.caller, id, "No time.")
        .await
        .unwrap();
    assert_eq!(of(Kind::InvitationAnswer, &tea).await, 1);
    // Answered twice is told once.
    portal
        .decline_domain_invitation(&cora.caller, id, "No time.")
        .await
        .unwrap();
    assert_eq!(of(Kind::InvitationAnswer, &tea).await, 1);
    portal.set(Key::DomainInviteEmail, "off").await;
    portal.set(Key::InviteAnswerEmail, "off").await;
    let resend = portal.resend_domain_invitation(&tea.caller, "billing", id, None);
    let id = resend.await.unwrap();
    portal
        .accept_domain_invitation(&cora.caller, id)
        .await
        .unwrap();
    assert_eq!(of(Kind::DomainInvitation, &cora).await, 1);
    assert_eq!(of(Kind::InvitationAnswer, &tea).await, 1);
}

/// The membership of somebody in "billing".
pub(crate) async fn member_id(
    portal: &Portal,
    by: &Person,
    name: &str,
) -> rules::ids::MembershipId {
    let page = portal.list_members(&by.caller, "billing", MemberListing::default());
    let rows = page.await.unwrap().rows;
    rows.iter().find(|row| row.name == name).unwrap().id
}

async fn each_filter_is_counted_as_of_now(portal: Portal) {
    // UX TBL-06
    let (tea, cora) = set_up(&portal).await;
    let (dan, eve) = (portal.person("dan").await, portal.person("eve").await);
    let accepted = invite(&portal, &tea, "billing", &cora, "Viewer").await;
    let declined = invite(&portal, &tea, "billing", &dan, "Viewer").await;
    let deleted = invite(&portal, &tea, "billing", &eve, "Viewer").await;
    let answer = portal.accept_domain_invitation(&cora.caller, accepted);
    answer.await.unwrap();
    let answer = portal.decline_domain_invitation(&dan.caller, declined, "");
    answer.await.unwrap();
    let withdrawn = portal.delete_domain_invitation(&tea.caller, "billing", deleted);
    withdrawn.await.unwrap();
    invite(&portal, &tea, "billing", &eve, "Viewer").await;
    let counts = async || {
        let here = portal.list_domain_invitations(&tea.caller, "billing", Listing::default());
        let here = here.await.unwrap().standings;
        let of_domain = Filter::ALL.map(|filter| here.of(filter.status()));
        let mine = portal.my_invitations(&eve.caller, MyListing::default());
        let mine = mine.await.unwrap().standings;
        (
            of_domain,
            MyFilter::ALL.map(|filter| mine.of(filter.status())),
        )
    };
    // All, Pending (and Flagged, which the page counts by itself), Accepted, Rejected, Expired, Deleted
    let exactly = |n: [u64; 7]| n.map(Count::exactly);
    let before = (
        exactly([3, 1, 1, 1, 1, 0, 1]),
        [1, 1, 0, 0, 0].map(Count::exactly),
    );
    assert_eq!(counts().await, before);
    portal.advance(Span::days(30));
    let after = (
        exactly([3, 0, 0, 1, 1, 1, 1]),
        [1, 0, 0, 0, 1].map(Count::exactly),
    );
    assert_eq!(counts().await, after);
}
