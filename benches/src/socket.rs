//! The cost of a page for a server, measured with a client on the loopback.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::{env, fs, str, thread};

use crate::serve::SERVERS;

/// The cost of one page for a server.
pub struct Page {
    pub who: &'static str,
    pub note: &'static str,
    /// Microseconds of CPU of all its threads, in the best round and in the median round.
    pub cpu: f64,
    pub median_cpu: f64,
    pub frames: usize,
    pub writes: f64,
}

const ROUNDS: usize = 40;
const PAGES: usize = 200;

/// Sends requests to each server in turn, so that other load on the machine affects all of them.
pub fn pages(threads: usize) -> Result<Vec<Page>, Box<dyn Error>> {
    let mut servers = Vec::new();
    for (who, _) in SERVERS {
        servers.push(Server::start(who, threads)?);
    }
    let (_, bytes) = servers[0].clients[0].page()?;
    let mut pages = Vec::new();
    for (server, (who, note)) in servers.iter_mut().zip(SERVERS) {
        let (frames, own) = server.clients[0].page()?;
        assert_eq!(own, bytes, "{who} sends something else");
        pages.push(Page { who, note, cpu: 0.0, median_cpu: 0.0, frames, writes: 0.0 });
    }
    let mut cpu = vec![Vec::new(); servers.len()];
    for _ in 0..ROUNDS {
        for ((server, page), cpu) in servers.iter_mut().zip(&mut pages).zip(&mut cpu) {
            let (spent, writes) = server.round()?;
            cpu.push(spent);
            page.writes = writes;
        }
    }
    for (page, mut cpu) in pages.iter_mut().zip(cpu) {
        cpu.sort_by(f64::total_cmp);
        (page.cpu, page.median_cpu) = (cpu[0], cpu[ROUNDS / 2]);
    }
    Ok(pages)
}

/// A server in its own process, so that the CPU time of the process is that of the server.
struct Server {
    child: Child,
    control: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// One client for each thread of the server.
    clients: Vec<Client>,
}

impl Server {
    fn start(who: &str, threads: usize) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(env::current_exe()?)
            .args(["--serve", who, &threads.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let control = child.stdin.take().ok_or("no input")?;
        let mut answers = BufReader::new(child.stdout.take().ok_or("no output")?);
        let port = u16::try_from(number(&mut answers)?)?;
        let clients = (0..threads).map(|_| Client::connect(port));
        let clients = clients.collect::<Result<_, _>>()?;
        Ok(Self { child, control, answers, clients })
    }

    /// Returns the microseconds of CPU and the writes for one page, of one round.
    fn round(&mut self) -> Result<(f64, f64), Box<dyn Error>> {
        let each = PAGES / self.clients.len();
        let begun = (self.cpu()?, self.writes()?);
        thread::scope(|scope| {
            for client in &mut self.clients {
                scope.spawn(move || {
                    for _ in 0..each {
                        client.page().expect("a page");
                    }
                });
            }
        });
        let ended = (self.cpu()?, self.writes()?);
        let a_page = |begun: u64, ended: u64| (ended - begun) as f64 / PAGES as f64;
        Ok((a_page(begun.0, ended.0) / 1_000.0, a_page(begun.1, ended.1)))
    }

    /// Returns the CPU time of its threads in nanoseconds.
    fn cpu(&self) -> Result<u64, Box<dyn Error>> {
        let mut sum = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = fs::read_to_string(thread?.path().join("schedstat"))?;
            sum += text.split_whitespace().next().unwrap_or_default().parse::<u64>()?;
        }
        Ok(sum)
    }

    fn writes(&mut self) -> Result<u64, Box<dyn Error>> {
        writeln!(self.control)?;
        number(&mut self.answers)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn number(lines: &mut impl BufRead) -> Result<u64, Box<dyn Error>> {
    let mut line = String::new();
    lines.read_line(&mut line)?;
    Ok(line.trim().parse()?)
}

/// A connection that is kept alive.
struct Client {
    socket: BufReader<TcpStream>,
    line: Vec<u8>,
    content: Vec<u8>,
}

impl Client {
    fn connect(port: u16) -> Result<Self, Box<dyn Error>> {
        let socket = TcpStream::connect(("127.0.0.1", port))?;
        socket.set_nodelay(true)?;
        let socket = BufReader::with_capacity(128 * 1024, socket);
        Ok(Self { socket, line: Vec::new(), content: Vec::new() })
    }

    /// Requests a page, and returns the number of its chunks, and its bytes.
    fn page(&mut self) -> Result<(usize, Vec<u8>), Box<dyn Error>> {
        self.socket.get_mut().write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        while self.line()? != b"\r\n" {}
        self.content.clear();
        for chunks in 0.. {
            let size = str::from_utf8(self.line()?)?.trim();
            let size = usize::from_str_radix(size, 16)?;
            let begun = self.content.len();
            self.content.resize(begun + size, 0);
            self.socket.read_exact(&mut self.content[begun..])?;
            self.line()?;
            if size == 0 {
                return Ok((chunks, self.content.clone()));
            }
        }
        unreachable!("a page ends")
    }

    fn line(&mut self) -> Result<&[u8], Box<dyn Error>> {
        self.line.clear();
        self.socket.read_until(b'\n', &mut self.line)?;
        if self.line.is_empty() { Err("the connection was closed".into()) } else { Ok(&self.line) }
    }
}
