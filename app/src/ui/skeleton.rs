//! Grey rows while the first ones are on the way; the style shows them only after 300 ms (UX.md TBL-13).

use leptos::prelude::*;

/// Rows of the same height as real ones, hidden from screen readers: the region says that it is busy.
#[component]
pub fn SkeletonRows(
    /// How many rows.
    rows: u32,
    /// How many columns the table has.
    columns: u32,
) -> impl IntoView {
    (0..rows)
        .map(|_| {
            let cells = (0..columns)
                .map(|_| view! { <td><span class="skeleton"></span></td> })
                .collect_view();
            view! { <tr aria-hidden="true">{cells}</tr> }
        })
        .collect_view()
}
