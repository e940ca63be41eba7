//! A page that may be cached for every client sets no cookie.
//! Matrix: set or remove a cookie × Cacheable

use headfirst::{Response, SetCookie, Cacheable};

async fn page(mut res: Response<Cacheable>, token: SetCookie) {
    res.set_cookie(token); //~ E0277
}

fn main() {}
