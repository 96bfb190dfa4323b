//! The address field: examples as people paste them, and the promises of UX-INV-01 as properties.

use proptest::prelude::*;

use super::*;
use crate::normalise::AsciiOnly;

fn read_list(text: &str) -> AddressList {
    parse(text, &AsciiOnly).unwrap()
}

fn addresses(text: &str) -> Vec<String> {
    read_list(text)
        .addresses()
        .map(|address| address.canonical().to_owned())
        .collect()
}

/// Each entry as written, with what became of it.
fn told(text: &str) -> Vec<(String, Result<String, AddressFault>)> {
    read_list(text)
        .entries
        .into_iter()
        .map(|entry| {
            let reading = match entry.reading {
                Reading::Address(address) | Reading::Duplicate(address) => {
                    Ok(address.canonical().to_owned())
                }
                Reading::Unreadable(fault) => Err(fault),
            };
            (entry.text, reading)
        })
        .collect()
}

fn faults(text: &str) -> Vec<(String, AddressFault)> {
    read_list(text)
        .unreadable()
        .map(|(text, fault)| (text.to_owned(), fault))
        .collect()
}

#[test]
fn every_separator_separates() {
    for text in [
        "a@x.org;b@x.org",
        "a@x.org,b@x.org",
        "a@x.org, b@x.org;",
        "a@x.org b@x.org",
        "a@x.org\tb@x.org",
        "a@x.org\u{A0}\u{3000}b@x.org",
        "a@x.org\nb@x.org",
        "a@x.org\r\nb@x.org\r\n",
        "a@x.org\rb@x.org",
        "a@x.org\u{2028}b@x.org",
        ";;, a@x.org ,;\n\n;b@x.org,,",
        "\u{FEFF}a@x.org\nb@x.org",
    ] {
        assert_eq!(addresses(text), ["a@x.org", "b@x.org"], "{text:?}");
        assert_eq!(read_list(text).entries.len(), 2, "{text:?}");
    }
}

#[test]
fn nothing_holds_nothing() {
    for text in ["", "  ", ";", ",;\n \r\n\t,", "\u{FEFF}"] {
        assert_eq!(read_list(text), AddressList::default(), "{text:?}");
    }
}

#[test]
fn a_name_before_the_address_is_left_out() {
    for text in [
        "Ada Lovelace <ada@x.org>",
        "<ada@x.org>",
        "\"Ada Lovelace\" <ada@x.org>",
        "\"Lovelace, Ada\" <ada@x.org>",
        "\"Lovelace; Ada\"<ada@x.org>",
        "\"Ada \\\"the, first\\\" Lovelace\" <ada@x.org>",
        "\"Lovelace, Ada\" (work) <ada@x.org>",
        "\"<,>\" <ada@x.org>",
        "'Ada' < Ada@X.org >",
        "Ada Lovelace <ada@x.org>.",
        "Ada Lovelace <mailto:ada@x.org>",
        "Ada <ada@x.org> (work)",
        "ada@x.org <ada@x.org>",
        "'ADA@x.org' <ada@x.org>",
        "\"ada@x.org\" <ada@x.org>",
        "Ada <ada@x.org",
        "Ada @ work <ada@x.org>",
        "Ада Лавлейс <ada@x.org>",
    ] {
        assert_eq!(
            told(text),
            [(text.to_owned(), Ok("ada@x.org".to_owned()))],
            "{text:?}"
        );
    }
}

