//! Keys as a program on a terminal reads them: the bytes of an xterm.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The bytes of `key`; `application` where the program asked for application cursor keys.
pub fn pty_bytes(key: KeyEvent, application: bool) -> Vec<u8> {
    let mods = key.modifiers;
    let alt = mods.contains(KeyModifiers::ALT);
    let mut out = match key.code {
        KeyCode::Char(c) if mods.contains(KeyModifiers::CONTROL) => control(c),
        KeyCode::Char(c) => c.to_string().into_bytes(),
        KeyCode::Enter => vec![b'\r'],
        KeyCode::Tab => vec![b'\t'],
        KeyCode::Backspace => vec![0x7f],
        KeyCode::Esc => vec![0x1b],
        KeyCode::BackTab => b"\x1b[Z".to_vec(),
        code => return special(code, mods, application),
    };
    if alt && !out.is_empty() {
        out.insert(0, 0x1b);
    }
    out
}

/// The bytes of a paste; `bracketed` where the program asked for it.
pub fn paste_bytes(text: &str, bracketed: bool) -> Vec<u8> {
    // A paste that held the closing bracket could type after it.
    let text = text.replace('\u{1b}', "").replace("\r\n", "\r").replace('\n', "\r");
    if bracketed { format!("\x1b[200~{text}\x1b[201~").into_bytes() } else { text.into_bytes() }
}

fn control(c: char) -> Vec<u8> {
    match c.to_ascii_lowercase() {
        c @ 'a'..='z' => vec![c as u8 - b'a' + 1],
        ' ' | '@' | '2' => vec![0],
        '[' | '3' => vec![0x1b],
        '\\' | '4' => vec![0x1c],
        ']' | '5' => vec![0x1d],
        '^' | '6' => vec![0x1e],
        '_' | '/' | '7' => vec![0x1f],
        '8' => vec![0x7f],
        other => other.to_string().into_bytes(),
    }
}

fn special(code: KeyCode, mods: KeyModifiers, application: bool) -> Vec<u8> {
    let modifier = 1
        + u8::from(mods.contains(KeyModifiers::SHIFT))
        + 2 * u8::from(mods.contains(KeyModifiers::ALT))
        + 4 * u8::from(mods.contains(KeyModifiers::CONTROL));
    let letter = |c: char| match (modifier, application) {
        (1, true) => format!("\x1bO{c}"),
        (1, false) => format!("\x1b[{c}"),
        _ => format!("\x1b[1;{modifier}{c}"),
    };
    let tilde = |n: u8| if modifier == 1 { format!("\x1b[{n}~") } else { format!("\x1b[{n};{modifier}~") };
    let text = match code {
        KeyCode::Up => letter('A'),
        KeyCode::Down => letter('B'),
        KeyCode::Right => letter('C'),
        KeyCode::Left => letter('D'),
        KeyCode::Home => letter('H'),
        KeyCode::End => letter('F'),
        KeyCode::Insert => tilde(2),
        KeyCode::Delete => tilde(3),
        KeyCode::PageUp => tilde(5),
        KeyCode::PageDown => tilde(6),
        KeyCode::F(n @ 1..=4) => {
            let c = ['P', 'Q', 'R', 'S'][usize::from(n - 1)];
            if modifier == 1 { format!("\x1bO{c}") } else { format!("\x1b[1;{modifier}{c}") }
        }
        KeyCode::F(n @ 5..=12) => tilde([15, 17, 18, 19, 20, 21, 23, 24][usize::from(n - 5)]),
        _ => String::new(),
    };
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(code: KeyCode, mods: KeyModifiers) -> Vec<u8> {
        pty_bytes(KeyEvent::new(code, mods), false)
    }

    #[test]
    fn keys_become_what_an_xterm_sends() {
        assert_eq!(bytes(KeyCode::Char('c'), KeyModifiers::CONTROL), [3]);
        assert_eq!(bytes(KeyCode::Char('é'), KeyModifiers::NONE), "é".as_bytes());
        assert_eq!(bytes(KeyCode::Char('x'), KeyModifiers::ALT), b"\x1bx");
        assert_eq!(bytes(KeyCode::Up, KeyModifiers::NONE), b"\x1b[A");
        assert_eq!(bytes(KeyCode::Up, KeyModifiers::CONTROL), b"\x1b[1;5A");
        assert_eq!(bytes(KeyCode::F(5), KeyModifiers::NONE), b"\x1b[15~");
        assert_eq!(pty_bytes(KeyEvent::new(KeyCode::Up, KeyModifiers::NONE), true), b"\x1bOA");
    }

    #[test]
    fn a_paste_cannot_close_its_own_bracket() {
        assert_eq!(paste_bytes("a\nb\u{1b}[201~rm", true), b"\x1b[200~a\rb[201~rm\x1b[201~");
    }
}
