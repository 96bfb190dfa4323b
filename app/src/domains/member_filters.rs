//! Above the members: the search and the drop-downs, the file, and what the filters are called (TBL-06).

use super::listing::export_href;
use super::members::Members;
use crate::groups::filter::{GroupFilter, name_of};
use crate::list::{Form, ListForm};
use crate::messages::domains::members as words;
use crate::messages::groups as group_words;
use crate::messages::list as around;
use crate::ui::{Glyph, Icon, SearchBox, SelectField, SelectOption};
use leptos::prelude::*;
use rules::listing::SEARCH;
use rules::membership::Status;
use rules::role::DomainRole;

/// The form.
#[component]
pub(super) fn Filters(list: Members, name: Memo<String>, roles: Vec<DomainRole>) -> impl IntoView {
    let every_status = Status::default().as_str();
    let fields = [
        (SEARCH, ""),
        ("role", ""),
        ("status", every_status),
        ("group", ""),
    ];
    let form = Form::new(list, &fields);
    let hint = Signal::derive(move || {
        let is_prefix = list.with_page(|page| page.search_is_prefix);
        (is_prefix == Some(true)).then(|| words::SEARCH_IS_PREFIX.to_string())
    });
    // None for whoever may not see groups; a group in the address is refused then.
    let groups = Signal::derive(move || {
        let groups = list.with_page(|page| page.groups.clone()).flatten();
        match groups {
            Some(groups) => (groups, list.listing.with(|now| now.group)),
            None => (Vec::new(), None),
        }
    });
    let file = move || {
        let now = list.listing.get();
        name.with(|domain| export_href(domain, &now))
    };
    let mut offered = vec![SelectOption::new("", words::EVERY_ROLE)];
    // One of the address that the catalogue does not hold any more can be chosen as long as it is.
    let asked = list.listing.with_untracked(|now| now.role.clone());
    let is_listed = |name: &str| roles.iter().any(|role| role.name == name);
    if !asked.is_empty() && !is_listed(&asked) {
        offered.push(SelectOption::new(asked.clone(), asked));
    }
    offered.extend(
        roles
            .iter()
            .map(|role| SelectOption::new(role.name.clone(), role.name.clone())),
    );
    let statuses = Status::ALL
        .map(|status| SelectOption::new(status.as_str(), words::status(status)))
        .to_vec();
    view! {
        <ListForm form name=words::SEARCH_NAME>
            <SearchBox
                id=SEARCH
                name=SEARCH
                label=words::SEARCH_LABEL
                placeholder=words::SEARCH_PLACEHOLDER
                bind=form.value(0)
                on_type=form.typed()
                hint
            />
            <SelectField
                id="role"
                name="role"
                label=words::ROLE
                options=offered
                bind=form.value(1)
            />
            <SelectField
                id="status"
                name="status"
                label=words::STATUS
                options=statuses
                bind=form.value(2)
            />
            <GroupFilter groups bind=form.value(3)/>
            // Not a page of the console: the browser itself fetches it.
            <a class="button" href=file rel="external" download="">
                <Glyph icon=Icon::Document/>
                <span>{words::EXPORT}</span>
            </a>
        </ListForm>
    }
}

/// What a filter in force is called.
pub(super) fn chip(list: Members, name: &str, value: &str) -> Option<String> {
    match name {
        "status" => Some(around::chip(
            words::STATUS,
            words::status(Status::parse(value)?),
        )),
        "role" => Some(around::chip(words::ROLE, value)),
        "group" => {
            let group = list.listing.with(|now| now.group)?;
            let groups = list.with_page(|page| page.groups.clone())??;
            Some(group_words::chip(&name_of(&groups, group)))
        }
        SEARCH => Some(around::chip(words::SEARCHED, value)),
        _ => None,
    }
}
