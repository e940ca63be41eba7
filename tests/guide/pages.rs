//! The pages of the guide show the programs as they are.
//!
//! A page names a file in a comment, `<!-- guide/07/step.rs -->`, and the block after it is that file.
//! `TRYBUILD=overwrite` rewrites the blocks, as it does the messages.

use std::path::{Path, PathBuf};
use std::{fs, iter};

use crate::chapter::{self, Mark};
use crate::compiler::ROOT;

/// The pages: of chapters, those after them, and of migrations.
pub(crate) fn pages() -> Vec<PathBuf> {
    let folders = ["docs/guide", "docs/migrate"].map(|folder| Path::new(ROOT).join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut pages: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    pages.sort();
    pages
}

/// A page shows what its files have.
pub(crate) fn page(path: &Path, bless: bool) -> Result<(), String> {
    let text = fs::read_to_string(path).unwrap();
    let shown = with_files(&text)?;
    if bless {
        fs::write(path, &shown).unwrap();
    } else if text != shown {
        return Err(String::from("a block is not as its file is; TRYBUILD=overwrite rewrites it"));
    }
    names_files_that_exist(&text)?;
    let chapter = path.file_stem().unwrap().to_str().unwrap();
    // A page that is no chapter.
    if chapter.parse::<u8>().is_err() {
        return Ok(());
    }
    for program in chapter::programs(chapter, "") {
        let is_check = program.contains("/check_");
        let file = format!("{program}.rs -->");
        if is_check && text.contains(&file) {
            return Err(format!("{program} is for the exercise alone"));
        }
        if !is_check && !text.contains(&file) {
            return Err(format!("{program} is not shown"));
        }
    }
    Ok(())
}

fn with_files(page: &str) -> Result<String, String> {
    let mut lines = page.lines().peekable();
    let mut shown = Vec::new();
    while let Some(line) = lines.next() {
        shown.push(line.to_owned());
        let file = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"));
        let Some(file) = file.filter(|name| name.contains('.')) else { continue };
        lines.next_if(|line| *line == caption(file));
        if lines.next_if(|line| line.starts_with("```")).is_some() {
            lines.by_ref().find(|line| line.starts_with("```"));
        }
        if file.ends_with(".rs") {
            shown.push(caption(file));
        }
        shown.extend(block(file)?);
    }
    Ok(shown.join("\n") + "\n")
}

/// The name of a file, above what it has.
fn caption(file: &str) -> String {
    format!("`{file}`:")
}

/// The lines of a block for a file, fences included.
fn block(file: &str) -> Result<Vec<String>, String> {
    let path = Path::new(ROOT).join(file);
    let text = fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
    let Some(source) = file.strip_suffix(".rs") else {
        return Ok(fenced("text", &text, ""));
    };
    if Mark::of(&text)?.is_some() {
        // Rustdoc only knows that they fail; `chapter::mistake` proves with what library, and how.
        return Ok(fenced("rust,compile_fail", &text, ""));
    }
    let text = without_tests(&text);
    let hidden = |text: &str| text.lines().map(|line| format!("# {line}\n")).collect::<String>();
    let main = "# fn main() {}\n";
    let beside = |library: &str| {
        format!("# mod table {{\n{}# }}\n", hidden(&without_tests(&chapter::read(library))))
    };
    Ok(match source.split('/').collect::<Vec<_>>()[..] {
        // They use the library of chapter 10.
        ["guide", "11" | "12", "step"] => fenced("rust", &text, &(beside("guide/10/step") + main)),
        ["guide", chapter, program] if program.starts_with("use_") => {
            fenced("rust", &text, &beside(&format!("guide/{chapter}/step")))
        }
        // Only what is new is shown.
        ["guide", chapter @ ("06" | "07" | "08" | "09" | "10"), "step"] => {
            let before = format!("guide/{:02}/step", chapter.parse::<u8>().unwrap() - 1);
            let before = without_tests(&chapter::read(&before));
            let before = items(&before);
            let is_new = |item: &&String| {
                !before.contains(item)
                    && !item.starts_with("use data::")
                    && !item.starts_with("//! ")
            };
            let (new, old): (Vec<_>, Vec<_>) =
                items(&text).into_iter().partition(|item| is_new(&item));
            let old = old.into_iter().filter(|item| !item.starts_with("//! ")).collect::<String>();
            fenced("rust", &new.join("\n"), &(hidden(&old) + main))
        }
        _ if text.contains("\nmod ") => fenced("rust", &text, main),
        _ => fenced("rust", &text, ""),
    })
}

fn fenced(language: &str, text: &str, hidden: &str) -> Vec<String> {
    let lines = text.lines().chain(hidden.lines());
    let lines = iter::once(format!("```{language}")).chain(lines.map(str::to_owned));
    lines.chain(iter::once(String::from("```"))).collect()
}

fn without_tests(text: &str) -> String {
    let tests = ["\n#[test]", "\n#[cfg(test)]"].iter().filter_map(|start| text.find(start)).min();
    text[..tests.unwrap_or(text.len())].to_owned()
}

/// The items of a file, which an empty line and no indentation tell apart.
fn items(text: &str) -> Vec<String> {
    let mut items = vec![String::new()];
    let mut is_after_empty = false;
    for line in text.lines() {
        let starts = is_after_empty && !line.starts_with([' ', '}']) && !line.is_empty();
        if starts {
            items.push(String::new());
        }
        is_after_empty = line.is_empty();
        let item = items.last_mut().unwrap();
        *item += line;
        item.push('\n');
    }
    items.iter().map(|item| item.trim_end().to_owned() + "\n").collect()
}

/// A path in backticks is one of this package.
fn names_files_that_exist(page: &str) -> Result<(), String> {
    let mut is_code = false;
    for line in page.lines() {
        is_code ^= line.starts_with("```");
        let quoted = line.split('`').skip(1).step_by(2).filter(|_| !is_code);
        for path in
            quoted.filter(|text| text.contains('/') && !text.contains([' ', '*', '<', '(', ':']))
        {
            let is_here = ["src", "tests", "ui-tests", "docs", "examples", "guide", "benches"]
                .iter()
                .any(|folder| path.starts_with(&format!("{folder}/")));
            if is_here && !Path::new(ROOT).join(path).exists() {
                return Err(format!("there is no {path}"));
            }
        }
    }
    Ok(())
}
