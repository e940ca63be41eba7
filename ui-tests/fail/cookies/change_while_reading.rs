//! A value that borrows from the cookies is copied before they change.

use headfirst::cookie::CookieError;
use headfirst::{CookieDef, Head, Response, cookie_def};

const FLASH: CookieDef = cookie_def!(CookieDef::new("flash"));

fn take(res: &mut Response<Head>) -> Result<String, CookieError> {
    let text = res.cookies().get(&FLASH).unwrap_or_default();
    res.remove_cookie(&FLASH)?; //~ E0502
    Ok(format!("<p>{text}"))
}

fn main() {}
