//! Only an action ends by rendering a page.
//! Matrix: render the page of an action × Shell

use headfirst::{Response, Shell};

async fn page(shell: Response<Shell>) {
    shell.into_head(); //~ E0599
}

fn main() {}
