//! Each host sends both cookies, and chunks as they are written. The rest is as in the table of `docs/hosts.md`.

mod client;
mod lambda;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command};
use std::time::Duration;

use client::{Answer, ask};

/// A running host, which ends when it is dropped.
struct Host {
    process: Child,
    address: SocketAddr,
}

impl Host {
    fn start(program: &str) -> Self {
        // The port is free now, and probably still when the host binds it.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let process = Command::new(program).arg(address.port().to_string()).spawn().unwrap();
        Self { process, address }
    }

    fn ask(&self, path: &str) -> Answer {
        ask(self.address, path)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Parts of a response that some hosts drop.
#[derive(Debug, PartialEq)]
struct Kept {
    trailers: bool,
    length: bool,
    /// Whether a client notices that a body has failed.
    failures: bool,
}

#[track_caller]
fn serves(program: &str, kept: Kept) {
    let host = Host::start(program);
    let page = host.ask("/");
    assert_eq!(page.status, 200, "{page:?}");
    let cookies = page.values("set-cookie");
    let starts = |start: &str| cookies.iter().filter(|cookie| cookie.starts_with(start)).count();
    assert_eq!((starts("__Host-token=t2;"), starts("__Host-seen=1;")), (1, 1), "{page:?}");
    assert_eq!(
        page.content, "token t2the end",
        "the page sees the cookie of the middleware: {page:?}"
    );
    assert!(page.is_complete, "{page:?}");
    let waited = page.time_of("the end") - page.time_of("token t2");
    // The page sleeps for 300 ms between the two.
    assert!(waited > Duration::from_millis(150), "{waited:?}");

    let (short, broken) = (host.ask("/short"), host.ask("/broken"));
    assert_eq!(short.content, "the length is known");
    assert_eq!(broken.status, 200, "{broken:?}");
    assert!(broken.content.starts_with("token t2"), "{broken:?}");
    let seen = Kept {
        trailers: page.trailers.contains("server-timing: total;dur=300"),
        length: short.values("content-length") == ["19"],
        failures: !broken.is_complete,
    };
    assert_eq!(seen, kept);
}

const ALL: Kept = Kept { trailers: true, length: true, failures: true };

#[test]
fn hyper() {
    serves(env!("CARGO_BIN_EXE_hyper"), ALL);
}

#[test]
fn axum() {
    serves(env!("CARGO_BIN_EXE_axum"), ALL);
}

#[test]
fn poem() {
    serves(env!("CARGO_BIN_EXE_poem"), Kept { failures: false, ..ALL });
}

#[test]
fn salvo() {
    serves(env!("CARGO_BIN_EXE_salvo"), ALL);
}

#[test]
fn warp() {
    serves(env!("CARGO_BIN_EXE_warp"), Kept { trailers: false, ..ALL });
}

#[test]
fn actix_web() {
    serves(env!("CARGO_BIN_EXE_actix_web"), Kept { trailers: false, ..ALL });
}

#[test]
fn ntex() {
    serves(env!("CARGO_BIN_EXE_ntex"), Kept { trailers: false, length: false, ..ALL });
}

#[test]
fn rocket() {
    serves(env!("CARGO_BIN_EXE_rocket"), Kept { trailers: false, failures: false, ..ALL });
}

#[test]
fn lambda_http() {
    let invoked = lambda::invoke(env!("CARGO_BIN_EXE_lambda_http"), "/");
    let prelude = invoked.prelude();
    for part in ["\"statusCode\":200", "\"__Host-token=t2;", "\"__Host-seen=1;"] {
        assert!(prelude.contains(part), "{prelude}");
    }
    assert_eq!(invoked.content(), "token t2the end");
    let waited = invoked.answer.time_of("the end") - invoked.answer.time_of("token t2");
    assert!(waited > Duration::from_millis(150), "{waited:?}");

    let broken = lambda::invoke(env!("CARGO_BIN_EXE_lambda_http"), "/broken");
    let error = "token t2Lambda-Runtime-Function-Error-Type: Runtime.StreamError\r\n";
    assert!(broken.content().starts_with(error), "{:?}", broken.answer);
}

/// The code in the guide is a part of a file that compiles.
#[test]
fn the_guide_shows_these_files() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../");
    let guide = std::fs::read_to_string(format!("{root}docs/hosts.md")).unwrap();
    let mut blocks = 0;
    for part in guide.split("\n<!-- ").skip(1) {
        let (file, rest) = part.split_once(" -->\n").unwrap();
        let block = rest.strip_prefix("```rust\n").unwrap().split("```").next().unwrap();
        let source = std::fs::read_to_string(format!("{root}examples/{file}")).unwrap();
        assert!(source.contains(block), "{file} has no\n{block}");
        blocks += 1;
    }
    assert_eq!(blocks, guide.matches("```rust").count());
    assert_eq!(blocks, 11);
}
