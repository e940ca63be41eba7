// A definition is `Secure` by default.

use headfirst::cookie::SameSite;
use headfirst::{CookieDef, Head, Response, cookie_def};

const EMBED: CookieDef = cookie_def!(CookieDef::new("embed").same_site(SameSite::None));

fn main() {
    let response = Response::<Head>::new().with_cookie(EMBED.value("1")).unwrap().no_content();
    let line = "embed=1; Path=/; Secure; HttpOnly; SameSite=None";
    assert_eq!(response.headers()["set-cookie"], line);
}
