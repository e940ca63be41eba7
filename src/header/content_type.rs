//! Common values of `Content-Type`.
//!
//! The names are those of the `mime` crate. Text types have the charset UTF-8.
//!
//! # Examples
//! ```
//! use headfirst::header::{CONTENT_TYPE, content_type};
//! use headfirst::{Head, Response};
//!
//! let res = Response::<Head>::new().with_header(CONTENT_TYPE, content_type::TEXT_CSS_UTF_8);
//! assert_eq!(res.send("body {}").headers()["content-type"], "text/css; charset=utf-8");
//! ```

use http::HeaderValue;

macro_rules! content_types {
    ($($name:ident $value:literal)*) => {
        $(
            #[doc = concat!("`", $value, "`")]
            pub const $name: HeaderValue = HeaderValue::from_static($value);
        )*
    };
}

content_types! {
    APPLICATION_ATOM_XML "application/atom+xml"
    APPLICATION_JSON "application/json"
    APPLICATION_JSON_PROBLEM "application/problem+json"
    APPLICATION_MANIFEST_JSON "application/manifest+json"
    APPLICATION_OCTET_STREAM "application/octet-stream"
    APPLICATION_PDF "application/pdf"
    APPLICATION_RSS_XML "application/rss+xml"
    APPLICATION_WASM "application/wasm"
    APPLICATION_XML "application/xml"
    APPLICATION_ZIP "application/zip"
    FONT_WOFF2 "font/woff2"
    IMAGE_AVIF "image/avif"
    IMAGE_GIF "image/gif"
    IMAGE_ICON "image/x-icon"
    IMAGE_JPEG "image/jpeg"
    IMAGE_PNG "image/png"
    IMAGE_SVG "image/svg+xml"
    IMAGE_WEBP "image/webp"
    TEXT_CSS_UTF_8 "text/css; charset=utf-8"
    TEXT_CSV_UTF_8 "text/csv; charset=utf-8"
    TEXT_EVENT_STREAM "text/event-stream"
    TEXT_HTML_UTF_8 "text/html; charset=utf-8"
    TEXT_JAVASCRIPT_UTF_8 "text/javascript; charset=utf-8"
    TEXT_PLAIN_UTF_8 "text/plain; charset=utf-8"
    VIDEO_MP4 "video/mp4"
}
