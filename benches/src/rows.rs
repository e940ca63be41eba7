//! The measured work, with its budgets and recorded costs.

use crate::limits;

/// Work of one size.
pub struct Row {
    pub what: &'static str,
    pub size: usize,
    pub title: &'static str,
    /// The number of units; instructions are reported for one unit.
    pub units: u64,
    pub budget: Budget,
    /// The last recorded costs of headfirst: total instructions and allocations.
    pub recorded: &'static [Recorded],
    /// The lower limit of any code.
    pub limit: &'static str,
    /// The reason why headfirst is above the limit.
    pub distance: &'static str,
}

/// The budget of the design.
pub struct Budget {
    /// Instructions for one unit.
    pub instructions: u64,
    /// Total allocations.
    pub allocations: Option<u64>,
    /// Instructions as a multiple of the limit's.
    pub of_limit: Option<f64>,
}

pub struct Recorded {
    pub who: &'static str,
    pub instructions: u64,
    pub allocations: u64,
}

const fn budget(instructions: u64, allocations: Option<u64>, of_limit: Option<f64>) -> Budget {
    Budget { instructions, allocations, of_limit }
}

const fn recorded(who: &'static str, instructions: u64, allocations: u64) -> Recorded {
    Recorded { who, instructions, allocations }
}

/// The allowed excess over the recorded value, in percent, because compilers differ.
pub const SLACK: u64 = 8;

pub const ROWS: [Row; 10] = [
    Row {
        what: "head",
        size: 1,
        title: "head: 4 headers and 1 cookie",
        units: 1,
        budget: budget(3_000, Some(4), Some(1.15)),
        recorded: &[recorded("headfirst", 2_887, 3)],
        limit: limits::HEAD,
        distance: limits::HEAD_DISTANCE,
    },
    Row {
        what: "head",
        size: 3,
        title: "head: 4 headers and 3 cookies",
        units: 1,
        budget: budget(5_000, Some(7), Some(1.15)),
        recorded: &[recorded("headfirst", 4_911, 7)],
        limit: limits::HEAD,
        distance: limits::HEAD_DISTANCE,
    },
    Row {
        what: "head",
        size: 10,
        title: "head: 4 headers and 10 cookies",
        units: 1,
        budget: budget(12_000, Some(16), Some(1.15)),
        recorded: &[recorded("headfirst", 12_033, 16)],
        limit: limits::HEAD,
        distance: limits::HEAD_DISTANCE,
    },
    Row {
        what: "read",
        size: 1,
        title: "looking up an absent cookie among 1",
        units: 1,
        budget: budget(500, Some(0), None),
        recorded: &[recorded("headfirst", 254, 0)],
        limit: limits::READ,
        distance: limits::READ_DISTANCE,
    },
    Row {
        what: "read",
        size: 10,
        title: "looking up an absent cookie among 10",
        units: 1,
        budget: budget(1_600, Some(0), None),
        recorded: &[recorded("headfirst", 382, 0)],
        limit: limits::READ,
        distance: limits::READ_DISTANCE,
    },
    Row {
        what: "read",
        size: 40,
        title: "looking up an absent cookie among 40",
        units: 1,
        budget: budget(2_500, Some(0), None),
        recorded: &[recorded("headfirst", 1_018, 0)],
        limit: limits::READ,
        distance: limits::READ_DISTANCE,
    },
    Row {
        what: "request",
        size: 0,
        title: "a request through axum that sets nothing, with the layer",
        units: 1,
        budget: budget(limits::REQUEST_ALONE + 1_200, Some(17), None),
        recorded: &[recorded("headfirst", 7_518, 17)],
        limit: limits::REQUEST,
        distance: limits::REQUEST_DISTANCE,
    },
    Row {
        what: "request",
        size: 1,
        title: "a request through axum that sets a cookie, with the layer",
        units: 1,
        budget: budget(limits::REQUEST_ALONE + 4_700, Some(21), None),
        recorded: &[recorded("headfirst", 11_474, 21)],
        limit: limits::REQUEST,
        distance: limits::REQUEST_DISTANCE,
    },
    Row {
        what: "page",
        size: 2_000,
        title: "page: one of 2,000 small writes",
        units: 2_000,
        budget: budget(75, Some(5), None),
        recorded: &[
            recorded("headfirst", 134_208, 5),
            recorded("headfirst, no write awaited", 126_160, 5),
        ],
        limit: limits::PAGE,
        distance: limits::PAGE_DISTANCE,
    },
    Row {
        what: "pass",
        size: 1_000,
        title: "chunks: one of 1,000 of 4 KiB",
        units: 1_000,
        budget: budget(200, None, None),
        recorded: &[recorded("headfirst", 244_426, 9), recorded("headfirst send_body", 140_977, 2)],
        limit: limits::PASS,
        distance: limits::PASS_DISTANCE,
    },
];

/// The budget of a chunk by `send_body`, in instructions: one and a half times the boxed limit.
pub const SEND_BODY: u64 = 138;

/// The time of the page as a multiple of that of the hand-written body.
pub struct PageTime {
    pub who: &'static str,
    pub budget: f64,
    /// The last recorded value.
    pub recorded: f64,
}

pub const PAGE_TIMES: [PageTime; 2] = [
    PageTime { who: "headfirst", budget: 1.35, recorded: 1.1 },
    PageTime { who: "headfirst, boxed", budget: 1.6, recorded: 1.1 },
];

/// One frame at each wait, for each 16 KiB, and at the end.
pub const PAGE_FRAMES: usize = 5 + 2_000 * 25 / (16 * 1024) + 1;

impl Row {
    /// Returns two numbers of rounds whose difference is measured. Pages are long, so they need fewer.
    pub fn rounds(&self) -> (u64, u64) {
        if self.units == 1 { (100, 200) } else { (10, 20) }
    }
}
