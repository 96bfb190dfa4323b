//! An address as a mail server takes it. Knows not what a valid address is: that is decided where
//! it is typed (EML-1); here only what would break an envelope or a header is refused.

use crate::ServerUnicode;
use lettre::Address;
use rules::normalise::Normalise as _;

/// The typed address with its host as A-labels, so that no mail server needs SMTPUTF8.
/// None: not one that an envelope can carry. Local parts are ASCII (EML-2).
pub(super) fn for_envelope(typed: &str) -> Option<Address> {
    let (local, host) = typed.rsplit_once('@')?;
    let host = if host.is_ascii() {
        host.to_owned()
    } else {
        ServerUnicode.host_to_ascii(host)?
    };
    let is_plain = |c: char| {
        c.is_ascii_graphic()
            && !matches!(
                c,
                '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\' | '@'
            )
    };
    let fits = |part: &str| !part.is_empty() && part.chars().all(is_plain);
    // lettre's own parser is not asked: it takes quoted local parts and IP literals, and refuses
    // hosts that exist (EML-1).
    (fits(local) && fits(&host)).then(|| Address::new_dangerous(local, host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_outside_ascii_becomes_its_a_label_and_the_local_part_stays_as_typed() {
        assert_eq!(
            for_envelope("Ada.L+x@Bücher.example").map(|address| address.to_string()),
            Some("Ada.L+x@xn--bcher-kva.example".to_owned())
        );
        assert_eq!(
            for_envelope("Ada@Mail.Example.org").map(|address| address.to_string()),
            Some("Ada@Mail.Example.org".to_owned())
        );
    }

    #[test]
    fn whatever_would_break_an_envelope_is_refused() {
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "ada@exam ple.org",
            "ada@example.org\r\nRCPT TO:<eve@example.org>",
            "ada\n@example.org",
            "ada\0@example.org",
            "<ada@example.org>",
            "ada@example.org>",
            "ada,eve@example.org",
            "\"ada\"@example.org",
            "jürgen@example.org",
            "ada@eve@example.org",
            "ada@\u{fffd}.example",
        ] {
            assert_eq!(for_envelope(bad), None, "{bad:?}");
        }
    }
}
