//! Keys as words: `ctrl+s`, `g d`, `space`.
//!
//! Invariant: [`Chord`]'s `Display` is the inverse of its parser.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// One key with its modifiers; Shift is part of a character (`J`), and kept for named keys only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

const NAMED: [(&str, KeyCode); 15] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backtab", KeyCode::BackTab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("del", KeyCode::Delete),
    ("ins", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
];

impl Chord {
    /// Makes the chord of a key press, with the codes that terminals send for one key made equal.
    pub fn of(key: KeyEvent) -> Chord {
        let held = key.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let (code, modifiers) = match key.code {
            KeyCode::Char('7' | '_' | '/') if held.contains(KeyModifiers::CONTROL) => (KeyCode::Char('_'), held - KeyModifiers::SHIFT),
            KeyCode::Char(c) if held.contains(KeyModifiers::CONTROL) => (KeyCode::Char(c.to_ascii_lowercase()), held - KeyModifiers::SHIFT),
            KeyCode::Char(c) => (KeyCode::Char(c), held - KeyModifiers::SHIFT),
            KeyCode::Tab if held.contains(KeyModifiers::SHIFT) => (KeyCode::BackTab, held - KeyModifiers::SHIFT),
            KeyCode::BackTab => (KeyCode::BackTab, held - KeyModifiers::SHIFT),
            code => (code, held),
        };
        Chord { code, modifiers }
    }

    /// Parses one chord: `x`, `ctrl+s`, `alt+enter`, `f1`, `pgdn`.
    ///
    /// # Errors
    /// One sentence that names what is not a key.
    pub fn parse(words: &str) -> Result<Chord, String> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = words;
        while let Some((head, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
            modifiers |= match head.to_lowercase().as_str() {
                "ctrl" | "c" => KeyModifiers::CONTROL,
                "alt" | "meta" | "a" => KeyModifiers::ALT,
                "shift" | "s" => KeyModifiers::SHIFT,
                _ => return Err(format!("\"{head}\" in \"{words}\" is no modifier: ctrl, alt or shift")),
            };
            rest = tail;
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() => KeyCode::Char(c),
            _ => named(rest).ok_or_else(|| format!("\"{words}\" is no key: write a, ctrl+s, alt+enter, space, f1, pgdn"))?,
        };
        Ok(Chord::of(KeyEvent::new(code, modifiers)))
    }

    /// Parses a sequence of chords separated by blanks.
    ///
    /// # Errors
    /// As [`Chord::parse`]; an empty sequence is none.
    pub fn sequence(words: &str) -> Result<Vec<Chord>, String> {
        let chords: Vec<Chord> = words.split_whitespace().map(Chord::parse).collect::<Result<_, _>>()?;
        if chords.is_empty() { Err("an empty word is no key; [] leaves an action without one".into()) } else { Ok(chords) }
    }
}

fn named(word: &str) -> Option<KeyCode> {
    let word = word.to_lowercase();
    if let Some(n) = word.strip_prefix('f').and_then(|n| n.parse().ok()).filter(|n| (1..=24).contains(n)) {
        return Some(KeyCode::F(n));
    }
    match word.as_str() {
        "pgdn" | "pagedown" => Some(KeyCode::PageDown),
        "escape" => Some(KeyCode::Esc),
        "delete" => Some(KeyCode::Delete),
        "return" => Some(KeyCode::Enter),
        _ => NAMED.iter().find(|(name, _)| *name == word).map(|(_, code)| *code),
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [(KeyModifiers::CONTROL, "ctrl"), (KeyModifiers::ALT, "alt"), (KeyModifiers::SHIFT, "shift")] {
            if self.modifiers.contains(modifier) {
                write!(f, "{name}+")?;
            }
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "f{n}"),
            KeyCode::PageDown => f.write_str("pgdn"),
            other => write!(f, "{other}"),
        }
    }
}

/// Writes a sequence of chords as the screen shows it: `Ctrl-S`, `Space`, `g d`.
pub fn pretty(chords: &[Chord]) -> String {
    let one = |chord: &Chord| {
        let words = chord.to_string();
        let (head, key) = words.rsplit_once('+').filter(|(_, key)| !key.is_empty()).unwrap_or(("", &words));
        let key = match (key, key.chars().count()) {
            ("up", _) => "↑".to_owned(),
            ("down", _) => "↓".to_owned(),
            ("left", _) => "←".to_owned(),
            ("right", _) => "→".to_owned(),
            ("backtab", _) => "S-Tab".to_owned(),
            ("pgup", _) => "PgUp".to_owned(),
            ("pgdn", _) => "PgDn".to_owned(),
            (key, 1) if head.contains("ctrl") => key.to_uppercase(),
            (key, 1) => key.to_owned(),
            (key, _) => capital(key),
        };
        let held: String = head.split('+').filter(|h| !h.is_empty()).map(|h| capital(h) + "-").collect();
        held + &key
    };
    chords.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chord_is_written_as_it_is_parsed() {
        for words in ["a", "J", "ctrl+s", "alt+enter", "space", "f12", "pgdn", "pgup", "backtab", "ctrl+_", "+", "ctrl++", "shift+up"] {
            assert_eq!(Chord::parse(words).unwrap().to_string(), words);
        }
    }

    #[test]
    fn what_is_no_key_is_said() {
        assert!(Chord::parse("hyper+x").unwrap_err().contains("hyper"));
        assert!(Chord::parse("nokey").unwrap_err().contains("nokey"));
        assert!(Chord::sequence(" ").is_err());
    }
}
