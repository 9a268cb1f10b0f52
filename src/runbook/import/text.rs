//! Running text of a document: plain words in which bold stretches and links are still known.

use super::block::LinkEntry;

/// Marks the begin of a bold stretch; the decoder has removed it from the document itself.
pub(crate) const BOLD: char = '\u{1}';
/// Marks the end of a bold stretch.
pub(crate) const UNBOLD: char = '\u{2}';

/// A heading, a paragraph, an item or a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    raw: String,
    /// The links in it.
    pub(crate) links: Vec<LinkEntry>,
}

impl Text {
    /// A text of `raw`, which may hold the marks.
    pub(crate) fn new(raw: impl Into<String>, links: Vec<LinkEntry>) -> Self {
        Self { raw: raw.into(), links }
    }

    /// With its marks.
    pub(crate) fn raw(&self) -> &str {
        &self.raw
    }

    /// Without its marks; lines are kept.
    pub(crate) fn plain(&self) -> String {
        unmarked(&self.raw)
    }

    /// Its lines, with their marks.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &str> {
        self.raw.lines().filter(|line| !unmarked(line).is_empty())
    }

    /// On one line.
    pub(crate) fn line(&self) -> String {
        self.plain().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether nothing stands in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.plain().is_empty()
    }

    /// A bold line by itself, which people write in place of a heading.
    pub(crate) fn is_title(&self) -> bool {
        let raw = self.raw.trim();
        let plain = self.plain();
        raw.starts_with(BOLD)
            && raw.trim_end_matches([':', ' ', '.']).ends_with(UNBOLD)
            && raw.matches(BOLD).count() == 1
            && !raw.contains('\n')
            && plain.chars().count() <= 120
            && plain.chars().any(char::is_alphanumeric)
    }
}

/// `text` without the marks, trimmed.
pub(crate) fn unmarked(text: &str) -> String {
    text.chars().filter(|c| !matches!(*c, BOLD | UNBOLD)).collect::<String>().trim().to_owned()
}

/// A line that begins with a bold stretch: the stretch, and what follows. A colon between them belongs to neither.
pub(crate) fn bold_lead(line: &str) -> Option<(String, String)> {
    let line = line.trim_start_matches(|c: char| c != BOLD && !c.is_alphanumeric() && c != '`');
    let (bold, rest) = line.strip_prefix(BOLD)?.split_once(UNBOLD)?;
    let bold = unmarked(bold);
    let rest = unmarked(rest);
    let colon = bold.ends_with([':', '：']) || rest.starts_with([':', '：']);
    let dash = ["-", "–", "—"].iter().any(|dash| rest.starts_with(&format!("{dash} ")));
    if bold.is_empty() || !(colon || dash || rest.is_empty() || rest.starts_with('(')) {
        return None;
    }
    let bold = bold.trim_end_matches([':', '：', ' ', '\u{a0}']).to_owned();
    let rest = rest.trim_start_matches([':', '：', ' ', '\u{a0}', '-', '–', '—']).trim().to_owned();
    (!bold.is_empty()).then_some((bold, rest))
}

/// `text` for comparing: small letters without accents; anything that is neither letter nor digit becomes one space.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match base(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_alphanumeric() => out.push(c),
            None if matches!(c, '\u{300}'..='\u{36f}') => {}
            None if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            None => {}
        }
    }
    out.trim_end().to_owned()
}

/// The letters that ASCII has for an accented one.
fn base(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' | 'ĝ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ł' | 'ľ' | 'ĺ' | 'ļ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ё' => "е",
        _ => return None,
    })
}

/// Whether `folded` has the words of `phrase` as whole words; a phrase that ends in `*` may go on.
pub(crate) fn has_phrase(folded: &str, phrase: &str) -> bool {
    let (phrase, open) = phrase.strip_suffix('*').map_or((phrase, false), |phrase| (phrase, true));
    let cjk = phrase.chars().any(|c| u32::from(c) >= 0x3000);
    folded.match_indices(phrase).any(|(at, _)| {
        let before = folded[..at].chars().next_back().is_none_or(|c| c == ' ');
        let after = folded[at + phrase.len()..].chars().next().is_none_or(|c| c == ' ');
        cjk || (before && (open || after))
    })
}

/// `text` cut to about `most` characters at a word's end.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most).collect();
    let end = cut.rfind(' ').filter(|at| *at > most / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([' ', ',', ';', ':', '.', '(']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bold_lead_is_parted_from_its_value() {
        let lead = |text: &str| bold_lead(text);
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(lead("\u{1}Duration\u{2}: 2-5 minutes"), pair("Duration", "2-5 minutes"));
        assert_eq!(lead("\u{1}Duration:\u{2} 2-5 minutes"), pair("Duration", "2-5 minutes"));
        assert_eq!(lead("⏱ \u{1}Durée\u{2} : 5 min"), pair("Durée", "5 min"));
        assert_eq!(lead("\u{1}Red Flags\u{2} (immediate):"), pair("Red Flags", "(immediate):"));
        assert_eq!(lead("\u{1}very\u{2} bold words"), None);
    }

    #[test]
    fn folding_makes_words_comparable() {
        assert_eq!(fold("  Étape n° 3 – Vérifier: Größe "), "etape n 3 verifier grosse");
        assert!(has_phrase("database rollback", "rollback"));
        assert!(!has_phrase("rollbacks", "rollback") && has_phrase("rollbacks", "rollback*"));
        assert!(has_phrase("部署回滚步骤", "回滚"));
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        assert_eq!(shortened("one two three four", 12), "one two…");
        assert_eq!(shortened("short", 12), "short");
    }
}
