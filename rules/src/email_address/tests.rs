//! Every class of malformed address (PRODUCT.md section 5), and the key of the good ones (EML-2).

use proptest::prelude::*;

use super::*;
use crate::normalise::AsciiOnly;

/// The few conversions that the tests below need, in place of Unicode's tables.
struct FewNames;

impl Normalise for FewNames {
    fn nfc(&self, text: &str) -> String {
        text.replace("u\u{308}", "ü").replace('\u{212A}', "K")
    }

    fn host_to_ascii(&self, host: &str) -> Option<String> {
        match host.to_lowercase().as_str() {
            "bücher.example" | "xn--bcher-kva.example" => Some("xn--bcher-kva.example".to_owned()),
            "пример.рф" => Some("xn--e1afmkfd.xn--p1ai".to_owned()),
            "１０.０.０.１" => Some("10.0.0.1".to_owned()),
            "ex。org" => Some("ex.org".to_owned()),
            "kyber.org" => Some("kyber.org".to_owned()),
            "lücke..org" => Some("xn--lcke-0ra..org".to_owned()),
            _ => None,
        }
    }
}

fn canonical(text: &str) -> Result<String, AddressFault> {
    EmailAddress::parse(text, &FewNames).map(|address| address.canonical().to_owned())
}

fn assert_fault(text: &str, fault: AddressFault) {
    assert_eq!(canonical(text), Err(fault), "{text:?}");
}

#[test]
fn ordinary_addresses_are_read_and_keyed_in_lower_case() {
    for (text, key) in [
        ("ada@example.org", "ada@example.org"),
        ("  Ada.Lovelace@Example.ORG\r\n", "ada.lovelace@example.org"),
        ("a@b.co", "a@b.co"),
        ("ada+news@example.org", "ada+news@example.org"),
        ("a.d.a@mail.example.co.uk", "a.d.a@mail.example.co.uk"),
        ("o'brien@example.org", "o'brien@example.org"),
        (
            "!#$%&'*+-/=?^_`{|}~@example.org",
            "!#$%&'*+-/=?^_`{|}~@example.org",
        ),
        ("1@3com.net", "1@3com.net"),
        ("a@x--y.org", "a@x--y.org"),
        ("a@1.2.3.4a", "a@1.2.3.4a"),
    ] {
        assert_eq!(canonical(text).as_deref(), Ok(key), "{text:?}");
    }
}

#[test]
fn plus_tags_and_dots_are_kept_because_providers_differ() {
    // EML-2: no provider folding.
    assert_ne!(canonical("ada+a@gmail.com"), canonical("ada@gmail.com"));
    assert_ne!(canonical("a.da@gmail.com"), canonical("ada@gmail.com"));
}

#[test]
fn an_address_is_kept_as_typed_without_the_space_around_it() {
    let address = EmailAddress::parse(" Ada@Example.ORG ", &AsciiOnly).unwrap();
    assert_eq!(address.typed(), "Ada@Example.ORG");
    assert_eq!(address.local_part(), "ada");
    assert_eq!(address.host(), "example.org");
    assert_eq!(address.for_mail(), "Ada@Example.ORG");
    assert_eq!(
        address,
        EmailAddress::from_stored("Ada@Example.ORG", "ada@example.org")
    );
}

#[test]
fn an_international_host_is_keyed_and_mailed_by_its_a_labels() {
    for text in [
        "Jo@Bücher.example",
        "jo@Bu\u{308}cher.example",
        "jo@XN--bcher-KVA.example",
    ] {
        assert_eq!(
            canonical(text).as_deref(),
            Ok("jo@xn--bcher-kva.example"),
            "{text:?}"
        );
    }
    assert_eq!(
        canonical("jo@ПРИМЕР.рф").as_deref(),
        Ok("jo@xn--e1afmkfd.xn--p1ai")
    );
    assert_eq!(canonical("jo@ex。org").as_deref(), Ok("jo@ex.org"));
    let address = EmailAddress::parse("Jo@Bücher.example", &FewNames).unwrap();
    assert_eq!(address.typed(), "Jo@Bücher.example");
    assert_eq!(address.for_mail(), "Jo@xn--bcher-kva.example");
}

#[test]
fn a_host_without_an_a_label_form_is_refused() {
    assert_fault("jo@☃.example", AddressFault::HostNotInternational);
    assert_fault("jo@xn--zzzzz-.example", AddressFault::HostHyphen);
    assert_fault(
        "jo@xn--nonsense.example",
        AddressFault::HostNotInternational,
    );
    assert_fault("jo@lücke..org", AddressFault::HostDots);
    assert_eq!(
        EmailAddress::parse("jo@bücher.example", &AsciiOnly),
        Err(AddressFault::HostNotInternational)
    );
}

