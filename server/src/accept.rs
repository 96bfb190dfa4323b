//! The accept loop: sockets in, requests for the router out (SECURITY.md WEB-7, OPS-7).
//!
//! Our own and not `axum::serve`, which never closes half-sent heads or mute connections and lets one open event
//! stream hold the process after SIGTERM for ever. Knows no route.

mod patient;

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::client_address::{Network, network_of};
use patient::Patient;

/// How much the loop takes on.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Open connections in all; further ones wait in the system's queue. Below the 1,024 open files that most systems
    /// allow, so that the database can always open its own.
    pub connections: usize,
    /// Open connections of one client network; further ones are closed. Proxies and loopback are not counted.
    pub connections_per_network: usize,
    /// From the first moment of a connection, or the last answer, to the end of a request's head.
    pub head: Duration,
    /// A client that takes nothing of its answer for so long is cut.
    pub patience: Duration,
    /// For requests still running when the process is told to stop.
    pub drain: Duration,
    /// The pause when no socket can be opened, instead of asking the system again at once.
    pub exhausted: Duration,
    /// Proxies, whose connections carry many clients.
    pub proxies: Arc<[Network]>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 900,
            connections_per_network: 256,
            head: Duration::from_secs(10),
            patience: Duration::from_secs(30),
            drain: Duration::from_secs(5),
            exhausted: Duration::from_millis(500),
            proxies: Arc::from([]),
        }
    }
}

impl Limits {
    /// Does a connection of this peer count for its network?
    fn counts(&self, peer: IpAddr) -> bool {
        !peer.to_canonical().is_loopback() && !self.proxies.iter().any(|proxy| proxy.contains(peer))
    }
}

/// Octets of a request's head, above what an address of 8 KiB and our cookies need.
const HEAD_OCTETS: usize = 64 * 1024;

/// Header lines of a request (SECURITY.md WEB-8).
const HEADER_LINES: usize = 64;

/// Serves until `stop` is cancelled, then finishes what runs within `limits.drain` and cuts what is left.
pub async fn serve(listener: TcpListener, router: Router, stop: CancellationToken, limits: Limits) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(HEADER_LINES)
        .max_buf_size(HEAD_OCTETS);
    let graceful = GracefulShutdown::new();
    let cut = CancellationToken::new();
    let permits = Arc::new(Semaphore::new(limits.connections));
    let networks = Networks::default();

    while let Some((stream, peer, permit)) =
        next_connection(&listener, &permits, &stop, limits.exhausted).await
    {
        let seat = if limits.counts(peer.ip()) {
            match networks.seat(peer.ip(), limits.connections_per_network) {
                None => continue,
                seat => seat,
            }
        } else {
            None
        };
        // Without this a streamed page waits for the client's delayed acknowledgement.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "connection gone before it was served");
            continue;
        }
        let stream = Patient::new(stream, limits.patience);
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        let cut = cut.clone();
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "connection ended early");
                },
                () = cut.cancelled() => {}
            }
            drop((permit, seat));
        });
    }

    drop(listener);
    let open = graceful.count();
    if tokio::time::timeout(limits.drain, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!(open, "cutting connections that did not finish in time");
    }
    cut.cancel();
}

/// The next connection with its place among all; `None` once the process is told to stop.
async fn next_connection(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
    stop: &CancellationToken,
    pause: Duration,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    // Nobody closes this semaphore, so the permit comes sooner or later.
    let permit = stop
        .run_until_cancelled(permits.clone().acquire_owned())
        .await?
        .ok()?;
    loop {
        match stop.run_until_cancelled(listener.accept()).await? {
            Ok((stream, peer)) => return Some((stream, peer, permit)),
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                // Out of descriptors or memory: asking again at once would spin until one is free.
                tracing::warn!(%error, "no new connections for a moment");
                stop.run_until_cancelled(tokio::time::sleep(pause)).await?;
            }
        }
    }
}

/// The client went away between its knock and our answer.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// Open connections of each client network.
#[derive(Debug, Clone, Default)]
struct Networks(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One counted connection; given back when dropped.
#[derive(Debug)]
struct Seat {
    networks: Networks,
    network: IpAddr,
}

impl Networks {
    fn seat(&self, peer: IpAddr, most: usize) -> Option<Seat> {
        let network = network_of(peer);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(network).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat {
            networks: self.clone(),
            network,
        })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self
            .networks
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // WEB-7
    #[test]
    fn a_network_has_a_share_of_the_connections_and_gets_it_back() {
        let networks = Networks::default();
        let peer: IpAddr = "2001:db8::1".parse().expect("an address");
        let neighbour: IpAddr = "2001:db8::2".parse().expect("an address");
        let first = networks.seat(peer, 2).expect("a seat");
        let second = networks.seat(neighbour, 2).expect("a seat");
        assert!(networks.seat(peer, 2).is_none());
        assert!(
            networks
                .seat("192.0.2.1".parse().expect("an address"), 2)
                .is_some()
        );
        drop(first);
        assert!(networks.seat(peer, 2).is_some());
        drop(second);
        assert!(networks.0.lock().expect("unpoisoned").is_empty());
    }
}
