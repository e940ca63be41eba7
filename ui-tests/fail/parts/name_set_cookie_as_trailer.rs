//! A cookie is sent before the body, and not after it.

use headfirst::header::TrailerName;
use headfirst::trailer_name;

const COOKIE: TrailerName = trailer_name!("set-cookie"); //~ E0080

fn main() {}
