mod refusals;
mod resets;

use super::*;
use rules::time::Span;

const ID: &str = "019ab1c2-0000-7000-8000-000000000042";
const NOW: Timestamp = Timestamp::from_micros(1_795_183_200_000_000);
const OPT_OUT: &str =
    "https://portal.example.org/opt-out/wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA5";
const LINK: &str = "https://portal.example.org/i/3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn letterhead() -> Letterhead {
    Letterhead {
        portal_name: "Acme Consumers".into(),
        body_colour: "#1f4b99".into(),
        public_url: "https://portal.example.org".into(),
        from: "portal@example.org".into(),
        sender_name: "Acme Consumers".into(),
    }
}

fn invitation() -> Mail {
    Mail::Invitation {
        inviter_name: "Ada Lovelace".into(),
        role: "Customer".into(),
        valid_until: NOW.plus(Span::hours(72)),
        message: Some("Dear Charles,\r\n\r\nhere is <your> key & the engine.".into()),
        link: LINK.into(),
        opt_out_link: Some(OPT_OUT.into()),
        domains: Vec::new(),
    }
}

fn reminder() -> Mail {
    Mail::Reminder {
        inviter_name: "Ada Lovelace".into(),
        role: "Customer".into(),
        valid_until: NOW.plus(Span::hours(24)),
        link: LINK.into(),
        opt_out_link: OPT_OUT.into(),
    }
}

fn confirmation() -> Mail {
    Mail::ConfirmAddress {
        valid_until: NOW.plus(Span::hours(24)),
        link: LINK.into(),
    }
}

fn every_mail() -> Vec<(&'static str, Mail)> {
    let mut all = vec![
        ("invitation", invitation()),
        ("reminder", reminder()),
        (
            "access_request",
            Mail::AccessRequest {
                person_name: "Charles Babbage".into(),
                email: "charles@example.org".into(),
                review_link: "https://portal.example.org/consumers/invitations?status=waiting"
                    .into(),
            },
        ),
        (
            "asked_anew",
            Mail::AskedAnew {
                email: "charles@example.org".into(),
                resend_link: "https://portal.example.org/consumers/invitations/1".into(),
            },
        ),
        (
            "approved",
            Mail::Approved {
                login_link: "https://portal.example.org/login".into(),
            },
        ),
        (
            "refused",
            Mail::Refused {
                reason: Some("We don't know you.\nSorry.".into()),
            },
        ),
        ("refused_without_reason", Mail::Refused { reason: None }),
        ("revoked", Mail::Revoked {}),
        ("confirm_address", confirmation()),
        (
            "already_registered",
            Mail::AlreadyRegistered {
                login_link: "https://portal.example.org/login".into(),
                reset_link: Some("https://portal.example.org/reset".into()),
            },
        ),
        (
            "already_registered_without_reset",
            Mail::AlreadyRegistered {
                login_link: "https://portal.example.org/login".into(),
                reset_link: None,
            },
        ),
        (
            "domain_invitation",
            Mail::DomainInvitation {
                inviter_name: "Ada Lovelace".into(),
                domain: "Billing".into(),
                role: "Editor".into(),
                role_description: "Sees the domain and describes it.".into(),
                valid_until: NOW.plus(Span::days(30)),
                message: Some("We need you.\nPlease come.".into()),
                domains_link: "https://portal.example.org/domains".into(),
            },
        ),
        ("invitation_accepted", answer(true, None)),
        (
            "invitation_declined",
            answer(false, Some("I have left that team.".into())),
        ),
        ("membership_ends", end(None)),
        (
            "membership_ends_for_administrators",
            end(Some("Ada Lovelace".into())),
        ),
        ("test", Mail::Test {}),
    ];
    all.extend(resets::every_mail());
    all
}

fn answer(is_accepted: bool, reason: Option<String>) -> Mail {
    Mail::InvitationAnswer {
        person_name: "Charles Babbage".into(),
        domain: "Billing".into(),
        is_accepted,
        reason,
        invitations_link: "https://portal.example.org/domains/billing/invitations".into(),
    }
}

fn end(person_name: Option<String>) -> Mail {
    Mail::MembershipEnds {
        person_name,
        domain: "Billing".into(),
        role: "Editor".into(),
        ends_at: NOW.plus(Span::days(7)),
        link: "https://portal.example.org/domains".into(),
    }
}

fn rendered(mail: &Mail) -> Rendered {
    render(mail, &letterhead(), "charles@example.org", ID, NOW).unwrap()
}