#[test]
fn quotation_marks_keep_a_name_together_and_nothing_else() {
    assert_eq!(
        addresses("\"Lovelace, Ada\" <ada@x.org>, \"Hopper; Grace\" <grace@x.org>; b@x.org"),
        ["ada@x.org", "grace@x.org", "b@x.org"]
    );
    // A list that somebody put in quotation marks is still a list.
    for text in [
        "\"a@x.org, b@x.org\"",
        "\"a@x.org\", \"b@x.org\"",
        "\"a@x.org\";\"b@x.org\"",
        "'a@x.org', 'b@x.org'",
        "\"a@x.org b@x.org\"",
        "“a@x.org”, „b@x.org“",
        "<a@x.org, b@x.org>",
    ] {
        assert_eq!(addresses(text), ["a@x.org", "b@x.org"], "{text:?}");
        assert_eq!(read_list(text).entries.len(), 2, "{text:?}");
    }
    // One that nothing closes swallows no address, on its line or the next.
    assert_eq!(
        addresses("\"Ada, a@x.org, b@x.org\nc@x.org \" , d@x.org"),
        ["a@x.org", "b@x.org", "c@x.org", "d@x.org"]
    );
    assert_eq!(
        addresses("5\" screen; a@x.org; 6\" b@x.org"),
        ["a@x.org", "b@x.org"]
    );
    // A quoted name standing alone is one thing.
    assert_eq!(
        told("\"Lovelace, Ada\" ada@x.org"),
        [
            ("\"Lovelace, Ada\"".to_owned(), Err(AddressFault::NoAt)),
            ("ada@x.org".to_owned(), Ok("ada@x.org".to_owned()))
        ]
    );
}

#[test]
fn a_name_that_is_another_address_is_never_dropped_silently() {
    for text in [
        "bob@x.org <ada@x.org>",
        "bob@x.org Ada <ada@x.org>",
        "Ada <ada@x.org> bob@x.org",
        "Ada <ada@x.org> Bob <bob@x.org>",
        "Ada <ada@x.org>bob@x.org",
        "x\" , bob@x.org, \"<ada@x.org>",
    ] {
        assert_eq!(
            faults(text),
            [(text.to_owned(), AddressFault::SeveralAddresses)],
            "{text:?}"
        );
    }
}

#[test]
fn links_are_read_as_the_address_they_lead_to() {
    for text in [
        "mailto:ada@x.org",
        "MailTo:ada@x.org?subject=Hello%20there&cc=bob",
        "<mailto:ada@x.org>",
        "mailto:ada%40x.org",
        "\"mailto:ada@x.org\"",
        "(mailto:ada@x.org).",
    ] {
        assert_eq!(addresses(text), ["ada@x.org"], "{text:?}");
    }
    assert_eq!(addresses("mailto:ada%2Bnews@x.org"), ["ada+news@x.org"]);
    assert_eq!(addresses("mailto:a@x.org,b@x.org"), ["a@x.org", "b@x.org"]);
    // Percent signs are ordinary outside of links, and stay what they are when they make no sense.
    assert_eq!(addresses("ada%2Bnews@x.org"), ["ada%2bnews@x.org"]);
    assert_eq!(addresses("mailto:ada%zz@x.org"), ["ada%zz@x.org"]);
    assert_eq!(
        faults("mailto:"),
        [("mailto:".to_owned(), AddressFault::NoAt)]
    );
    assert_eq!(
        faults("mailto:a%0Ab@x.org")[0].1,
        AddressFault::ControlCharacter
    );
    assert_eq!(
        faults("mailto:a%2Cb@x.org")[0].1,
        AddressFault::LocalPartCharacter
    );
}

#[test]
fn punctuation_around_an_address_is_dropped() {
    for text in [
        "ada@x.org.",
        "ada@x.org!",
        "ada@x.org?",
        "ada@x.org:",
        "ada@x.org…",
        "ada@x.org).",
        "(ada@x.org)",
        "[ada@x.org]",
        "{ada@x.org}",
        "'ada@x.org'",
        "`ada@x.org`",
        "«ada@x.org»",
        "‘ada@x.org’.",
        "\"ada@x.org",
        "ada@x.org\"",
        "ada@x.org]",
        "ada@x.org'",
        "ada@x.org>",
        "- ada@x.org",
        "• ada@x.org",
        "ada@x.org .",
        "([\"ada@x.org\"])!?",
    ] {
        assert_eq!(addresses(text), ["ada@x.org"], "{text:?}");
        assert_eq!(read_list(text).entries.len(), 1, "{text:?}");
    }
    // What may begin an address is not taken off.
    assert_eq!(
        addresses("'ada@x.org {bob@x.org *c@x.org"),
        ["'ada@x.org", "{bob@x.org", "*c@x.org"]
    );
}

