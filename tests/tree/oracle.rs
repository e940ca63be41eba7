//! What a program may send.
//!
//! Of a page that does not fail, and whose parts do not, this is one text. Of others it is a set: a part that
//! fails closes what it stands in at any time after, and a boundary may fail before or after what it stands in
//! is complete. So positions in the text are collected that a node may have ended at.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{End, Node, Step};

/// Positions in a text.
type At = BTreeSet<usize>;

/// Whether a node fails what it stands in.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) may: bool,
    pub(crate) must: bool,
    /// It fails before it is complete.
    is_timely: bool,
    /// It may fail after it was complete, by a boundary.
    may_late: bool,
}

impl Fate {
    fn and(self, other: Self) -> Self {
        Self {
            may: self.may || other.may,
            must: self.must || other.must,
            is_timely: self.is_timely || other.is_timely,
            may_late: self.may_late || other.may_late,
        }
    }
}

/// The fate of a node without what is rendered in its place.
pub(crate) fn fate(node: &Node) -> Fate {
    let end = match node.end {
        End::Returns => Fate::default(),
        End::Fails | End::Panics => {
            Fate { may: true, must: true, is_timely: true, may_late: false }
        }
    };
    fate_of_parts(node).and(end)
}

/// What the parts of a node do to it.
fn fate_of_parts(node: &Node) -> Fate {
    let of = |step: &Step| match step {
        Step::Part(node, recovery) => fate_of_part(node, recovery.as_ref()),
        Step::Many(_, _, node) => fate(node),
        Step::Boundary(_, node, recovery) => {
            let Fate { may, must, .. } = fate_of_boundary(node, recovery.as_ref());
            Fate { may, must, is_timely: false, may_late: may }
        }
        Step::Elsewhere(node) | Step::InASet(node) => fate(node),
        Step::Write(..) | Step::Flush | Step::Wait | Step::Sleep(_) => Fate::default(),
    };
    executed(node).map(of).fold(Fate::default(), Fate::and)
}

/// The steps up to one that ends the node.
fn executed(node: &Node) -> impl Iterator<Item = &Step> {
    let ends =
        |step: &Step| matches!(step, Step::Elsewhere(node) | Step::InASet(node) if ends(node));
    let last = node.steps.iter().position(ends).unwrap_or(node.steps.len());
    node.steps.iter().take(last + 1)
}

/// Whether a node ends with a failure of its own.
fn ends(node: &Node) -> bool {
    let inside =
        |step: &Step| matches!(step, Step::Elsewhere(node) | Step::InASet(node) if ends(node));
    node.end != End::Returns || node.steps.iter().any(inside)
}

fn fate_of_part(node: &Node, recovery: Option<&Node>) -> Fate {
    let node = fate(node);
    let Some(recovery) = recovery.map(fate) else { return node };
    Fate {
        may: node.may && recovery.may || node.may_late,
        must: node.must && recovery.must,
        is_timely: node.is_timely && recovery.is_timely,
        may_late: node.may_late || node.may && recovery.may_late,
    }
}

fn fate_of_boundary(node: &Node, recovery: Option<&Node>) -> Fate {
    let node = fate(node);
    let Some(recovery) = recovery.map(fate) else { return node };
    Fate {
        may: node.may && recovery.may || node.may_late && !node.is_timely,
        must: node.must && recovery.must,
        is_timely: node.is_timely && recovery.is_timely,
        may_late: node.may_late || node.may && recovery.may_late,
    }
}

/// A boundary of a program.
pub(crate) struct Boundary<'p> {
    node: &'p Node,
    recovery: Option<&'p Node>,
    /// Whether its fallback may stay although the page ends.
    pub(crate) may_stay: bool,
}

pub(crate) fn boundaries(page: &Node) -> BTreeMap<usize, Boundary<'_>> {
    let mut all = BTreeMap::new();
    collect(page, false, &mut all);
    all
}

/// Collects the boundaries of a node, which may be closed between any two steps.
fn collect<'p>(node: &'p Node, may_close: bool, all: &mut BTreeMap<usize, Boundary<'p>>) {
    let may_close = may_close || fate_of_parts(node).may;
    for step in &node.steps {
        match step {
            Step::Boundary(number, node, recovery) => {
                let recovery = recovery.as_ref();
                let may_stay = may_close || fate_of_boundary(node, recovery).may;
                all.insert(*number, Boundary { node, recovery, may_stay });
            }
            // The same node, in another task.
            Step::Elsewhere(node) | Step::InASet(node) => {
                collect(node, may_close, all);
                continue;
            }
            _ => {}
        }
        step.nodes().for_each(|node| collect(node, false, all));
    }
}

impl Boundary<'_> {
    /// Whether this is all that is put in its place, or a beginning of it.
    pub(crate) fn shows(&self, text: &[u8], is_cut: bool) -> bool {
        let fate = fate(self.node);
        let (node, is_node_cut) = complete(self.node, text);
        let (recovery, is_recovery_cut) = match self.recovery {
            Some(recovery) if fate.may => complete(recovery, text),
            _ => (false, false),
        };
        (node || is_cut && is_node_cut) && !fate.is_timely || recovery || is_cut && is_recovery_cut
    }
}

