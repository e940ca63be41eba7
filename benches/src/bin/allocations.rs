//! Counts the allocations of each contender: `allocations what size who..` prints one line for each.

use headfirst_benches::work;

fn main() {
    const ROUNDS: u64 = 10;
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [what, size, contenders @ ..] = &arguments[..] else { panic!("what, size, and who") };
    for who in contenders {
        let round = work(what).prepare(who, size.parse().expect("a number"));
        // Values that are created once and reused are not counted.
        round();
        let counted = allocation_counter::measure(|| (0..ROUNDS).for_each(|_| round()));
        println!("{}", counted.count_total / ROUNDS);
    }
}
