//! An HTTP/1.1 client that records when chunks arrive.
//!
//! It also records whether the response was complete.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub content: String,
    pub trailers: String,
    pub is_complete: bool,
    pieces: Vec<(Duration, Vec<u8>)>,
}

impl Answer {
    /// Reads until the response is complete or the connection ends.
    pub fn read(mut stream: TcpStream) -> Self {
        let (start, mut pieces, mut octets) = (Instant::now(), Vec::new(), Vec::new());
        let mut piece = [0; 4096];
        // A reset is an end too.
        while let Ok(length @ 1..) = stream.read(&mut piece) {
            pieces.push((start.elapsed(), piece[..length].to_vec()));
            octets.extend_from_slice(&piece[..length]);
            if Self::parse(&octets, Vec::new()).is_some_and(|answer| answer.is_complete) {
                break;
            }
        }
        Self::parse(&octets, pieces).expect("a head")
    }

    fn parse(octets: &[u8], pieces: Vec<(Duration, Vec<u8>)>) -> Option<Self> {
        let text = String::from_utf8_lossy(octets);
        let (head, mut rest) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let head = head.to_owned();
        let mut answer = Self {
            status,
            head,
            content: String::new(),
            trailers: String::new(),
            is_complete: false,
            pieces,
        };
        if let [length] = answer.values("content-length")[..] {
            let length = length.parse::<usize>().unwrap();
            answer.is_complete = rest.len() >= length;
            answer.content = rest.to_owned();
            return Some(answer);
        }
        while let Some((size, after)) = rest.split_once("\r\n") {
            // Without a size there is no chunk, and the response is incomplete.
            let Ok(size) = usize::from_str_radix(size, 16) else { break };
            if size == 0 {
                answer.is_complete = after == "\r\n" || after.ends_with("\r\n\r\n");
                after.clone_into(&mut answer.trailers);
                break;
            }
            answer.content.push_str(after.get(..size).unwrap_or(after));
            rest = after.get(size + 2..).unwrap_or_default();
        }
        Some(answer)
    }

    /// Returns the values of a header.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }

    /// Returns the time at which this text was complete.
    pub fn time_of(&self, text: &str) -> Duration {
        let mut seen = Vec::new();
        let has_come = |(time, piece): &(Duration, Vec<u8>)| {
            seen.extend_from_slice(piece);
            String::from_utf8_lossy(&seen).contains(text).then_some(*time)
        };
        self.pieces.iter().find_map(has_come).expect(text)
    }
}

/// Sends a request with a cookie as soon as the server listens.
pub fn ask(address: SocketAddr, path: &str) -> Answer {
    let connect = || {
        thread::sleep(Duration::from_millis(50));
        TcpStream::connect(address).ok()
    };
    let mut stream = std::iter::repeat_with(connect).take(200).flatten().next().expect("listens");
    let host = format!("Host: {address}\r\nTE: trailers\r\nConnection: close, TE");
    write!(stream, "GET {path} HTTP/1.1\r\n{host}\r\nCookie: __Host-token=t1\r\n\r\n").unwrap();
    Answer::read(stream)
}
