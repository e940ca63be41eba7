//! Text may redirect to another site, whatever the status.

use headfirst::Redirect;

fn moved(id: u32) -> Redirect {
    Redirect::permanent(format!("/todos/{id}")) //~ E0277
}

fn main() {}
