//! A framework's own capability, for a list of phases.

#[path = "../../../examples/framework/context.rs"]
mod context;

use context::Context;
use headfirst::Head;

fn page(context: &mut Context<Head>) {
    context.add_order("tea"); //~ E0277
}

fn main() {}
