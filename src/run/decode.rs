//! From the bytes a terminal sends to keys and pastes.
//!
//! crossterm reads its terminal itself, spins once that is gone, and takes query replies and the rest
//! of an early-ended paste for keys; it offers no decoder for bytes read elsewhere. What is not
//! understood here is swallowed, never turned into a key.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use memchr::memmem;

/// The longest paste that is taken, in bytes; what goes beyond is dropped and reported.
pub(super) const LONGEST_PASTE: usize = 4 * 1024 * 1024;

/// The longest sequence that is waited for; a reply is far shorter.
const LONGEST_SEQUENCE: usize = 64 * 1024;

/// Something a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// A text was pasted; line ends are `\n`, other control characters are gone.
    Paste(String),
    /// So many bytes of a paste were dropped.
    Dropped(usize),
}

/// A decoder with the beginning of what is not complete yet.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pending: Vec<u8>,
    mode: Mode,
    pasted: Vec<u8>,
    dropped: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Keys,
    Paste,
    /// Right behind a paste: a text can hold the end mark itself, so what follows without a pause is
    /// still the paste, not keys.
    AfterPaste,
}

/// What stands at the front of some bytes.
enum Front {
    /// A key, so many bytes long.
    Key(usize, KeyEvent),
    /// Something without a meaning here, so many bytes long.
    Other(usize),
    /// The mark that begins a paste.
    PasteStart,
    /// The beginning of something longer.
    Incomplete,
}

const PASTE_START: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";

impl Decoder {
    /// Takes bytes as they were read, in pieces of any size.
    pub(super) fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        let mut buffer = std::mem::take(&mut self.pending);
        buffer.extend_from_slice(bytes);
        let mut rest = buffer.as_slice();
        while !rest.is_empty() {
            let taken = match self.mode {
                Mode::Keys => self.key(rest, out),
                Mode::Paste => self.paste(rest, out),
                Mode::AfterPaste => self.after_paste(rest),
            };
            if taken == 0 {
                break;
            }
            rest = rest.get(taken..).unwrap_or_default();
        }
        self.pending = rest.to_vec();
    }

    /// Takes the silence that followed: a lone escape was the key, a paste is over.
    pub(super) fn settle(&mut self, out: &mut Vec<Input>) {
        let rest = std::mem::take(&mut self.pending);
        match self.mode {
            Mode::Paste => self.pending = rest,
            Mode::AfterPaste => {
                self.mode = Mode::Keys;
                self.keep(&rest);
                self.finish_paste(out);
            }
            Mode::Keys => match rest.as_slice() {
                [0x1b] => out.push(Input::Key(KeyCode::Esc.into())),
                [0x1b, c @ (b'[' | b']' | b'O' | b'P')] => out.push(alt(char::from(*c))),
                _ => {}
            },
        }
    }

    /// Tells whether silence would mean something, so that it is worth a timer.
    pub(super) fn waits(&self) -> bool {
        match self.mode {
            Mode::Keys => !self.pending.is_empty(),
            Mode::Paste => false,
            Mode::AfterPaste => true,
        }
    }

    fn key(&mut self, bytes: &[u8], out: &mut Vec<Input>) -> usize {
        match front(bytes) {
            Front::Key(length, key) => {
                out.push(Input::Key(key));
                length
            }
            Front::Other(length) => length,
            Front::PasteStart => {
                self.mode = Mode::Paste;
                PASTE_START.len()
            }
            Front::Incomplete if bytes.len() > LONGEST_SEQUENCE => bytes.len(),
            Front::Incomplete => 0,
        }
    }

    fn paste(&mut self, bytes: &[u8], out: &mut Vec<Input>) -> usize {
        match memmem::find(bytes, PASTE_END) {
            Some(end) => {
                self.keep(&bytes[..end]);
                self.finish_paste(out);
                self.mode = Mode::AfterPaste;
                end + PASTE_END.len()
            }
            None => self.keep_but_start_of(PASTE_END, bytes),
        }
    }

    fn after_paste(&mut self, bytes: &[u8]) -> usize {
        match memmem::find(bytes, PASTE_START) {
            Some(start) => {
                self.keep(&bytes[..start]);
                self.mode = Mode::Paste;
                start + PASTE_START.len()
            }
            None => self.keep_but_start_of(PASTE_START, bytes),
        }
    }

    fn keep_but_start_of(&mut self, mark: &[u8], bytes: &[u8]) -> usize {
        let tail = (1..mark.len()).rev().find(|&n| bytes.ends_with(&mark[..n])).unwrap_or(0);
        let length = bytes.len() - tail;
        self.keep(&bytes[..length]);
        length
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST_PASTE - self.pasted.len();
        let taken = bytes.len().min(room);
        self.pasted.extend_from_slice(&bytes[..taken]);
        self.dropped += bytes.len() - taken;
    }

    fn finish_paste(&mut self, out: &mut Vec<Input>) {
        let text = clean(&std::mem::take(&mut self.pasted));
        if !text.is_empty() {
            out.push(Input::Paste(text));
        }
        let dropped = std::mem::take(&mut self.dropped);
        if dropped > 0 {
            out.push(Input::Dropped(dropped));
        }
    }
}

