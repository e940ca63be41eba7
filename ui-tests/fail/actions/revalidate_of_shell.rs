//! Only an action can revalidate.
//! Matrix: revalidate a path or a tag × Shell

use headfirst::{Response, Shell};

async fn page(mut shell: Response<Shell>) {
    shell.revalidate_path("/todos"); //~ E0277
}

fn main() {}
