//! Running logs: which sibling headings are blocks, and which block is the newest.

use super::dialect::Lexicon;
use std::cmp::Reverse;

/// What a heading says about when its session was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub date: Option<(i16, u8, u8)>,
    pub number: Option<u32>,
    /// 0 for "last" or "current", 1 for "previous", 2 for "earlier".
    pub age: Option<u8>,
}

/// Words that stand before a session counter.
const COUNTERS: [&str; 21] = [
    "session",
    "sesión",
    "sesion",
    "sessão",
    "sessao",
    "sitzung",
    "сессия",
    "phiên",
    "oturum",
    "séance",
    "sessione",
    "세션",
    "セッション",
    "会话",
    "cycle",
    "ciclo",
    "day",
    "run",
    "update",
    "s",
    "đ",
];

static AGES: Lexicon<u8, 12> = Lexicon::new([
    ("last session", 0),
    ("latest session", 0),
    ("current session", 0),
    ("this session", 0),
    ("most recent session", 0),
    ("previous session", 1),
    ("prior session", 1),
    ("prior", 1),
    ("earlier", 2),
    ("earlier session", 2),
    ("even earlier", 3),
    ("older", 3),
]);

impl Stamp {
    /// Reads the title of a heading.
    pub(super) fn read(title: &str) -> Stamp {
        let words = title.trim_start_matches(|c: char| !c.is_alphanumeric());
        let counts = words.bytes().any(|b| b.is_ascii_digit());
        if !counts && !AGES.begins_any(words) {
            return Stamp::default();
        }
        let ages = AGES.near(words).filter(|(label, _)| begins(words, label));
        let age = ages.max_by_key(|(label, _)| label.len()).map(|(_, age)| age);
        let (date, number) = if counts { (date(title), counter(words)) } else { (None, None) };
        Stamp { date, number, age }
    }

    /// Tells whether the heading may begin a block of a log.
    pub(super) fn is_some(self) -> bool {
        self != Stamp::default()
    }

    /// Tells whether the heading names a session, so that no other meaning of its words counts.
    pub(super) fn names_session(self) -> bool {
        self.number.is_some() || self.age.is_some()
    }
}

/// Returns the index of the newest of blocks in file order: latest date, then counter, then label, then the end that the dates grow towards.
pub(super) fn newest(stamps: &[Stamp]) -> Option<usize> {
    let dates: Vec<_> = stamps.iter().filter_map(|s| s.date).collect();
    let numbers: Vec<_> = stamps.iter().filter_map(|s| s.number).collect();
    let grows = dates.first() < dates.last() || dates.first() == dates.last() && numbers.first() < numbers.last();
    (0..stamps.len()).max_by_key(|&i| {
        let stamp = stamps[i];
        let place = if grows { i } else { stamps.len() - i };
        (stamp.date, stamp.number, Reverse(stamp.age.unwrap_or(u8::MAX)), place)
    })
}

/// Returns the full date in `text`: `2026-11-21` (also with dots or slashes), `21.11.2026`, `Nov 21, 2026`, `21 November 2026`.
pub(super) fn date(text: &str) -> Option<(i16, u8, u8)> {
    // Each of the forms has a year of four digits.
    if !text.bytes().any(|b| b.is_ascii_digit()) || !numbers(text).any(|(_, start, end)| end - start == 4) {
        return None;
    }
    let numbers: Vec<_> = numbers(text).collect();
    let bytes = text.as_bytes();
    let joined = |a: usize, b: usize| {
        a + 1 == b && matches!(bytes[a], b'-' | b'.' | b'/')
            || text.get(a..b).is_some_and(|s| matches!(s, "年" | "月" | "年 " | "月 " | "년 " | "월 "))
    };
    for w in numbers.windows(3) {
        let ((a, _, ae), (b, bs, be), (c, cs, ce)) = (w[0], w[1], w[2]);
        if joined(ae, bs) && joined(be, cs) {
            if ae - w[0].1 == 4 {
                return valid(a, b, c);
            }
            if ce - cs == 4 {
                return valid(c, b, a).or_else(|| valid(c, a, b));
            }
        }
    }
    for w in numbers.windows(2) {
        let ((day, ds, de), (year, ys, ye)) = (w[0], w[1]);
        if ye - ys == 4
            && day <= 31
            && let Some(month) = month(text[..ds].trim_end()).or_else(|| month(text[de..ys].trim_matches([' ', ',', '.'])))
        {
            return valid(year, month, day);
        }
    }
    None
}

