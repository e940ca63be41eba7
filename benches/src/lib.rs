//! What headfirst costs, beside the least that it could cost and what else one would use.
//!
//! `main.rs` measures and reports, `bin/allocations.rs` counts allocations. They are two programs
//! because an allocator that counts has instructions of its own.

pub mod growth;
pub mod heads;
mod jars;
pub mod middlewares;
pub mod reads;
pub mod requests;
pub mod streams;

use std::hint::black_box;

/// Somebody who does the work of a row.
pub struct Contender {
    pub who: &'static str,
    /// What it does not do, or does besides.
    pub note: &'static str,
    prepare: Box<dyn Fn(usize) -> Round>,
}

/// Does the work once.
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

/// Work that all of these do, with one result.
pub struct Work {
    pub what: &'static str,
    pub contenders: fn() -> Vec<Contender>,
    /// Panics unless all of them have one result at this size.
    pub compare: fn(usize),
}

/// Whatever can be measured.
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
    /// Makes ready for this size.
    pub fn prepare(&self, who: &str, size: usize) -> Round {
        let mut contenders = (self.contenders)().into_iter();
        let contender = contenders.find(|contender| contender.who == who);
        (contender.expect("a contender of this name").prepare)(size)
    }
}

/// Does something once and keeps the compiler from knowing that nobody looks at the result.
fn once<T>(work: impl Fn() -> T + 'static) -> Round {
    Box::new(move || drop(black_box(work())))
}
