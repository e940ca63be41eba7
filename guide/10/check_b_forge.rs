use exercise::{Code, Stamp, post};

fn main() {
    const TO: Code = Code::new("10115");
    post(Stamp(()), TO); //~ E0423 private
}