#[test]
fn a_kelvin_sign_never_becomes_the_letter_k() {
    // EML-2: NFC and Unicode lower case both turn U+212A into k, and kyle's account into somebody else's.
    assert_fault("\u{212A}yle@example.org", AddressFault::LocalPartNotAscii);
    // A host name is compared as DNS does.
    assert_eq!(
        canonical("kyle@\u{212A}yber.org").as_deref(),
        Ok("kyle@kyber.org")
    );
}

#[test]
fn letters_beyond_ascii_before_the_at_are_refused() {
    for text in [
        "jürgen@example.org",
        "ada\u{301}@example.org",
        "ａda@example.org",
        "ſam@example.org",
        "İ@example.org",
    ] {
        assert_fault(text, AddressFault::LocalPartNotAscii);
    }
}

#[test]
fn a_missing_or_second_at_is_named() {
    for text in ["", " ", "\n\t", "\u{3000}"] {
        assert_fault(text, AddressFault::Empty);
    }
    for text in [
        "ada",
        "example.org",
        "ada lovelace",
        "ada(at)example.org",
        "ada＠example.org",
        "\0",
    ] {
        assert_fault(text, AddressFault::NoAt);
    }
    for text in [
        "a@b@example.org",
        "@a@example.org",
        "a@example.org@",
        "@@",
        "@a.org,@b.org:c@d.org",
    ] {
        let fault = canonical(text).unwrap_err();
        assert!(
            matches!(fault, AddressFault::SeveralAts | AddressFault::NoLocalPart),
            "{text:?}: {fault:?}"
        );
    }
    assert_fault("@example.org", AddressFault::NoLocalPart);
    assert_fault("ada@", AddressFault::NoHost);
}

#[test]
fn quoted_local_parts_comments_and_ip_literals_are_refused() {
    // EML-1.
    for text in [
        "\"ada\"@example.org",
        "\"ada lovelace\"@example.org",
        "\"a@b\"@example.org",
        "\"\"@example.org",
        "ada.\"x\".y@example.org",
    ] {
        assert_fault(text, AddressFault::QuotedLocalPart);
    }
    for text in [
        "ada(work)@example.org",
        "(work)ada@example.org",
        "ada@example.org(work)",
        "ada@(x)example.org",
        "a)@x.org",
    ] {
        assert_fault(text, AddressFault::Comment);
    }
    for text in [
        "ada@[127.0.0.1]",
        "ada@[IPv6:::1]",
        "ada@[::1]",
        "ada@[x",
        "ada@x]",
    ] {
        assert_fault(text, AddressFault::IpLiteral);
    }
    for text in [
        "ada@127.0.0.1",
        "ada@1.1",
        "ada@example.123",
        "ada@0x7f.1",
        "ada@１０.０.０.１",
    ] {
        assert_fault(text, AddressFault::NumericHost);
    }
}

#[test]
fn control_characters_white_space_and_invisible_characters_are_refused() {
    // MAIL-11: CR, LF and NUL never reach a header.
    for text in [
        "a\0da@example.org",
        "ada@exam\u{7}ple.org",
        "a\u{7F}@example.org",
        "a\u{9B}@example.org",
        "a\u{1B}[0m@x.org",
    ] {
        assert_fault(text, AddressFault::ControlCharacter);
    }
    for text in ["a\r\nBcc: b@x.org", "ada@example.org\nX: y", "a\tb@x.org"] {
        let fault = canonical(text).unwrap_err();
        assert!(
            matches!(
                fault,
                AddressFault::ControlCharacter | AddressFault::WhiteSpace
            ),
            "{text:?}: {fault:?}"
        );
    }
    for text in [
        "a da@example.org",
        "ada @example.org",
        "ada@ example.org",
        "ada@exa\u{A0}mple.org",
        "a\u{2028}b@x.org",
    ] {
        assert_fault(text, AddressFault::WhiteSpace);
    }
    for text in [
        "ada\u{200B}@example.org",
        "ada@exam\u{AD}ple.org",
        "\u{FEFF}ada@example.org",
        "\u{202E}ada@example.org",
        "ada@example.\u{2066}org",
        "ada@exa\u{2060}mple.org",
    ] {
        assert_fault(text, AddressFault::InvisibleCharacter);
    }
    // A joiner before the @ is at least not ASCII; after it the host's A-label decides.
    assert_fault("a\u{200D}b@example.org", AddressFault::LocalPartNotAscii);
    assert_fault("ab@exa\u{200D}mple.org", AddressFault::HostNotInternational);
}

#[test]
fn misplaced_dots_are_refused_on_both_sides() {
    for text in [
        ".ada@example.org",
        "ada.@example.org",
        "a..da@example.org",
        ".@example.org",
    ] {
        assert_fault(text, AddressFault::LocalPartDots);
    }
    for text in [
        "ada@.example.org",
        "ada@example.org.",
        "ada@example..org",
        "ada@.",
    ] {
        assert_fault(text, AddressFault::HostDots);
    }
}

