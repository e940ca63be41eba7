//! The limits that headfirst must not exceed.

use std::error::Error;

use headfirst_benches::{streams, work};

use crate::allocations;
use crate::callgrind;
use crate::over;
use crate::rows::{PAGE_FRAMES, PAGE_TIMES, PageTime, ROWS, Row, SLACK};
use crate::wall;

/// The maximum number of measurements until the time is within its limit.
const ATTEMPTS: usize = 8;

/// Measures headfirst alone, and returns the exceeded limits.
pub fn exceeded() -> Result<Vec<String>, Box<dyn Error>> {
    let mut exceeded = Vec::new();
    let mut hold = |holds: bool, what: String| {
        println!("{} {what}", if holds { "ok  " } else { "FAIL" });
        if !holds {
            exceeded.push(what);
        }
    };
    for row in &ROWS {
        (work(row.what).compare)(row.size);
        counted(row, &mut hold)?;
    }
    over::check(&mut hold)?;
    let frames = streams::frames("headfirst", 2_000);
    hold(frames <= PAGE_FRAMES, format!("page: {frames} frames, at most {PAGE_FRAMES}"));

    let who: Vec<_> = ["limit"].into_iter().chain(PAGE_TIMES.map(|time| time.who)).collect();
    let mut least = PAGE_TIMES.map(|_| f64::INFINITY);
    // Retries if it takes too long, because other load on the machine may have affected all of it.
    for _ in 0..ATTEMPTS {
        let measured = wall::ratios(&streams::PAGE, 2_000, &who, 200);
        for (least, ratio) in least.iter_mut().zip(&measured[1..]) {
            *least = least.min(ratio.fastest);
        }
        if PAGE_TIMES.iter().zip(least).all(|(time, took)| took <= most(time)) {
            break;
        }
    }
    for (time, took) in PAGE_TIMES.iter().zip(least) {
        let (who, most) = (time.who, most(time));
        let text =
            format!("page: {who} takes {took:.2} of the hand-written body, at most {most:.2}");
        hold(took <= most, text);
    }
    Ok(exceeded)
}

/// Returns the limit of a time.
///
/// The slack allows for the placement of the code by the linker: the hand-written body alone took 3.7 to
/// 4.3 ns for a write in programs that differ in other parts.
fn most(time: &PageTime) -> f64 {
    time.budget.max(time.recorded) * (1.0 + SLACK as f64 / 100.0)
}

fn counted(row: &Row, hold: &mut impl FnMut(bool, String)) -> Result<(), Box<dyn Error>> {
    for recorded in row.recorded {
        let Row { what, size, .. } = row;
        let who = recorded.who;
        let allocations = allocations::count(what, *size, &[who])?[0];
        let text = format!("{what} {size}, {who}: {allocations} allocations");
        let wanted = recorded.allocations;
        hold(allocations == wanted, format!("{text}, exactly {wanted}"));

        let instructions = callgrind::instructions(what, *size, who, row.rounds())?;
        let most = recorded.instructions + recorded.instructions * SLACK / 100;
        let text = format!("{what} {size}, {who}: {instructions} instructions");
        hold(instructions <= most, format!("{text}, at most {most}"));
    }
    Ok(())
}
