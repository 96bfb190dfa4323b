//! As much of HTTP/1.1 as a benchmark on this machine needs: one kept connection, cookies, bodies by
//! length or in chunks. Talks to 127.0.0.1 only.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A browser, as far as cookies and connections go.
pub(super) struct Client {
    port: u16,
    connection: Option<BufReader<TcpStream>>,
    cookies: BTreeMap<String, String>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where a redirect leads.
    pub(super) location: Option<String>,
    /// As it travelled: compressed if the server compressed it.
    pub(super) body: Vec<u8>,
    /// From the request's first byte to the answer's last.
    pub(super) took: Duration,
}

impl Answer {
    /// The body as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    pub(super) fn new(port: u16) -> Self {
        Self {
            port,
            connection: None,
            cookies: BTreeMap::new(),
        }
    }

    /// Goes on like a browser whose session is over: it still has the cookie of its device.
    pub(super) fn forget_session(&mut self) {
        self.cookies.retain(|name, _| !name.ends_with("session"));
    }

    /// A page, uncompressed.
    pub(super) fn get(&mut self, path: &str) -> Result<Answer> {
        self.send(path, "GET", "", "")
    }

    /// A page or file as a browser would get it.
    pub(super) fn get_compressed(&mut self, path: &str) -> Result<Answer> {
        self.send(path, "GET", "Accept-Encoding: br, gzip\r\n", "")
    }

    /// A form, as a page of the portal would send it and a proxy would pass it on for somebody at that address.
    pub(super) fn post_from(
        &mut self,
        address: &str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer> {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let body = body.join("&");
        let headers = format!(
            "X-Forwarded-For: {address}\r\nOrigin: http://localhost:{}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            self.port,
            body.len()
        );
        self.send(path, "POST", &headers, &body)
    }

    fn send(&mut self, path: &str, method: &str, headers: &str, body: &str) -> Result<Answer> {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let cookies = if cookies.is_empty() {
            String::new()
        } else {
            format!("Cookie: {}\r\n", cookies.join("; "))
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nAccept: text/html\r\n{cookies}{headers}\r\n{body}",
            self.port
        );
        let was_open = self.connection.is_some();
        match self.exchange(&request) {
            // A kept connection may have been closed in the meantime.
            Err(_) if was_open && method == "GET" => {
                self.connection = None;
                self.exchange(&request)
            }
            other => other,
        }
        .with_context(|| format!("{method} {path}"))
    }

    fn exchange(&mut self, request: &str) -> Result<Answer> {
        let started = Instant::now();
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => BufReader::with_capacity(64 * 1024, connect(self.port)?),
        };
        connection.get_mut().write_all(request.as_bytes())?;
        let (status, headers) = head(&mut connection)?;
        let header = |name: &str| {
            let found = headers.iter().find(|(given, _)| given == name);
            found.map(|(_, value)| value.as_str())
        };
        let body = if header("transfer-encoding") == Some("chunked") {
            chunks(&mut connection)?
        } else {
            let length = header("content-length").map_or(Ok(0), str::parse)?;
            let mut body = vec![0; length];
            connection.read_exact(&mut body)?;
            body
        };
        let took = started.elapsed();
        let location = header("location").map(str::to_owned);
        if header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        for (name, value) in &headers {
            let pair = value.split(';').next().unwrap_or_default();
            if let (true, Some((cookie, value))) = (name == "set-cookie", pair.split_once('=')) {
                self.cookies.insert(cookie.to_owned(), value.to_owned());
            }
        }
        Ok(Answer {
            status,
            location,
            body,
            took,
        })
    }
}

fn connect(port: u16) -> Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LONGEST_WAIT))?;
    stream.set_write_timeout(Some(LONGEST_WAIT))?;
    Ok(stream)
}

fn head(connection: &mut impl BufRead) -> Result<(u16, Vec<(String, String)>)> {
    let first = line(connection)?;
    let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.with_context(|| format!("no HTTP answer: {first:?}"))?;
    let mut headers = Vec::new();
    loop {
        let line = line(connection)?;
        if line.is_empty() {
            return Ok((status, headers));
        }
        let Some((name, value)) = line.split_once(':') else {
            bail!("no header: {line:?}");
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn chunks(connection: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = usize::from_str_radix(line(connection)?.trim(), 16)?;
        let start = body.len();
        body.resize(start + size, 0);
        connection.read_exact(&mut body[start..])?;
        ensure!(line(connection)?.is_empty(), "a chunk of another length");
        if size == 0 {
            return Ok(body);
        }
    }
}

fn line(connection: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    ensure!(connection.read_line(&mut line)? > 0, "closed");
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{chunks, encoded, head};

    #[test]
    fn an_answer_in_chunks_is_put_together() {
        let mut wire =
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; Path=/\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                .as_bytes();
        let (status, headers) = head(&mut wire).expect("a head");
        assert_eq!(status, 200);
        assert_eq!(
            headers,
            [("set-cookie".to_owned(), "a=b; Path=/".to_owned())]
        );
        assert_eq!(chunks(&mut wire).expect("a body"), b"abcde");
    }

    #[test]
    fn a_form_value_is_encoded() {
        assert_eq!(encoded("a b@c&d"), "a%20b%40c%26d");
    }
}
