//! A shell is kept until the head leaves: there is nothing to flush to.
//! Matrix: flush, or wait for buffer space × Shell

use headfirst::{Response, Shell};

async fn page(mut shell: Response<Shell>) {
    let _ = shell.flush().await; //~ E0277
}

fn main() {}
