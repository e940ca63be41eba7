//! Time, as ratios within one process.

use std::time::{Duration, Instant};

use headfirst_benches::Work;

/// The time of a contender, as a multiple of the time of the first contender.
pub struct Ratio {
    /// The ratio of the fastest batches, which are the least disturbed.
    pub fastest: f64,
    /// The median of the ratios of neighbouring batches.
    pub median: f64,
}

/// Runs a batch of each in turn, so that other load on the machine affects all of them.
pub fn ratios(work: &Work, size: usize, who: &[&str], batches: usize) -> Vec<Ratio> {
    const BATCH: Duration = Duration::from_millis(2);
    let rounds: Vec<_> = who.iter().map(|who| work.prepare(who, size)).collect();
    // This also warms them up.
    let counts: Vec<_> = rounds
        .iter()
        .map(|round| {
            let begun = Instant::now();
            let fits = (1_u32..).find(|_| {
                round();
                begun.elapsed() >= BATCH
            });
            fits.unwrap_or(1)
        })
        .collect();
    let mut times = vec![Vec::with_capacity(batches); who.len()];
    for _ in 0..batches {
        for ((round, count), times) in rounds.iter().zip(&counts).zip(&mut times) {
            let begun = Instant::now();
            (0..*count).for_each(|_| round());
            times.push(begun.elapsed().as_secs_f64() / f64::from(*count));
        }
    }
    let fastest = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    let ratio = |own: &Vec<f64>| {
        let mut ratios: Vec<_> =
            own.iter().zip(&times[0]).map(|(own, first)| own / first).collect();
        ratios.sort_by(f64::total_cmp);
        Ratio { fastest: fastest(own) / fastest(&times[0]), median: ratios[ratios.len() / 2] }
    };
    times.iter().map(ratio).collect()
}
