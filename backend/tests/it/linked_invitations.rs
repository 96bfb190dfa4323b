//! An address without an account is invited into a domain: the portal invitation goes with it, and the one follows the
//! other (PRODUCT.md section 1, section 2 T2, T16, T25 and T26).

use crate::domain_invitations::{try_invite, wish_of};
use crate::domains::domain;
use crate::support::{Person, Portal, assert_fails, invited, on_both, wish};
use backend::Error;
use backend::authority::Caller;
use backend::registrations::Behind;
use backend::submissions::Invite;
use rules::account;
use rules::domain_invitation::{DomainInvitationRow, Filter, Listing, Refusal, Status};
use rules::ids::{DomainInvitationId, InvitationId};
use rules::invitation::{self as portal_invitation, Refusal as PortalRefusal};
use rules::listing::InvitationFilter;
use rules::outbox::Kind;
use rules::settings::Key;
use rules::submission::{Budget, Outcome};
use rules::time::{Span, Timestamp};

pub(crate) const ADA: &str = "ada@example.org";

on_both!(
    one_mail_leads_from_the_portal_into_the_domain,
    an_open_portal_invitation_is_used_and_gets_a_further_link,
    what_becomes_of_the_portal_row_becomes_of_the_domains,
    a_waiting_persons_clock_starts_with_the_approval,
    what_is_sent_anew_takes_the_domains_along,
    what_was_deleted_by_itself_does_not_come_back,
    deleting_the_only_domain_row_takes_the_portal_row_with_it,
    a_self_registration_answers_the_domains_too,
    switches_opt_outs_and_budgets_stop_new_addresses,
    whoever_may_not_read_accounts_learns_of_none,
    the_invite_dialog_takes_domains_along,
    nobody_offers_a_domain_that_is_not_theirs_to_offer,
);

/// A domain "billing" with its Administrator, who may not invite to the portal.
pub(crate) async fn set_up(portal: &Portal) -> Person {
    let tea = portal.member("tea", "Team").await;
    domain(portal, &tea, "billing").await;
    tea
}

async fn rows(portal: &Portal, filter: Filter) -> Vec<DomainInvitationRow> {
    let listing = Listing {
        filter,
        ..Listing::default()
    };
    let owner = Caller::command_line();
    let page = portal.list_domain_invitations(&owner, "billing", listing);
    page.await.unwrap().rows
}

