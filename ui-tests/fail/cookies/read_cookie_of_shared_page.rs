//! A page that may be kept for every client knows no cookies.
//! Matrix: read the cookies × Shared

use headfirst::{Response, Shared};

async fn page(res: Response<Shared>) {
    let _token = res.cookies().get("token"); //~ E0277
}

fn main() {}
