//! Pages of a number of KiB, with each write awaited.

use crate::streams::limit::Coalescing;
use crate::streams::{Kibibytes, Script, awaited, run};
use crate::{Contender, Work, once};

pub static WORK: Work = Work { what: "content", contenders, compare };

fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("limit", "", |kibibytes| {
            once(move || run(Coalescing::new, Kibibytes(kibibytes), &mut |_| ()))
        }),
        Contender::new("headfirst", "", |kibibytes| {
            once(move || run(awaited, Kibibytes(kibibytes), &mut |_| ()))
        }),
    ]
}

fn compare(kibibytes: usize) {
    let script = Kibibytes(kibibytes);
    let (mut limit, mut headfirst) = (0, 0);
    run(Coalescing::new, script, &mut |frame| limit += frame.len());
    run(awaited, script, &mut |frame| headfirst += frame.len());
    assert_eq!((limit, headfirst), (script.pieces() * 1024, script.pieces() * 1024));
}
