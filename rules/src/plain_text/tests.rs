//! Names, messages and reasons (PRODUCT.md section 5, INV-18).

use proptest::prelude::*;

use super::*;

fn name(text: &str) -> Result<String, TextFault> {
    PersonName::parse(text).map(PersonName::into_string)
}

fn note(text: &str) -> Result<String, TextFault> {
    Note::parse(text).map(Note::into_string)
}

fn portal(text: &str) -> Result<String, TextFault> {
    PortalName::parse(text).map(PortalName::into_string)
}

#[test]
fn names_of_people_are_accepted_as_they_are() {
    for text in [
        "Ada",
        "Ada Lovelace",
        "J.R.R. Tolkien",
        "J. R. R. Tolkien",
        "Conan O'Brien",
        "Jean-Luc Picard",
        "María José Carreño Quiñones",
        "Martin Luther King, Jr.",
        "Ægir Þórsson",
        "山田太郎",
        "葛\u{E0100}城",
        "Ольга Петрова",
        "محمد علی",
        "नरेंद्र मोदी",
        "X Æ A-12",
        "Ann (Annie) Lee",
        "1",
        "Ph.D. Smith",
    ] {
        assert_eq!(name(text).as_deref(), Ok(text), "{text:?}");
    }
    assert_eq!(name("  Ada  ").as_deref(), Ok("Ada"));
}

#[test]
fn a_name_has_1_to_64_code_points() {
    for text in ["", "   ", "\u{3000}\n"] {
        assert_eq!(name(text), Err(TextFault::Empty), "{text:?}");
        assert_eq!(portal(text), Err(TextFault::Empty), "{text:?}");
    }
    for letter in ["a", "é", "山", "🦀"] {
        assert!(name(&format!(" {} ", letter.repeat(64))).is_ok());
        assert_eq!(name(&letter.repeat(65)), Err(TextFault::NameTooLong));
        assert_eq!(portal(&letter.repeat(65)), Err(TextFault::NameTooLong));
    }
}

#[test]
fn a_note_has_up_to_500_code_points_and_may_be_empty() {
    assert!(Note::parse(" \r\n ").unwrap().is_empty());
    assert_eq!(note("").as_deref(), Ok(""));
    for letter in ["a", "é", "🦀"] {
        assert!(note(&letter.repeat(500)).is_ok());
        assert_eq!(note(&letter.repeat(501)), Err(TextFault::NoteTooLong));
    }
    // A browser sends a line break as two characters and counts it as one.
    let lines = "a\r\n".repeat(250);
    assert_eq!(
        note(&format!("{lines}b")).map(|note| note.len()),
        Err(TextFault::NoteTooLong)
    );
    assert_eq!(note(&lines).map(|note| note.len()), Ok(499));
}

#[test]
fn a_note_keeps_its_lines_and_a_name_has_one() {
    assert_eq!(
        note("Hello Ada,\r\n\r\nwelcome.\rYours, Grace").as_deref(),
        Ok("Hello Ada,\n\nwelcome.\nYours, Grace")
    );
    for text in [
        "Ada\nLovelace",
        "Ada\r\nBcc: x",
        "Ada\u{2028}Lovelace",
        "Ada\tLovelace",
    ] {
        assert_eq!(name(text), Err(TextFault::ControlCharacter), "{text:?}");
        assert_eq!(portal(text), Err(TextFault::ControlCharacter), "{text:?}");
    }
}

#[test]
fn control_characters_are_refused_everywhere() {
    for control in [
        '\0', '\u{7}', '\u{1B}', '\u{7F}', '\u{85}', '\u{9B}', '\t', '\u{2029}',
    ] {
        let text = format!("a{control}b");
        for fault in [name(&text), portal(&text), note(&text)] {
            assert_eq!(fault, Err(TextFault::ControlCharacter), "{text:?}");
        }
    }
}

#[test]
fn characters_that_hide_or_turn_text_are_refused_everywhere() {
    for hidden in [
        '\u{AD}',
        '\u{34F}',
        '\u{61C}',
        '\u{115F}',
        '\u{180E}',
        '\u{200B}',
        '\u{200C}',
        '\u{200D}',
        '\u{200E}',
        '\u{200F}',
        '\u{202A}',
        '\u{202E}',
        '\u{2060}',
        '\u{2066}',
        '\u{2069}',
        '\u{3164}',
        '\u{FEFF}',
        '\u{FFA0}',
        '\u{FFF9}',
        '\u{E0041}',
    ] {
        let text = format!("a{hidden}b");
        for fault in [name(&text), portal(&text), note(&text)] {
            assert_eq!(fault, Err(TextFault::InvisibleCharacter), "{text:?}");
        }
    }
}

