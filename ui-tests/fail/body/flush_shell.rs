//! A shell is buffered until the head is sent, so it cannot be flushed.
//! Matrix: flush, or wait for buffer space × Shell

use headfirst::{Response, Shell};

async fn page(mut shell: Response<Shell>) {
    let _ = shell.flush().await; //~ E0277
}

fn main() {}
