//! Settings: PRODUCT.md section 7, T20; SECURITY LOG-1.

use crate::support::{CHEAP, PASSWORD, Portal, assert_fails, on_both};
use backend::Error;
use rules::invitation::Status;
use rules::outbox::Kind;
use rules::settings::{Key, Settings, Source, WaitingRows};

on_both!(
    every_setting_is_changed_kept_and_audited,
    a_refused_value_changes_nothing_and_every_fault_is_told,
    the_environment_fixes_a_setting,
    a_change_holds_on_every_replica_at_once,
    only_who_manages_settings_changes_them,
    the_audit_trail_of_settings_holds_no_addresses,
    numbers_that_go_together_are_changed_one_at_a_time,
    switching_pre_approval_on_asks_about_waiting_rows,
    switching_pre_approval_on_may_approve_the_waiting_rows,
    switching_pre_approval_on_may_keep_the_waiting_rows,
    switching_pre_approval_on_with_nobody_waiting_asks_nothing,
);

const OTHER_VALUES: [(Key, &str); 37] = [
    (Key::PortalName, "The Workshop"),
    (Key::BodyColour, "#aabbcc"),
    (Key::InvitationsAutoApprove, "off"),
    (Key::InvitationValidity, "168"),
    (Key::PasswordProfile, "either"),
    (Key::BudgetInviter, "7"),
    (Key::BudgetDomain, "500"),
    (Key::BudgetRecipient, "3"),
    (Key::SessionIdle, "60"),
    (Key::SessionIdleAdmin, "30"),
    (Key::SessionAbsolute, "600"),
    (Key::MailSenderName, "The desk"),
    (Key::SmtpAdminEmails, "desk@example.org"),
    (Key::SelfRegistration, "off"),
    (Key::PortalAutoApprove, "on"),
    (Key::PortalTokenExp, "3600"),
    (Key::PortalInviteEmail, "off"),
    (Key::PortalAccessRequestEmail, "off"),
    (Key::PortalApprovedEmail, "off"),
    (Key::PortalRejectedEmail, "off"),
    (Key::PortalRevokedEmail, "on"),
    (Key::PortalResetEmail, "off"),
    (Key::PortalResetSuccessEmail, "off"),
    (Key::PortalReminderEmail, "on"),
    (Key::ReminderLead, "12"),
    (Key::DomainInviteEmail, "off"),
    (Key::InviteAnswerEmail, "off"),
    (Key::DomainInvitationValidity, "24"),
    (Key::HomePage, "# Welcome\n\nAsk *us*."),
    (Key::PasswordClassicMin, "9"),
    (Key::PasswordClassicMax, "17"),
    (Key::PasswordModernMin, "20"),
    (Key::PasswordModernMax, "64"),
    (Key::PasswordClassicLower, "2"),
    (Key::PasswordClassicUpper, "0"),
    (Key::PasswordClassicDigit, "3"),
    (Key::PasswordClassicSpecial, "2"),
];

async fn every_setting_is_changed_kept_and_audited(portal: Portal) {
    let owner = portal.owner().await;
    for (key, value) in OTHER_VALUES {
        let change = vec![(key, value.to_string())];
        portal
            .change_settings(&owner.caller, change.clone(), None)
            .await
            .unwrap();
        let (settings, sources) = portal.settings_with_sources(&owner.caller).await.unwrap();
        assert_eq!(settings.text(key), value);
        assert_eq!(sources[&key], Source::Database);
        let trail = ["setting.changed by account"];
        assert_eq!(
            portal.trail_of(key.as_str()).await,
            trail,
            "{}",
            key.as_str()
        );
        // The same value again is no change.
        portal
            .change_settings(&owner.caller, change, None)
            .await
            .unwrap();
        assert_eq!(
            portal.trail_of(key.as_str()).await,
            trail,
            "{}",
            key.as_str()
        );
    }
    assert_eq!(OTHER_VALUES.len(), Key::ALL.len());
}

async fn a_refused_value_changes_nothing_and_every_fault_is_told(portal: Portal) {
    let owner = portal.owner().await;
    let before = portal.dump().await;
    let changes = vec![
        (Key::PortalName, "Fine".to_string()),
        (Key::BodyColour, "red".to_string()),
        (Key::InvitationValidity, "721".to_string()),
    ];
    let answer = portal.change_settings(&owner.caller, changes, None).await;
    let Err(Error::Invalid(faults)) = answer else {
        panic!("{answer:?}")
    };
    let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["body_colour", "invitation_validity"]);
    assert_eq!(portal.dump().await, before);
}

async fn the_environment_fixes_a_setting(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::BudgetRecipient, "3").await;
    let replica = portal
        .replica_with(CHEAP, [(Key::BudgetRecipient, "5")])
        .await;
    let (settings, sources) = replica.settings_with_sources(&owner.caller).await.unwrap();
    assert_eq!(settings.budget_recipient, 5);
    assert_eq!(sources[&Key::BudgetRecipient], Source::Environment);
    assert_eq!(sources[&Key::PortalName], Source::Default);
    let change = vec![(Key::BudgetRecipient, "7".to_string())];
    let answer = replica.change_settings(&owner.caller, change, None).await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "budget_recipient");
    assert_eq!(portal.settings().await.unwrap().budget_recipient, 3);
}

async fn a_change_holds_on_every_replica_at_once(portal: Portal) {
    let replica = portal.replica().await;
    assert_eq!(replica.settings().await.unwrap(), Settings::default());
    portal.set(Key::PortalName, "The Workshop").await;
    assert_eq!(
        replica.settings().await.unwrap().portal_name,
        "The Workshop"
    );
}

