//! The matrix: the phases that allow each operation, and a program for each allowed cell.

use crate::operations::*;
use crate::wire::{action, after, before, head, instead, shared, shell, streaming};

pub(crate) const PHASES: [&str; 7] =
    ["Middleware", "Action", "Head", "Shell", "Cacheable", "Answered", "Streaming"];

/// A program that runs the operation, and returns the bytes that its client receives.
///
/// `None` if no such program compiles.
type Cell = Option<fn() -> String>;

const NO: Cell = None;

pub(crate) struct Row {
    pub(crate) operation: &'static str,
    pub(crate) capability: Option<&'static str>,
    /// All methods of `Response` that are this operation.
    pub(crate) methods: &'static [&'static str],
    /// Texts that the client receives, in every phase.
    pub(crate) shows: &'static [&'static str],
    pub(crate) cells: [Cell; PHASES.len()],
}

#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    Row {
        operation: "create from a request",
        capability: Some("CanStart"),
        methods: &["for_request", "for_parts"],
        shows: &["vary: GET /orders\r\n"],
        cells: [
            Some(|| before(line)), NO, Some(|| head(line)), NO, Some(|| shared(line)), NO, NO,
        ],
    },
    Row {
        operation: "create without a request",
        capability: None,
        methods: &["new"],
        shows: &["vary: GET /\r\n"],
        cells: [
            NO, NO, Some(|| head(|_of_the_request| line(new()))), NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "read the request line",
        capability: None,
        methods: &["method", "uri"],
        shows: &[" /orders\r\n"],
        cells: [
            Some(|| before(line)), Some(|| action(line)), Some(|| head(line)), Some(|| shell(line)), Some(|| shared(line)), Some(|| after(line)), Some(|| streaming(line_in_render)),
        ],
    },
    Row {
        operation: "read the cookies",
        capability: Some("CanReadCookies"),
        methods: &["cookies"],
        shows: &["the theme is dark\r\n"],
        cells: [
            Some(|| before(theme)), Some(|| action(theme)), Some(|| head(theme)), Some(|| shell(theme)), NO, Some(|| after(theme)), Some(|| streaming(theme_in_render)),
        ],
    },
    Row {
        operation: "set or remove a cookie",
        capability: Some("CanSetCookies"),
        methods: &["set_cookie", "remove_cookie", "with_cookie", "move_cookie"],
        shows: &[
            "set-cookie: token=t2; Path=/\r\n", "set-cookie: seen=1; Path=/\r\n",
            "set-cookie: theme=; Path=/; Expires=Thu, 01 Jan 1970 00:00:01 GMT\r\n",
            "set-cookie: cart=; Path=/old; Expires=Thu, 01 Jan 1970 00:00:01 GMT\r\n",
            "set-cookie: cart=7; Path=/\r\n",
            "cache-control: private\r\n",
        ],
        cells: [
            Some(|| before(rotate)), Some(|| action(rotate)), Some(|| head(rotate)), Some(|| shell(rotate)), NO, Some(|| after(rotate)), NO,
        ],
    },
    Row {
        operation: "drop it with its cookies",
        capability: Some("CanSetCookies"),
        methods: &["drop_with_cookies"],
        // No header is between these two.
        shows: &["content-length: 14\r\nconnection: close\r\ndate: ", "another answer"],
        cells: [
            Some(|| before(dropped)), Some(|| action(dropped)), Some(|| head(dropped)), Some(|| shell(dropped)), NO, Some(|| instead(dropped)), NO,
        ],
    },
    Row {
        operation: "set a header or the cache control",
        capability: Some("CanSetHeaders"),
        methods: &[
            "insert_header", "append_header", "with_header", "try_insert_header", "try_append_header",
            "try_with_header", "extend_headers", "headers", "set_cache_control", "with_cache_control",
            "set_html", "set_event_stream",
        ],
        shows: &[
            "vary: a\r\n", "vary: b\r\n", "vary: c\r\n", "x-frame-options: DENY\r\n",
            "etag: \"7\"\r\n", "age: 60\r\n", "link: </a>\r\n",
            "content-type: text/html; charset=utf-8\r\n", "cache-control: no-store\r\n",
        ],
        cells: [
            Some(|| before(headers)), Some(|| action(headers)), Some(|| head(headers)), Some(|| shell(headers)), Some(|| shared(headers)), Some(|| after(headers)), NO,
        ],
    },
    Row {
        operation: "read the status",
        capability: Some("CanReadStatus"),
        methods: &["status"],
        shows: &["the status is 200\r\n"],
        cells: [
            NO, Some(|| action(status)), Some(|| head(status)), Some(|| shell(status)),
            Some(|| shared(status)), Some(|| after(status)), NO,
        ],
    },
    Row {
        operation: "set the status",
        capability: Some("CanSetStatus"),
        methods: &["set_status", "with_status"],
        shows: &["HTTP/1.1 418 "],
        cells: [
            NO, Some(|| action(teapot)), Some(|| head(teapot)), Some(|| shell(teapot)), Some(|| shared(teapot)), NO, NO,
        ],
    },
    Row {
        operation: "change the request that the handler sees",
        capability: Some("CanChangeRequest"),
        methods: &[
            "set_request_cookie", "remove_request_cookie", "insert_request_extension",
            "insert_request_header", "append_request_header", "remove_request_header",
        ],
        shows: &["the handler sees token=t3 as Ada from ch, fr"],
        cells: [
            Some(|| before(shown)), NO, NO, NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "revalidate a path or a tag",
        capability: Some("CanRevalidate"),
        methods: &["revalidate_path", "revalidate_path_prefix", "revalidate_tag", "revalidate_all"],
        shows: &["[Path(PagePath(\"/orders\")), Tag(\"orders\"), PathPrefix(PagePath(\"/orders\")), All]"],
        cells: [
            NO, Some(|| action(revalidated)), NO, NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "call an action",
        capability: Some("CanAct"),
        methods: &[],
        shows: &["HTTP/1.1 303 ", "set-cookie: token=t2; Path=/\r\n", "location: /orders\r\n", "[Tag(\"orders\")]"],
        cells: [
            NO, Some(|| action(acted)), NO, NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "write body bytes",
        capability: Some("CanWriteBody"),
        methods: &["write", "write_fmt", "write_str"],
        shows: &["<p>3 orders</p>"],
        cells: [
            NO, NO, NO, Some(|| shell(written)), NO, NO, Some(|| streaming(written_in_render)),
        ],
    },
    Row {
        operation: "stream the body",
        capability: Some("CanSendBody"),
        methods: &["stream"],
        shows: &["transfer-encoding: chunked\r\n", "\r\n5\r\nlater\r\n0\r\n\r\n"],
        cells: [
            NO, NO, Some(|| head(later)), Some(|| shell(later)), Some(|| shared(later)), NO, NO,
        ],
    },
    Row {
        operation: "forward an existing body",
        capability: Some("CanSendBody"),
        methods: &["send_body"],
        shows: &["content-length: 6\r\n", "\r\n\r\na file"],
        cells: [
            NO, NO, Some(|| head(file)), Some(|| shell(file)), Some(|| shared(file)), NO, NO,
        ],
    },
    Row {
        operation: "declare a trailer, or register an end callback",
        capability: Some("CanSendBody"),
        methods: &["declare_trailer", "on_end"],
        shows: &["trailer: server-timing\r\n", "\r\n0\r\nserver-timing: render;dur=2\r\n"],
        cells: [
            NO, NO, Some(|| head(measured)), Some(|| shell(measured)), Some(|| shared(measured)), NO, NO,
        ],
    },
    Row {
        operation: "send a redirect, no content or not modified",
        capability: Some("CanSendHeadOnly"),
        methods: &["redirect", "no_content", "not_modified"],
        shows: &["HTTP/1.1 303 ", "location: /login\r\n", "content-length: 0\r\n"],
        cells: [
            Some(|| before(login)), Some(|| action(login)), Some(|| head(login)), NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "send a full body",
        capability: None,
        methods: &["send"],
        shows: &["content-length: 5\r\n", "\r\n\r\nhello"],
        cells: [
            Some(|| before(|res| res.send("hello"))), Some(|| action(|res| res.send("hello"))), Some(|| head(|res| res.send("hello"))), Some(|| shell(sent)), Some(|| shared(|res| res.send("hello"))), NO, NO,
        ],
    },
    Row {
        operation: "respond with an existing response",
        capability: Some("CanRelay"),
        methods: &["respond", "relay"],
        shows: &["content-type: application/json\r\n", "vary: cookie\r\n", "[\"milk\"]"],
        cells: [
            Some(|| before(json)), Some(|| action(json)), Some(|| head(json)), Some(|| shell(json)), Some(|| shared(json)), NO, NO,
        ],
    },
    Row {
        operation: "return it from an axum handler or middleware",
        capability: Some("CanReturn"),
        methods: &[],
        shows: &["vary: cookie\r\n", "\r\n\r\ndone"],
        cells: [
            NO, NO, NO, NO, NO, Some(returned), NO,
        ],
    },
    Row {
        operation: "open a shell",
        capability: None,
        methods: &["shell"],
        shows: &["content-length: 8\r\n", "\r\n\r\nin order"],
        cells: [
            NO, NO, Some(|| head(opened)), NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "discard the written body",
        capability: None,
        methods: &["discard"],
        shows: &["HTTP/1.1 303 ", "set-cookie: token=t2; Path=/\r\n", "content-length: 0\r\n"],
        cells: [
            NO, NO, NO, Some(|| shell(discarded)), NO, NO, NO,
        ],
    },
    Row {
        operation: "flush, or wait for buffer space",
        capability: Some("CanFlush"),
        methods: &["flush", "into_future", "write_stream"],
        shows: &["5\r\nfirst\r\n6\r\nsecond\r\n0\r\n"],
        cells: [
            NO, NO, NO, NO, NO, NO, Some(|| streaming(flushed)),
        ],
    },
    Row {
        operation: "open a part or a boundary, or send a trailer",
        capability: Some("CanAddParts"),
        methods: &[
            "part", "part_or_else", "boundary", "boundary_or_else", "send_trailer", "write_meta_refresh",
            "write_meta_noindex",
        ],
        shows: &["<ul>\r\nF\r\n<li>a part</li>\r\n5\r\n</ul>"],
        cells: [
            NO, NO, NO, NO, NO, NO, Some(|| streaming(parted)),
        ],
    },
    Row {
        operation: "continue to the handler, or respond in its place",
        capability: None,
        methods: &[
            "next", "next_then", "run", "skip_handler", "request_headers", "request_extensions",
        ],
        shows: &["HTTP/1.1 404 ", "content-length: 0\r\n"],
        cells: [
            Some(|| before(hidden)), NO, NO, NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "render the page of an action",
        capability: None,
        methods: &["into_head"],
        shows: &["saved"],
        cells: [
            NO, Some(|| action(|res| res.into_head().send("saved"))), NO, NO, NO, NO, NO,
        ],
    },
    Row {
        operation: "set the cache policy of the page",
        capability: Some("CanSetPageCache"),
        methods: &["add_tag", "keep_for"],
        shows: &["HTTP/1.1 200 ", "rendering 1"],
        cells: [
            NO, NO, NO, NO, Some(cached), NO, NO,
        ],
    },
];
