use exercise::Letter;

fn main() {
    let letter = Letter::written("hello");
    let letter = match letter.address("") {
        Ok(_) => panic!("an empty address is invalid"),
        Err(error) => error.into_letter(),
    };
    let sent = letter.address("ann").ok().unwrap().send();
    assert_eq!(sent, "ann: hello");
}
