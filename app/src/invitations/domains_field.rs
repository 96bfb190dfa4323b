//! The domains that go with an invitation, with a role in each (PRODUCT.md 8.3). One drop-down for each domain, so that
//! the form is whole without JavaScript.

use super::draft::Draft;
use crate::domains::api::domains_to_invite_into;
use crate::messages::invitations::inviting as words;
use crate::ui::{SelectField, SelectOption};
use leptos::prelude::*;
use rules::domain::OfferedDomain;

/// More domains than this are scrolled through.
const AT_ONCE: usize = 9;

/// The domains to choose from; nothing while there is none, or while they can't be read.
#[component]
pub fn DomainsField(
    /// What is being written.
    draft: Draft,
) -> impl IntoView {
    let offered = Resource::new(|| (), |()| domains_to_invite_into());
    let error = draft.fault_of("domains");
    let field = move |domains: Vec<OfferedDomain>| {
        let many = domains.len() > AT_ONCE;
        let rows = domains
            .into_iter()
            .map(|domain| view! { <DomainField draft domain/> })
            .collect_view();
        view! {
            <fieldset class="field">
                <legend>
                    {words::DOMAINS} " " <span class="field-optional">{words::OPTIONAL}</span>
                </legend>
                <p class="muted small">{words::DOMAINS_HINT}</p>
                <div class="choice-list" class:choice-many=many>{rows}</div>
                {move || error.get().map(|text| view! { <p class="error">{text}</p> })}
            </fieldset>
        }
    };
    view! {
        <Transition>
            {move || offered.get()?.ok().filter(|domains| !domains.is_empty()).map(field)}
        </Transition>
    }
}

#[component]
fn DomainField(draft: Draft, domain: OfferedDomain) -> impl IntoView {
    let prefix = OfferedDomain::choice(&domain.name, "");
    let own = draft.domains.with_untracked(|all| {
        let own = all.iter().find(|value| value.starts_with(&prefix));
        own.cloned().unwrap_or_default()
    });
    let bind = RwSignal::new(own);
    Effect::new(move |before: Option<()>| {
        let value = bind.get();
        if before.is_none() && value.is_empty() {
            return;
        }
        draft.domains.update(|all| {
            all.retain(|other| !other.starts_with(&prefix));
            if !value.is_empty() {
                all.push(value);
            }
        });
    });
    let none = SelectOption::new("", words::NOT_INTO_DOMAIN);
    let roles = domain.roles.iter();
    let options =
        std::iter::once(none)
            .chain(roles.map(|role| {
                SelectOption::new(OfferedDomain::choice(&domain.name, role), role.clone())
            }))
            .collect();
    view! {
        <SelectField
            id=format!("invite-domain-{}", domain.name)
            name="domains"
            label=domain.title
            options
            bind
        />
    }
}
