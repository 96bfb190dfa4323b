//! Points in time for people: absolute UTC in the first HTML, relative words once the page is alive (UX.md TBL-10).

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use rules::time::Timestamp;
use wasm_bindgen::JsValue;

/// Ticks once a minute; `None` until the page is alive, so that the first render knows no clock.
#[derive(Clone, Copy)]
struct Minute(ReadSignal<Option<u32>>);

/// Provides the tick that all times share.
pub(super) fn provide_minute() {
    let (minute, set_minute) = signal(None::<u32>);
    provide_context(Minute(minute));
    Effect::new(move || {
        set_minute.set(Some(0));
        spawn_local(async move {
            loop {
                TimeoutFuture::new(60_000).await;
                let ticked = set_minute
                    .try_update(|minute| *minute = minute.map(|count| count.wrapping_add(1)));
                if ticked.is_none() {
                    return;
                }
            }
        });
    });
}

/// A point in time. Relative words carry the absolute local time with its zone as tooltip, for pointer and keyboard.
#[component]
pub fn Time(
    /// When.
    at: Timestamp,
    /// Relative words; else the absolute local time.
    #[prop(default = true)]
    relative: bool,
) -> impl IntoView {
    let minute = use_context::<Minute>();
    let is_alive = move || minute.is_some_and(|Minute(minute)| minute.get().is_some());
    let text = move || match (is_alive(), relative) {
        (false, _) => at.utc_text(),
        (true, true) => relative_text(at),
        (true, false) => local_text(at),
    };
    let title = move || (relative && is_alive()).then(|| local_text(at));
    view! {
        <time
            class="time"
            datetime=at.rfc3339()
            title=title
            tabindex=move || (relative && is_alive()).then_some("0")
        >
            {text}
        </time>
    }
}

thread_local! {
    static RELATIVE: Intl::RelativeTimeFormat =
        Intl::RelativeTimeFormat::new(&Array::new(), &options(&[("numeric", "auto")]));
    static LOCAL: Function = Intl::DateTimeFormat::new(
        &Array::new(),
        &options(&[
            ("year", "numeric"),
            ("month", "short"),
            ("day", "numeric"),
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("timeZoneName", "short"),
        ]),
    )
    .format();
}

fn options(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a plain object can't fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object
}

fn milliseconds(at: Timestamp) -> f64 {
    at.as_micros() as f64 / 1000.0
}

fn local_text(at: Timestamp) -> String {
    let date = Date::new(&JsValue::from_f64(milliseconds(at)));
    LOCAL
        .with(|format| format.call1(&JsValue::UNDEFINED, &date))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_else(|| at.utc_text())
}

fn relative_text(at: Timestamp) -> String {
    let (count, unit) = distance((milliseconds(at) - Date::now()) / 1000.0);
    RELATIVE.with(|format| String::from(format.format(count, unit)))
}

/// The largest unit that leaves a whole number, and that number: rounded towards now, so that nothing is said to be
/// further away than it is.
fn distance(seconds: f64) -> (f64, &'static str) {
    const UNITS: [(f64, f64, &str); 5] = [
        (3600.0, 60.0, "minute"),
        (48.0 * 3600.0, 3600.0, "hour"),
        (45.0 * 86_400.0, 86_400.0, "day"),
        (730.0 * 86_400.0, 30.44 * 86_400.0, "month"),
        (f64::INFINITY, 365.25 * 86_400.0, "year"),
    ];
    if seconds.abs() < 60.0 {
        return (0.0, "second");
    }
    for (below, size, unit) in UNITS {
        if seconds.abs() < below {
            return ((seconds / size).trunc(), unit);
        }
    }
    (0.0, "second")
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_time_is_told_in_the_largest_unit_that_fits() {
        assert_eq!(distance(-12.0), (0.0, "second"));
        assert_eq!(distance(-61.0), (-1.0, "minute"));
        assert_eq!(distance(72.0 * 3600.0 - 1.0), (2.0, "day"));
        assert_eq!(distance(47.5 * 3600.0), (47.0, "hour"));
        assert_eq!(distance(-400.0 * 86_400.0), (-13.0, "month"));
        assert_eq!(distance(3.0 * 366.0 * 86_400.0), (3.0, "year"));
    }
}
