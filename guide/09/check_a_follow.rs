use exercise::Letter;

fn main() {
    let mut letter = Letter::new();
    letter.write("hello");
    assert_eq!(
        letter.post(|posted| {
            posted.look();
            posted.look()
        }),
        2
    );
}