/// Whether this is the text of a node that has not failed, and whether it is a beginning of one.
fn complete(node: &Node, text: &[u8]) -> (bool, bool) {
    let mut matching = Matching { text, has_reached_end: false, is_recovered: false };
    let ends = matching.node(node, &At::from([0]), &At::new());
    (ends.ok.contains(&text.len()), matching.has_reached_end)
}

/// Whether this is the text of a page that has not failed, of one that has failed in the end, and whether it is
/// a beginning of one.
pub(crate) fn page(node: &Node, text: &[u8]) -> (bool, bool, bool) {
    let mut matching = Matching { text, has_reached_end: false, is_recovered: false };
    let ends = matching.node(node, &At::from([0]), &At::new());
    let end = &text.len();
    (ends.ok.contains(end), ends.cut.contains(end), matching.has_reached_end)
}

struct Matching<'t> {
    text: &'t [u8],
    /// Whether the text ends where more may come.
    has_reached_end: bool,
    /// Whether something is rendered in the place of what fails. Elsewhere nothing follows what has failed.
    is_recovered: bool,
}

/// Where a node may be.
#[derive(Default)]
struct Ends {
    /// Nothing in it has failed.
    ok: At,
    /// Something in it has failed, and it is closed at any time.
    hurt: At,
    /// It has failed here.
    cut: At,
}

impl Matching<'_> {
    /// Where a node ends that begins at one of these.
    fn node(&mut self, node: &Node, ok: &At, hurt: &At) -> Ends {
        let mut ends = Ends { ok: ok.clone(), hurt: hurt.clone(), cut: hurt.clone() };
        self.steps(node, &mut ends);
        ends.cut.append(&mut ends.hurt);
        ends
    }

    fn steps(&mut self, node: &Node, ends: &mut Ends) {
        for step in &node.steps {
            if ends.ok.is_empty() && ends.hurt.is_empty() {
                return;
            }
            match step {
                Step::Write(run, _) => self.write(ends, &vec![run.letter; run.many]),
                Step::Flush | Step::Wait | Step::Sleep(_) => {}
                Step::Many(many, _, node) => {
                    (0..*many).for_each(|_| self.in_place(node, None, ends));
                }
                Step::Part(node, recovery) => self.in_place(node, recovery.as_ref(), ends),
                Step::Boundary(number, node, recovery) => {
                    self.write(ends, &[BEGINS]);
                    self.write(ends, format!("({number})").as_bytes());
                    self.write(ends, &[ENDS]);
                    if fate_of_boundary(node, recovery.as_ref()).may {
                        ends.hurt.extend(&ends.ok);
                        ends.cut.extend(&ends.hurt);
                    }
                }
                Step::Elsewhere(node) | Step::InASet(node) => self.steps(node, ends),
            }
        }
        if node.end != End::Returns {
            ends.cut.append(&mut ends.ok);
            ends.cut.append(&mut ends.hurt);
        }
    }

    fn in_place(&mut self, node: &Node, recovery: Option<&Node>, ends: &mut Ends) {
        let of_ok = self.part(node, recovery, &std::mem::take(&mut ends.ok));
        let of_hurt = self.part(node, recovery, &std::mem::take(&mut ends.hurt));
        if fate_of_part(node, recovery).may_late {
            ends.hurt.extend(&of_ok.ok);
        }
        ends.ok = of_ok.ok;
        ends.hurt.extend(&of_hurt.ok);
        for cut in [of_ok.cut, of_hurt.cut] {
            ends.cut.extend(&cut);
            if self.is_recovered {
                ends.hurt.extend(cut);
            }
        }
        ends.cut.extend(&ends.hurt);
    }

    fn part(&mut self, node: &Node, recovery: Option<&Node>, at: &At) -> Ends {
        let was_recovered = self.is_recovered;
        self.is_recovered |= recovery.is_some();
        let ends = self.node(node, at, &At::new());
        self.is_recovered = was_recovered;
        let Some(recovery) = recovery else { return ends };
        let hurt = if fate(node).may_late { ends.cut.clone() } else { At::new() };
        let mut recovered = self.node(recovery, &ends.cut, &hurt);
        recovered.ok.extend(&ends.ok);
        recovered
    }

    fn write(&mut self, ends: &mut Ends, bytes: &[u8]) {
        ends.ok = self.after(&ends.ok, bytes);
        ends.hurt = self.after(&ends.hurt, bytes);
        ends.cut.extend(&ends.hurt);
    }

    fn after(&mut self, at: &At, bytes: &[u8]) -> At {
        let ends = at.iter().filter_map(|at| {
            let rest = &self.text[*at..];
            self.has_reached_end |= bytes.starts_with(rest);
            rest.starts_with(bytes).then_some(at + bytes.len())
        });
        ends.collect()
    }
}

/// Stand in a text for the marks around a fallback.
pub(crate) const BEGINS: u8 = 1;
pub(crate) const ENDS: u8 = 2;
