//! A capability that combines two bounds has one message.

#[path = "../../../examples/framework/context.rs"]
mod context;

use context::Context;
use headfirst::{Action, Body};

fn act(context: Context<Action>) -> http::Response<Body> {
    context.stream(async |_page| ()) //~ E0277
}

fn main() {}
