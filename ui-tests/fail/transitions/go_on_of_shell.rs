//! Only what comes before the handler goes on to it.
//! Matrix: go on to the handler, or answer in its place × Shell

use headfirst::{Response, Shell};

async fn page(shell: Response<Shell>) {
    shell.next(); //~ E0599
}

fn main() {}
