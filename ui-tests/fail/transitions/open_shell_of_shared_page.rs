//! A shell is opened on the head of a page.
//! Matrix: open a shell × Cacheable

use headfirst::{Response, Cacheable};

async fn page(res: Response<Cacheable>) {
    res.shell(); //~ E0599
}

fn main() {}
