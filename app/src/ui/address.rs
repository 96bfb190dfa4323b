//! An address in a table: any length, any direction of writing, always whole (UX.md TBL-21).

use super::Text;
use leptos::either::Either;
use leptos::prelude::*;

/// An address that wraps where it must and keeps its direction to itself; a link when `href` is given.
#[component]
pub fn Address(
    /// The address as typed.
    #[prop(into)]
    text: Text,
    /// Where it leads.
    #[prop(optional, into)]
    href: Option<Text>,
) -> impl IntoView {
    // Where it must be broken, then behind the @ first.
    let behind_at = text.rfind('@').map_or(text.len(), |at| at + 1);
    let (local, host) = text.split_at(behind_at);
    let (local, host) = (local.to_string(), host.to_string());
    let parts = view! { {local} <wbr/> {host} };
    match href {
        Some(href) => Either::Left(view! { <a class="address" href=href><bdi>{parts}</bdi></a> }),
        None => Either::Right(view! { <bdi class="address">{parts}</bdi> }),
    }
}
