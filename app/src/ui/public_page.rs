//! The one card of a public page, on the body colour. Plain HTML: nothing here needs the page to be alive.

use super::whole::{Children, ViewFn};
use super::{LinkItem, Logo, Text};
use leptos::prelude::*;

/// A public page: mark and name of the portal, tabs where there are some, heading, form. All text stands on the card,
/// so that any body colour will do.
#[component]
pub fn PublicPage(
    /// The portal's name.
    #[prop(into)]
    portal: Text,
    /// LOGIN and CREATE AN ACCOUNT.
    #[prop(optional)]
    tabs: Vec<LinkItem>,
    /// The name of the tabs.
    #[prop(optional, into)]
    tabs_name: Option<Text>,
    /// The heading.
    #[prop(into)]
    title: Text,
    /// A sentence under it.
    #[prop(optional, into)]
    lead: Option<Text>,
    /// The last line.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// The form, or whatever the page says.
    children: Children,
) -> impl IntoView {
    let tabs = (!tabs.is_empty()).then(|| {
        let links = tabs
            .into_iter()
            .map(|tab| {
                view! {
                    <li>
                        <a href=tab.href aria-current=tab.is_current.then_some("page")>{tab.label}</a>
                    </li>
                }
            })
            .collect_view();
        view! { <nav aria-label=tabs_name><ul class="public-tabs">{links}</ul></nav> }
    });
    view! {
        <div class="public">
            <main class="public-card" id="main">
                <p class="public-brand"><Logo/><bdi>{portal}</bdi></p>
                {tabs}
                <div class="public-head">
                    <h1>{title}</h1>
                    {lead.map(|lead| view! { <p class="muted">{lead}</p> })}
                </div>
                {children.run()}
                {foot.map(|foot| view! { <div class="public-foot">{foot.run()}</div> })}
            </main>
        </div>
    }
}
