//! Another crate cannot give a phase a capability.

use table::{CanAddColumns, Rows};

impl CanAddColumns for Rows {} //~ E0117

fn main() {}
