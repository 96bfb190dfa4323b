use super::stub::{Act, OBLIGING, Script, Stub, Tls};
use super::*;
use std::path::PathBuf;

const FROM: &str = "portal@example.org";
const TO: &str = "ada@Bücher.example";
const MESSAGE: &[u8] = b"Subject: hello\r\n\r\nfirst\r\n.dot\r\n";

fn quick() -> Limits {
    let moment = Duration::from_millis(1500);
    Limits {
        connect: moment,
        command: moment,
        handover: moment,
    }
}

fn plain(stub: &Stub) -> Smtp {
    let url = format!("smtp://127.0.0.1:{}", stub.port);
    Smtp::with_limits(&url, None, quick()).unwrap()
}

fn authority() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/src/mail/transport/testkeys/authority.pem"
    ))
}

async fn outcome_when(at: &'static str, act: Act) -> (Outcome, Stub) {
    let stub = Stub::start(Script {
        at,
        act,
        ..OBLIGING
    })
    .await;
    let outcome = plain(&stub)
        .send(FROM, TO, MESSAGE, &OnTheWire::default())
        .await;
    (outcome, stub)
}

fn verbs(stub: &Stub) -> Vec<String> {
    let word = |line: String| line.split([' ', ':']).next().unwrap_or("").to_owned();
    stub.commands().into_iter().map(word).collect()
}

#[tokio::test]
async fn an_accepted_message_arrives_as_it_is_and_keeps_the_servers_words() {
    let stub = Stub::start(OBLIGING).await;
    let outcome = plain(&stub)
        .send(FROM, TO, MESSAGE, &OnTheWire::default())
        .await;
    assert_eq!(
        outcome,
        Outcome::Accepted("250 2.0.0 queued as 4711".into())
    );
    // Dot-stuffed on the wire; the host of the recipient as A-label, nothing else changed.
    assert_eq!(
        stub.messages(),
        ["Subject: hello\r\n\r\nfirst\r\n..dot\r\n"]
    );
    let commands = stub.commands();
    assert!(
        commands.contains(&"MAIL FROM:<portal@example.org>".to_owned()),
        "{commands:?}"
    );
    assert!(
        commands.contains(&"RCPT TO:<ada@xn--bcher-kva.example>".to_owned()),
        "{commands:?}"
    );
}

#[tokio::test]
async fn the_next_message_takes_the_open_connection() {
    let stub = Stub::start(OBLIGING).await;
    let smtp = plain(&stub);
    for _ in 0..3 {
        assert!(matches!(
            smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await,
            Outcome::Accepted(_)
        ));
    }
    assert_eq!(stub.connections(), 1);
    assert_eq!(stub.messages().len(), 3);
    smtp.close_idle().await;
    assert_eq!(verbs(&stub).last().map(String::as_str), Some("QUIT"));
    assert!(matches!(
        smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await,
        Outcome::Accepted(_)
    ));
    assert_eq!(stub.connections(), 2);
}

#[tokio::test]
async fn a_refused_recipient_is_refused_and_the_connection_serves_the_next_one() {
    let stub = Stub::start(Script {
        at: "RCPT",
        act: Act::Say("550 5.1.1 no such person"),
        ..OBLIGING
    })
    .await;
    let smtp = plain(&stub);
    for _ in 0..2 {
        let outcome = smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await;
        assert_eq!(outcome, Outcome::Refused("550 5.1.1 no such person".into()));
    }
    assert_eq!(stub.connections(), 1);
    assert!(stub.messages().is_empty());
    assert_eq!(
        verbs(&stub),
        ["EHLO", "MAIL", "RCPT", "RSET", "MAIL", "RCPT", "RSET"]
    );
}

#[tokio::test]
async fn a_refusal_is_one_at_every_stage_of_the_message() {
    for at in ["MAIL", "RCPT", "DATA", "."] {
        let (outcome, _stub) = outcome_when(at, Act::Say("554 5.7.1 not wanted")).await;
        assert_eq!(
            outcome,
            Outcome::Refused("554 5.7.1 not wanted".into()),
            "{at}"
        );
    }
}

