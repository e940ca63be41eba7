//! The function behind a macro checks like the macro.

use headfirst::header::TrailerName;

const COOKIE: TrailerName = TrailerName::__from_static("set-cookie"); //~ E0080

fn main() {}
