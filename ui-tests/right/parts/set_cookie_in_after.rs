// The cookie is set with the head; the end callback receives a summary.

use std::sync::mpsc;

use headfirst::body::Completion;
use headfirst::{CookieDef, Head, Response, cookie_def};

const SEEN: CookieDef = cookie_def!(CookieDef::new("seen"));

fn main() {
    let (log, logged) = mpsc::channel();
    let mut res = Response::<Head>::new();
    res.set_cookie(SEEN.value("1")).unwrap();
    res.on_end(move |sent| {
        let seen = sent.cookies().get(&SEEN).map(str::to_owned);
        log.send((sent.end(), seen)).unwrap();
    });
    let response = res.no_content();
    assert!(response.headers()["set-cookie"].as_bytes().starts_with(b"seen=1;"));
    drop(response); // as a server does that has sent it
    assert_eq!(logged.recv(), Ok((Completion::Complete, Some(String::from("1")))));
}
