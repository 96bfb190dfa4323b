//! The clock: who asks, what will be granted, what happened so far; ACCEPT, DENY or CANCEL
//! (PRODUCT.md 8.2, T6 to T8).

use super::acting::{Answer, Asking};
use super::api;
use super::detail::History;
use super::status::StatusBadge;
use crate::error::AppError;
use crate::groups::cell::GroupNames;
use crate::messages::errors;
use crate::messages::groups;
use crate::messages::invitations as table_words;
use crate::messages::invitations::acting as words;
use crate::messages::invitations::detail as detail_words;
use crate::ui::{
    Badge, Button, Described, DescriptionList, Dialog, DialogBody, DialogFoot, Icon, Notice,
    TextArea, Time, Tone, Variant, use_announcer,
};
use crate::ui::{Content, IntoContent};
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::ids::InvitationId;
use rules::invitation::{InvitationDetail, InvitationRow};
use rules::plain_text::MOST_NOTE_CHARACTERS;

type Loaded = RwSignal<Option<Result<InvitationDetail, AppError>>>;

/// The review dialog; CANCEL and Esc change nothing.
#[component]
pub fn ReviewDialog(
    /// The page's questions.
    asking: Asking,
) -> impl IntoView {
    let detail: Loaded = RwSignal::new(None);
    let reason = RwSignal::new(String::new());
    let passed = RwSignal::new(Vec::<InvitationId>::new());
    let title = move || {
        asking
            .row
            .with(|row| row.as_ref().map(|row| words::review_title(&row.email)))
            .unwrap_or_default()
    };
    Effect::new(move || {
        if asking.is_reviewing.get()
            && let Some(row) = asking.row.get()
        {
            reason.set(String::new());
            load(row.id, detail, asking);
        }
    });
    view! {
        <Dialog
            open=asking.is_reviewing
            id="review-dialog"
            title=Signal::derive(title)
            close_label=words::CANCEL
            wide=true
            on_close=move |()| passed.set(Vec::new())
        >
            <DialogBody>
                {move || asking.row.get().map(|row| view! { <Who row detail/> })}
                <TextArea
                    id="review-reason"
                    name="reason"
                    label=words::REASON
                    optional=words::OPTIONAL
                    hint=words::REASON_HINT
                    rows=2
                    maxlength=u32::from(MOST_NOTE_CHARACTERS)
                    bind=reason
                    error=Signal::derive(move || {
                        asking.error.with(|error| error.as_ref()?.fault_of("reason"))
                    })
                />
                {move || asking.refusal().map(|text| view! {
                    <Notice tone=Tone::Bad alert=true>{text}</Notice>
                })}
                <HistoryOf detail/>
            </DialogBody>
            <Buttons asking reason passed/>
        </Dialog>
    }
}

#[component]
fn Buttons(
    asking: Asking,
    reason: RwSignal<String>,
    passed: RwSignal<Vec<InvitationId>>,
) -> impl IntoView {
    let announcer = use_announcer();
    let is_last = RwSignal::new(false);
    Effect::new(move || {
        asking.is_reviewing.track();
        is_last.set(false);
    });
    let answer = move |answer: Answer| {
        if let Some(row) = asking.row.get_untracked() {
            asking.carry_out(answer, row);
        }
    };
    let go_on = move |_| {
        let current = asking
            .row
            .with_untracked(|row| row.as_ref().map(|row| row.id));
        passed.update(|passed| passed.extend(current));
        spawn_local(async move {
            let next = api::next_waiting_invitation(passed.get_untracked()).await;
            if asking.is_reviewing.try_get_untracked() != Some(true) {
                return;
            }
            match next {
                Ok(Some(row)) => {
                    asking.error.set(None);
                    announcer.say(words::review_title(&row.email));
                    asking.row.set(Some(row));
                }
                Ok(None) => {
                    passed.update(|passed| {
                        passed.pop();
                    });
                    announcer.say(words::QUEUE_IS_EMPTY);
                    is_last.set(true);
                }
                Err(error) => asking.error.set(Some(error)),
            }
        });
    };
    view! {
        <DialogFoot>
            <div class="grow">
                {move || if is_last.get() {
                    Either::Left(view! { <p class="muted small">{words::QUEUE_IS_EMPTY}</p> })
                } else {
                    Either::Right(view! {
                        <Button variant=Variant::Plain icon=Icon::ChevronRight on:click=go_on>
                            {words::NEXT_IN_QUEUE}
                        </Button>
                    })
                }}
            </div>
            <Button attr:autofocus=true on:click=move |_| asking.is_reviewing.set(false)>
                {words::CANCEL}
            </Button>
            <Button
                variant=Variant::Danger
                busy=asking.is_busy
                on:click=move |_| answer(Answer::Deny(reason.get_untracked()))
            >
                {words::DENY}
            </Button>
            <Button
                variant=Variant::Primary
                busy=asking.is_busy
                on:click=move |_| answer(Answer::Accept)
            >
                {words::ACCEPT}
            </Button>
        </DialogFoot>
    }
}

