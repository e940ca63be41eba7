//! A page that may be kept for every client sets no cookie.
//! Matrix: set or remove a cookie × Shared

use headfirst::{Response, SetCookie, Shared};

async fn page(mut res: Response<Shared>, token: SetCookie) {
    res.set_cookie(token); //~ E0277
}

fn main() {}
