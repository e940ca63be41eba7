// With the attributes that the prefix requires, the check passes.

use cookie::Cookie;
use headfirst::{Head, Response, SetCookie};

fn main() {
    let token = Cookie::build(("__Host-token", "t2")).path("/").secure(true);
    let mut res = Response::<Head>::new();
    res.set_cookie(SetCookie::try_from(token)).unwrap();
    assert_eq!(res.no_content().headers()["set-cookie"], "__Host-token=t2; Path=/; Secure");
}
