// The prelude has no module, so it can be imported next to every crate.

use cookie::Cookie;
use headfirst::prelude::*;

fn page(res: Response<Head>, _flash: Cookie<'_>) -> http::Response<Body> {
    res.no_content()
}

fn main() {
    let response = page(Response::<Head>::new(), Cookie::new("flash", "Hello"));
    assert_eq!(response.status(), 204);
}
