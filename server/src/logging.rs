//! Where log lines go and what they look like: standard error, one line an event (SECURITY.md LOG-4).

use std::{fmt, io, io::IsTerminal, panic, str::FromStr};

use tracing_subscriber::{EnvFilter, fmt::format::FmtSpan};

/// How a log line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people at a terminal.
    Text,
    /// One JSON object a line, control characters escaped.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("it is neither text nor json"),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Libraries that would write every statement, packet or template otherwise. A filter that names one of them wins.
const QUIET: &str = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,hyper=warn,hyper_util=warn,rustls=warn,lettre=warn,\
                     server_fn=warn,tower_http=warn,leptos=warn,reactive_graph=warn,tachys=warn";

/// Reads a filter such as `info` or `info,portico::access=off`.
///
/// # Errors
/// When it is none, in the words of the parser.
pub fn filter(directives: &str) -> Result<EnvFilter, String> {
    EnvFilter::try_new(format!("{QUIET},{directives}")).map_err(|error| error.to_string())
}

/// Starts logging for the whole process, panics included. Call it once; a second call changes nothing.
pub fn start(filter: EnvFilter, format: LogFormat) {
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_span_events(FmtSpan::NONE);
    let started = match format {
        LogFormat::Text => builder.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
    };
    if started.is_ok() {
        panic::set_hook(Box::new(|panic| {
            let place = panic.location().map(ToString::to_string);
            let message = panic.payload_as_str().unwrap_or("no message");
            tracing::error!(place, message, "panicked");
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_that_is_none_is_refused_in_words() {
        assert!(filter("info").is_ok());
        assert!(filter("debug,sqlx=info").is_ok());
        assert!(filter("info,portico=loud").is_err());
    }
}
