//! The table agrees with the phases, the capabilities and the methods of a response.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::path;
use crate::table::{PHASES, ROWS, Row};

type Set = BTreeSet<String>;

/// Methods that are not operations: that of `Debug`, and those that axum calls.
const NO_OPERATIONS: [&str; 4] =
    ["fmt", "from_request_parts", "into_response", "into_response_parts"];

/// Returns the definitions of the phases and their capabilities.
fn phases() -> String {
    let files = ["mod", "can_change", "can_send"];
    let texts =
        files.map(|file| fs::read_to_string(path(&format!("src/phase/{file}.rs"))).unwrap());
    texts.concat()
}

/// Returns the phases that have a capability.
fn with(capability: &str) -> Set {
    let implemented = format!("impl {capability} for ");
    let text = phases();
    let lines = text.lines().filter_map(|line| line.strip_prefix(&implemented));
    lines.map(|phase| phase.strip_suffix(" {}").unwrap().to_owned()).collect()
}

fn allowed(row: &Row) -> Set {
    let cells = PHASES.iter().zip(row.cells);
    cells.filter(|(_, cell)| cell.is_some()).map(|(phase, _)| (*phase).to_owned()).collect()
}

#[test]
fn a_phase_is_a_column() {
    let text = phases();
    let enums = text.lines().filter_map(|line| line.strip_prefix("pub enum "));
    let enums: Vec<_> = enums.map(|line| line.strip_suffix(" {}").unwrap()).collect();
    assert_eq!(enums, PHASES);
    assert_eq!(with("Phase").len(), PHASES.len());
}

#[test]
fn a_text_that_lists_the_phases_lists_all_of_them() {
    let (last, others) = PHASES.split_last().unwrap();
    let note = format!("use `{}` or `{last}`", others.join("`, `"));
    let all = PHASES.join(" ");
    let mut texts = vec![
        ("src/phase/mod.rs", note.clone()),
        ("src/phase/sealed.rs", note),
        ("tests/guide/costs.rs", format!("sizes![{all}]")),
        ("tests/api.rs", format!("Phase: {all};")),
    ];
    for phase in PHASES {
        texts.push(("README.md", format!("\n| `{phase}` |")));
        texts.push(("docs/matrix.md", format!("Response<{phase}>")));
    }
    for (file, list) in texts {
        let text = fs::read_to_string(path(file)).unwrap();
        assert!(text.contains(&list), "not in {file}: {list}");
    }
}

/// Other crates rely on these bounds, so `tests/api.rs` promises each of them.
#[test]
fn a_capability_is_promised_for_its_phases() {
    let promises = fs::read_to_string(path("tests/api.rs")).unwrap();
    for capability in ROWS.iter().filter_map(|row| row.capability) {
        let phases = with(capability);
        let phases: Vec<_> = PHASES.into_iter().filter(|phase| phases.contains(*phase)).collect();
        let promise = format!("        {capability}: {};", phases.join(" "));
        assert!(promises.contains(&promise), "not in tests/api.rs: {promise}");
    }
}

#[test]
fn a_capability_is_a_row_and_its_phases_are_those_of_the_row() {
    let text = phases();
    let traits = text.lines().filter_map(|line| line.strip_prefix("pub trait "));
    let traits: Set = traits.map(|line| line.split(':').next().unwrap().to_owned()).collect();
    let used = ROWS.iter().filter_map(|row| row.capability).chain(["Phase"]);
    assert_eq!(traits, used.map(str::to_owned).collect());
    for row in ROWS {
        if let Some(capability) = row.capability {
            assert_eq!(allowed(row), with(capability), "{}", row.operation);
        }
    }
}

/// Returns the methods of a response and the phases of each, from the list of the public API.
fn methods() -> BTreeMap<String, Set> {
    let list = fs::read_to_string(path("docs/public-api.txt")).unwrap();
    let mut methods = BTreeMap::<_, Set>::new();
    let mut of_impl = "";
    for line in list.lines() {
        if line.starts_with("impl") {
            of_impl = line;
        }
        let Some((before, after)) = line.split_once("headfirst::Response<") else { continue };
        let is_method = ["pub fn ", "pub async fn ", "pub fn &'a mut "].contains(&before);
        let Some((phase, rest)) = after.split_once(">::").filter(|_| is_method) else { continue };
        let name = rest.split(['(', '<']).next().unwrap().to_owned();
        let phases = match phase.strip_prefix("headfirst::phase::") {
            Some(phase) => Set::from([phase.to_owned()]),
            None => bound(line).or_else(|| bound(of_impl)).unwrap(),
        };
        methods.entry(name).or_default().extend(phases);
    }
    methods
}

/// Returns the phases that satisfy a bound on `P`: none for `CanReturnWithBody`, which `src/phase` does not have.
fn bound(line: &str) -> Option<Set> {
    let (_, after) = line.split_once("P: headfirst::")?;
    let after = after.strip_prefix("phase::").unwrap_or(after);
    Some(with(after.split(|c: char| !c.is_alphanumeric()).next()?))
}

#[test]
fn a_method_of_a_response_is_in_one_row_with_the_phases_that_have_it() {
    let mut methods = methods();
    for row in ROWS {
        for name in row.methods {
            let phases = methods.remove(*name);
            let phases = phases.unwrap_or_else(|| panic!("no method, or in two rows: {name}"));
            assert_eq!(phases, allowed(row), "{name}, to {}", row.operation);
        }
    }
    for name in NO_OPERATIONS {
        methods.remove(name).unwrap();
    }
    assert!(methods.is_empty(), "in no row: {methods:#?}");
}
