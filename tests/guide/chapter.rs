//! The programs of a chapter, and what must hold of each.

use std::fs;
use std::path::Path;

use crate::compiler::{Compiler, ROOT};

/// A program that must be refused marks the line of its mistake with a code and, if the library words the
/// message, with a part of it: `//~ E0277 cannot be locked`. As in rustc's own tests, `//~^` marks the line
/// above.
pub(crate) struct Mark {
    pub(crate) line: usize,
    pub(crate) code: String,
    words: String,
}

impl Mark {
    pub(crate) fn of(program: &str) -> Result<Option<Self>, String> {
        let marked = program.lines().enumerate().filter_map(|(index, line)| {
            let (_, mark) = line.split_once("//~")?;
            let (above, mark) = mark.split_once(' ')?;
            let (code, words) = mark.split_once(' ').unwrap_or((mark, ""));
            let line = index + 1 - above.len();
            Some(Self { line, code: code.to_owned(), words: words.to_owned() })
        });
        let mut marked: Vec<_> = marked.collect();
        if marked.len() > 1 {
            return Err(String::from("more than one line is marked"));
        }
        Ok(marked.pop())
    }

    /// Whether a message is the one that is marked, and the only one.
    pub(crate) fn check(&self, source: &str, message: &str) -> Result<(), String> {
        let errors: Vec<_> = message.lines().filter(|line| line.starts_with("error")).collect();
        let has_code = match errors[..] {
            [error] if self.code.starts_with('E') => {
                error.starts_with(&format!("error[{}]", self.code))
            }
            [error] => error.starts_with("error: "),
            _ => return Err(format!("one error is expected:\n{message}")),
        };
        let place = message.lines().find(|line| line.trim_start().starts_with("--> "));
        let is_there = place.is_some_and(|at| at.contains(&format!("{source}.rs:{}:", self.line)));
        // rustc quotes the marked line, which contains the words itself.
        let has_words =
            message.lines().any(|line| !line.contains("//~") && line.contains(&self.words));
        if has_code && is_there && has_words {
            return Ok(());
        }
        let Self { line, code, words } = self;
        Err(format!("expected {code} in line {line} with \"{words}\":\n{message}"))
    }
}

pub(crate) fn read(source: &str) -> String {
    let path = Path::new(ROOT).join(format!("{source}.rs"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The programs of a chapter that begin with this, as paths without their ending, in order.
pub(crate) fn programs(chapter: &str, start: &str) -> Vec<String> {
    let files = fs::read_dir(Path::new(ROOT).join("guide").join(chapter)).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let names = names.filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()));
    let mut names: Vec<_> = names.filter(|name| name.starts_with(start)).collect();
    names.sort();
    names.iter().map(|name| format!("guide/{chapter}/{name}")).collect()
}

/// The libraries of a chapter: the step, and others to compare it with.
pub(crate) fn libraries(chapter: &str) -> Vec<String> {
    const OTHERS: [&str; 5] = ["mistake_", "use_", "exercise", "solution", "check_"];
    let is_other = |path: &String| OTHERS.iter().any(|other| path.contains(&format!("/{other}")));
    programs(chapter, "").into_iter().filter(|path| !is_other(path)).collect()
}

/// The name of a library, for programs that use it.
pub(crate) fn name(library: &str) -> &'static str {
    match library {
        "guide/01/flag" => "flag",
        "guide/11/step" | "guide/12/step" => "limits",
        _ => "table",
    }
}

/// The library that a program uses.
fn library_of(program: &str) -> String {
    let library = match program {
        "guide/01/mistake_a_ignore_result" => "guide/01/flag",
        "guide/07/mistake_a_bound_on_impl" => "guide/07/bound_on_impl",
        "guide/07/mistake_b_bound_on_method" => "guide/07/without_do_not_recommend",
        _ if program.starts_with("guide/11/") || program.starts_with("guide/12/") => {
            "guide/10/step"
        }
        _ => return format!("{}/step", &program[..8]),
    };
    library.to_owned()
}

/// A step has no warnings, and its tests pass.
pub(crate) fn step(compiler: &Compiler, library: &str) -> Result<(), String> {
    compiler.library(library, name(library))?;
    compiler.tests(library)
}

/// A program that uses the step runs.
pub(crate) fn user(compiler: &Compiler, source: &str) -> Result<(), String> {
    let library = compiler.library(&library_of(source), "table")?;
    compiler.program(source, "table", &library)
}

/// A mistake is refused as its file says. With `bless`, that is written anew.
pub(crate) fn mistake(compiler: &Compiler, source: &str, bless: bool) -> Result<(), String> {
    let mark = Mark::of(&read(source))?.ok_or("no line is marked")?;
    let library = library_of(source);
    let library = compiler.library(&library, name(&library))?;
    let message = compiler.refusal(source, "table", &library)?;
    mark.check(source, &message)?;
    let path = Path::new(ROOT).join(format!("{source}.stderr"));
    if bless {
        fs::write(&path, &message).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if compiler.is_pinned() && kept != message {
        return Err(format!("the message has changed; it was:\n{kept}\nnow it is:\n{message}"));
    }
    Ok(())
}

/// Whether a check holds of an exercise or of its solution.
pub(crate) fn check(compiler: &Compiler, exercise: &str, check: &str) -> Result<(), String> {
    let library = compiler.library(exercise, "exercise")?;
    match Mark::of(&read(check))? {
        None => compiler.program(check, "exercise", &library),
        Some(mark) => mark.check(check, &compiler.refusal(check, "exercise", &library)?),
    }
}

/// An exercise compiles, and is not solved. It is `exercise`, unless another program takes its place.
pub(crate) fn unsolved(compiler: &Compiler, chapter: &str, program: &str) -> Result<(), String> {
    let exercise = format!("guide/{chapter}/{program}");
    compiler.library(&exercise, "exercise")?;
    let checks = programs(chapter, "check_");
    if checks.iter().all(|path| check(compiler, &exercise, path).is_ok()) {
        return Err(String::from("the exercise is already solved"));
    }
    Ok(())
}
