//! The form for a new domain.

use super::address::{PATH, Tab};
use super::api;
use crate::messages::{console, domains as words};
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::use_refused;
use crate::ui::{Button, Card, LinkButton, TextArea, TextField, Toast, Tone, Variant, use_toasts};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use rules::plain_text::MOST_NOTE_CHARACTERS;

const CREATE: &str = "/api/domains/create";

/// The card with the form; whoever sends it is in the domain afterwards.
#[component]
pub(super) fn CreateForm() -> impl IntoView {
    let refused = use_refused(CREATE);
    let typed = |field: &str| {
        let typed = refused.as_ref().and_then(|form| form.value(field));
        RwSignal::new(typed.unwrap_or_default())
    };
    let (name, title, description) = (typed("name"), typed("title"), typed("description"));
    let error = RwSignal::new(refused.map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let navigate = StoredValue::new(use_navigate());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = api::create_domain(
                name.get_untracked(),
                title.get_untracked(),
                description.get_untracked(),
            )
            .await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(made) => {
                    toasts.push(Toast::new(Tone::Good, words::CREATED));
                    let to = Tab::Members.href(&made);
                    navigate.with_value(|navigate| navigate(&to, NavigateOptions::default()));
                }
                Err(refusal) => error.set(Some(refusal)),
            }
        });
    };
    view! {
        <Card title=words::CREATE_CARD lead=words::CREATE_LEAD>
            <FaultNotice error label=words::field/>
            <form class="form" method="post" action=from_here(CREATE) novalidate on:submit=submit>
                <TextField
                    id="name"
                    name="name"
                    label=words::NAME
                    hint=words::NAME_HINT
                    bind=name
                    required=true
                    autocomplete="off"
                    error=fault_of(error, "name")
                />
                <TextField
                    id="title"
                    name="title"
                    label=words::DOMAIN_TITLE
                    hint=words::DOMAIN_TITLE_HINT
                    bind=title
                    required=true
                    autocomplete="off"
                    error=fault_of(error, "title")
                />
                <TextArea
                    id="description"
                    name="description"
                    label=words::DESCRIPTION
                    optional=words::OPTIONAL
                    rows=3
                    maxlength=u32::from(MOST_NOTE_CHARACTERS)
                    counter=true
                    bind=description
                    error=fault_of(error, "description")
                />
                <div class="form-actions">
                    <LinkButton href=PATH>{console::CANCEL}</LinkButton>
                    <Button kind="submit" variant=Variant::Primary busy=is_busy>
                        {words::CREATE}
                    </Button>
                </div>
            </form>
        </Card>
    }
}
