//! Random programs.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

use crate::program::{End, Held, Node, Run, Step, Then};

/// Generates short runs, and runs near the limits that decide the path of the bytes.
///
/// These limits are for forwarding, for a full frame, and for the buffer space.
fn run() -> impl Strategy<Value = Run> {
    let many = prop_oneof![
        8 => 0..40_usize,
        3 => 1_000..1_050_usize,
        2 => 8_170..8_210_usize,
        2 => 16_350..16_420_usize,
        1 => 65_500..65_600_usize,
    ];
    let held_in = prop_oneof![Just(Held::Borrowed), Just(Held::Bytes), Just(Held::Vec)];
    (many, held_in).prop_map(|(many, held_in)| Run { letter: b'a', many, held_in })
}

/// Generates a node that fails with a probability in percent.
fn node(
    steps: impl Strategy<Value = Vec<Step>> + 'static,
    fails: u32,
) -> impl Strategy<Value = Node> {
    let end = prop_oneof![
        100 - fails => Just(End::Returns),
        fails - fails / 3 => Just(End::Fails),
        fails / 3 => Just(End::Panics),
    ];
    (steps, end).prop_map(|(steps, end)| Node { steps, end })
}

pub(crate) fn page() -> impl Strategy<Value = Node> {
    let then = || {
        prop_oneof![
            1 => Just(Then::GoesOn),
            2 => Just(Then::Awaits),
            1 => Just(Then::GivesUp),
        ]
    };
    let write = (run(), then()).prop_map(|(run, then)| Step::Write(run, then));
    let step = prop_oneof![
        12 => write,
        1 => Just(Step::Flush),
        1 => Just(Step::Wait),
        1 => (1..4_u64).prop_map(Step::Sleep),
    ];
    // Close to the number of parts that may be open.
    let many = (1..50_usize, then(), node(vec(step.clone(), 0..3), 3));
    let many = many.prop_map(|(many, then, node)| Step::Many(many, then, node));
    let step = prop_oneof![30 => step, 1 => many];
    let step = step.prop_recursive(4, 60, 8, |step| {
        let nested = || vec(step.clone(), 0..8);
        let recovered = || (node(nested(), 60), node(vec(step.clone(), 0..4), 5));
        prop_oneof![
            8 => step.clone(),
            4 => node(nested(), 4).prop_map(|node| Step::Part(node, None)),
            4 => recovered().prop_map(|(node, recovery)| Step::Part(node, Some(recovery))),
            1 => node(nested(), 6).prop_map(|node| Step::Boundary(0, node, None)),
            2 => failing(step.clone()),
            2 => recovered().prop_map(|(node, recovery)| Step::Boundary(0, node, Some(recovery))),
            1 => node(nested(), 4).prop_map(Step::InATask),
            1 => node(nested(), 4).prop_map(Step::InASet),
        ]
    });
    node(vec(step, 0..14), 6).prop_map(|mut page| {
        page.number(&mut 0, &mut 0);
        page
    })
}

/// Generates a part or a boundary that recovers from failures in it.
fn failing(step: impl Strategy<Value = Step> + Clone + 'static) -> impl Strategy<Value = Step> {
    let nested = || vec(step.clone(), 0..5);
    let inner = (node(nested(), 99), any::<bool>()).prop_map(|(node, is_part)| {
        if is_part { Step::Part(node, None) } else { Step::Boundary(0, node, None) }
    });
    let recovery = node(nested(), 5);
    let all = (nested(), inner, nested(), recovery, any::<bool>());
    all.prop_map(|(before, inner, after, recovery, is_part)| {
        let steps = before.into_iter().chain([inner]).chain(after).collect();
        let node = Node { steps, end: End::Returns };
        if is_part {
            Step::Part(node, Some(recovery))
        } else {
            Step::Boundary(0, node, Some(recovery))
        }
    })
}
