//! Counts the allocations of each contender: `allocations what size who..`, a line for each.

use headfirst_benches::work;

fn main() {
    const ROUNDS: u64 = 10;
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [what, size, contenders @ ..] = &arguments[..] else { panic!("what, size, and who") };
    for who in contenders {
        let round = work(what).prepare(who, size.parse().expect("a number"));
        // What is made once and kept is not of the work.
        round();
        let counted = allocation_counter::measure(|| (0..ROUNDS).for_each(|_| round()));
        println!("{}", counted.count_total / ROUNDS);
    }
}
