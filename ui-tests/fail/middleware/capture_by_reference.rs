//! A middleware outlives the function that creates it, so it owns its captures.

use headfirst::middleware::{Matcher, middleware};
use headfirst::{Middleware, Response};

fn guard(secret: String) -> impl Clone + 'static {
    let check = |res: Response<Middleware>| async { //~ E0373
        assert_ne!(secret, "");
        res.next()
    };
    middleware(Matcher::everything(), check)
}

fn main() {}
