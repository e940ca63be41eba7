//! The package: the contents of the README, the output of the demo, the promises of the manifest.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Replaces the code block that follows this comment in the README.
fn with_block(readme: &str, comment: &str, code: &str) -> String {
    let start = readme.find(comment).unwrap() + comment.len();
    let start = start + readme[start..].find("```").unwrap();
    let start = start + readme[start..].find('\n').unwrap() + 1;
    let end = start + readme[start..].find("```").unwrap();
    [&readme[..start], code, &readme[end..]].concat()
}

/// `TRYBUILD=overwrite` rewrites it, as it does the snapshots.
#[test]
fn the_readme_shows_a_real_case_and_its_real_message() {
    let case = read("ui-tests/fail/cookies/set_cookie_in_render.rs");
    let program = case.lines().filter(|line| !line.starts_with("//!"));
    let program: String = program.map(|line| format!("{line}\n")).collect();
    let answer = read("ui-tests/fail/cookies/set_cookie_in_render.stderr");
    let readme = read("README.md");
    let shown =
        with_block(&readme, "<!-- case: cookies/set_cookie_in_render -->", program.trim_start());
    let shown = with_block(&shown, "<!-- snapshot: cookies/set_cookie_in_render -->", &answer);
    let program = read("examples/hello.rs");
    let (_, program) = program.split_once("\n\n").unwrap();
    let shown = with_block(&shown, "<!-- program: examples/hello.rs -->", program);
    if std::env::var_os("TRYBUILD").is_some_and(|how| how == "overwrite") {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), &shown).unwrap();
    } else {
        assert_eq!(readme, shown);
    }
}

/// The layers of the body: a lower layer imports nothing from a higher one, except the errors.
#[test]
fn the_layers_of_the_body_import_in_one_direction() {
    let above = [
        (
            "pipe",
            &[
                "body::page",
                "body::kind",
                "body::forwarded",
                "body::failure",
                "body::report",
                "RenderError",
            ][..],
        ),
        (
            "page",
            &["body::kind", "body::forwarded", "body::failure", "body::report", "crate::response"],
        ),
    ];
    for (floor, above) in above {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/body").join(floor);
        let (mut files, mut folders) = (Vec::new(), vec![folder]);
        while let Some(folder) = folders.pop() {
            let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let (inner, found): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
            folders.extend(inner);
            files.extend(found);
        }
        assert!(files.len() >= 4, "{files:?}");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for name in above {
                assert!(!text.contains(name), "{} knows {name}", file.display());
            }
        }
    }
}

/// The map of the documentation and the list of modules have the same order.
#[test]
fn the_map_is_in_the_order_of_the_modules() {
    let (map, modules) = (read("docs/crate.md"), read("src/lib.rs"));
    let (_, map) = map.split_once("# The map\n").unwrap();
    let (map, _) = map.split_once("\n# ").unwrap();
    let rows = map.lines().filter_map(|line| line.strip_prefix("- "));
    let names = rows.map(|row| row.split('`').nth(1).unwrap());
    // The map names a type or a function instead of a private module.
    let mapped: Vec<_> = names
        .map(|name| match name {
            "Response" => "response",
            "ActionGuard" => "action",
            "PageCache" => "page_cache",
            "keep_cookies" => "integration",
            public => public,
        })
        .collect();
    let listed: Vec<_> = modules
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "))
        .filter_map(|name| name.strip_suffix(';'))
        .filter(|name| mapped.contains(name))
        .collect();
    assert_eq!(mapped, listed);
    let public = modules.lines().filter_map(|line| line.strip_prefix("pub mod "));
    for name in public.map(|name| name.trim_end_matches(';')) {
        assert!(map.contains(&format!("`{name}`")) || name == "page_cache", "{name}");
    }
}

/// A compiler message names a method by the module of its `impl`, which must be that of the type.
#[test]
fn every_public_method_of_a_response_is_in_its_module() {
    let mut found = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for block in text.split("\nimpl").skip(1) {
                let (head, rest) = block.split_once('{').unwrap();
                let is_response = head.trim_end().contains(" Response<") && !head.contains(" for ");
                let body = rest.split("\n}").next().unwrap();
                if is_response
                    && (body.contains("\n    pub fn ") || body.contains("\n    pub async fn "))
                {
                    assert!(
                        path.ends_with("src/response/mod.rs"),
                        "{}: impl{head}",
                        path.display()
                    );
                    found += 1;
                }
            }
        }
    }
    assert!(found >= 10, "{found}");
}

fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(args)
        .arg("--offline")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// `.ci/run` compiles them with the oldest compiler.
