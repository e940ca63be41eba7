//! A phase has no values, so it cannot be passed as a proof.

use table::Columns;

fn main() {
    let _phase = Columns; //~ E0423
}
