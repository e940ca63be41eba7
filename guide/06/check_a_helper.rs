use exercise::{CanWrite, Letter};

fn greet<P: CanWrite>(letter: &mut Letter<P>) {
    letter.write("hello ");
}

fn main() {
    let mut letter = Letter::new();
    greet(&mut letter);
    let mut letter = letter.address("ann");
    greet(&mut letter);
    assert_eq!(letter.post().seen(), "ann: hello hello ");
}
