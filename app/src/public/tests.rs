//! What the public pages promise in their HTML.

use super::*;
use crate::error::Fault;
use crate::ui::ThemeChoice;
use rules::password::{PasswordRules, Profile};
use rules::settings::Colour;
use rules::time::Timestamp;

fn look() -> Look {
    Look {
        portal: "Harbour <b>".to_owned(),
        body_colour: Colour::parse("#1f4e5f").expect("a colour"),
        theme: ThemeChoice::Dark,
        nonce: "N0nce".into(),
        stylesheet: "/pkg-x/main.css".to_owned(),
        script: "/pkg-x/public.js".to_owned(),
    }
}

fn accept_page(profile: Profile, trouble: Trouble) -> String {
    let page = Accept {
        email: "ada@x.org".to_owned(),
        inviter: "Grace".to_owned(),
        role: "Team".to_owned(),
        domains: vec![("Tea & House".to_owned(), "Editor".to_owned())],
        has_more_domains: true,
        message: "Come & see".to_owned(),
        valid_until: Timestamp::from_micros(1_800_000_000_000_000),
        comes_back: false,
        needs_approval: true,
        full_name: "Ada \"L\"".to_owned(),
        rules: PasswordRules::of(profile),
        trouble,
    };
    accept(&look(), page)
}

fn confirm_page(trouble: Trouble) -> String {
    let page = Confirm {
        email: "ada@x.org".to_owned(),
        role: "Customer".to_owned(),
        valid_until: Timestamp::from_micros(1_800_000_000_000_000),
        needs_approval: true,
        full_name: "Ada".to_owned(),
        rules: PasswordRules::of(Profile::Classic),
        trouble,
    };
    confirm(&look(), page)
}

/// The attributes of the one element that holds `mark`.
fn tag<'a>(page: &'a str, mark: &str) -> &'a str {
    let at = page
        .find(mark)
        .unwrap_or_else(|| panic!("{mark} is not in {page}"));
    let start = page[..at].rfind('<').expect("a tag");
    let end = page[at..].find('>').expect("a tag") + at;
    &page[start..=end]
}

#[test]
fn the_registration_names_the_domains_that_wait_behind_it() {
    let page = accept_page(Profile::Classic, Trouble::None);
    assert!(
        page.contains("<bdi>Tea &amp; House</bdi> as Editor"),
        "{page}"
    );
    assert!(page.contains("and more"), "{page}");
}

