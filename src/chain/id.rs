//! Ids of sessions, the hashes behind them, and the files that carry them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// The directory of the sessions, from the project root.
pub const SESSIONS: &str = ".baton/sessions";
/// The directory of the base markers, from the project root.
pub const BASE: &str = ".baton/base";
/// The text of `.baton/.gitattributes`: no setting of git may change a sealed byte.
pub const ATTRIBUTES: &str = "sessions/** -text -filter -ident\n";

/// A moment in UTC, to the second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(u64);

/// A sha256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

/// Names a session: the time of its seal and the first 30 bits of the sha256 of the seal's bytes.
///
/// Written `20261120t233015z-k7qf3m`. The order of ids breaks ties; it says nothing about which session came first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id {
    time: Time,
    tail: u32,
}

/// One of the files of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// `<id>.md`: the exact bytes that were sealed.
    Text,
    /// `<id>.toml`: the seal, the commit point.
    Seal,
    /// `<id>.redacted.toml`: what was redacted.
    Stub,
}

/// Words that have not the form of an id, a hash or a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{words}\" is no {what}: it must look like {example}")]
pub struct Malformed {
    words: String,
    what: &'static str,
    example: &'static str,
}

const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const TAIL: usize = 6;

impl Time {
    /// The least moment that is written; stands for "not known".
    pub const UNKNOWN: Time = Time(19_700_101_000_000);

    /// Returns the form of an id: `20261120t233015z`.
    pub fn compact(self) -> String {
        let (date, clock) = (self.0 / 1_000_000, self.0 % 1_000_000);
        format!("{date:08}t{clock:06}z")
    }

    /// Returns the calendar day in UTC: `2026-11-20`.
    pub fn date(self) -> String {
        let date = self.0 / 1_000_000;
        format!("{:04}-{:02}-{:02}", date / 10_000, date / 100 % 100, date % 100)
    }

    /// Returns the time of day in UTC: `23:30:15`.
    pub fn clock(self) -> String {
        let clock = self.0 % 1_000_000;
        format!("{:02}:{:02}:{:02}", clock / 10_000, clock / 100 % 100, clock % 100)
    }
}

impl Time {
    /// Returns the seconds from an earlier moment to this one; 0 when it is not earlier.
    pub fn since(self, earlier: Time) -> u64 {
        self.seconds().saturating_sub(earlier.seconds()).try_into().unwrap_or(0)
    }

    /// Seconds since the year 0 of the Gregorian calendar (days by Howard Hinnant's `days_from_civil`).
    fn seconds(self) -> i64 {
        let part = |unit: u64, of: u64| i64::try_from(self.0 / unit % of).unwrap_or(0);
        let (year, month, day) = (part(10_000_000_000, 10_000), part(100_000_000, 100), part(1_000_000, 100));
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day;
        ((days * 24 + part(10_000, 100)) * 60 + part(100, 100)) * 60 + part(1, 100)
    }

    /// Takes the digits `20261120233015` for a moment, if there was or will be one.
    fn of_digits(digits: u64) -> Option<Time> {
        let part = |unit: u64| digits / unit % 100;
        let (year, month, day) = (digits / 10_000_000_000, part(100_000_000), part(1_000_000));
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u64::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let valid = (1..=12).contains(&month) && (1..=days).contains(&day) && part(10_000) < 24 && part(100) < 60 && part(1) < 60;
        valid.then_some(Time(digits))
    }
}

/// Returns the number that the digits of a text of that form make: a `0` of the form stands for any digit.
fn digits(words: &str, form: &[u8]) -> Option<u64> {
    let fits = words.len() == form.len() && words.bytes().zip(form).all(|(c, f)| if *f == b'0' { c.is_ascii_digit() } else { c == *f });
    fits.then(|| words.bytes().filter(u8::is_ascii_digit).fold(0, |n, c| n * 10 + u64::from(c - b'0')))
}

impl Default for Time {
    fn default() -> Time {
        Time::UNKNOWN
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}Z", self.date(), self.clock())
    }
}

/// Reads `2026-11-20T23:30:15Z` and nothing else.
impl FromStr for Time {
    type Err = Malformed;

    fn from_str(words: &str) -> Result<Time, Malformed> {
        let malformed = || Malformed::new(words, "time", "2026-11-20T23:30:15Z");
        digits(words, b"0000-00-00T00:00:00Z").and_then(Time::of_digits).ok_or_else(malformed)
    }
}

impl Hash {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// Returns its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Takes 32 bytes for a hash.
    pub fn from_bytes(bytes: [u8; 32]) -> Hash {
        Hash(bytes)
    }

