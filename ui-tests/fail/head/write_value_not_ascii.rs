//! A header value is visible ASCII, spaces and tabs.

use headfirst::header_value;

fn main() {
    let _value = header_value!("attachment; filename=café"); //~ E0080
}