fn wire(mail: &Rendered) -> String {
    String::from_utf8(mail.mime.clone()).unwrap()
}

#[test]
fn every_mail_reads_as_reviewed() {
    for (name, mail) in every_mail() {
        let written = rendered(&mail);
        insta::assert_snapshot!(
            format!("{name}_text"),
            format!("{}\n\n{}", written.subject, written.text)
        );
        insta::assert_snapshot!(format!("{name}_html"), written.html);
    }
}

#[test]
fn the_headers_read_as_reviewed() {
    // INV-19, MAIL-10
    let wire = wire(&rendered(&invitation()));
    let (headers, _) = wire.split_once("\r\n\r\n").unwrap();
    insta::assert_snapshot!("invitation_headers", headers.replace("\r\n", "\n"));
}

#[test]
fn the_same_mail_is_the_same_bytes_every_time() {
    // MAIL-2: lettre alone would choose a boundary at random.
    for (name, mail) in every_mail() {
        assert_eq!(rendered(&mail), rendered(&mail), "{name}");
    }
}

#[test]
fn a_kept_mail_comes_back_whole() {
    for (name, mail) in every_mail() {
        let written = rendered(&mail);
        assert_eq!(
            Rendered::from_bytes(&written.to_bytes()).unwrap(),
            written,
            "{name}"
        );
    }
    let strange = Mail::Refused {
        reason: Some(".\nFrom me\n=3D =\n--portico\n  ünïcödé 🙂 \u{2028}".into()),
    };
    let written = rendered(&strange);
    assert_eq!(Rendered::from_bytes(&written.to_bytes()).unwrap(), written);
}

#[test]
fn a_kept_mail_that_was_tampered_with_is_refused() {
    let kept = String::from_utf8(rendered(&invitation()).to_bytes()).unwrap();
    for (was, is) in [
        ("Auto-Submitted", "Bcc: eve@example.org\\r\\nAuto-Submitted"),
        ("Auto-Submitted", "To: eve@example.org\\r\\nAuto-Submitted"),
        ("Auto-Submitted", "\\nAuto-Submitted"),
        ("Auto-Submitted", "\\u0000Auto-Submitted"),
        ("\"subject\"", "\"topic\""),
        ("{", ""),
    ] {
        let tampered = kept.replacen(was, is, 1);
        assert_ne!(tampered, kept);
        assert!(Rendered::from_bytes(tampered.as_bytes()).is_err(), "{is:?}");
    }
}

#[test]
fn only_what_a_link_confirms_carries_a_secret_and_debug_never_prints_it() {
    for (name, mail) in every_mail() {
        let written = rendered(&mail);
        let has_secret = matches!(
            mail.kind(),
            Kind::Invitation | Kind::Reminder | Kind::ConfirmAddress | Kind::PasswordReset
        );
        assert_eq!(written.secret_link.is_some(), has_secret, "{name}");
        for printed in [format!("{mail:?}"), format!("{written:?}")] {
            assert!(
                !printed.contains("/i/") && !printed.contains("example.org"),
                "{printed}"
            );
        }
    }
}

#[test]
fn a_preview_shows_no_secret_link_unless_it_is_opened() {
    let mut mail = invitation();
    let opt_out = "https://portal.example.org/opt-out?a=1&t=wAAAAAAAAAAA".to_owned();
    if let Mail::Invitation { opt_out_link, .. } = &mut mail {
        *opt_out_link = Some(opt_out);
    }
    let written = rendered(&mail);
    assert!(written.open().html.contains(LINK) && written.open().text.contains(LINK));
    let asked = rendered(&confirmation()).masked();
    assert!(!asked.text.contains("3q2-7w") && !asked.html.contains("3q2-7w"));
    let masked = written.masked();
    for text in [&masked.text, &masked.html] {
        assert!(
            !text.contains("3q2-7w") && !text.contains("wAAAAAAAAAAA"),
            "{text}"
        );
        assert!(text.contains("(the link is hidden)"));
    }
    assert!(masked.html.contains("Confirm your account"));
    assert!(masked.html.contains("href=\"#\""));
}

