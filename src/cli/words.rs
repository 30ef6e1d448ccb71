//! Words of the command line: concepts, statuses, profiles and budgets, with "did you mean".

use crate::handoff::{Concept, ItemRef, RefError, StatusKind};
use crate::prompt::{Budget, Profile};
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error};
use std::ffi::OsStr;

/// Parses a concept by any of its names.
#[derive(Clone)]
pub struct ConceptWord;

/// Parses a status, also by the words that people say for it.
#[derive(Clone)]
pub struct StatusWord;

impl TypedValueParser for ConceptWord {
    type Value = Concept;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<Concept, Error> {
        let word = StringValueParser::new().parse_ref(command, arg, value)?;
        match Concept::from_word(&word) {
            Some(concept) => Ok(concept),
            None => Err(unknown(command, arg, value, Concept::ALL.map(Concept::id))),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Concept::ALL.into_iter().map(|c| PossibleValue::new(c.id()))))
    }
}

impl TypedValueParser for StatusWord {
    type Value = StatusKind;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<StatusKind, Error> {
        let word = StringValueParser::new().parse_ref(command, arg, value)?;
        status(&word).ok_or_else(|| unknown(command, arg, value, StatusKind::ALL.map(StatusKind::id)))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(StatusKind::ALL.into_iter().map(|s| PossibleValue::new(s.id()))))
    }
}

/// Returns the status that a word names.
pub fn status(word: &str) -> Option<StatusKind> {
    let word = word.to_lowercase().replace(['_', ' '], "-");
    let alias = match word.as_str() {
        "todo" | "pending" | "planned" | "new" => Some(StatusKind::Open),
        "doing" | "wip" | "started" | "active" => Some(StatusKind::InProgress),
        "waiting" | "stuck" => Some(StatusKind::Blocked),
        "x" | "completed" | "complete" | "finished" => Some(StatusKind::Done),
        "later" | "postponed" => Some(StatusKind::Deferred),
        "cancelled" | "canceled" | "rejected" => Some(StatusKind::Dropped),
        "replaced" => Some(StatusKind::Superseded),
        _ => None,
    };
    alias.or_else(|| StatusKind::ALL.into_iter().find(|s| s.id() == word))
}

/// Parses a reference (`decisions/2`, `tasks/3~k7qf3`).
pub fn reference(words: &str) -> Result<ItemRef, String> {
    ItemRef::parse(words).map_err(|e| match e {
        RefError::Malformed(why) => why,
        _ => format!("\"{words}\" names no item"),
    })
}

/// Parses the name of a profile.
pub fn profile(word: &str) -> Result<Profile, String> {
    let names = Profile::ALL.iter().map(Profile::id).collect::<Vec<_>>().join(", ");
    Profile::named(word).ok_or_else(|| format!("\"{word}\" names no profile; there are {names}, and your own templates"))
}

/// Parses a budget: `400t`, `9500c`, `9500`, `2kt` or `none`.
pub fn budget(word: &str) -> Result<Budget, String> {
    Budget::parse(&word.replace(',', ""))
        .ok_or_else(|| "a budget is a number of tokens or characters, as 400t, 2kt or 9500c, or none".into())
}

/// Picks lines of a numbered list, from 1: `all`, `2`, `1,3`, `2-5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// Everything.
    All,
    /// These, sorted, from 1.
    Numbers(Vec<usize>),
}

/// Parses a [`Pick`].
pub fn pick(words: &str) -> Result<Pick, String> {
    if words == "all" {
        return Ok(Pick::All);
    }
    let wrong = || format!("\"{words}\" picks nothing: write all, or numbers as 1,3 or 2-5");
    let mut numbers = Vec::new();
    for part in words.split(',').map(str::trim) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (first.trim().parse::<usize>().map_err(|_| wrong())?, last.trim().parse::<usize>().map_err(|_| wrong())?);
        if first == 0 || last < first || last - first > 100_000 {
            return Err(wrong());
        }
        numbers.extend(first..=last);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(Pick::Numbers(numbers))
}

/// Makes clap's own error for a value that is none of `known`, with the nearest of them.
fn unknown<const N: usize>(command: &Command, arg: Option<&Arg>, value: &OsStr, known: [&'static str; N]) -> Error {
    match PossibleValuesParser::new(known).parse_ref(command, arg, value) {
        Err(e) => e,
        Ok(_) => command.clone().error(ErrorKind::InvalidValue, "this value means nothing here"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pick_is_all_or_numbers() {
        assert_eq!(pick("all"), Ok(Pick::All));
        assert_eq!(pick("3,1-2, 2"), Ok(Pick::Numbers(vec![1, 2, 3])));
        for wrong in ["", "0", "a", "3-1", "1,,2", "1-99999999999"] {
            assert!(pick(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_budget_is_in_characters_or_tokens() {
        assert_eq!(budget("400t"), Ok(Budget::Tokens(400)));
        assert_eq!(budget("9500c"), Ok(Budget::Chars(9500)));
        assert_eq!(budget("9500"), Ok(Budget::Chars(9500)));
        assert_eq!(budget("9,500"), Ok(Budget::Chars(9500)));
        for wrong in ["", "c", "-1", "many"] {
            assert!(budget(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_status_has_a_word() {
        for kind in StatusKind::ALL {
            assert_eq!(status(kind.id()), Some(kind));
        }
        assert_eq!(status("WIP"), Some(StatusKind::InProgress));
        assert_eq!(status("nonsense"), None);
    }
}
