//! The costs of headfirst, compared to a lower limit and to other crates.
//!
//! `main.rs` measures and reports, `bin/allocations.rs` counts allocations. They are two programs
//! because a counting allocator executes additional instructions.

pub mod growth;
pub mod heads;
mod jars;
pub mod middlewares;
pub mod reads;
pub mod requests;
pub mod streams;

use std::hint::black_box;

/// An implementation of the work of a row.
pub struct Contender {
    pub who: &'static str,
    /// The differences of its work to that of the others.
    pub note: &'static str,
    prepare: Box<dyn Fn(usize) -> Round>,
}

/// A function that does the work once.
pub type Round = Box<dyn Fn()>;

impl Contender {
    fn new(
        who: &'static str,
        note: &'static str,
        prepare: impl Fn(usize) -> Round + 'static,
    ) -> Self {
        Self { who, note, prepare: Box::new(prepare) }
    }
}

/// Work that all contenders do, with the same result.
pub struct Work {
    pub what: &'static str,
    pub contenders: fn() -> Vec<Contender>,
    /// Panics unless all contenders have the same result at this size.
    pub compare: fn(usize),
}

/// All works that can be measured.
static WORKS: [&Work; 10] = [
    &heads::WORK,
    &reads::WORK,
    &requests::WORK,
    &streams::PAGE,
    &streams::PASS,
    &middlewares::WORK,
    &growth::fields::WORK,
    &growth::content::WORK,
    &growth::boundaries::WORK,
    &growth::layers::WORK,
];

pub fn work(what: &str) -> &'static Work {
    WORKS.into_iter().find(|work| work.what == what).expect("a work of this name")
}

impl Work {
    /// Prepares a contender for this size.
    pub fn prepare(&self, who: &str, size: usize) -> Round {
        let mut contenders = (self.contenders)().into_iter();
        let contender = contenders.find(|contender| contender.who == who);
        (contender.expect("a contender of this name").prepare)(size)
    }
}

/// Returns a round whose result the compiler cannot optimize away.
fn once<T>(work: impl Fn() -> T + 'static) -> Round {
    Box::new(move || drop(black_box(work())))
}
