//! A shell is opened on the head of a page.
//! Matrix: open a shell × Shared

use headfirst::{Response, Shared};

async fn page(res: Response<Shared>) {
    res.shell(); //~ E0599
}

fn main() {}
