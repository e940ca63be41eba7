//! The lower limit of each work, and the reasons why headfirst is above it.

pub const HEAD: &str = "\
a map of four headers, whose names are hashed. For each cookie: one allocation, one copy of its line, one
pass that checks its value, and one pass of `HeaderValue` that checks its bytes, which safe code cannot
avoid.";

pub const HEAD_DISTANCE: &str = "\
the limit is written for this head alone. A headfirst response also contains its request line and may
get a body. So it is larger, and costs more to move when it is sent. This cost does not depend on the number of
cookies: with few cookies, it is most of the distance. The limit also knows the lengths of names and attributes when
it is compiled.";

pub const READ: &str = "\
one pass over the header, 32 bytes at a time with AVX2.";

pub const READ_DISTANCE: &str = "\
it reads the header once, 32 bytes at a time, like the limit, except for its end, which it reads byte by
byte. It uses the vector instructions that every processor has, without detection or a dependency.";

/// Instructions of axum alone for the request: the handler sets nothing, and there is no layer.
pub const REQUEST_ALONE: u64 = 6_820;

pub const REQUEST: &str = "\
the same request through the same router, without a cookie and without a layer.";

pub const REQUEST_DISTANCE: &str = "\
the layer inserts a store for cookies into the extensions of the request, whose memory is reused, and reads it
when the response is returned. A response takes a handle to the store. When it is sent, it copies its `Set-Cookie`
lines to the store, in case an outer layer drops it. The other costs are the extractor and the checks of the cookie.";

pub const PAGE: &str = "\
one copy of each piece into the frame, one check that it fits, and an allocation shared by all frames.";

pub const PAGE_DISTANCE: &str = "\
the render function is arbitrary code behind a pointer, and not a state machine written for one page.
A write finds the buffer of its body in a thread-local and checks that the buffer is its own. The body must
poll the render function to know whether it waits. A part of the time depends on where the linker places both
loops: builds of the same code in different directories took 1.08 to 1.31.";

pub const PASS: &str = "\
incrementing and decrementing the reference count of a chunk, and moving four words.";

pub const PASS_DISTANCE: &str = "\
a chunk that a render function writes goes through a queue, which keeps it in order with earlier writes: into
a thread-local and into the queue, and out of both again. That is more instructions than a stream needs, but less
time in the fastest batch: a stream returns from its render function for each chunk, and headfirst only for every
16. The median varies more: for seconds at a time, the same program is a third slower and others are not, for an
unknown reason. `send_body` needs no queue: the forwarded body is polled in place, behind a pointer, as in the
limit, boxed. Its budget is one and a half times that limit. In addition, it catches a panic, so that the head is
sent before the transfer is aborted. Much of this is saving and restoring registers, which takes less time than its
number of instructions suggests.";