/// Returns the numbers of up to four digits in `text`, each with its start and end.
fn numbers(text: &str) -> impl Iterator<Item = (u32, usize, usize)> + '_ {
    let runs = text.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit());
    let placed = runs.scan(0, |at, run| {
        *at += run.len();
        Some((*at - run.len(), *at))
    });
    let short = placed.filter(|(start, end)| end - start <= 4 && text.as_bytes()[*start].is_ascii_digit());
    short.map(|(start, end)| (text[start..end].parse().unwrap_or(0), start, end))
}

fn valid(year: u32, month: u32, day: u32) -> Option<(i16, u8, u8)> {
    let fits = (1970..3000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    fits.then_some((year as i16, month as u8, day as u8))
}

fn month(before: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let word = before.rsplit(' ').next()?.trim_end_matches('.').get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|m| *m == word).map(|m| m as u32 + 1)
}

fn counter(words: &str) -> Option<u32> {
    let first = words.as_bytes().first()?;
    let near = COUNTERS.iter().filter(|w| !first.is_ascii() || w.as_bytes()[0].eq_ignore_ascii_case(first));
    let (word, tail) = near.filter_map(|w| Some((w, behind(words, w)?))).max_by_key(|(w, _)| w.len())?;
    let blank = tail.trim_start_matches([' ', '#', '-', ':']);
    // "S206" and "Đ74" have nothing between; the words have.
    if word.chars().count() == 1 && blank.len() != tail.len() {
        return None;
    }
    let digits = blank.bytes().take_while(u8::is_ascii_digit).count();
    let whole = !blank[digits..].starts_with(|c: char| c.is_alphabetic());
    if digits == 0 || digits > 6 || !whole { None } else { blank[..digits].parse().ok() }
}

fn begins(words: &str, label: &str) -> bool {
    behind(words, label).is_some_and(|tail| !tail.starts_with(|c: char| c.is_alphanumeric()))
}

/// Returns what follows `word`, which is in lower case, when `text` begins with it in any case.
fn behind<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    let same = head.eq_ignore_ascii_case(word) || !word.is_ascii() && head.chars().flat_map(char::to_lowercase).eq(word.chars());
    same.then(|| &text[word.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, date: Option<(i16, u8, u8)>, number: Option<u32>, age: Option<u8>) {
        assert_eq!(Stamp::read(title), Stamp { date, number, age }, "{title}");
    }

    #[test]
    fn titles_say_when() {
        check("Session 12 — 2026-03-04", Some((2026, 3, 4)), Some(12), None);
        check("Đ74 (2026-08-17) — tests", Some((2026, 8, 17)), Some(74), None);
        check("✅ 4.3.2026", Some((2026, 3, 4)), None, None);
        check("Nov 21, 2026", Some((2026, 11, 21)), None, None);
        check("21 November 2026", Some((2026, 11, 21)), None, None);
        check("2026年3月4日", Some((2026, 3, 4)), None, None);
        check("Previous session (cleanup)", None, None, Some(1));
        check("Session status", None, None, None);
        check("Server 4", None, None, None);
        check("2025-02-XX", None, None, None);
        check("v1.2.3", None, None, None);
    }

    #[test]
    fn the_newest_is_found_at_either_end() {
        let read = |titles: &[&str]| newest(&titles.iter().map(|t| Stamp::read(t)).collect::<Vec<_>>());
        assert_eq!(read(&["2026-01-01", "2026-01-02"]), Some(1));
        assert_eq!(read(&["2026-01-02", "2026-01-01"]), Some(0));
        assert_eq!(read(&["Session 3", "Session 2"]), Some(0));
        assert_eq!(read(&["Last session", "Previous session"]), Some(0));
        assert_eq!(read(&["2026-01-02 b", "2026-01-02 a"]), Some(0));
        assert_eq!(read(&["2026-01-01", "2026-01-02 a", "2026-01-02 b"]), Some(2));
    }
}
