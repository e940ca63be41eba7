//! A constant of a field that frames the message cannot be made.

use headfirst::response_header_name;
use headfirst::header::ResponseHeaderName;

const LENGTH: ResponseHeaderName = response_header_name!("content-length"); //~ E0080

fn main() {}
