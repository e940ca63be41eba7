use exercise::{Code, buy, post};

fn main() {
    const TO: Code = Code::new("10115");
    let stamp = buy(95).unwrap();
    post(stamp, TO);
    post(stamp, TO); //~ E0382
}
