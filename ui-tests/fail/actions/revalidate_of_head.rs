//! Only an action can revalidate.
//! Matrix: revalidate a path or a tag × Head

use headfirst::{Head, Response};

async fn page(mut res: Response<Head>) {
    res.revalidate_path("/todos"); //~ E0277
}

fn main() {}
