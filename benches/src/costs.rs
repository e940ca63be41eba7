//! The tables of the contenders, and the summary.

use std::error::Error;
use std::fmt::Write;

use headfirst_benches::{streams, work};

use crate::results::{IN_SHORT, Results};
use crate::rows::{PAGE_FRAMES, PAGE_TIMES, ROWS, Row, SEND_BODY};
use crate::socket::{self, Page};
use crate::{allocations, callgrind, wall};

const COLUMNS: &str = "\
Instructions, unless a row has another unit.

- *Limit*: the best safe code written by hand for this work alone.
- *Best peer*: the library with the fewest instructions for the same result.
- *Budget*: the cost that the design aims for. It shows where work remains, and no check enforces it. If a row is
  above its budget, its section says what costs more than in the limit.

`-- --check` compares each row with its last recorded value. It allows 8 % more, and 15 % for middleware.
";

/// Measures all contenders, and writes the sections.
pub fn measure(results: &mut Results) -> Result<(), Box<dyn Error>> {
    let mut short =
        format!("{COLUMNS}\n| | headfirst | limit | best peer | budget |\n|---|--:|--:|--:|--:|\n");
    let mut long = String::from(HOW);
    for row in &ROWS {
        eprintln!("{}", row.title);
        (work(row.what).compare)(row.size);
        let lines = lines(row)?;
        long.push_str(&table(row, &lines)?);
        short.push_str(&summary(row, &lines)?);
    }
    let mut sockets = String::from(ON_A_SOCKET);
    for threads in [1, 2] {
        eprintln!("a socket, {threads} threads");
        let pages = socket::pages(threads)?;
        sockets.push_str(&socket_table(threads, &pages)?);
        if threads == 1 {
            short.push_str(&socket_summary(&pages)?);
        }
    }
    results.put(IN_SHORT, &short);
    results.put("Heads, look-ups, streams", &long);
    results.put("On a socket", &sockets);
    Ok(())
}

const HOW: &str = "\
All contenders do the same work. Before anything is counted, their heads are compared as sets of
lines, and their bodies byte by byte. Instructions are counted by callgrind, in a program whose
allocator does not count. Allocations are those of one round in another program. Time is a multiple
of the limit's, from alternating batches in one process: of the fastest batch, and the median.
";

const ON_A_SOCKET: &str = "\
hyper serves a page of 64 KiB over HTTP/1.1 on the loopback: 2,600 small writes and 5 waits for
another task. CPU is the user and system time of all threads of the server for one page: in the best
of 40 alternating rounds of 200 pages, and in the median round.
";

struct Line {
    who: &'static str,
    note: &'static str,
    instructions: u64,
    allocations: u64,
    time: wall::Ratio,
}

fn lines(row: &Row) -> Result<Vec<Line>, Box<dyn Error>> {
    let work = work(row.what);
    let contenders = (work.contenders)();
    let who: Vec<_> = contenders.iter().map(|contender| contender.who).collect();
    let allocations = allocations::count(row.what, row.size, &who)?;
    let times = wall::ratios(work, row.size, &who, 300);
    let mut lines = Vec::new();
    for ((contender, allocations), time) in contenders.iter().zip(allocations).zip(times) {
        let (who, note) = (contender.who, contender.note);
        let instructions = callgrind::instructions(row.what, row.size, who, row.rounds())?;
        lines.push(Line { who, note, instructions, allocations, time });
    }
    Ok(lines)
}

fn table(row: &Row, lines: &[Line]) -> Result<String, Box<dyn Error>> {
    let Row { what, size, title, units, .. } = row;
    let mut text = format!("\n### {title}\n\n");
    let has_frames = *what == "page";
    let frames = if has_frames { " frames |" } else { "" };
    writeln!(text, "| | instructions | of the limit | allocations |{frames} time | |")?;
    writeln!(text, "|---|--:|--:|--:|{}--:|---|", if has_frames { "--:|" } else { "" })?;
    for line in lines {
        let Line { who, note, .. } = line;
        let own = line.instructions as f64 / *units as f64;
        let ratio = line.instructions as f64 / lines[0].instructions as f64;
        write!(text, "| {who} | {} | {ratio:.2} | {} |", thousands(own), line.allocations)?;
        if has_frames {
            write!(text, " {} |", streams::frames(who, *size))?;
        }
        writeln!(text, " {:.2}, {:.2} | {note} |", line.time.fastest, line.time.median)?;
    }
    let instructions = thousands(row.budget.instructions as f64);
    let ratio = row.budget.of_limit.map_or(String::new(), |ratio| format!("{ratio:.2}"));
    let allocations = row.budget.allocations.map_or(String::new(), |count| count.to_string());
    let frames = if has_frames { format!(" {PAGE_FRAMES} |") } else { String::new() };
    let time = if has_frames { PAGE_TIMES[0].budget.to_string() } else { String::new() };
    let note = if has_frames { format!("boxed {}", PAGE_TIMES[1].budget) } else { String::new() };
    writeln!(
        text,
        "| *budget* | {instructions} | {ratio} | {allocations} |{frames} {time} | {note} |"
    )?;
    writeln!(text, "\n*The physical limit:* {}", row.limit)?;
    writeln!(text, "\n*The distance to it:* {}", row.distance)?;
    Ok(text)
}

