//! Pages with boundaries. Each ends as the same page written without boundaries.

use std::sync::Arc;

use axum::extract::Path;
use axum::routing::get;
use fantoccini::Client;
use headfirst::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use headfirst::html::Nonce;
use headfirst::middleware::KeepCookiesLayer;
use headfirst::{Head, Html, Response, Streaming};
use http::HeaderValue;
use tokio::sync::watch;

use crate::WATCH;
use crate::data::{Piece, SHAPES};
use crate::support::{Server, serve_router};

const POLICY: &str =
    "default-src 'none'; script-src 'nonce-bm9uY2U'; require-trusted-types-for 'script'";

/// Opens both pages of each shape, each in its own iframe.
///
/// Returns every node of each page with its namespace and attributes, and the errors.
const SHOW: &str = "
    const [count, done] = arguments;
    const read = (type, key, node) => Reflect.get(window[type].prototype, key, node);
    const show = node => {
        const kind = read('Node', 'nodeType', node);
        if (kind === 3) return node.data.replaceAll('<', '&lt;');
        if (kind === 8) return `<!--${node.data}-->`;
        const name = read('Node', 'nodeName', node);
        const attributes = [...read('Element', 'attributes', node)];
        const shown = attributes.map(it => ` ${it.name}=${it.value}`).sort().join('');
        const inside = name === 'TEMPLATE' ? node.content : node;
        const namespace = read('Element', 'namespaceURI', node).split('/').pop();
        const nodes = [...read('Node', 'childNodes', inside)].map(show).join('');
        return `<${namespace}:${name}${shown}>${nodes}</>`;
    };
    const open = address => new Promise(loaded => {
        const frame = document.createElement('iframe');
        frame.src = address;
        frame.onload = () => {
            const { wrong, document } = frame.contentWindow;
            loaded([`${document.compatMode} ${show(document.documentElement)}`, wrong]);
            frame.remove();
        };
        window.document.body.append(frame);
    });
    const both = number => Promise.all(['boundaries', 'plain'].map(kind => open(`/${number}/${kind}`)));
    (async () => {
        const shown = [];
        for (let number = 0; number < count; number++) shown.push(await both(number));
        done(shown);
    })();";

/// Returns the page in one piece.
fn plain(pieces: &[Piece]) -> String {
    pieces.iter().fold(String::new(), |text, piece| match piece {
        Piece::Text(more) => text + more,
        Piece::Boundary { content, .. } => text + &plain(content),
    })
}

fn write(
    page: &mut Response<Streaming>,
    html: &Html,
    pieces: &'static [Piece],
    turn: &Arc<watch::Sender<usize>>,
) {
    for piece in pieces {
        let &(Piece::Text(text) | Piece::Boundary { fallback: text, .. }) = piece;
        let &Piece::Boundary { order, fails, content, .. } = piece else {
            page.write(text);
            continue;
        };
        let (inner, late) = (html.clone(), html.clone());
        let (turn, turn_of_late) = (Arc::clone(turn), Arc::clone(turn));
        let render = async move |mut part: Response<Streaming>| {
            if !fails {
                write(&mut part, &inner, content, &turn);
            }
            turn.subscribe().wait_for(|now| *now == order).await?;
            turn.send_modify(|now| *now += 1);
            if fails { Err(Box::<dyn std::error::Error + Send + Sync>::from("no")) } else { Ok(()) }
        };
        page.boundary_or_else(html, text, render, move |_error, place| {
            write(place, &late, content, &turn_of_late);
        });
    }
}

fn answer(
    Path((number, kind)): Path<(usize, String)>,
    mut res: Response<Head>,
) -> http::Response<headfirst::Body> {
    let shape = &SHAPES[number];
    res.insert_header(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    let html = res.set_html().with_nonce(Nonce::try_from("bm9uY2U").unwrap());
    res.stream(async move |mut page| {
        page.write("<!doctype html>").write(WATCH);
        if kind == "boundaries" {
            write(&mut page, &html, shape.page, &Arc::new(watch::Sender::new(0)));
        } else {
            page.write(shape.like.map_or_else(|| plain(shape.page), str::to_owned));
        }
    })
}

pub(crate) async fn are_those_of_the_page_without(client: &Client) {
    let handler = async |path: Path<(usize, String)>, res: Response<Head>| answer(path, res);
    let home = async |res: Response<Head>| {
        res.with_header(CONTENT_TYPE, HeaderValue::from_static("text/html"))
            .send("<!doctype html><body>")
    };
    let router = axum::Router::new()
        .route("/{number}/{kind}", get(handler))
        .route("/", get(home))
        .layer(KeepCookiesLayer::new());
    let address = serve_router(Server::Axum, router).await;
    client.goto(&format!("http://{address}/")).await.unwrap();
    let shown = client.execute_async(SHOW, vec![SHAPES.len().into()]).await.unwrap();
    let shown = shown.as_array().unwrap();
    assert_eq!(shown.len(), SHAPES.len());
    let mut unlike = Vec::new();
    for (shape, pages) in SHAPES.iter().zip(shown) {
        if pages[0] != pages[1] || pages[0][1] != serde_json::json!([]) {
            unlike.push(format!("{}\n  {}\n  {}", shape.name, pages[0], pages[1]));
        }
    }
    assert!(unlike.is_empty(), "{} of {}:\n{}", unlike.len(), SHAPES.len(), unlike.join("\n"));
}
