//! Lengths of time in running text, in several languages: `2-5 minutes`, `24 Stunden vor`, `dans la première heure`.

use std::sync::LazyLock;

use regex::Regex;

use super::text::fold;
use crate::model::span::{Due, Span, Takes};

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this file")]
static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d{1,4})(?:\s*(?:-|–|—|~|〜|～|to|bis|a|à|ate|до|/)\s*(\d{1,4}))?\+?\s*-?\s*([a-z]{1,12}\b|[а-яё]{1,8}|時間|小时|小時|分[間钟鐘]?|秒|日間?|天|週間?|周|[분초일주]|시간)").unwrap()
});

#[expect(clippy::unwrap_used, reason = "the patterns are constants, compiled by every test of this file")]
static RELATIVE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\b[tdjh]\s?([-+−–])\s?(\d{1,4})\s?([a-z]{0,12})\b").unwrap());

/// What comes before the deployment.
const BEFORE: [&str; 11] =
    ["before", "prior", "vor", "vorher", "antes", "avant", "previo", "previas", "до", "за", "перед"];

/// What comes after it.
const AFTER: [&str; 33] = [
    "после",
    "через",
    "after",
    "first",
    "within",
    "nach",
    "innerhalb",
    "erste",
    "ersten",
    "erster",
    "despues",
    "primera",
    "primeras",
    "primer",
    "primeros",
    "dentro",
    "apres",
    "premier",
    "premiere",
    "premieres",
    "premiers",
    "dans",
    "sous",
    "depois",
    "apos",
    "primeira",
    "primeiro",
    "primeiras",
    "primeiros",
    "later",
    "spater",
    "tras",
    "dopo",
];

fn unit(word: &str) -> Option<u64> {
    const UNITS: [(u64, &str); 5] = [
        (
            1,
            "s, sec, secs, second, seconds, seg, segundo, segundos, sekunde, sekunden, sek, seconde, secondes, 秒, сек, \
             секунд, секунды, секунда, 초",
        ),
        (
            60,
            "m, min, mins, minute, minutes, minuto, minutos, minuten, mn, 分, 分間, 分钟, 分鐘, мин, минут, минуты, минута, \
             минуту, 분",
        ),
        (
            3_600,
            "h, hr, hrs, hour, hours, hora, horas, heure, heures, stunde, stunden, std, 時間, 小时, 小時, час, часа, часов, \
             ч, 시간",
        ),
        (
            86_400,
            "d, day, days, dia, dias, jour, jours, tag, tage, tagen, j, 日, 天, 日間, день, дня, дней, 일",
        ),
        (
            604_800,
            "w, week, weeks, semana, semanas, semaine, semaines, woche, wochen, 週間, 周, 週, неделя, недели, недель, \
             неделю, 주",
        ),
    ];
    UNITS.iter().find(|(_, words)| words.split(", ").any(|it| it == word)).map(|(seconds, _)| *seconds)
}

/// Like [`fold`], but with the signs that part two figures.
fn tidy(text: &str) -> String {
    text.to_lowercase()
        .split_whitespace()
        .map(|word| if word.is_ascii() { word.to_owned() } else { dashes(word) })
        .collect::<Vec<_>>()
        .join(" ")
}

fn dashes(word: &str) -> String {
    if word.contains(['–', '—', '〜', '～']) { word.to_owned() } else { fold(word) }
}

/// The first length of time in `text`: from-to in seconds.
fn length(text: &str) -> Option<(u64, u64)> {
    let text = tidy(text);
    LENGTH.captures_iter(&text).find_map(|hit| {
        let size = unit(&hit[3])?;
        let from: u64 = hit[1].parse().ok()?;
        let to = hit.get(2).map_or(Some(from), |to| to.as_str().parse().ok())?;
        (from <= to && to > 0).then_some((from * size, to * size))
    })
}

