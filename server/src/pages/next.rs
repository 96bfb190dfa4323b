//! Where to go on after a form: our own pages, whatever the request says (SECURITY.md AUT-7).

use url::{Url, form_urlencoded};

/// Path and query of `next` when it leads to a page of ours, else `/`.
///
/// Parsed as browsers do, against the portal's own address: what they would take for another host, a tab, a backslash
/// or `//` in front, is one here too. The path is looked at once more after parsing, because `/.//host` only then
/// becomes `//host`, which as a `Location` would name a host.
pub fn own_path(next: &str, public_url: &str) -> String {
    const START: &str = "/";
    let Ok(ours) = Url::parse(public_url) else {
        return START.to_owned();
    };
    match ours.join(next) {
        Ok(url) if url.origin() == ours.origin() && !url.path().starts_with("//") => {
            let path = url.path();
            url.query()
                .map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
        }
        _ => START.to_owned(),
    }
}

/// The login form, and back to this page afterwards.
pub(super) fn login_and_back(path: &str) -> String {
    if path == "/" {
        return "/login".to_owned();
    }
    let query: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("next", path)
        .finish();
    format!("/login?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(next: &str) -> String {
        own_path(next, "https://portal.example.org")
    }

    #[test]
    fn an_own_page_is_kept_with_its_query() {
        assert_eq!(
            path("/mail?state=failed&size=50"),
            "/mail?state=failed&size=50"
        );
        assert_eq!(path("https://portal.example.org/account"), "/account");
        assert_eq!(path("/a b?c=\"d\"#fragment"), "/a%20b?c=%22d%22");
        assert_eq!(path("/consumers/../mail"), "/mail");
    }

    // AUT-7
    #[test]
    fn no_other_host_is_ever_gone_to() {
        let elsewhere = [
            "https://evil.example/",
            "//evil.example/",
            "///evil.example/",
            "/\\evil.example/",
            "\\\\evil.example",
            "/\t/evil.example",
            "\n//evil.example",
            " //evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "/a/..//evil.example",
            "https://portal.example.org//evil.example",
            "https:evil.example//x",
            "https://portal.example.org@evil.example/",
            "https://portal.example.org:444/",
            "http://portal.example.org/",
            "https://portal.example.org.evil.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "http://[",
        ];
        for next in elsewhere {
            let gone = path(next);
            assert!(
                gone.starts_with('/') && !gone.starts_with("//"),
                "{next:?} -> {gone}"
            );
            let from = Url::parse("https://portal.example.org/login").expect("a URL");
            let arrived = from.join(&gone).expect("a URL");
            assert_eq!(arrived.origin(), from.origin(), "{next:?} -> {gone}");
        }
        assert_eq!(path("//evil.example/"), "/");
        assert_eq!(path("/.//evil.example"), "/");
    }

    #[test]
    fn the_way_back_is_one_query_value() {
        assert_eq!(login_and_back("/"), "/login");
        assert_eq!(
            login_and_back("/mail?a=b&next=/x"),
            "/login?next=%2Fmail%3Fa%3Db%26next%3D%2Fx"
        );
    }
}
