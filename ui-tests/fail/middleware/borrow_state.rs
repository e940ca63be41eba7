//! A middleware outlives the function that creates it, so it owns its state.

use headfirst::middleware::{Matcher, middleware};
use headfirst::{Middleware, Response};

fn guard(secret: String) -> impl Clone + 'static {
    middleware(Matcher::everything(), async |res: Response<Middleware>| { //~ E0515
        assert_ne!(secret, "");
        res.next()
    })
}

fn main() {}
