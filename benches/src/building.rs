//! The build costs of headfirst: crates, CPU, the time of a check, and text for each handler.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs, process, str};

use crate::costs::thousands;
use crate::handlers;
use crate::results::Results;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const WITHOUT: &str = "bytes = \"1\"\ncookie = \"0.18\"\nhttp = \"1\"\nhttp-body = \"1\"\n";
const CASE: &str = "ui-tests/fail/cookies/set_cookie_in_render.rs";

const HOW: &str = "\
CPU is the user and system time of a clean build, the best of three, of a package that depends on
`http`, `http-body`, `bytes` and `cookie`, and of one that also depends on `headfirst`. A case is a
`cargo check` of a program that must not compile, when everything else is built. Builds are not
incremental, as cargo builds registry packages. Text is the code that one more handler with its own
render function adds to a release binary: two writes with a wait between them.
";

pub fn measure(results: &mut Results) -> Result<(), Box<dyn Error>> {
    let headfirst = format!("headfirst = {{ path = {:?} }}\n", fs::canonicalize(ROOT)?);
    let with = Package::new("with", &format!("{WITHOUT}{headfirst}"))?;
    let without = Package::new("without", WITHOUT)?;
    let mut text = format!("{HOW}\n| | | budget |\n|---|--:|--:|\n");
    writeln!(text, "| crates of the core, including itself | {} | 14 |", with.crates()?)?;
    for (profile, flags, budget) in [("debug", &[][..], "1.5"), ("release", &["--release"][..], "")]
    {
        eprintln!("building, {profile}");
        let best = |package: &Package| -> Result<f64, Box<dyn Error>> {
            let times =
                (0..3).map(|_| package.clean_build(flags)).collect::<Result<Vec<_>, _>>()?;
            Ok(times.into_iter().fold(f64::INFINITY, f64::min))
        };
        let (least, own) = (best(&without)?, best(&with)?);
        let beyond = own - least;
        writeln!(text, "| {profile} build without headfirst: s of CPU | {least:.2} | |")?;
        writeln!(text, "| {profile} build with headfirst, in addition | {beyond:.2} | {budget} |")?;
    }
    writeln!(text, "| a case that must not compile: s | {:.2} | |", with.check_case()?)?;
    eprintln!("building handlers");
    for (who, of) in [
        ("headfirst", handlers::headfirst as fn(usize) -> String),
        ("a `Body` by hand", handlers::by_hand),
    ] {
        let sizes = with.text(of, [1, 10, 50])?;
        let each = (sizes[2] - sizes[1]) as f64 / 40.0;
        let whole = thousands(sizes[0] as f64);
        let each = thousands(each);
        writeln!(text, "| {who}: bytes of text for one more handler | {each} | |")?;
        writeln!(text, "| {who}: bytes of text of a binary with one handler | {whole} | |")?;
    }
    results.put("To build", &text);
    Ok(())
}

/// A package in a directory of its own.
struct Package(PathBuf);

impl Package {
    fn new(name: &str, dependencies: &str) -> Result<Self, Box<dyn Error>> {
        let place = env::temp_dir().join(format!("headfirst-{name}-{}", process::id()));
        fs::create_dir_all(place.join("src/bin"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{dependencies}"
        );
        fs::write(place.join("Cargo.toml"), manifest)?;
        fs::write(place.join("src/lib.rs"), "")?;
        // The versions that the library is built with.
        fs::copy(Path::new(ROOT).join("Cargo.lock"), place.join("Cargo.lock"))?;
        Ok(Self(place))
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // The variables of the cargo that runs this program do not apply.
        cargo.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS");
        // As a path dependency, headfirst would be built incrementally.
        cargo.env("CARGO_INCREMENTAL", "0");
        cargo.args(arguments).arg("--quiet").current_dir(&self.0).stderr(Stdio::null());
        cargo
    }

    fn crates(&self) -> Result<usize, Box<dyn Error>> {
        let tree = ["tree", "-p", "headfirst", "-e", "normal,build", "--prefix", "none"];
        let output = self.cargo(&tree).output()?;
        let names = str::from_utf8(&output.stdout)?.lines();
        let names: BTreeSet<_> = names.filter_map(|line| line.split_whitespace().next()).collect();
        Ok(names.len())
    }

    fn clean_build(&self, flags: &[&str]) -> Result<f64, Box<dyn Error>> {
        let target = self.0.join("target");
        if target.exists() {
            fs::remove_dir_all(target)?;
        }
        let before = cpu_of_children()?;
        let status = self.cargo(&[&["build"], flags].concat()).status()?;
        let spent = cpu_of_children()? - before;
        if status.success() { Ok(spent) } else { Err("the package does not build".into()) }
    }

    fn check_case(&self) -> Result<f64, Box<dyn Error>> {
        let case = fs::read_to_string(Path::new(ROOT).join(CASE))?;
        let place = self.0.join("src/bin/case.rs");
        let mut best = f64::INFINITY;
        for time in 0..4 {
            // The text changes each time, or cargo would not check it again.
            fs::write(&place, format!("{case}// {time}\n"))?;
            let begun = Instant::now();
            let output = self.cargo(&["check", "--bin", "case"]).stderr(Stdio::piped()).output()?;
            let spent = begun.elapsed().as_secs_f64();
            if !str::from_utf8(&output.stderr)?.contains("E0277") {
                return Err("the case does not fail as it should".into());
            }
            // The first run builds everything else.
            best = if time == 0 { best } else { best.min(spent) };
        }
        fs::remove_file(place)?;
        Ok(best)
    }

    /// Returns the bytes of text of binaries with these numbers of handlers.
    fn text<const N: usize>(
        &self,
        program: fn(usize) -> String,
        counts: [usize; N],
    ) -> Result<[u64; N], Box<dyn Error>> {
        let mut sizes = [0; N];
        for (size, count) in sizes.iter_mut().zip(counts) {
            fs::write(self.0.join("src/bin/handlers.rs"), program(count))?;
            if !self.cargo(&["build", "--release", "--bin", "handlers"]).status()?.success() {
                return Err(format!("{count} handlers do not build").into());
            }
            let binary = self.0.join("target/release/handlers");
            let output = Command::new("size").arg("-A").arg(binary).output()?;
            let lines = str::from_utf8(&output.stdout)?;
            let text = lines.lines().find_map(|line| line.strip_prefix(".text"));
            let text = text.and_then(|line| line.split_whitespace().next()).ok_or("no text")?;
            *size = text.parse()?;
        }
        Ok(sizes)
    }
}

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Returns the user and system time of ended child processes in seconds, to a hundredth.
fn cpu_of_children() -> Result<f64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>();
    // `cutime` and `cstime` of proc_pid_stat(5), counted after the name.
    Ok((ticks(13)? + ticks(14)?) / 100.0)
}
