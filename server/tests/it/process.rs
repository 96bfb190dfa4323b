//! The accept loop over real sockets (SECURITY.md WEB-7, OPS-7), and the binary's manners on the command line.

use std::{
    net::SocketAddr,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{Router, extract::ConnectInfo, routing::get};
use server::accept::{self, Limits};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// Far beyond every limit used here: reaching it means that something never ends.
const FOREVER: Duration = Duration::from_secs(20);

struct Process {
    address: SocketAddr,
    stop: CancellationToken,
    ended: JoinHandle<()>,
    entered: Arc<Notify>,
    release: Arc<Notify>,
}

async fn process(limits: Limits) -> Process {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let stop = CancellationToken::new();
    let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (enter, hold) = (entered.clone(), release.clone());
    let router = Router::new()
        .route(
            "/",
            get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.to_string()),
        )
        .route("/large", get(async || vec![b'a'; LARGE]))
        .route(
            "/slow",
            get(async move || {
                enter.notify_one();
                hold.notified().await;
                "done"
            }),
        );
    let ended = tokio::spawn(accept::serve(listener, router, stop.clone(), limits));
    Process {
        address,
        stop,
        ended,
        entered,
        release,
    }
}

fn quick() -> Limits {
    Limits {
        head: Duration::from_millis(300),
        patience: Duration::from_millis(300),
        drain: Duration::from_millis(300),
        ..Limits::default()
    }
}

impl Process {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address)
            .await
            .expect("a connection")
    }

    async fn send(&self, text: &str) -> TcpStream {
        let mut stream = self.connect().await;
        stream.write_all(text.as_bytes()).await.expect("a write");
        stream
    }
}

/// Everything until the other side closes.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(FOREVER, stream.read_to_end(&mut bytes)).await;
    // A reset is as good an end as any.
    drop(read.expect("the other side closes"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// More than the buffers of both ends of a loopback connection hold.
const LARGE: usize = 64 * 1024 * 1024;

const REQUEST: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_knows_the_peer() {
    let process = process(quick()).await;
    let mut stream = process
        .send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    let peer = stream.local_addr().expect("an address").to_string();
    let answer = rest(&mut stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with(&peer),
        "{answer}"
    );
}

// WEB-7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mute_and_half_sent_connections_are_closed() {
    let process = process(quick()).await;
    let mut mute = process.connect().await;
    let mut half = process.send("GET / HTTP/1.1\r\nHost: loc").await;
    let mut idle = process.send(REQUEST).await;
    let started = Instant::now();
    assert_eq!(rest(&mut mute).await, "");
    assert!(!rest(&mut half).await.starts_with("HTTP/1.1 200"));
    assert!(rest(&mut idle).await.starts_with("HTTP/1.1 200"));
    assert!(started.elapsed() < FOREVER / 2, "{:?}", started.elapsed());
}

// OPS-7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn told_to_stop_it_takes_nothing_new_and_finishes_what_runs() {
    let limits = Limits {
        drain: FOREVER,
        ..quick()
    };
    let process = process(limits).await;
    let mut slow = process.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    process.entered.notified().await;
    process.stop.cancel();
    // The socket closes a moment after the word; from then on nobody is let in.
    let refused = async {
        while TcpStream::connect(process.address).await.is_ok() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(FOREVER, refused)
        .await
        .expect("the door closes");
    process.release.notify_one();
    let answer = rest(&mut slow).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
        "{answer}"
    );
    tokio::time::timeout(FOREVER, process.ended)
        .await
        .expect("it ends")
        .expect("without panic");
}

// OPS-7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_finish_is_cut() {
    let process = process(quick()).await;
    let mut slow = process.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n").await;
    process.entered.notified().await;
    process.stop.cancel();
    tokio::time::timeout(FOREVER, process.ended)
        .await
        .expect("it ends")
        .expect("without panic");
    assert_eq!(rest(&mut slow).await, "");
}

// WEB-7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn above_the_cap_connections_wait_for_a_place() {
    let limits = Limits {
        connections: 1,
        head: FOREVER,
        ..quick()
    };
    let process = process(limits).await;
    let mut first = process
        .send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    process.entered.notified().await;
    let mut second = process
        .send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    let mut octet = [0];
    let early = tokio::time::timeout(Duration::from_millis(100), second.peek(&mut octet)).await;
    assert!(early.is_err(), "the second was served beside the first");
    process.release.notify_one();
    assert!(rest(&mut first).await.ends_with("done"));
    assert!(rest(&mut second).await.starts_with("HTTP/1.1 200"));
}

// WEB-7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_takes_nothing_of_its_answer_gives_its_place_back() {
    let limits = Limits {
        connections: 1,
        ..quick()
    };
    let process = process(limits).await;
    let mut mute = process.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").await;
    // The only place is taken, so this is answered once it is given back.
    let mut next = process
        .send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .await;
    assert!(rest(&mut next).await.starts_with("HTTP/1.1 200"));
    assert!(rest(&mut mute).await.len() < LARGE);
}

// WEB-8
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_header_lines_are_refused() {
    let process = process(quick()).await;
    let lines: String = (0..70).map(|line| format!("x-{line}: 1\r\n")).collect();
    let mut stream = process
        .send(&format!("GET / HTTP/1.1\r\nHost: x\r\n{lines}\r\n"))
        .await;
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 431"));
}

/// Runs the binary to its end: exit code, standard output, standard error.
pub(crate) fn portico(
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

// UX-OPS-03
#[test]
fn a_wrong_configuration_ends_with_2_and_says_everything() {
    let wrong = [
        ("PORTICO_LISTEN", "here"),
        ("PORTICO_LOG_FORMAT", "xml"),
        ("PORTICO_LISTENN", "x"),
    ];
    let (code, out, err) = portico(&["serve"], &wrong);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("There are 3 mistakes") && err.contains("did you mean PORTICO_LISTEN?"),
        "{err}"
    );
    assert_eq!(portico(&["fly"], &[]).0, Some(2));
}

#[test]
fn config_show_prints_values_and_sources_without_secrets() {
    let variables = [(
        "PORTICO_DATABASE_URL",
        "postgres://portico:hunter2@db/portico",
    )];
    let (code, out, err) = portico(
        &["config", "show", "--data-dir", "/srv/portico"],
        &variables,
    );
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let line = |name: &str| {
        out.lines()
            .find(|line| line.starts_with(name))
            .unwrap_or_default()
    };
    assert!(
        line("data_dir").contains("/srv/portico") && line("data_dir").ends_with("--data-dir"),
        "{out}"
    );
    assert!(
        line("database_url").ends_with("PORTICO_DATABASE_URL") && !out.contains("hunter2"),
        "{out}"
    );
}

// UX-OPS-01
#[test]
fn the_version_names_the_commit_and_the_help_the_exit_codes() {
    let (code, out, _) = portico(&["--version"], &[]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("portico ") && out.trim_end().ends_with(')'),
        "{out}"
    );
    assert!(portico(&["--help"], &[]).1.contains("Exit codes:"));
}
