//! Asks for the messages and opens them in the mail client. Where a list needs several, or something in it is no
//! address, the messages stand here to be opened one by one.

use super::api::write_own_mail;
use crate::error::AppError;
use crate::messages::own_mail as words;
use crate::outcome::FaultNotice;
use crate::state::use_viewing;
use crate::ui::{Announcer, Icon, LinkButton, Notice, Tone, use_announcer};
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::own_mail::OwnMail;

/// Where developers are invited through one's own mail client.
pub const PATH: &str = "/consumers/developers/invite";

/// What was asked for, and what came of it.
#[derive(Clone, Copy)]
pub struct Opening {
    pub(super) made: RwSignal<Option<OwnMail>>,
    pub(super) error: RwSignal<Option<AppError>>,
    pub(super) is_busy: RwSignal<bool>,
    announcer: Announcer,
}

impl Opening {
    /// What the server has answered before the page was alive, if it was asked.
    pub(super) fn new(answered: Option<Result<OwnMail, AppError>>) -> Self {
        let (made, error) = match answered {
            Some(Ok(made)) => (Some(made), None),
            Some(Err(error)) => (None, Some(error)),
            None => (None, None),
        };
        Opening {
            made: RwSignal::new(made),
            error: RwSignal::new(error),
            is_busy: RwSignal::new(false),
            announcer: use_announcer(),
        }
    }

    /// Opens one message at once; several are shown, because a browser opens one at a time.
    pub(super) fn open(self, addresses: String, text: String) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = write_own_mail(addresses, text).await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            let (made, error) = match answer {
                Ok(made) => (Some(made), None),
                Err(error) => (None, Some(error)),
            };
            self.error.set(error);
            if let Some(OwnMail {
                messages,
                unreadable,
            }) = &made
            {
                self.announcer.say(words::made(messages.len()));
                if let ([message], true) = (messages.as_slice(), unreadable.is_empty()) {
                    // Without a mail client nothing happens; the link stands below.
                    let _ = window().location().set_href(&message.href);
                }
            }
            self.made.set(made);
        });
    }
}

/// The messages to open, and what is no address.
#[component]
pub fn Messages(opening: Opening) -> impl IntoView {
    move || {
        opening.made.get().map(|made| {
            let count = made.messages.len();
            let bad = (!made.unreadable.is_empty()).then(|| view! {
                <Notice tone=Tone::Bad title=words::unreadable(made.unreadable.len())>
                    <ul class="error-list">
                        {made.unreadable.iter().map(|(written, fault)| view! {
                            <li class="breakable"><bdi>{written.clone()}</bdi>": "{fault.reason()}</li>
                        }).collect_view()}
                    </ul>
                </Notice>
            });
            let links = made.messages.into_iter().enumerate().map(move |(n, message)| view! {
                <LinkButton href=message.href icon=Icon::Mail>
                    {words::open(n + 1, count, message.addresses)}
                </LinkButton>
            });
            view! {
                {bad}
                {(count > 0).then(|| view! {
                    <Notice tone=Tone::Accent focus=true title=words::made(count)>
                        <div class="stack-tight">
                            <p>{words::made_hint(count)}</p>
                            <div class="row">{links.collect_view()}</div>
                        </div>
                    </Notice>
                })}
            }
        })
    }
}

/// The button of the invite form. Before the page is alive it leads to the page Invite Developers, with what was typed.
#[component]
pub fn OpenInMailApp(
    /// Takes what is written there: the addresses and the message.
    written: Callback<(), (String, String)>,
    /// `submit` works without JavaScript, and stands after the form's own button: Enter presses the first.
    #[prop(default = "submit")]
    kind: &'static str,
) -> impl IntoView {
    let opening = Opening::new(None);
    let viewing = use_viewing().get_untracked();
    let Some(link) = viewing.register_link() else {
        return Either::Left(view! { <p class="muted small">{words::OFF}</p> });
    };
    let open = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let (addresses, message) = written.run(());
        let text = words::text(&viewing.portal_name, &link, &viewing.full_name, &message);
        opening.open(addresses, text);
    };
    Either::Right(view! {
        <div class="stack-tight">
            <FaultNotice error=opening.error/>
            <p class="muted small">{words::OPEN_HINT}</p>
            <div class="row">
                <button
                    type=kind
                    class="button"
                    formmethod="get"
                    formaction=PATH
                    formnovalidate
                    on:click=open
                >
                    {words::OPEN}
                </button>
            </div>
            <Messages opening/>
        </div>
    })
}
