//! How each value reads, and what is said when it doesn't. Every message names the fix.

use std::{io, net::SocketAddr, path::PathBuf};

use backend::store::DatabaseUrl;
use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use secrecy::{SecretBox, SecretString};
use url::Url;

use crate::client_address::Network;
use crate::layers::is_loopback;

/// 32 octets that everything sealed or signed hangs on.
pub type SecretKey = SecretBox<[u8; 32]>;

pub(super) fn listen(text: &str) -> Result<SocketAddr, String> {
    let port = text.rsplit_once(':').map_or(text, |(_, port)| port);
    text.parse().map_err(|_| match port.parse::<u16>() {
        Ok(port) => format!("write an IP address and a port: 127.0.0.1:{port} for this machine, 0.0.0.0:{port} for all"),
        Err(_) => "write an IP address and a port, like 127.0.0.1:3000".to_owned(),
    })
}

pub(super) fn public_url(text: &str, allow_insecure_http: bool) -> Result<Url, String> {
    const SHAPE: &str = "write the address people type, like https://portal.example.org";
    let url = Url::parse(text).map_err(|_| SHAPE.to_owned())?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(SHAPE.to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("leave user name and password out; {SHAPE}"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("nothing may follow the host and the port; {SHAPE}"));
    }
    if url.scheme() == "http" && !is_loopback(&url) && !allow_insecure_http {
        return Err("links and passwords would travel readable: use https, or, for a trial in a closed network, set \
                    PORTICO_ALLOW_INSECURE_HTTP=true"
            .to_owned());
    }
    Ok(url)
}

pub(super) fn data_dir(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if text.trim().is_empty() {
        return Err("name a folder, like /var/lib/portico".to_owned());
    }
    Ok(path)
}

pub(super) fn database_url(text: &str) -> Result<DatabaseUrl, String> {
    const SHAPE: &str =
        "write sqlite:///var/lib/portico/portico.db or postgres://user:password@host/database";
    let url = DatabaseUrl::parse(text).map_err(|problem| format!("{problem}; {SHAPE}"))?;
    match url {
        DatabaseUrl::Postgres(_) if Url::parse(text).is_err() => Err(SHAPE.to_owned()),
        url => Ok(url),
    }
}

/// A file of certificates, read once to see that it is one.
pub(super) fn certificates(path: &str, content: io::Result<String>) -> Result<PathBuf, String> {
    match content {
        Ok(text) if text.contains("-----BEGIN CERTIFICATE-----") => Ok(PathBuf::from(path)),
        Ok(_) => Err("the file holds no certificate in PEM form".to_owned()),
        Err(error) => Err(format!("the file can't be read: {error}")),
    }
}

pub(super) fn smtp_url(text: &str) -> Result<SecretString, String> {
    const SHAPE: &str = "write smtps://user:password@mail.example.org, or smtp://.. for STARTTLS";
    let url = Url::parse(text).map_err(|_| SHAPE.to_owned())?;
    if !matches!(url.scheme(), "smtp" | "smtps") || url.host_str().is_none_or(str::is_empty) {
        return Err(SHAPE.to_owned());
    }
    // MAIL-9: there is no parameter that would allow clear text.
    if url.query().is_some_and(|query| query != "tls=required") {
        return Err("after the host it knows ?tls=required only, which is meant anyway unless the host is this machine"
            .to_owned());
    }
    Ok(text.into())
}

pub(super) fn mail_from(text: &str) -> Result<String, String> {
    rules::email_address::EmailAddress::parse(text, &rules::normalise::AsciiOnly)
        .map(|_| text.trim().to_owned())
        .map_err(|fault| {
            format!(
                "{} Write an address alone, like portal@example.org",
                fault.reason()
            )
        })
}

/// 32 octets in base64, with or without padding, of either alphabet.
pub(crate) fn secret_key(text: &str) -> Result<SecretKey, String> {
    const SHAPE: &str =
        "it is not 32 bytes in base64; make one with: head -c 32 /dev/urandom | base64";
    let lenient =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = if text.contains(['-', '_']) {
        URL_SAFE
    } else {
        STANDARD
    };
    let octets = GeneralPurpose::new(&alphabet, lenient)
        .decode(text.trim())
        .map_err(|_| SHAPE.to_owned())?;
    let octets: [u8; 32] = octets.try_into().map_err(|_| SHAPE.to_owned())?;
    Ok(SecretBox::new(Box::new(octets)))
}

pub(super) fn trusted_proxies(text: &str) -> Result<Vec<Network>, String> {
    text.split(',')
        .map(str::trim)
        .filter(|block| !block.is_empty())
        .map(|block| {
            block
                .parse()
                .map_err(|problem| format!("{block:?}: {problem}; separate several by commas"))
        })
        .collect()
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "on" | "yes" | "1" => Ok(true),
        "false" | "off" | "no" | "0" => Ok(false),
        _ => Err("write true or false".to_owned()),
    }
}

/// A URL as `config show` prints it: without password, and without what might hold one.
pub(super) fn without_password(text: &str) -> String {
    if let Some(path) = text.strip_prefix("sqlite://") {
        return format!("sqlite://{path}");
    }
    let Ok(mut url) = Url::parse(text) else {
        return "(set)".to_owned();
    };
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return "(set)".to_owned();
    }
    let has_password_parameter = url.query_pairs().any(|(name, _)| name.contains("password"));
    if has_password_parameter {
        url.set_query(Some("***"));
    }
    url.to_string()
}
