// Authorization is checked before the head is sent.

use headfirst::{Body, CookieDef, Head, Response, cookie_def};
use http::HeaderValue;

const SESSION: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-session"));

fn page(res: Response<Head>) -> http::Response<Body> {
    if res.cookies().get(&SESSION).is_none() {
        return res.redirect(HeaderValue::from_static("/login"));
    }
    res.stream(async |mut page| page.write("<h1>Orders</h1>").await)
}

fn main() {
    let response = page(Response::<Head>::new());
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "/login");
    let request = http::Request::get("/").header("cookie", "__Host-session=s1").body(()).unwrap();
    assert_eq!(page(Response::<Head>::for_request(&request)).status(), 200);
}
