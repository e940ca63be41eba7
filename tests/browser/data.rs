//! The pages, as data.

/// A piece of a page.
pub(crate) enum Piece {
    Text(&'static str),
    Boundary {
        /// The turn in which it is complete, from 0.
        order: usize,
        /// Whether its content is that of its recovery.
        fails: bool,
        fallback: &'static str,
        content: &'static [Self],
    },
}

pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) page: &'static [Piece],
    /// The expected page, if it differs from the page in one piece.
    pub(crate) like: Option<&'static str>,
}

use Piece::Text as T;

/// Returns a boundary with text as its content, which is complete in this turn.
macro_rules! b {
    ($order:literal, $fallback:literal, $content:literal) => {
        b!($order, $fallback, [T($content)])
    };
    ($order:literal, $fallback:literal, [$($content:expr),*]) => {
        Piece::Boundary { order: $order, fails: false, fallback: $fallback, content: &[$($content),*] }
    };
}

const fn one(name: &'static str, page: &'static [Piece]) -> Shape {
    Shape { name, page, like: None }
}

const fn like(name: &'static str, page: &'static [Piece], like: &'static str) -> Shape {
    Shape { name, page, like: Some(like) }
}

/// Removes the elements that match, as a sanitizer or another script does.
macro_rules! without {
    ($selector:literal) => {
        script!("for (const mark of document.querySelectorAll('", $selector, "')) mark.remove()")
    };
}

/// Removes the random identifiers from the marks that remain.
macro_rules! rest {
    () => {
        script!(
            "addEventListener('load', () => {",
            "for (const mark of document.querySelectorAll('template')) mark.removeAttribute('id') })"
        )
    };
}

macro_rules! script {
    ($($text:expr),+) => {
        concat!("<script nonce=bm9uY2U>", $($text),+, "</script>")
    };
}

