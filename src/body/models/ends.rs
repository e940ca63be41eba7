//! Models of the end of a body, and of its report.

use http::HeaderValue;
use loom::thread::spawn;

use super::{all, explore, page, text};
use crate::{Head, Response};

/// Detects an `is_end_stream` that ignores trailers.
#[test]
fn a_trailer_of_a_remote_writer_is_not_lost() {
    explore(|| {
        let mut res = Response::<Head>::new();
        let timing = res.declare_trailer(crate::trailer_name!("server-timing"));
        let render = res.stream(async |mut page| {
            page.write("a");
            spawn(move || {
                page.send_trailer(timing, HeaderValue::from_static("db"));
            });
        });
        let (text, trailers) = all(&mut render.into_body()).unwrap();
        assert_eq!(
            (text.as_str(), &trailers["server-timing"]),
            ("a", &HeaderValue::from_static("db"))
        );
    });
}

/// Detects an `is_finished` that ignores the buffer or the writer.
#[test]
fn a_body_that_reports_its_end_has_nothing_left() {
    explore(|| {
        let mut body = page(|mut page| async move {
            page.write("a");
            spawn(move || {
                page.write("b");
            });
        });
        assert_eq!(text(&mut body).unwrap(), "ab");
    });
}
