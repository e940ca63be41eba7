//! A constant of a field that frames the message cannot be made.

use headfirst::field_name;
use headfirst::header::FieldName;

const LENGTH: FieldName = field_name!("content-length"); //~ E0080

fn main() {}
