// Text is copied first; numbers and decoded values are copies anyway.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, Head, Response, cookie_def};

const FLASH: CookieDef = cookie_def!(CookieDef::new("flash"));

fn take(res: &mut Response<Head>) -> Result<String, CookieError> {
    let text = res.cookies().get(&FLASH).map(str::to_owned).unwrap_or_default();
    res.remove_cookie(&FLASH)?;
    Ok(format!("<p>{text}"))
}

fn main() {
    let request = http::Request::get("/").header("cookie", "flash=saved").body(()).unwrap();
    let mut res = Response::<Head>::for_request(&request);
    assert_eq!(take(&mut res).unwrap(), "<p>saved");
    assert!(res.no_content().headers()["set-cookie"].as_bytes().starts_with(b"flash=;"));
}