async fn only_who_manages_settings_changes_them(portal: Portal) {
    let reviewer = portal.staff("rita", "Reviewer").await;
    let customer = portal.person("cora").await;
    let administrator = portal.staff("adam", "Administrator").await;
    let change = vec![(Key::PortalName, "Mine".to_string())];
    for person in [&reviewer, &customer] {
        let answer = portal
            .change_settings(&person.caller, change.clone(), None)
            .await;
        assert_fails!(answer, Error::Forbidden);
        assert_fails!(
            portal.settings_with_sources(&person.caller).await,
            Error::Forbidden
        );
    }
    portal
        .change_settings(&administrator.caller, change.clone(), None)
        .await
        .unwrap();
    portal.give_role(&administrator, "Reviewer").await;
    let change = vec![(Key::PortalName, "Theirs".to_string())];
    let answer = portal
        .change_settings(&administrator.caller, change, None)
        .await;
    assert_fails!(answer, Error::Forbidden);
    assert_eq!(portal.settings().await.unwrap().portal_name, "Mine");
}

async fn the_audit_trail_of_settings_holds_no_addresses(portal: Portal) {
    // The harness looks for an @ in the trail after every test.
    portal
        .set(Key::SmtpAdminEmails, "desk@example.org, boss@example.org")
        .await;
    let after = "SELECT after FROM audit_event WHERE object_id = 'smtp_admin_emails'";
    let after: String = portal.rows(after).await[0].try_get_by_index(0).unwrap();
    assert_eq!(after, "2");
    let owner = portal.owner().await;
    for key in [Key::PortalName, Key::MailSenderName] {
        let change = vec![(key, "me@example.org".to_string())];
        let answer = portal.change_settings(&owner.caller, change, None).await;
        assert_fails!(answer, Error::Invalid(_));
    }
}

fn switch_on() -> Vec<(Key, String)> {
    vec![(Key::InvitationsAutoApprove, "on".to_string())]
}

async fn numbers_that_go_together_are_changed_one_at_a_time(portal: Portal) {
    let owner = portal.owner().await;
    for round in 0..8 {
        portal.set(Key::PasswordClassicMax, "30").await;
        portal.set(Key::PasswordClassicMin, "10").await;
        let change = |key: Key, value: &str| {
            let change = vec![(key, value.to_string())];
            portal.change_settings(&owner.caller, change, None)
        };
        let (min, max) = futures::join!(
            change(Key::PasswordClassicMin, "20"),
            change(Key::PasswordClassicMax, "16"),
        );
        assert!(min.is_ok() != max.is_ok(), "{round}: {min:?} {max:?}");
        let settings = portal.settings().await.unwrap();
        assert_eq!(settings.check(&[]), Ok(()), "{round}");
        let lengths = settings.password_lengths;
        let stands = (lengths.classic_min, lengths.classic_max);
        assert!(
            [(20, 30), (10, 16)].contains(&stands),
            "{round}: {stands:?}"
        );
    }
}

async fn switching_pre_approval_on_asks_about_waiting_rows(portal: Portal) {
    // T20
    let owner = portal.owner().await;
    portal.waiting("wanda@example.org").await;
    let answer = portal
        .change_settings(&owner.caller, switch_on(), None)
        .await;
    assert_fails!(answer, Error::Invalid(ref faults) if faults[0].field == "waiting_rows");
    assert!(!portal.settings().await.unwrap().invitations_auto_approve);
}

async fn switching_pre_approval_on_may_approve_the_waiting_rows(portal: Portal) {
    // T20: all but the rows flagged by T19.
    let owner = portal.owner().await;
    let administrator = portal.staff("adam", "Administrator").await;
    let mut waiting = Vec::new();
    for n in 0..3 {
        waiting.push(portal.waiting(&format!("w{n}@example.org")).await);
    }
    let flagged = portal
        .invite_one(&administrator.caller, "f@example.org")
        .await;
    portal
        .join(&portal.token_for("f@example.org").await, "Fay")
        .await
        .unwrap();
    portal.give_role(&administrator, "Customer").await;
    let answer = portal
        .change_settings(&owner.caller, switch_on(), Some(WaitingRows::Approve))
        .await;
    assert_eq!(answer.unwrap(), (3, 1));
    for id in waiting {
        assert_eq!(portal.stored(id).await, Status::Approved);
    }
    assert_eq!(portal.stored(flagged).await, Status::Waiting);
    let kinds = portal.kinds_to("w1@example.org").await;
    assert_eq!(kinds, [Kind::Invitation, Kind::Approved]);
    assert!(portal.try_login("w2@example.org", PASSWORD).await.is_some());
    portal
        .accept_invitation(&owner.caller, flagged)
        .await
        .unwrap();
}

async fn switching_pre_approval_on_may_keep_the_waiting_rows(portal: Portal) {
    let owner = portal.owner().await;
    let id = portal.waiting("wanda@example.org").await;
    let answer = portal
        .change_settings(&owner.caller, switch_on(), Some(WaitingRows::Keep))
        .await;
    assert_eq!(answer.unwrap(), (0, 1));
    assert_eq!(portal.stored(id).await, Status::Waiting);
    assert!(portal.settings().await.unwrap().invitations_auto_approve);
    portal.accept_invitation(&owner.caller, id).await.unwrap();
}

async fn switching_pre_approval_on_with_nobody_waiting_asks_nothing(portal: Portal) {
    let owner = portal.owner().await;
    portal.set(Key::InvitationsAutoApprove, "off").await;
    portal.invite_one(&owner.caller, "ada@example.org").await;
    portal
        .change_settings(&owner.caller, switch_on(), None)
        .await
        .unwrap();
    assert!(portal.settings().await.unwrap().invitations_auto_approve);
}
