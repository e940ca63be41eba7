//! An action begins with a request that was checked, and no other way.

use headfirst::{Action, Response};

fn main() {
    let request = http::Request::get("/logout").body(()).unwrap();
    let _res = Response::<Action>::to(&request); //~ E0599
}
