//! Settings > Passwords: the profile, and what each of them asks people for.

use super::api::InForce;
use super::draft::Draft;
use super::fields::{SettingChoice, SettingField};
use super::page::{SettingsForm, SettingsPage};
use crate::messages::settings as words;
use crate::ui::IntoContent;
use crate::ui::{Badge, Card, Choice, Icon, Tone};
use leptos::prelude::*;
use rules::password::{ChecklistGroup, ChecklistKind, PasswordRules, Profile};
use rules::settings::Key;
use rules::time::Span;

/// Which password rules hold.
#[component]
pub fn PasswordsPage() -> impl IntoView {
    view! {
        <SettingsPage path="/settings/passwords" content=|read| view! { <Passwords read/> }.erased()/>
    }
}

#[component]
fn Passwords(read: InForce) -> impl IntoView {
    let keys = [
        &[Key::PasswordProfile, Key::PortalTokenExp],
        &Key::PASSWORD_LENGTHS[..],
        &Key::PASSWORD_CLASSES[..],
    ]
    .concat();
    let draft = Draft::new(read, &keys);
    let options = Profile::ALL
        .map(|profile| {
            Choice::new(profile.as_str(), words::profile(profile))
                .hint(words::profile_hint(profile))
        })
        .to_vec();
    let [classic_min, classic_max, modern_min, modern_max] = Key::PASSWORD_LENGTHS;
    let profiles = move || {
        let lengths = draft.settings().password_lengths;
        Profile::ALL
            .map(|profile| view! { <ProfileRules profile rules=PasswordRules::with(profile, lengths)/> })
            .collect_view()
    };
    view! {
        <SettingsForm draft>
            <Card title=words::PASSWORDS>
                <SettingChoice draft key=Key::PasswordProfile options/>
                <NumbersOf
                    draft
                    legend=words::CLASSIC_LENGTHS
                    keys=[classic_min, classic_max]
                    unless=Profile::Modern
                />
                <NumbersOf
                    draft
                    legend=words::CLASSIC_CLASSES
                    keys=Key::PASSWORD_CLASSES
                    unless=Profile::Modern
                />
                <NumbersOf
                    draft
                    legend=words::MODERN_LENGTHS
                    keys=[modern_min, modern_max]
                    unless=Profile::Classic
                />
            </Card>
            <Card title=words::FORGOTTEN>
                <SettingField draft key=Key::PortalTokenExp length=Span::seconds/>
            </Card>
        </SettingsForm>
        <Card title=words::WHAT_IS_ASKED lead=words::ALWAYS_REFUSED>
            <div class="cards">{profiles}</div>
            <p class="small muted">{words::NIST_NOTE}</p>
        </Card>
    }
}

/// Some numbers of a set of rules; not shown while a profile is chosen that does not use them, unless one is at fault.
#[component]
fn NumbersOf<const N: usize>(
    draft: Draft,
    legend: &'static str,
    keys: [Key; N],
    unless: Profile,
) -> impl IntoView {
    let chosen = draft.typed(Key::PasswordProfile);
    let faults = keys.map(|key| draft.fault(key));
    let is_hidden = move || {
        let chosen = match chosen {
            Some(typed) => Profile::parse(&typed.get()),
            None => Some(draft.settings().password_profile),
        };
        chosen == Some(unless) && faults.iter().all(|fault| fault.with(Option::is_none))
    };
    view! {
        <fieldset class="field" hidden=is_hidden>
            <legend>{legend}</legend>
            <div class="cards">
                {keys.map(|key| view! { <SettingField draft key/> }).collect_view()}
            </div>
        </fieldset>
    }
}

/// The rules of one profile, as people meet them when they choose a password.
#[component]
fn ProfileRules(profile: Profile, rules: PasswordRules) -> impl IntoView {
    let lines = |group| {
        rules
            .checklist()
            .into_iter()
            .filter(|item| item.group == group && item.kind != ChecklistKind::Confirmation)
            .map(|item| view! { <li>{item.text}</li> })
            .collect::<Vec<_>>()
    };
    let passphrase = lines(ChecklistGroup::Passphrase);
    let first: Vec<_> = lines(ChecklistGroup::All)
        .into_iter()
        .chain(lines(ChecklistGroup::Composed))
        .collect();
    let (text, tone, icon) = if rules.deviates_from_nist() {
        (words::DEPARTS_FROM_NIST, Tone::Warn, Icon::Alert)
    } else {
        (words::MEETS_NIST, Tone::Good, Icon::Check)
    };
    view! {
        <section class="field">
            <h3>{words::profile(profile)}</h3>
            <ul class="error-list">{first}</ul>
            {(!passphrase.is_empty()).then(|| view! {
                <p class="small muted">{words::OR}</p>
                <ul class="error-list">{passphrase}</ul>
            })}
            <div><Badge text tone icon/></div>
        </section>
    }
}
