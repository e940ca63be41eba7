//! The texts that a program may send.
//!
//! A page without failures has exactly one text. Other pages have a set of texts: a failed part closes
//! the node that contains it at any later time, and a boundary may fail before or after that node is
//! complete. So this module collects the positions in the text at which a node may have ended.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{End, Node, Step};

/// Positions in a text.
type At = BTreeSet<usize>;

/// Whether a node fails the node that contains it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) may: bool,
    pub(crate) must: bool,
    /// The outer node fails before it is complete.
    is_timely: bool,
    /// The outer node may fail after it was complete, because of a boundary.
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

/// Returns the fate of a node without its recovery.
pub(crate) fn fate(node: &Node) -> Fate {
    let end = match node.end {
        End::Returns => Fate::default(),
        End::Fails | End::Panics => {
            Fate { may: true, must: true, is_timely: true, may_late: false }
        }
    };
    fate_of_parts(node).and(end)
}

/// Returns the effect of the parts of a node on the node.
fn fate_of_parts(node: &Node) -> Fate {
    let of = |step: &Step| match step {
        Step::Part(node, recovery) => fate_of_part(node, recovery.as_ref()),
        Step::Many(_, _, node) => fate(node),
        Step::Boundary(_, node, recovery) => {
            let Fate { may, must, .. } = fate_of_boundary(node, recovery.as_ref());
            Fate { may, must, is_timely: false, may_late: may }
        }
        Step::InATask(node) | Step::InASet(node) => fate(node),
        Step::Write(..) | Step::Flush | Step::Wait | Step::Sleep(_) => Fate::default(),
    };
    executed(node).map(of).fold(Fate::default(), Fate::and)
}

/// Returns the steps up to the one that ends the node.
fn executed(node: &Node) -> impl Iterator<Item = &Step> {
    let ends = |step: &Step| matches!(step, Step::InATask(node) | Step::InASet(node) if ends(node));
    let last = node.steps.iter().position(ends).unwrap_or(node.steps.len());
    node.steps.iter().take(last + 1)
}

/// Returns whether a node ends with a failure of its own.
fn ends(node: &Node) -> bool {
    let inside =
        |step: &Step| matches!(step, Step::InATask(node) | Step::InASet(node) if ends(node));
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
    /// Whether its fallback may stay when the page ends.
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
            Step::InATask(node) | Step::InASet(node) => {
                collect(node, may_close, all);
                continue;
            }
            _ => {}
        }
        step.nodes().for_each(|node| collect(node, false, all));
    }
}

impl Boundary<'_> {
    /// Returns whether `text` is the content of the boundary, or a prefix of it if `is_cut`.
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

/// Returns whether `text` is the text of a node without a failure, and whether it is a prefix of one.
fn complete(node: &Node, text: &[u8]) -> (bool, bool) {
    let mut matching = Matching { text, has_reached_end: false, is_recovered: false };
    let ends = matching.node(node, &At::from([0]), &At::new());
    (ends.ok.contains(&text.len()), matching.has_reached_end)
}

/// Returns whether `text` is that of a page without a failure, that of a page that failed at its end,
/// and a prefix of one.
pub(crate) fn page(node: &Node, text: &[u8]) -> (bool, bool, bool) {
    let mut matching = Matching { text, has_reached_end: false, is_recovered: false };
    let ends = matching.node(node, &At::from([0]), &At::new());
    let end = &text.len();
    (ends.ok.contains(end), ends.cut.contains(end), matching.has_reached_end)
}

struct Matching<'t> {
    text: &'t [u8],
    /// Whether the text ends where more may follow.
    has_reached_end: bool,
    /// Whether a recovery replaces a failed node. Otherwise nothing follows a failed node.
    is_recovered: bool,
}

/// The positions at which a node may be.
#[derive(Default)]
struct Ends {
    /// Positions if nothing in the node has failed.
    ok: At,
    /// Positions if a part has failed, which may close the node at any time.
    hurt: At,
    /// Positions at which the node has failed.
    cut: At,
}

impl Matching<'_> {
    /// Returns the ends of a node that starts at one of these positions.
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
                Step::InATask(node) | Step::InASet(node) => self.steps(node, ends),
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

/// Stands for the start mark of a fallback.
pub(crate) const BEGINS: u8 = 1;
/// Stands for the end mark of a fallback.
pub(crate) const ENDS: u8 = 2;
