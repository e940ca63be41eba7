//! Pages with boundaries, each of which ends as the same page that was written without them.

use std::sync::Arc;

use axum::extract::Path;
use axum::routing::get;
use fantoccini::Client;
use headfirst::header::CONTENT_SECURITY_POLICY;
use headfirst::html::Nonce;
use headfirst::{Head, Html, Response, Streaming};
use http::HeaderValue;
use tokio::sync::watch;

use crate::data::{Piece, SHAPES};
use crate::support::{Server, serve_router};

const POLICY: &str =
    "default-src 'none'; script-src 'nonce-bm9uY2U'; require-trusted-types-for 'script'";

/// What a page says of itself: errors, and violations of its policy.
const WATCH: &str = "<!doctype html><script nonce=bm9uY2U>window.wrong = [];\
    addEventListener('error', event => wrong.push(event.message));\
    document.addEventListener('securitypolicyviolation', event => wrong.push(event.violatedDirective));\
    </script>";

/// Every node of a page, with its namespace and its attributes, and what is wrong.
const SHOW: &str = "
    const read = (type, key, node) => Reflect.get(window[type].prototype, key, node);
    const show = node => {
        if (node.nodeType === 3) return node.data.replaceAll('<', '&lt;');
        if (node.nodeType === 8) return `<!--${node.data}-->`;
        const name = read('Node', 'nodeName', node);
        const attributes = read('Element', 'attributes', node);
        const shown = [...attributes].map(it => ` ${it.name}=${it.value}`).sort().join('');
        const inside = node instanceof HTMLTemplateElement ? node.content : node;
        const nodes = [...read('Node', 'childNodes', inside)].map(show).join('');
        return `<${name}${shown}>${nodes}</${name}>`;
    };
    return [show(document.documentElement), window.wrong];";

/// The page in one piece.
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
        page.boundary_or(html, text, render, move |_error, place| {
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
    let html = res.html().with_nonce(Nonce::try_from("bm9uY2U").unwrap());
    res.stream(async move |mut page| {
        page.write(WATCH);
        if kind == "boundaries" {
            write(&mut page, &html, shape.page, &Arc::new(watch::Sender::new(0)));
        } else {
            page.write(shape.like.map_or_else(|| plain(shape.page), str::to_owned));
        }
    })
}

pub(crate) async fn are_those_of_the_page_without(client: &Client) {
    let handler = async |path: Path<(usize, String)>, res: Response<Head>| answer(path, res);
    let router = axum::Router::new().route("/{number}/{kind}", get(handler));
    let address = serve_router(Server::Axum, router).await;
    let mut unlike = Vec::new();
    for (number, shape) in SHAPES.iter().enumerate() {
        let mut shown = Vec::new();
        for kind in ["boundaries", "plain"] {
            client.goto(&format!("http://{address}/{number}/{kind}")).await.unwrap();
            shown.push(client.execute(SHOW, Vec::new()).await.unwrap());
        }
        if shown[0] != shown[1] || shown[0][1] != serde_json::json!([]) {
            unlike.push(format!("{}\n  {}\n  {}", shape.name, shown[0], shown[1]));
        }
    }
    assert!(unlike.is_empty(), "{} of {}:\n{}", unlike.len(), SHAPES.len(), unlike.join("\n"));
}
