//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Middleware

use headfirst::{Middleware, Response};

async fn before(res: Response<Middleware>) {
    res.into_head(); //~ E0599
}

fn main() {}
