//! Settings > Mail: the mail server (never its credentials), each mail with its switch and a look at it, sender, who
//! hears of access requests, and a test mail.

use super::api::InForce;
use super::draft::Draft;
use super::fields::{SettingField, SettingSwitch, SettingText};
use super::mail_sample::{SampleActions, SampleForms};
use super::page::{SettingsForm, SettingsPage};
use super::test_mail::TestMail;
use crate::messages::settings as words;
use crate::state::may;
use crate::ui::IntoContent;
use crate::ui::{Address, Card, Described, DescriptionList, Icon, Notice};
use leptos::either::Either;
use leptos::prelude::*;
use rules::outbox::{Kind, MailRoute};
use rules::policy::Action;
use rules::settings::Key;
use rules::time::Span;

/// The mails in the order in which a person's story goes, by what it is about.
const STORY: [(&str, &[Kind]); 4] = [
    (
        words::MAILS_IN,
        &[
            Kind::Invitation,
            Kind::Reminder,
            Kind::AskedAnew,
            Kind::ConfirmAddress,
            Kind::AlreadyRegistered,
        ],
    ),
    (
        words::MAILS_DECIDED,
        &[
            Kind::AccessRequest,
            Kind::Approved,
            Kind::Refused,
            Kind::Revoked,
        ],
    ),
    (
        words::MAILS_DOMAINS,
        &[
            Kind::DomainInvitation,
            Kind::InvitationAnswer,
            Kind::MembershipEnds,
        ],
    ),
    (
        words::MAILS_PASSWORD,
        &[Kind::PasswordReset, Kind::ResetDone],
    ),
];

/// Where mail goes and in whose name.
#[component]
pub fn MailSettingsPage() -> impl IntoView {
    view! {
        <SettingsPage path="/settings/mail" content=|read| view! { <MailSettings read/> }.erased()/>
    }
}

#[component]
fn MailSettings(read: InForce) -> impl IntoView {
    let route = read.mail_route.clone();
    let kinds = || STORY.into_iter().flat_map(|(_, kinds)| kinds).copied();
    let mut keys: Vec<Key> = kinds().filter_map(Key::of_mail).collect();
    keys.extend([Key::ReminderLead, Key::MailSenderName, Key::SmtpAdminEmails]);
    let draft = Draft::new(read, &keys);
    let may_test = may(Action::SettingsManage);
    let cards = STORY
        .map(|(title, kinds)| {
            let mails = kinds
                .iter()
                .map(|kind| view! { <OneMail draft kind=*kind/> })
                .collect_view();
            view! { <Card title>{mails}</Card> }
        })
        .collect_view();
    view! {
        <Card title=words::MAIL_SERVER><Route route/></Card>
        <SettingsForm draft>
            {cards}
            <Card title=words::REMINDERS>
                <SettingField draft key=Key::ReminderLead length=Span::hours/>
            </Card>
            <Card title=words::SENDER>
                <SettingField draft key=Key::MailSenderName/>
                <SettingText draft key=Key::SmtpAdminEmails/>
            </Card>
        </SettingsForm>
        {may_test.then(|| view! {
            <SampleForms kinds=kinds().collect()/>
            <TestMail/>
        })}
    }
}

/// One mail: its switch, or that it has none, and a look at it.
#[component]
fn OneMail(draft: Draft, kind: Kind) -> impl IntoView {
    let head = match Key::of_mail(kind) {
        Some(key) => view! { <SettingSwitch draft key/> }.erased(),
        None => view! {
            <section class="field">
                <h3 class="small">{kind.label()}</h3>
                <p class="field-hint">{words::always(kind)}</p>
            </section>
        }
        .erased(),
    };
    view! { <div class="stack-tight">{head}<SampleActions kind/></div> }
}

#[component]
fn Route(route: MailRoute) -> impl IntoView {
    let server = match route.server {
        Some(server) => {
            let login = if server.logs_in {
                words::LOGS_IN
            } else {
                words::LOGS_IN_NOT
            };
            Either::Left(view! {
                <Described term=words::SERVER>
                    <span class="breakable">{server.address}</span>
                </Described>
                <Described term=words::PROTECTION>{words::protection(server.protection)}</Described>
                <Described term=words::LOGIN>{login}</Described>
            })
        }
        None => Either::Right(view! {
            <Described term=words::SERVER>{words::NO_SERVER}</Described>
        }),
    };
    let is_local = matches!(server, Either::Right(_));
    view! {
        <DescriptionList>
            {server}
            <Described term=words::FROM><Address text=route.from/></Described>
        </DescriptionList>
        {is_local.then(|| view! { <Notice icon=Icon::Inbox>
            <span class="breakable">{words::NO_SERVER_HINT}</span>
        </Notice> })}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_stands_once_in_the_story() {
        for kind in Kind::ALL {
            let times = STORY
                .iter()
                .flat_map(|(_, kinds)| *kinds)
                .filter(|other| **other == kind);
            assert_eq!(times.count(), usize::from(kind != Kind::Test), "{kind:?}");
            assert!(
                Key::of_mail(kind).is_some()
                    || kind == Kind::Test
                    || !words::always(kind).is_empty()
            );
        }
    }
}
