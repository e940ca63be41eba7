//! The cost of a middleware: whole requests through an axum router, compared to its bare handler.

use std::error::Error;
use std::fmt::Write;

use headfirst_benches::{middlewares, work};

use crate::callgrind;
use crate::costs::thousands;
use crate::results::Results;

/// The instructions of a middleware over the bare handler.
struct Over {
    who: &'static str,
    /// The budget of the design.
    budget: u64,
    /// The last recorded value.
    recorded: u64,
}

const OVERS: [Over; 3] = [
    Over { who: "headfirst", budget: 3_000, recorded: 2_913 },
    Over { who: "headfirst rotates", budget: 7_000, recorded: 9_534 },
    Over { who: "headfirst page cache", budget: 2_000, recorded: 1_991 },
];

/// The allowed excess over the recorded value, in percent.
///
/// A count is the difference between two whole requests. Each varies by 0.5 % from build to build, because
/// inlining changes the number of copies.
const SLACK: u64 = 15;

/// The maximum exponent of the cost from 8 to 32 layers that continue: 1 is linear.
const EXPONENT: f64 = 1.15;

fn instructions(who: &str, layers: usize) -> Result<u64, Box<dyn Error>> {
    callgrind::instructions(middlewares::WORK.what, layers, who, (100, 200))
}

fn exponent(bare: u64) -> Result<f64, Box<dyn Error>> {
    let over = |layers| Ok::<_, Box<dyn Error>>(instructions("headfirst", layers)? - bare);
    let (few, many) = (over(8)? as f64, over(32)? as f64);
    Ok((many / few).ln() / 4_f64.ln())
}

/// Compares headfirst with the recorded values.
pub fn check(hold: &mut impl FnMut(bool, String)) -> Result<(), Box<dyn Error>> {
    (work(middlewares::WORK.what).compare)(2);
    let bare = instructions(middlewares::BARE, 1)?;
    for Over { who, budget, recorded } in OVERS {
        let over = instructions(who, 1)? - bare;
        let most = budget.max(recorded + recorded * SLACK / 100);
        let text = format!("middleware, {who}: {over} instructions over a bare handler");
        hold(over <= most, format!("{text}, at most {most}"));
    }
    let exponent = exponent(bare)?;
    let text = format!("middleware: 32 layers grow with an exponent of {exponent:.2}");
    hold(exponent <= EXPONENT, format!("{text}, at most {EXPONENT}"));
    Ok(())
}

const HOW: &str = "\
A whole request through an axum router, in instructions more than the bare handler needs. Each has its own
router, in one run. A middleware that rotates reads a cookie and sets a new one, and the page shows the cookie
that it sees. The limit is written by hand for this one cookie: it drops the other cookies of the request,
checks no value, and loses the cookie if a layer drops the response. headfirst keeps these cookies, checks the
value, and sends the cookie even then. The budget of the rotation was set before this limit was known, and is
only a little above it.
";

/// Measures all contenders, and writes the section.
pub fn measure(results: &mut Results) -> Result<(), Box<dyn Error>> {
    eprintln!("middleware");
    (work(middlewares::WORK.what).compare)(2);
    let bare = instructions(middlewares::BARE, 1)?;
    let mut text = format!("{HOW}\n| | instructions | budget | |\n|---|--:|--:|---|\n");
    for contender in (middlewares::WORK.contenders)() {
        let (who, note) = (contender.who, contender.note);
        if who == middlewares::BARE {
            continue;
        }
        let over = thousands((instructions(who, 1)? - bare) as f64);
        let budget = OVERS.iter().find(|over| over.who == who);
        let budget = budget.map_or(String::new(), |over| thousands(over.budget as f64));
        writeln!(text, "| {who} | {over} | {budget} | {note} |")?;
    }
    let exponent = exponent(bare)?;
    writeln!(
        text,
        "\nFrom 8 to 32 layers that continue, the exponent is {exponent:.2}: 1 is linear."
    )?;
    results.put("Middleware", &text);
    Ok(())
}
