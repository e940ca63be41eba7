//! A page cache on several machines, which evict each other's pages over Redis.
//!
//! `cargo run --bin fan-out redis://127.0.0.1:6379` prints an address and serves a page with a number there. Run it
//! twice: each process has a cache of its own, and a `POST` to either counts up in Redis and evicts the page of both.

use std::error::Error;
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRef, State};
use axum::response::IntoResponse;
use axum::routing::get;
use futures_util::StreamExt;
use headfirst::middleware::{KeepCookiesLayer, RunToEndLayer};
use headfirst::{
    Action, ActionGuard, Body, Cacheable, PageCache, Response, Revalidate, Revalidation,
};
use http::StatusCode;
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const CHANNEL: &str = "headfirst example";
const NUMBER: &str = "headfirst example number";

/// Evicts here at once, and tells the others.
struct Everywhere {
    pages: PageCache,
    others: UnboundedSender<String>,
}

impl Revalidate for Everywhere {
    fn revalidate(&self, changed: &[Revalidation]) {
        self.pages.revalidate(changed);
        for changed in changed {
            // The task that sends it ends with the process.
            let _ = self.others.send(changed.to_string());
        }
    }
}

/// Publishes what has changed here. What cannot be published is tried again.
async fn publish(mut redis: MultiplexedConnection, mut changes: UnboundedReceiver<String>) {
    while let Some(change) = changes.recv().await {
        while let Err(error) = redis.publish::<_, _, ()>(CHANNEL, &change).await {
            eprintln!("cannot publish {change:?}: {error}");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Evicts pages that were changed on other machines, while it is connected.
async fn subscribe(redis: &redis::Client, pages: &PageCache) -> Result<(), Box<dyn Error>> {
    let mut messages = redis.get_async_pubsub().await?;
    messages.subscribe(CHANNEL).await?;
    // What was published before is unknown here.
    pages.revalidate(&[Revalidation::All]);
    let mut messages = messages.into_on_message();
    while let Some(message) = messages.next().await {
        // A message of a newer version may say anything.
        let changed = message.get_payload::<String>()?.parse().unwrap_or(Revalidation::All);
        pages.revalidate(&[changed]);
    }
    Ok(())
}

#[derive(Clone)]
struct Site {
    actions: ActionGuard,
    redis: MultiplexedConnection,
}

impl FromRef<Site> for ActionGuard {
    fn from_ref(site: &Site) -> Self {
        site.actions.clone()
    }
}

async fn show(
    State(mut site): State<Site>,
    mut res: Response<Cacheable>,
) -> Result<http::Response<Body>, Failed> {
    res.add_tag("number");
    let number: Option<u64> = site.redis.get(NUMBER).await?;
    Ok(res.send(format!("{}\n", number.unwrap_or(0))))
}

async fn count(
    State(mut site): State<Site>,
    mut res: Response<Action>,
) -> Result<http::Response<Body>, Failed> {
    site.redis.incr::<_, _, ()>(NUMBER, 1).await?;
    res.revalidate_tag("number");
    Ok(res.redirect("/"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("the URL of a Redis server is missing")?;
    let client = redis::Client::open(url)?;
    let redis = client.get_multiplexed_async_connection().await?;
    let pages = PageCache::new(64 * 1024 * 1024);
    let (others, changes) = unbounded_channel();
    tokio::spawn(publish(redis.clone(), changes));
    let evicted = pages.clone();
    tokio::spawn(async move {
        loop {
            if let Err(error) = subscribe(&client, &evicted).await {
                eprintln!("no subscription: {error}");
            }
            // Without one, pages may be out of date.
            evicted.revalidate(&[Revalidation::All]);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });

    let actions = ActionGuard::new(Everywhere { pages: pages.clone(), others });
    let router = Router::new()
        .route("/", get(show).layer(pages.layer()).post(count))
        .layer(RunToEndLayer::new(|task| {
            tokio::spawn(task);
        }))
        .layer(KeepCookiesLayer::new())
        .with_state(Site { actions, redis });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("serving http://{}/", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

/// An error that ends a request.
struct Failed(Box<dyn Error>);

impl From<redis::RedisError> for Failed {
    fn from(error: redis::RedisError) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> axum::response::Response {
        eprintln!("{}", self.0);
        StatusCode::BAD_GATEWAY.into_response()
    }
}
