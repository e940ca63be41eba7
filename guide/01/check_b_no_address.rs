use exercise::Letter;

fn main() {
    let _letter = Letter::Written { text: "hello".to_owned() }; //~ E0063
}
