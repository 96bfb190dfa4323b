//! Where I am logged in, and the way to end it (UX-LOG-12).

use super::api::{end_other_sessions, end_session};
use super::device;
use crate::error::AppError;
use crate::messages::{account as words, errors};
use crate::outcome::{FaultNotice, from_here};
use crate::state::use_refused;
use crate::ui::{Badge, Button, Card, Icon, Notice, Time, Toast, Tone, use_toasts};
use leptos::either::Either;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::ids::SessionId;
use rules::session::OwnSession;

/// The functions that the forms post to.
const END: &str = "/api/account/end_session";
const END_OTHERS: &str = "/api/account/end_other_sessions";

/// What the buttons do.
#[derive(Clone, Copy)]
struct Ending {
    one: Callback<SessionId>,
    others: Callback<()>,
}

/// The card of the sessions.
#[component]
pub(super) fn SessionsCard(
    /// My sessions.
    sessions: Resource<Result<Vec<OwnSession>, AppError>>,
) -> impl IntoView {
    let refused = use_refused(END).or_else(|| use_refused(END_OTHERS));
    let error = RwSignal::new(refused.map(|form| form.error));
    let toasts = use_toasts();
    let end = move |outcome: Result<String, AppError>| {
        match outcome {
            Ok(told) => {
                toasts.push(Toast::new(Tone::Good, told));
                let _ = error.try_set(None);
            }
            // The page may be gone by now.
            Err(refused) => drop(error.try_set(Some(refused))),
        }
        sessions.refetch();
    };
    let one = Callback::new(move |id: SessionId| {
        spawn_local(async move {
            end(end_session(id).await.map(|_| words::ENDED.to_string()));
        });
    });
    let others = Callback::new(move |()| {
        spawn_local(async move { end(end_other_sessions().await.map(words::ended_others)) });
    });
    let ending = Ending { one, others };
    view! {
        <Card title=words::SESSIONS lead=words::SESSIONS_LEAD>
            <FaultNotice error/>
            <Transition>
                {move || sessions.get().map(|sessions| match sessions {
                    Ok(sessions) => Either::Left(view! { <Sessions sessions ending/> }),
                    Err(error) => Either::Right(view! {
                        <Notice tone=Tone::Bad title=words::NOT_LOADED>
                            {errors::sentence(&error)}
                        </Notice>
                    }),
                })}
            </Transition>
        </Card>
    }
}

#[component]
fn Sessions(sessions: Vec<OwnSession>, ending: Ending) -> impl IntoView {
    let has_others = sessions.iter().any(|session| !session.is_current);
    let entries = sessions
        .into_iter()
        .map(|session| view! { <Entry session ending/> })
        .collect_view();
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        ending.others.run(());
    };
    view! {
        <ul class="list-plain stack">{entries}</ul>
        {if has_others {
            Either::Left(view! {
                <form method="post" action=from_here(END_OTHERS) on:submit=submit>
                    <Button icon=Icon::LogOut kind="submit" busy=is_busy>
                        {words::END_OTHERS}
                    </Button>
                </form>
            })
        } else {
            Either::Right(view! { <p class="small muted">{words::ONLY_HERE}</p> })
        }}
    }
}

/// One session: device, address, since when, seen when.
#[component]
fn Entry(session: OwnSession, ending: Ending) -> impl IntoView {
    let device = device::words(&session.user_agent);
    let action = if session.is_current {
        Either::Left(view! {
            <Badge text=words::THIS_DEVICE tone=Tone::Good icon=Icon::Check/>
        })
    } else {
        Either::Right(view! { <End id=session.id name=words::end(&device) ending/> })
    };
    view! {
        <li class="row">
            <div class="grow">
                <p class="strong">{device}</p>
                <p class="small muted">
                    <bdi class="breakable">{session.address}</bdi>
                    " \u{b7} " {words::BEGAN} " " <Time at=session.began_at/>
                    " \u{b7} " {words::LAST_SEEN} " " <Time at=session.last_seen_at/>
                </p>
            </div>
            {action}
        </li>
    }
}

/// Ends one session: a plain form, so that it works without script too.
#[component]
fn End(id: SessionId, name: String, ending: Ending) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        is_busy.set(true);
        ending.one.run(id);
    };
    view! {
        <form method="post" action=from_here(END) on:submit=submit>
            <input type="hidden" name="id" value=id.to_string()/>
            <Button kind="submit" busy=is_busy attr:aria-label=name>{words::END}</Button>
        </form>
    }
}
