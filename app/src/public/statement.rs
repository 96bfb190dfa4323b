//! A page that says one thing and offers the next step: dead links, refusals, faults.

use super::document::{Look, document};
use crate::ui::{Button, LinkButton, PublicPage, Variant};
use leptos::prelude::*;

/// A page that says one thing.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// The heading.
    pub title: String,
    /// Sentences under it.
    pub text: Vec<String>,
    /// What can be done; the first is the main one.
    pub actions: Vec<Action>,
    /// The page loads itself anew after so many seconds.
    pub retry: Option<u64>,
}

/// A next step.
#[derive(Clone, Debug)]
pub enum Action {
    /// To another page.
    Link {
        /// The words.
        label: String,
        /// Where it leads.
        href: String,
    },
    /// Ends the session and goes on at `next`.
    LogOut {
        /// The words.
        label: String,
        /// An own path.
        next: &'static str,
    },
}

impl Action {
    /// To another page.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Action::Link {
            label: label.into(),
            href: href.into(),
        }
    }
}

/// The page.
pub fn statement(look: &Look, statement: Statement) -> String {
    let portal = look.portal.clone();
    let Statement {
        title,
        text,
        actions,
        retry,
    } = statement;
    document(look, &title.clone(), retry, || {
        let text = text
            .into_iter()
            .map(|line| view! { <p>{line}</p> })
            .collect_view();
        let actions = actions
            .into_iter()
            .enumerate()
            .map(|(n, a)| step(n, a))
            .collect_view();
        view! {
            <PublicPage portal title>
                <div class="prose breakable">{text}</div>
                <div class="row">{actions}</div>
            </PublicPage>
        }
    })
}

fn step(place: usize, action: Action) -> impl IntoView {
    let variant = if place == 0 {
        Variant::Primary
    } else {
        Variant::Quiet
    };
    match action {
        Action::Link { label, href } => {
            view! { <LinkButton href variant>{label}</LinkButton> }.into_any()
        }
        Action::LogOut { label, next } => view! {
            <form method="post" action="/logout">
                <input type="hidden" name="next" value=next/>
                <Button kind="submit" variant>{label}</Button>
            </form>
        }
        .into_any(),
    }
}
