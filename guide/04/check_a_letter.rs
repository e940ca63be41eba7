use exercise::{Addressed, Letter, Phase};

fn keep<P: Phase>(letter: Letter<P>) -> Letter<P> {
    letter
}

fn main() {
    let _letter: Letter<Addressed> = keep(keep(Letter::new()).address());
}
