//! A page with one list whose whole view stands in the address (UX TBL-03): what is asked for, what came, and what
//! stands around the rows. Knows no noun.

mod following;
pub mod form;
pub mod rows;
pub mod several;

pub use form::{FiltersInForce, Form, ListForm};
pub use rows::{ListRows, ListWaiting, ListWords};
pub use several::{Several, SeveralBar, SeveralReport};

use crate::error::AppError;
use crate::messages::list as words;
use crate::ui::dialog::focus_heading_if_lost;
use crate::ui::{LinkItem, Pager, Sort, SortTh, use_announcer};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use rules::listing::{Direction, ListPage, Listing, PAGE, PageSize, SIZE, SortColumn};

/// The view that the address asks for; changes only when the view does.
pub fn use_listing<L: Listing>() -> Memo<L> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| L::read(&|name| query.get(name).unwrap_or_default())))
}

/// A list on its page. Cheap to copy.
pub struct List<P: ListPage> {
    /// The view that the address asks for.
    pub listing: Memo<P::Listing>,
    /// As the server answered. Read it inside of the page's `Transition`.
    pub page: Resource<Result<P, AppError>>,
    /// Others are on the way; those that are there are dimmed.
    pub is_pending: RwSignal<bool>,
    path: Signal<String>,
}

impl<P: ListPage> Clone for List<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: ListPage> Copy for List<P> {}

impl<P: ListPage> List<P> {
    /// The list of the page at `path`.
    pub fn new(
        path: impl Into<Signal<String>>,
        listing: Memo<P::Listing>,
        page: Resource<Result<P, AppError>>,
    ) -> Self {
        List {
            listing,
            page,
            is_pending: RwSignal::new(false),
            path: path.into(),
        }
    }

    /// Reads the page, when there is one.
    pub fn with_page<T>(self, read: impl FnOnce(&P) -> T) -> Option<T> {
        self.page
            .with(|page| page.as_ref()?.as_ref().ok().map(read))
    }

    /// The address of a view.
    pub fn href(self, listing: &P::Listing) -> String {
        self.path.with(|path| listing.fields().address(path))
    }

    /// The address of the page.
    pub fn path(self) -> Signal<String> {
        self.path
    }

    /// The address of the plain view; of the tab that is shown, where there are tabs.
    pub fn plain_href(self) -> String {
        let tab = self.listing.with(|now| now.fields().get("tab").to_string());
        self.href(&P::Listing::default().with("tab", &tab))
    }

    /// Tells screen readers what came, each time another list has arrived, and brings the focus back to the heading when
    /// the row that had it has left the list (UX A11Y-06).
    pub fn say_when_loaded(self, told: fn(&P) -> String) {
        let announcer = use_announcer();
        Effect::new(move |was_pending: Option<bool>| {
            let is_pending = self.is_pending.get();
            if was_pending == Some(true) && !is_pending {
                if let Some(told) = untrack(|| self.with_page(told)) {
                    announcer.say(told);
                }
                focus_heading_if_lost();
            }
            is_pending
        });
    }

    /// The header of a column that sorts.
    pub fn sort_head(self, label: &'static str, column: impl SortColumn) -> impl IntoView {
        let column = column.as_str();
        let order = Memo::new(move |_| self.listing.with(Listing::order));
        let sort = Signal::derive(move || match order.get() {
            Some((now, Direction::Ascending)) if now == column => Sort::Up,
            Some((now, Direction::Descending)) if now == column => Sort::Down,
            _ => Sort::None,
        });
        let href = Signal::derive(move || {
            let sorted = self.listing.with(|now| now.sorted_by(column));
            self.href(&sorted)
        });
        view! { <SortTh label sort href/> }
    }

    /// The pager below the rows.
    pub fn pager(self, name: &'static str) -> impl IntoView {
        let step = move |cursor: fn(&P) -> Option<&str>| {
            Signal::derive(move || {
                let to = self.with_page(|page| Some(page.listing().on_page(cursor(page)?)));
                Some(self.href(&to.flatten()?))
            })
        };
        let sizes = Signal::derive(move || {
            let now = self.listing.get();
            let item = |size: u16| {
                let sized = now.with(SIZE, &size.to_string());
                let is_current = sized == now.with(PAGE, "");
                LinkItem::new(size.to_string(), self.href(&sized)).current(is_current)
            };
            PageSize::ALL.into_iter().map(item).collect()
        });
        let range = move || self.with_page(words::range).unwrap_or_default();
        view! {
            <Pager
                name
                range=Signal::derive(range)
                prev=step(P::previous)
                next=step(P::next)
                prev_label=words::PREVIOUS
                next_label=words::NEXT
                sizes_label=words::PER_PAGE
                sizes
            />
        }
    }
}