#[test]
fn a_page_is_a_whole_document_in_the_portal_s_colours() {
    let page = login(&look(), Login::default());
    assert!(page.starts_with("<!DOCTYPE html><html"), "{page}");
    assert!(tag(&page, "<html").contains(r#"lang="en""#), "{page}");
    assert!(
        tag(&page, "<html").contains(r#"data-theme="dark""#),
        "{page}"
    );
    assert!(
        page.contains("<title>Log in · Harbour &lt;b&gt;</title>"),
        "{page}"
    );
    assert!(
        page.contains(r#"<style nonce="N0nce">:root{--body-colour:#1f4e5f}</style>"#),
        "{page}"
    );
    assert!(
        tag(&page, "public.js").contains(r#"nonce="N0nce""#),
        "{page}"
    );
    assert!(tag(&page, "public.js").contains("defer"), "{page}");
    assert_eq!(page.matches("<h1").count(), 1, "{page}");
    assert_eq!(page.matches("<main").count(), 1, "{page}");
    assert!(
        page.contains("Harbour &lt;b&gt;") && !page.contains("Harbour <b>"),
        "{page}"
    );
    assert!(!page.contains(".wasm"), "{page}");
}

// UX-LOG-02
#[test]
fn password_managers_find_what_they_look_for() {
    let page = login(
        &look(),
        Login {
            next: "/mail".to_owned(),
            ..Login::default()
        },
    );
    let form = tag(&page, r#"action="/login""#);
    assert!(form.contains(r#"method="post""#), "{form}");
    let email = tag(&page, r#"id="email""#);
    for attribute in [
        r#"type="email""#,
        r#"name="email""#,
        r#"autocomplete="username""#,
        "required",
    ] {
        assert!(email.contains(attribute), "{email}");
    }
    let password = tag(&page, r#"id="password""#);
    for attribute in [
        r#"type="password""#,
        r#"name="password""#,
        r#"autocomplete="current-password""#,
    ] {
        assert!(password.contains(attribute), "{password}");
    }
    assert!(
        tag(&page, r#"name="next""#).contains(r#"value="/mail""#),
        "{page}"
    );
    assert!(
        tag(&page, "data-show-password").contains("aria-pressed"),
        "{page}"
    );
}

// UX-LOG-03
#[test]
fn after_a_refusal_the_summary_has_the_focus_and_the_address_is_kept() {
    let page = login(
        &look(),
        Login {
            email: "ada@x.org".to_owned(),
            fault: Some(LoginFault::Refused),
            ..Login::default()
        },
    );
    assert!(
        tag(&page, r#"role="alert""#).contains("autofocus"),
        "{page}"
    );
    assert_eq!(page.matches("autofocus").count(), 1, "{page}");
    assert!(
        tag(&page, r#"id="email""#).contains(r#"value="ada@x.org""#),
        "{page}"
    );
    assert!(!tag(&page, r#"id="password""#).contains("value="), "{page}");
}

// PRODUCT.md 8.6
#[test]
fn an_invited_address_with_an_account_finds_the_login_filled_in_and_explained() {
    let page = login(
        &look(),
        Login {
            email: "ada@x.org".to_owned(),
            notice: Some(LoginNotice::HasAccount("ada@x.org".to_owned())),
            ..Login::default()
        },
    );
    assert!(
        page.contains("ada@x.org has an account here already"),
        "{page}"
    );
    assert!(
        tag(&page, r#"id="email""#).contains(r#"value="ada@x.org""#),
        "{page}"
    );
    assert!(
        tag(&page, r#"id="password""#).contains("autofocus"),
        "{page}"
    );
}

#[test]
fn the_tab_that_is_open_says_so() {
    let current = |page: &str| tag(page, r#"aria-current="page""#).to_owned();
    assert!(current(&login(&look(), Login::default())).contains(r#"href="/login""#));
    assert!(current(&invitation_needed(&look())).contains(r#"href="/register""#));
    assert!(current(&register(&look(), Register::default())).contains(r#"href="/register""#));
    assert!(current(&confirm_page(Trouble::None)).contains(r#"href="/confirm""#));
    assert!(current(&accept_page(Profile::Classic, Trouble::None)).contains(r#"href="/invite""#));
}

// INV-3, UX-LOG-08: shown, never sent.
#[test]
fn the_invited_address_is_shown_and_not_a_field_of_the_form() {
    let page = accept_page(Profile::Classic, Trouble::None);
    let email = tag(&page, r#"id="email""#);
    assert!(
        email.contains(r#"value="ada@x.org""#) && email.contains("readonly"),
        "{email}"
    );
    assert!(!email.contains(" name="), "{email}");
    for said in [
        "Grace",
        "Team",
        "15 Jan 2027, 08:00 UTC",
        "Come &amp; see",
        "Ada &quot;L&quot;",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
}

// INV-3: the same form as an invitation's.
#[test]
fn the_confirmed_address_is_shown_and_not_a_field_of_the_form() {
    let page = confirm_page(Trouble::None);
    let email = tag(&page, r#"id="email""#);
    assert!(
        email.contains(r#"value="ada@x.org""#) && email.contains("readonly"),
        "{email}"
    );
    assert!(!email.contains(" name="), "{email}");
    for said in [
        "Customer",
        "15 Jan 2027, 08:00 UTC",
        "administrator looks at it",
        "data-checklist",
    ] {
        assert!(page.contains(said), "{said} is not in {page}");
    }
}

#[test]
fn whoever_asks_too_often_reads_when_to_send_it_again() {
    let page = register(
        &look(),
        Register {
            full_name: "Ada".to_owned(),
            email: "ada@x.org".to_owned(),
            trouble: Trouble::TooMany(1_800),
        },
    );
    assert!(page.contains("Send it again in 30 minutes"), "{page}");
    assert!(
        tag(&page, r#"id="email""#).contains(r#"value="ada@x.org""#),
        "{page}"
    );
    assert_eq!(page.matches("autofocus").count(), 1, "{page}");
}

// PWD-1: the rules print what the script counts.
#[test]
fn the_checklist_says_the_rules_of_the_profile() {
    let classic = accept_page(Profile::Classic, Trouble::None);
    assert_eq!(classic.matches("data-checklist").count(), 1, "{classic}");
    let length = tag(&classic, "data-min");
    assert!(
        length.contains(r#"data-min="10""#) && length.contains(r#"data-max="16""#),
        "{length}"
    );
    for pattern in [
        r"\p{Ll}",
        r"\p{Lu}",
        r"\p{Nd}",
        r"[\p{M}\p{Nl}\p{No}\p{P}\p{S}]",
    ] {
        assert!(
            classic.contains(&format!(r#"data-pattern="{pattern}""#)),
            "{pattern}: {classic}"
        );
    }
    assert!(
        classic.contains(r#"data-same-as="confirmation""#),
        "{classic}"
    );
    let modern = accept_page(Profile::Modern, Trouble::None);
    assert!(!modern.contains("data-pattern"), "{modern}");
    let either = accept_page(Profile::Either, Trouble::None);
    assert_eq!(either.matches("data-checklist").count(), 3, "{either}");
}

#[test]
fn each_fault_stands_above_the_form_and_at_its_field() {
    let fault = |field: &str, reason: &str| Fault {
        field: field.to_owned(),
        reason: reason.to_owned(),
    };
    let faults = vec![
        fault("password", "Too short."),
        fault("password", "Needs a number."),
        fault("full_name", "Empty."),
    ];
    let page = accept_page(Profile::Classic, Trouble::Fields(faults));
    assert_eq!(page.matches(r##"href="#password""##).count(), 2, "{page}");
    assert!(page.contains("Too short. Needs a number."), "{page}");
    assert!(
        tag(&page, r#"id="full_name""#).contains(r#"aria-invalid="true""#),
        "{page}"
    );
    assert!(
        !tag(&page, r#"id="confirmation""#).contains("aria-invalid"),
        "{page}"
    );
    assert_eq!(page.matches("autofocus").count(), 1, "{page}");
}

#[test]
fn a_page_that_waits_comes_back_by_itself() {
    let page = statement(
        &look(),
        Statement {
            title: "Busy".to_owned(),
            retry: Some(4),
            ..Statement::default()
        },
    );
    let refresh = tag(&page, "refresh");
    assert!(
        refresh.contains(r#"http-equiv="refresh""#) && refresh.contains(r#"content="4""#),
        "{page}"
    );
    let page = statement(&look(), Statement::default());
    assert!(!page.contains("refresh"), "{page}");
}

// UX-LOG-07
#[test]
fn switching_is_a_form_and_staying_is_a_link() {
    let actions = vec![
        Action::LogOut {
            label: "Switch".to_owned(),
            next: "/invite",
        },
        Action::link("Stay", "/"),
    ];
    let page = statement(
        &look(),
        Statement {
            actions,
            ..Statement::default()
        },
    );
    assert!(
        tag(&page, r#"action="/logout""#).contains(r#"method="post""#),
        "{page}"
    );
    assert!(
        tag(&page, r#"name="next""#).contains(r#"value="/invite""#),
        "{page}"
    );
    assert!(page.contains(r#"<a href="/""#), "{page}");
}

#[test]
fn an_expired_invitation_offers_to_ask_until_it_was_asked() {
    let page = |asked| {
        let valid_until = Timestamp::from_micros(1_800_000_000_000_000);
        expired(
            &look(),
            Expired {
                valid_until,
                inviter: "Grace".to_owned(),
                asked,
            },
        )
    };
    let fresh = page(None);
    assert!(
        fresh.contains(r#"action="/invite/ask""#) && fresh.contains("Grace"),
        "{fresh}"
    );
    assert!(
        fresh.contains(r#"datetime="2027-01-15T08:00:00Z""#),
        "{fresh}"
    );
    assert!(!page(Some(Ok(()))).contains("<form"));
    assert!(page(Some(Err("Tomorrow.".to_owned()))).contains("Tomorrow."));
}
