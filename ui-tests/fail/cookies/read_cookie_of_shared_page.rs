//! A page that may be cached for every client reads no cookies.
//! Matrix: read the cookies × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    let _token = res.cookies().get("token"); //~ E0277
}

fn main() {}