#[tokio::test]
async fn a_4xx_defers_at_every_stage() {
    for at in ["MAIL", "RCPT", "DATA", "."] {
        let (outcome, _stub) = outcome_when(at, Act::Say("451 4.7.1 come back later")).await;
        assert_eq!(
            outcome,
            Outcome::Deferred("451 4.7.1 come back later".into()),
            "{at}"
        );
    }
}

#[tokio::test]
async fn a_refused_greeting_or_login_is_never_the_messages_fault() {
    for at in ["greeting", "EHLO"] {
        let (outcome, _stub) = outcome_when(at, Act::Say("554 5.3.2 closed")).await;
        assert_eq!(
            outcome,
            Outcome::Deferred("Connecting: 554 5.3.2 closed".into()),
            "{at}"
        );
    }
    let stub = Stub::start(Script {
        at: "AUTH",
        act: Act::Say("535 5.7.8 wrong"),
        ..OBLIGING
    })
    .await;
    let url = format!("smtp://ada:secret@127.0.0.1:{}", stub.port);
    let smtp = Smtp::with_limits(&url, None, quick()).unwrap();
    let outcome = smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await;
    assert_eq!(
        outcome,
        Outcome::Deferred("Logging in: 535 5.7.8 wrong".into())
    );
}

#[tokio::test]
async fn a_mute_server_is_left_at_every_stage() {
    // MAIL-6: lettre itself would wait for ever.
    for at in ["greeting", "EHLO", "MAIL", "RCPT", "DATA"] {
        let (outcome, _stub) = outcome_when(at, Act::KeepSilent).await;
        assert!(matches!(outcome, Outcome::Deferred(_)), "{at}: {outcome:?}");
        assert!(
            outcome.words().contains("did not answer within"),
            "{outcome:?}"
        );
    }
    let (outcome, stub) = outcome_when(".", Act::KeepSilent).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    assert_eq!(stub.messages().len(), 1);
}

#[tokio::test]
async fn breaking_off_before_the_message_defers_and_after_it_nobody_knows() {
    for at in ["greeting", "EHLO", "MAIL", "RCPT", "DATA"] {
        let (outcome, _stub) = outcome_when(at, Act::BreakOff).await;
        assert!(matches!(outcome, Outcome::Deferred(_)), "{at}: {outcome:?}");
    }
    // MAIL-4
    let (outcome, stub) = outcome_when(".", Act::BreakOff).await;
    assert!(matches!(outcome, Outcome::Unknown(_)), "{outcome:?}");
    assert_eq!(outcome.without_words(), outbox::Outcome::Unknown);
    assert_eq!(stub.messages().len(), 1);
}

#[tokio::test]
async fn a_kept_connection_that_has_died_costs_a_new_one_and_not_a_try() {
    // The second MAIL on the first connection meets a closed door.
    let stub = Stub::start(Script {
        at: "RSET",
        act: Act::BreakOff,
        on_connection: 1,
        ..OBLIGING
    })
    .await;
    let smtp = plain(&stub);
    assert!(matches!(
        smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await,
        Outcome::Accepted(_)
    ));
    // Make the server close it behind our back.
    let mut kept = smtp.idle.lock().pop().unwrap();
    assert!(kept.command(Rset).await.is_err());
    smtp.idle.lock().push(kept);
    assert!(matches!(
        smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await,
        Outcome::Accepted(_)
    ));
    assert_eq!(stub.connections(), 2);
    assert_eq!(stub.messages().len(), 2);
}

#[tokio::test]
async fn nobody_listening_defers() {
    let port = {
        let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        free.local_addr().unwrap().port()
    };
    let smtp = Smtp::with_limits(&format!("smtp://127.0.0.1:{port}"), None, quick()).unwrap();
    assert!(matches!(
        smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await,
        Outcome::Deferred(_)
    ));
}

