//! Text for the two places of a document where leptos writes it as it is: `textarea` and `title`. Both end at their
//! closing tag, wherever that comes from, so data has to be escaped here (SECURITY.md WEB-11).

/// The text with the characters that could begin a tag or an entity written as entities.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A document title for `leptos_meta`: the server writes it as it is, the browser sets it as text.
pub(super) fn document_title(title: &str) -> String {
    if cfg!(target_arch = "wasm32") {
        title.to_owned()
    } else {
        escape(title)
    }
}

#[cfg(test)]
mod tests {
    use super::{document_title, escape};

    #[test]
    fn on_the_server_a_title_cannot_leave_its_element() {
        assert_eq!(document_title("</title><b>"), "&lt;/title&gt;&lt;b&gt;");
    }

    #[test]
    fn escaped_text_can_neither_end_its_element_nor_begin_an_entity() {
        assert_eq!(
            escape("</textarea><script>&amp;"),
            "&lt;/textarea&gt;&lt;script&gt;&amp;amp;"
        );
    }
}
