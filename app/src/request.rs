//! What a server function knows of its request, and where a page finds its state: on the server in
//! the context, in the browser in the document.

#[cfg(feature = "ssr")]
mod on_server {
    use crate::error::AppError;
    use backend::Backend;
    use backend::authority::Caller;
    use backend::sessions::SignedIn;
    use http::{HeaderValue, StatusCode, header};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    /// Writes the session's cookie; the server knows its name and attributes.
    pub trait SessionCookie: Send + Sync {
        /// A `Set-Cookie` value for this secret.
        fn of(&self, secret: &str) -> Option<HeaderValue>;
    }

    /// The visit behind a request: given as context to every page and server function.
    #[derive(Clone)]
    pub struct Visit {
        /// The use cases.
        pub backend: Backend,
        /// Who is signed in.
        pub signed_in: Option<SignedIn>,
        /// Stands in the log and the audit trail.
        pub request_id: String,
        /// The client's network, for throttles.
        pub network: String,
        /// The theme chosen, as the cookie says.
        pub theme: String,
        /// Does the request come from a form without JavaScript? Then the answer is a redirect.
        pub accepts_html: bool,
        /// Writes the cookie of a session that got a new secret.
        pub session_cookie: std::sync::Arc<dyn SessionCookie>,
    }

    /// The session got a new secret: the browser hears of it with this answer (SECURITY SES-2).
    pub fn replace_session_cookie(secret: &str) {
        if let (Some(visit), Some(response)) =
            (use_context::<Visit>(), use_context::<ResponseOptions>())
            && let Some(cookie) = visit.session_cookie.of(secret)
        {
            response.append_header(header::SET_COOKIE, cookie);
        }
    }

    /// The visit, or a fault of ours when a route forgot to provide it.
    pub fn visit() -> Result<Visit, AppError> {
        use_context::<Visit>().ok_or_else(|| AppError::Internal {
            request_id: "no visit".to_string(),
        })
    }

    /// The use cases and who calls them; refuses whoever is not signed in.
    pub fn caller() -> Result<(Backend, Caller), AppError> {
        let visit = visit()?;
        match &visit.signed_in {
            Some(signed_in) => Ok((visit.backend.clone(), signed_in.caller(&visit.request_id))),
            None => {
                set_status(&AppError::Unauthenticated);
                Err(AppError::Unauthenticated)
            }
        }
    }

    /// The session, the use cases and who calls them.
    pub fn signed_in() -> Result<(Backend, Caller, SignedIn, String), AppError> {
        let visit = visit()?;
        let (backend, caller) = caller()?;
        match visit.signed_in {
            Some(signed_in) => Ok((backend, caller, signed_in, visit.network)),
            None => Err(AppError::Unauthenticated),
        }
    }

    /// The request's id.
    pub fn request_id() -> String {
        use_context::<Visit>()
            .map(|visit| visit.request_id)
            .unwrap_or_default()
    }

    /// Tells the route that carries the answer out which error it is; never leaves the server.
    pub const ERROR_HEADER: &str = "x-portico-error";
    /// Tells it where to go on after a form without JavaScript; never leaves the server.
    pub const NEXT_HEADER: &str = "x-portico-next";

    /// Tells it what the notice of a form without JavaScript is about; never leaves the server.
    pub const ABOUT_HEADER: &str = "x-portico-about";

    /// After a form without JavaScript the notice on its page is about the domain of that name.
    pub fn tell_about(domain: &str) {
        if use_context::<Visit>().is_some_and(|visit| visit.accepts_html)
            && let Some(response) = use_context::<ResponseOptions>()
            && let Ok(value) = HeaderValue::from_str(domain)
        {
            response.insert_header(http::HeaderName::from_static(ABOUT_HEADER), value);
        }
    }

    /// Tells it that the form's own page comes again; never leaves the server.
    pub const AGAIN_HEADER: &str = "x-portico-again";

    /// What became of each of several: without an error where it was done. No status is set.
    pub fn each<K, T>(
        answers: Vec<(K, backend::Result<T>)>,
    ) -> impl Iterator<Item = (K, Option<AppError>)> {
        let answers = answers.into_iter();
        answers.map(|(key, answer)| (key, answer.err().map(AppError::told)))
    }

    /// Sets the status of the answer. The route of a form without JavaScript reads the error beside it.
    pub fn set_status(error: &AppError) {
        let (Some(visit), Some(response)) =
            (use_context::<Visit>(), use_context::<ResponseOptions>())
        else {
            return;
        };
        if visit.accepts_html {
            let told = serde_json::to_string(error).ok();
            if let Some(value) =
                told.and_then(|text| HeaderValue::from_bytes(percent(&text).as_bytes()).ok())
            {
                response.insert_header(http::HeaderName::from_static(ERROR_HEADER), value);
            }
            return;
        }
        if let Ok(status) = StatusCode::from_u16(error.status()) {
            response.set_status(status);
        }
        let wait = match error {
            AppError::RateLimited { until } => until.since(visit.backend.now()).retry_after(),
            AppError::Unavailable => 2,
            _ => return,
        };
        if let Ok(value) = HeaderValue::from_str(&wait.to_string()) {
            response.insert_header(header::RETRY_AFTER, value);
        }
    }

    /// After a form without JavaScript the answer goes to that path of ours.
    pub fn send_on(path: &str) {
        if use_context::<Visit>().is_some_and(|visit| visit.accepts_html)
            && let Some(response) = use_context::<ResponseOptions>()
            && let Ok(value) = HeaderValue::from_str(path)
        {
            response.insert_header(http::HeaderName::from_static(NEXT_HEADER), value);
        }
    }

    /// After a form without JavaScript its page comes again, with what was typed and what the function answered: it
    /// changed nothing, or sending it twice comes to the same.
    pub fn show_again() {
        if use_context::<Visit>().is_some_and(|visit| visit.accepts_html)
            && let Some(response) = use_context::<ResponseOptions>()
        {
            let name = http::HeaderName::from_static(AGAIN_HEADER);
            response.insert_header(name, HeaderValue::from_static("1"));
        }
    }

    fn percent(text: &str) -> String {
        rules::listing::percent_encode(text)
    }

    /// What the page was rendered with; the console's route provides it.
    pub(crate) fn page_state() -> crate::state::PageState {
        use_context::<crate::state::PageState>().unwrap_or_default()
    }
}

#[cfg(feature = "ssr")]
pub(crate) use on_server::page_state;
#[cfg(feature = "ssr")]
pub use on_server::{
    ABOUT_HEADER, AGAIN_HEADER, ERROR_HEADER, NEXT_HEADER, SessionCookie, Visit, caller, each,
    replace_session_cookie, request_id, send_on, set_status, show_again, signed_in, tell_about,
    visit,
};

/// What the page was rendered with, as it stands in the document.
#[cfg(not(feature = "ssr"))]
pub(crate) fn page_state() -> crate::state::PageState {
    leptos::prelude::document()
        .get_element_by_id(crate::state::ELEMENT)
        .and_then(|element| element.text_content())
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}
