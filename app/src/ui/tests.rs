//! What the parts promise in their first HTML, and what the colours promise to the eye.

use super::*;
use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::location::RequestUrl;
use rules::time::Timestamp;

/// The first HTML of a view, as the server renders it.
fn html<V: IntoView + 'static>(view: impl FnOnce() -> V + Send + 'static) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(RequestUrl::new("/"));
        leptos_meta::provide_meta_context();
        provide_ui();
        view! { <Router>{view().into_any()}</Router> }.to_html()
    })
}

#[test]
fn a_field_names_its_hint_and_its_error() {
    let page = html(|| {
        let error = Signal::stored(Some("Too short.".to_owned()));
        view! { <TextField id="who" name="who" label="Name" hint="In full." error/> }
    });
    assert!(page.contains(r#"<label for="who""#), "{page}");
    assert!(
        page.contains(r#"aria-describedby="who-hint who-error""#),
        "{page}"
    );
    assert!(page.contains(r#"aria-invalid="true""#), "{page}");
    assert!(page.contains("Too short."), "{page}");
}

#[test]
fn a_field_without_a_fault_is_not_marked_invalid() {
    let page = html(|| view! { <TextField id="who" name="who" label="Name"/> });
    assert!(!page.contains("aria-invalid"), "{page}");
}

#[test]
fn an_address_is_escaped_and_keeps_its_direction_to_itself() {
    let page = html(|| view! { <Address text="<b>@x.org" href="/x"/> });
    assert!(page.contains("<bdi>&lt;b&gt;@<wbr>x.org"), "{page}");
}

// WEB-11
#[test]
fn a_text_area_cannot_be_left_by_what_it_holds() {
    let page = html(|| {
        let value = "</textarea><script>alert(1)</script>".to_owned();
        view! { <TextArea id="note" name="note" label="Note" value/> }
    });
    assert!(!page.contains("<script>"), "{page}");
    assert!(page.contains("&lt;/textarea&gt;"), "{page}");
}

// TBL-04: without script a header is a link; TBL-02: only the sorted one says so.
#[test]
fn a_sorting_header_is_a_link_in_the_first_html_and_one_says_how() {
    let page = html(|| {
        let head = || {
            view! {
                <SortTh label="Email" sort=Sort::None href="?sort=email".to_owned()/>
                <SortTh label="Invited at" sort=Sort::Down href="?sort=invited".to_owned()/>
            }
        };
        view! { <DataTable id="people" caption="People" head=head><tr><td>"x"</td></tr></DataTable> }
    });
    assert!(page.contains(r#"href="?sort=email""#), "{page}");
    assert_eq!(page.matches("aria-sort").count(), 1, "{page}");
    assert!(page.contains(r#"aria-sort="descending""#), "{page}");
    assert!(
        page.contains("<tbody"),
        "a table without tbody can't hydrate: {page}"
    );
    assert!(page.contains("<caption"), "{page}");
}

// TBL-10: no clock and no locale on the server.
#[test]
fn a_time_is_absolute_utc_in_the_first_html() {
    let page = html(|| view! { <Time at=Timestamp::from_micros(1_800_000_000_000_000)/> });
    assert!(
        page.contains(r#"datetime="2027-01-15T08:00:00Z""#),
        "{page}"
    );
    assert!(page.contains("15 Jan 2027, 08:00 UTC"), "{page}");
    assert!(!page.contains("tabindex"), "{page}");
}

#[test]
fn a_closed_dialog_holds_nothing_and_an_open_one_shows_without_script() {
    let dialog = |is_open| {
        html(move || {
            let open = RwSignal::new(is_open);
            view! {
                <Dialog open id="ask" title="Ask" close_label="Close">
                    <DialogBody>"inside"</DialogBody>
                </Dialog>
            }
        })
    };
    let closed = dialog(false);
    assert!(!closed.contains("inside"), "{closed}");
    assert!(!closed.contains(" open"), "{closed}");
    let open = dialog(true);
    assert!(open.contains("inside") && open.contains(" open"), "{open}");
    assert!(open.contains(r#"aria-labelledby="ask-title""#), "{open}");
}

// DST-02: Cancel has the first focus.
#[test]
fn in_a_confirmation_cancel_has_the_first_focus() {
    let page = html(|| {
        let open = RwSignal::new(true);
        view! {
            <ConfirmDialog open id="gone" title="Delete it?" confirm="Delete" cancel="Cancel" danger=true on_confirm=|()| ()>
                "It dies."
            </ConfirmDialog>
        }
    });
    let focused = page.split("autofocus").nth(1).unwrap_or_default();
    assert!(focused.contains("Cancel"), "{page}");
    assert_eq!(page.matches("autofocus").count(), 1, "{page}");
}

#[test]
fn each_chip_has_a_remove_button_named_after_it() {
    let page = html(|| {
        let chips = vec![Chip {
            key: "1".to_owned(),
            text: "ada@x.org".to_owned(),
            tone: Tone::Bad,
            note: Some("no host".to_owned()),
        }];
        view! {
            <ChipsInput
                id="to"
                label="To"
                chips
                list_label="Addresses"
                on_commit=|_: String| ()
                on_remove=|_: String| ()
                remove_name=|text: String| format!("Remove {text}")
            />
        }
    });
    assert!(page.contains(r#"aria-label="Remove ada@x.org""#), "{page}");
    assert!(page.contains("no host"), "{page}");
}

// PE-02: what needs script is marked, so that the style can hide it.
#[test]
fn what_needs_script_is_hidden_until_the_page_is_alive() {
    let copy = html(|| view! { <CopyButton text="x" label="Copy" done="Copied"/> });
    assert!(copy.contains("js-only"), "{copy}");
    let password = html(|| {
        view! {
            <PasswordField id="pw" name="pw" label="Password" autocomplete="new-password" show_label="Show"/>
        }
    });
    assert!(password.contains("js-only"), "{password}");
    assert!(
        password.contains(r#"autocomplete="new-password""#),
        "{password}"
    );
}

#[test]
fn a_pager_step_that_leads_nowhere_has_no_address() {
    let page = html(|| {
        let nowhere: Option<String> = None;
        view! {
            <Pager
                name="Pages"
                range="1–50 of 312"
                prev=nowhere
                next=Some("?after=x".to_owned())
                prev_label="Previous"
                next_label="Next"
                sizes_label="Rows"
                sizes=vec![LinkItem::new("50", "?size=50").current(true)]
            />
        }
    });
    assert_eq!(page.matches(r#"aria-disabled="true""#).count(), 1, "{page}");
    assert!(page.contains(r#"href="?after=x""#), "{page}");
}

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// The two values of a colour token, light and dark.
fn colours(name: &str) -> Option<[[f64; 3]; 2]> {
    let line = TOKENS
        .lines()
        .find_map(|line| line.trim().strip_prefix(&format!("--{name}: light-dark(")))?;
    let (light, dark) = line.trim_end_matches([')', ';']).split_once(", ")?;
    Some([channels(light)?, channels(dark)?])
}

fn channels(hex: &str) -> Option<[f64; 3]> {
    let digits = hex.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0;
        // WCAG 2.2, relative luminance.
        Some(if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        })
    };
    Some([channel(0)?, channel(2)?, channel(4)?])
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let luminance = |[red, green, blue]: [f64; 3]| 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

// A11Y-03
#[test]
fn every_pair_of_colours_can_be_read_in_both_themes() {
    let mut pairs = 0;
    let mut faults = Vec::new();
    for line in TOKENS
        .lines()
        .filter_map(|line| line.trim().strip_prefix("@pair "))
    {
        let mut words = line.split_whitespace();
        let (Some(mark), Some(ground), Some(least)) = (words.next(), words.next(), words.next())
        else {
            panic!("not a pair: {line}");
        };
        let least: f64 = least.parse().expect("a ratio");
        let marks = colours(mark).unwrap_or_else(|| panic!("no colour --{mark}"));
        let grounds = colours(ground).unwrap_or_else(|| panic!("no colour --{ground}"));
        for (theme, (mark_value, ground_value)) in
            ["light", "dark"].iter().zip(marks.into_iter().zip(grounds))
        {
            let ratio = contrast(mark_value, ground_value);
            if ratio < least {
                faults.push(format!(
                    "{theme}: {mark} on {ground} is {ratio:.2}, needs {least}"
                ));
            }
        }
        pairs += 1;
    }
    assert!(pairs > 30, "only {pairs} pairs are listed");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn black_on_white_is_the_greatest_contrast() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}
