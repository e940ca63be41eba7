//! The draft was moved into `stream`, so the callback cannot use it.

use table::{Draft, Table};

fn fruit(mut draft: Table<Draft>) -> String {
    draft.stream(|_rows| {
        //~^ E0382
        draft.column("price");
    })
}

fn main() {}
