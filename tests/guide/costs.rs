//! The numbers of the guide: code for many pages, with three libraries that do the same; and sizes.

use std::fs;
use std::path::Path;

use headfirst::{Action, Answered, Cacheable, Head, Middleware, Response, Shell, Streaming};

use crate::compiler::{Compiler, ROOT};

const PAGES: usize = 200;
/// The name of a library in `guide/12`, and what the table calls it.
const LIBRARIES: [(&str, &str); 3] = [
    ("plain", "a flag"),
    ("phases", "phases, with all of `stream` generic over the callback"),
    ("split", "phases, with only the call of the callback generic"),
];

/// LLVM IR lines without optimization, the same with it, and machine instructions with it.
type Costs = [usize; 3];

fn costs(compiler: &Compiler, library: &str) -> Result<Costs, String> {
    let table = compiler.library(&format!("guide/12/{library}"), "table")?;
    let page = |number| {
        let body = format!(
            "let mut table = Table::default(); table.column(\"name\"); \
             table.stream(|rows| {{ rows.row(\"{number}\"); }})"
        );
        format!("pub fn page_{number}() -> String {{ {body} }}\n")
    };
    let pages: String = (0..PAGES).map(page).collect();
    let source = format!("use table::Table;\n{pages}");
    let lines = |text: String| text.lines().filter(|line| !line.is_empty()).count();
    // Neither a label nor a directive.
    let instructions = |text: String| {
        text.lines().filter(|line| line.starts_with('\t') && !line.starts_with("\t.")).count()
    };
    Ok([
        lines(compiler.emit(&source, library, &table, "llvm-ir", "0")?),
        lines(compiler.emit(&source, library, &table, "llvm-ir", "3")?),
        instructions(compiler.emit(&source, library, &table, "asm", "3")?),
    ])
}

/// The sizes of a response are those that the page says.
pub(crate) fn sizes(compiler: &Compiler, bless: bool) -> Result<(), String> {
    macro_rules! sizes {
        ($($phase:ident)*) => { [$((stringify!($phase), size_of::<Response<$phase>>())),*] };
    }
    let sizes = sizes![Middleware Action Head Shell Cacheable Answered Streaming];
    let (names, sizes): (Vec<_>, Vec<_>) =
        sizes.iter().map(|(name, size)| (format!("`{name}`"), size.to_string())).unzip();
    let rule = vec!["--:"; names.len()].join("|");
    let table = format!("| {} |\n|{rule}|\n| {} |\n", names.join(" | "), sizes.join(" | "));
    let is_exact = compiler.is_pinned() && cfg!(target_pointer_width = "64");
    replace("docs/guide/design.md", "sizes", &table, is_exact, bless)
}

/// The part of a page between two comments.
fn replace(page: &str, name: &str, new: &str, is_exact: bool, bless: bool) -> Result<(), String> {
    let path = Path::new(ROOT).join(page);
    let text = fs::read_to_string(&path).unwrap();
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&start).ok_or("there is no table")?;
    let (known, after) = rest.split_once(&end).ok_or("the table does not end")?;
    if bless {
        fs::write(path, format!("{before}{start}{new}{end}{after}")).unwrap();
    } else if is_exact && known != new {
        return Err(format!("it was:\n{known}now it is:\n{new}"));
    }
    Ok(())
}

/// The table of the last chapter is as measured, on the machines that it is for. On others, only its conclusion is checked.
pub(crate) fn table(compiler: &Compiler, bless: bool) -> Result<(), String> {
    let mut measured = Vec::new();
    let mut rows = String::from(
        "| | LLVM IR lines, unoptimized | LLVM IR lines, optimized | instructions |\n|---|--:|--:|--:|\n",
    );
    for (library, name) in LIBRARIES {
        let costs = costs(compiler, library)?;
        let [debug, release, instructions] = costs.map(grouped);
        rows += &format!("| {name} | {debug} | {release} | {instructions} |\n");
        measured.push(costs);
    }
    let [plain, phases, split] = measured[..] else { return Err(String::from("three libraries")) };
    if split[1] * 2 > phases[1] || split[2] > plain[2] {
        return Err(format!("the table no longer says what the text does:\n{rows}"));
    }
    let is_exact = compiler.is_pinned() && cfg!(all(target_arch = "x86_64", target_os = "linux"));
    replace("docs/guide/12.md", "costs", &rows, is_exact, bless)
}

/// With a comma between thousands.
fn grouped(number: usize) -> String {
    match number {
        ..1_000 => number.to_string(),
        _ => format!("{},{:03}", number / 1_000, number % 1_000),
    }
}
