//! Instructions and allocations of heads and look-ups, of headfirst and what else one would use.
//!
//! `cargo run --release --manifest-path benches/Cargo.toml` prints the table. Instructions are
//! counted by callgrind, as the difference between 200 rounds and 100; without valgrind they are
//! left out. They include those of the counter of allocations. `-- --check` fails when headfirst
//! allocates otherwise than `ROWS` says, or needs over a quarter more instructions than it did.

mod heads;
mod reads;

use std::hint::black_box;
use std::process::{Command, ExitCode};

/// A row: what is done, of what size, and what headfirst needs for it.
struct Row {
    what: &'static str,
    size: usize,
    instructions: u64,
    allocations: u64,
}

const ROWS: [Row; 6] = [
    Row { what: "head", size: 1, instructions: 3_641, allocations: 4 },
    Row { what: "head", size: 3, instructions: 6_093, allocations: 7 },
    Row { what: "head", size: 10, instructions: 16_550, allocations: 16 },
    Row { what: "read", size: 1, instructions: 209, allocations: 0 },
    Row { what: "read", size: 10, instructions: 866, allocations: 0 },
    Row { what: "read", size: 40, instructions: 3_435, allocations: 0 },
];

fn contenders(what: &str) -> Vec<&'static str> {
    match what {
        "head" => heads::CONTENDERS.iter().map(|contender| contender.0).collect(),
        _ => reads::CONTENDERS.iter().map(|contender| contender.0).collect(),
    }
}

/// Does the work so often, and returns how much was allocated meanwhile.
fn run(what: &str, size: usize, who: &str, rounds: usize) -> u64 {
    let counted = |work: &dyn Fn()| {
        work();
        allocation_counter::measure(|| (0..rounds).for_each(|_| work())).count_total
    };
    if what == "head" {
        let (_, make) = heads::CONTENDERS.iter().find(|contender| contender.0 == who).unwrap();
        return counted(&|| drop(black_box(make(size))));
    }
    let (_, look_up) = reads::CONTENDERS.iter().find(|contender| contender.0 == who).unwrap();
    let sent = reads::sent(size);
    counted(&|| {
        black_box(look_up(black_box(&sent), "absent"));
    })
}

fn instructions(what: &str, size: usize, who: &str) -> Option<u64> {
    let count = |rounds: u64| {
        let file = std::env::temp_dir().join(format!("headfirst-callgrind-{}", std::process::id()));
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", &format!("--callgrind-out-file={}", file.display())])
            .arg(std::env::current_exe().ok()?)
            .args(["--one", what, &size.to_string(), who, &rounds.to_string()])
            .output()
            .ok()?;
        let _ = std::fs::remove_file(file);
        let text = String::from_utf8(output.stderr).ok()?;
        text.split_once("Collected : ")?.1.split_whitespace().next()?.parse::<u64>().ok()
    };
    Some((count(200)?.saturating_sub(count(100)?)) / 100)
}

/// All contenders do the same work.
fn compare() {
    for size in [1, 3, 10] {
        let lines = heads::CONTENDERS.map(|(_, make)| heads::lines(&make(size)));
        assert!(lines.iter().all(|other| *other == lines[0]), "{lines:#?}");
    }
    for size in [1, 10, 40] {
        let sent = reads::sent(size);
        for name in ["absent", "cookie0", "cookie9"] {
            let found = reads::CONTENDERS.map(|(_, look_up)| look_up(&sent, name));
            assert!(found.iter().all(|other| *other == found[0]), "{name}: {found:?}");
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [one, what, size, who, rounds] = &arguments[..] {
        assert_eq!(one, "--one");
        run(what, size.parse().unwrap(), who, rounds.parse().unwrap());
        return ExitCode::SUCCESS;
    }
    let check = arguments == ["--check"];
    compare();
    let mut kept = true;
    println!("| what | who | instructions | allocations |\n|---|---|--:|--:|");
    for row in ROWS {
        for who in contenders(row.what) {
            if check && who != "headfirst" {
                continue;
            }
            let allocations = run(row.what, row.size, who, 100) / 100;
            let instructions = instructions(row.what, row.size, who);
            let shown = instructions.map_or(String::from("no valgrind"), |count| count.to_string());
            println!("| {} {} | {who} | {shown} | {allocations} |", row.what, row.size);
            if who == "headfirst" {
                let slack = row.instructions + row.instructions / 4;
                kept &= allocations == row.allocations && instructions.is_none_or(|n| n <= slack);
            }
        }
    }
    if check && !kept {
        eprintln!("headfirst needs more than it did: see ROWS in benches/src/main.rs");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
