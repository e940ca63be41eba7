fn main() {
    exercise::Blank::default().send(); //~ E0599
}
