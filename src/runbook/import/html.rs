//! HTML between Markdown: which tags only format, and what stands between them.

/// Tags that format; anything else between `<` and `>` is text, like `<pod-name>`.
const TAGS: [&str; 62] = [
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "s",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Tags that begin a line.
const LINES: [&str; 14] =
    ["br", "p", "div", "li", "tr", "ul", "ol", "summary", "details", "h1", "h2", "h3", "pre", "dt"];

/// What a piece of HTML is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    /// A comment.
    Comment,
    /// A tag that formats; small letters, without its attributes.
    Format(String),
    /// A box to tick.
    Checkbox,
    /// No HTML at all.
    Text,
}

/// What `tag`, with its brackets, is.
pub(crate) fn tag(tag: &str) -> Tag {
    if tag.starts_with("<!") || tag.starts_with("<?") {
        return Tag::Comment;
    }
    let inside = tag.trim_matches(['<', '>', '/', ' ']);
    let name: String =
        inside.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let goes_on = inside[name.len()..].chars().next();
    let known =
        TAGS.contains(&name.as_str()) || ["tbody", "thead", "u", "video", "wbr"].contains(&name.as_str());
    if !known || goes_on.is_some_and(|c| !c.is_whitespace() && c != '/') {
        return Tag::Text;
    }
    if name == "input" && inside.contains("checkbox") {
        return Tag::Checkbox;
    }
    Tag::Format(name)
}

/// The text of an HTML block, line by line: a summary becomes a bold line; comments and tags go.
pub(crate) fn text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // Where the open row begins.
    let mut row = None;
    while let Some(at) = rest.find('<') {
        out.push_str(&entities(&rest[..at]));
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else {
            rest.find('>').map(|at| at + 1)
        };
        let Some(end) = end else { break };
        let (it, after) = rest.split_at(end);
        match tag(it) {
            Tag::Comment => out.extend(it.chars().filter(|c| *c == '\n')),
            Tag::Checkbox => out.push_str(if row.is_some() { "☐" } else { "- [ ] " }),
            Tag::Format(name) if name == "tr" && it.starts_with("</") => {
                if let Some(from) = row.take() {
                    close_row(&mut out, from);
                }
            }
            Tag::Format(name) if name == "tr" => {
                if !out.ends_with('\n') && !out.is_empty() {
                    out.push('\n');
                }
                row = Some(out.len());
            }
            Tag::Format(name) if matches!(name.as_str(), "td" | "th") && row.is_some() => {
                if it.starts_with("</") {
                    out.push_str(" | ");
                }
            }
            Tag::Format(name) if name == "pre" => {
                let newline = if out.ends_with('\n') || out.is_empty() { "" } else { "\n" };
                out.push_str(newline);
                out.push_str(if it.starts_with("</") { "```\n" } else { "\n```\n" });
            }
            Tag::Text => out.push_str(it),
            Tag::Format(name) if name == "summary" => {
                out.push_str(if it.starts_with("</") { "**\n\n" } else { "**" });
            }
            Tag::Format(name) => {
                let begins = LINES.contains(&name.as_str()) && !out.ends_with('\n') && !out.is_empty();
                if begins && !it.starts_with("</") {
                    out.push('\n');
                }
                out.extend(it.chars().filter(|c| *c == '\n'));
            }
        }
        rest = after;
    }
    out.push_str(&entities(rest));
    out
}

/// The row that begins at `from`: its cells with bars between them, and a task where one is a box.
fn close_row(out: &mut String, from: usize) {
    let row = out.split_off(from.min(out.len()));
    let lines = row.matches('\n').count();
    let cells: Vec<String> = row
        .split(" | ")
        .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|cell| !cell.is_empty())
        .collect();
    let (boxes, others): (Vec<&String>, Vec<&String>) = cells.iter().partition(|cell| cell.starts_with('☐'));
    if boxes.is_empty() {
        out.push_str(&others.iter().map(|cell| cell.as_str()).collect::<Vec<_>>().join(" | "));
    } else {
        let named =
            boxes.iter().map(|cell| cell.trim_start_matches(['☐', ' '])).filter(|cell| !cell.is_empty());
        let all: Vec<&str> = others.iter().map(|cell| cell.as_str()).chain(named).collect();
        out.push_str("- [ ] ");
        out.push_str(&all.join(" | "));
    }
    out.extend(std::iter::repeat_n('\n', lines));
}

fn entities(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_formats_goes_and_what_is_meant_stays() {
        assert_eq!(tag("<br/>"), Tag::Format("br".to_owned()));
        assert_eq!(tag("</details>"), Tag::Format("details".to_owned()));
        assert_eq!(tag("<pod-name>"), Tag::Text);
        assert_eq!(tag("<s3-bucket>"), Tag::Text);
        assert_eq!(tag("<input type=\"checkbox\" disabled>"), Tag::Checkbox);
        assert_eq!(text("<details>\n<summary>Logs &amp; more</summary>\n"), "\n**Logs & more**\n\n\n");
        assert_eq!(text("a<!-- b\nc -->d <x-y> <"), "a\nd <x-y> <");
        assert_eq!(
            text(
                "<table><tr><th>Task</th><th>Done</th></tr>\n<tr><td>Tell</td><td><input type=\"checkbox\"></td></tr></table>"
            ),
            "Task | Done\n- [ ] Tell"
        );
        assert_eq!(text("<pre><code>a &lt; b</code></pre>"), "\n```\na < b\n```\n");
    }
}
