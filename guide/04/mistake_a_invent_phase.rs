//! Another crate cannot add a phase.

use table::Phase;

enum Reopened {}

impl Phase for Reopened {} //~ E0277

fn main() {}
