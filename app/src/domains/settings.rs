//! /domains/{name}/settings: what a domain is called, and archiving it. What one may not do is absent.

use super::address::Tab;
use super::api;
use super::frame::{DomainFrame, ReadDomain, use_domain};
use crate::error::AppError;
use crate::messages::{console, domains as words, errors};
use crate::outcome::{FaultNotice, fault_of, from_here};
use crate::state::use_refused;
use crate::ui::{
    Button, Card, ConfirmDialog, Described, DescriptionList, Icon, IntoContent, TextArea,
    TextField, Time, Toast, Tone, Variant, use_toasts,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::domain::{Command, Domain};
use rules::plain_text::MOST_NOTE_CHARACTERS;

const DESCRIBE: &str = "/api/domains/describe";
const ARCHIVE: &str = "/api/domains/archive";
const UNARCHIVE: &str = "/api/domains/unarchive";

/// The tab Settings.
#[component]
pub fn DomainSettingsPage() -> impl IntoView {
    let domain = use_domain();
    view! {
        <DomainFrame
            domain
            tab=Tab::Settings
            content=|domain, read| view! { <Settings domain read/> }.erased()
        />
    }
}

#[component]
fn Settings(domain: Domain, read: ReadDomain) -> impl IntoView {
    let describes = domain
        .offers(Command::Describe)
        .then(|| view! { <DescribeForm domain=domain.clone() read/> });
    let archives = [Command::Archive, Command::Unarchive]
        .into_iter()
        .find(|command| domain.offers(*command))
        .map(|command| view! { <ArchiveForm command domain=domain.clone() read/> });
    view! {
        <Facts domain/>
        {describes}
        {archives}
    }
}

#[component]
fn Facts(domain: Domain) -> impl IntoView {
    let row = domain.row;
    let text = row.description;
    view! {
        <Card>
            {(!text.is_empty()).then(|| view! { <p class="breakable"><bdi>{text}</bdi></p> })}
            <DescriptionList>
                <Described term=words::NAME><span class="mono">{row.name}</span></Described>
                <Described term=words::CREATED_BY><bdi>{domain.created_by}</bdi></Described>
                <Described term=words::CREATED_AT><Time at=domain.created_at/></Described>
                {row.archived_at.map(|at| view! {
                    <Described term=words::ARCHIVED><Time at/></Described>
                })}
            </DescriptionList>
        </Card>
    }
}

#[component]
fn DescribeForm(domain: Domain, read: ReadDomain) -> impl IntoView {
    let row = domain.row;
    let refused = use_refused(DESCRIBE);
    let typed = |field: &str, stored: String| {
        let typed = refused.as_ref().and_then(|form| form.value(field));
        RwSignal::new(typed.unwrap_or(stored))
    };
    let title = typed("title", row.title);
    let description = typed("description", row.description);
    let error = RwSignal::new(refused.map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let toasts = use_toasts();
    let name = StoredValue::new(row.name.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let (to, text) = (title.get_untracked(), description.get_untracked());
            let answer = api::describe_domain(name.get_value(), to, text).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            let is_done = answer.is_ok();
            error.set(answer.err());
            if is_done {
                toasts.push(Toast::new(Tone::Good, words::DESCRIBED));
                read.refetch();
            }
        });
    };
    view! {
        <Card title=words::DESCRIBE_CARD lead=words::DESCRIBE_LEAD>
            <FaultNotice error label=words::field/>
            <form class="form" method="post" action=from_here(DESCRIBE) novalidate on:submit=submit>
                <input type="hidden" name="name" value=row.name/>
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
                    <Button kind="submit" variant=Variant::Primary busy=is_busy>
                        {words::DESCRIBE}
                    </Button>
                </div>
            </form>
        </Card>
    }
}

/// Archive, or Unarchive: alive it asks first, without JavaScript the card says what happens.
#[component]
fn ArchiveForm(command: Command, domain: Domain, read: ReadDomain) -> impl IntoView {
    let row = domain.row;
    let archives = command == Command::Archive;
    let (function, card, label, text) = if archives {
        let card = words::ARCHIVE_CARD;
        (ARCHIVE, card, words::ARCHIVE, words::ARCHIVE_TEXT)
    } else {
        let card = words::UNARCHIVE_CARD;
        (UNARCHIVE, card, words::UNARCHIVE, words::UNARCHIVE_TEXT)
    };
    let error = RwSignal::new(use_refused(function).map(|form| form.error));
    let is_busy = RwSignal::new(false);
    let is_asking = RwSignal::new(false);
    let toasts = use_toasts();
    let name = StoredValue::new(row.name.clone());
    let carry_out = move |()| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = if archives {
                api::archive_domain(name.get_value()).await
            } else {
                api::unarchive_domain(name.get_value()).await
            };
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    let done = if archives {
                        words::ARCHIVED_NOW
                    } else {
                        words::UNARCHIVED_NOW
                    };
                    toasts.push(Toast::new(Tone::Good, done));
                }
                // Somebody was faster: the page itself says how it stands now.
                Err(refusal @ (AppError::DomainRefused(_) | AppError::NotFound)) => {
                    toasts.push(Toast::new(Tone::Warn, errors::sentence(&refusal)));
                }
                Err(refusal) => {
                    error.set(Some(refusal));
                    return;
                }
            }
            is_asking.set(false);
            read.refetch();
        });
    };
    let refusal = Signal::derive(move || error.with(|error| error.as_ref().map(errors::sentence)));
    let question = words::archive_question(archives, &row.title);
    let variant = if archives {
        Variant::Danger
    } else {
        Variant::Quiet
    };
    view! {
        <Card title=card lead=text>
            <FaultNotice error/>
            <form
                class="form"
                method="post"
                action=from_here(function)
                on:submit=move |event| {
                    event.prevent_default();
                    error.set(None);
                    is_asking.set(true);
                }
            >
                <input type="hidden" name="name" value=row.name/>
                <div class="form-actions">
                    <Button kind="submit" variant icon=Icon::Ban busy=is_busy>{label}</Button>
                </div>
            </form>
        </Card>
        <ConfirmDialog
            open=is_asking
            id="archive-dialog"
            title=Signal::stored(question)
            confirm=Signal::stored(label.to_string())
            cancel=console::CANCEL
            danger=archives
            busy=is_busy
            error=refusal
            on_confirm=carry_out
        >
            <p>{text}</p>
        </ConfirmDialog>
    }
}
