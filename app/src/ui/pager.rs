//! Under a list: which rows these are, how many a page, and the way to the next. Links, so it works without script.

use super::whole::Children;
use super::{Glyph, Icon, LinkItem, Text};
use leptos::prelude::*;

/// The pager of a list.
#[component]
pub fn Pager(
    /// The name of this navigation.
    #[prop(into)]
    name: Text,
    /// "1–50 of 312".
    #[prop(into)]
    range: Signal<String>,
    /// The page before, if there is one.
    #[prop(into)]
    prev: Signal<Option<String>>,
    /// The page after, if there is one.
    #[prop(into)]
    next: Signal<Option<String>>,
    /// Words for the page before.
    #[prop(into)]
    prev_label: Text,
    /// Words for the page after.
    #[prop(into)]
    next_label: Text,
    /// Words before the sizes.
    #[prop(into)]
    sizes_label: Text,
    /// The page sizes.
    #[prop(into)]
    sizes: Signal<Vec<LinkItem>>,
) -> impl IntoView {
    let size_links = move || {
        sizes
            .get()
            .into_iter()
            .map(|size| {
                view! {
                    <a href=size.href aria-current=size.is_current.then_some("true")>{size.label}</a>
                }
            })
            .collect_view()
    };
    view! {
        <nav class="pager" aria-label=name>
            <span class="pager-range">{move || range.get()}</span>
            <span class="pager-sizes"><span>{sizes_label}</span>{size_links}</span>
            <span class="row">
                <Step href=prev rel="prev"><Glyph icon=Icon::ChevronLeft/><span>{prev_label}</span></Step>
                <Step href=next rel="next"><span>{next_label}</span><Glyph icon=Icon::ChevronRight/></Step>
            </span>
        </nav>
    }
}

/// A step that leads nowhere stays in its place, greyed, so that nothing jumps.
#[component]
fn Step(href: Signal<Option<String>>, rel: &'static str, children: Children) -> impl IntoView {
    view! {
        <a
            class="button"
            role="link"
            rel=rel
            href=move || href.get()
            aria-disabled=move || href.with(Option::is_none).then_some("true")
        >
            {children.run()}
        </a>
    }
}
