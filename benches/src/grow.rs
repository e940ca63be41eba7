//! The growth of the costs: curves, and the cost of one more unit.

use std::error::Error;
use std::fmt::Write;
use std::process::Command;
use std::{env, fs};

use headfirst_benches::work;

use crate::callgrind;
use crate::costs::thousands;
use crate::plot::{Curve, svg};
use crate::results::Results;

/// Work of growing size.
struct Growth {
    file: &'static str,
    title: &'static str,
    what: &'static str,
    who: &'static [&'static str],
    of: &'static str,
    sizes: &'static [usize],
    is_log: bool,
}

const FEW: &[usize] = &[0, 1, 2, 5, 10, 20, 30, 40, 50];

const GROWTHS: [Growth; 7] = [
    Growth {
        file: "cookies-set",
        title: "Setting cookies",
        what: "head",
        who: &["limit", "headfirst", "axum-extra CookieJar"],
        of: "cookies",
        sizes: FEW,
        is_log: false,
    },
    Growth {
        file: "cookies-read",
        title: "Looking up an absent cookie",
        what: "read",
        who: &["limit", "headfirst", "cookie, parsed one by one"],
        of: "cookies of the request",
        sizes: FEW,
        is_log: false,
    },
    Growth {
        file: "fields",
        title: "Setting headers",
        what: "fields",
        who: &["limit", "headfirst"],
        of: "headers",
        sizes: FEW,
        is_log: false,
    },
    Growth {
        file: "writes",
        title: "Small writes, awaited",
        what: "page",
        who: &["limit", "headfirst", "async-stream"],
        of: "writes of 10 to 40 bytes",
        sizes: &[1, 10, 100, 1_000, 10_000, 100_000, 1_000_000],
        is_log: true,
    },
    Growth {
        file: "content",
        title: "Content, in awaited writes of 1 KiB",
        what: "content",
        who: &["limit", "headfirst"],
        of: "KiB",
        sizes: &[1, 16, 256, 4 * 1024, 64 * 1024, 1024 * 1024],
        is_log: true,
    },
    Growth {
        file: "boundaries",
        title: "Boundaries and parts, each of which waits once",
        what: "boundaries",
        who: &["boundaries", "parts"],
        of: "boundaries or parts",
        sizes: &[1, 10, 100, 1_000, 10_000],
        is_log: true,
    },
    Growth {
        file: "layers",
        title: "Layers of middleware, each in a box",
        what: "layers",
        who: &["each continues", "each sets a cookie"],
        of: "layers",
        sizes: &[0, 1, 2, 4, 8, 16, 24, 32],
        is_log: false,
    },
];

const HOW: &str = "\
Instructions of one round. *One more* is the slope of the straight line through the points (least
squares). The *exponent* is that of the curve in its larger half: 1 is linear. Memory is the growth
of the peak memory of the process while it creates one page of the largest size.
";

pub fn measure(results: &mut Results) -> Result<(), Box<dyn Error>> {
    let plots = concat!(env!("CARGO_MANIFEST_DIR"), "/plots");
    fs::create_dir_all(plots)?;
    let mut text = format!("{HOW}\n| | | one more | exponent | at most | memory |\n");
    text.push_str("|---|---|--:|--:|--:|--:|\n");
    let mut shown = String::new();
    for growth in &GROWTHS {
        let Growth { file, title, of, is_log, .. } = growth;
        eprintln!("{title}");
        let curves = curves(growth)?;
        for (curve, who) in curves.iter().zip(growth.who) {
            text.push_str(&line(growth, who, curve)?);
        }
        fs::write(
            format!("{plots}/{file}.svg"),
            svg(title, (of, "instructions"), *is_log, &curves),
        )?;
        writeln!(shown, "\n![{title}](plots/{file}.svg)")?;
    }
    results.put("How cost grows", &format!("{text}{shown}"));
    Ok(())
}

fn curves(growth: &Growth) -> Result<Vec<Curve>, Box<dyn Error>> {
    let mut curves = Vec::new();
    for who in growth.who {
        let mut points = Vec::new();
        for &size in growth.sizes {
            let is_small = size <= 100 && growth.what != "content";
            let rounds = if is_small { (20, 40) } else { (1, 2) };
            let instructions = callgrind::instructions(growth.what, size, who, rounds)?;
            points.push((size as f64, instructions as f64));
        }
        let name = if *who == "limit" { "limit, by hand" } else { who };
        curves.push(Curve { name: name.to_owned(), points });
    }
    // All contenders do this work.
    (work(growth.what).compare)(growth.sizes[growth.sizes.len() / 2]);
    Ok(curves)
}

fn line(growth: &Growth, who: &str, curve: &Curve) -> Result<String, Box<dyn Error>> {
    let largest = growth.sizes.last().copied().unwrap_or_default();
    let memory = memory(growth.what, largest, who)?;
    let points = &curve.points;
    let (exponent, slope) = (exponent(points), slope(points));
    let (title, of) = (growth.title, growth.of);
    let at_most = thousands(points.last().map_or(0.0, |point| point.1));
    Ok(format!(
        "| {title} | {who} | {} | {exponent:.2} | {at_most} for {} {of} | {} KiB |\n",
        thousands(slope),
        thousands(largest as f64),
        thousands(memory as f64)
    ))
}

/// Returns the slope of the least-squares line through the points.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean_x = points.iter().map(|point| point.0).sum::<f64>() / count;
    let mean_y = points.iter().map(|point| point.1).sum::<f64>() / count;
    let along: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    along / points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>()
}

/// Returns the exponent of the curve from the middle point to the last.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let (from, to) = (points[points.len() / 2], points[points.len() - 1]);
    (to.1 / from.1).ln() / (to.0 / from.0).ln()
}

/// Returns the growth of the peak memory of a process in one round, in KiB.
fn memory(what: &str, size: usize, who: &str) -> Result<u64, Box<dyn Error>> {
    let output = Command::new(env::current_exe()?)
        .args(["--peak", what, &size.to_string(), who])
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// Runs one round, and prints the growth of the peak memory in KiB.
pub fn peak(what: &str, size: usize, who: &str) -> Result<(), Box<dyn Error>> {
    let work = work(what);
    // Memory that every size needs, such as that of the runtime.
    work.prepare(who, 1)();
    let round = work.prepare(who, size);
    let before = high_water()?;
    round();
    println!("{}", high_water()? - before);
    Ok(())
}

fn high_water() -> Result<u64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim_end_matches("kB").trim().parse()?)
}