#[test]
fn what_cannot_be_read_is_kept_with_its_reason_and_stops_nothing() {
    assert_eq!(
        told(
            "ada@x.org; nonsense, grace@; @x.org\n\"a b\"@x.org; ada@[127.0.0.1], c@localhost; --; b@x.org"
        ),
        [
            ("ada@x.org", Ok("ada@x.org")),
            ("nonsense", Err(AddressFault::NoAt)),
            ("grace@", Err(AddressFault::NoHost)),
            ("@x.org", Err(AddressFault::NoLocalPart)),
            ("\"a b\"@x.org", Err(AddressFault::QuotedLocalPart)),
            ("ada@[127.0.0.1]", Err(AddressFault::IpLiteral)),
            ("c@localhost", Err(AddressFault::HostWithoutDot)),
            ("--", Err(AddressFault::NoAt)),
            ("b@x.org", Ok("b@x.org")),
        ]
        .map(|(text, reading)| (text.to_owned(), reading.map(str::to_owned)))
    );
    assert_eq!(faults("<>"), [("<>".to_owned(), AddressFault::Empty)]);
    assert_eq!(
        faults("Ada <>"),
        [("Ada <>".to_owned(), AddressFault::Empty)]
    );
    assert_eq!(faults(". ."), [(". .".to_owned(), AddressFault::Empty)]);
    assert_eq!(faults("ada@x.org(work)")[0].1, AddressFault::Comment);
    assert_eq!(faults("(work)ada@x.org")[0].1, AddressFault::Comment);
    assert_eq!(
        faults(
            "\"very.(),:;<>[]\\\".VERY.\\\"very@\\\\ \\\"very\\\".unusual\"@strange.example.com"
        )[0]
        .1,
        AddressFault::QuotedLocalPart
    );
    assert_eq!(faults("a\0b@x.org")[0].1, AddressFault::ControlCharacter);
    assert_eq!(faults("x < y, a@x.org").len(), 1);
}

#[test]
fn the_first_of_equal_addresses_wins_and_the_others_are_counted() {
    let list = read_list("Ada@x.org; ada@X.ORG, Ada <ADA@x.org>\nada+1@x.org bad bad");
    assert_eq!(
        list.addresses()
            .map(EmailAddress::typed)
            .collect::<Vec<_>>(),
        ["Ada@x.org", "ada+1@x.org"]
    );
    assert_eq!(
        list.duplicates()
            .map(EmailAddress::typed)
            .collect::<Vec<_>>(),
        ["ada@X.ORG", "ADA@x.org"]
    );
    assert_eq!(list.unreadable().count(), 2);
    assert_eq!(list.entries.len(), 6);
}

#[test]
fn ten_thousand_are_read_and_one_more_is_refused_with_the_count() {
    let mut text: String = (0..MOST_ADDRESSES)
        .map(|n| format!("p{n}@x.org;"))
        .collect();
    assert_eq!(read_list(&text).addresses().count(), MOST_ADDRESSES);
    text.push_str("one-more");
    let refused = parse(&text, &AsciiOnly).unwrap_err();
    assert_eq!(refused, TooMany { count: 10_001 });
    assert!(refused.to_string().contains("10001"), "{refused}");
}

