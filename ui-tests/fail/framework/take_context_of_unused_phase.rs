//! A framework can reject a phase with its own message.

#[path = "../../../examples/framework/context.rs"]
mod context;

use context::Context;
use headfirst::Cacheable;

fn page(_context: &Context<Cacheable>) {} //~ E0277

fn main() {}
