//! A list that follows what others change, while somebody looks at it (UX TBL-17): rows that are there change in place;
//! that others came or went shows at once to whoever is not at the table, and else in a word with a button.

use super::List;
use crate::error::AppError;
use crate::messages::list as words;
use crate::ui::{Toast, Tone, pulse, use_toasts};
use leptos::prelude::*;
use rules::listing::{Count, ListPage};

/// Where somebody is at work: what they point at, hold, have chosen or are asked.
const AT_WORK: &str = ".table-region:is(:hover, :focus-within), .bulk-bar, dialog[open]";

impl<P: ListPage> List<P> {
    /// Asks again and again by `ask`, which keeps no session alive. `id` is what a row stays the same by.
    pub fn follow<Asked, Id>(
        self,
        ask: impl Fn(P::Listing) -> Asked + Clone + Send + Sync + 'static,
        id: fn(&P::Row) -> Id,
    ) where
        Asked: Future<Output = Result<P, AppError>>,
        Id: Clone + PartialEq + Send + Sync + 'static,
    {
        let toasts = use_toasts();
        // An answer that was asked for before the page arrived knows less than it does.
        let arrived = StoredValue::new(0_u32);
        let is_told = StoredValue::new(false);
        let stands = StoredValue::new(None);
        Effect::new(move || {
            stands.set_value(self.with_page(|page| Stand::of(page, id)));
            arrived.update_value(|n| *n = n.wrapping_add(1));
            is_told.set_value(false);
        });
        let refresh = Callback::new(move |()| self.page.refetch());
        pulse(move || {
            let before = arrived.try_get_value();
            let answer = self.listing.try_get_untracked().map(&ask);
            async move {
                let Some(answer) = answer else {
                    return false;
                };
                match answer.await {
                    Ok(fresh) if before == arrived.try_get_value() => {
                        let is = Some(Stand::of(&fresh, id));
                        let (is_changed, has_moved) = stands.with_value(|was| {
                            let ids = |stand: &Option<Stand<Id>>| {
                                stand.as_ref().map(|one| one.ids.clone())
                            };
                            (*was != is, ids(was) != ids(&is))
                        });
                        let is_at_work = !matches!(document().query_selector(AT_WORK), Ok(None));
                        if is_changed && (!has_moved || !is_at_work) {
                            self.page.set(Some(Ok(fresh)));
                        } else if is_changed && !is_told.get_value() {
                            is_told.set_value(true);
                            let toast = Toast::new(Tone::Accent, words::OTHERS);
                            toasts.push(toast.with_action(words::REFRESH, refresh));
                        }
                        true
                    }
                    Ok(_) => !arrived.is_disposed(),
                    Err(error) => !matches!(
                        error,
                        AppError::Unauthenticated | AppError::Forbidden | AppError::NotFound
                    ),
                }
            }
        });
    }
}

/// What a page says, but for when it was read.
#[derive(PartialEq)]
struct Stand<Id> {
    ids: Vec<Id>,
    rows: String,
    total: Count,
    counts: Vec<Count>,
}

impl<Id> Stand<Id> {
    fn of<P: ListPage>(page: &P, id: fn(&P::Row) -> Id) -> Self {
        Stand {
            ids: page.rows().iter().map(id).collect(),
            rows: format!("{:?}", page.rows()),
            total: page.total(),
            counts: page.counts(),
        }
    }
}
