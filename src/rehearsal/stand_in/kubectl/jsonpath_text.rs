//! Reading JSONPath templates.

use serde_json::Value;

use super::jsonpath::{Compare, Part, Path, Step};

/// The parts of a template.
pub(super) fn parts(text: &str) -> Result<Vec<Part>, String> {
    // What is open: the parts so far, and the range that they are in.
    let mut open: Vec<(Option<Path>, Vec<Part>)> = vec![(None, Vec::new())];
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find('{') else {
            add(&mut open, Part::Text(rest.to_owned()));
            break;
        };
        let (plain, block) = rest.split_at(at);
        if !plain.is_empty() {
            add(&mut open, Part::Text(plain.to_owned()));
        }
        let mut reader = Reader { rest: block.get(1..).unwrap_or_default() };
        block_of(&mut reader, &mut open)?;
        rest = reader.rest;
    }
    match (open.pop(), open.is_empty()) {
        (Some((None, parts)), true) => Ok(parts),
        _ => Err("unclosed range".to_owned()),
    }
}

fn add(open: &mut [(Option<Path>, Vec<Part>)], part: Part) {
    if let Some((_, parts)) = open.last_mut() {
        parts.push(part);
    }
}

/// What stands between braces.
fn block_of(reader: &mut Reader<'_>, open: &mut Vec<(Option<Path>, Vec<Part>)>) -> Result<(), String> {
    loop {
        reader.skip();
        if reader.take("}") {
            return Ok(());
        }
        if reader.rest.is_empty() {
            return Err("unclosed action".to_owned());
        }
        if reader.rest.starts_with(['"', '\'']) {
            let text = reader.quoted()?;
            add(open, Part::Text(text));
        } else if reader.word("range") {
            reader.skip();
            let path = reader.path()?;
            open.push((Some(path), Vec::new()));
        } else if reader.word("end") {
            match open.pop() {
                Some((Some(path), inner)) => add(open, Part::Range(path, inner)),
                _ => return Err("not in range, nothing to end".to_owned()),
            }
        } else {
            let path = reader.path()?;
            add(open, Part::Path(path));
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, text: &str) -> bool {
        let found = self.rest.strip_prefix(text);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn word(&mut self, word: &str) -> bool {
        let ends = self.rest.strip_prefix(word).is_some_and(|it| it.starts_with([' ', '}', '\t']));
        ends && self.take(word)
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        self.rest = chars.as_str();
        Some(first)
    }

    /// A text in quotes.
    fn quoted(&mut self) -> Result<String, String> {
        let quote = self.next();
        let mut out = String::new();
        while let Some(c) = self.next() {
            match c {
                _ if Some(c) == quote => return Ok(out),
                '\\' => match self.next() {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('r') => out.push('\r'),
                    Some(other) => out.push(other),
                    None => break,
                },
                other => out.push(other),
            }
        }
        Err("unterminated quoted string".to_owned())
    }

    fn path(&mut self) -> Result<Path, String> {
        let rooted = self.take("$");
        let begins = rooted || self.take("@") || self.rest.starts_with(['.', '[']);
        if !begins {
            return Err(format!(
                "unrecognized expression: {}",
                self.rest.chars().take(20).collect::<String>()
            ));
        }
        let mut steps = Vec::new();
        loop {
            if self.take("..") {
                steps.push(Step::Deep(self.field()?));
            } else if self.take(".") {
                // `{.}` is the whole.
                if self.take("*") {
                    steps.push(Step::All);
                } else if !self.rest.starts_with(['}', ' ', '[', ')']) {
                    steps.push(Step::Field(self.field()?));
                }
            } else if self.take("[") {
                steps.push(self.brackets()?);
            } else {
                return Ok(Path { rooted, steps });
            }
        }
    }

    fn field(&mut self) -> Result<String, String> {
        let mut out = String::new();
        while let Some(c) = self.rest.chars().next() {
            if c == '\\' {
                self.next();
                out.extend(self.next());
            } else if ".[]{}()=!<> \"'\t,".contains(c) {
                break;
            } else {
                out.push(c);
                self.next();
            }
        }
        if out.is_empty() { Err("a name is missing".to_owned()) } else { Ok(out) }
    }

    fn brackets(&mut self) -> Result<Step, String> {
        let wrong = || "invalid array index".to_owned();
        if self.take("*]") {
            return Ok(Step::All);
        }
        if self.take("?(") {
            return self.filter();
        }
        if self.rest.starts_with(['\'', '"']) {
            let mut names = vec![self.quoted()?];
            while self.take(",") {
                self.skip();
                names.push(self.quoted()?);
            }
            return if self.take("]") { Ok(Step::Fields(names)) } else { Err(wrong()) };
        }
        let end = self.rest.find(']').ok_or_else(|| "unterminated array".to_owned())?;
        let (inner, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..).unwrap_or_default();
        let number = |text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| wrong()),
        };
        match inner.split_once(':') {
            Some((from, to)) => Ok(Step::Slice(number(from)?, number(to)?)),
            None => number(inner)?.map(Step::Index).ok_or_else(wrong),
        }
    }

    /// A filter, behind its `?(`.
    fn filter(&mut self) -> Result<Step, String> {
        self.skip();
        if !self.rest.starts_with('@') {
            return Err("a filter begins with @".to_owned());
        }
        let path = self.path()?;
        self.skip();
        if self.take(")]") {
            return Ok(Step::Filter(path, None));
        }
        let known = [
            ("==", Compare::Same),
            ("!=", Compare::Other),
            ("<=", Compare::AtMost),
            (">=", Compare::AtLeast),
            ("<", Compare::Less),
            (">", Compare::More),
        ];
        let compare = known.into_iter().find(|(sign, _)| self.take(sign)).map(|(_, compare)| compare);
        let compare = compare.ok_or_else(|| "unrecognized filter operator".to_owned())?;
        self.skip();
        let wanted = if self.rest.starts_with(['"', '\'']) {
            Value::from(self.quoted()?)
        } else {
            let end = self.rest.find(')').ok_or_else(|| "unterminated filter".to_owned())?;
            let (inner, rest) = self.rest.split_at(end);
            self.rest = rest;
            serde_json::from_str(inner.trim()).map_err(|_| format!("`{}` is no value", inner.trim()))?
        };
        self.skip();
        if self.take(")]") {
            Ok(Step::Filter(path, Some((compare, wanted))))
        } else {
            Err("unterminated filter".to_owned())
        }
    }
}
