//! One setting as a field, or as a line where it can't be changed; with where its value comes from.

use super::draft::Draft;
use crate::messages::settings as words;
use crate::ui::IntoContent;
use crate::ui::{
    Choice, ChoiceLook, Choices, Described, DescriptionList, Text, TextArea, TextField,
};
use leptos::prelude::*;
use rules::settings::Key;
use rules::time::Span;

/// A setting of one line.
#[component]
pub(super) fn SettingField(
    /// The form.
    draft: Draft,
    /// Which setting.
    key: Key,
    /// For lengths of time: from the number to the length, which is told while somebody types.
    #[prop(optional)]
    length: Option<fn(i64) -> Span>,
) -> impl IntoView {
    let Some(bind) = draft.typed(key) else {
        return view! { <FixedSetting draft key/> }.erased();
    };
    let suffix = words::unit(key);
    let inputmode = suffix.map(|_| "numeric");
    view! {
        <div class="stack-tight">
            <TextField
                id=key.as_str()
                name=key.as_str()
                label=words::label(key)
                hint=words::hint(key)
                bind
                error=draft.fault(key)
                nostrip:suffix=suffix.map(Text::Borrowed)
                nostrip:inputmode=inputmode
                autocomplete="off"
            />
            <Source draft key nostrip:length=length/>
        </div>
    }
    .erased()
}

/// A setting of several lines.
#[component]
pub(super) fn SettingText(
    /// The form.
    draft: Draft,
    /// Which setting.
    key: Key,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
) -> impl IntoView {
    let Some(bind) = draft.typed(key) else {
        return view! { <FixedSetting draft key/> }.erased();
    };
    view! {
        <div class="stack-tight">
            <TextArea
                id=key.as_str()
                name=key.as_str()
                label=words::label(key)
                hint=words::hint(key)
                bind
                error=draft.fault(key)
                rows
            />
            <Source draft key/>
        </div>
    }
    .erased()
}

/// A setting that is one of a few.
#[component]
pub(super) fn SettingChoice(
    /// The form.
    draft: Draft,
    /// Which setting.
    key: Key,
    /// What it may be.
    options: Vec<Choice>,
) -> impl IntoView {
    let Some(bind) = draft.typed(key) else {
        return view! { <FixedSetting draft key/> }.erased();
    };
    view! {
        <div class="stack-tight">
            <Choices
                legend=words::label(key)
                name=key.as_str()
                hint=words::hint(key)
                options
                bind
                error=draft.fault(key)
                look=ChoiceLook::List
            />
            <Source draft key/>
        </div>
    }
    .erased()
}

/// A setting that is on or off, each with what follows from it.
#[component]
pub(super) fn SettingSwitch(
    /// The form.
    draft: Draft,
    /// Which setting.
    key: Key,
) -> impl IntoView {
    let follows = words::consequence(key);
    let options = vec![
        Choice::new("on", words::ON).hint(follows.map_or("", |it| it.on)),
        Choice::new("off", words::OFF).hint(follows.map_or("", |it| it.off)),
    ];
    view! { <SettingChoice draft key options/> }
}

/// A setting that can't be changed here: by this person, or by anybody.
#[component]
pub(super) fn FixedSetting(
    /// The form.
    draft: Draft,
    /// Which setting.
    key: Key,
) -> impl IntoView {
    let (value, _) = draft.told(key);
    view! {
        <DescriptionList>
            <Described term=words::label(key)>
                <span class="strong breakable">{value}</span>
                <Source draft key/>
            </Described>
        </DescriptionList>
    }
}

/// Where the value in force comes from, after what a typed number is as a length of time.
#[component]
pub(super) fn Source(
    draft: Draft,
    key: Key,
    #[prop(optional)] length: Option<fn(i64) -> Span>,
) -> impl IntoView {
    let (_, from) = draft.told(key);
    let typed = draft.typed(key);
    let that_is = move || {
        let number = typed?.get().trim().parse::<i64>().ok()?;
        (number > 0).then_some(words::that_is(length?(number)) + " ")
    };
    view! { <p class="field-hint">{that_is}{from}</p> }
}
