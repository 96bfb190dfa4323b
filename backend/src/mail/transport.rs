//! The way to the mail server: SMTP with TLS, in clear only to this machine (MAIL-9), a limit around
//! every stage (MAIL-6), and what became of a message in one of four words. Keeps no queue and never
//! tries twice: what happens next is the outbox's to decide.

mod connect;
#[cfg(test)]
pub(crate) mod stub;
#[cfg(test)]
mod tests;

pub use connect::TransportFault;

use super::address::for_envelope;
use connect::Route;
use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::response::Response;
use rules::outbox;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// Connections kept for the next message; more may be open at once.
const KEPT: usize = 8;

/// The longest words of a mail server that are kept, in characters.
const LONGEST_WORDS: usize = 300;

/// How long each stage may take (MAIL-6, RFC 5321 4.5.3.2).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// To connect, and to negotiate TLS.
    pub connect: Duration,
    /// To answer a command.
    pub command: Duration,
    /// To answer the final dot. Long: a slow server that is not waited for causes duplicates.
    pub handover: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(60),
            handover: Duration::from_secs(600),
        }
    }
}

/// What became of a message, with the mail server's words or ours: one line, up to 300 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 2xx after the final dot.
    Accepted(String),
    /// 5xx about this message.
    Refused(String),
    /// 4xx, a timeout, or no connection: the message was not handed over.
    Deferred(String),
    /// It broke off while the message was on the wire: taken or not, nobody knows (MAIL-4).
    Unknown(String),
}

impl Outcome {
    /// The same without the words: what the rules ask for.
    pub const fn without_words(&self) -> outbox::Outcome {
        match self {
            Outcome::Accepted(_) => outbox::Outcome::Accepted,
            Outcome::Refused(_) => outbox::Outcome::Refused,
            Outcome::Deferred(_) => outbox::Outcome::Deferred,
            Outcome::Unknown(_) => outbox::Outcome::Unknown,
        }
    }

    /// The words alone.
    pub fn words(&self) -> &str {
        match self {
            Outcome::Accepted(words)
            | Outcome::Refused(words)
            | Outcome::Deferred(words)
            | Outcome::Unknown(words) => words,
        }
    }
}

/// Has a message begun to leave? Before that, giving up is as if nothing had been tried (MAIL-4).
#[derive(Debug, Default)]
pub struct OnTheWire(AtomicBool);

impl OnTheWire {
    /// Whether bytes of the message may have reached the mail server.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A mail server, and connections to it. Its Debug shows no credentials.
#[derive(Debug)]
pub struct Smtp {
    route: Route,
    limits: Limits,
    idle: Idle,
}

/// Connections that wait for the next message.
#[derive(Default)]
struct Idle(Mutex<Vec<AsyncSmtpConnection>>);

impl Smtp {
    /// From `smtps://[user:password@]host[:port]` or `smtp://..`, both percent-encoded. `smtp://`
    /// means STARTTLS and nothing less, but on loopback, where it is clear text unless
    /// `?tls=required` is added. Ports: 465, 587, on loopback 25. `ca_file`: certificates (PEM) to
    /// trust beside the public authorities. Faults never repeat the URL: a password may stand in it.
    pub fn new(url: &str, ca_file: Option<&Path>) -> Result<Self, TransportFault> {
        Self::with_limits(url, ca_file, Limits::default())
    }

    /// [`Smtp::new`] with other limits.
    pub fn with_limits(
        url: &str,
        ca_file: Option<&Path>,
        limits: Limits,
    ) -> Result<Self, TransportFault> {
        Ok(Smtp {
            route: Route::new(url, ca_file)?,
            limits,
            idle: Idle::default(),
        })
    }

    /// Which server this is, without credentials.
    pub fn server(&self) -> outbox::MailServer {
        self.route.server()
    }

    /// Hands one message over. `mime` is what `Rendered` holds: the same bytes on every try. Whoever gives
    /// this up half-way learns from `on_the_wire` whether the message may have arrived.
    pub async fn send(
        &self,
        from: &str,
        to: &str,
        mime: &[u8],
        on_the_wire: &OnTheWire,
    ) -> Outcome {
        let (Some(from), Some(to)) = (for_envelope(from), for_envelope(to)) else {
            return Outcome::Refused("An address of this mail can't be put on an envelope.".into());
        };
        if !mime.is_ascii() {
            return Outcome::Refused("This message holds a byte that must not be mailed.".into());
        }
        // A kept connection may have died since: that costs a new one, not a try.
        let kept = self.idle.lock().pop();
        if let Some(kept) = kept {
            match self.start(kept, &from).await {
                Ok(connection) => return self.finish(connection, &to, mime, on_the_wire).await,
                Err(failed) if failed.leaves_open() => return failed.before_data(),
                Err(_) => {}
            }
        }
        let connection = match self.route.connect(&self.limits).await {
            Ok(connection) => connection,
            Err(words) => return Outcome::Deferred(one_line(&words)),
        };
        match self.start(connection, &from).await {
            Ok(connection) => self.finish(connection, &to, mime, on_the_wire).await,
            Err(failed) => failed.before_data(),
        }
    }

