//! The console's frame: navigation at the side, who is signed in, the theme, the place of the page, toasts and the
//! live region. Knows no feature: what is in the navigation comes from the root.

pub mod side;

use crate::ui::{Children, ViewFn};
use crate::ui::{Glyph, Icon, LiveRegion, Logo, Text, ThemeChoice, ThemeTexts, ToastArea};
use leptos::html::Main;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use side::Side;

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// The full name.
    pub full_name: String,
    /// The address.
    pub email: String,
    /// The role's label.
    pub role: String,
}

/// One place to go.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The words.
    pub label: Text,
    /// Where it leads.
    pub href: Text,
    /// The path that is this place, with every path below it.
    pub place: Text,
    /// Its drawing.
    pub icon: Icon,
}

/// Places that belong together.
#[derive(Clone, Debug)]
pub struct NavSection {
    /// The heading above them.
    pub title: Option<Text>,
    /// The places.
    pub items: Vec<NavItem>,
}

/// What the frame says.
#[derive(Clone, Debug)]
pub struct FrameTexts {
    /// "Skip to content".
    pub skip: Text,
    /// The name of the button that opens the navigation on small screens.
    pub menu: Text,
    /// The name of the button that closes it.
    pub close: Text,
    /// The name of the navigation.
    pub main_nav: Text,
    /// The name of the log-out button.
    pub log_out: Text,
    /// Where it posts to.
    pub log_out_action: Text,
    /// The name of the list of toasts.
    pub notifications: Text,
    /// The name of the cross on a toast.
    pub dismiss: Text,
    /// What the theme switch says.
    pub theme: ThemeTexts,
}

pub(crate) const SIDE_ID: &str = "side";

/// The frame around a page of the console.
#[component]
pub fn Frame(
    /// The portal's name.
    #[prop(into)]
    portal: Signal<String>,
    /// Who is signed in.
    #[prop(into)]
    viewer: Signal<Viewer>,
    /// Where this person may go.
    #[prop(into)]
    nav: Signal<Vec<NavSection>>,
    /// The theme chosen, as the cookie says.
    #[prop(optional)]
    theme: ThemeChoice,
    /// What the frame says.
    texts: FrameTexts,
    /// Warnings above every page.
    #[prop(optional, into)]
    banner: Option<ViewFn>,
    /// What is at hand on every page: beside the mark, at the side and in the bar of small screens.
    #[prop(optional, into)]
    tools: Option<ViewFn>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let main = NodeRef::<Main>::new();
    let location = use_location();
    // The first view of the address is the server's too; the query belongs to it, so that nothing is lost on the way back.
    let next = Signal::derive(move || {
        let path = location.pathname.get();
        let query = location.search.get();
        if query.is_empty() {
            path
        } else {
            format!("{path}?{query}")
        }
    });
    let skip = move |event: leptos::ev::MouseEvent| {
        if let Some(main) = main.get_untracked() {
            event.prevent_default();
            // Focus moves, the address stays: a fragment would be part of the view's address.
            let _ = main.focus();
        }
    };
    view! {
        <a class="skip" href="#main" on:click=skip>{texts.skip.clone()}</a>
        <div class="frame">
            <header class="topbar">
                <button
                    type="button"
                    class="icon-button"
                    popovertarget=SIDE_ID
                    title=texts.menu.clone()
                    aria-label=texts.menu.clone()
                >
                    <Glyph icon=Icon::Menu/>
                </button>
                <a class="brand grow" href="/"><Logo/><span>{move || portal.get()}</span></a>
                {tools.as_ref().map(ViewFn::run)}
            </header>
            <Side portal viewer nav theme next nostrip:tools=tools texts=texts.clone()/>
            <main class="main" id="main" tabindex="-1" node_ref=main>
                <div class="main-banner">{banner.map(|banner| banner.run())}</div>
                {children.run()}
            </main>
        </div>
        <ToastArea name=texts.notifications dismiss_name=texts.dismiss/>
        <LiveRegion/>
    }
}
