//! A framework can refuse a phase, with words of its own.

#[path = "../../../examples/framework/context.rs"]
mod context;

use context::Context;
use headfirst::Cacheable;

fn page(_context: &Context<Cacheable>) {} //~ E0277

fn main() {}
