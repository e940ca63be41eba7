//! Two processes of the example, which evict each other's pages over Redis.
//!
//! The test starts the Redis server.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Trial};

/// A process that ends with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn redis(port: u16) -> Running {
    let command =
        ["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    let redis = Command::new("redis-server").args(command).stdout(Stdio::null()).spawn().unwrap();
    let redis = Running(redis);
    eventually(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
    redis
}

/// Starts the example, and returns where it serves.
fn site(port: u16) -> (Running, String) {
    let mut site = Command::new(env!("CARGO_BIN_EXE_fan-out"))
        .arg(format!("redis://127.0.0.1:{port}"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(site.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address =
        line.trim().strip_prefix("serving http://").unwrap().trim_end_matches('/').to_owned();
    (Running(site), address)
}

fn send(address: &str, method: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let origin = "sec-fetch-site: same-origin\r\nconnection: close\r\n";
    write!(stream, "{method} / HTTP/1.1\r\nhost: {address}\r\n{origin}content-length: 0\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn shown(address: &str) -> (String, bool) {
    let answer = send(address, "GET");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let body = body.lines().find(|line| line.len() < 4 && line.parse::<u64>().is_ok());
    (body.unwrap_or(&answer).to_owned(), head.contains("age: "))
}

fn eventually(holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never holds");
        sleep(Duration::from_millis(20));
    }
}

fn processes_evict_each_others_pages() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = redis(port);
    let ((_one, one), (_other, other)) = (site(port), site(port));
    let addresses = [one, other];
    // Once they have subscribed, both cache the page.
    for address in &addresses {
        eventually(|| shown(address) == ("0".into(), true));
    }
    for count in 1..=4 {
        let [here, there] = [&addresses[count % 2], &addresses[(count + 1) % 2]];
        assert!(send(here, "POST").starts_with("HTTP/1.1 303"));
        assert_eq!(shown(here).0, count.to_string(), "here at once");
        eventually(|| shown(there) == (count.to_string(), true));
        // It also hears of its own change, which evicts its page once more.
        eventually(|| shown(here) == (count.to_string(), true));
    }
    // What they could not hear of is not trusted.
    drop(server);
    for address in &addresses {
        eventually(|| !shown(address).1);
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let is_there = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
    let is_there = is_there.is_ok_and(|status| status.success());
    let name = match is_there {
        true => "processes_evict_each_others_pages".to_owned(),
        false => {
            "processes_evict_each_others_pages: skipped, since there is no redis-server".to_owned()
        }
    };
    let test = Trial::test(name, || {
        processes_evict_each_others_pages();
        Ok(())
    });
    libtest_mimic::run(&arguments, vec![test.with_ignored_flag(!is_there)]).exit();
}
