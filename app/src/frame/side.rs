//! The side of the frame. One piece of HTML for every screen: in its place on wide ones, a native popover on small
//! ones, which the browser opens and closes without script.

use super::{FrameTexts, NavItem, NavSection, SIDE_ID, Viewer};
use crate::ui::{Glyph, Icon, IconButton, Logo, ThemeChoice, ThemeSwitch, ViewFn};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wasm_bindgen::{JsCast, JsValue};

/// Mark, navigation, theme, and who is signed in.
#[component]
pub(super) fn Side(
    /// The portal's name.
    portal: Signal<String>,
    /// Who is signed in.
    viewer: Signal<Viewer>,
    /// Where this person may go.
    nav: Signal<Vec<NavSection>>,
    /// The theme chosen.
    theme: ThemeChoice,
    /// The page shown now.
    next: Signal<String>,
    /// What is at hand on every page.
    #[prop(optional_no_strip)]
    tools: Option<ViewFn>,
    /// What the frame says.
    texts: FrameTexts,
) -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <aside class="side" id=SIDE_ID popover="auto" aria-label=texts.menu>
            <div class="side-head">
                <a class="brand" href="/"><Logo/><span>{move || portal.get()}</span></a>
                {tools.map(|tools| tools.run())}
                <button
                    type="button"
                    class="icon-button side-close"
                    popovertarget=SIDE_ID
                    title=texts.close.clone()
                    aria-label=texts.close
                >
                    <Glyph icon=Icon::Close/>
                </button>
            </div>
            <nav class="side-nav" aria-label=texts.main_nav on:click=|_| close_side()>
                {move || nav.get().into_iter().map(|section| section_view(section, path)).collect_view()}
            </nav>
            <div class="side-foot">
                <ThemeSwitch chosen=theme texts=texts.theme next/>
                <div class="viewer row">
                    <span class="viewer-mark" aria-hidden="true">
                        {move || viewer.with(|viewer| initials(&viewer.full_name))}
                    </span>
                    <div class="grow">
                        <bdi class="viewer-name" title=move || viewer.with(|viewer| viewer.email.clone())>
                            {move || viewer.with(|viewer| viewer.full_name.clone())}
                        </bdi>
                        <span class="viewer-role">{move || viewer.with(|viewer| viewer.role.clone())}</span>
                    </div>
                    <form method="post" action=texts.log_out_action>
                        <IconButton icon=Icon::LogOut name=texts.log_out kind="submit"/>
                    </form>
                </div>
            </div>
        </aside>
    }
}

fn section_view(section: NavSection, path: Memo<String>) -> impl IntoView {
    let links = section
        .items
        .into_iter()
        .map(|item| item_view(item, path))
        .collect_view();
    view! {
        <div>
            {section.title.map(|title| view! { <h2>{title}</h2> })}
            <ul>{links}</ul>
        </div>
    }
}

fn item_view(item: NavItem, path: Memo<String>) -> impl IntoView {
    let place = item.place;
    view! {
        <li>
            <a
                href=item.href
                aria-current=move || path.with(|path| is_within(path, &place)).then_some("page")
            >
                <Glyph icon=item.icon/>
                {item.label}
            </a>
        </li>
    }
}

/// Whether `path` is the place or lies below it.
fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The first letters of the first and the last word of a name.
fn initials(full_name: &str) -> String {
    let mut words = full_name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

/// Closes the popover after a place was chosen: the page changes without a load, so the browser would leave it open.
fn close_side() {
    let Some(side) = document().get_element_by_id(SIDE_ID) else {
        return;
    };
    if !side.matches(":popover-open").unwrap_or(false) {
        return;
    }
    let hide = js_sys::Reflect::get(&side, &JsValue::from_str("hidePopover"))
        .ok()
        .and_then(|hide| hide.dyn_into::<js_sys::Function>().ok());
    if let Some(hide) = hide {
        // It was open a moment ago; if it no longer is, that is what was wanted.
        let _ = hide.call0(&side);
    }
}

#[cfg(test)]
mod tests {
    use super::{initials, is_within};

    #[test]
    fn a_page_below_a_place_belongs_to_it_and_a_neighbour_does_not() {
        assert!(is_within("/mail", "/mail"));
        assert!(is_within(
            "/consumers/invitations/new",
            "/consumers/invitations"
        ));
        assert!(!is_within("/mailbox", "/mail"));
    }

    #[test]
    fn initials_are_those_of_the_first_and_last_word() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("plato"), "P");
        assert_eq!(initials("  "), "");
    }
}
