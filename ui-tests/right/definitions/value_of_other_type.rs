// A number is set as a number, by value or by reference, and read as one.

use headfirst::{CookieDef, Head, Response, cookie_def};

const VISITS: CookieDef<u32> = cookie_def!(CookieDef::new("visits"));

fn main() {
    let mut res = Response::<Head>::new();
    let visits = res.cookies().get(&VISITS).unwrap_or(0);
    res.set_cookie(VISITS.value(visits + 1)).unwrap();
    assert_eq!(res.cookies().get(&VISITS), Some(1));
    drop(res.no_content());
}
