//! Measures the costs of headfirst.
//!
//! Without arguments, it measures everything and writes `RESULTS.md`, which takes minutes. With the name of
//! a part (`-- costs`, `-- middleware`, `-- growth`, `-- build`), it measures that part. `-- --check` measures
//! headfirst alone, and fails if it exceeds the limits of `rows.rs`.

mod allocations;
mod building;
mod callgrind;
mod check;
mod costs;
mod grow;
mod handlers;
mod limits;
mod over;
mod plot;
mod results;
mod rows;
mod serve;
mod socket;
mod wall;

use std::error::Error;
use std::process::ExitCode;

use headfirst_benches::work;
use results::Results;

/// A function that measures, and writes one or more sections.
type Measure = fn(&mut Results) -> Result<(), Box<dyn Error>>;

/// The parts of a full run.
const PARTS: [(&str, Measure); 4] = [
    ("costs", costs::measure),
    ("middleware", over::measure),
    ("growth", grow::measure),
    ("build", building::measure),
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match &arguments[..] {
        // These run in child processes of a run.
        ["--one", what, size, who, rounds] => {
            let round = work(what).prepare(who, size.parse()?);
            (0..rounds.parse::<u64>()?).for_each(|_| round());
        }
        ["--peak", what, size, who] => grow::peak(what, size.parse()?, who)?,
        ["--serve", who, threads] => serve::serve(who, threads.parse()?)?,

        ["--check"] => {
            allocations::build()?;
            if !check::exceeded()?.is_empty() {
                return Ok(ExitCode::FAILURE);
            }
        }
        [] => measure(&PARTS.map(|part| part.0))?,
        parts => measure(parts)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(names: &[&str]) -> Result<(), Box<dyn Error>> {
    allocations::build()?;
    for name in names {
        let part = PARTS.iter().find(|part| part.0 == *name);
        let mut sections = Results::none();
        part.ok_or_else(|| format!("no part is named {name}"))?.1(&mut sections)?;
        // The results are saved after each part, in case the next part fails.
        let mut results = results::read().unwrap_or_else(|_| Results::none());
        results.merge(sections);
        results.write()?;
    }
    Ok(())
}
