// The bounds of a helper name its capabilities, and it accepts each phase that has them.

use headfirst::cookie::CookieError;
use headfirst::{CanSetCookies, Head, Response, SetCookie};

fn rotate<P: CanSetCookies>(res: &mut Response<P>, token: SetCookie) -> Result<(), CookieError> {
    res.set_cookie(token).map(drop)
}

fn main() {
    let token = || SetCookie::try_from(cookie::Cookie::build(("token", "t2")).path("/")).unwrap();
    let mut res = Response::<Head>::new();
    rotate(&mut res, token()).unwrap();
    let mut shell = res.shell();
    rotate(&mut shell, token()).unwrap();
    assert_eq!(shell.send().headers()["set-cookie"], "token=t2; Path=/");
}