#[tokio::test]
async fn words_are_one_bounded_line_without_control_characters() {
    let long: &'static str =
        Box::leak(format!("550 \u{1b}[31m{}", "é ".repeat(200)).into_boxed_str());
    let (outcome, _stub) = outcome_when("RCPT", Act::Say(long)).await;
    let words = outcome.words();
    assert!(words.starts_with("550 [31mé é"), "{words}");
    assert_eq!(words.chars().count(), LONGEST_WORDS);
    assert!(!words.chars().any(char::is_control));
    let (outcome, _stub) = outcome_when("RCPT", Act::Say("550-5.1.1 no\r\n550 5.1.1 never")).await;
    assert_eq!(outcome, Outcome::Refused("550 5.1.1 no never".into()));
}

#[tokio::test]
async fn credentials_are_percent_decoded_and_never_printed() {
    let stub = Stub::start(OBLIGING).await;
    let url = format!(
        "smtp://ada%40example.org:p%2Fss%3Aword%20%C3%A9@127.0.0.1:{}",
        stub.port
    );
    let smtp = Smtp::with_limits(&url, None, quick()).unwrap();
    assert!(matches!(
        smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await,
        Outcome::Accepted(_)
    ));
    use base64::Engine as _;
    let expected =
        base64::engine::general_purpose::STANDARD.encode("\0ada@example.org\0p/ss:word é");
    assert!(
        stub.commands().contains(&format!("AUTH PLAIN {expected}")),
        "{:?}",
        stub.commands()
    );
    let printed = format!("{smtp:?}");
    assert!(
        !printed.contains("ada") && !printed.contains("ss"),
        "{printed}"
    );
    assert!(printed.contains("127.0.0.1"), "{printed}");
}

#[test]
fn a_url_that_can_t_be_used_is_refused_without_repeating_it() {
    let faults = [
        ("", TransportFault::NotAUrl),
        ("mail.example.org", TransportFault::NotAUrl),
        ("https://mail.example.org", TransportFault::Scheme),
        ("smtp://", TransportFault::NoHost),
        ("smtp:mail.example.org", TransportFault::NoHost),
        ("smtp://mail.example.org/path", TransportFault::Surplus),
        ("smtp://mail.example.org?tls=none", TransportFault::Surplus),
        (
            "smtp://mail.example.org?tls=opportunistic",
            TransportFault::Surplus,
        ),
        ("smtps://mail.example.org#x", TransportFault::Surplus),
        (
            "smtps://hunter2@mail.example.org",
            TransportFault::Credentials,
        ),
        (
            "smtps://:hunter2@mail.example.org",
            TransportFault::Credentials,
        ),
        (
            "smtps://ada:hunter2%ff@mail.example.org",
            TransportFault::Credentials,
        ),
    ];
    for (url, expected) in faults {
        let fault = Smtp::new(url, None).unwrap_err();
        assert_eq!(fault, expected, "{url}");
        assert!(!fault.to_string().contains("hunter2"));
    }
}

#[test]
fn clear_text_is_for_this_machine_only() {
    // MAIL-9
    let printed = |url: &str| format!("{:?}", Smtp::new(url, None).unwrap().route);
    assert_eq!(
        printed("smtp://mail.example.org"),
        "mail.example.org:587 (starttls)"
    );
    assert_eq!(printed("smtp://192.0.2.7:25"), "192.0.2.7:25 (starttls)");
    assert_eq!(
        printed("smtp://127.0.0.1.example.org"),
        "127.0.0.1.example.org:587 (starttls)"
    );
    assert_eq!(
        printed("smtp://localhost.example.org"),
        "localhost.example.org:587 (starttls)"
    );
    assert_eq!(
        printed("smtps://mail.example.org"),
        "mail.example.org:465 (tls)"
    );
    assert_eq!(printed("smtps://localhost"), "localhost:465 (tls)");
    assert_eq!(
        printed("smtp://localhost"),
        "localhost:25 (clear text on loopback)"
    );
    assert_eq!(
        printed("smtp://127.0.0.1:2525"),
        "127.0.0.1:2525 (clear text on loopback)"
    );
    assert_eq!(
        printed("smtp://[::1]:2525"),
        "::1:2525 (clear text on loopback)"
    );
    assert_eq!(
        printed("smtp://localhost:2525?tls=required"),
        "localhost:2525 (starttls)"
    );
}

