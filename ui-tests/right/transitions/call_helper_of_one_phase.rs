// The helper can be called in every phase that has the capability.

use headfirst::header::VARY;
use headfirst::{ActionGuard, CanSetHeaders, Head, NothingKept, Response, header_value};

fn vary<P: CanSetHeaders>(res: &mut Response<P>) {
    res.insert_header(VARY, header_value!("cookie"));
}

fn main() {
    let mut res = Response::<Head>::new();
    vary(&mut res);
    assert_eq!(res.no_content().headers()["vary"], "cookie");

    let post = http::Request::post("/login").header("sec-fetch-site", "same-origin");
    let mut res = ActionGuard::new(NothingKept).start(&post.body(()).unwrap()).unwrap();
    vary(&mut res);
    assert_eq!(res.no_content().headers()["vary"], "cookie");
}
