//! Only an action can revalidate.
//! Matrix: revalidate a path or a tag × Middleware

use headfirst::{Middleware, Response};

async fn before(mut res: Response<Middleware>) {
    res.revalidate_path("/todos"); //~ E0277
}

fn main() {}
