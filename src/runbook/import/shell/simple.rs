//! The simple commands of a line, and their words.

/// A simple command.
pub(super) struct Pipe {
    /// Its text.
    pub(super) text: String,
    /// Something is piped into it or redirected.
    pub(super) fed: bool,
}

/// The simple commands of `command`, parted at `|`, `;` and `&&` outside quotes.
pub(super) fn pipelines(command: &str) -> Vec<Pipe> {
    let mut pipes = vec![Pipe { text: String::new(), fed: false }];
    let mut quote = None;
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(last) = pipes.last_mut() else { return pipes };
        match (quote, c) {
            (None, '\\') => {
                // A line that goes on.
                if chars.next_if_eq(&'\n').is_none() {
                    last.text.push(c);
                    last.text.extend(chars.next());
                } else {
                    last.text.push(' ');
                }
            }
            (None, '#') if last.text.ends_with([' ', '\n']) || last.text.is_empty() => {
                while chars.next_if(|c| *c != '\n').is_some() {}
            }
            (None, '|' | ';' | '\n') => {
                let fed = c == '|' && chars.peek() != Some(&'|');
                chars.next_if_eq(&'|');
                pipes.push(Pipe { text: String::new(), fed });
            }
            (None, '&') if chars.next_if_eq(&'&').is_some() => {
                pipes.push(Pipe { text: String::new(), fed: false });
            }
            (None, '<') => {
                last.fed = true;
                last.text.push(' ');
            }
            (None, '"' | '\'') => {
                quote = Some(c);
                last.text.push(c);
            }
            (Some(open), c) if c == open => {
                quote = None;
                last.text.push(c);
            }
            (_, c) => last.text.push(c),
        }
    }
    pipes
}

/// The words of a simple command; a quoted text is one, with its quotes.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (None, c) if c.is_whitespace() => words.push(String::new()),
            (None, '"' | '\'') => {
                quote = Some(c);
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
            (_, c) => {
                if quote == Some(c) {
                    quote = None;
                }
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    let is_setting =
        |word: &str| word.split_once('=').is_some_and(|(name, _)| crate::model::ids::is_variable(name));
    let skip = words.iter().take_while(|word| is_setting(word)).count();
    words.split_off(skip)
}

/// The words behind the options that come first, of which `valued` take a word.
pub(super) fn behind_options<'w>(words: &'w [&'w str], valued: &[&str]) -> &'w [&'w str] {
    let mut at = 0;
    while let Some(word) = words.get(at).filter(|word| word.starts_with('-')) {
        at += 1 + usize::from(valued.contains(word));
    }
    words.get(at..).unwrap_or_default()
}

/// How many words are no options, where `valued` options take a word.
pub(super) fn plain_words(words: &[&str], valued: &[&str]) -> usize {
    let mut count = 0;
    let mut skip = false;
    for word in words {
        if skip {
            skip = false;
        } else if word.starts_with('-') {
            skip = valued.contains(word);
        } else if !word.starts_with('>') && !word.starts_with("2>") {
            count += 1;
        }
    }
    count
}
