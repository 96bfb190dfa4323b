use std::{io, path::Path};

use secrecy::ExposeSecret;

use super::*;

const NO_FILES: &dyn Fn(&Path) -> io::Result<String> =
    &|_| Err(io::Error::from(io::ErrorKind::NotFound));

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn with(variables: &[(&str, &str)]) -> Result<Config, Faults> {
    load(&Inputs {
        flags: BTreeMap::new(),
        variables: map(variables),
        read: NO_FILES,
        is_terminal: true,
    })
}

fn with_file(
    flags: &[(&'static str, &str)],
    variables: &[(&str, &str)],
    file: &str,
) -> Result<Config, Faults> {
    let read = |path: &Path| match path.to_str() {
        Some("portico.toml") => Ok(file.to_owned()),
        Some("ca.pem") => Ok("-----BEGIN CERTIFICATE-----".to_owned()),
        Some("key") => Ok(format!("{KEY}\n")),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    };
    let mut flags: BTreeMap<&'static str, String> = flags
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    flags.insert("config", "portico.toml".to_owned());
    load(&Inputs {
        flags,
        variables: map(variables),
        read: &read,
        is_terminal: false,
    })
}

fn faults(result: Result<Config, Faults>) -> Vec<String> {
    result
        .expect_err("a refusal")
        .0
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn shown(config: &Config, name: &str) -> (String, String) {
    let line = config
        .shown
        .iter()
        .find(|line| line.name == name)
        .expect("a line");
    (line.value.clone(), line.source.clone())
}

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

// UX-OPS-02
#[test]
fn with_nothing_set_it_runs_on_this_machine() {
    let config = with(&[]).expect("defaults are right");
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url(3000).as_str(), "http://localhost:3000/");
    assert_eq!(
        config.database_url,
        DatabaseUrl::Sqlite("./data/portico.db".into())
    );
    assert_eq!(config.mail_from, "noreply@localhost");
    assert_eq!(config.log_format, LogFormat::Text);
    assert!(
        config.secret_key.is_none() && config.smtp_url.is_none() && config.overrides.is_empty()
    );
    assert_eq!(config.shown.len(), keys::ALL.len());
}

#[test]
fn what_hangs_on_another_value_follows_it() {
    let config = with(&[
        ("PORTICO_LISTEN", "0.0.0.0:8080"),
        ("PORTICO_DATA_DIR", "/srv/p"),
    ])
    .expect("right");
    assert_eq!(config.public_url(8080).as_str(), "http://localhost:8080/");
    assert_eq!(
        config.database_url,
        DatabaseUrl::Sqlite("/srv/p/portico.db".into())
    );
    let config = with(&[("PORTICO_PUBLIC_URL", "https://portal.example.org")]).expect("right");
    assert_eq!(config.mail_from, "noreply@portal.example.org");
    assert_eq!(
        config.public_url(3000).as_str(),
        "https://portal.example.org/"
    );
}

#[test]
fn a_flag_beats_a_variable_beats_the_file_beats_the_default() {
    let file = "listen = \"127.0.0.1:1\"\ndata_dir = \"from-file\"\nlog = \"warn\"\nallow_insecure_http = true\n\
                trusted_proxies = [\"10.0.0.0/8\", \"::1\"]";
    let variables = [
        ("PORTICO_LISTEN", "127.0.0.1:2"),
        ("PORTICO_DATA_DIR", "from-env"),
    ];
    let config = with_file(&[("listen", "127.0.0.1:3")], &variables, file).expect("right");
    assert_eq!(
        shown(&config, "listen"),
        ("127.0.0.1:3".into(), "--listen".into())
    );
    assert_eq!(
        shown(&config, "data_dir"),
        ("from-env".into(), "PORTICO_DATA_DIR".into())
    );
    assert_eq!(
        shown(&config, "log"),
        ("warn".into(), "log in portico.toml".into())
    );
    assert_eq!(
        shown(&config, "log_format"),
        ("json".into(), "default".into())
    );
    assert_eq!(config.trusted_proxies.len(), 2);
    assert!(config.allow_insecure_http);
}

// UX-OPS-03
#[test]
fn every_mistake_is_reported_at_once() {
    let found = faults(with(&[
        ("PORTICO_LISTEN", "localhost:3000"),
        ("PORTICO_PUBLIC_URL", "http://portal.example.org"),
        ("PORTICO_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("PORTICO_DATABASE_URL", "mysql://root:hunter2@db/portico"),
        ("PORTICO_SMTP_URL", "mail.example.org"),
        ("PORTICO_MAIL_FROM", "nobody"),
        ("PORTICO_SECRET_KEY", "hunter2"),
        ("PORTICO_LOG", "info,portico=loud"),
        ("PORTICO_LOG_FORMAT", "xml"),
        ("PORTICO_BODY_COLOUR", "red"),
        ("PORTICO_PUBLIC_ULR", "https://portal.example.org"),
    ]));
    assert_eq!(found.len(), 11, "{found:#?}");
    let all = found.join("\n");
    assert!(
        all.contains("PORTICO_LISTEN = \"localhost:3000\": write an IP address"),
        "{all}"
    );
    assert!(
        all.contains(
            "PORTICO_PUBLIC_ULR: there is no such variable; did you mean PORTICO_PUBLIC_URL?"
        ),
        "{all}"
    );
    assert!(all.contains("PORTICO_BODY_COLOUR = \"red\""), "{all}");
    assert!(!all.contains("hunter2"), "a secret in: {all}");
}

#[test]
fn a_name_that_means_nothing_is_refused_with_the_nearest_one() {
    let found = faults(with_file(
        &[],
        &[],
        "listn = \"127.0.0.1:1\"\n[table]\nx = 1",
    ));
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found
            .iter()
            .any(|fault| fault.contains("did you mean listen?")),
        "{found:#?}"
    );
    for far in ["PORTICO_WHATEVER_THIS_IS", "PORTICO_X"] {
        let found = faults(with(&[(far, "1")]));
        assert!(
            found.iter().any(|fault| fault.contains("--help")),
            "{found:#?}"
        );
    }
    assert!(
        with(&[
            ("PORTICO_TEST_CLOCK", "/tmp/clock"),
            ("PORTICO_SITE_DIR", "/tmp")
        ])
        .is_ok()
    );
}

// MAIL-9, WEB-6
#[test]
fn readable_transport_is_for_this_machine() {
    for url in [
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://[::1]:8080",
        "http://portal.localhost",
    ] {
        assert!(with(&[("PORTICO_PUBLIC_URL", url)]).is_ok(), "{url}");
    }
    let open = ("PORTICO_PUBLIC_URL", "http://portal.example.org");
    assert!(with(&[open]).is_err());
    assert!(with(&[open, ("PORTICO_ALLOW_INSECURE_HTTP", "true")]).is_ok());

    let from = ("PORTICO_MAIL_FROM", "portal@example.org");
    for url in [
        "smtp://mail.example.org",
        "smtps://u:p@mail.example.org",
        "smtp://localhost:1025?tls=required",
    ] {
        assert!(with(&[("PORTICO_SMTP_URL", url), from]).is_ok(), "{url}");
    }
    for url in [
        "smtp://mail.example.org?tls=opportunistic",
        "smtp://mail.example.org?tls=none",
        "http://x",
        "smtp://",
    ] {
        assert!(with(&[("PORTICO_SMTP_URL", url), from]).is_err(), "{url}");
    }
}

#[test]
fn a_public_url_is_scheme_host_and_port() {
    for url in [
        "portal.example.org",
        "ftp://x",
        "https://x/portal",
        "https://x/?a",
        "https://u:p@x",
        "https://x/#a",
    ] {
        assert!(with(&[("PORTICO_PUBLIC_URL", url)]).is_err(), "{url}");
    }
}

#[test]
fn with_a_mail_server_the_sender_must_be_named() {
    let found = faults(with(&[("PORTICO_SMTP_URL", "smtps://mail.example.org")]));
    assert_eq!(found.len(), 1);
    assert!(
        found
            .iter()
            .all(|fault| fault.starts_with("PORTICO_MAIL_FROM: missing")),
        "{found:#?}"
    );
}

#[test]
fn a_secret_can_come_from_a_file_but_not_from_two_places() {
    let config = with_file(&[], &[("PORTICO_SECRET_KEY_FILE", "key")], "").expect("right");
    assert_eq!(
        config.secret_key.as_ref().expect("a key").expose_secret()[..3],
        [0, 1, 2]
    );
    assert_eq!(
        shown(&config, "secret_key"),
        ("(set)".into(), "PORTICO_SECRET_KEY_FILE".into())
    );

    let found = faults(with_file(&[], &[("PORTICO_SECRET_KEY_FILE", "absent")], ""));
    assert!(
        found.iter().any(|fault| fault.contains("can't be read")),
        "{found:#?}"
    );
    let both = [
        ("PORTICO_SECRET_KEY_FILE", "key"),
        ("PORTICO_SECRET_KEY", KEY),
    ];
    let found = faults(with_file(&[], &both, ""));
    assert!(
        found.iter().any(|fault| fault.contains("keep one")),
        "{found:#?}"
    );
}

#[test]
fn a_key_is_32_bytes_in_either_alphabet() {
    let standard = "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=";
    for key in [
        KEY,
        standard,
        standard.trim_end_matches('='),
        &standard.replace('/', "_").replace('+', "-"),
    ] {
        assert!(with(&[("PORTICO_SECRET_KEY", key)]).is_ok(), "{key}");
    }
    for key in [
        "AAAA",
        "not base64 at all",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
    ] {
        assert!(with(&[("PORTICO_SECRET_KEY", key)]).is_err(), "{key}");
    }
}

#[test]
fn settings_in_the_environment_are_collected_and_an_empty_variable_is_absent() {
    let config = with(&[
        ("PORTICO_PORTAL_NAME", "Casa"),
        ("PORTICO_INVITATION_VALIDITY", "24"),
        ("PORTICO_BODY_COLOUR", ""),
        ("PORTICO_SMTP_URL", ""),
    ])
    .expect("right");
    assert_eq!(
        config
            .overrides
            .get(&settings::Key::PortalName)
            .map(String::as_str),
        Some("Casa")
    );
    assert_eq!(config.overrides.len(), 2);
    assert_eq!(
        shown(&config, "portal_name"),
        ("Casa".into(), "PORTICO_PORTAL_NAME".into())
    );
}

#[test]
fn a_long_text_is_shown_by_its_first_line() {
    let text = "# Tide tables\n\nAsk the pilot.\n";
    let config = with(&[("PORTICO_HOME_PAGE", text)]).expect("right");
    let kept = config.overrides.get(&settings::Key::HomePage);
    assert_eq!(kept.map(String::as_str), Some(text));
    let line = shown(&config, "home_page").0;
    assert_eq!(line, "# Tide tables… (30 characters)");
}

#[test]
fn numbers_of_passwords_must_go_together_with_what_holds_otherwise() {
    let max = ("PORTICO_PASSWORD_CLASSIC_MAX", "12");
    let found = faults(with(&[max]));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].contains("PORTICO_PASSWORD_CLASSIC_MAX")
            && found[0].contains("At least 14: 4 more than the shortest, 10."),
        "{found:#?}"
    );
    assert!(with(&[max, ("PORTICO_PASSWORD_CLASSIC_MIN", "8")]).is_ok());
    let found = faults(with(&[("PORTICO_PASSWORD_CLASSIC_MIN", "13")]));
    assert!(found[0].contains("At most 12"), "{found:#?}");
}

