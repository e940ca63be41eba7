//! Only a render function opens parts.
//! Matrix: open a part or a boundary, or send a trailer × Shell

use headfirst::{Response, Shell};

async fn page(mut shell: Response<Shell>) {
    shell.part(|_part| async {}); //~ E0277
}

fn main() {}
