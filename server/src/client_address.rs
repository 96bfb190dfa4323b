//! Who is on the other end of the connection, seen through the proxies we trust (SECURITY.md AUT-6).
//!
//! A forwarded header is believed only when it comes from a trusted proxy, and then only up to the first hop, counted
//! from the right, that is not one itself. Knows nothing of throttles.

use std::{fmt, net::IpAddr, str::FromStr};

use axum::extract::ConnectInfo;
use axum::{extract::Request, extract::State, middleware::Next, response::Response};
use http::HeaderMap;
use std::net::SocketAddr;

use crate::layers::Web;

/// The address a request comes from, as a request extension of every request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// What counts as one client: an IPv4 address, or the /64 an IPv6 address lies in (SECURITY.md PWD-7).
    #[must_use]
    pub fn network(self) -> IpAddr {
        network_of(self.0)
    }
}

/// The network an address belongs to: itself for IPv4, its /64 for IPv6.
#[must_use]
pub fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        address => address,
    }
}

/// A block of addresses in CIDR form, `10.0.0.0/8`; a bare address is a block of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

impl Network {
    /// Does the address lie in this block? IPv4 addresses written as IPv6 count as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix);
                first.to_bits().checked_shr(shift) == address.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.prefix);
                first.to_bits().checked_shr(shift) == address.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "it is no address block like 10.0.0.0/8 or fd00::/8";
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().map_err(|_| SHAPE)?;
        let longest = if first.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| SHAPE)?,
            None => longest,
        };
        if prefix > longest {
            return Err(SHAPE);
        }
        Ok(Self { first, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// The first untrusted hop counted from the right; the peer itself when it is no trusted proxy.
#[must_use]
pub fn seen_through(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> ClientAddress {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let lines: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|line| line.to_str().ok())
        .collect();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(client) {
            break;
        }
        // What a trusted proxy wrote and we can't read ends the chain at that proxy: nobody is invented.
        let Some(address) = hop_address(hop.trim()) else {
            break;
        };
        client = address;
    }
    ClientAddress(client)
}

/// Some proxies append the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let address = match hop.parse::<SocketAddr>() {
        Ok(address) => address.ip(),
        Err(_) => hop
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse()
            .ok()?,
    };
    Some(address.to_canonical())
}

/// Puts the [`ClientAddress`] into every request. Without a connection (tests in process) the peer is loopback.
pub async fn attach(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([127, 0, 0, 1]), |ConnectInfo(peer)| peer.ip());
    let client = seen_through(peer, request.headers(), &web.trusted_proxies);
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("a header value"));
        }
        let trusted: Vec<Network> = trusted
            .iter()
            .map(|block| block.parse().expect("a block"))
            .collect();
        seen_through(peer.parse().expect("an address"), &headers, &trusted)
            .0
            .to_string()
    }

    // AUT-6
    #[test]
    fn a_stranger_can_t_choose_its_address() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"], &[]), "203.0.113.9");
        assert_eq!(
            client("203.0.113.9", &["198.51.100.1"], &["10.0.0.0/8"]),
            "203.0.113.9"
        );
    }

    // AUT-6
    #[test]
    fn behind_proxies_the_first_untrusted_hop_from_the_right_counts() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(
            client("10.0.0.1", &["198.51.100.1"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(
            client("10.0.0.1", &["6.6.6.6, 198.51.100.1, 10.0.0.2"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(
            client("10.0.0.1", &["6.6.6.6", "198.51.100.1"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(client("10.0.0.1", &["10.0.0.3"], &trusted), "10.0.0.3");
        assert_eq!(client("10.0.0.1", &[], &trusted), "10.0.0.1");
    }

    #[test]
    fn an_unreadable_hop_ends_the_chain_at_the_proxy_that_wrote_it() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(
            client("10.0.0.1", &["198.51.100.1, unknown, 10.0.0.2"], &trusted),
            "10.0.0.2"
        );
    }

    #[test]
    fn ports_and_mapped_addresses_are_understood() {
        let trusted = ["10.0.0.0/8", "fd00::/8"];
        assert_eq!(
            client("::ffff:10.0.0.1", &["198.51.100.1:4711"], &trusted),
            "198.51.100.1"
        );
        assert_eq!(
            client("fd00::1", &["[2001:db8::7]:4711"], &trusted),
            "2001:db8::7"
        );
    }

    #[test]
    fn blocks_hold_what_they_say() {
        let holds = |block: &str, address: &str| {
            block
                .parse::<Network>()
                .expect("a block")
                .contains(address.parse().expect("an address"))
        };
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("192.0.2.0/25", "192.0.2.127"));
        assert!(!holds("192.0.2.0/25", "192.0.2.128"));
        assert!(holds("::1", "::1"));
        assert!(!holds("::/0", "192.0.2.1"));
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0/8",
            "localhost",
            "fd00::/129",
            "10.0.0.0/-1",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    // PWD-7
    #[test]
    fn an_ipv6_client_is_its_slash_64() {
        let network = |address: &str| network_of(address.parse().expect("an address")).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("192.0.2.1"), "192.0.2.1");
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
