//! The cost of pages that several clients read while they are rendered.

use std::time::{Duration, Instant};

use headfirst::PageCache;
use http::Request;

use super::*;

/// The length of these pages is not known, and each is far smaller than the cache permits.
#[tokio::test]
async fn many_pages_of_unknown_length_can_be_shared_at_the_same_time() {
    let pages = PageCache::new(MIB);
    let site = site(&pages, |res, number| {
        res.stream(async move |mut page| {
            page.write(format!("page {number}")).flush().await?;
            tokio::time::sleep(Duration::from_millis(20)).await;
            page.write(" ends").flush().await
        })
    });
    let mut bodies = Vec::new();
    for number in 1..=12 {
        for _ in 0..3 {
            let body = start(&site, Request::get(format!("/{number}"))).await.into_body();
            bodies.push((number, body));
        }
    }
    for (number, body) in bodies {
        assert_eq!(text(body).await, format!("page {number} ends"), "rendered once");
    }
    for number in 1..=12 {
        let body = get(&site, &format!("/{number}")).await;
        assert_eq!(body, format!("page {number} ends"), "it is stored");
    }
}

async fn frame(body: &mut CachedBody<Body>) -> Bytes {
    body.frame().await.unwrap().unwrap().into_data().unwrap()
}

/// Returns the time in which two clients receive a page that is too large to be cached.
///
/// At first both read the same. Then one is this many parts behind the other.
async fn time_with_parts(parts: usize) -> Duration {
    const LARGE: usize = 192;
    let site = site(&PageCache::new(16 * MIB), move |res, _| {
        res.stream(async move |mut page| {
            for _ in 0..LARGE {
                page.write(vec![b'x'; 16 * 1024]).flush().await?;
            }
            for _ in 0..parts {
                page.write("y").flush().await?;
            }
            page.write("").flush().await
        })
    });
    let mut fast = start(&site, Request::get("/")).await.into_body();
    let mut slow = start(&site, Request::get("/")).await.into_body();
    for _ in 0..LARGE {
        assert_eq!(frame(&mut fast).await.len(), 16 * 1024);
        assert_eq!(frame(&mut slow).await.len(), 16 * 1024);
    }
    let began = Instant::now();
    for body in [&mut fast, &mut slow] {
        for _ in 0..parts {
            assert_eq!(frame(body).await, "y");
        }
    }
    began.elapsed()
}

#[tokio::test]
async fn the_cost_of_a_part_does_not_grow_with_those_that_are_held() {
    let few = time_with_parts(5_000).await;
    let many = time_with_parts(40_000).await;
    println!("{few:?} for 5,000 parts, {many:?} for 40,000");
    assert!(many < 24 * few, "{few:?} {many:?}");
}
