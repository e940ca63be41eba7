//! There is one shell.
//! Matrix: open a shell × Shell

use headfirst::{Response, Shell};

fn page(shell: Response<Shell>) -> Response<Shell> {
    shell.shell() //~ E0599
}

fn main() {}
