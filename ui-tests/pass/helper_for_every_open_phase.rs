//! A helper that asks for a capability serves every phase that has it.

use std::fmt::Write as _;

use headfirst::header::VARY;
use headfirst::{BodyOpen, CookiesOpen, Head, HeadOpen, Response, SetCookie};
use http::HeaderValue;

fn rotate<P: CookiesOpen>(res: &mut Response<P>, token: &SetCookie) {
    res.set_cookie(token.clone()).unwrap();
}

fn vary<P: HeadOpen>(res: &mut Response<P>) {
    res.append_header(VARY, HeaderValue::from_static("cookie"));
}

fn heading<P: BodyOpen>(res: &mut Response<P>, text: &str) -> std::fmt::Result {
    res.write_str("<h1>")?;
    write!(res, "{text}</h1>")
}

fn main() {
    let token = SetCookie::try_from(cookie::Cookie::new("token", "t2")).unwrap();
    let mut res = Response::<Head>::new();
    rotate(&mut res, &token);
    vary(&mut res);
    let mut shell = res.shell();
    rotate(&mut shell, &token);
    vary(&mut shell);
    heading(&mut shell, "Orders").unwrap();
    let _response = shell.stream(|mut page| async move { heading(&mut page, "More") });
}
