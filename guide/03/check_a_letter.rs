use exercise::{Addressed, Blank, Letter};

fn heavy<S>(letter: &Letter<S>) -> bool {
    letter.weight() > 20
}

fn main() {
    let letter = Letter::<Blank>::new(30);
    assert!(heavy(&letter));
    let letter: Letter<Addressed> = letter.address();
    assert!(heavy(&letter));
    assert_eq!(std::mem::size_of_val(&letter), 4);
    letter.send();
}