fn is_peer(who: &str) -> bool {
    !who.starts_with("limit") && !who.starts_with("headfirst")
}

fn summary(row: &Row, lines: &[Line]) -> Result<String, Box<dyn Error>> {
    let own = |line: &Line| thousands(line.instructions as f64 / row.units as f64);
    let peers = lines.iter().filter(|line| is_peer(line.who));
    let best = peers.min_by_key(|line| line.instructions).ok_or("no peer")?;
    let headfirst = find(lines, "headfirst")?;
    let budget = thousands(row.budget.instructions as f64);
    let best_is = format!("{} ({})", own(best), best.who);
    let title = row.title;
    let mut text =
        format!("| {title} | {} | {} | {best_is} | {budget} |\n", own(headfirst), own(&lines[0]));
    if row.what == "pass" {
        let sent = find(lines, "headfirst send_body")?;
        let (own, limit) = (own(sent), own(&lines[0]));
        writeln!(
            text,
            "| chunks: the same by `send_body` | {own} | {limit} | {best_is} | {SEND_BODY} |"
        )?;
    }
    let peers = lines.iter().filter(|line| is_peer(line.who));
    let best = peers.min_by(|a, b| a.time.fastest.total_cmp(&b.time.fastest)).ok_or("no peer")?;
    let best = format!("{:.1} ({})", best.time.fastest, best.who);
    let timed: &[_] = match row.what {
        "page" => &[("page: time relative to the limit", "headfirst", Some(PAGE_TIMES[0].budget))],
        "pass" => &[
            ("chunks: time relative to the limit", "headfirst", None),
            ("chunks: time of `send_body` relative to the limit", "headfirst send_body", None),
        ],
        _ => &[],
    };
    for (title, who, most) in timed {
        let time = find(lines, who)?.time.fastest;
        let most = most.map(|most: f64| most.to_string()).unwrap_or_default();
        writeln!(text, "| {title} | {time:.2} | 1 | {best} | {most} |")?;
    }
    Ok(text)
}

fn find<'a>(lines: &'a [Line], who: &str) -> Result<&'a Line, Box<dyn Error>> {
    lines.iter().find(|line| line.who == who).ok_or_else(|| format!("no {who}").into())
}

fn socket_table(threads: usize, pages: &[Page]) -> Result<String, Box<dyn Error>> {
    let title = if threads == 1 { "One thread" } else { "Two threads" };
    let mut text = format!("\n### {title}\n\n");
    text.push_str("| | µs of CPU | median | of the limit | frames | writes to the socket | |\n");
    text.push_str("|---|--:|--:|--:|--:|--:|---|\n");
    for page in pages {
        let Page { who, note, cpu, median_cpu, frames, writes } = page;
        let ratio = cpu / pages[0].cpu;
        writeln!(
            text,
            "| {who} | {cpu:.0} | {median_cpu:.0} | {ratio:.2} | {frames} | {writes:.0} | {note} |"
        )?;
    }
    text.push_str("| *budget* | | | 1.1, and a twelfth of a frame for each write | | | |\n");
    Ok(text)
}

fn socket_summary(pages: &[Page]) -> Result<String, Box<dyn Error>> {
    let find = |who: &str| pages.iter().find(|page| page.who == who).ok_or("no such server");
    let (limit, own) = (find("limit")?.cpu, find("headfirst")?.cpu);
    let peers = pages.iter().filter(|page| is_peer(page.who));
    let best = peers.min_by(|a, b| a.cpu.total_cmp(&b.cpu)).ok_or("no peer")?;
    let best = format!("{} ({})", thousands(best.cpu), best.who);
    let budget = limit * 1.1;
    Ok(format!(
        "| 64 KiB from a socket: µs of CPU | {own:.0} | {limit:.0} | {best} | {budget:.0} |\n"
    ))
}

/// Formats a number with commas between thousands, and without a fraction.
pub fn thousands(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
