//! What a value looks like: a placeholder, a reference, an ordinary word, or something opaque.

/// The look of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    /// Stands for a value to be filled in, or is a well-known default.
    Placeholder,
    /// A word, path, call, number, version, date, hash or other thing that is no secret by itself.
    Ordinary,
    /// Says nothing to a reader.
    Opaque {
        /// Length in bytes.
        length: usize,
        /// Has a lower-case letter.
        lower: bool,
        /// Has an upper-case letter.
        upper: bool,
        /// Has a digit.
        digit: bool,
        /// Has a symbol that words, paths and ids do not have.
        symbol: bool,
        /// Shannon entropy in bits a byte.
        entropy: f64,
    },
}

/// Parts that only a stand-in has.
const STAND_INS: [&str; 22] = [
    "your_",
    "your-",
    "yourkey",
    "yourtoken",
    "example",
    "changeme",
    "change_me",
    "change-me",
    "placeholder",
    "xxxx",
    "...",
    "…",
    "****",
    "redacted",
    "dummy",
    "insert",
    "replace",
    "todo",
    "sample",
    "my_secret",
    "mysecret",
    "fake",
];
/// Values that everybody knows.
const DEFAULTS: [&str; 24] = [
    "password",
    "passwd",
    "password1",
    "password123",
    "secret",
    "secret123",
    "postgres",
    "root",
    "admin",
    "admin123",
    "test",
    "test123",
    "testing",
    "guest",
    "user",
    "pass",
    "token",
    "none",
    "null",
    "undefined",
    "default",
    "string",
    "hunter2",
    "123456",
];
/// Beginnings of a reference to a value that stands elsewhere.
const REFERENCES: [&str; 14] =
    ["$", "%", "env:", "env.", "keyring:", "op://", "vault:", "process.env", "os.environ", "env::var", "import.meta", "secrets.", "{", "@"];
/// Beginnings of the names of algorithms and protocols.
const ALGORITHMS: [&str; 19] = [
    "bcrypt", "argon2", "scrypt", "sha", "md5", "hs256", "hs512", "rs256", "es256", "ed25519", "jwt", "oauth", "pbkdf2", "base64", "aes",
    "utf", "http", "x509", "hmac",
];

/// Tells whether a value only stands for one: `your_api_key_here`, `...`, `changeme`, `AKIA…EXAMPLE`, a counted-up run.
pub(super) fn is_stand_in(value: &str) -> bool {
    let low = value.to_ascii_lowercase();
    let bare = low.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let distinct = |n: usize| {
        let mut seen = [false; 256];
        value.bytes().for_each(|b| seen[b as usize] = true);
        seen.iter().filter(|s| **s).count() < n
    };
    bare.is_empty()
        || low.starts_with('<')
        || STAND_INS.iter().any(|part| low.contains(part))
        || DEFAULTS.contains(&bare)
        || value.len() >= 8 && distinct(5)
        || longest_count(low.as_bytes()) >= 8
}

/// Judges how a value looks.
pub(super) fn form_of(value: &str) -> Form {
    if value.len() < 6 || is_stand_in(value) {
        return Form::Placeholder;
    }
    let low = value.to_ascii_lowercase();
    if REFERENCES.iter().any(|start| low.starts_with(start)) {
        return Form::Placeholder;
    }
    let has = |f: fn(&u8) -> bool| value.bytes().any(|b| f(&b));
    let (lower, upper, digit) = (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase), has(u8::is_ascii_digit));
    let symbol = value.bytes().any(|b| b"!@#$%^&*?+=~".contains(&b));
    let entropy = entropy(value.as_bytes());
    if ALGORITHMS.iter().any(|start| low.starts_with(start)) && value.len() < 24
        || !digit && !symbol
        || !lower && !upper
        || is_call(value)
        || is_words(&low)
        || is_path(value, entropy)
        || is_uuid(value)
        || value.len() < 32 && value.bytes().all(|b| b.is_ascii_hexdigit())
    {
        return Form::Ordinary;
    }
    Form::Opaque { length: value.len(), lower, upper, digit, symbol, entropy }
}

/// Returns the Shannon entropy in bits a byte.
pub(super) fn entropy(value: &[u8]) -> f64 {
    let mut counts = [0usize; 256];
    value.iter().for_each(|b| counts[*b as usize] += 1);
    let total = value.len() as f64;
    counts.iter().filter(|n| **n > 0).map(|n| *n as f64 / total).map(|p| -p * p.log2()).sum()
}

/// Returns the length of the longest run in which each byte is the one before plus one (`12345678`, `abcdefgh`).
fn longest_count(value: &[u8]) -> usize {
    let (mut longest, mut run) = (1, 1);
    for pair in value.windows(2) {
        run = if pair[1] == pair[0].wrapping_add(1) { run + 1 } else { 1 };
        longest = longest.max(run);
    }
    longest
}

/// `getToken(…)`, `config.secret()`, `a::b(c)`.
fn is_call(value: &str) -> bool {
    value
        .split_once('(')
        .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.:".contains(&b)))
}

/// Words and small numbers joined by `-`, `_`, `.`, `:` or `/`: `user-token-v2`, `2026-11-20`, `claude-sonnet-4`.
fn is_words(low: &str) -> bool {
    let part = |p: &str| {
        let letters = p.bytes().filter(u8::is_ascii_alphabetic).count();
        let digits = p.bytes().filter(u8::is_ascii_digit).count();
        letters + digits == p.len() && (digits == 0 && letters <= 16 || letters == 0 && digits <= 8 || letters + digits <= 4)
    };
    let parts: Vec<&str> = low.split(['-', '_', '.', ':', '/', ',', '=', '+', '@']).collect();
    parts.len() > 1 && parts.iter().all(|p| part(p))
}

fn is_path(value: &str, entropy: f64) -> bool {
    let extension = value.rsplit_once('.').is_some_and(|(_, e)| (1..=5).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_lowercase()));
    let rooted = ["./", "../", "/", "~/", "http:", "https:", "file:"].iter().any(|start| value.starts_with(start));
    extension && !value.contains(['@', '!', '#', '$']) || rooted && entropy < 4.5
}

fn is_uuid(value: &str) -> bool {
    let parts: Vec<usize> = value.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}
