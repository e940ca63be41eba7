//! The table was moved into `stream`, so the callback cannot use it.

use table::{Buffered, Table};

fn fruit(mut buffered: Table<Buffered>) -> String {
    buffered.stream(|_rows| {
        //~^ E0382
        buffered.column("price");
    })
}

fn main() {}
