//! SVG and MathML elements, whose content is parsed differently from HTML.

/// Returns `svg` or `math` if markup begins with an element that only they have.
pub(super) fn namespace(markup: &[u8]) -> Option<&'static str> {
    let tag = markup.trim_ascii_start().strip_prefix(b"<")?;
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte));
    let name = &tag[..end?];
    let is_in = |names: &[&str]| names.iter().any(|it| it.as_bytes().eq_ignore_ascii_case(name));
    // "feBlend" and the other filters. A name with a hyphen is a custom element.
    let is_filter =
        name.len() > 2 && name[..2].eq_ignore_ascii_case(b"fe") && !name.contains(&b'-');
    if is_filter || is_in(&SVG) {
        Some("svg")
    } else if is_in(&MATH) {
        Some("math")
    } else {
        None
    }
}

/// The elements of SVG 2, except filters and elements that HTML has too.
#[rustfmt::skip]
const SVG: [&str; 34] = [
    "animate", "animateMotion", "animateTransform", "circle", "clipPath", "defs", "desc",
    "discard", "ellipse", "filter", "foreignObject", "g", "image", "line", "linearGradient",
    "marker", "mask", "metadata", "mpath", "path", "pattern", "polygon", "polyline",
    "radialGradient", "rect", "set", "stop", "switch", "symbol", "text", "textPath", "tspan",
    "use", "view",
];

/// The elements of MathML Core, except `math` itself, and `menclose`.
#[rustfmt::skip]
const MATH: [&str; 30] = [
    "annotation", "annotation-xml", "maction", "menclose", "merror", "mfrac", "mi",
    "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot", "mrow",
    "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
    "munder", "munderover", "semantics",
];
