//! SVG and MathML elements, whose content is parsed differently from HTML.

/// Returns `svg` or `math`, if the first element of markup exists only there.
pub(super) fn namespace(markup: &[u8]) -> Option<&'static str> {
    let tag = first_tag(markup)?;
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

/// Returns the markup from the first element's name on.
///
/// Text and comments may precede the element.
fn first_tag(mut markup: &[u8]) -> Option<&[u8]> {
    loop {
        let start = markup.iter().position(|&byte| byte == b'<')?;
        markup = &markup[start + 1..];
        if markup.starts_with(b"!--") {
            // `<!-->` is a whole comment too.
            let end = markup.windows(3).position(|bytes| bytes == b"-->")?;
            markup = &markup[end + 3..];
        } else if markup.first()?.is_ascii_alphabetic() {
            return Some(markup);
        }
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

#[cfg(test)]
mod tests {
    use super::namespace;

    #[test]
    fn the_first_element_decides() {
        for (markup, expected) in [
            ("<g>", Some("svg")),
            (" \n <!-- <p> --> Loading 1 < 2 <tspan x=1>", Some("svg")),
            ("x <FEblend/>", Some("svg")),
            ("<!----><mi>", Some("math")),
            ("<!--><mi><!-- --><p>", Some("math")),
            ("</g><p><g>", None),
            ("<!-- <g>", None),
            ("<", None),
            ("1 < 2", None),
            ("", None),
        ] {
            assert_eq!(namespace(markup.as_bytes()), expected, "{markup}");
        }
    }
}
