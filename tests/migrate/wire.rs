//! The responses of a server, and the differences between two servers.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::SocketAddr;

use axum::Router;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Serves a router on a free port of the loopback until the runtime of the test ends.
pub(crate) async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A request: its request line without the version, and its headers.
///
/// A body is the last line, after an empty line.
pub(crate) type Request = &'static str;

/// A response, in lines: the status, then the headers, then the body.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    status: String,
    headers: BTreeSet<String>,
    body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.headers.iter().find_map(|line| line.strip_prefix(&start))
    }

    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// Replaces the value of a cookie, which changes with each request.
    pub(crate) fn masked(mut self, cookie: &str) -> Self {
        let start = format!("set-cookie: {cookie}=");
        let masked = |line: &String| match line.strip_prefix(&start).map(|rest| rest.find(';')) {
            Some(end) => format!("{start}…{}", end.map_or("", |at| &line[start.len() + at..])),
            None => line.clone(),
        };
        self.headers = self.headers.iter().map(masked).collect();
        self
    }
}

pub(crate) async fn ask(address: SocketAddr, request: Request) -> Answer {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let mut text =
        format!("{} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n", lines.next().unwrap());
    lines.for_each(|line| write!(text, "{line}\r\n").unwrap());
    write!(text, "content-length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().strip_prefix("HTTP/1.1 ").unwrap().to_owned();
    let headers = lines.filter(|line| !line.starts_with("date: ")).map(without_time).collect();
    let is_chunked = head.contains("\r\ntransfer-encoding: chunked");
    Answer { status, headers, body: if is_chunked { joined(body) } else { body.to_owned() } }
}

/// Replaces the time of a removal, which changes each day.
fn without_time(line: &str) -> String {
    match line.split_once("Expires=") {
        Some((start, time)) => {
            let rest = time.find(';').map_or("", |at| &time[at..]);
            format!("{start}Expires=…{rest}")
        }
        None => line.to_owned(),
    }
}

/// Returns the content of chunks.
fn joined(mut chunks: &str) -> String {
    let mut content = String::new();
    while let Some((len, rest)) = chunks.split_once("\r\n") {
        let len = usize::from_str_radix(len, 16).unwrap();
        if len == 0 {
            break;
        }
        content += &rest[..len];
        chunks = &rest[len + 2..];
    }
    content
}

/// Returns the lines of two responses: the common ones, and those of one response only.
pub(crate) fn difference(request: Request, before: &Answer, after: &Answer) -> String {
    let mut text = String::new();
    for line in request.lines().filter(|line| !line.is_empty()) {
        writeln!(text, "> {line}").unwrap();
    }
    let mut differ = |before: &str, after: &str| {
        if before == after {
            // Most redirects and errors have no body.
            if !before.is_empty() {
                writeln!(text, "  {before}").unwrap();
            }
            return;
        }
        for (sign, line) in [("-", before), ("+", after)] {
            if !line.is_empty() {
                writeln!(text, "{sign} {line}").unwrap();
            }
        }
    };
    differ(&before.status, &after.status);
    before.headers.union(&after.headers).for_each(|line| {
        let in_one = |answer: &Answer| {
            if answer.headers.contains(line) { line.clone() } else { String::new() }
        };
        differ(&in_one(before), &in_one(after));
    });
    differ(&before.body, &after.body);
    text
}
