//! What the home page shows, and a hostile corpus that must come out harmless.

use super::{ELEMENTS, render, sanitise};

#[test]
fn markdown_reads_as_people_write_it() {
    let page = render(
        "# Keys\n\nAsk *us* **soon** ~~late~~ `code`.\n\n- [x] done\n- [ ] open\n\n3. three\n\n> quote\n\n```sh\nrun <it>\n```\n",
    );
    for part in [
        "<h2>Keys</h2>",
        "<em>us</em> <strong>soon</strong> <del>late</del> <code>code</code>",
        "<li>☑ done</li>",
        "<li>☐ open</li>",
        "<ol start=\"3\">",
        "<blockquote>",
        "<pre><code>run &lt;it&gt;\n</code></pre>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let table = render("| a | b |\n|--:|---|\n| 1 | 2 |\n");
    assert!(
        table.contains(
            r#"<div class="scroll-x" tabindex="0"><table class="table"><thead><tr><th>a</th>"#
        ),
        "{table}"
    );
    assert!(
        table.trim_end().ends_with("</tbody></table></div>"),
        "{table}"
    );
    assert_eq!(
        render("###### deep\n\nTitle\n=====\n"),
        "<h6>deep</h6>\n<h2>Title</h2>\n"
    );
}

#[test]
fn links_lead_to_the_web_to_a_mail_or_to_a_page_of_the_portal() {
    let rel = r#"rel="noopener noreferrer nofollow""#;
    for good in [
        "https://docs.example.org/a?b=c",
        "http://x.example/",
        "mailto:help@example.org",
        "/account",
    ] {
        let page = render(&format!("[go]({good})"));
        assert!(
            page.contains(&format!(r#"href="{good}""#)) && page.contains(rel),
            "{page}"
        );
    }
    for bad in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/",
        "evil.html",
        "#main",
        "blob:x",
        "tel:1",
    ] {
        let page = render(&format!("[go](<{bad}>)"));
        assert!(!page.contains("href"), "{page}");
        assert!(page.contains("go"), "{page}");
    }
}

#[test]
fn a_picture_becomes_a_link_to_it() {
    let page = render("![Our harbour](https://x.example/h.png)");
    assert!(
        page.contains(r#"<a href="https://x.example/h.png""#) && page.contains("Our harbour</a>"),
        "{page}"
    );
    assert!(!page.contains("<img"), "{page}");
}

/// Payloads of several families: elements, handlers, addresses, breaking out of attributes and of raw texts, foreign
/// content, names that shadow the document's own, mutation by a second reading.
const HOSTILE: [&str; 59] = [
    "<a href=\"https://x.example/<table><img src=x onerror=alert(1)>\">x</a>",
    "[x](<https://x.example/<table>\"onmouseover=alert(1)//>)",
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"https://evil.example/pixel.png\">",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi><mglyph><svg><mtext><textarea><path id=\"</textarea><img onerror=alert(1) src=1>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=data:text/html,x></object><embed src=x>",
    "<form action=/api/settings/change method=post><input name=portal_name value=x><button>go</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<html onclick=alert(1)><head><base href=//evil.example/></head>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example)}</style>",
    "<p style=\"position:fixed;inset:0\">x</p>",
    "<div class=dialog id=main name=body>x</div>",
    "<a id=page-state name=cookie href=https://x.example>x</a>",
    "<h1 id=main>x</h1>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"\u{1}javascript:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<a href=\"https://x.example\" onclick=alert(1) target=_top ping=//evil.example download>x</a>",
    "<a href=\"/\\evil.example\">x</a><a href=\"/\t/evil.example\">x</a>",
    "<a href=data:text/html;base64,PHNjcmlwdD4=>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x](https://x.example \"\\\" onmouseover=alert(1) \\\"\")",
    "![x](https://evil.example/\"onerror=alert(1))",
    "![<script>alert(1)</script>](x)",
    "```html\" onmouseover=\"alert(1)\nx\n```",
    "`<script>alert(1)</script>`",
    "# x {#main .dialog onclick=alert(1)}",
    "<!-- <img src=x onerror=alert(1)> -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]>&y;",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<portal src=//evil.example></portal><dialog open>x</dialog><marquee onstart=alert(1)>x</marquee>",
    "| <script>alert(1)</script> | <table> |\n|---|---|\n| </table><div class=\"scroll-x\"> | x |",
    "<p>\u{202e}x</p><table><table></table><tr><td onclick=alert(1)>x",
];

#[test]
fn a_hostile_text_comes_out_harmless() {
    for payload in HOSTILE {
        for text in [
            payload.to_owned(),
            format!("> {payload}"),
            format!("- a\n\n  {payload}\n"),
            format!("**{payload}**"),
        ] {
            harmless(&text, &render(&text));
        }
        harmless(payload, &sanitise(payload));
    }
    let all = HOSTILE.join("\n\n");
    harmless(&all, &render(&all));
}

/// Reads the tags of the answer: only ours, with attributes only of ours.
fn harmless(text: &str, html: &str) {
    for tag in html.split('<').skip(1) {
        let (tag, _) = tag
            .split_once('>')
            .unwrap_or_else(|| panic!("an open tag in {html} of {text}"));
        let mut parts = tag.trim_start_matches('/').splitn(2, ' ');
        let (name, attributes) = (parts.next().unwrap(), parts.next().unwrap_or(""));
        let is_frame =
            name == "div" && ["", "class=\"scroll-x\" tabindex=\"0\""].contains(&attributes);
        assert!(
            ELEMENTS.contains(&name) || is_frame,
            "<{tag}> in {html} of {text}"
        );
        let is_known = match name {
            "a" => attributes.is_empty() || is_link(attributes),
            "table" => ["", "class=\"table\""].contains(&attributes),
            "ol" => {
                attributes.is_empty()
                    || attributes
                        .strip_prefix("start=\"")
                        .is_some_and(|rest| rest.len() < 14 && !rest.contains(' '))
            }
            _ => attributes.is_empty() || is_frame,
        };
        assert!(is_known, "<{tag}> in {html} of {text}");
    }
    for word in ["<!--", "\0"] {
        assert!(!html.contains(word), "{word} in {html} of {text}");
    }
}

/// `href` of a good scheme and `rel`, in either order, and nothing else.
fn is_link(attributes: &str) -> bool {
    let rel = r#"rel="noopener noreferrer nofollow""#;
    let href = attributes.replacen(rel, "", 1);
    let href = href.trim();
    if href.is_empty() {
        return true;
    }
    let Some(address) = href
        .strip_prefix("href=\"")
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return false;
    };
    !address.contains('"')
        && ["https://", "http://", "mailto:", "/"]
            .iter()
            .any(|start| address.starts_with(start))
        && !address.starts_with("//")
}

#[test]
fn the_test_of_harmlessness_can_fail() {
    for bad in [
        "<script>",
        "<p onclick=x>",
        "<a href=\"javascript:x\">",
        "<a href=\"//x\">",
        "<h1>",
        "<a href=\"https://x\" id=\"y\">",
    ] {
        assert!(
            std::panic::catch_unwind(|| harmless("", bad)).is_err(),
            "{bad}"
        );
    }
}

#[test]
fn a_text_made_to_be_slow_or_deep_is_rendered_all_the_same() {
    // As long as the longest that can be stored.
    let most = rules::settings::MOST_HOME_PAGE;
    for unit in [
        ">",
        "- ",
        "*a ",
        "**a",
        "[",
        "![",
        "<",
        "`",
        "<b>",
        "<table><td>",
        "<a href=/x>",
        "| a ",
        "&",
        "\\",
        "<!--",
        "~~a",
    ] {
        let text = unit.repeat(most / unit.len());
        let html = render(&text);
        harmless(unit, &html);
        let nested = html.matches("<blockquote>").count();
        assert!(nested <= usize::from(super::DEEPEST), "{unit}: {nested}");
        // What it grows to is bounded, so that no page of it is an attack on its readers.
        assert!(html.len() < 64 * most, "{unit}: {}", html.len());
    }
}
