use exercise::Code;

const TO: Code = Code::new("101"); //~ E0080 a postcode has five digits

fn main() {
    let _to = TO;
}
