//! A mail server for tests that does what it is told: answers, refuses, keeps silent, breaks off.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What is done instead of the usual answer.
#[derive(Clone, Copy)]
pub(crate) enum Act {
    Say(&'static str),
    KeepSilent,
    BreakOff,
}

/// How the connection is protected.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    None,
    Wrapped,
    /// STARTTLS is offered, and used when asked for.
    Upgraded,
}

/// What to do at which word: `greeting`, `EHLO`, `MAIL`, `.` and so on.
#[derive(Clone, Copy)]
pub(crate) struct Script {
    pub(crate) tls: Tls,
    /// Where the script departs from the usual.
    pub(crate) at: &'static str,
    pub(crate) act: Act,
    /// On the n-th connection only, counted from 1; 0 for every one.
    pub(crate) on_connection: usize,
}

/// The usual answers to everything.
pub(crate) const OBLIGING: Script = Script {
    tls: Tls::None,
    at: "",
    act: Act::KeepSilent,
    on_connection: 0,
};

#[derive(Default)]
struct Heard {
    connections: usize,
    /// Each command line.
    commands: Vec<String>,
    /// Each message as it stood on the wire.
    messages: Vec<String>,
}

pub(crate) struct Stub {
    pub(crate) port: u16,
    heard: Arc<Mutex<Heard>>,
    listening: JoinHandle<()>,
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Stub {
    pub(crate) async fn start(script: Script) -> Stub {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let shared = Arc::clone(&heard);
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut heard = shared.lock().unwrap();
                    heard.connections += 1;
                    heard.connections
                };
                let talk = Talk {
                    script,
                    number,
                    heard: Arc::clone(&shared),
                };
                tokio::spawn(async move {
                    if script.tls == Tls::Wrapped {
                        if let Ok(stream) = acceptor().accept(stream).await {
                            talk.hold(stream, true).await;
                        }
                    } else if let Some(stream) = talk.hold(stream, true).await
                        && let Ok(stream) = acceptor().accept(stream).await
                    {
                        // After STARTTLS there is no second greeting.
                        talk.hold(stream, false).await;
                    }
                });
            }
        });
        Stub {
            port,
            heard,
            listening,
        }
    }

    pub(crate) fn connections(&self) -> usize {
        self.heard.lock().unwrap().connections
    }

    pub(crate) fn commands(&self) -> Vec<String> {
        self.heard.lock().unwrap().commands.clone()
    }

    pub(crate) fn messages(&self) -> Vec<String> {
        self.heard.lock().unwrap().messages.clone()
    }
}

struct Talk {
    script: Script,
    number: usize,
    heard: Arc<Mutex<Heard>>,
}

impl Talk {
    /// Talks until the end, or hands the stream back for STARTTLS.
    async fn hold<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S, greets: bool) -> Option<S> {
        let mut stream = BufReader::new(stream);
        if greets {
            self.act(&mut stream, "greeting", "220 stub ready").await?;
        }
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let word = line.split_whitespace().next().unwrap_or("").to_uppercase();
            self.heard
                .lock()
                .unwrap()
                .commands
                .push(line.trim_end().to_owned());
            let usual = match word.as_str() {
                "EHLO" if self.script.tls == Tls::Upgraded && greets => "250-stub\r\n250 STARTTLS",
                "EHLO" => "250-stub\r\n250 AUTH PLAIN",
                "AUTH" => "235 2.7.0 welcome",
                "DATA" => "354 go on",
                "STARTTLS" => "220 2.0.0 go on",
                "QUIT" => "221 2.0.0 bye",
                _ => "250 2.0.0 ok",
            };
            self.act(&mut stream, &word, usual).await?;
            match word.as_str() {
                "STARTTLS" => return Some(stream.into_inner()),
                "QUIT" => return None,
                "DATA" if usual_went_out(&self.script, self.number) => {
                    let mut message = String::new();
                    while !message.ends_with("\r\n.\r\n") {
                        if stream.read_line(&mut message).await.ok()? == 0 {
                            return None;
                        }
                    }
                    message.truncate(message.len() - 5);
                    self.heard.lock().unwrap().messages.push(message);
                    self.act(&mut stream, ".", "250 2.0.0 queued as 4711")
                        .await?;
                }
                _ => {}
            }
        }
    }

    /// None: the talk is over.
    async fn act<S: AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        at: &str,
        usual: &str,
    ) -> Option<()> {
        let is_here = self.script.at == at
            && (self.script.on_connection == 0 || self.script.on_connection == self.number);
        let words = match self.script.act {
            Act::Say(words) if is_here => words,
            Act::BreakOff if is_here => return None,
            Act::KeepSilent if is_here => {
                std::future::pending::<()>().await;
                return None;
            }
            Act::Say(_) | Act::BreakOff | Act::KeepSilent => usual,
        };
        stream
            .write_all(format!("{words}\r\n").as_bytes())
            .await
            .ok()
    }
}

/// A DATA that was refused is followed by no message.
fn usual_went_out(script: &Script, number: usize) -> bool {
    script.at != "DATA" || (script.on_connection != 0 && script.on_connection != number)
}

fn acceptor() -> TlsAcceptor {
    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("testkeys/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("testkeys/server.key")).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