#[test]
fn markup_is_refused_and_an_arrow_is_not() {
    for text in ["<b>Ada</b>", "Ada <script", "</p>", "<!-- x -->", "<?php"] {
        assert_eq!(name(text), Err(TextFault::Markup), "{text:?}");
        assert_eq!(portal(text), Err(TextFault::Markup), "{text:?}");
        assert_eq!(note(text), Err(TextFault::Markup), "{text:?}");
    }
    assert_eq!(name("Ada > Grace"), Err(TextFault::Markup));
    for text in [
        "Settings -> Account",
        "I <3 this",
        "a < b and c > d",
        "Fish & chips",
        "*really*",
    ] {
        assert_eq!(note(text).as_deref(), Ok(text), "{text:?}");
    }
}

#[test]
fn web_addresses_are_refused() {
    for text in [
        "https://evil.example",
        "see http://1.2.3.4/x",
        "HTTPS:evil",
        "www.evil",
        "go to (www.evil.example)",
        "ftp://x",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:x",
        "x://y",
    ] {
        for fault in [name(text), portal(text), note(text)] {
            assert_eq!(fault, Err(TextFault::WebAddress), "{text:?}");
        }
    }
    for text in [
        "evil.example",
        "Click evil.com now",
        "evil.com/login",
        "EVIL.COM:8080",
        "(evil.com)",
        "a-b.evil.co.uk.",
        "evil。com",
        "evil．com",
        "пример.рф",
        "evil.xn--p1ai",
        "Hello.Bye",
        "a_b.evil.com",
    ] {
        assert_eq!(name(text), Err(TextFault::WebAddress), "{text:?}");
        assert_eq!(note(text), Err(TextFault::WebAddress), "{text:?}");
    }
}

#[test]
fn prose_with_full_stops_is_no_web_address() {
    for text in [
        "Hello. Welcome to us.",
        "e.g. this, i.e. that, z.B. jenes, a.k.a. other",
        "Version 3.5, 10.000 people, 12.30 Uhr, 24.12.2026",
        "wait...what",
        "Well - yes . no",
        "data: see below; tel: ask me",
        "ありがとう。よろしくお願いします。",
        "Ends with a stop.",
        ".NET",
        "metadata:x",
        "1.5kg",
    ] {
        assert_eq!(note(text).as_deref(), Ok(text), "{text:?}");
    }
}

#[test]
fn a_portal_may_be_called_after_a_host() {
    for text in ["Example.com", "The node.js portal", "Portico"] {
        assert_eq!(portal(text).as_deref(), Ok(text));
    }
}

#[test]
fn e_mail_addresses_are_refused() {
    for text in [
        "ada@example.org",
        "write to ada@localhost",
        "(ada@x.org)",
        "Ada@[127.0.0.1]",
        "ada＠example.org",
        "a.@b",
        "\"a b\"@c",
    ] {
        assert_eq!(note(text), Err(TextFault::EmailAddress), "{text:?}");
    }
    for fault in [name("Ada ada@x.org"), portal("ada@x.org")] {
        assert_eq!(fault, Err(TextFault::EmailAddress));
    }
    for text in ["meet @ noon", "@ada will help", "3 @ 5"] {
        assert_eq!(note(text).as_deref(), Ok(text), "{text:?}");
    }
}

#[test]
fn every_fault_has_its_own_sentence() {
    let faults = [
        TextFault::Empty,
        TextFault::NameTooLong,
        TextFault::NoteTooLong,
        TextFault::ControlCharacter,
        TextFault::InvisibleCharacter,
        TextFault::Markup,
        TextFault::WebAddress,
        TextFault::EmailAddress,
    ];
    let mut reasons: Vec<_> = faults.iter().map(TextFault::reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), faults.len());
    assert!(
        TextFault::NameTooLong
            .reason()
            .contains(&MOST_NAME_CHARACTERS.to_string())
    );
    assert!(
        TextFault::NoteTooLong
            .reason()
            .contains(&MOST_NOTE_CHARACTERS.to_string())
    );
}

proptest! {
    #[test]
    fn what_was_accepted_is_accepted_again_unchanged(text in any::<String>(), signs in "[a-z @.:/<>。\r\n\t\u{200B}w-]{0,40}") {
        for text in [text, signs] {
            if let Ok(once) = name(&text) {
                prop_assert_eq!(name(&once), Ok(once));
            }
            if let Ok(once) = portal(&text) {
                prop_assert_eq!(portal(&once), Ok(once));
            }
            if let Ok(once) = note(&text) {
                prop_assert!(!once.contains('\r'));
                prop_assert_eq!(note(&once), Ok(once));
            }
        }
    }
}