#[test]
fn signs_that_no_address_holds_are_refused() {
    for text in [
        "a,b@x.org",
        "a;b@x.org",
        "a:b@x.org",
        "a\\b@x.org",
        "<ada@x.org",
        "a[b@x.org",
        "a]b@x.org",
        "a>b@x.org",
    ] {
        assert_fault(text, AddressFault::LocalPartCharacter);
    }
    for text in [
        "ada@exa_mple.org",
        "ada@exam!ple.org",
        "ada@x.org>",
        "ada@x.org,y",
        "ada@x.org/y",
        "ada@x.org:25",
        "ada@x.o%72g",
        "a@x.org?y",
    ] {
        assert_fault(text, AddressFault::HostCharacter);
    }
    for text in [
        "ada@-example.org",
        "ada@example-.org",
        "ada@example.-org",
        "ada@example.org-",
        "ada@-.org",
    ] {
        assert_fault(text, AddressFault::HostHyphen);
    }
    for text in ["ada@localhost", "ada@org", "ada@x-y", "ada@127"] {
        assert_fault(text, AddressFault::HostWithoutDot);
    }
}

#[test]
fn the_limits_are_exact() {
    let local = "a".repeat(MOST_LOCAL_OCTETS);
    assert!(canonical(&format!("{local}@x.org")).is_ok());
    assert_fault(&format!("{local}a@x.org"), AddressFault::LocalPartTooLong);

    let label = "b".repeat(MOST_LABEL_OCTETS);
    assert!(canonical(&format!("a@{label}.org")).is_ok());
    assert_fault(&format!("a@{label}b.org"), AddressFault::LabelTooLong);
    assert_fault(&format!("a@x.{label}b"), AddressFault::LabelTooLong);

    // 63 + 1 + 63 + 1 + 63 + 1 + 60 = 252 after "a@": 254 in all.
    let most = format!("a@{label}.{label}.{label}.{}", "c".repeat(60));
    assert_eq!(most.len(), MOST_OCTETS);
    assert!(canonical(&most).is_ok());
    assert_fault(&format!("a{most}"), AddressFault::TooLong);

    let host = format!("{label}.{label}.{label}.{label}");
    assert_eq!(host.len(), MOST_HOST_OCTETS);
    assert_fault(&format!("a@{host}"), AddressFault::TooLong);
    assert_fault(&format!("a@{host}.d"), AddressFault::HostTooLong);
    assert_fault(&"@".repeat(8 << 20), AddressFault::TooLong);
    assert_fault(&"a".repeat(8 << 20), AddressFault::NoAt);
}

#[test]
fn logs_see_one_letter_and_the_host() {
    // LOG-3.
    let address = EmailAddress::parse("Ada.Lovelace@Example.org", &AsciiOnly).unwrap();
    assert_eq!(address.masked(), "a…@example.org");
    let debug = format!("{address:?}");
    assert!(
        debug.contains("a…@example.org") && !debug.to_lowercase().contains("lovelace"),
        "{debug}"
    );
    assert_eq!(EmailAddress::from_stored("", "").masked(), "…@");
}

#[test]
fn every_fault_has_its_own_sentence_with_a_fix() {
    let mut reasons: Vec<_> = AddressFault::ALL.iter().map(AddressFault::reason).collect();
    for reason in &reasons {
        assert!(
            reason.ends_with('.') && reason.contains([';', ',']),
            "{reason}"
        );
    }
    reasons.sort_unstable();
    reasons.dedup();
    assert_eq!(reasons.len(), AddressFault::ALL.len());
}

proptest! {
    #[test]
    fn reading_never_panics(text in any::<String>(), local in ".{0,70}", host in ".{0,70}") {
        let _ = EmailAddress::parse(&text, &AsciiOnly);
        let _ = EmailAddress::parse(&format!("{local}@{host}"), &FewNames);
    }

    #[test]
    fn what_was_read_is_ascii_short_and_reads_the_same_again(
        local in "[A-Za-z0-9.+'_-]{1,66}",
        host in "[A-Za-z0-9.-]{1,80}",
    ) {
        if let Ok(address) = EmailAddress::parse(&format!("{local}@{host}"), &AsciiOnly) {
            let key = address.canonical();
            prop_assert!(key.is_ascii() && key.len() <= MOST_OCTETS && key == key.to_ascii_lowercase());
            prop_assert!(!address.host().contains("..") && address.host().contains('.'));
            let again = EmailAddress::parse(key, &AsciiOnly).map(|again| again.canonical().to_owned());
            prop_assert_eq!(again.as_deref(), Ok(key));
        }
    }
}