#[test]
fn what_is_shown_holds_no_secret() {
    let config = with(&[
        (
            "PORTICO_DATABASE_URL",
            "postgres://portico:hunter2@db/portico",
        ),
        ("PORTICO_SMTP_URL", "smtps://u:hunter2@mail.example.org"),
        ("PORTICO_MAIL_FROM", "portal@example.org"),
        ("PORTICO_SECRET_KEY", KEY),
    ])
    .expect("right");
    assert_eq!(
        shown(&config, "database_url").0,
        "postgres://portico:***@db/portico"
    );
    let all = format!("{:?} {config:?}", config.shown);
    assert!(!all.contains("hunter2") && !all.contains(KEY), "{all}");
}

#[test]
fn a_file_that_is_none_is_a_mistake_like_any_other() {
    let found = faults(with(&[
        ("PORTICO_CONFIG", "absent.toml"),
        ("PORTICO_LISTEN", "x"),
    ]));
    assert_eq!(found.len(), 2, "{found:#?}");
    let found = faults(with_file(&[], &[], "listen = "));
    assert!(
        found.iter().any(|fault| fault.contains("it is no TOML")),
        "{found:#?}"
    );
}

#[test]
fn an_authority_is_a_file_with_a_certificate() {
    let ca_file = |path| with_file(&[], &[("PORTICO_SMTP_CA_FILE", path)], "");
    assert!(ca_file("ca.pem").is_ok());
    assert!(ca_file("absent.pem").is_err());
    assert!(ca_file("key").is_err());
}
