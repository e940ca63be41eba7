//! What a macro calls checks as the macro does.

use headfirst::header::TrailerName;

const COOKIE: TrailerName = TrailerName::__of_constant("set-cookie"); //~ E0080

fn main() {}
