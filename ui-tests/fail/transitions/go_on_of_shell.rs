//! Only a middleware before the handler continues to it.
//! Matrix: continue to the handler, or respond in its place × Shell

use headfirst::{Response, Shell};

async fn page(shell: Response<Shell>) {
    shell.next(); //~ E0599
}

fn main() {}
