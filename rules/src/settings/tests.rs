use super::*;

#[test]
fn the_defaults_are_what_the_keys_say() {
    let mut settings = Settings::default();
    let before = settings.clone();
    for key in Key::ALL {
        assert_eq!(settings.text(key), key.default_value(), "{}", key.as_str());
        settings.set(key, key.default_value()).unwrap();
    }
    assert_eq!(settings, before);
}

#[test]
fn a_refused_value_changes_nothing_and_names_the_fix() {
    let mut settings = Settings::default();
    let before = settings.clone();
    for (key, value) in [
        (Key::PortalName, ""),
        (Key::PortalName, "x\u{202e}y"),
        (Key::BodyColour, "red"),
        (Key::BodyColour, "#12345"),
        (Key::BodyColour, "#12345\u{e9}"),
        (Key::InvitationsAutoApprove, "maybe"),
        (Key::InvitationValidity, "0"),
        (Key::InvitationValidity, "721"),
        (Key::InvitationValidity, "1.5"),
        (Key::PasswordProfile, "Classic!"),
        (Key::BudgetInviter, "-1"),
        (Key::BudgetRecipient, "99999999999999999999"),
        (Key::SessionIdle, "4"),
        (Key::SmtpAdminEmails, "ada@x.org, nonsense"),
        (Key::PortalTokenExp, "299"),
        (Key::PortalTokenExp, "604801"),
        (Key::PortalResetEmail, "perhaps"),
        (Key::PortalReminderEmail, "once"),
        (Key::DomainInviteEmail, "maybe"),
        (Key::InviteAnswerEmail, ""),
        (Key::DomainInvitationValidity, "0"),
        (Key::DomainInvitationValidity, "721"),
        (Key::ReminderLead, "0"),
        (Key::ReminderLead, "169"),
        (Key::PasswordClassicMin, "7"),
        (Key::PasswordClassicMin, "65"),
        (Key::PasswordClassicMax, "11"),
        (Key::PasswordClassicMax, "129"),
        (Key::PasswordModernMin, "11"),
        (Key::PasswordModernMin, "65"),
        (Key::PasswordModernMax, "63"),
        (Key::PasswordModernMax, "257"),
        (Key::PasswordModernMax, "many"),
        (Key::PasswordClassicLower, "-1"),
        (Key::PasswordClassicDigit, "4"),
        (Key::HomePage, "a\u{0}b"),
    ] {
        let fault = settings.set(key, value).unwrap_err();
        assert_eq!(fault.key, key);
        assert!(!fault.reason.is_empty());
    }
    assert_eq!(settings, before);
}

#[test]
fn every_key_is_found_by_its_name_and_by_no_other() {
    for key in Key::ALL {
        assert_eq!(Key::parse(key.as_str()), Some(key));
    }
    assert_eq!(Key::parse("PORTAL_NAME"), None);
}

#[test]
fn ink_reads_on_every_body_colour() {
    // PRODUCT.md section 7: contrast checked.
    for red in (0..=255).step_by(15) {
        for green in (0..=255).step_by(15) {
            for blue in (0..=255).step_by(15) {
                let text = format!("#{red:02x}{green:02x}{blue:02x}");
                let colour = Colour::parse(&text).unwrap();
                assert!(colour.contrast(colour.ink()) >= 4.5, "{}", colour.css());
            }
        }
    }
}

#[test]
fn the_sender_is_the_portal_unless_named() {
    let mut settings = Settings::default();
    assert_eq!(settings.sender_name(), "Portico");
    settings.set(Key::MailSenderName, "Ada's desk").unwrap();
    assert_eq!(settings.sender_name(), "Ada's desk");
}

#[test]
fn a_reminder_needs_both_switches() {
    // PRODUCT.md section 6
    for (invites, reminds) in [("off", "off"), ("off", "on"), ("on", "off"), ("on", "on")] {
        let mut settings = Settings::default();
        settings.set(Key::PortalInviteEmail, invites).unwrap();
        settings.set(Key::PortalReminderEmail, reminds).unwrap();
        let both = invites == "on" && reminds == "on";
        assert_eq!(settings.mails(Kind::Reminder), both, "{invites} {reminds}");
    }
    assert!(!Settings::default().mails(Kind::Reminder));
}

#[test]
fn the_numbers_of_a_profile_go_together_and_the_fault_names_what_was_changed() {
    let with = |min: &str, max: &str| {
        let mut settings = Settings::default();
        settings.set(Key::PasswordClassicMin, min).unwrap();
        settings.set(Key::PasswordClassicMax, max).unwrap();
        settings
    };
    assert_eq!(with("9", "17").check(&[]), Ok(()));
    assert_eq!(with("12", "16").check(&[]), Ok(()));
    let tight = with("13", "16");
    let told = |changed: &[Key]| {
        let fault = tight.check(changed).unwrap_err().remove(0);
        (fault.key, fault.reason)
    };
    let max = (
        Key::PasswordClassicMax,
        "At least 17: 4 more than the shortest, 13.".to_owned(),
    );
    let min = (
        Key::PasswordClassicMin,
        "At most 12: 4 less than the longest, 16.".to_owned(),
    );
    assert_eq!(told(&[]), max);
    assert_eq!(told(&[Key::PasswordClassicMax]), max);
    assert_eq!(told(&Key::PASSWORD_LENGTHS), max);
    assert_eq!(told(&[Key::PasswordClassicMin]), min);
}

#[test]
fn a_mail_is_sent_unless_its_switch_is_off() {
    let mut settings = Settings::default();
    for kind in Kind::ALL {
        let Some(key) = Key::of_mail(kind) else {
            assert!(settings.mails(kind), "{kind:?}");
            continue;
        };
        for (position, is_sent) in [("off", false), ("on", true)] {
            settings.set(key, position).unwrap();
            assert_eq!(settings.mails(kind), is_sent, "{kind:?}");
        }
    }
}

#[test]
fn silence_is_warned_about_while_somebody_approves_by_hand() {
    let silent = |values: &[(Key, &str)]| {
        let mut settings = Settings::default();
        for (key, value) in values {
            settings.set(*key, value).unwrap();
        }
        settings.approves_silently()
    };
    let off = (Key::PortalApprovedEmail, "off");
    assert!(!silent(&[]));
    // Whoever registers uninvited waits.
    assert!(silent(&[off]));
    assert!(!silent(&[off, (Key::SelfRegistration, "off")]));
    assert!(!silent(&[off, (Key::PortalAutoApprove, "on")]));
    // Whoever was invited waits.
    let review = (Key::InvitationsAutoApprove, "off");
    assert!(silent(&[off, review, (Key::SelfRegistration, "off")]));
    assert!(!silent(&[review]));
}
