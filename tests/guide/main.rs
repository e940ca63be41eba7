//! The guide: its steps work, its mistakes are refused as it says, its exercises can be solved.
//!
//! `cargo test --test guide` checks all of it. `cargo test --test guide exercise_07` checks what a reader has
//! written in `guide/07/exercise.rs`. `TRYBUILD=overwrite` rewrites the messages and what the pages show.

mod chapter;
mod compiler;
mod costs;
mod pages;

use std::env;
use std::sync::Arc;

use compiler::Compiler;
use libtest_mimic::{Arguments, Failed, Trial};

fn main() {
    let arguments = Arguments::from_args();
    // A reader's own program has to pass; what is in the repository has to be left to do.
    let reader = arguments.filter.as_ref().is_some_and(|filter| filter.starts_with("exercise"));
    let compiler = Arc::new(Compiler::default());
    let chapters: Vec<_> = (1..=12).map(|number| format!("{number:02}")).collect();
    let trials = chapters.iter().flat_map(|chapter| {
        if reader { exercise(&compiler, chapter) } else { programs(&compiler, chapter) }
    });
    let mut trials: Vec<_> = trials.collect();
    if !reader {
        let bless = bless();
        trials.extend(pages::pages().into_iter().map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let compiler = Arc::clone(&compiler);
            Trial::test(format!("page_{name}"), move || {
                pages::page(&path, bless)?;
                failed(match &*name {
                    "12" => costs::table(&compiler, bless),
                    "design" => costs::sizes(&compiler, bless),
                    _ => Ok(()),
                })
            })
        }));
        trials.push(Trial::test("a_solved_exercise_is_found", move || {
            let solved =
                chapters.iter().filter(|c| chapter::unsolved(&compiler, c, "solution").is_err());
            if solved.count() == chapters.len() {
                Ok(())
            } else {
                Err("not in every chapter".into())
            }
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn bless() -> bool {
    env::var_os("TRYBUILD").is_some_and(|how| how == "overwrite")
}

fn failed(verdict: Result<(), String>) -> Result<(), Failed> {
    verdict.map_err(Failed::from)
}

/// The last part of a path.
fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The check of a trial.
type Check = Box<dyn Fn(&Compiler) -> Result<(), String> + Send>;

/// All that the repository has for a chapter.
fn programs(compiler: &Arc<Compiler>, chapter: &str) -> Vec<Trial> {
    let mut trials = Vec::new();
    let mut add = |name: String, check: Check| {
        let compiler = Arc::clone(compiler);
        trials.push(Trial::test(name, move || failed(check(&compiler))));
    };
    for library in chapter::libraries(chapter) {
        let name = format!("{}_{chapter}", stem(&library));
        add(name, Box::new(move |compiler| chapter::step(compiler, &library)));
    }
    for user in chapter::programs(chapter, "use_") {
        let name = stem(&user).replace("use", &format!("use_{chapter}"));
        add(name, Box::new(move |compiler| chapter::user(compiler, &user)));
    }
    let bless = bless();
    for mistake in chapter::programs(chapter, "mistake_") {
        let name = stem(&mistake).replace("mistake", &format!("mistake_{chapter}"));
        add(name, Box::new(move |compiler| chapter::mistake(compiler, &mistake, bless)));
    }
    for check in chapter::programs(chapter, "check_") {
        let solution = format!("guide/{chapter}/solution");
        let name = stem(&check).replace("check", &format!("solution_{chapter}"));
        add(name, Box::new(move |compiler| chapter::check(compiler, &solution, &check)));
    }
    let name = format!("unsolved_{chapter}");
    let chapter = chapter.to_owned();
    add(name, Box::new(move |compiler| chapter::unsolved(compiler, &chapter, "exercise")));
    trials
}

/// Checks the program of a reader.
fn exercise(compiler: &Arc<Compiler>, chapter: &str) -> Vec<Trial> {
    let checks = chapter::programs(chapter, "check_").into_iter();
    let trials = checks.map(|check| {
        let name = stem(&check).replace("check", &format!("exercise_{chapter}"));
        let (compiler, exercise) = (Arc::clone(compiler), format!("guide/{chapter}/exercise"));
        Trial::test(name, move || failed(chapter::check(&compiler, &exercise, &check)))
    });
    trials.collect()
}
