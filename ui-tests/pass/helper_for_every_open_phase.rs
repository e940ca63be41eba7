//! A helper with a capability as its bound accepts every phase that has it.

use std::fmt::Write as _;

use headfirst::cookie::CookieError;
use headfirst::header::VARY;
use headfirst::{
    Action, Cacheable, CanSetCookies, CanSetHeaders, CanWriteBody, Head, Middleware, Next,
    Response, SetCookie,
};
use http::{HeaderValue, Request};

fn rotate<P: CanSetCookies>(res: &mut Response<P>, token: &SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token.clone()).map(drop)
}

fn vary<P: CanSetHeaders>(res: &mut Response<P>) {
    res.append_header(VARY, HeaderValue::from_static("cookie"));
}

fn heading<P: CanWriteBody>(res: &mut Response<P>, text: &str) -> std::fmt::Result {
    res.write_str("<h1>")?;
    write!(res, "{text}</h1>")
}

fn act(mut res: Response<Action>, token: &SetCookie) -> http::Response<headfirst::Body> {
    rotate(&mut res, token).unwrap();
    vary(&mut res);
    res.into_head().send("done")
}

fn before(mut res: Response<Middleware>, token: &SetCookie) -> Next {
    rotate(&mut res, token).unwrap();
    vary(&mut res);
    res.next()
}

#[test]
fn main() {
    let token = SetCookie::try_from(cookie::Cookie::new("token", "t2")).unwrap();
    let request = Request::post("/").header("sec-fetch-site", "same-origin").body(()).unwrap();
    let _next = before(Response::<Middleware>::for_request(&request), &token);
    let actions = headfirst::ActionGuard::new(headfirst::NothingKept);
    let _response = act(actions.start(&request).unwrap(), &token);
    let mut res = Response::<Head>::new();
    rotate(&mut res, &token).unwrap();
    vary(&mut res);
    let mut shell = res.shell();
    rotate(&mut shell, &token).unwrap();
    vary(&mut shell);
    heading(&mut shell, "Orders").unwrap();
    let _response = shell.stream(|mut page| async move { heading(&mut page, "More") });
    let mut shared = Response::<Cacheable>::for_request(&request);
    vary(&mut shared);
    let _response = shared.send("same for all");
}
