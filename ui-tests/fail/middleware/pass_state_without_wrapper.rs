//! A middleware takes its state in the type that it was given.

use axum::extract::State;
use headfirst::middleware::{Matcher, middleware_with_state};
use headfirst::{Middleware, Next, Response};

#[derive(Clone)]
struct App;

async fn rotate(State(_app): State<App>, res: Response<Middleware>) -> Next {
    res.next()
}

fn main() {
    let _layer = middleware_with_state(Matcher::everything(), App, rotate); //~ E0631
}
