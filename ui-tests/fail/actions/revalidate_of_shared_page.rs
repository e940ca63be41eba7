//! Only an action says that something has changed.
//! Matrix: revalidate a path or a tag × Shared

use headfirst::{Response, Shared};

async fn page(mut res: Response<Shared>) {
    res.revalidate_path("/todos"); //~ E0277
}

fn main() {}
