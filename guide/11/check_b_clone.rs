use exercise::Letter;

fn main() {
    let letter = Letter::new("hello");
    let _copy = letter.clone(); //~ E0599
}
