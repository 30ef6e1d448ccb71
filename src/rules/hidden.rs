//! The rules on hidden text (reliability §4.7): what stops, word by word; what only shows, by kind.

use super::{Finding, Level, finding_id};
use crate::document::Span;
use crate::shown::{Class, Hidden, Verdict, hidden as hidden_in};

/// So many words with hidden text are told one by one.
const MOST: usize = 100;

/// Finds hidden text.
pub(super) fn hidden(text: &str) -> Vec<Finding> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b) || matches!(b, b'\n' | b'\r' | b'\t')) {
        return Vec::new();
    }
    let (stop, show): (Vec<_>, Vec<_>) = hidden_in(text).into_iter().partition(|h| h.verdict == Verdict::Stop);
    let mut found = words(text, &stop);
    found.extend(kinds(&show));
    found
}

/// One finding for each word that holds hidden text of the stop level.
fn words(text: &str, stop: &[Hidden]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut rest = stop;
    while let Some(first) = rest.first() {
        if found.len() == MOST {
            let message = format!("{} more hidden characters follow.", rest.len());
            found.push(finding(Level::Must, Span::new(first.at, first.at + first.char.len_utf8()), message, None));
            break;
        }
        let span = word_around(text, first);
        let here = rest.iter().take_while(|h| h.at < span.end).count().max(1);
        let around = Some(visible(span.of(text))).filter(|seen| !seen.is_empty());
        let around = around.map_or(String::new(), |seen| format!(" inside \"{seen}\""));
        let message = format!("Hidden text: {}{around}.", count(&rest[..here]));
        found.push(finding(Level::Must, span, message, Some(finding_id("hidden-text", "", span.of(text)))));
        rest = &rest[here..];
    }
    found
}

/// One finding for each kind of character that only shows.
fn kinds(show: &[Hidden]) -> Vec<Finding> {
    let mut kinds: Vec<Vec<Hidden>> = Vec::new();
    for h in show {
        match kinds.iter_mut().find(|k| k[0].class == h.class) {
            Some(kind) => kind.push(*h),
            None => kinds.push(vec![*h]),
        }
    }
    let one = |kind: Vec<Hidden>| {
        let span = Span::new(kind[0].at, kind[0].at + kind[0].char.len_utf8());
        let text: String = kind.iter().map(|h| h.char).collect();
        finding(Level::May, span, format!("Odd characters: {}.", count(&kind)), Some(finding_id("odd-characters", "", &text)))
    };
    kinds.into_iter().map(one).collect()
}

fn finding(level: Level, span: Span, message: String, id: Option<String>) -> Finding {
    let stop = level == Level::Must;
    Finding {
        rule: if stop { "hidden-text" } else { "odd-characters" },
        level,
        span: Some(span),
        message,
        help: if stop {
            "A reader does not see it, a model does. Remove it, or settle the finding if it is meant.".into()
        } else {
            "They are shown as marks; remove them if they are an accident.".into()
        },
        fix: None,
        id,
        secret: false,
        hidden: stop,
    }
}

/// The run of text without white space around a hidden character, no longer than 200 bytes. Marks at its ends are no part of
/// it: a prompt sets others there, and what is settled in the file is settled in the prompt.
fn word_around(text: &str, h: &Hidden) -> Span {
    let end = h.at + h.char.len_utf8();
    let before =
        text[..h.at].char_indices().rev().take_while(|(i, c)| !c.is_whitespace() && h.at - i <= 100).last().map_or(h.at, |(i, _)| i);
    let after =
        text[end..].char_indices().take_while(|(i, c)| !c.is_whitespace() && *i < 100).last().map_or(end, |(i, c)| end + i + c.len_utf8());
    let word = &text[before..after];
    let mark = |c: char| c.is_ascii_punctuation();
    let start = before + word.len() - word.trim_start_matches(mark).len();
    Span::new(start, before + word.trim_end_matches(mark).len())
}

/// Names kinds and counts, as `3 tag characters, 1 control character`.
fn count(hidden: &[Hidden]) -> String {
    let mut classes: Vec<(Class, usize)> = Vec::new();
    for h in hidden {
        match classes.iter_mut().find(|(class, _)| *class == h.class) {
            Some((_, n)) => *n += 1,
            None => classes.push((h.class, 1)),
        }
    }
    let words: Vec<_> = classes.iter().map(|(class, n)| format!("{n} {}{}", name(*class), if *n == 1 { "" } else { "s" })).collect();
    words.join(", ")
}

fn name(class: Class) -> &'static str {
    match class {
        Class::Control => "control character",
        Class::Bidi => "control of writing direction",
        Class::Mark => "mark of writing direction",
        Class::ZeroWidth => "zero-width character",
        Class::Tag => "tag character",
        Class::Variation => "variation selector",
        Class::Filler => "blank letter",
        Class::Separator => "Unicode line separator",
        Class::Private => "private-use character",
        Class::Blank => "no-break space",
        Class::SoftHyphen => "soft hyphen",
        Class::Plain | Class::LineEnd | Class::Tab => "character",
    }
}

/// What a reader sees of a word, short.
fn visible(word: &str) -> String {
    let seen = word.chars().filter(|c| crate::shown::class_of(*c) == Class::Plain);
    seen.take(40).collect()
}
