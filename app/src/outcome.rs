//! What a form came to, told at the top of its page: done, or why not. Knows codes and errors, no noun.

use crate::error::{AppError, Fault};
use crate::messages::{console as words, errors};
use crate::ui::{Notice, Text, Tone};
use gloo_timers::future::TimeoutFuture;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

/// In the address beside `done`: what the notice is about.
pub const ABOUT: &str = "about";

/// After a form without JavaScript: what it did, as the address says (`?done=`), and the way to what it is about.
#[component]
pub fn DoneNotice() -> impl IntoView {
    let query = use_query_map();
    let told = move || {
        query.with(|query| {
            let code = query.get_str("done")?;
            let about = query.get_str(ABOUT).unwrap_or_default();
            Some((words::done(code)?, words::done_link(code, about)))
        })
    };
    move || {
        told().map(|(text, link)| {
            let link = link.map(|(label, href)| view! { " " <a href=href>{label}</a> });
            view! { <Notice tone=Tone::Good>{text}{link}</Notice> }
        })
    }
}

/// Asks again by itself while the portal is busy, a little later than told so that not everybody comes at
/// once (SECURITY PWD-6); the last answer counts.
pub async fn patiently<T, Call>(ask: impl Fn() -> Call) -> Result<T, AppError>
where
    Call: Future<Output = Result<T, AppError>>,
{
    for pause in [2.0, 3.0, 4.0] {
        match ask().await {
            Err(AppError::Unavailable) => {
                let jittered: f64 = pause * 1000.0 * (1.0 + js_sys::Math::random());
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "some thousands"
                )]
                TimeoutFuture::new(jittered as u32).await;
            }
            answer => return answer,
        }
    }
    ask().await
}

/// Why a form came to nothing. What is wrong with single fields stands at them too.
#[component]
pub fn FaultNotice(
    /// The error, while there is one.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// The label of a field of that name and id: its fault then leads to it.
    #[prop(optional)]
    label: Option<fn(&str) -> Option<&'static str>>,
) -> impl IntoView {
    move || {
        error.get().map(|error| {
            let is_of_fields = matches!(error, AppError::Invalid(_));
            let title = is_of_fields.then_some(Text::Borrowed(words::CORRECT));
            view! {
                <Notice tone=Tone::Bad alert=true focus=true nostrip:title=title>
                    {match error {
                        AppError::Invalid(faults) => Either::Left(view! { <Faults faults label/> }),
                        other => Either::Right(errors::sentence(&other)),
                    }}
                </Notice>
            }
        })
    }
}

#[component]
fn Faults(
    faults: Vec<Fault>,
    #[prop(optional_no_strip)] label: Option<fn(&str) -> Option<&'static str>>,
) -> impl IntoView {
    let lines = faults
        .into_iter()
        .map(|fault| {
            let to_field = label.and_then(|label| label(&fault.field)).map(|label| {
                view! { <a href=format!("#{}", fault.field)>{label}</a> ": " }
            });
            view! { <li>{to_field}{fault.reason}</li> }
        })
        .collect_view();
    view! { <ul class="error-list">{lines}</ul> }
}

/// In the address of a function: the page that the form stands on.
pub const FROM: &str = "from";

/// The address that a form posts to. It names the page, because a refused form is shown again at the
/// address of its function, and may be refused again from there.
pub fn action(function: &str, page: &str) -> String {
    format!("{function}?{FROM}={}", rules::listing::percent_encode(page))
}

/// The address that a form on this page posts to.
pub fn from_here(function: &str) -> String {
    let location = use_location();
    let (path, query) = (
        location.pathname.get_untracked(),
        location.search.get_untracked(),
    );
    match query.as_str() {
        "" => action(function, &path),
        query => action(function, &format!("{path}?{query}")),
    }
}

/// The reason for one field, while it is at fault.
pub fn fault_of(error: RwSignal<Option<AppError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || error.with(|error| error.as_ref()?.fault_of(field)))
}
