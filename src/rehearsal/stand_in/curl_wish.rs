//! `curl`'s options, as far as runbooks use them.

use std::io::Read;
use std::time::Duration;

/// What the arguments ask for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Wish {
    pub(super) method: Option<String>,
    pub(super) headers: Vec<String>,
    pub(super) data: Vec<String>,
    pub(super) output: Option<String>,
    pub(super) format: Option<String>,
    pub(super) timeout: Option<Duration>,
    /// Files of options, from `--config`.
    pub(super) configs: Vec<String>,
    pub(super) fail: bool,
    pub(super) head: bool,
    pub(super) with_headers: bool,
    pub(super) url: Option<String>,
}

impl Wish {
    /// The same with its `--config` files read and its `@file` data loaded.
    pub(super) fn filled(mut self) -> Result<Self, String> {
        for path in std::mem::take(&mut self.configs) {
            let text = load(&path)?;
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
            {
                let (name, value) = line.split_once(['=', ' ', ':']).unwrap_or((line, ""));
                let value = value.trim_start_matches(['=', ' ', ':']).to_owned();
                let letter = short(name.trim().trim_start_matches('-'));
                // Without the value the option would take the next argument, of which a file has none.
                let _ = option(&mut self, letter, Some(unquoted(&value)), &mut std::iter::empty());
            }
        }
        for data in &mut self.data {
            if let Some(path) = data.strip_prefix('@') {
                *data = load(path)?;
            }
        }
        Ok(self)
    }
}

/// The text of the file at `path`; `-` is what is piped in.
fn load(path: &str) -> Result<String, String> {
    let mut text = String::new();
    let read = if path == "-" {
        std::io::stdin().lock().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map(|_| text).map_err(|error| format!("(26) can't read {path}: {error}"))
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) else {
        return value.to_owned();
    };
    inner.replace("\\\"", "\"").replace("\\\\", "\\")
}

/// `name=value` with its value percent-encoded.
fn encoded(text: &str) -> String {
    let (name, value) = text.split_once('=').map_or(("", text), |(name, value)| (name, value));
    let mut out = if name.is_empty() { String::new() } else { format!("{name}=") };
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|half| char::from(b"0123456789ABCDEF"[usize::from(half)])));
        }
    }
    out
}

/// Reads `args`; what can't be read is a problem in curl's words.
pub(super) fn wish(args: &[String]) -> Result<Wish, String> {
    let mut wish = Wish::default();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if let Some(long) = arg.strip_prefix("--") {
            let (name, given) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
            option(&mut wish, short(name), given, &mut rest)
                .map_err(|()| format!("option {arg}: requires parameter"))?;
        } else if let Some(letters) = arg.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            let mut letters = letters.chars();
            while let Some(letter) = letters.next() {
                let tail = letters.as_str();
                let given = (takes_value(letter) && !tail.is_empty()).then(|| tail.to_owned());
                let taken = given.is_some();
                option(&mut wish, letter, given, &mut rest)
                    .map_err(|()| format!("option {arg}: requires parameter"))?;
                if taken {
                    break;
                }
            }
        } else {
            wish.url = Some(arg.clone());
        }
    }
    Ok(wish)
}

/// The letter of a long option; a blank for one that changes nothing here.
fn short(name: &str) -> char {
    match name {
        "request" => 'X',
        "header" => 'H',
        "data" | "data-raw" | "data-binary" | "data-ascii" | "json" => 'd',
        "data-urlencode" => 'D',
        "config" => 'K',
        "output" => 'o',
        "write-out" => 'w',
        "max-time" => 'm',
        "connect-timeout" | "retry" | "retry-delay" | "retry-max-time" | "cacert" | "cert" | "key" => 'E',
        "user" => 'u',
        "fail" | "fail-with-body" => 'f',
        "head" => 'I',
        "include" => 'i',
        "url" => 'U',
        _ => ' ',
    }
}

const fn takes_value(letter: char) -> bool {
    matches!(
        letter,
        'X' | 'H' | 'd' | 'D' | 'K' | 'o' | 'w' | 'm' | 'E' | 'u' | 'U' | 'A' | 'b' | 'c' | 'e' | 'x'
    )
}

fn option<'a>(
    wish: &mut Wish,
    letter: char,
    given: Option<String>,
    rest: &mut impl Iterator<Item = &'a String>,
) -> Result<(), ()> {
    let value =
        if takes_value(letter) { given.or_else(|| rest.next().cloned()).ok_or(())? } else { String::new() };
    match letter {
        'X' => wish.method = Some(value),
        'H' => wish.headers.push(value),
        'd' => wish.data.push(value),
        'D' => wish.data.push(encoded(&value)),
        'K' => wish.configs.push(value),
        'o' => wish.output = Some(value),
        'w' => wish.format = Some(value),
        'm' => {
            wish.timeout = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        }
        'U' => wish.url = Some(value),
        'f' => wish.fail = true,
        'I' => wish.head = true,
        'i' => wish.with_headers = true,
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> Wish {
        wish(&text.split(' ').map(String::from).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn options_are_read_as_curl_reads_them() {
        let wish = asked(
            "-sf -X POST http://127.0.0.1:1/a -H A:b -da=1 --data b=2 -o out -w %{http_code} --max-time 2.5",
        );
        assert_eq!(
            wish,
            Wish {
                method: Some("POST".into()),
                headers: vec!["A:b".into()],
                data: vec!["a=1".into(), "b=2".into()],
                output: Some("out".into()),
                format: Some("%{http_code}".into()),
                timeout: Some(Duration::from_millis(2500)),
                fail: true,
                url: Some("http://127.0.0.1:1/a".into()),
                ..Wish::default()
            }
        );
        assert!(super::wish(&["-X".into()]).is_err());
    }

    #[test]
    fn a_config_file_and_data_from_a_file_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        let data = folder.path().join("data");
        std::fs::write(&config, "# c\nurl = \"http://127.0.0.1:1/\"\ndata-urlencode = \"a=b&c\\\"d\"\n")
            .unwrap();
        std::fs::write(&data, "{}").unwrap();
        let wish = asked(&format!("-fsS --config {} --data-binary @{}", config.display(), data.display()));
        let wish = wish.filled().unwrap();
        assert_eq!(wish.url.as_deref(), Some("http://127.0.0.1:1/"));
        assert_eq!(wish.data, ["{}", "a=b%26c%22d"]);
        assert!(asked("--config /nowhere/at/all").filled().is_err());
    }
}
