//! What a document says of itself: front matter, and lines at its end.

use super::cx::Cx;
use super::label::{Label, labelled};
use super::section::{Part, Section};

/// Reads the front matter; the title that it gives.
pub(crate) fn matter(cx: &mut Cx<'_>, front: &str) -> Option<String> {
    let mut title = None;
    for line in front.lines() {
        let Some((name, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        if value.is_empty() || line.starts_with(' ') {
            continue;
        }
        match name.trim().to_lowercase().as_str() {
            "title" => title = Some(value),
            "description" | "summary" => cx.book.about = Some(value),
            "version" => cx.book.version = Some(value),
            "owner" | "author" | "team" | "maintainer" => cx.book.owner = Some(value),
            _ => {}
        }
    }
    cx.note("Front matter", front, 1);
    title
}

/// Takes owner and version from lines like `**Owner**: Platform team`, wherever they stand outside steps.
pub(crate) fn signature(cx: &mut Cx<'_>, section: &mut Section) {
    let mut kept = Vec::new();
    for part in std::mem::take(&mut section.parts) {
        let Part::Para(para) = &part else {
            kept.push(part);
            continue;
        };
        let lines: Vec<String> = para.text.lines().map(str::to_owned).collect();
        let labels: Vec<_> = lines.iter().map(|line| labelled(line)).collect();
        let all = !labels.is_empty()
            && labels.iter().any(|it| matches!(it, Some((Label::Owner | Label::Version, _))));
        let others =
            labels.iter().flatten().any(|(label, _)| !matches!(label, Label::Owner | Label::Version));
        if !all || others {
            kept.push(part);
            continue;
        }
        for (label, value) in labels.into_iter().flatten() {
            let value = first_of(&value);
            let field = if label == Label::Owner { &mut cx.book.owner } else { &mut cx.book.version };
            // `Version` says more than the date of the last change.
            if field.is_none()
                || lines.iter().any(|line| line.to_lowercase().contains("version") && line.contains(&value))
            {
                *field = Some(value);
            }
        }
        cx.book_links(&para.text.links);
        cx.note("About the document", &para.text.plain(), para.line);
    }
    section.parts = kept;
    for child in &mut section.children {
        signature(cx, child);
    }
}

/// `Payments · Pager: …`: the first of several on a line.
fn first_of(value: &str) -> String {
    let parts = [" · ", " | ", " • ", "\u{3000}"];
    let end = parts.iter().filter_map(|part| value.find(part)).min().unwrap_or(value.len());
    value[..end].trim().to_owned()
}
