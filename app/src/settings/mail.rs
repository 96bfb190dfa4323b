//! Settings > Mail: the mail server (never its credentials), sender, who hears of access requests, and
//! a test mail.

use super::api::InForce;
use super::draft::Draft;
use super::fields::{SettingField, SettingSwitch, SettingText};
use super::page::{SettingsForm, SettingsPage};
use super::test_mail::TestMail;
use crate::messages::settings as words;
use crate::state::may;
use crate::ui::IntoContent;
use crate::ui::{Address, Card, Described, DescriptionList, Icon, Notice};
use leptos::either::Either;
use leptos::prelude::*;
use rules::outbox::MailRoute;
use rules::policy::Action;
use rules::settings::Key;
use rules::time::Span;

/// The switches of mails, in the order in which a person's story goes.
const SWITCHES: [Key; 8] = [
    Key::PortalInviteEmail,
    Key::PortalReminderEmail,
    Key::PortalAccessRequestEmail,
    Key::PortalApprovedEmail,
    Key::PortalRejectedEmail,
    Key::PortalRevokedEmail,
    Key::PortalResetEmail,
    Key::PortalResetSuccessEmail,
];

const OTHERS: [Key; 3] = [Key::ReminderLead, Key::MailSenderName, Key::SmtpAdminEmails];

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
    let keys = [&SWITCHES[..], &OTHERS[..]].concat();
    let draft = Draft::new(read, &keys);
    let may_test = may(Action::SettingsManage);
    view! {
        <Card title=words::MAIL_SERVER><Route route/></Card>
        <SettingsForm draft>
            <Card title=words::MAILS>
                {SWITCHES.map(|key| view! { <SettingSwitch draft key/> }).collect_view()}
            </Card>
            <Card title=words::REMINDERS>
                <SettingField draft key=Key::ReminderLead length=Span::hours/>
            </Card>
            <Card title=words::SENDER>
                <SettingField draft key=Key::MailSenderName/>
                <SettingText draft key=Key::SmtpAdminEmails/>
            </Card>
        </SettingsForm>
        {may_test.then(|| view! { <TestMail/> })}
    }
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