#[test]
fn the_invitation_says_who_for_what_until_when_and_has_the_button() {
    let written = rendered(&invitation());
    for text in [&written.text, &written.html] {
        for part in [
            "Ada Lovelace",
            "Acme Consumers",
            "Customer",
            "23 Nov 2026",
            "3 days",
            "Confirm your account",
            LINK,
            "charles@example.org",
            "Dear Charles,",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }
    assert!(written.html.contains(&format!("href=\"{LINK}\"")));
}

#[test]
fn what_people_typed_is_escaped_in_html_and_plain_in_text() {
    let written = render(
        &Mail::AccessRequest {
            person_name: "<img src=x onerror=alert(1)>".into(),
            email: "charles@example.org".into(),
            review_link: "https://portal.example.org/".into(),
        },
        &Letterhead {
            portal_name: "A & \"B\"".into(),
            ..letterhead()
        },
        "ada@example.org",
        ID,
        NOW,
    )
    .unwrap();
    assert!(!written.html.contains("<img"));
    assert!(written.text.contains("<img src=x onerror=alert(1)>"));
    assert_eq!(
        written.subject,
        "<img src=x onerror=alert(1)> waits for access to A & \"B\""
    );
}

#[test]
fn every_line_fits_and_every_byte_is_ascii_whatever_was_typed() {
    // MAIL-10
    let long = "wörd".repeat(125);
    let names = "Ünïcödé Nämé ".repeat(5).trim().to_owned();
    let mail = Mail::Invitation {
        inviter_name: names.clone(),
        role: "Team".into(),
        valid_until: NOW.plus(Span::days(30)),
        message: Some(long),
        link: LINK.into(),
        opt_out_link: Some(format!("https://portal.example.org/o/{}", "a".repeat(43))),
        domains: Vec::new(),
    };
    let head = Letterhead {
        portal_name: names.clone(),
        sender_name: "Äcme, \"the\" <Portal> (x)".into(),
        ..letterhead()
    };
    let to = format!("{}@Bücher.example", "a".repeat(64));
    let written = render(&mail, &head, &to, ID, NOW).unwrap();
    let wire = wire(&written);
    assert!(wire.is_ascii());
    assert!(wire.split("\r\n").all(|line| line.len() <= 998));
    assert!(wire.contains("@xn--bcher-kva.example"));
    assert!(
        written.text.contains("@Bücher.example"),
        "people read the address as it was typed"
    );
    assert!(wire.contains("\r\nList-Unsubscribe: <https://portal.example.org/o/"));
    assert!(wire.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

#[test]
fn the_button_is_readable_whatever_the_body_colour() {
    let button = |colour: &str| {
        let head = Letterhead {
            body_colour: colour.into(),
            ..letterhead()
        };
        render(&invitation(), &head, "a@example.org", ID, NOW).map(|mail| mail.html)
    };
    assert!(
        button("#1f4b99")
            .unwrap()
            .contains("background:#1f4b99;color:#ffffff")
    );
    for light in ["#f4f6fa", "#ffffff", "#ffcc00"] {
        let html = button(light).unwrap();
        assert!(html.contains("background:#1d4e89;color:#ffffff"), "{light}");
        assert!(
            html.contains(&format!("background:{light};padding")),
            "{light}"
        );
    }
    for bad in ["", "red", "#fff", "#12345g", "#1f4b99;x", "é12345"] {
        assert!(matches!(button(bad), Err(RenderFault::Colour)), "{bad}");
    }
}

#[test]
fn a_portal_on_loopback_writes_mails_too() {
    for (url, host) in [
        ("http://localhost:3000", "localhost"),
        ("http://[::1]:3000/", "[::1]"),
    ] {
        let head = Letterhead {
            public_url: url.into(),
            ..letterhead()
        };
        let written = render(&Mail::Test {}, &head, "a@example.org", ID, NOW).unwrap();
        assert!(wire(&written).contains(&format!("Message-ID: <{ID}@{host}>\r\n")));
    }
    let head = Letterhead {
        public_url: "portal".into(),
        ..letterhead()
    };
    assert!(matches!(
        render(&Mail::Test {}, &head, "a@example.org", ID, NOW),
        Err(RenderFault::PublicUrl)
    ));
}

#[test]
fn a_date_that_no_header_can_say_is_a_fault_and_no_panic() {
    for date in [Timestamp::NEVER, Timestamp::from_micros(-1)] {
        let refused = render(&Mail::Test {}, &letterhead(), "a@example.org", ID, date);
        assert!(matches!(refused, Err(RenderFault::Date)));
    }
}

#[test]
fn every_kind_has_its_mail() {
    let kinds: Vec<Kind> = every_mail()
        .into_iter()
        .map(|(_, mail)| mail.kind())
        .collect();
    assert!(Kind::ALL.into_iter().all(|kind| kinds.contains(&kind)));
}
