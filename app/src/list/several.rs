//! Several rows of a list at once, with an answer for each (UX TBL-08, TBL-09). Knows neither what is done nor to what.

use super::List;
use crate::error::AppError;
use crate::messages::list as words;
use crate::outcome::{FaultNotice, from_here};
use crate::state::use_refused;
use crate::ui::{
    BulkAnswer, BulkAnswers, BulkBar, ChooseAll, ChooseNothing, ChooseRow, Selection, ViewFn,
};
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::listing::ListPage;

/// Which rows of the page are chosen, and what became of those sent last. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Several {
    /// Which rows are chosen.
    pub selection: Selection,
    /// What is being done with them is under way.
    pub is_busy: RwSignal<bool>,
    function: &'static str,
    answers: RwSignal<Vec<BulkAnswer>>,
    error: RwSignal<Option<AppError>>,
}

impl Several {
    /// None is chosen. `function` is the server function that the plain form posts to; `choosable` tells which rows of a
    /// page can be chosen, with what names them.
    pub fn new<P: ListPage, Id: ToString>(
        list: List<P>,
        function: &'static str,
        choosable: impl Fn(&P) -> Vec<(Id, String)> + Send + Sync + 'static,
    ) -> Self {
        let on_page = move || list.with_page(&choosable).unwrap_or_default();
        let several = Several {
            selection: Selection::new(on_page),
            is_busy: RwSignal::new(false),
            function,
            answers: RwSignal::new(Vec::new()),
            error: RwSignal::new(use_refused(function).map(|form| form.error)),
        };
        // Another view: what was chosen is out of sight.
        Effect::new(move |before: Option<P::Listing>| {
            let now = list.listing.get();
            if before.is_some_and(|before| before != now) {
                several.selection.clear();
                several.answers.set(Vec::new());
            }
            now
        });
        several
    }

    /// Does something with the chosen ones, unless something is under way: shows what became of each, then calls
    /// `after` with whether it was done.
    pub fn send<T>(
        self,
        call: impl Future<Output = Result<Vec<T>, AppError>> + 'static,
        in_words: impl Fn(&T) -> BulkAnswer + 'static,
        after: impl AsyncFnOnce(bool) + 'static,
    ) where
        T: 'static,
    {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let answer = call.await;
            // The page may be gone by now.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            let is_done = answer.is_ok();
            match answer {
                Ok(answers) => {
                    self.answers.set(answers.iter().map(in_words).collect());
                    self.selection.clear();
                }
                Err(error) => self.error.set(Some(error)),
            }
            after(is_done).await;
        });
    }

    /// The cell with the check box of a row; an empty one where nothing can be done. `name` is what names the row.
    pub fn cell<Id: ToString>(self, id: Id, name: &str, is_open: bool) -> impl IntoView + use<Id> {
        if !is_open {
            return Either::Left(view! { <ChooseNothing/> });
        }
        let (id, label) = (id.to_string(), words::choose(name));
        Either::Right(view! { <ChooseRow selection=self.selection id label/> })
    }

    /// The check box of the head.
    pub fn head(self, label: &'static str) -> impl IntoView + use<> {
        view! { <ChooseAll selection=self.selection column=words::CHOOSE label/> }
    }
}

/// The bar with what can be done, and why the last try came to nothing.
#[component]
pub fn SeveralBar(
    /// What is chosen.
    several: Several,
    /// Can anything be done with several here?
    #[prop(into)]
    is_offered: Signal<bool>,
    /// The name of the bar.
    name: &'static str,
    /// The button that chooses none.
    clear: &'static str,
    /// Told the value of the button that sends the form.
    #[prop(into)]
    on_submit: Callback<String>,
    /// Fields and buttons of the form.
    children: ViewFn,
) -> impl IntoView {
    view! {
        <FaultNotice error=several.error/>
        <BulkBar
            selection=several.selection
            is_offered
            action=from_here(several.function)
            name
            told=words::chosen
            clear
            on_submit
        >
            {children.run()}
        </BulkBar>
    }
}

/// What became of each of those sent last.
#[component]
pub fn SeveralReport(
    /// Whose.
    several: Several,
    /// What a plain form came to; it brings its answers with the page.
    #[prop(optional, into)]
    plain: Signal<Vec<BulkAnswer>>,
) -> impl IntoView {
    let told = move || match several.answers.get() {
        answers if answers.is_empty() => plain.get(),
        answers => answers,
    };
    view! { <BulkAnswers title=words::ANSWERS answers=Signal::derive(told)/> }
}