#[tokio::test]
async fn without_starttls_nothing_is_said_at_all() {
    // MAIL-9
    let stub = Stub::start(OBLIGING).await;
    let url = format!("smtp://ada:secret@localhost:{}?tls=required", stub.port);
    let smtp = Smtp::with_limits(&url, None, quick()).unwrap();
    let outcome = smtp.send(FROM, TO, MESSAGE, &OnTheWire::default()).await;
    assert!(
        matches!(&outcome, Outcome::Deferred(words) if words.contains("STARTTLS")),
        "{outcome:?}"
    );
    assert_eq!(verbs(&stub), ["EHLO"]);
}

#[tokio::test]
async fn tls_and_starttls_work_with_a_company_authority_and_fail_without_it() {
    for (tls, scheme, query) in [
        (Tls::Wrapped, "smtps", ""),
        (Tls::Upgraded, "smtp", "?tls=required"),
    ] {
        let stub = Stub::start(Script { tls, ..OBLIGING }).await;
        let url = format!("{scheme}://localhost:{}{query}", stub.port);
        let trusting = Smtp::with_limits(&url, Some(&authority()), quick()).unwrap();
        let outcome = trusting
            .send(FROM, TO, MESSAGE, &OnTheWire::default())
            .await;
        assert!(
            matches!(outcome, Outcome::Accepted(_)),
            "{scheme}: {outcome:?}"
        );
        assert_eq!(stub.messages().len(), 1);

        let wary = Smtp::with_limits(&url, None, quick()).unwrap();
        let outcome = wary.send(FROM, TO, MESSAGE, &OnTheWire::default()).await;
        assert!(
            matches!(outcome, Outcome::Deferred(_)),
            "{scheme}: {outcome:?}"
        );

        // The certificate is for localhost: the number is another name.
        let other_name = url.replace("localhost", "127.0.0.1");
        let other_name = Smtp::with_limits(&other_name, Some(&authority()), quick()).unwrap();
        let outcome = other_name
            .send(FROM, TO, MESSAGE, &OnTheWire::default())
            .await;
        assert!(
            matches!(outcome, Outcome::Deferred(_)),
            "{scheme}: {outcome:?}"
        );
        assert_eq!(stub.messages().len(), 1);
    }
}

#[test]
fn a_certificate_file_that_is_none_is_refused() {
    let missing = Smtp::new(
        "smtps://mail.example.org",
        Some(Path::new("/no/such/file.pem")),
    );
    assert!(matches!(
        missing.unwrap_err(),
        TransportFault::UnreadableFile(_)
    ));
    let manifest = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    let fault = Smtp::new("smtps://mail.example.org", Some(manifest)).unwrap_err();
    assert_eq!(fault, TransportFault::NoCertificate);
}

#[tokio::test]
async fn an_address_that_would_break_the_envelope_never_reaches_the_server() {
    let stub = Stub::start(OBLIGING).await;
    let smtp = plain(&stub);
    let outcome = smtp
        .send(
            FROM,
            "ada@example.org>\r\nRCPT TO:<eve@example.org",
            MESSAGE,
            &OnTheWire::default(),
        )
        .await;
    assert!(matches!(outcome, Outcome::Refused(_)));
    let outcome = smtp
        .send(
            FROM,
            TO,
            "Subject: ä\r\n\r\n".as_bytes(),
            &OnTheWire::default(),
        )
        .await;
    assert!(matches!(outcome, Outcome::Refused(_)));
    assert_eq!(stub.connections(), 0);
}
