//! Only a page that is the same for every client is cached and has tags.
//! Matrix: set the cache policy of the page × Shell

use headfirst::{Response, Shell};

async fn page(mut shell: Response<Shell>) {
    shell.add_tag("todos"); //~ E0277
}

fn main() {}
