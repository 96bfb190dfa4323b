//! Where the mail server is, how it is reached safely, and who we say we are. Knows no message.

use super::{Failed, Limits, stage};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use rules::outbox::{self, MailServer};
use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use url::Url;

/// Why a mail server's URL or certificate file is not accepted. Says nothing of what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportFault {
    /// Not a URL.
    #[error(
        "not a URL; write smtps://user:password@host:port, with special characters percent-encoded"
    )]
    NotAUrl,
    /// Another scheme.
    #[error("begins with neither smtps:// nor smtp://")]
    Scheme,
    /// No host.
    #[error("names no host")]
    NoHost,
    /// A path, a fragment or an option that is not known.
    #[error("holds something after host and port; only ?tls=required is known")]
    Surplus,
    /// The credentials are not percent-encoded UTF-8, or one of the two is missing.
    #[error("needs user and password, both percent-encoded, or neither")]
    Credentials,
    /// The certificate file can't be read.
    #[error("the certificate file can't be read: {0}")]
    UnreadableFile(String),
    /// The certificate file holds no certificate.
    #[error("the certificate file holds no valid certificate in PEM form")]
    NoCertificate,
    /// TLS can't be set up.
    #[error("TLS can't be set up")]
    Tls,
}

/// How the connection is protected.
#[derive(Clone)]
enum Protection {
    /// TLS from the first byte: smtps://
    Tls(TlsParameters),
    /// STARTTLS before anything is said, or nothing is said: smtp://
    StartTls(TlsParameters),
    /// Clear text: only to this machine (MAIL-9).
    Loopback,
}

/// The way to one mail server.
pub(super) struct Route {
    host: String,
    port: u16,
    protection: Protection,
    credentials: Option<Credentials>,
    ehlo: ClientId,
}

// Credentials stay out, also of a panic's text.
impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protection = match self.protection {
            Protection::Tls(_) => "tls",
            Protection::StartTls(_) => "starttls",
            Protection::Loopback => "clear text on loopback",
        };
        write!(f, "{}:{} ({protection})", self.host, self.port)
    }
}

impl Route {
    pub(super) fn server(&self) -> MailServer {
        MailServer {
            address: format!("{}:{}", self.host, self.port),
            protection: match self.protection {
                Protection::Tls(_) => outbox::Protection::Tls,
                Protection::StartTls(_) => outbox::Protection::StartTls,
                Protection::Loopback => outbox::Protection::Loopback,
            },
            logs_in: self.credentials.is_some(),
        }
    }

    pub(super) fn new(url: &str, ca_file: Option<&Path>) -> Result<Self, TransportFault> {
        let url = Url::parse(url).map_err(|_| TransportFault::NotAUrl)?;
        let is_wrapped = match url.scheme() {
            "smtps" => true,
            "smtp" => false,
            _ => return Err(TransportFault::Scheme),
        };
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or(TransportFault::NoHost)?;
        // An IPv6 address stands in brackets in a URL, and nowhere else.
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let is_tls_demanded = match url.query() {
            None => false,
            Some("tls=required") => true,
            Some(_) => return Err(TransportFault::Surplus),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(TransportFault::Surplus);
        }
        let tls = || tls_parameters(&host, ca_file);
        let (protection, usual_port) = if is_wrapped {
            (Protection::Tls(tls()?), 465)
        } else if is_tls_demanded || !is_loopback(&host) {
            (Protection::StartTls(tls()?), 587)
        } else {
            (Protection::Loopback, 25)
        };
        Ok(Route {
            port: url.port().unwrap_or(usual_port),
            credentials: credentials(&url)?,
            host,
            protection,
            ehlo: ClientId::default(),
        })
    }

    /// A connection on which messages may be sent, or the words that say why there is none. A
    /// refusal here is never about a message: a wrong password must not fail a thousand invitations.
    pub(super) async fn connect(&self, limits: &Limits) -> Result<AsyncSmtpConnection, String> {
        let said = |stage: &str, failed: Failed| format!("{stage}: {}", failed.words());
        let wrapped = match &self.protection {
            Protection::Tls(tls) => Some(tls.clone()),
            Protection::StartTls(_) | Protection::Loopback => None,
        };
        let opening = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(limits.connect),
            &self.ehlo,
            wrapped,
            None,
        );
        let mut connection = stage(limits.connect + limits.command, opening)
            .await
            .map_err(|failed| said("Connecting", failed))?;
        if let Protection::StartTls(tls) = &self.protection {
            if !connection.can_starttls() {
                return Err(
                    "The mail server offers no STARTTLS: nothing is sent in clear text.".into(),
                );
            }
            let upgrade = connection.starttls(tls.clone(), &self.ehlo);
            stage(limits.connect + limits.command, upgrade)
                .await
                .map_err(|failed| said("STARTTLS", failed))?;
        }
        if let Some(credentials) = &self.credentials {
            let login = connection.auth(DEFAULT_MECHANISMS, credentials);
            stage(limits.command, login)
                .await
                .map_err(|failed| said("Logging in", failed))?;
        }
        Ok(connection)
    }
}

fn is_loopback(host: &str) -> bool {
    host.parse::<IpAddr>().map_or_else(
        |_| host.eq_ignore_ascii_case("localhost"),
        |address| address.is_loopback(),
    )
}

fn tls_parameters(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, TransportFault> {
    let mut builder =
        TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    if let Some(path) = ca_file {
        let pem = std::fs::read(path)
            .map_err(|error| TransportFault::UnreadableFile(error.kind().to_string()))?;
        // An empty file would parse as no certificates at all.
        if !pem
            .windows(27)
            .any(|window| window == b"-----BEGIN CERTIFICATE-----")
        {
            return Err(TransportFault::NoCertificate);
        }
        let certificate = Certificate::from_pem(&pem).map_err(|_| TransportFault::NoCertificate)?;
        builder = builder.add_root_certificate(certificate);
    }
    let fault = if ca_file.is_some() {
        TransportFault::NoCertificate
    } else {
        TransportFault::Tls
    };
    builder.build_rustls().map_err(|_| fault)
}

fn credentials(url: &Url) -> Result<Option<Credentials>, TransportFault> {
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(TransportFault::Credentials),
        (user, Some(password)) => Ok(Some(Credentials::new(
            percent_decoded(user)?,
            percent_decoded(password)?,
        ))),
    }
}

fn percent_decoded(encoded: &str) -> Result<String, TransportFault> {
    percent_decode_str(encoded)
        .decode_utf8()
        .map(Into::into)
        .map_err(|_| TransportFault::Credentials)
}
