use exercise::Letter;

fn main() {
    let letters = [
        Letter::Blank,
        Letter::Addressed { to: "ann".to_owned() },
        Letter::Written { to: "ann".to_owned(), text: "hello".to_owned() },
    ];
    let texts = letters.iter().filter(|letter| matches!(letter, Letter::Written { .. }));
    assert_eq!(texts.count(), 1);
}
