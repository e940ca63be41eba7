// A definition is bound to its keys once, and is then set and read like any other.

use std::sync::LazyLock;

use headfirst::cookie::{Key, Private};
use headfirst::{CookieDef, Head, Response, cookie_def};

const PLAIN: CookieDef = cookie_def!(CookieDef::host_prefix("__Host-session"));
static SESSION: LazyLock<CookieDef<Private>> = LazyLock::new(|| PLAIN.private(Key::generate()));

fn main() {
    let mut res = Response::<Head>::new();
    res.set_cookie(SESSION.value("ada")).unwrap();
    assert_eq!(res.cookies().get(&SESSION).as_deref(), Some("ada"));
    drop(res.no_content());
}
