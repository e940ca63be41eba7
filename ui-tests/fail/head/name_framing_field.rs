//! A header name that frames the message cannot be a constant.

use headfirst::response_header_name;
use headfirst::header::ResponseHeaderName;

const LENGTH: ResponseHeaderName = response_header_name!("content-length"); //~ E0080

fn main() {}
