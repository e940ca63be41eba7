//! The memory of nested parts that await their writes and flushes.

mod support;

use std::pin::Pin;
use std::time::Duration;

use headfirst::{Response, Streaming};
use http_body_util::BodyExt;
use support::at_head;

type Rendering = Pin<Box<dyn Future<Output = ()> + Send>>;

fn nest(mut part: Response<Streaming>, depth: usize, len: usize) -> Rendering {
    Box::pin(async move {
        part.write(vec![b'x'; len]).await.unwrap();
        if depth > 0 {
            part.part(move |nested| nest(nested, depth - 1, len));
        }
        part.flush().await.unwrap();
    })
}

/// Returns the peak memory of a page that waits for its first part while the others nest.
fn peak(depth: usize, len: usize) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let measured = allocation_counter::measure(|| {
        runtime.block_on(async move {
            let mut body = at_head()
                .stream(async move |mut page| {
                    page.part(async |_| tokio::time::sleep(Duration::from_millis(200)).await);
                    for _ in 0..32 {
                        page.part(async move |part| {
                            // All parts are opened first.
                            tokio::time::sleep(Duration::from_millis(20)).await;
                            nest(part, depth, len).await;
                        });
                    }
                    page.flush().await.unwrap();
                })
                .into_body();
            while let Some(frame) = body.frame().await {
                frame.unwrap();
            }
        });
    });
    measured.bytes_max
}

#[test]
fn nested_parts_share_one_memory_bound() {
    for depth in [8, 90] {
        let (full, empty) = (peak(depth, 8000), peak(depth, 0));
        let kept = full.saturating_sub(empty);
        println!("{depth} deep: {} KiB, of which futures take {} KiB", full >> 10, empty >> 10);
        assert!(kept < 2 << 20, "{depth} deep: {kept} bytes beyond the futures");
    }
}
