use headfirst_benches::{WORKS, work};
fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [one, what, size, who, rounds] = &arguments[..] {
        assert_eq!(one, "--one");
        let round = work(what).prepare(who, size.parse().unwrap());
        (0..rounds.parse::<u64>().unwrap()).for_each(|_| round());
        return;
    }
    for work in WORKS {
        for size in [1, 3, 10] {
            (work.compare)(size);
        }
    }
    (headfirst_benches::streams::PAGE.compare)(2000);
}
