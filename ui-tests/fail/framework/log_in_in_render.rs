//! A framework's own capability, for every phase that can set cookies.

#[path = "../../../examples/framework/context.rs"]
mod context;

use context::Context;
use headfirst::Streaming;

fn render(page: &mut Context<Streaming>) {
    let _ = page.log_in("ann"); //~ E0277
}

fn main() {}
