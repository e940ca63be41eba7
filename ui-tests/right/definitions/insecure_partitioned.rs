// A partitioned cookie is for pages that are embedded in other sites, so it is also `SameSite=None`.

use headfirst::cookie::SameSite;
use headfirst::{CookieDef, Head, Response, cookie_def};

const EMBED: CookieDef =
    cookie_def!(CookieDef::host_prefix("__Host-embed").same_site(SameSite::None).partitioned());

fn main() {
    let response = Response::<Head>::new().with_cookie(EMBED.value("1")).unwrap().no_content();
    let line = "__Host-embed=1; Path=/; Secure; HttpOnly; SameSite=None; Partitioned";
    assert_eq!(response.headers()["set-cookie"], line);
}