/// Reads the rest; an answer that comes after the dialog went on is dropped.
fn load(id: InvitationId, into: Loaded, asking: Asking) {
    into.set(None);
    spawn_local(async move {
        let detail = api::read_invitation(id).await;
        let is_current = asking
            .row
            .try_with_untracked(|row| row.as_ref().is_some_and(|row| row.id == id));
        if is_current == Some(true) {
            into.set(Some(detail));
        }
    });
}

/// Who asks, and what ACCEPT gives.
#[component]
fn Who(row: InvitationRow, detail: Loaded) -> impl IntoView {
    let carried = row.carried.clone();
    let groups = (!carried.is_empty()).then(|| {
        view! {
            <Described term=groups::TITLE>
                <GroupNames groups=carried.groups deleted=carried.deleted/>
            </Described>
        }
    });
    let standing = move || {
        detail.with(|detail| match detail {
            Some(Ok(detail)) => detail.row.standing(detail.now),
            Some(Err(_)) | None => row.status,
        })
    };
    let from_detail = move |read: fn(&InvitationDetail) -> Option<Content>| {
        detail.with(|detail| detail.as_ref()?.as_ref().ok().and_then(read))
    };
    view! {
        <DescriptionList>
            <Described term=words::GRANTS>
                <strong>{row.role.clone()}</strong>
                {move || from_detail(|detail| {
                    let text = detail.role.clone()?.description;
                    Some(view! { <br/> <span class="muted small">{text}</span> }.erased())
                })}
            </Described>
            {groups}
            <Described term=table_words::STATUS>
                {move || view! { <StatusBadge standing=standing()/> }}
            </Described>
            <Described term=table_words::INVITED_BY>
                <bdi>{row.inviter.name.clone()}</bdi>
                {row.flagged.then(|| view! {
                    " " <Badge text=table_words::INVITER_LOST_RIGHT tone=Tone::Warn icon=Icon::Alert/>
                })}
            </Described>
            <Described term=table_words::INVITED_AT><Time at=row.invited_at/></Described>
            {move || from_detail(|detail| {
                let at = detail.registered_at?;
                Some(view! {
                    <Described term=detail_words::REGISTERED_AT><Time at/></Described>
                }.erased())
            })}
            {move || from_detail(|detail| {
                let message = Some(detail.message.clone()).filter(|text| !text.is_empty())?;
                Some(view! {
                    <Described term=detail_words::MESSAGE>
                        <span class="breakable">{message}</span>
                    </Described>
                }.erased())
            })}
        </DescriptionList>
    }
}

#[component]
fn HistoryOf(detail: Loaded) -> impl IntoView {
    view! {
        <h3>{detail_words::HISTORY}</h3>
        {move || detail.with(|detail| match detail {
            Some(Ok(detail)) => view! { <History events=detail.history.clone()/> }.erased(),
            Some(Err(error)) => view! { <p class="muted">{errors::sentence(error)}</p> }.erased(),
            None => view! { <p class="muted">{words::LOADING}</p> }.erased(),
        })}
    }
}
