//! The head of a page of the console: the one `h1`, the document's title, the actions at the right.

use super::raw_text::document_title;
use super::whole::Children;
use super::{Glyph, Icon, LinkItem, Text};
use leptos::html::H1;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use leptos_meta::Title;
use wasm_bindgen::JsCast;

const HEADING_ID: &str = "page-title";

/// The path whose heading has been shown; nothing before the first page.
#[derive(Clone, Copy)]
struct ShownPath(StoredValue<Option<String>>);

/// Lets headings know which page was shown before them, so that focus moves only when the person moves (UX.md A11Y-02).
pub fn provide_heading_focus() {
    provide_context(ShownPath(StoredValue::new(None)));
}

/// Puts the focus on the page's heading.
pub(super) fn focus_heading() {
    let heading = document()
        .get_element_by_id(HEADING_ID)
        .and_then(|heading| heading.dyn_into::<HtmlElement>().ok());
    if let Some(heading) = heading {
        // A heading that has just left the page can't take focus, and need not.
        let _ = heading.focus();
    }
}

/// The head of a page. Keep it outside of what waits for rows.
#[component]
pub fn PageHead(
    /// The heading and the document's title.
    #[prop(into)]
    title: Text,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: Option<Text>,
    /// The way back to the page above.
    #[prop(optional)]
    back: Option<LinkItem>,
    /// The page's actions, the main one last.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let node = NodeRef::<H1>::new();
    let shown = use_context::<ShownPath>();
    Effect::new(move || {
        let (Some(ShownPath(shown)), Some(heading)) = (shown, node.get()) else {
            return;
        };
        let path = window().location().pathname().ok();
        let before = shown.get_value();
        if before.is_some() && before != path {
            let _ = heading.focus();
        }
        shown.set_value(path);
    });
    view! {
        <Title text=document_title(&title)/>
        <header class="page-head">
            <div class="page-head-text">
                {back.map(|back| view! {
                    <a class="back" href=back.href><Glyph icon=Icon::ArrowLeft/>{back.label}</a>
                })}
                <h1 id=HEADING_ID tabindex="-1" node_ref=node><bdi>{title}</bdi></h1>
                {lead.map(|lead| view! { <p class="page-lead muted">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="row">{children.run()}</div> })}
        </header>
    }
}
