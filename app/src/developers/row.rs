//! One row of the table.

use super::acting::{Asking, acts, anchor};
use super::bulk::Bulk;
use super::listing::detail_href;
use crate::groups::cell::GroupNames;
use crate::messages::developers as words;
use crate::messages::groups;
use crate::state::use_viewing;
use crate::ui::{Address, Button, Icon, LinkButton, Time, Variant, use_hydrated};
use leptos::either::Either;
use leptos::prelude::*;
use rules::account::{Command, DeveloperRow, Status};
use rules::listing::percent_encode;

/// A person with what can be done.
#[component]
pub fn TableRow(
    /// The account.
    row: DeveloperRow,
    /// Takes what the buttons ask.
    asking: Asking,
    /// Takes whether it is chosen.
    bulk: Bulk,
) -> impl IntoView {
    let (id, email, is_oneself) = (row.id, row.email.clone(), row.is_oneself);
    let choose = move || {
        bulk.is_offered()
            .then(|| bulk.several.cell(id, &email, true))
    };
    view! {
        <tr>
            {choose}
            <th scope="row" data-label=words::NAME>
                <a href=detail_href(row.id) class="breakable"><bdi>{row.name.clone()}</bdi></a>
                {is_oneself.then(|| view! { " " <span class="muted small">"(" {words::YOU} ")"</span> })}
            </th>
            <td data-label=words::EMAIL><Address text=row.email.clone()/></td>
            <td data-label=words::CREATED class="cell-tight"><Time at=row.created_at/></td>
            <td data-label=words::ROLE>{row.role.clone()}</td>
            <td data-label=groups::TITLE><GroupNames groups=row.groups.clone()/></td>
            <td data-label=words::ORIGIN>
                <span class="breakable small"><bdi>{words::origin(&row)}</bdi></span>
            </td>
            <td data-label=words::ACTIONS class="cell-actions"><RowActions row asking/></td>
        </tr>
    }
}

/// The actions by their literal names: links to the account's page before the console is alive, buttons after.
#[component]
fn RowActions(row: DeveloperRow, asking: Asking) -> impl IntoView {
    let hydrated = use_hydrated();
    let actions = use_viewing().with_untracked(|viewing| viewing.actions);
    let acts = acts(&row, actions);
    let mail_to = (row.status == Status::Approved && !row.is_oneself).then(|| {
        let name = words::action_name(words::EMAIL_DEVELOPER, &row.email);
        view! {
            <LinkButton
                href=format!("mailto:{}", percent_encode(&row.email))
                variant=Variant::Plain
                icon=Icon::Mail
                attr:aria-label=name
            >
                {words::EMAIL_DEVELOPER}
            </LinkButton>
        }
    });
    let buttons = move || {
        let is_alive = hydrated.get();
        acts.iter()
            .map(|command| {
                let command = *command;
                let label = words::label(command, row.status);
                let name = words::action_name(label, &row.email);
                let variant = match command {
                    Command::Approve => Variant::Quiet,
                    Command::Reject | Command::Revoke | Command::Delete => Variant::Plain,
                };
                if is_alive {
                    let row = row.clone();
                    Either::Left(view! {
                        <Button
                            variant
                            busy=asking.is_busy
                            attr:aria-label=name
                            on:click=move |_| asking.ask(command, row.clone())
                        >
                            {label}
                        </Button>
                    })
                } else {
                    let href = format!("{}#{}", detail_href(row.id), anchor(command));
                    Either::Right(view! {
                        <LinkButton href variant attr:aria-label=name>{label}</LinkButton>
                    })
                }
            })
            .collect_view()
    };
    view! { <span class="actions">{buttons}{mail_to}</span> }
}
