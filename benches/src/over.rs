//! What a middleware costs: whole requests through an axum router, over those to its bare handler.

use std::error::Error;
use std::fmt::Write;

use headfirst_benches::{middlewares, work};

use crate::callgrind;
use crate::costs::thousands;
use crate::results::Results;

/// The instructions of a middleware over the bare handler.
struct Over {
    who: &'static str,
    /// What the design allows.
    budget: u64,
    /// What it was when it was last written down.
    recorded: u64,
}

const OVERS: [Over; 3] = [
    Over { who: "headfirst", budget: 3_000, recorded: 2_913 },
    Over { who: "headfirst rotates", budget: 7_000, recorded: 9_995 },
    Over { who: "headfirst page cache", budget: 2_000, recorded: 1_991 },
];

/// Above what is recorded, in percent.
///
/// A count here is the difference of two whole requests. Each of them varies by 0.5 % from build to build, and
/// the compiler copies more or less as it inlines.
const SLACK: u64 = 15;

/// The exponent of the cost of 32 layers that go on, over that of 8: 1 is linear.
const EXPONENT: f64 = 1.15;

fn instructions(who: &str, layers: usize) -> Result<u64, Box<dyn Error>> {
    callgrind::instructions(middlewares::WORK.what, layers, who, (100, 200))
}

fn exponent(bare: u64) -> Result<f64, Box<dyn Error>> {
    let over = |layers| Ok::<_, Box<dyn Error>>(instructions("headfirst", layers)? - bare);
    let (few, many) = (over(8)? as f64, over(32)? as f64);
    Ok((many / few).ln() / 4_f64.ln())
}

/// Holds headfirst to what is recorded.
pub fn check(hold: &mut impl FnMut(bool, String)) -> Result<(), Box<dyn Error>> {
    (work(middlewares::WORK.what).compare)(2);
    let bare = instructions(middlewares::BARE, 1)?;
    for Over { who, budget, recorded } in OVERS {
        let over = instructions(who, 1)? - bare;
        let most = budget.max(recorded + recorded * SLACK / 100);
        let told = format!("middleware, {who}: {over} instructions over a bare handler");
        hold(over <= most, format!("{told}, at most {most}"));
    }
    let exponent = exponent(bare)?;
    let told = format!("middleware: 32 layers grow with an exponent of {exponent:.2}");
    hold(exponent <= EXPONENT, format!("{told}, at most {EXPONENT}"));
    Ok(())
}

const HOW: &str = "\
A whole request through a router of axum, in instructions over those of the bare handler; each in its own
router, in one run. A middleware that rotates reads a cookie and sets it anew, and the page shows the one that
it sees.
";

/// Measures everybody, and writes the section.
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
        "\nFrom 8 to 32 layers that go on, the exponent is {exponent:.2}: 1 is linear."
    )?;
    results.put("Middleware", &text);
    Ok(())
}
