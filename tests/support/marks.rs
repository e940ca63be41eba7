//! The marks of boundaries in a page.

/// A piece of a page. The id of a boundary is random.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    Text(&'t str),
    SlotBegins(&'t str),
    SlotEnds(&'t str),
    MovedBegins(&'t str),
    /// The end of moved content, with its script.
    MovedEnds,
}

/// Splits a page at the marks.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if let Some((piece, after)) = mark(rest) {
            rest = after;
            return Some(piece);
        }
        let text = rest;
        let is_mark = |at: &usize| mark(&text[*at..]).is_some();
        let end = text.match_indices('<').map(|(at, _)| at).find(is_mark).unwrap_or(text.len());
        rest = &text[end..];
        (end > 0).then_some(Piece::Text(&text[..end]))
    })
}

/// Returns the mark at the start of a text, and the rest of the text.
fn mark(text: &str) -> Option<(Piece<'_>, &str)> {
    if let Some(after) = text.strip_prefix("<template></template></template><script>") {
        let (_script, after) = after.split_once("</script>")?;
        return Some((Piece::MovedEnds, after));
    }
    if let Some(after) = text.strip_prefix("<hr id=\"hf") {
        let (id, after) = id(after);
        let after = after.strip_prefix("h\" hidden><template id=\"hf")?;
        let after = after.strip_prefix(id)?.strip_prefix("\">")?;
        return Some((Piece::MovedBegins(id), after));
    }
    let (id, after) = id(text.strip_prefix("<template id=\"hf")?);
    match after.strip_prefix("s\"></template>") {
        Some(after) => Some((Piece::SlotBegins(id), after)),
        None => Some((Piece::SlotEnds(id), after.strip_prefix("z\"></template>")?)),
    }
}

fn id(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_hexdigit() && c != '-').unwrap_or(text.len()))
}