    /// Says goodbye on every connection that waits for nothing: after the queue is empty, and before
    /// the process ends.
    pub async fn close_idle(&self) {
        let idle = std::mem::take(&mut *self.idle.lock());
        for mut connection in idle {
            // Whether the server says goodbye as well doesn't matter.
            let _ = timeout(Duration::from_secs(1), connection.quit()).await;
        }
    }

    /// MAIL FROM, on an open connection.
    async fn start(
        &self,
        mut connection: AsyncSmtpConnection,
        from: &Address,
    ) -> Result<AsyncSmtpConnection, Failed> {
        let mail = Mail::new(Some(from.clone()), Vec::new());
        match self.command(connection.command(mail)).await {
            Ok(_) => Ok(connection),
            Err(failed) => {
                self.keep_after(&failed, connection).await;
                Err(failed)
            }
        }
    }

    /// RCPT TO, DATA and the message.
    async fn finish(
        &self,
        mut connection: AsyncSmtpConnection,
        to: &Address,
        mime: &[u8],
        on_the_wire: &OnTheWire,
    ) -> Outcome {
        let recipient = Rcpt::new(to.clone(), Vec::new());
        let opened = match self.command(connection.command(recipient)).await {
            Ok(_) => self.command(connection.command(Data)).await,
            Err(failed) => Err(failed),
        };
        if let Err(failed) = opened {
            self.keep_after(&failed, connection).await;
            return failed.before_data();
        }
        on_the_wire.0.store(true, Ordering::Relaxed);
        match stage(self.limits.handover, connection.message(mime)).await {
            Ok(response) => {
                self.keep(connection);
                Outcome::Accepted(one_line(&spoken(&response)))
            }
            Err(failed) => {
                self.keep_after(&failed, connection).await;
                failed.after_data()
            }
        }
    }

    async fn command(
        &self,
        answer: impl Future<Output = Result<Response, SmtpError>>,
    ) -> Result<Response, Failed> {
        stage(self.limits.command, answer).await
    }

    /// After a refusal the connection is good for another message, once it has been reset; after
    /// anything else nobody knows what it would answer.
    async fn keep_after(&self, failed: &Failed, mut connection: AsyncSmtpConnection) {
        if failed.leaves_open() && self.command(connection.command(Rset)).await.is_ok() {
            self.keep(connection);
        }
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock();
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }
}

impl Idle {
    fn lock(&self) -> MutexGuard<'_, Vec<AsyncSmtpConnection>> {
        // A list of connections is whole whoever panicked while holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} idle", self.lock().len())
    }
}

/// Why a stage did not come to its end.
enum Failed {
    /// The limit ran out.
    Slow(Duration),
    /// The server said no, or the connection broke.
    Broken(SmtpError),
}

impl Failed {
    fn code(&self) -> Option<u16> {
        match self {
            Failed::Slow(_) => None,
            Failed::Broken(error) => error.status().map(u16::from),
        }
    }

    /// The server answered, and is not closing the connection with it (421).
    fn leaves_open(&self) -> bool {
        self.code().is_some_and(|code| code != 421)
    }

    /// Nothing was handed over yet: whatever is not a refusal may be tried again.
    fn before_data(&self) -> Outcome {
        match self.code() {
            Some(500..) => Outcome::Refused(self.words()),
            Some(_) | None => Outcome::Deferred(self.words()),
        }
    }

    /// The message was on the wire: without an answer nobody knows (MAIL-4).
    fn after_data(&self) -> Outcome {
        match self.code() {
            Some(500..) => Outcome::Refused(self.words()),
            Some(_) => Outcome::Deferred(self.words()),
            None => Outcome::Unknown(self.words()),
        }
    }

    /// What the server said, with its code; else what happened.
    fn words(&self) -> String {
        let words = match self {
            Failed::Slow(limit) => {
                format!(
                    "The mail server did not answer within {} s.",
                    limit.as_secs_f32()
                )
            }
            Failed::Broken(error) => {
                let source = std::error::Error::source(error).map(ToString::to_string);
                match (error.status(), source) {
                    (Some(code), Some(words)) => format!("{code} {words}"),
                    (Some(code), None) => code.to_string(),
                    (None, Some(words)) => {
                        format!("The connection to the mail server broke off: {words}")
                    }
                    (None, None) => "The connection to the mail server broke off.".to_owned(),
                }
            }
        };
        one_line(&words)
    }
}

/// lettre limits nothing but connecting: every stage gets its own limit here (MAIL-6).
async fn stage<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Failed> {
    match timeout(limit, answer).await {
        Ok(answered) => answered.map_err(Failed::Broken),
        Err(_) => Err(Failed::Slow(limit)),
    }
}

fn spoken(response: &Response) -> String {
    let mut words = response.code().to_string();
    for line in response.message() {
        words.push(' ');
        words.push_str(line);
    }
    words
}

/// A mail server may say anything: one line, bounded, without control characters.
fn one_line(words: &str) -> String {
    let spaced: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_WORDS) {
        Some((end, _)) => line[..end].to_owned(),
        None => line,
    }
}
