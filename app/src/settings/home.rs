//! Settings > Home: the content that only approved accounts see, and how they will see it.

use super::api::InForce;
use super::draft::Draft;
use super::fields::{SettingText, Source};
use super::page::{SettingsForm, SettingsPage};
use crate::home::api::{preview_home_page, read_home_page};
use crate::home::prose::HomeText;
use crate::messages::{errors, settings as words};
use crate::outcome::from_here;
use crate::state::{use_kept, use_refused};
use crate::ui::IntoContent;
use crate::ui::{Button, Card, Icon, Notice, Tone};
use leptos::prelude::*;
use rules::settings::Key;

/// The function that renders what is typed.
const PREVIEW: &str = "/api/settings/preview_home";

/// The text, and its preview.
#[component]
pub fn HomeSettingsPage() -> impl IntoView {
    view! {
        <SettingsPage path="/settings/home" content=|read| view! { <Home read/> }.erased()/>
    }
}

#[component]
fn Home(read: InForce) -> impl IntoView {
    let draft = Draft::new(read, &[Key::HomePage]);
    let previewed = RwSignal::new(use_kept(PREVIEW, Key::HomePage.as_str()));
    let refused = use_refused(PREVIEW);
    let typed = draft.typed(Key::HomePage);
    // Without JavaScript nothing that was typed is lost by looking at it.
    let again = previewed
        .get_untracked()
        .or_else(|| refused.as_ref()?.value("home_page"));
    if let Some((typed, again)) = typed.zip(again) {
        typed.set(again);
    }
    if let Some(refused) = refused {
        draft.error.set(Some(refused.error));
    }
    let look = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        previewed.set(typed.map(|typed| typed.get_untracked()));
    };
    let field = match typed {
        Some(_) => view! { <SettingText draft key=Key::HomePage rows=14/> }.erased(),
        None => view! {
            <pre>{draft.settings().home_page.as_str().to_owned()}</pre>
            <Source draft key=Key::HomePage/>
        }
        .erased(),
    };
    view! {
        <SettingsForm draft>
            <Card title=words::HOME lead=words::HOME_LEAD>
                {field}
                {typed.map(|_| view! {
                    <div class="row">
                        <Button icon=Icon::Eye kind="submit" attr:formaction=from_here(PREVIEW) on:click=look>
                            {words::PREVIEW}
                        </Button>
                    </div>
                })}
            </Card>
            <Preview draft previewed/>
        </SettingsForm>
    }
}

/// What is typed, once somebody has asked for it; what is saved until then.
#[component]
fn Preview(draft: Draft, previewed: RwSignal<Option<String>>) -> impl IntoView {
    let saved = Memo::new(move |_| draft.settings().home_page);
    let html = Resource::new(
        move || (previewed.get(), saved.get()),
        |(previewed, _)| async move {
            match previewed {
                Some(text) => preview_home_page(text).await,
                None => read_home_page().await,
            }
        },
    );
    let is_saved = move || {
        previewed.with(|text| {
            text.as_ref()
                .is_none_or(|text| saved.with(|saved| text.trim_end() == saved.as_str()))
        })
    };
    let lead = move || {
        if is_saved() {
            words::HOME_IN_FORCE
        } else {
            words::HOME_TYPED
        }
    };
    view! {
        <Card title=words::HOME_PREVIEW>
            <p class="small muted" role="status">{lead}</p>
            <Transition>
                {move || html.get().map(|html| match html {
                    Ok(html) if html.is_empty() => {
                        view! { <p class="muted">{words::HOME_EMPTY}</p> }.erased()
                    }
                    Ok(html) => view! { <HomeText html/> }.erased(),
                    Err(error) => view! {
                        <Notice tone=Tone::Bad>{errors::sentence(&error)}</Notice>
                    }
                    .erased(),
                })}
            </Transition>
        </Card>
    }
}
