//! What no code could go below, and why headfirst is above it.

pub const HEAD: &str = "\
a map of four fields, whose names are hashed, and for each cookie one allocation, one copy of its line,
one pass that checks its value, and one that checks its octets, which `HeaderValue` makes and safe code
cannot leave out.";

pub const HEAD_DISTANCE: &str = "\
the limit is made for this head. A response of headfirst also knows its request and may get a body: it is
larger, is moved to its exit, and taken apart there, however many cookies there are: with few of them that is
most of the distance. And it knows names and attributes when the program runs only, of any length.";

pub const READ: &str = "\
one pass over the field, 32 octets at a time with AVX2.";

pub const READ_DISTANCE: &str = "\
it reads the field once, by 32 octets, as the limit does, but for its end, which it reads one by one; it
uses the vectors that every processor has, and needs no detection and no dependency.";

/// Instructions of the request, with a handler that sets nothing and no layer: axum's own.
pub const REQUEST_ALONE: u64 = 6_820;

pub const REQUEST: &str = "\
the same request through the same router, without a cookie and without a layer.";

pub const REQUEST_DISTANCE: &str = "\
the layer puts a place into the extensions of the request, whose memory is used again, and looks into it when
the answer is there. A response takes a handle to it, and leaves a copy of its lines there when it is sent, in case
something outside drops it. What the handler costs besides is an extractor, and a line that is checked.";

pub const PAGE: &str = "\
one copy of each piece into the frame, one check that it fits, and an allocation that all frames share.";

pub const PAGE_DISTANCE: &str = "\
the render is code that somebody wrote in any order, behind a pointer, and not a state machine made
for one page: a write finds the buffer of its body in a thread-local and sees whether it is its own, and
the body does not know before it asks whether the render waits. Of the time, the linker decides a part by where
it puts both loops: of the same code, builds in several folders took 1.08 to 1.31.";

pub const PASS: &str = "\
counting the references of a chunk up and down, and moving four words.";

pub const PASS_DISTANCE: &str = "\
a chunk that a render writes goes to the body through a queue that keeps what was written before it in order:
into a thread-local and into the queue, and out of both again. That is more instructions than a stream takes,
and of the fastest batch less time: a stream leaves its render for each chunk, and this for each 16. Of the
median batch it takes as long: for seconds at a time the same program is a third slower here and others are
not, and why is not known. With `send_body` there is neither: the body that somebody else has made is polled
where it is, behind a pointer. That alone takes the limit above the budget (boxed); beyond it, a panic is
caught, so that the head goes out before the transfer breaks. Much of both is saving and restoring registers,
which takes less time than it has instructions.";