#[test]
fn hostile_text_takes_linear_time() {
    // Quadratic work on any of these would take minutes instead of milliseconds.
    const SIZE: usize = 256 << 10;
    for pattern in [
        "\"", "\"<", "\"\"<", "\"@", "'", "(", "]", "<", ">", "a ", "\\\"", "@", "a@", "\"a\" ",
        "\"a@\"@", ".!", "„", "'\"", "a@b <",
    ] {
        let text = pattern.repeat(SIZE / pattern.len());
        let started = std::time::Instant::now();
        let _ = parse(&text, &AsciiOnly);
        let _ = parse(&format!("{text}a@x.org"), &AsciiOnly);
        assert!(
            started.elapsed().as_secs() < 10,
            "{pattern:?}: {:?}",
            started.elapsed()
        );
    }
}

/// An address with a plain local part, as most are.
fn plain_address() -> impl Strategy<Value = String> {
    "[A-Za-z0-9]{1,8}([.+_'-][a-z0-9]{1,4})?@[a-z0-9]{1,8}(\\.[a-z]{2,5}){1,2}"
}

/// Something between two separators: no separator in it, and not only white space.
fn segment() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => plain_address(),
        1 => plain_address().prop_map(|address| format!("\"Last, First\" <{address}>")),
        1 => plain_address().prop_map(|address| format!("First Last <{address}>")),
        1 => plain_address().prop_map(|address| format!("mailto:{address}?subject=x")),
        1 => "[a-z@.<>-]{1,12}",
    ]
}

const SEPARATORS: [&str; 6] = [";", ",", "\n", "\r\n", " ; ", ",\t;\n"];

fn joined(segments: &[String], separators: &[usize]) -> String {
    segments
        .iter()
        .zip(separators.iter().cycle())
        .map(|(segment, which)| format!("{segment}{}", SEPARATORS[*which]))
        .collect()
}

proptest! {
    #[test]
    fn reading_never_panics(text in any::<String>(), signs in "[\"'<>()@,;:?.\\\\ a\n%é\u{200B}-]{0,60}") {
        let _ = parse(&text, &AsciiOnly);
        let _ = parse(&signs, &AsciiOnly);
    }

    #[test]
    fn reading_what_was_read_gives_the_same_addresses(text in "[\"'<>()@,;:?.\\\\ aboxrg\n%-]{0,80}", segments in prop::collection::vec(segment(), 0..20)) {
        for text in [text, segments.join(";")] {
            let first = addresses(&text);
            for separator in SEPARATORS.into_iter().chain([" "]) {
                let again = read_list(&first.join(separator));
                prop_assert_eq!(again.addresses().map(EmailAddress::canonical).collect::<Vec<_>>(), first.iter().map(String::as_str).collect::<Vec<_>>());
                prop_assert_eq!(again.entries.len(), first.len());
            }
        }
    }

    #[test]
    fn every_segment_appears_once_in_the_order_of_the_text(
        segments in prop::collection::vec(segment(), 0..30),
        separators in prop::collection::vec(0..SEPARATORS.len(), 1..7),
    ) {
        let list = read_list(&joined(&segments, &separators));
        let texts: Vec<_> = list.entries.iter().map(|entry| entry.text.as_str()).collect();
        prop_assert_eq!(texts, segments.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert_eq!(list.addresses().count() + list.duplicates().count() + list.unreadable().count(), segments.len());
    }

    #[test]
    fn the_choice_of_separators_changes_nothing(
        segments in prop::collection::vec(segment(), 0..30),
        some in prop::collection::vec(0..SEPARATORS.len(), 1..7),
        others in prop::collection::vec(0..SEPARATORS.len(), 1..7),
    ) {
        prop_assert_eq!(read_list(&joined(&segments, &some)), read_list(&joined(&segments, &others)));
    }

    #[test]
    fn no_letter_that_was_written_disappears(text in "[\"'<>()@,;:?.\\\\ aboxrg\n%-]{0,80}") {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric() || *c == '@').collect::<String>();
        let kept: String = read_list(&text).entries.iter().map(|entry| letters(&entry.text)).collect();
        prop_assert_eq!(kept, letters(&text));
    }
}