/// How long something takes: `2-5 minutes`, `< 1 minute`, `ca. 10 Min.`.
pub(crate) fn takes(text: &str) -> Option<Takes> {
    let (least, most) = length(text)?;
    Some(Takes { least: Span::seconds(least), most: Span::seconds(most) })
}

/// A length of time: the longer end of what `text` says.
pub(crate) fn span(text: &str) -> Option<Span> {
    length(text).map(|(_, most)| Span::seconds(most))
}

/// `(15 minutes)` at the end of a title.
pub(crate) fn in_brackets(title: &str) -> Option<(Span, Takes)> {
    let inside = title.rsplit_once('(')?.1.split_once(')')?.0;
    Some((span(inside)?, takes(inside)?))
}

/// When a phase of this title is due: `24 Hours Before Deployment`, `First Hour`, `T-30m`, `J-1`.
pub(crate) fn due(title: &str) -> Option<Due> {
    if let Some(hit) = RELATIVE.captures(title) {
        let number: u64 = hit[2].parse().ok()?;
        let word = hit[3].to_lowercase();
        let by_letter = if title[hit.get(0)?.start()..].starts_with(['h', 'H']) { 3_600 } else { 86_400 };
        let size = if word.is_empty() { Some(by_letter) } else { unit(&word) }?;
        let sign = if &hit[1] == "+" { '+' } else { '-' };
        return format!("{sign}{}s", number * size).parse().ok();
    }
    let folded = fold(title);
    let words: Vec<&str> = folded.split(' ').collect();
    let within = |signs: &[char]| length(title).is_some() && folded.contains(signs);
    let sign = if words.iter().any(|word| BEFORE.contains(word)) || within(&['前', '전']) {
        '-'
    } else if words.iter().any(|word| AFTER.contains(word)) || within(&['後', '后', '후']) {
        '+'
    } else {
        return None;
    };
    let seconds = length(title).map(|(_, most)| most).or_else(|| {
        // `First Hour`: one of them.
        words.iter().find_map(|word| unit(word).filter(|_| word.len() > 2))
    })?;
    format!("{sign}{seconds}s").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_in_several_languages() {
        for (text, wanted) in [
            ("2-5 minutes", "2m-5m"),
            ("< 1 minute", "1m"),
            ("5 minutes (observation period)", "5m"),
            ("ca. 10 Min.", "10m"),
            ("2 bis 5 Minuten", "2m-5m"),
            ("1 hora", "1h"),
            ("10 à 15 minutes", "10m-15m"),
            ("30s", "30s"),
            ("10–15 min", "10m-15m"),
            ("(30+ minutes)", "30m"),
        ] {
            assert_eq!(takes(text).map(|it| it.to_string()).as_deref(), Some(wanted), "{text}");
        }
        for text in ["soon", "5", "5 apples", "version 2", ""] {
            assert_eq!(takes(text), None, "{text}");
        }
    }

    #[test]
    fn titles_tell_when_a_phase_is_due() {
        for (title, wanted) in [
            ("1-Week Before Deployment", "-7d"),
            ("24 Hours Before Deployment", "-1d"),
            ("24 Stunden vor dem Deployment", "-1d"),
            ("24 horas antes", "-1d"),
            ("1 heure avant", "-1h"),
            ("First 15 Minutes", "+15m"),
            ("First Hour", "+1h"),
            ("Première heure", "+1h"),
            ("Immediate (within 1 hour)", "+1h"),
            ("T-30m", "-30m"),
            ("J-1", "-1d"),
            ("T+2h", "+2h"),
        ] {
            assert_eq!(due(title).map(|it| it.to_string()).as_deref(), Some(wanted), "{title}");
        }
        for title in [
            "Deployment Steps",
            "Database Preparation",
            "Phase 1: Pre-Deployment (15 minutes)",
            "Before you begin",
        ] {
            assert_eq!(due(title), None, "{title}");
        }
    }
}
