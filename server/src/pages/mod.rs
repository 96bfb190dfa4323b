//! The public pages: plain forms that need no script, answered whole.
//!
//! A page reads the request, calls one use case and hands values to a view of `app::public`. It holds no rule and no
//! sentence. **Invariant:** GET and HEAD change nothing but cookies (SECURITY.md INV-4).

mod answer;
mod confirm;
mod fault;
mod form;
mod invite;
mod login;
mod next;
mod opt_out;
mod register;
mod reset;
mod set_up;
mod theme;
mod visit;

use app::messages::public as words;
use app::public::{self, Action, Statement};
use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use http::StatusCode;

use crate::portal::Portal;

pub use fault::fault;
pub use form::Sent;
pub use next::own_path;
pub use visit::Visit;

/// The routes of the public pages.
pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/login", get(login::show).post(login::log_in))
        .route("/logout", post(login::log_out))
        .route("/register", get(register::show).post(register::ask))
        .route("/confirm/{token}", get(confirm::open))
        .route("/confirm", get(confirm::show).post(confirm::confirm))
        .route("/setup/{token}", get(set_up::open))
        .route("/setup", get(set_up::show).post(set_up::set_up))
        .route("/invite/{token}", get(invite::open))
        .route("/invite", get(invite::show).post(invite::register))
        .route("/invite/ask", post(invite::ask))
        .route("/opt-out", get(opt_out::show).post(opt_out::stop))
        .route("/opt-out/allow", post(opt_out::allow))
        .route(
            "/opt-out/{token}",
            get(opt_out::open).post(opt_out::one_click),
        )
        .route("/reset", get(reset::forgotten).post(reset::ask))
        .route("/reset/new", get(reset::show).post(reset::choose))
        .route("/reset/{token}", get(reset::open))
        .route("/theme", post(theme::choose))
        .method_not_allowed_fallback(wrong_method)
}

/// The page for an address that leads nowhere: the fallback of the router.
pub async fn not_found(State(portal): State<Portal>, visit: Visit) -> Response {
    let look = visit.look(&portal).await;
    answer::page(
        StatusCode::NOT_FOUND,
        public::statement(&look, nothing_here()),
    )
}

/// What is said of an address that leads nowhere.
fn nothing_here() -> Statement {
    Statement {
        title: words::NOT_FOUND.to_owned(),
        text: vec![words::NOT_FOUND_HINT.to_owned()],
        actions: vec![Action::link(words::TO_PORTAL, "/")],
        retry: None,
    }
}

/// The page for a method that an address does not answer to; the router adds `Allow`.
pub async fn wrong_method(State(portal): State<Portal>, visit: Visit) -> Response {
    let look = visit.look(&portal).await;
    let statement = Statement {
        title: words::WRONG_METHOD.to_owned(),
        text: vec![words::WRONG_METHOD_HINT.to_owned()],
        actions: vec![Action::link(words::TO_PORTAL, "/")],
        retry: None,
    };
    answer::page(
        StatusCode::METHOD_NOT_ALLOWED,
        public::statement(&look, statement),
    )
}
