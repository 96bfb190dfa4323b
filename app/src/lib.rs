//! What people see: components and server functions. Holds no rule, no SQL and no mail; knows the
//! use cases only through `api.rs` files, and only on the server.
//!
//! [`Console`] is the signed-in single-page app; [`public`] holds the views of the plain pages.
#![recursion_limit = "256"]

pub mod access;
pub mod account;
pub mod audit;
pub mod developers;
pub mod domain_invitations;
pub mod domains;
pub mod error;
pub mod frame;
pub mod groups;
pub mod home;
pub mod invitations;
pub mod list;
pub mod mail;
pub mod messages;
pub mod navigation;
pub mod outcome;
pub mod own_mail;
pub mod public;
pub mod request;
pub mod roles;
pub mod settings;
pub mod state;
pub mod strict;
pub mod ui;

use frame::{Frame, FrameTexts};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use messages::console as words;
use rules::policy::Action;
use state::{Viewing, provide_page_state};
use ui::{Notice, ThemeChoice, ThemeTexts, Tone, page};

/// The signed-in app.
#[component]
pub fn Console() -> impl IntoView {
    provide_meta_context();
    ui::provide_ui();
    let viewing = provide_page_state(request::page_state());
    let texts = FrameTexts {
        skip: words::SKIP.into(),
        menu: words::MENU.into(),
        close: words::CLOSE.into(),
        main_nav: words::MAIN_NAVIGATION.into(),
        log_out: words::LOG_OUT.into(),
        log_out_action: "/logout".into(),
        notifications: words::NOTIFICATIONS.into(),
        dismiss: words::DISMISS.into(),
        theme: ThemeTexts {
            legend: words::THEME.into(),
            light: words::LIGHT.into(),
            dark: words::DARK.into(),
            system: words::SYSTEM.into(),
        },
    };
    let theme = viewing.with_untracked(|viewing| ThemeChoice::from_word(&viewing.theme));
    let viewer = Signal::derive(move || {
        viewing.with(|viewing| frame::Viewer {
            full_name: viewing.full_name.clone(),
            email: viewing.email.clone(),
            role: viewing.role.clone(),
        })
    });
    view! {
        <Router>
            <Frame
                portal=Signal::derive(move || viewing.with(|viewing| viewing.portal_name.clone()))
                viewer
                nav=Signal::derive(move || viewing.with(|v| navigation::sections(v.actions)))
                theme
                texts
                banner=move || view! { <Banners viewing/> }
                tools=domain_invitations::InboxButton
            >
                <Routes fallback=home::NothingHere>
                    <Route path=path!("/") view=page(home::HomePage)/>
                    <Route path=path!("/account") view=page(account::AccountPage)/>
                    <Route path=path!("/consumers/invitations") view=page(invitations::InvitationsPage)/>
                    <Route path=path!("/consumers/invitations/new") view=page(invitations::InvitePage)/>
                    <Route path=path!("/consumers/invitations/:id") view=page(invitations::InvitationPage)/>
                    <Route path=path!("/consumers/developers") view=page(developers::DevelopersPage)/>
                    <Route path=path!("/consumers/developers/invite") view=page(own_mail::OwnMailPage)/>
                    <Route path=path!("/consumers/developers/:id") view=page(developers::DeveloperPage)/>
                    <Route path=path!("/invitations") view=page(domain_invitations::MyInvitationsPage)/>
                    <Route path=path!("/domains/:name/invitations") view=page(domain_invitations::DomainInvitationsPage)/>
                    <Route path=path!("/domains/:name/invitations/new") view=page(domain_invitations::SendPage)/>
                    <Route path=path!("/groups") view=page(groups::GroupsPage)/>
                    <Route path=path!("/groups/:id") view=page(groups::GroupPage)/>
                    <Route path=path!("/domains") view=page(domains::DomainsPage)/>
                    <Route path=path!("/domains/:name") view=page(domains::MembersPage)/>
                    <Route path=path!("/domains/:name/members") view=page(domains::MembersPage)/>
                    <Route path=path!("/domains/:name/members/:id") view=page(domains::MemberPage)/>
                    <Route path=path!("/domains/:name/settings") view=page(domains::DomainSettingsPage)/>
                    <Route path=path!("/mail") view=page(mail::MailPage)/>
                    <Route path=path!("/mail/not-told") view=page(mail::NotToldPage)/>
                    <Route path=path!("/mail/:id") view=page(mail::LetterPage)/>
                    <Route path=path!("/audit") view=page(audit::AuditPage)/>
                    <Route path=path!("/roles") view=page(roles::RolesPage)/>
                    <Route path=path!("/settings/approval") view=page(settings::ApprovalPage)/>
                    <Route path=path!("/settings/passwords") view=page(settings::PasswordsPage)/>
                    <Route path=path!("/settings/appearance") view=page(settings::AppearancePage)/>
                    <Route path=path!("/settings/mail") view=page(settings::MailSettingsPage)/>
                    <Route path=path!("/settings/mail/:id") view=page(settings::MailSamplePage)/>
                    <Route path=path!("/settings/home") view=page(settings::HomeSettingsPage)/>
                    <Route path=path!("/settings/limits") view=page(settings::LimitsPage)/>
                </Routes>
            </Frame>
            <domain_invitations::PopUp/>
        </Router>
    }
}

/// What an administrator should know on every page, to those who can do something about it: no mail leaves this
/// machine (UX-INV-09), people are let in without a word (PRODUCT.md 8.7).
#[component]
fn Banners(viewing: RwSignal<Viewing>) -> impl IntoView {
    let is_local = move || {
        viewing.with(|viewing| !viewing.has_mail_server && viewing.actions.allows(Action::MailRead))
    };
    let is_silent = move || {
        viewing
            .with(|viewing| viewing.approves_silently && viewing.actions.allows(Action::MailRead))
    };
    let banner = |text: &'static str, href: &'static str, link: &'static str| {
        view! { <Notice tone=Tone::Warn>{text} " " <a href=href>{link}</a></Notice> }
    };
    view! {
        <Show when=is_local>
            {banner(words::NO_MAIL_SERVER, "/mail", words::NO_MAIL_SERVER_LINK)}
        </Show>
        <Show when=is_silent>
            {banner(words::SILENT_APPROVAL, mail::not_told::PATH, messages::not_told::TITLE)}
        </Show>
    }
}

/// The document around the console. `state` is what the browser will find again.
#[cfg(feature = "ssr")]
pub fn shell(
    options: LeptosOptions,
    state: &state::PageState,
    style: String,
) -> impl IntoView + use<> {
    use leptos::hydration::HydrationScripts;
    use leptos::nonce::use_nonce;
    use leptos_meta::MetaTags;

    let pkg = format!("/{}", options.site_pkg_dir);
    // Inside a script element only `<` could end the text early.
    let json = serde_json::to_string(state)
        .unwrap_or_default()
        .replace('<', "\\u003c");
    let theme = ThemeChoice::from_word(&state.viewing.theme).attribute();
    view! {
        <!DOCTYPE html>
        <html lang="en" dir="ltr" data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href=format!("{pkg}/favicon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=format!("{pkg}/main.css")/>
                <style nonce=use_nonce()>{style}</style>
                <script type="application/json" id=state::ELEMENT inner_html=json></script>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body>
                <Console/>
            </body>
        </html>
    }
}
