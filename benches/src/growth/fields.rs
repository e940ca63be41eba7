//! Heads with a number of headers.

use headfirst::header::ResponseHeaderName;
use headfirst::{Head, Response};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::{Contender, Work, once};

pub static WORK: Work = Work { what: "fields", contenders, compare };

const VALUE: HeaderValue = HeaderValue::from_static("0123456789abcdef");

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("limit", "", |fields| {
            let names = names(fields);
            once(move || limit(&names))
        }),
        Contender::new("headfirst", "", |fields| {
            let names = allowed(&names(fields));
            once(move || headfirst(&names))
        }),
    ]
}

fn names(fields: usize) -> Vec<HeaderName> {
    let name = |at| HeaderName::try_from(format!("x-field-{at}")).unwrap();
    (0..fields).map(name).collect()
}

fn allowed(names: &[HeaderName]) -> Vec<ResponseHeaderName> {
    names.iter().map(|name| ResponseHeaderName::try_from(name.clone()).unwrap()).collect()
}

fn limit(names: &[HeaderName]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in names {
        headers.insert(name.clone(), VALUE);
    }
    headers
}

fn headfirst(names: &[ResponseHeaderName]) -> HeaderMap {
    let mut res = Response::<Head>::new();
    for name in names {
        res.insert_header(name.clone(), VALUE);
    }
    res.no_content().into_parts().0.headers
}

fn compare(fields: usize) {
    let names = names(fields);
    assert_eq!(headfirst(&allowed(&names)), limit(&names));
}