pub(crate) async fn only(portal: &Portal, filter: Filter) -> DomainInvitationRow {
    let mut rows = rows(portal, filter).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

/// The portal row that the invitation waits for.
pub(crate) async fn portal_row(portal: &Portal) -> InvitationId {
    let mut found = Vec::new();
    for id in portal.listed(InvitationFilter::All).await {
        let row = portal.row(id).await;
        if row.email == ADA && row.status != portal_invitation::Status::Inactivated {
            found.push(id);
        }
    }
    // The newest: the others are over.
    *found.first().expect("a portal row")
}

pub(crate) async fn accept(portal: &Portal, who: &Person) -> String {
    let pop_up = portal.pop_up(&who.caller).await.unwrap();
    let id = pop_up.rows[0].id;
    let accepted = portal.accept_domain_invitation(&who.caller, id);
    accepted.await.unwrap()
}

async fn one_mail_leads_from_the_portal_into_the_domain(portal: Portal) {
    let tea = set_up(&portal).await;
    let message = "See you there.".to_string();
    let wish = backend::domain_invitations::DomainWish {
        message,
        ..wish_of("Editor")
    };
    let emails = [ADA.to_string()];
    let sent = portal.invite_into_domain(&tea.caller, "billing", &emails, wish);
    let id: DomainInvitationId = *sent.await.unwrap()[0].1.as_ref().unwrap();
    assert_eq!(portal.kinds_to(ADA).await, [Kind::Invitation], "one mail");
    let text = portal.text_of(&portal.mails_to(ADA).await[0]).await;
    for part in ["billing", "Editor", "See you there.", "/invite/"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let portal_id = portal_row(&portal).await;
    let row = portal.row(portal_id).await;
    assert_eq!((row.role.as_str(), row.flagged), ("Customer", false));
    assert_eq!(row.valid_until, portal.now().plus(Span::hours(72)));
    let before = only(&portal, Filter::Pending).await;
    assert_eq!((before.id, before.valid_until), (id, Timestamp::NEVER));
    assert_eq!((before.email.as_str(), before.account), (ADA, None));

    portal.advance(Span::hours(2));
    let token = portal.token_for(ADA).await;
    let Behind::Open(offer) = portal.behind_link(&token).await.unwrap() else {
        panic!("the link does not work");
    };
    assert_eq!(
        offer.domains,
        [("The billing".to_string(), "Editor".to_string())]
    );
    portal.join(&token, "Ada").await.unwrap();
    let ada = portal.enter(ADA).await;
    let waiting = portal.pop_up(&ada.caller).await.unwrap();
    assert_eq!(waiting.rows[0].id, id);
    assert_eq!(
        waiting.rows[0].valid_until,
        portal.now().plus(Span::days(30))
    );
    assert_eq!(accept(&portal, &ada).await, "billing");
    assert!(portal.domain(&ada.caller, "billing").await.is_ok());
    assert!(is_sound(&portal).await);
}

async fn an_open_portal_invitation_is_used_and_gets_a_further_link(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    let open = portal.invite_one(&owner.caller, ADA).await;
    let first = portal.token_for(ADA).await;
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    assert_eq!(portal_row(&portal).await, open);
    assert_eq!(portal.kinds_to(ADA).await, [Kind::Invitation; 2]);
    let links =
        portal.number("SELECT count(*) FROM token WHERE purpose = 'invite' AND died_at IS NULL");
    assert_eq!(links.await, 2);
    portal.join(&first, "Ada").await.unwrap();
    let links =
        portal.number("SELECT count(*) FROM token WHERE purpose = 'invite' AND died_at IS NULL");
    assert_eq!(links.await, 0, "all links of a row die together");
    let ada = portal.enter(ADA).await;
    assert_eq!(accept(&portal, &ada).await, "billing");
    assert!(is_sound(&portal).await);
}

async fn what_becomes_of_the_portal_row_becomes_of_the_domains(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    let again = async || {
        try_invite(&portal, &tea, "billing", ADA, "Viewer")
            .await
            .unwrap();
        portal_row(&portal).await
    };
    // T10
    let id = again().await;
    portal.delete_invitation(&owner.caller, id).await.unwrap();
    let row = only(&portal, Filter::Deleted).await;
    assert_eq!(row.reason, "portal invitation deleted");
    let trail = portal.trail_of(row.id).await;
    assert_eq!(
        trail.last().unwrap(),
        "domain_invitation.deleted by account"
    );
    // T9, met by the sweeper.
    again().await;
    portal.advance(Span::hours(72));
    portal.sweep().await.unwrap();
    assert_eq!(only(&portal, Filter::Expired).await.status, Status::Expired);
    // T21
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    portal.stop(&portal.opt_out_for(ADA).await).await.unwrap();
    let deleted = rows(&portal, Filter::Deleted).await;
    assert_eq!(deleted[0].reason, "portal invitation declined");
    assert!(rows(&portal, Filter::Pending).await.is_empty());
    assert!(is_sound(&portal).await);
}

async fn a_waiting_persons_clock_starts_with_the_approval(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    portal.set(Key::InvitationsAutoApprove, "false").await;
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    let token = portal.token_for(ADA).await;
    portal.join(&token, "Ada").await.unwrap();
    assert_eq!(
        only(&portal, Filter::Pending).await.valid_until,
        Timestamp::NEVER
    );
    portal.advance(Span::days(90));
    let id = portal_row(&portal).await;
    portal.accept_invitation(&owner.caller, id).await.unwrap();
    let row = only(&portal, Filter::Pending).await;
    assert_eq!(row.valid_until, portal.now().plus(Span::days(30)));
    let ada = portal.enter(ADA).await;
    assert_eq!(accept(&portal, &ada).await, "billing");
}

async fn what_is_sent_anew_takes_the_domains_along(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    portal.set(Key::InvitationsAutoApprove, "false").await;
    let first = try_invite(&portal, &tea, "billing", ADA, "Editor")
        .await
        .unwrap();
    // Pending: replaced.
    portal.advance(Span::minutes(2));
    let id = portal_row(&portal).await;
    let second = portal.resend_invitation(&owner.caller, id).await.unwrap();
    let row = only(&portal, Filter::Pending).await;
    assert_ne!(row.id, first);
    assert_eq!(
        (row.role.as_str(), row.inviter.name.as_str()),
        ("Editor", "tea")
    );
    assert_eq!(only(&portal, Filter::Deleted).await.reason, "replaced");
    let newest = &portal.mails_to(ADA).await[0];
    assert!(portal.text_of(newest).await.contains("billing"));
    // Expired: comes back.
    portal.advance(Span::hours(72));
    portal.sweep().await.unwrap();
    assert!(rows(&portal, Filter::Pending).await.is_empty());
    let third = portal
        .resend_invitation(&owner.caller, second)
        .await
        .unwrap();
    assert_eq!(only(&portal, Filter::Pending).await.role, "Editor");
    // Rejected (T18): comes back, and the account that comes back with it answers.
    let token = portal.token_for(ADA).await;
    portal.join(&token, "Ada").await.unwrap();
    portal
        .deny_invitation(&owner.caller, third, "no")
        .await
        .unwrap();
    assert!(rows(&portal, Filter::Pending).await.is_empty());
    portal.set(Key::InvitationsAutoApprove, "true").await;
    portal.advance(Span::minutes(2));
    portal
        .resend_invitation(&owner.caller, third)
        .await
        .unwrap();
    let token = portal.token_for(ADA).await;
    portal.join(&token, "Ada").await.unwrap();
    let ada = portal.enter(ADA).await;
    assert_eq!(accept(&portal, &ada).await, "billing");
    assert!(is_sound(&portal).await);
}

async fn what_was_deleted_by_itself_does_not_come_back(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    let open = portal.invite_one(&owner.caller, ADA).await;
    let id = try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    portal
        .delete_domain_invitation(&tea.caller, "billing", id)
        .await
        .unwrap();
    assert_eq!(
        portal.stored(open).await,
        portal_invitation::Status::Pending,
        "it was there before"
    );
    portal.advance(Span::minutes(2));
    portal.resend_invitation(&owner.caller, open).await.unwrap();
    assert!(rows(&portal, Filter::Pending).await.is_empty());
}

async fn deleting_the_only_domain_row_takes_the_portal_row_with_it(portal: Portal) {
    // T16
    let tea = set_up(&portal).await;
    let id = try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    let made = portal_row(&portal).await;
    let token = portal.token_for(ADA).await;
    // Another domain's invitation keeps it.
    domain(&portal, &tea, "sales").await;
    let other = try_invite(&portal, &tea, "sales", ADA, "Viewer")
        .await
        .unwrap();
    portal
        .delete_domain_invitation(&tea.caller, "billing", id)
        .await
        .unwrap();
    assert_eq!(
        portal.stored(made).await,
        portal_invitation::Status::Pending
    );
    portal
        .delete_domain_invitation(&tea.caller, "sales", other)
        .await
        .unwrap();
    assert_eq!(
        portal.stored(made).await,
        portal_invitation::Status::Pending,
        "made for billing, where it was deleted while another one waited"
    );
    // Alone it goes.
    let bob = "bob@example.org";
    let id = try_invite(&portal, &tea, "billing", bob, "Viewer")
        .await
        .unwrap();
    let token_of_bob = portal.token_for(bob).await;
    portal
        .delete_domain_invitation(&tea.caller, "billing", id)
        .await
        .unwrap();
    assert_fails!(portal.join(&token_of_bob, "Bob").await, Error::NotFound);
    assert!(portal.join(&token, "Ada").await.is_ok());
}

async fn a_self_registration_answers_the_domains_too(portal: Portal) {
    // T23 and T25
    let tea = set_up(&portal).await;
    portal.set(Key::SelfRegistration, "true").await;
    try_invite(&portal, &tea, "billing", ADA, "Viewer")
        .await
        .unwrap();
    portal.ask(ADA).await.unwrap();
    let token = portal.confirmation_for(ADA).await;
    portal.confirm(&token, "Ada").await.unwrap();
    let ada = portal.enter(ADA).await;
    assert_eq!(accept(&portal, &ada).await, "billing");
}

async fn switches_opt_outs_and_budgets_stop_new_addresses(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    let cora = portal.person("cora").await;
    portal.set(Key::PortalInviteEmail, "false").await;
    let off = try_invite(&portal, &owner, "billing", ADA, "Viewer").await;
    assert_fails!(off, Error::DomainInvitationRefused(Refusal::SwitchedOff));
    // Somebody with an account needs no link.
    try_invite(&portal, &tea, "billing", &cora.email, "Viewer")
        .await
        .unwrap();
    portal.set(Key::PortalInviteEmail, "true").await;

    portal.invite_one(&owner.caller, "stop@example.org").await;
    portal
        .stop(&portal.opt_out_for("stop@example.org").await)
        .await
        .unwrap();
    let asked = try_invite(&portal, &owner, "billing", "stop@example.org", "Viewer").await;
    assert_fails!(
        asked,
        Error::DomainInvitationRefused(Refusal::Suppressed { .. })
    );
    assert!(
        rows(&portal, Filter::All)
            .await
            .iter()
            .all(|row| row.email != "stop@example.org")
    );

    portal.set(Key::BudgetDomain, "3").await;
    for email in ["one@example.org", "two@example.org"] {
        try_invite(&portal, &tea, "billing", email, "Viewer")
            .await
            .unwrap();
    }
    let over = try_invite(&portal, &owner, "billing", "three@example.org", "Viewer").await;
    assert_fails!(over, Error::RateLimited { .. });
    domain(&portal, &tea, "sales").await;
    try_invite(&portal, &tea, "sales", "three@example.org", "Viewer")
        .await
        .unwrap();
}

async fn whoever_may_not_read_accounts_learns_of_none(portal: Portal) {
    // SECURITY INV-15
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    let cora = portal.person("cora").await;
    let rita = portal.person("rita").await;
    portal.revoke(&rita).await;
    portal.invite_one(&owner.caller, "stop@example.org").await;
    portal
        .stop(&portal.opt_out_for("stop@example.org").await)
        .await
        .unwrap();
    for email in [rita.email.as_str(), "stop@example.org"] {
        let answer = try_invite(&portal, &tea, "billing", email, "Viewer").await;
        assert_fails!(
            answer,
            Error::DomainInvitationRefused(Refusal::CantBeInvited)
        );
    }
    let answer = try_invite(&portal, &owner, "billing", &rita.email, "Viewer").await;
    assert_fails!(
        answer,
        Error::DomainInvitationRefused(Refusal::HasAccount {
            status: account::Status::Revoked
        })
    );
    for email in [cora.email.to_uppercase().as_str(), "ADA@EXAMPLE.ORG"] {
        try_invite(&portal, &tea, "billing", email, "Viewer")
            .await
            .unwrap();
    }
    let seen = portal.list_domain_invitations(&tea.caller, "billing", Listing::default());
    let seen = seen.await.unwrap().rows;
    for row in &seen {
        assert_eq!((row.account, row.name.as_str()), (None, ""), "{row:?}");
        assert_eq!(row.valid_until, Timestamp::NEVER);
        assert!(
            row.email.ends_with("@EXAMPLE.ORG"),
            "as it was typed: {row:?}"
        );
    }
    portal.advance(Span::days(31));
    portal.sweep().await.unwrap();
    let seen = portal.list_domain_invitations(&tea.caller, "billing", Listing::default());
    for row in seen.await.unwrap().rows {
        let told = (row.status, row.valid_until, row.account);
        assert_eq!(told, (Status::Expired, Timestamp::NEVER, None));
    }
    try_invite(&portal, &tea, "billing", &cora.email, "Viewer")
        .await
        .unwrap();
    let owners = rows(&portal, Filter::All).await;
    assert!(owners.iter().any(|row| row.name == "cora"));
    accept(&portal, &cora).await;
    let seen = portal.list_domain_invitations(&tea.caller, "billing", Listing::default());
    assert!(
        seen.await
            .unwrap()
            .rows
            .iter()
            .any(|row| row.name == "cora")
    );
}

pub(crate) async fn is_sound(portal: &Portal) -> bool {
    let findings = portal.store().check().await.unwrap();
    findings.iter().all(|finding| finding.broken == 0)
}

pub(crate) fn into(domains: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = domains.iter();
    pairs
        .map(|(name, role)| (name.to_string(), role.to_string()))
        .collect()
}

async fn the_invite_dialog_takes_domains_along(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    domain(&portal, &tea, "sales").await;
    let cora = portal.person("cora").await;
    portal.invite_one(&owner.caller, "open@example.org").await;
    try_invite(&portal, &tea, "sales", &cora.email, "Viewer")
        .await
        .unwrap();
    let list = format!("{ADA}, {}, open@example.org, {}", cora.email, tea.email);
    let invite = Invite {
        domains: into(&[("sales", "Viewer"), ("billing", "Editor")]),
        ..wish(&list)
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    invited(&report, 0);
    let outcomes: Vec<_> = report
        .lines
        .iter()
        .skip(1)
        .map(|line| line.outcome.clone())
        .collect();
    assert_eq!(
        outcomes,
        [
            // Only into billing: the other is open.
            Some(Outcome::IntoDomains { domains: 1 }),
            Some(Outcome::IntoDomains { domains: 2 }),
            // A member of both.
            Some(Outcome::HasAccount {
                status: account::Status::Approved
            }),
        ]
    );
    assert_eq!(
        portal.kinds_to(ADA).await,
        [Kind::Invitation],
        "one mail names both"
    );
    let text = portal.text_of(&portal.mails_to(ADA).await[0]).await;
    assert!(text.contains("billing") && text.contains("sales"), "{text}");
    let token = portal.token_for(ADA).await;
    portal.join(&token, "Ada").await.unwrap();
    let ada = portal.enter(ADA).await;
    let pop_up = portal.pop_up(&ada.caller).await.unwrap();
    assert_eq!(pop_up.total.n, 2);
    // The day's budget of one domain holds for the submission.
    portal.set(Key::BudgetDomain, "5").await;
    let invite = Invite {
        domains: into(&[("billing", "Viewer")]),
        ..wish("p1@example.org p2@example.org p3@example.org p4@example.org")
    };
    let report = portal.invite(&owner.caller, invite).await.unwrap();
    let over = |line: &rules::submission::Line| {
        matches!(
            line.outcome,
            Some(Outcome::OverBudget {
                budget: Budget::Domain,
                ..
            })
        )
    };
    assert_eq!(report.lines.iter().filter(|line| over(line)).count(), 2);
    assert!(is_sound(&portal).await);
}

async fn nobody_offers_a_domain_that_is_not_theirs_to_offer(portal: Portal) {
    let (owner, tea) = (portal.owner().await, set_up(&portal).await);
    let adam = portal.staff("adam", "Administrator").await;
    let offer = |domains: &[(&str, &str)]| Invite {
        domains: into(domains),
        ..wish(ADA)
    };
    // He may invite to the portal, and is nobody in the domain: it is not there for him.
    let stranger = portal
        .invite(&adam.caller, offer(&[("billing", "Viewer")]))
        .await;
    assert_fails!(stranger, Error::Invalid(_));
    let id = try_invite(&portal, &tea, "billing", &adam.email, "Editor")
        .await
        .unwrap();
    portal
        .accept_domain_invitation(&adam.caller, id)
        .await
        .unwrap();
    let editor = portal
        .invite(&adam.caller, offer(&[("billing", "Viewer")]))
        .await;
    assert_fails!(editor, Error::Forbidden);
    for wrong in [&[("billing", "King")][..], &[("nowhere", "Viewer")][..]] {
        assert!(portal.invite(&owner.caller, offer(wrong)).await.is_err());
    }
    let twice = offer(&[("billing", "Viewer"), ("billing", "Editor")]);
    assert_fails!(portal.invite(&owner.caller, twice).await, Error::Invalid(_));
    portal.archive_domain(&tea.caller, "billing").await.unwrap();
    let archived = portal
        .invite(&owner.caller, offer(&[("billing", "Viewer")]))
        .await;
    assert_fails!(archived, Error::DomainInvitationRefused(Refusal::Archived));
    assert!(portal.kinds_to(ADA).await.is_empty());
    // Who invites by a domain invites to nothing else.
    let off = portal.invite(&tea.caller, wish(ADA)).await;
    assert!(matches!(
        off,
        Err(Error::Forbidden | Error::Refused(PortalRefusal::NotAllowed { .. }))
    ));
}
