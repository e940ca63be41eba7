use exercise::{Code, buy, post};

fn main() {
    const TO: Code = Code::new("10115");
    assert!(buy(10).is_none());
    assert_eq!(post(buy(95).unwrap(), TO), "10115");
}
