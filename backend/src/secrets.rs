//! Randomness, digests, seals and signatures: the only place that draws random numbers.
//! The master key stays outside the database (SECURITY MAIL-2); everything else is derived from it.

use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

/// What a one-time token is for; part of its digest, so that a token of one purpose is unknown to
/// every other endpoint (SECURITY INV-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Completes an invitation.
    Invite,
    /// Confirms a self-registration.
    Confirm,
    /// Replaces a forgotten password.
    Reset,
    /// Stops invitations to an address (SECURITY INV-19).
    OptOut,
    /// Creates the first Owner.
    Bootstrap,
}

impl Purpose {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Purpose::Invite => "invite",
            Purpose::Confirm => "confirm",
            Purpose::Reset => "reset",
            Purpose::OptOut => "opt_out",
            Purpose::Bootstrap => "bootstrap",
        }
    }
}

/// 32 bytes from the operating system, as base64url: what is mailed or stands in a cookie.
/// Never printed by `Debug`.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A new secret (SECURITY INV-1).
pub fn new_secret() -> Result<Secret> {
    Ok(Secret(URL_SAFE_NO_PAD.encode(random_bytes::<32>()?)))
}

/// Random bytes from the operating system.
pub fn random_bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Error::Internal(Box::new(error)))?;
    Ok(bytes)
}

/// A number in [0, 1) for the jitter of back-offs.
pub fn jitter() -> f64 {
    random_bytes::<4>().map_or(0.5, |bytes| {
        f64::from(u32::from_le_bytes(bytes)) / 4_294_967_296.0
    })
}

/// A new UUID v7 for something made at `now`. Ids made in one process ascend.
pub fn new_id(now: rules::time::Timestamp) -> Uuid {
    static CONTEXT: std::sync::Mutex<uuid::ContextV7> =
        std::sync::Mutex::new(uuid::ContextV7::new());
    let seconds = u64::try_from(now.as_seconds()).unwrap_or(0);
    let nanos = u32::try_from(now.as_micros().rem_euclid(1_000_000) * 1000).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(&CONTEXT, seconds, nanos))
}

/// What the database keeps of a token: `SHA-256(purpose ‖ ":" ‖ token)` (SECURITY INV-2).
pub fn token_digest(purpose: Purpose, token: &str) -> Vec<u8> {
    digest(purpose.as_str(), token)
}

/// What the database keeps of a session's cookie.
pub fn session_digest(cookie: &str) -> Vec<u8> {
    digest("session", cookie)
}

fn digest(purpose: &str, text: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    hash.update(b":");
    hash.update(text.as_bytes());
    hash.finalize().to_vec()
}

/// SHA-256 of parts, each with its length before it, so that no two lists of parts collide.
pub fn content_digest(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// Could this text be a token at all? Whatever is not is unknown without a look at the database.
pub fn looks_like_a_token(text: &str) -> bool {
    text.len() == 43
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The keys of this instance, derived from one master key of 32 bytes.
#[derive(Clone)]
pub struct Keys {
    seal: [u8; 32],
    sign: [u8; 32],
    fingerprint: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

impl Keys {
    /// Derives the keys.
    pub fn derive(master: &[u8; 32]) -> Self {
        let part = |label: &str| -> [u8; 32] { mac(master, &[label.as_bytes()]) };
        Keys {
            seal: part("portico seal 1"),
            sign: part("portico sign 1"),
            fingerprint: URL_SAFE_NO_PAD.encode(&part("portico fingerprint 1")[..12]),
        }
    }

    /// Tells keys apart without telling the key; stored in the database (PRODUCT.md section 7).
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Encrypts with a random nonce; `subject` must be named again to open.
    pub fn seal(&self, subject: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = random_bytes::<24>()?;
        let cipher = XChaCha20Poly1305::new((&self.seal).into());
        let sealed = cipher
            .encrypt(
                XNonce::from_slice(&nonce),
                Payload {
                    msg: plain,
                    aad: subject,
                },
            )
            .map_err(|_| Error::internal("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts what [`Keys::seal`] made with the same key and subject.
    pub fn open(&self, subject: &[u8], sealed: &[u8]) -> Result<Vec<u8>> {
        let fault = || Error::internal("a sealed text can't be opened with this key");
        let (nonce, text) = sealed.split_at_checked(24).ok_or_else(fault)?;
        let cipher = XChaCha20Poly1305::new((&self.seal).into());
        cipher
            .decrypt(
                XNonce::from_slice(nonce),
                Payload {
                    msg: text,
                    aad: subject,
                },
            )
            .map_err(|_| fault())
    }

    /// Signs a text for a purpose: `text.mac` in base64url.
    pub fn sign(&self, purpose: &str, text: &[u8]) -> String {
        let tag = mac(&self.sign, &[purpose.as_bytes(), text]);
        format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(text),
            URL_SAFE_NO_PAD.encode(&tag[..16])
        )
    }

    /// The text that [`Keys::sign`] signed for this purpose; `None` for anything else.
    pub fn verify(&self, purpose: &str, signed: &str) -> Option<Vec<u8>> {
        use subtle::ConstantTimeEq;
        let (text, tag) = signed.split_once('.')?;
        let text = URL_SAFE_NO_PAD.decode(text).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        let expected = mac(&self.sign, &[purpose.as_bytes(), &text]);
        bool::from(expected[..16].ct_eq(&tag)).then_some(text)
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes a key of any length, so this can't fail.
    let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Bytes as people read them: two hexadecimal digits each.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_one_purpose_is_unknown_to_another() {
        // SECURITY INV-2
        let secret = new_secret().unwrap();
        let digest = |purpose| token_digest(purpose, secret.expose());
        assert_ne!(digest(Purpose::Invite), digest(Purpose::Bootstrap));
        assert_ne!(digest(Purpose::Invite), digest(Purpose::Reset));
        assert_ne!(digest(Purpose::Reset), digest(Purpose::Bootstrap));
        assert!(looks_like_a_token(secret.expose()));
    }

    #[test]
    fn a_seal_opens_with_its_key_and_subject_only() {
        let keys = Keys::derive(&[1; 32]);
        let sealed = keys.seal(b"a", b"text").unwrap();
        assert_eq!(keys.open(b"a", &sealed).unwrap(), b"text");
        assert!(keys.open(b"b", &sealed).is_err());
        assert!(Keys::derive(&[2; 32]).open(b"a", &sealed).is_err());
        assert!(keys.open(b"a", b"short").is_err());
    }

    #[test]
    fn a_changed_signature_or_purpose_is_refused() {
        let keys = Keys::derive(&[1; 32]);
        let signed = keys.sign("cursor", b"text");
        assert_eq!(keys.verify("cursor", &signed).unwrap(), b"text");
        assert!(keys.verify("device", &signed).is_none());
        let mut changed = signed.clone();
        changed.replace_range(0..1, if signed.starts_with('A') { "B" } else { "A" });
        assert!(keys.verify("cursor", &changed).is_none());
    }

    #[test]
    fn ids_made_in_one_process_ascend() {
        let now = rules::time::Timestamp::from_micros(1_800_000_000_000_000);
        let ids: Vec<_> = (0..1000).map(|_| new_id(now)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", new_secret().unwrap()), "Secret(..)");
    }
}
