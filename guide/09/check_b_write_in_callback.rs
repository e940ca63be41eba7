fn main() {
    exercise::Letter::new().post(|posted| {
        posted.write("ps"); //~ E0599
    });
}