#[test]
fn the_core_has_at_most_14_crates() {
    let tree =
        cargo(&["tree", "--package=headfirst", "--edges=normal", "--prefix=none", "--format={p}"]);
    // `name v1.2.3`, followed by a remark for some crates.
    let id = |line: &str| line.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let mut core: BTreeSet<_> = tree.lines().map(id).collect();
    assert!(core.remove(concat!("headfirst v", env!("CARGO_PKG_VERSION"))));
    assert!((4..=14).contains(&core.len()), "{core:?}");
}

/// Builds a program, and returns its path: `cargo test --test` builds only this test.
fn built(flag: &str, folder: &str, name: &str) -> PathBuf {
    // Together with an example, a program has the dependencies that the tests were built with.
    cargo(&["build", "--example=hello", &format!("{flag}={name}")]);
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join(folder).join(name)
}

/// The port is that of the README. If another program has it, the page is not visited.
#[test]
fn the_program_of_the_readme_sends_the_cookie_and_streams_the_page() {
    let hello = built("--example", "examples", "hello");
    let mut hello = Command::new(hello).stderr(Stdio::null()).spawn().unwrap();
    let flags = ["-sSi", "--retry", "20", "--retry-connrefused", "--retry-delay", "1"];
    let visit = Command::new("curl").args(flags).arg("http://127.0.0.1:3000/").output().unwrap();
    if let Some(status) = hello.try_wait().unwrap() {
        eprintln!("not visited: port 3000 is in use ({status})");
        return;
    }
    hello.kill().unwrap();
    hello.wait().unwrap();
    let text = String::from_utf8(visit.stdout).unwrap();
    assert!(text.contains("content-type: text/html; charset=utf-8\r\n"), "{text}");
    assert!(text.contains("set-cookie: visits=1; Path=/; Secure; HttpOnly"), "{text}");
    assert!(text.contains("<!doctype html><h1>Orders</h1>"), "{text}");
    assert!(text.ends_with("<p>Visit 1</p>"), "{text}");
}

#[test]
fn the_template_engine_examples_print_their_page_in_order() {
    for name in ["maud", "askama"] {
        let output = Command::new(built("--example", "examples", name)).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().unwrap().contains("text/html; charset=utf-8"), "{text}");
        assert!(
            lines.next().unwrap().ends_with("<h1>Orders</h1>"),
            "the shell is the first frame: {text}"
        );
        let list = "<ul><li>milk &amp; honey</li><li>bread</li></ul>";
        let list = if name == "maud" { list.to_owned() } else { list.replace("&amp;", "&#38;") };
        assert!(text.contains(&list), "{text}");
        // A boundary follows the page. A part appears where it was opened.
        let is_after = text.find(&list) > text.find("That is all.");
        assert_eq!(is_after, name == "maud", "{text}");
    }
}

#[test]
fn the_framework_example_logs_in_and_shows_the_order() {
    let output = Command::new(built("--example", "examples", "framework")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let cookie = "set-cookie: __Host-user=ann; Path=/; Secure; HttpOnly; SameSite=Lax";
    assert_eq!(text.lines().collect::<Vec<_>>(), ["200 OK", cookie, "<li>tea</li>"]);
}

#[test]
fn the_demo_prints_the_head_first_and_continues_to_serve() {
    let mut demo = Command::new(built("--bin", "", "demo")).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(demo.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut lines = lines.take_while(|line| !line.starts_with("serving until"));
    let address = lines.next().unwrap().strip_prefix("serving ").unwrap().to_owned();
    assert_eq!(lines.next().unwrap(), "POST /login: 303 See Other");
    // Without the times, which vary.
    let seen: Vec<_> =
        lines.by_ref().map(|l| l.split_once(" ms  ").unwrap().1.to_owned()).collect();
    let sent = seen.iter().find_map(|line| line.strip_prefix("set-cookie: __Host-token="));
    let token = sent.unwrap().split(';').next().unwrap();
    let at = |text: &str| seen.iter().position(|line| line.contains(text)).unwrap();
    let order = ["200 OK", "set-cookie", "<h1>", "sees the", "order 1", "order 3", "the end"];
    assert!(order.map(at).is_sorted(), "{seen:?}");
    assert!(seen.iter().any(|line| line.contains(&format!("sees the token <code>{token}<"))));
    let flags = ["-sSi", "-H", &format!("cookie: __Host-token={token}"), &address];
    let again = Command::new("curl").args(flags).output().unwrap();
    let again = String::from_utf8(again.stdout).unwrap();
    assert!(again.contains("Hello, Ada") && !again.contains(token), "{again}");
    demo.kill().unwrap();
    demo.wait().unwrap();
}
