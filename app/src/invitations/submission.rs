//! Follows a submission that goes on in the background (PRODUCT.md 8.3): asks each second until every
//! address had its turn.

use super::api;
use crate::error::AppError;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::submission::Report;

const PAUSE_MS: u32 = 1000;
const LONGEST_PAUSE_MS: u32 = 30_000;

/// Keeps `report` up to date while it is unfinished and is not replaced by another. While the portal
/// can't be reached the pauses grow. Tells `on_finished` at the end.
pub(super) fn follow(report: RwSignal<Option<Report>>, on_finished: Callback<()>) {
    let followed = report.with_untracked(|report| {
        report
            .as_ref()
            .filter(|report| !report.is_finished())
            .map(|report| report.id)
    });
    let Some(id) = followed else { return };
    spawn_local(async move {
        let mut pause = PAUSE_MS;
        loop {
            TimeoutFuture::new(pause).await;
            let is_shown = report
                .try_with_untracked(|report| report.as_ref().is_some_and(|report| report.id == id));
            if is_shown != Some(true) {
                return;
            }
            match api::read_submission(id).await {
                Ok(news) => {
                    pause = PAUSE_MS;
                    let is_finished = news.is_finished();
                    let is_left = report.try_update(|report| {
                        if report.as_ref().is_some_and(|shown| shown.id == id) {
                            *report = Some(news);
                        }
                    });
                    if is_left.is_none() {
                        return;
                    }
                    if is_finished {
                        on_finished.run(());
                        return;
                    }
                }
                Err(AppError::Transport | AppError::Unavailable | AppError::RateLimited { .. }) => {
                    pause = (pause * 2).min(LONGEST_PAUSE_MS);
                }
                Err(_) => return,
            }
        }
    });
}
