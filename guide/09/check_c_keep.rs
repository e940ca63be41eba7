use exercise::{Letter, Posted};

fn main() {
    let mut kept: Option<&mut Letter<Posted>> = None;
    Letter::new().post(|posted| {
        kept = Some(posted); //~ E0521
    });
}
