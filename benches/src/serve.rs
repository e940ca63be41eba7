//! A server of the page that counts the writes to its sockets.

use std::convert::Infallible;
use std::error::Error;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use headfirst_benches::streams::{Served, awaited, limit, peers, plain};
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

/// The names of the servers, as in `serve`, with their notes.
pub const SERVERS: [(&str, &str); 5] = [
    ("limit", "a state machine written by hand"),
    ("headfirst", "every write is awaited"),
    ("headfirst, no write awaited", ""),
    ("async-stream", peers::FRAMES),
    ("tokio mpsc(16)", peers::TASK),
];

static WRITES: AtomicU64 = AtomicU64::new(0);

/// Serves until the standard input ends.
///
/// Prints its port, and the number of writes so far for each line of the input.
pub fn serve(who: &str, threads: usize) -> Result<(), Box<dyn Error>> {
    let runtime = match threads {
        1 => Builder::new_current_thread().enable_io().build()?,
        _ => Builder::new_multi_thread().worker_threads(threads).enable_io().build()?,
    };
    std::thread::spawn(|| {
        for _ in io::stdin().lines() {
            println!("{}", WRITES.load(Ordering::Relaxed));
        }
        std::process::exit(0);
    });
    match who {
        "limit" => runtime.block_on(accept(limit::Coalescing::new)),
        "headfirst" => runtime.block_on(accept(awaited)),
        "headfirst, no write awaited" => runtime.block_on(accept(plain)),
        "async-stream" => runtime.block_on(accept(peers::async_stream)),
        _ => runtime.block_on(accept(peers::tokio)),
    }
}

async fn accept<B>(make: fn(Served) -> B) -> Result<(), Box<dyn Error>>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    // Runs in a task of the runtime, so that its threads do all the work.
    tokio::spawn(connections(listener, make)).await??;
    Ok(())
}

async fn connections<B>(listener: TcpListener, make: fn(Served) -> B) -> io::Result<()>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Send + 'static,
{
    loop {
        let (socket, _) = listener.accept().await?;
        socket.set_nodelay(true)?;
        let service = service_fn(move |_: Request<Incoming>| async move {
            Ok::<_, Infallible>(Response::new(make(Served)))
        });
        let server = hyper::server::conn::http1::Builder::new();
        tokio::spawn(server.serve_connection(TokioIo::new(Counted(socket)), service));
    }
}

/// A socket that counts its writes.
struct Counted(TcpStream);

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.0).poll_write(cx, bytes));
        WRITES.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.0).poll_write_vectored(cx, pieces));
        WRITES.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