#[rustfmt::skip]
pub(crate) static SHAPES: &[Shape] = &[
    // Paragraphs.
    one("closed paragraphs", &[T("<h1>H</h1>"), b!(0, "<p>L</p>", "<p>C</p>"), T("<p>A</p>")]),
    one("open paragraphs", &[T("<h1>H</h1>"), b!(0, "<p>L", "<p>C"), T("<p>A")]),
    one("open paragraphs with text behind", &[T("<h1>H</h1>"), b!(0, "<p>L", "<p>C"), T(" and <b>more</b>\n<p>A")]),
    one("open paragraphs of different classes", &[b!(0, "<p class=l>L", "<p class=c>C"), T(" and <i>more</i><p>A")]),
    one("an open paragraph, a list in its place", &[T("<h1>H</h1>"), b!(0, "<p>L", "<ul><li>C</ul>"), T("<p>A")]),
    one("an open paragraph at the end", &[T("<h1>H</h1>"), b!(0, "<p>L", "<p>C")]),
    one("an open paragraph at the end, a list in its place", &[T("<h1>H</h1>"), b!(0, "<p class=l>L", "<ul><li>C</ul>")]),
    one("two open paragraphs at the end", &[T("<h1>H</h1>"), b!(1, "<p>L", "<p>C"), b!(0, "<p>L", "<div>D</div>")]),
    one("three open paragraphs that have become something else", &[b!(2, "<p>L", "<ol></ol>"), b!(0, "<p>L", "<div>D</div>"), b!(1, "<p>L", "text")]),
    one("text in a paragraph", &[T("<p>B "), b!(0, "L", "C"), T(" A</p><p>Z")]),
    one("text in an open paragraph at the end", &[T("<p>B "), b!(0, "L", "C <b>d</b>")]),
    one("an open section at the end", &[T("<main>"), b!(1, "<section>L", "<section>C"), b!(0, "M", "D")]),
    one("two open sections at the end", &[b!(0, "<section>L", "<section>C"), b!(2, "<section>M", "<section>D"), b!(1, "N", "E")]),
    one("an element that ends the paragraph", &[T("<p>B "), b!(0, "<div>L</div>", "<div>C</div>"), T(" A<p>Z")]),
    one("an open paragraph that ends the paragraph", &[T("<p>B "), b!(0, "<p>L", "<p>C"), T(" A<p>Z")]),
    one("a list that ends the paragraph", &[T("<p>B "), b!(0, "<ul><li>L", "<ul><li>C"), T("<li>A</ul>Z")]),
    one("a paragraph in an article", &[T("<article>"), b!(0, "<p>L", "<p>C<p>D"), T("</article><p>A")]),
    one("formatting", &[T("<p><b><i>B"), b!(0, "L", "C"), T("A</i></b>Z")]),
    one("formatting in both", &[T("<p>"), b!(0, "<b>L</b>", "<b>C</b><i>D</i>"), T("A")]),
    // Lists.
    one("items", &[T("<ul><li>B\n"), b!(0, "<li>L\n", "<li>C\n"), T("<li>A\n</ul>")]),
    one("more items than one", &[T("<ul>"), b!(0, "<li>L<li>M", "<li>C<li>D<li>E"), T("\n<li>A</ul>")]),
    one("items behind lines", &[T("<ul>\n"), b!(0, "<li>L", "<li>C"), T("\n<li>A\n</ul>\n<p>Z")]),
    one("closed items", &[T("<ol>"), b!(0, "<li>L</li>", "<li>C</li><li>D</li>"), T("<li>A</ol>")]),
    one("an open list", &[b!(0, "<ul><li>L", "<ul><li>C"), T("<li>A</ul><p>Z")]),
    one("an open list of another class", &[b!(0, "<ul class=l><li class=m>L", "<ul class=c><li>C"), T("x<li>A</ul><p>Z")]),
    one("an open list, items of another class", &[b!(0, "<ul><li class=m>L", "<ul><li>C"), T("x<li>A</ul><p>Z")]),
    one("a list in an open item", &[T("<ul>"), b!(0, "<li>L<ul><li>M</ul>", "<li>C<ol><li>D</ol>"), T("<li>A</ul>")]),
    one("an item deeper in the content", &[T("<ul>"), b!(0, "<li>L", "<li><p>C"), T("<li>A</ul>")]),
    one("a menu", &[T("<menu>"), b!(0, "<li><button>L</button>", "<li><button>C</button>"), T("<li>A</menu>")]),
    one("descriptions", &[T("<dl><dt>T"), b!(0, "<dd>L", "<dd>C"), T("<dt>A<dd>Z</dl>")]),
    one("a term", &[T("<dl>"), b!(0, "<dt>L", "<dt>C"), T("<dd>A</dl>")]),
    one("a term and its description", &[T("<dl>"), b!(0, "<dt>L<dd>M", "<dt>C<dd>D<dd>E"), T("\n<dt>A<dd>Z</dl>")]),
    one("an item in the place of a description's text", &[T("<dl><dt>T<dd>"), b!(0, "L", "C"), T("<dt>A</dl>")]),
    // Tables.
    one("rows without a table body", &[T("<table>"), b!(0, "<tr><td>L", "<tr><td>C"), T("<tr><td>A</table>Z")]),
    one("closed rows without a table body", &[T("<table>"), b!(0, "<tr><td>L</td></tr>", "<tr><td>C</td></tr>"), T("<tr><td>A</td></tr></table>")]),
    one("closed rows and lines without a table body", &[T("<table>\n"), b!(0, "<tr><td>L</td></tr>\n", "\n<tr><td>C</td></tr>\n"), T("<tr><td>A</td></tr>\n</table>")]),
    one("rows behind a row", &[T("<table><tr><td>B"), b!(0, "<tr><td>L", "<tr><td>C<tr><td>D"), T("<tr><td>A</table>")]),
    one("rows in a table body", &[T("<table><tbody>"), b!(0, "<tr><td>L", "<tr><td>C"), T("<tr><td>A</table>")]),
    one("closed rows in a closed table body", &[T("<table><tbody>"), b!(0, "<tr><td>L</td></tr>", "<tr><td>C</td></tr>"), T("<tr><td>A</td></tr></tbody></table>")]),
    one("no row, rows later, in a table body", &[T("<table><tbody>"), b!(0, "", "<tr><td>C"), T("<tr><td>A</table>")]),
    one("no row, and no other, without a table body", &[T("<table>"), b!(0, "", "<tr><td>C</tr>"), T("</table>")]),
    one("a whole table body", &[T("<table>"), b!(0, "<tbody class=l><tr><td>L", "<tbody class=c><tr><td>C"), T("<tbody><tr><td>A</table>")]),
    one("a whole table body, rows behind it", &[T("<table>"), b!(0, "<tbody class=l><tr><td>L", "<tbody class=c><tr><td>C"), T("<tr><td>A</table>")]),
    one("a closed table body for rows, rows behind it", &[T("<table>"), b!(0, "<tr><td>L", "<tbody class=c><tr><td>C</tbody>"), T("<tr><td>A</table>")]),
    one("a table head", &[T("<table>"), b!(0, "<thead><tr><th>L", "<thead><tr><th>C<th>D"), T("<tbody><tr><td>A</table>")]),
    one("a table head for rows", &[T("<table>"), b!(0, "<tr><td>L</tr>", "<thead><tr><th>C</thead><tr><td>D</tr>"), T("</table>")]),
    one("rows and table bodies", &[T("<table>"), b!(0, "<tr><td>L</tr>", "<tbody><tr><td>C</tr><tbody class=c><tr><td>D</tbody><tr><td>E</tr>"), T("<tr><td>A</table>")]),
    one("rows of another boundary", &[T("<table>"), b!(0, "<tr><td>L", [b!(1, "<tr><td>M", "<tr><td>D"), T("<tr><td>C")]), T("<tr><td>A</table>")]),
    one("rows of another boundary, which is complete first", &[T("<table>"), b!(1, "<tr><td>L", [b!(0, "<tr><td>M", "<tr><td>D"), T("<tr><td>C")]), T("<tr><td>A</table>")]),
    one("a table foot", &[T("<table><tr><td>B"), b!(0, "<tfoot><tr><td>L", "<tfoot><tr><td>C"), T("</table>A")]),
    one("a caption", &[T("<table>"), b!(0, "<caption>L", "<caption>C"), T("<tr><td>A</table>")]),
    one("a caption and rows", &[T("<table>"), b!(0, "<caption>L", "<caption>C</caption><tr><td>D"), T("</table>")]),
    one("columns", &[T("<table>"), b!(0, "<col class=l>", "<col class=c><col>"), T("<col class=a><tr><td>A</table>")]),
    one("columns of a group", &[T("<table><colgroup>"), b!(0, "<col class=l>", "<col class=c>"), T("<col class=a><tr><td>A</table>")]),
    one("a group of columns", &[T("<table>"), b!(0, "<colgroup><col class=l>", "<colgroup><col class=c>"), T("<tr><td>A</table>")]),
    one("cells", &[T("<table><tr><td>B"), b!(0, "<td>L", "<td>C<td>D"), T("<td>A<tr><td>Z</table>")]),
    one("header cells", &[T("<table><tr>"), b!(0, "<th>L", "<th>C"), T("<td>A</table>")]),
    one("closed cells", &[T("<table><tr>"), b!(0, "<td>L</td>", "<td>C</td>"), T("<td>A</td></tr></table>")]),
    one("text of a cell", &[T("<table><tr><td>"), b!(0, "L", "C"), T("<td>A</table>")]),
    one("a paragraph of a cell", &[T("<table><tr><td>"), b!(0, "<p>L", "<p>C"), T("<td>A</table>")]),
    one("a table", &[T("<p>B"), b!(0, "<p>L", "<table><tr><td>C</table>"), T("<p>A")]),
    one("a table in a table", &[T("<table><tr><td>"), b!(0, "<table><tr><td>L</table>", "<table><tr><td>C</table>"), T("<tr><td>A</table>")]),
    one("two rows without a table body", &[T("<table>"), b!(1, "<tr><td>L", "<tr><td>C"), b!(0, "<tr><td>M", "<tr><td>D"), T("<tr><td>A</table>")]),
    one("two rows without a table body, in order", &[T("<table>"), b!(0, "<tr><td>L", "<tr><td>C"), b!(1, "<tr><td>M", "<tr><td>D"), T("<tr><td>A</table>")]),
    one("two rows, the first of them open in its fallback only", &[T("<table><tbody>"), b!(0, "<tr><td>L", "<tr><td>C</tr>"), b!(1, "<tr><td>M", "<tr><td>D"), T("<tr><td>A</table>")]),
    one("two cells", &[T("<table><tr>"), b!(1, "<td>L", "<td>C"), b!(0, "<td>M", "<td>D"), T("<td>A</table>")]),
    // Forms.
    one("options", &[T("<select>"), b!(0, "<option>L", "<option>C<option>D"), T("<option>A</select>")]),
    one("options with lines", &[T("<select>\n<option>B\n"), b!(0, "<option>L\n", "<option value=1>C\n"), T("<option>A\n</select>")]),
    one("closed options", &[T("<select>"), b!(0, "<option>L</option>", "<option>C</option>"), T("<option>A</option></select>")]),
    one("groups of options", &[T("<select>"), b!(0, "<optgroup label=l><option>L", "<optgroup label=c><option>C"), T("<option>A<optgroup label=a><option>Z</select>")]),
    one("options of a group", &[T("<select><optgroup label=g>"), b!(0, "<option>L", "<option>C"), T("<option>A</select>")]),
    one("options of a data list", &[T("<input list=i><datalist id=i>"), b!(0, "<option>L", "<option>C"), T("<option>A</datalist>")]),
    one("a line in a form", &[T("<form>"), b!(0, "<input value=l>", "<input value=c>"), T("<input value=a></form>")]),
    // Ruby.
    one("ruby", &[T("<ruby>R"), b!(0, "<rt>L", "<rt>C"), T("</ruby>A")]),
    one("ruby with parentheses", &[T("<ruby>R"), b!(0, "<rp>(<rt>L<rp>)", "<rp>(<rt>C<rp>)"), T("</ruby>A")]),
    one("closed ruby", &[T("<ruby>R"), b!(0, "<rt>L</rt>", "<rp>(</rp><rt>C</rt><rp>)</rp>"), T("</ruby>A")]),
    one("more of a ruby", &[T("<ruby>R"), b!(0, "<rt>L", "<rt>C<rt>D<rt>E"), T(" x</ruby>A")]),
    one("more groups of options", &[T("<select>"), b!(0, "<optgroup label=l><option>L", "<optgroup label=c><option>C<optgroup label=d><option>D<option>E"), T("<option>A<optgroup label=a><option>Z</select>")]),
    // Content before and after `<body>`.
    one("first in the page", &[T("<title>t</title>"), b!(0, "<p>L</p>", "<p>C</p>"), T("<p>A")]),
    one("first in the page, and open", &[T("<title>t</title>"), b!(0, "<p>L", "<p>C"), T("<p>A")]),
    one("first in the page, and alone", &[T("<title>t</title>"), b!(0, "<p>L", "<p>C")]),
    one("first in the page, text", &[T("<title>t</title>"), b!(0, "L", "C"), T("A")]),
    one("first in the page, nothing before", &[T("<title>t</title>"), b!(0, "", "<p>C</p>"), T("<p>A")]),
    one("nothing in the page but its content", &[T("<title>t</title>"), b!(0, "", "C")]),
    one("two with nothing before, in order", &[T("<title>t</title>"), b!(0, "", "<p>C"), b!(1, "", "<p>D"), T("<p>A")]),
    one("two with nothing before, out of order", &[T("<title>t</title>"), b!(1, "", "<p>C"), b!(0, "", "<p>D"), T("<p>A")]),
    one("a head and a body", &[T("<title>t</title>"), b!(0, "", "<meta name=a content=b><p>C</p>"), T("<p>A")]),
    one("in the head", &[b!(0, "", "<meta name=a content=b>"), T("<title>t</title><p>A")]),
    one("in the head, in the place of another", &[b!(0, "<title>L</title>", "<title>C</title><link rel=next href=/>"), T("<body class=b><p>A")]),
    one("after the head", &[T("<html lang=en><title>t</title></head>\n"), b!(0, "<p>L", "<p>C"), T("<p>A")]),
    one("for the head and for the body", &[T("<title>t</title>"), b!(0, "<p>L", "<meta name=c>\n<link rel=next href=/><p>C"), T(" x<meta name=a><p>A")]),
    one("for the head alone", &[T("<title>t</title>"), b!(0, "<p>L</p>", "<meta name=c>"), T("<p>A")]),
    one("for the head, text", &[T("<title>t</title>"), b!(0, "<i>L</i>", "<meta name=c>C"), T("A")]),
    one("two for the head and for the body", &[T("<title>t</title>"), b!(1, "", "<meta name=c><p>C"), b!(0, "", "<p>D<meta name=d>"), T("<p>A")]),
    one("two for the head", &[b!(1, "", "<meta name=c>"), b!(0, "", "<meta name=d>"), T("<title>t</title><p>A")]),
    one("after a comment after the head", &[T("<title>t</title></head>\n<!--a-->"), b!(0, "<meta name=l><p>L", "<meta name=c><p>C"), T("<p>A")]),
    one("after the head, before the tag of the body", &[T("<title>t</title></head>"), b!(0, "<p>L", "<p>C"), T("<body class=b><p>A</body></html>")]),
    one("in the body", &[T("<title>t</title></head><body>"), b!(0, "L", "C"), T("</body></html>")]),
    one("after the body", &[T("<p>B</body>"), b!(0, "<p>L", "<p>C")]),
    one("after everything", &[T("<p>B</body></html>"), b!(0, "<p>L", "<div>C</div>"), T("<p>A")]),
    // SVG and MathML.
    one("shapes of a drawing", &[T("<svg><g>"), b!(0, "<circle r='1'/>", "<circle r='2'/><linearGradient gradientUnits='x'/>\n<path/>"), T("<rect/></g></svg><p>A")]),
    one("shapes of a drawing, open", &[T("<svg>"), b!(0, "<g><circle r='1'/>", "<g><circle r='2'/>"), T("<rect/></g></svg><p>A")]),
    one("a filter of a drawing", &[T("<svg><filter>"), b!(0, "<feFlood/>", "<feBlend in2=BackgroundImage /><feOffset tableValues=1 />"), T("</filter></svg>")]),
    one("an element of the page's own", &[T("<div>"), b!(0, "<fe-x>L</fe-x>", "<a href=/>C</a><fe-x/>D"), T("</div>")]),
    one("text of a drawing", &[T("<svg><text>"), b!(0, "L", "C"), T("</text></svg><p>A")]),
    one("shapes in shapes", &[T("<svg>"), b!(0, "<g/>", [T("<g>"), b!(1, "\n<RECT/>", "<circle/>"), T("</g>")]), T("</svg><p>A")]),
    one("a drawing that is alone and open", &[T("<p>B<svg>"), b!(1, "<g/>", "<circle/>"), b!(0, "<g/>", "<rect/>")]),
    one("text in the middle of a formula", &[T("<math>"), b!(0, "<mi>l", "<mi>c"), T("</mi><mn>1</mn></math>")]),
    one("a formula's row", &[T("<math>"), b!(0, "<mrow/>", "<mrow><mi>c</mi><mo>+</mo></mrow>"), T("<mn>1</mn></math>")]),
    one("in a drawing, a drawing", &[T("<svg><g>"), b!(0, "<circle r='1'/>", "<svg><circle r='2'/></svg>"), T("<rect/></g></svg><p>A")]),
    one("a drawing", &[T("<p>B"), b!(0, "<svg><g></g></svg>", "<svg viewBox='0 0 1 1'><linearGradient/></svg>"), T("<p>A")]),
    one("in a foreign object", &[T("<svg><foreignObject>"), b!(0, "<p>L", "<p>C"), T("<p>A</foreignObject></svg>")]),
    one("in a formula", &[T("<math><mrow>"), b!(0, "<mi>l</mi>", "<math><mi>c</mi></math>"), T("<mn>1</mn></mrow></math>")]),
    // No content, and text.
    one("nothing before", &[T("<p>B</p>"), b!(0, "", "<p>C</p>"), T("<p>A")]),
    one("nothing after", &[T("<p>B</p>"), b!(0, "<p>L</p>", ""), T("<p>A")]),
    one("nothing at all", &[T("<p>B</p>"), b!(0, "", ""), T("<p>A")]),
    one("text alone", &[T("<div>B "), b!(0, "L", "C"), T(" A</div>")]),
    one("nothing after an open item", &[T("<ul>"), b!(0, "<li>L", ""), T("<li>A</ul>")]),
    one("nothing after an open paragraph", &[b!(0, "<p>L", ""), T("<p>A")]),
    one("comments", &[T("<div><!--b-->"), b!(0, "<!--l-->L<!--m-->", "<!--c-->C<!--d-->"), T("<!--a--></div>")]),
    one("comments that a script strips", &[T("<p>B<!--b-->"), b!(0, "<p><!--l-->L", "<p>C"), T("<p>A<!--a--><script nonce=bm9uY2U>{\
        const all = document.createNodeIterator(document, NodeFilter.SHOW_COMMENT);\
        for (let comment; comment = all.nextNode();) comment.remove() }</script>")]),
    // Several boundaries.
    one("adjacent", &[T("<div>"), b!(0, "L", "C"), b!(1, "M", "D"), T("</div>")]),
    one("adjacent, out of order", &[T("<div>"), b!(1, "<p>L", "<p>C"), b!(0, "<p>M", "<p>D"), T("</div>")]),
    one("adjacent open items, out of order", &[T("<ul>"), b!(2, "<li>L", "<li>C"), b!(0, "<li>M", "<li>D"), b!(1, "<li>N", "<li>E"), T("<li>A</ul>")]),
    one("adjacent open items of classes", &[T("<ul>"), b!(0, "<li class=l>L", "<li class=c>C"), b!(1, "<li class=m>M", "<li class=d>D"), T("<li>A</ul>")]),
    one("adjacent options", &[T("<select>"), b!(1, "<option>L", "<option>C"), b!(0, "<option>M", "<option>D"), T("</select>")]),
    one("one in another", &[T("<main>"), b!(0, "<p>L", [T("<p>C "), b!(1, "<b>M</b>", "<i>D</i>"), T(" E")]), T("<p>A</main>")]),
    one("one in another, which is complete last", &[T("<main>"), b!(1, "<p>L", [T("<p>C "), b!(0, "<b>M</b>", "<i>D</i>"), T(" E")]), T("<p>A</main>")]),
    one("one that is all of another", &[b!(0, "<p>L", [b!(1, "<p>M", "<p>D")]), T("<p>A")]),
    one("three levels of rows", &[T("<table>"), b!(0, "<tr><td>L", [T("<tr><td>C"), b!(1, "<tr><td>M", [T("<tr><td>D"), b!(2, "<tr><td>N", "<tr><td>E")])]), T("<tr><td>A</table>")]),
    one("open items in open items", &[T("<ul>"), b!(0, "<li>L", [T("<li>C"), b!(2, "<li>M", "<li>D"), b!(1, "<li>N", "<li>E")]), T("<li>A</ul>")]),
    one("a recovery", &[T("<ul>"), Piece::Boundary { order: 0, fails: true, fallback: "<li>L", content: &[T("<li>sorry")] }, T("<li>A</ul>")]),
    one("a recovery in an open item", &[T("<ul>"), b!(1, "<li>L", [T("<li>C"), Piece::Boundary { order: 0, fails: true, fallback: "<li>M", content: &[T("<li>sorry")] }]), T("<li>A</ul>")]),
    // Named elements that shadow methods.
    one("a field named remove", &[T("<form>"), b!(0, "<input name=remove>", "<input name=c>"), T("</form>")]),
    one("fields named like everything", &[T("<form><input name=parentNode><input name=nextSibling><input name=firstElementChild>\
        <input name=contains><input name=attributes><input name=localName><input name=lastChild><input name=insertBefore>"),
        b!(0, "<input name=childNodes><p>L", "<p>C"), T("</form><p>A")]),
    one("forms named like everything", &[b!(0, "<form><input name=content><input name=remove></form>",
        "<form><input name=nodeType><input name=parentNode><input name=localName><input name=append><input name=lastChild></form>"), T("<p>A")]),
    one("a form in the place of the head", &[T("<title>t</title>"), b!(0, "",
        "<form><input name=nodeType><input name=localName></form>"), T("<p>A")]),
    one("the names of the document", &[T("<img name=currentScript><img name=getElementById><img name=createElement><img name=body>\
        <img name=Document><img name=Range><img name=Reflect><img name=Node><form name=prototype></form>"), b!(0, "<p>L", "<p>C"), T("<p>A")]),
    one("classes of the page", &[T("<script nonce=bm9uY2U>class Node {} class Range {} const g = 1</script>"), b!(0, "<p>L", "<p>C"), T("<p>A")]),
    one("a name that is the name of a rule", &[T("<table><tr><td>"), b!(0, "<constructor>L</constructor>", "<constructor>C</constructor>"), T("</table>")]),
    // Scripts of the content.
    one("a script", &[T("<p>B</p>"), b!(0, "L", "<p>C</p><script nonce=bm9uY2U>document.body.title += 'once'</script>"), T("<p>A")]),
    one("scripts in order", &[T("<table>"), b!(0, "<tr><td>L", "<tr><td><script nonce=bm9uY2U>document.body.title += 1</script>\
        <tr><td>C<script nonce=bm9uY2U>document.body.title += 2</script>"), T("<tr><td>A</table>")]),
    // Removed marks, and elements that cannot be open.
    like("an open section of another class at the end", &[b!(0, "<section class=l>L", "<section class=c>C"), b!(1, "M", "D")],
        "<section class=c>C</section><section class=l>D</section>"),
    like("a paragraph that the content alone has left open", &[b!(0, "<p>L</p>", "<p>C"), T("A")], "<p>C</p>A"),
    // Browsers ignore this tag in a template. Without it, the content of the boundary starts with rows.
    like("rows, and then a table body", &[T("<table>"), b!(0, "<tr><td>L</tr>", "<tr><td>C</tr><tbody class=c><tr><td>D"), T("<tr><td>A</table>")],
        "<table><tr><td>C<tr><td>D<tr><td>A</table>"),
    like("no row, and rows later, without a table body", &[T("<table>"), b!(0, "", "<tr><td>C"), T("<tr><td>A</table>")],
        "<table><tbody><tr><td>C<tbody><tr><td>A</table>"),
    like("formatting that the content has left open", &[T("<p>B "), b!(0, "L", "<i>C"), T(" A")], "<p>B <i>C</i> A"),
    like("a mark in the content of another, which is gone", &[T("<div>"), b!(0, "L", [T("C"), b!(1, "M", "D")]), T("</div>"), T(without!("template"))],
        concat!("<div>L</div>", without!("template"))),
    like("no marks", &[T("<p>B"), b!(0, "<p>L", "<p>C"), T("<p>A"), T(without!("template"))],
        concat!("<p>B<p>L<p>A", without!("template"))),
    like("no start mark", &[T("<p>B"), b!(0, "<p>L", "<p>C"), T("<p>A"), T(without!("[id$=s]")), T(rest!())],
        concat!("<p>B<p>L<template></template><p>A", without!("[id$=s]"), rest!())),
    like("no end mark", &[T("<p>B"), b!(0, "<p>L", "<p>C"), T("<p>A"), T(without!("[id$=z]")), T(rest!())],
        concat!("<p>B<template></template><p>L<p>A", without!("[id$=z]"), rest!())),
    like("the end mark first", &[T("<div>"), b!(0, "L", "C"), T("<p>A</div>"), T(script!("const [a, z] = document.querySelectorAll('template'); a.before(z)")), T(rest!())],
        concat!("<div><template></template><template></template>L<p>A</div>", script!("const [a, z] = document.querySelectorAll('template'); a.before(z)"), rest!())),
];
