//! When the process is told to stop (SECURITY.md OPS-7): SIGTERM or Ctrl-C.
//!
//! One token says it to everybody: readiness answers 503, the accept loop takes nothing new, event streams end, workers
//! finish the mail on the wire. A second signal ends the process at once.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Listens for the signals from now on, and cancels `stop` at the first one.
///
/// # Errors
/// When the system lets us install no handler.
pub fn on_signal(stop: CancellationToken) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        let name = either(&mut terminate, &mut interrupt).await;
        tracing::info!(signal = name, "stopping");
        stop.cancel();
        let name = either(&mut terminate, &mut interrupt).await;
        tracing::warn!(signal = name, "stopping at once");
        at_once()
    });
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "somebody asked twice: nothing is waited for, destructors included"
)]
fn at_once() -> ! {
    std::process::exit(1)
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) -> &'static str {
    tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    }
}
