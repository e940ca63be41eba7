use exercise::Any;

fn blank(letter: &Any) -> bool {
    match letter {
        //~^ E0004
        Any::Blank(_) => true,
    }
}

fn main() {}
