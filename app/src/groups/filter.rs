//! The drop-down that narrows a list to a group.

use crate::messages::groups as words;
use crate::ui::{SelectField, SelectOption, of_answer};
use leptos::prelude::*;
use rules::group::NamedGroup;
use rules::ids::GroupId;

/// The name of that group; of one that is not there any more that it is deleted.
pub fn name_of(groups: &[NamedGroup], id: GroupId) -> String {
    let named = groups.iter().find(|group| group.id == id);
    named.map_or_else(
        || words::DELETED_GROUP.to_string(),
        |group| group.name.clone(),
    )
}

/// The id behind a line of the drop-down.
pub fn read(line: &str) -> Option<GroupId> {
    line.parse().ok()
}

/// The line of an id.
pub fn line(id: Option<GroupId>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// The drop-down; nothing while there is no group to choose.
#[component]
pub fn GroupFilter(
    /// Every group there is, and the one of the address.
    #[prop(into)]
    groups: Signal<(Vec<NamedGroup>, Option<GroupId>)>,
    /// The line that is chosen.
    bind: RwSignal<String>,
) -> impl IntoView {
    // Another choice must not make the drop-down anew under the person's hand: only another list of groups does.
    let lines = of_answer(move || {
        groups.with(|(groups, chosen)| {
            let named = |group: &NamedGroup| (group.id, group.name.clone());
            let mut lines: Vec<_> = groups.iter().map(named).collect();
            let gone = chosen.filter(|id| lines.iter().all(|(listed, _)| listed != id));
            lines.extend(gone.map(|id| (id, words::DELETED_GROUP.to_string())));
            lines
        })
    });
    move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            let mut options = vec![SelectOption::new("", words::ALL)];
            let line = |(id, name): (GroupId, String)| SelectOption::new(id.to_string(), name);
            options.extend(lines.into_iter().map(line));
            view! { <SelectField id="group" name="group" label=words::GROUP options bind/> }
        })
    }
}
