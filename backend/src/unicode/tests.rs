//! International hosts and normal forms with the real tables (EML-2, PWD-3).

use rules::address_list;
use rules::email_address::{AddressFault, EmailAddress};

use super::*;

fn host(text: &str) -> Option<String> {
    ServerUnicode.host_to_ascii(text)
}

fn canonical(text: &str) -> Result<String, AddressFault> {
    EmailAddress::parse(text, &ServerUnicode).map(|address| address.canonical().to_owned())
}

#[test]
fn hosts_become_a_labels_in_lower_case() {
    for (text, ascii) in [
        ("Example.ORG", "example.org"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("bu\u{308}cher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("faß.de", "xn--fa-hia.de"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("ｅｘａｍｐｌｅ．org", "example.org"),
        ("ab--cd.org", "ab--cd.org"),
    ] {
        assert_eq!(host(text).as_deref(), Some(ascii), "{text}");
    }
}

#[test]
fn hosts_without_an_a_label_form_have_none() {
    let long = "ü".repeat(64);
    for text in [
        "",
        "exa_mple.org",
        "exa mple.org",
        "a@b.org",
        "a..org",
        "example.org.",
        "-a.org",
        "a-.org",
        "xn--a.org",
        "xn--.org",
        "a\u{0}.org",
        "\u{301}a.org",
        "a\u{200D}b.org",
        "example.org\u{FF0F}x",
        "\u{202E}a.org",
        &format!("{long}.org"),
        &vec!["a".repeat(63); 4].join("."),
    ] {
        assert_eq!(host(text), None, "{text:?}");
    }
}

#[test]
fn an_address_is_keyed_the_same_however_its_host_was_typed() {
    for text in [
        "Jo@bücher.example",
        "jo@BÜCHER.example",
        "jo@bu\u{308}cher.example",
        "jo@xn--bcher-kva.example",
    ] {
        assert_eq!(
            canonical(text).as_deref(),
            Ok("jo@xn--bcher-kva.example"),
            "{text}"
        );
    }
}

#[test]
fn look_alikes_keep_different_keys() {
    // EML-2: KELVIN SIGN; EML-4: a Cyrillic а.
    assert_eq!(
        canonical("\u{212A}yle@example.org"),
        Err(AddressFault::LocalPartNotAscii)
    );
    assert_ne!(
        canonical("ada@ex\u{430}mple.org"),
        canonical("ada@example.org")
    );
    assert!(canonical("ada@ex\u{430}mple.org").is_ok_and(|key| key.contains("xn--")));
}

#[test]
fn hosts_that_fold_into_something_else_are_refused_by_what_they_become() {
    assert_eq!(
        canonical("ada@１２７.０.０.１"),
        Err(AddressFault::NumericHost)
    );
    assert_eq!(
        canonical("ada@localhost。"),
        Err(AddressFault::HostNotInternational)
    );
    assert_eq!(
        canonical("ada@ｌocalhost"),
        Err(AddressFault::HostWithoutDot)
    );
    assert_eq!(
        canonical("ada@x.org\u{FF20}y.org"),
        Err(AddressFault::HostNotInternational)
    );
    assert_eq!(
        canonical("ada@xn--zzzzzz999.org"),
        Err(AddressFault::HostNotInternational)
    );
}

#[test]
fn the_same_person_is_found_twice_in_a_list() {
    let list = address_list::parse(
        "jo@bücher.example; JO@xn--bcher-kva.example",
        &ServerUnicode,
    )
    .unwrap();
    assert_eq!(
        (list.addresses().count(), list.duplicates().count()),
        (1, 1)
    );
}

#[test]
fn normal_form_c_composes_and_otherwise_leaves_alone() {
    assert_eq!(ServerUnicode.nfc("e\u{301}"), "é");
    assert_eq!(ServerUnicode.nfc(" Aé "), " Aé ");
    assert!(matches!(
        ServerUnicode.to_nfc("Pässwört 1"),
        Cow::Borrowed(_)
    ));
    assert!(matches!(ServerUnicode.to_nfc("plain"), Cow::Borrowed(_)));
}