    /// Hashes bytes with all white space left out: the same for two texts that a formatter made of one.
    pub fn of_words(bytes: &[u8]) -> Hash {
        let mut hash = Sha256::new();
        for run in bytes.split(u8::is_ascii_whitespace) {
            hash.update(run);
        }
        Hash(hash.finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// Reads 64 lower-case hex digits.
impl FromStr for Hash {
    type Err = Malformed;

    fn from_str(words: &str) -> Result<Hash, Malformed> {
        let malformed = || Malformed::new(words, "sha256", "64 lower-case hex digits");
        if words.len() != 64 || !words.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(malformed());
        }
        let mut out = [0; 32];
        for (byte, pair) in out.iter_mut().zip(words.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| malformed())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| malformed())?;
        }
        Ok(Hash(out))
    }
}

impl Id {
    /// Returns the id of a seal's bytes sealed at `time`.
    pub fn of(time: Time, seal: &[u8]) -> Id {
        Id::with(time, Hash::of(seal))
    }

    /// Returns the id of a seal whose bytes have that hash.
    pub fn with(time: Time, seal: Hash) -> Id {
        let [a, b, c, d, ..] = seal.0;
        Id { time, tail: u32::from_be_bytes([a, b, c, d]) >> 2 }
    }

    /// Returns its time and the 30 bits of the hash as one number, whose order is that of ids.
    pub fn to_bits(self) -> u128 {
        u128::from(self.time.0) << 32 | u128::from(self.tail)
    }

    /// Takes a number that [`Id::to_bits`] gave for an id; `None` when it gives no such number.
    pub fn from_bits(bits: u128) -> Option<Id> {
        let (time, tail) = (u64::try_from(bits >> 32).ok()?, bits as u32);
        (tail >> 30 == 0).then_some(Id { time: Time::of_digits(time)?, tail })
    }

    /// Returns the time in it: that of the seal.
    pub fn time(self) -> Time {
        self.time
    }

    /// Returns the six characters that stand for the hash.
    pub fn tail(self) -> String {
        (0..TAIL).rev().map(|n| char::from(BASE32[(self.tail >> (5 * n)) as usize & 31])).collect()
    }

    /// Returns the directory of its month under [`SESSIONS`]: `2026-11`.
    pub fn month(self) -> String {
        let months = self.time.0 / 100_000_000;
        format!("{:04}-{:02}", months / 100, months % 100)
    }

    /// Returns the name of one of its files.
    pub fn file(self, part: Part) -> String {
        format!("{self}{}", part.suffix())
    }

    /// Returns the path of one of its files from the project root, with `/`.
    pub fn path(self, part: Part) -> String {
        format!("{SESSIONS}/{}/{}", self.month(), self.file(part))
    }

    /// Returns the path of the marker that makes it a base, from the project root, with `/`.
    pub fn marker(self) -> String {
        format!("{BASE}/{self}")
    }

    /// Reads the name of a session's file; `None` is a stranger in the directory.
    pub fn of_file(name: &str) -> Option<(Id, Part)> {
        // The stub's suffix ends with the seal's.
        [Part::Stub, Part::Seal, Part::Text].into_iter().find_map(|part| Some((name.strip_suffix(part.suffix())?.parse().ok()?, part)))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand: a chain has many of them.
        let mut name = *b"00000000t000000z-aaaaaa";
        let (mut time, mut tail) = (self.time.0, self.tail);
        for at in (0..8).chain(9..15).rev() {
            name[at] = b'0' + (time % 10) as u8;
            time /= 10;
        }
        for at in (17..23).rev() {
            name[at] = BASE32[(tail & 31) as usize];
            tail >>= 5;
        }
        f.write_str(std::str::from_utf8(&name).unwrap_or_default())
    }
}

/// Reads `20261120t233015z-k7qf3m` and nothing else: what passes is safe as a file name.
impl FromStr for Id {
    type Err = Malformed;

    fn from_str(words: &str) -> Result<Id, Malformed> {
        let read = || {
            let (time, tail) = words.split_at_checked(17)?;
            let time = digits(time, b"00000000t000000z-").and_then(Time::of_digits)?;
            let digit = |c: u8| BASE32.iter().position(|b| *b == c);
            let tail = (tail.len() == TAIL).then(|| tail.bytes().try_fold(0, |tail, c| Some(tail << 5 | digit(c)? as u32)))??;
            Some(Id { time, tail })
        };
        read().ok_or_else(|| Malformed::new(words, "session id", "20261120t233015z-k7qf3m"))
    }
}

impl Part {
    /// Returns what follows the id in the file's name.
    pub fn suffix(self) -> &'static str {
        match self {
            Part::Text => ".md",
            Part::Seal => ".toml",
            Part::Stub => ".redacted.toml",
        }
    }
}

impl Malformed {
    fn new(words: &str, what: &'static str, example: &'static str) -> Malformed {
        Malformed { words: words.chars().take(80).collect(), what, example }
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = Malformed;

            fn try_from(words: String) -> Result<$name, Malformed> {
                words.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.to_string()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    )*};
}

as_text!(Time, Hash, Id);
