//! Only an action can revalidate.
//! Matrix: revalidate a path or a tag × Cacheable

use headfirst::{Response, Cacheable};

async fn page(mut res: Response<Cacheable>) {
    res.revalidate_path("/todos"); //~ E0277
}

fn main() {}
