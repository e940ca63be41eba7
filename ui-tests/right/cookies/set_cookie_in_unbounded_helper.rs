// The bounds of a helper name its capabilities, and it accepts every phase that has them.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, CanSetCookies, Head, Middleware, Next, Response, cookie_def};

const TOKEN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-token"));

fn rotate<P: CanSetCookies>(res: &mut Response<P>) -> Result<(), CookieError> {
    res.set_cookie(TOKEN.value("t2")).map(drop)
}

fn main() {
    let request = http::Request::get("/").body(()).unwrap();
    let mut before = Response::<Middleware>::for_request(&request);
    rotate(&mut before).unwrap();
    let mut answered = http::Response::new(());
    let Next::Continue(pending) = before.next() else { unreachable!() };
    pending.merge(&mut answered);

    let mut shell = Response::<Head>::new().shell();
    rotate(&mut shell).unwrap();
    for headers in [answered.headers(), shell.send().headers()] {
        assert!(headers["set-cookie"].as_bytes().starts_with(b"__Host-token=t2;"));
    }
}
