//! Why a form comes back, said above it and at its fields.

use crate::error::Fault;
use crate::messages::public as words;
use crate::ui::{Notice, Tone};
use leptos::prelude::*;

/// Why a form comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    /// It is shown for the first time.
    #[default]
    None,
    /// These fields can't be taken.
    Fields(Vec<Fault>),
    /// The portal was busy; try again after so many seconds.
    Busy(u64),
    /// Too soon after others; try again after so many seconds.
    TooMany(u64),
}

impl Trouble {
    /// What is wrong with one field, all of it.
    pub(super) fn of(&self, field: &str) -> Signal<Option<String>> {
        let Trouble::Fields(faults) = self else {
            return Signal::stored(None);
        };
        let reasons: Vec<&str> = faults
            .iter()
            .filter(|fault| fault.field == field)
            .map(|fault| fault.reason.as_str())
            .collect();
        Signal::stored((!reasons.is_empty()).then(|| reasons.join(" ")))
    }

    /// May the first field have the focus? Not while a summary wants it.
    pub(super) const fn leaves_focus(&self) -> bool {
        matches!(self, Trouble::None)
    }
}

/// The summary above a form: takes the focus, and leads to each field (UX-LOG-03).
#[component]
pub fn Summary(
    /// Why the form comes back.
    trouble: Trouble,
) -> impl IntoView {
    match trouble {
        Trouble::None => ().into_any(),
        Trouble::Busy(seconds) => view! {
            <Notice tone=Tone::Warn title=words::BUSY alert=true focus=true>{words::busy(seconds)}</Notice>
        }
        .into_any(),
        Trouble::TooMany(seconds) => view! {
            <Notice tone=Tone::Bad title=words::TOO_MANY alert=true focus=true>
                {words::come_again(seconds)}
            </Notice>
        }
        .into_any(),
        Trouble::Fields(faults) => {
            let lines = faults
                .into_iter()
                .map(|fault| view! { <li><a href=format!("#{}", fault.field)>{fault.reason}</a></li> })
                .collect_view();
            view! {
                <Notice tone=Tone::Bad title=words::CORRECT alert=true focus=true>
                    <ul class="error-list">{lines}</ul>
                </Notice>
            }
            .into_any()
        }
    }
}
