fn main() {
    exercise::Letter::new(30).send(); //~ E0599 found for
}
