//! What a page is asked for is in the HTML that leaves the server, whenever the answer comes.

use app::ui::of_answer;
use axum::body::Body;
use axum::http::Request;
use leptos::prelude::*;
use std::time::Duration;

const PAGES: usize = 20;
/// The largest page, in bytes.
const LARGEST: usize = 100_000;

/// Holds this reader back until the answer has arrived on another thread.
#[expect(
    clippy::disallowed_methods,
    reason = "the answer arrives without an event that a reader could wait for"
)]
fn await_arrival() {
    std::thread::sleep(Duration::from_millis(4));
}

/// A page whose answer may arrive while somebody reads that there is none yet.
#[component]
fn Page() -> impl IntoView {
    let page = Resource::new(
        || (),
        async |()| {
            tokio::time::sleep(Duration::from_millis(1)).await;
            "rows".to_string()
        },
    );
    view! {
        <Transition>
            {
                let shown = of_answer(move || {
                    let read = page.get();
                    if read.is_none() {
                        await_arrival();
                    }
                    read
                });
                // Not the answer itself: that also stands in the page for the browser to begin with.
                move || shown.get().map_or("not yet", |_| "it is here")
            }
        </Transition>
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_that_arrives_while_it_is_asked_for_is_in_the_first_html() {
    // Another test may have chosen the same one before.
    let _ = any_spawner::Executor::init_tokio();
    for page in 0..PAGES {
        let handler = leptos_axum::render_app_async_with_context(|| {}, || view! { <Page/> });
        let request = Request::new(Body::empty());
        let body = handler(request).await.into_body();
        let html = axum::body::to_bytes(body, LARGEST).await.expect("a page");
        let html = String::from_utf8_lossy(&html);
        assert!(html.contains("it is here"), "page {page}: {html}");
    }
}
