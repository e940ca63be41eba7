//! Octets that are passed on as they are, and those that are copied.

mod support;

use bytes::Bytes;
use headfirst::body::Chunk;
use http_body_util::BodyExt;
use support::at_head;

/// The first frame of a page that writes these.
async fn first_frame(octets: Bytes) -> Bytes {
    let response = at_head().stream(|mut page| async move {
        page.write(octets);
    });
    let frame = response.into_body().frame().await.unwrap().unwrap();
    frame.into_data().unwrap()
}

#[tokio::test]
async fn what_is_owned_and_large_is_passed_on() {
    for (len, is_passed) in [(1023, false), (1024, true), (100_000, true)] {
        let octets = Bytes::from(vec![b'x'; len]);
        let frame = first_frame(octets.clone()).await;
        assert_eq!(frame, octets);
        assert_eq!(frame.as_ptr() == octets.as_ptr(), is_passed, "{len}");
    }
}

#[test]
fn a_chunk_tells_its_length_and_not_its_octets() {
    assert_eq!(format!("{:?}", Chunk::from("secret")), "Chunk(6)");
    assert_eq!(format!("{:?}", Chunk::from(Bytes::from_static(b"secret"))), "Chunk(6)");
    let mut shell = at_head().shell();
    shell.write("secret");
    let shown = format!("{shell:?}");
    assert!(shown.contains("len: 6") && !shown.contains("secret"), "{shown}");
}
