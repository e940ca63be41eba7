//! The compiler, without cargo: a program and its library are two crates, as they are for a user.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, OnceLock};
use std::{env, fs};

/// The compiler whose messages are kept word for word. Others are compared by code and line.
const PINNED: &str = "rustc 1.95.0 ";

pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

type Built = Arc<OnceLock<Result<PathBuf, String>>>;

#[derive(Default)]
pub(crate) struct Compiler {
    /// By path without its ending, such as `guide/07/step`.
    libraries: Mutex<HashMap<String, Built>>,
    pinned: OnceLock<bool>,
}

impl Compiler {
    pub(crate) fn is_pinned(&self) -> bool {
        *self.pinned.get_or_init(|| {
            let version = rustc(&["--version"]);
            String::from_utf8_lossy(&version.stdout).starts_with(PINNED)
        })
    }

    /// Compiles a library once, without warnings, and returns the path of its `.rlib`.
    pub(crate) fn library(&self, source: &str, name: &str) -> Result<PathBuf, String> {
        let built = {
            let mut libraries = self.libraries.lock().unwrap();
            libraries.entry(source.to_owned()).or_default().clone()
        };
        built
            .get_or_init(|| {
                let args = ["--crate-type=rlib", "--crate-name", name, "--deny=warnings"];
                let out = self.compile(source, "library", &args)?;
                Ok(out.join(format!("lib{name}.rlib")))
            })
            .clone()
    }

    /// Compiles the tests of a library, and runs them.
    pub(crate) fn tests(&self, source: &str) -> Result<(), String> {
        let out = self.compile(source, "tests", &["--test", "--crate-name=tests"])?;
        run(&out.join("tests"))
    }

    /// Compiles a program against a library, and runs it.
    pub(crate) fn program(&self, source: &str, name: &str, library: &Path) -> Result<(), String> {
        let dependency = format!("--extern={name}={}", library.display());
        let out = self.compile(source, &with(library), &["--crate-name=program", &dependency])?;
        run(&out.join("program"))
    }

    /// Returns the message for a program that must not compile.
    pub(crate) fn refusal(
        &self,
        source: &str,
        name: &str,
        library: &Path,
    ) -> Result<String, String> {
        let dependency = format!("--extern={name}={}", library.display());
        let args = ["--crate-name=program", "--emit=metadata", &dependency];
        match self.compile(source, &with(library), &args) {
            Ok(_) => Err(format!("{source} compiles")),
            Err(message) => Ok(message),
        }
    }

    /// Returns the output of rustc for a program: `llvm-ir` or `asm`, with this optimization.
    pub(crate) fn emit(
        &self,
        program: &str,
        name: &str,
        library: &Path,
        what: &str,
        level: &str,
    ) -> Result<String, String> {
        let out =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("costs/{name}-{what}-{level}"));
        fs::create_dir_all(&out).unwrap();
        let (source, emitted) = (out.join("pages.rs"), out.join("pages.out"));
        fs::write(&source, program).unwrap();
        let output = rustc(&[
            "--edition=2024",
            "--crate-type=lib",
            "-Ccodegen-units=1",
            &format!("-Copt-level={level}"),
            &format!("--emit={what}={}", emitted.display()),
            &format!("--extern=table={}", library.display()),
            source.to_str().unwrap(),
        ]);
        if !output.status.success() {
            return Err(message(&output));
        }
        Ok(fs::read_to_string(emitted).unwrap())
    }

    fn compile(&self, source: &str, kind: &str, args: &[&str]) -> Result<PathBuf, String> {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{source}.{kind}"));
        fs::create_dir_all(&out).unwrap();
        // The limits of a library are those of an earlier chapter's.
        let earlier: &[_] = match source {
            "guide/11/step" => &[("table", "guide/10/step")],
            "guide/12/step" => &[("table", "guide/10/step"), ("flag", "guide/01/flag")],
            _ => &[],
        };
        let earlier = earlier.iter().map(|&(name, source)| {
            let library = self.library(source, name)?;
            Ok(format!("--extern={name}={}", library.display()))
        });
        let earlier = earlier.collect::<Result<Vec<_>, String>>()?;
        let out_dir = format!("--out-dir={}", out.display());
        let mut all = vec!["--edition=2024", "--color=never", "--allow=dead_code", &out_dir];
        all.extend(args);
        all.extend(earlier.iter().map(String::as_str));
        let file = format!("{source}.rs");
        all.push(&file);
        let output = rustc(&all);
        if output.status.success() { Ok(out) } else { Err(message(&output)) }
    }
}

/// A folder of its own for each library that a program is compiled with.
fn with(library: &Path) -> String {
    let folder = library.parent().and_then(Path::file_stem).unwrap_or_default();
    format!("with-{}", folder.to_string_lossy())
}

fn rustc(args: &[&str]) -> Output {
    let rustc = env::var_os("RUSTC").unwrap_or("rustc".into());
    Command::new(rustc).args(args).current_dir(ROOT).output().unwrap()
}

/// Returns the messages of rustc, without paths of this machine.
fn message(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let mut lines = Vec::new();
    let mut is_std = false;
    for line in text.lines().take_while(|line| !line.starts_with("error: aborting")) {
        if let (Some(start), Some(end)) = (line.find("--> /"), line.find("/library/")) {
            lines.push(format!("{}--> $RUST{}", &line[..start], &line[end..]));
            is_std = true;
            continue;
        }
        // With the component `rust-src`, rustc quotes the standard library.
        let quoted = line.split_once('|').is_some_and(|(_, code)| !code.is_empty());
        is_std &= quoted || line.trim_start() == "|";
        if !(is_std && quoted) {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n").trim_end().to_owned() + "\n"
}

fn run(program: &Path) -> Result<(), String> {
    let output = Command::new(program).current_dir(ROOT).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&text).into_owned()) }
}
