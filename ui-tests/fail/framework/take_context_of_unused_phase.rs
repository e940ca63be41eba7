//! A framework can refuse a phase, with words of its own.

#[path = "../../../examples/framework/context.rs"]
mod context;

use context::Context;
use headfirst::Shared;

fn page(_context: &Context<Shared>) {} //~ E0277

fn main() {}
