//! How server functions read their arguments: fields that nobody named, and scalars given twice, are
//! refused (SECURITY AZ-6). The form encoding is the browser's own, so that plain forms fit.

use serde::Serialize;
use serde::de::DeserializeOwned;
use server_fn::codec::Post;
use server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType};

/// For functions that plain forms call.
pub type StrictForm = Post<FormEncoding>;
/// For functions that take lists or nested values.
pub type StrictJson = Post<StrictJsonEncoding>;

/// What every function answers.
pub type Answer = Post<AnswerEncoding>;

/// `application/json`, read as text: as the resources of a page are, so that the browser holds one reader
/// for each type and not two.
pub struct AnswerEncoding;

impl ContentType for AnswerEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for AnswerEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for AnswerEncoding {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for AnswerEncoding {
    type Error = String;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = std::str::from_utf8(&bytes).map_err(|error| error.to_string())?;
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

/// `application/x-www-form-urlencoded`.
pub struct FormEncoding;

impl ContentType for FormEncoding {
    const CONTENT_TYPE: &'static str = "application/x-www-form-urlencoded";
}

impl FormatType for FormEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for FormEncoding {
    type Error = serde_html_form::ser::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_html_form::to_string(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for FormEncoding {
    type Error = String;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let form = serde_html_form::Deserializer::from_bytes(&bytes);
        only_known(form)
    }
}

/// `application/json`.
pub struct StrictJsonEncoding;

impl ContentType for StrictJsonEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for StrictJsonEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for StrictJsonEncoding {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for StrictJsonEncoding {
    type Error = String;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = only_known(&mut json)?;
        json.end().map_err(|error| error.to_string())?;
        Ok(value)
    }
}

fn only_known<'de, T, D>(from: D) -> Result<T, String>
where
    T: DeserializeOwned,
    D: serde::Deserializer<'de>,
    D::Error: std::fmt::Display,
{
    let mut unknown = None;
    let value = serde_ignored::deserialize(from, |path| {
        unknown.get_or_insert_with(|| path.to_string());
    })
    .map_err(|error: D::Error| error.to_string())?;
    match unknown {
        Some(field) => Err(format!("unknown field {field}")),
        None => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Form {
        id: u32,
        note: String,
    }

    fn form(text: &'static str) -> Result<Form, String> {
        <FormEncoding as Decodes<Form>>::decode(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn a_form_reads_as_the_browser_sends_it() {
        assert_eq!(
            form("id=7&note=a+b%26c"),
            Ok(Form {
                id: 7,
                note: "a b&c".into()
            })
        );
    }

    #[test]
    fn unknown_and_doubled_fields_are_refused() {
        // SECURITY AZ-6
        assert!(form("id=7&note=a&role=Owner").is_err());
        assert!(form("id=7&id=8&note=a").is_err());
        assert!(form("id[]=7&note=a").is_err());
    }

    #[test]
    fn unknown_and_trailing_json_is_refused() {
        let json = |text: &'static str| {
            <StrictJsonEncoding as Decodes<Form>>::decode(Bytes::from_static(text.as_bytes()))
        };
        assert!(json(r#"{"id":7,"note":"a"}"#).is_ok());
        assert!(json(r#"{"id":7,"note":"a","x":1}"#).is_err());
        assert!(json(r#"{"id":7,"note":"a"} {}"#).is_err());
        assert!(json(r#"{"id":7,"id":8,"note":"a"}"#).is_err());
    }
}