fn clean(pasted: &[u8]) -> String {
    let text = String::from_utf8_lossy(pasted);
    let text = text.replace("\x1b[200~", "").replace("\x1b[201~", "").replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|&c| c == '\n' || c == '\t' || !c.is_control()).collect()
}

fn front(bytes: &[u8]) -> Front {
    match bytes {
        [] | [0x1b] => Front::Incomplete,
        [0x1b, 0x1b, ..] => Front::Key(1, KeyCode::Esc.into()),
        [0x1b, b'[', ..] => control_sequence(bytes),
        [0x1b, b'O', rest @ ..] => match rest {
            [] => Front::Incomplete,
            [letter, ..] => key_or_other(3, letter_key(*letter), KeyModifiers::NONE),
        },
        [0x1b, b']' | b'P' | b'X' | b'^' | b'_', ..] => string_sequence(bytes),
        [0x1b, rest @ ..] => match character(rest) {
            Front::Key(length, mut key) => {
                key.modifiers |= KeyModifiers::ALT;
                Front::Key(length + 1, key)
            }
            Front::Other(length) => Front::Other(length + 1),
            other => other,
        },
        _ => character(bytes),
    }
}

/// Takes one character, control or not.
fn character(bytes: &[u8]) -> Front {
    let Some(&first) = bytes.first() else { return Front::Incomplete };
    let key = match first {
        b'\r' => KeyCode::Enter.into(),
        b'\t' => KeyCode::Tab.into(),
        0x7f => KeyCode::Backspace.into(),
        0 => control(' '),
        1..=0x1a => control(char::from(first - 1 + b'a')),
        0x1c..=0x1f => control(char::from(first - 0x1c + b'4')),
        _ => {
            let length = match first {
                0..=0x7f => 1,
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return Front::Other(1),
            };
            let Some(whole) = bytes.get(..length) else { return Front::Incomplete };
            let Some(c) = std::str::from_utf8(whole).ok().and_then(|s| s.chars().next()) else { return Front::Other(1) };
            if c.is_control() {
                return Front::Other(length);
            }
            return Front::Key(length, plain(c));
        }
    };
    Front::Key(1, key)
}

/// Takes `ESC [ parameters final`.
fn control_sequence(bytes: &[u8]) -> Front {
    if bytes.starts_with(PASTE_START) {
        return Front::PasteStart;
    }
    let body = bytes.get(2..).unwrap_or_default();
    let Some(end) = body.iter().position(|b| !(0x20..=0x3f).contains(b)) else { return Front::Incomplete };
    let (parameters, last) = (&body[..end], body[end]);
    let length = end + 3;
    if !(0x40..=0x7e).contains(&last) {
        // Broken off by something else, which is looked at on its own.
        return Front::Other(length - 1);
    }
    let mut numbers = parameters.split(|&b| b == b';').map(|p| {
        let p = p.split(|&b| b == b':').next().unwrap_or_default();
        std::str::from_utf8(p).ok().and_then(|p| p.parse::<u32>().ok())
    });
    let (first, second, third) = (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten());
    if parameters.iter().any(|b| !(b.is_ascii_digit() || *b == b';' || *b == b':')) {
        return Front::Other(length);
    }
    let modifiers = modifiers(second);
    match last {
        b'Z' => Front::Key(length, KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT)),
        // A cursor report, which a terminal sends only when asked.
        b'R' => Front::Other(length),
        b'~' if first == Some(27) => key_or_other(length, third.and_then(code_key), modifiers),
        b'~' => key_or_other(length, first.and_then(number_key), modifiers),
        b'u' => key_or_other(length, first.and_then(code_key), modifiers),
        letter => key_or_other(length, letter_key(letter), modifiers),
    }
}

/// Takes a reply that ends with BEL or `ESC \`.
fn string_sequence(bytes: &[u8]) -> Front {
    let bell = memchr::memchr(7, bytes).map(|at| at + 1);
    let terminator = memmem::find(bytes, b"\x1b\\").map(|at| at + 2);
    match (bell, terminator) {
        (None, None) => Front::Incomplete,
        (a, b) => Front::Other(a.unwrap_or(usize::MAX).min(b.unwrap_or(usize::MAX))),
    }
}

fn key_or_other(length: usize, code: Option<KeyCode>, modifiers: KeyModifiers) -> Front {
    match code {
        Some(code) => Front::Key(length, KeyEvent::new(code, modifiers)),
        None => Front::Other(length),
    }
}

fn letter_key(letter: u8) -> Option<KeyCode> {
    Some(match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn number_key(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F((number - 10) as u8),
        17..=21 => KeyCode::F((number - 11) as u8),
        23..=24 => KeyCode::F((number - 12) as u8),
        _ => return None,
    })
}

fn code_key(code: u32) -> Option<KeyCode> {
    Some(match code {
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        _ => KeyCode::Char(char::from_u32(code).filter(|c| !c.is_control())?),
    })
}

fn modifiers(parameter: Option<u32>) -> KeyModifiers {
    let bits = parameter.unwrap_or(1).saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(1, KeyModifiers::SHIFT), (2, KeyModifiers::ALT), (4, KeyModifiers::CONTROL), (8, KeyModifiers::SUPER)] {
        modifiers.set(modifier, bits & bit != 0);
    }
    modifiers
}

fn plain(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE })
}

fn control(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)
}

fn alt(c: char) -> Input {
    Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT))
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
