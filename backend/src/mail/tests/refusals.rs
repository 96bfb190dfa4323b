//! What a mail is never made of: line breaks in headers, links that leave the portal.

use super::*;

#[test]
fn a_line_break_in_a_header_value_is_refused_wherever_it_stands() {
    // MAIL-11
    for break_ in ["\r\n", "\r", "\n", "\0"] {
        let evil = format!("x{break_}Bcc: eve@example.org");
        let named = |person_name: &str| Mail::AccessRequest {
            person_name: person_name.to_owned(),
            email: "a@example.org".into(),
            review_link: "https://portal.example.org/".into(),
        };
        let refuses = |mail: &Mail, letterhead: &Letterhead, to: &str| {
            assert!(render(mail, letterhead, to, ID, NOW).is_err(), "{break_:?}");
        };
        let to = "ada@example.org";
        refuses(&named(&evil), &letterhead(), to);
        refuses(
            &Mail::Test {},
            &Letterhead {
                portal_name: evil.clone(),
                ..letterhead()
            },
            to,
        );
        refuses(
            &Mail::Test {},
            &Letterhead {
                sender_name: evil.clone(),
                ..letterhead()
            },
            to,
        );
        refuses(
            &Mail::Test {},
            &Letterhead {
                from: evil.clone(),
                ..letterhead()
            },
            to,
        );
        refuses(
            &Mail::Test {},
            &Letterhead {
                public_url: evil.clone(),
                ..letterhead()
            },
            to,
        );
        refuses(
            &Mail::Test {},
            &letterhead(),
            &format!("ada@example.org{break_}"),
        );
        let link = format!("https://portal.example.org/{evil}");
        refuses(&Mail::Approved { login_link: link }, &letterhead(), to);
        assert!(
            render(
                &Mail::Test {},
                &letterhead(),
                to,
                &format!("{ID}{break_}"),
                NOW
            )
            .is_err()
        );
        let mut mail = invitation();
        if let Mail::Invitation { role, .. } = &mut mail {
            role.push_str(&evil);
        }
        refuses(&mail, &letterhead(), to);
    }
    // In running text a line break is one; anything else that controls is not.
    assert!(
        render(
            &Mail::Refused {
                reason: Some("a\nb".into())
            },
            &letterhead(),
            "a@example.org",
            ID,
            NOW
        )
        .is_ok()
    );
    for stray in ["a\0b", "a\rb", "a\u{1b}b"] {
        let mail = Mail::Refused {
            reason: Some(stray.into()),
        };
        let refused = render(&mail, &letterhead(), "a@example.org", ID, NOW);
        assert!(
            matches!(refused, Err(RenderFault::ControlCharacter { .. })),
            "{stray:?}"
        );
    }
}

#[test]
fn a_link_that_leaves_the_portal_is_refused() {
    for link in [
        "https://evil.example/login",
        "https://portal.example.org.evil.example/login",
        "https://portal.example.org@evil.example/",
        "http://portal.example.org/login",
        "javascript:alert(1)",
        "",
    ] {
        let mail = Mail::Approved {
            login_link: link.into(),
        };
        let refused = render(&mail, &letterhead(), "a@example.org", ID, NOW);
        assert!(
            matches!(refused, Err(RenderFault::ForeignLink { .. })),
            "{link}"
        );
    }
}
