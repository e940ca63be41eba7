//! A `panic!` of the program's own does not silence a check.

use headfirst::header::TrailerName;
use headfirst::trailer_name;

#[allow(unused_macros)]
macro_rules! panic {
    ($($_message:tt)*) => {{}};
}

const COOKIE: TrailerName = trailer_name!("set-cookie"); //~ E0080

fn main() {}
