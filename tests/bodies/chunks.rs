//! Chunks: which are forwarded, which are copied, and how many a writer may buffer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use headfirst::body::{Chunk, Disconnected};
use http_body_util::BodyExt;

use crate::support::at_head;

/// Returns the first frame of a page that writes this chunk.
async fn first_frame(chunk: impl Into<Chunk<'static>> + Send + 'static) -> Bytes {
    let response = at_head().stream(|mut page| async move {
        page.write(chunk);
    });
    let frame = response.into_body().frame().await.unwrap().unwrap();
    frame.into_data().unwrap()
}

#[tokio::test]
async fn large_owned_chunks_are_forwarded() {
    for (len, is_forwarded) in [(1023, false), (1024, true), (100_000, true)] {
        let bytes = Bytes::from(vec![b'x'; len]);
        let frame = first_frame(bytes.clone()).await;
        assert_eq!(frame, bytes);
        assert_eq!(frame.as_ptr() == bytes.as_ptr(), is_forwarded, "{len}");

        let text = "x".repeat(len);
        let begin = text.as_ptr() as usize;
        let frame = first_frame(text).await;
        assert_eq!(frame, bytes);
        assert_eq!(frame.as_ptr() as usize == begin, is_forwarded, "{len}");
    }
}

/// The order does not depend on the neighbors, or on the number of buffered chunks.
#[tokio::test]
async fn forwarded_chunks_stay_in_order() {
    for waits in [false, true] {
        let response = at_head().stream(async move |mut page| {
            for number in 0..40 {
                page.write(format!("<{number}>"));
                let large = number.to_string().repeat(1024);
                page.write(large);
                if waits {
                    (&mut page).await?;
                } else {
                    page.write("-");
                }
                if number % 3 == 0 {
                    page.write("!").write("?".repeat(2000));
                }
            }
            Ok::<_, Disconnected>(())
        });
        let mut wanted = String::new();
        for number in 0..40 {
            wanted += &format!("<{number}>{}", number.to_string().repeat(1024));
            wanted += if waits { "" } else { "-" };
            if number % 3 == 0 {
                wanted += &format!("!{}", "?".repeat(2000));
            }
        }
        let sent = response.into_body().collect().await.unwrap().to_bytes();
        assert!(sent == wanted, "{waits}");
    }
}

#[tokio::test]
async fn a_shell_keeps_large_owned_chunks_in_order() {
    let mut shell = at_head().shell();
    shell.write("before ").write(Bytes::from(vec![b'x'; 2_000])).write(" after");
    let text = shell.send().into_body().collect().await.unwrap().to_bytes();
    assert_eq!(text, format!("before {} after", "x".repeat(2_000)));
}

/// Returns the number of writes before the first frame is taken, if each write is awaited.
async fn writes_before_the_first_frame(len: usize, is_forwarded: bool) -> usize {
    let written = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&written);
    let mut body = at_head().stream(async move |mut page| {
        let bytes = Bytes::from(vec![b'x'; len]);
        for _ in 0..8 {
            count.fetch_add(1, Ordering::Relaxed);
            let bytes = bytes.clone();
            if is_forwarded { page.write(bytes).await? } else { page.write(&bytes[..]).await? }
        }
        Ok::<_, Disconnected>(())
    });
    body.body_mut().frame().await.unwrap().unwrap();
    written.load(Ordering::Relaxed)
}

/// Also if it is the first write.
#[tokio::test]
async fn an_awaited_write_waits_when_a_frame_is_ready() {
    assert_eq!(writes_before_the_first_frame(16 * 1024, false).await, 1);
    assert_eq!(writes_before_the_first_frame(16 * 1024 - 1, false).await, 2);
}

#[tokio::test]
async fn an_awaited_write_waits_at_64_kib_of_forwarded_chunks() {
    assert_eq!(writes_before_the_first_frame(64 * 1024, true).await, 1);
    assert_eq!(writes_before_the_first_frame(64 * 1024 - 1, true).await, 2);
    assert_eq!(writes_before_the_first_frame(16 * 1024, true).await, 4);
}

/// Copied bytes after a forwarded chunk wait when they form a frame.
#[tokio::test]
async fn an_awaited_copy_waits_when_a_frame_follows_forwarded_chunks() {
    for (len, before) in [(4 * 1024, 4), (4 * 1024 - 1, 5)] {
        let copied = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&copied);
        let mut body = at_head().stream(async move |mut page| {
            page.write("<h1>").write(vec![b'x'; 16 * 1024]).await?;
            for _ in 0..8 {
                count.fetch_add(1, Ordering::Relaxed);
                page.write(&[b'y'; 4 * 1024][..len]).await?;
            }
            Ok::<_, Disconnected>(())
        });
        body.body_mut().frame().await.unwrap().unwrap();
        assert_eq!(copied.load(Ordering::Relaxed), before);
    }
}

/// Such a set polls only woken futures.
#[tokio::test]
async fn an_awaited_write_in_a_set_of_futures_is_woken_when_the_last_frame_is_taken() {
    for count in [1, 2, 5] {
        let response = at_head().stream(async move |mut page| {
            for _ in 0..count - 1 {
                page.write(vec![b'x'; 64 * 1024]);
            }
            let mut set = futures_util::stream::FuturesUnordered::new();
            set.push(async { page.write(vec![b'x'; 64 * 1024]).await });
            while let Some(waited) = futures_util::StreamExt::next(&mut set).await {
                waited?;
            }
            Ok::<_, Disconnected>(())
        });
        let all = response.into_body().collect();
        let all = tokio::time::timeout(std::time::Duration::from_secs(10), all).await;
        assert_eq!(all.expect("a wake-up").unwrap().to_bytes().len(), count * 64 * 1024);
    }
}

/// Also if its earlier writes fit in the buffer.
#[tokio::test]
async fn a_waiter_in_another_task_is_woken_when_the_body_is_dropped() {
    let (give, taken) = tokio::sync::oneshot::channel();
    let mut body = at_head().stream(async move |mut page| {
        page.write("written in the render").await.unwrap();
        give.send(page).unwrap();
    });
    body.body_mut().frame().await.unwrap().unwrap();
    let mut page = taken.await.unwrap();
    drop(body);
    assert_eq!((&mut page).await, Err(Disconnected));
}

#[test]
fn debug_output_of_a_chunk_shows_its_length_but_not_its_bytes() {
    assert_eq!(format!("{:?}", Chunk::from("secret")), "Chunk(6)");
    assert_eq!(format!("{:?}", Chunk::from(Bytes::from_static(b"secret"))), "Chunk(6)");
    let mut shell = at_head().shell();
    shell.write("secret");
    let shown = format!("{shell:?}");
    assert!(shown.contains("len: 6") && !shown.contains("secret"), "{shown}");
}
