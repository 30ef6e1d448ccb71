//! The characters that a reader does not see, and whether they may stay.
//!
//! One table for display and for the rule on hidden text. Three verdicts: *allowed* where honest text
//! needs the character (emoji sequences, joining scripts, a byte order mark), *show* where it is
//! mostly an accident, *stop* where it can carry text or reorder it.

/// What kind of character it is, as far as hiding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Seen as it is.
    Plain,
    /// LF or CR.
    LineEnd,
    /// Tab.
    Tab,
    /// Any other C0 or C1 control, or DEL.
    Control,
    /// An embedding, override or isolate of writing direction.
    Bidi,
    /// A mark of writing direction (LRM, RLM, ALM).
    Mark,
    /// No width: zero-width space, joiner and non-joiner, word joiner, a byte order mark inside text.
    ZeroWidth,
    /// A tag character.
    Tag,
    /// A variation selector.
    Variation,
    /// Blank letters: Hangul and Khmer fillers, Braille blank, grapheme joiner.
    Filler,
    /// U+2028 or U+2029.
    Separator,
    /// Private use or no character at all.
    Private,
    /// A blank that is no space: NBSP and its narrow kin.
    Blank,
    /// A soft hyphen.
    SoftHyphen,
}

/// What becomes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Honest text: stays as it is.
    Allowed,
    /// Is made visible.
    Show,
    /// Is made visible, and stops copy and seal until settled.
    Stop,
}

/// One hidden character that is not allowed where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Its byte offset.
    pub at: usize,
    /// The character.
    pub char: char,
    /// Its kind.
    pub class: Class,
    /// Show or stop.
    pub verdict: Verdict,
}

/// The three flags that are written with tag characters and in general use.
const TAG_FLAGS: [&str; 3] = [
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];

/// So many zero-width characters in a row carry a message wherever they stand.
const LONG_RUN: usize = 8;

/// Returns the kind of a character.
pub fn class_of(c: char) -> Class {
    match c {
        ' '..='~' => Class::Plain,
        '\n' | '\r' => Class::LineEnd,
        '\t' => Class::Tab,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Class::Control,
        '\u{AD}' => Class::SoftHyphen,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => Class::Blank,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Class::Bidi,
        '\u{61C}' | '\u{200E}' | '\u{200F}' => Class::Mark,
        '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' => Class::ZeroWidth,
        '\u{FEFF}' | '\u{180E}' | '\u{1BCA0}'..='\u{1BCA3}' => Class::ZeroWidth,
        '\u{2028}' | '\u{2029}' => Class::Separator,
        '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => Class::Variation,
        '\u{E0000}'..='\u{E0FFF}' => Class::Tag,
        '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' => Class::Filler,
        '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' => Class::Filler,
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' | '\u{FDD0}'..='\u{FDEF}' => Class::Private,
        c if c as u32 & 0xFFFE == 0xFFFE => Class::Private,
        _ => Class::Plain,
    }
}

/// Returns every hidden character that is not allowed where it stands, in order; linear.
///
/// Tabs and line ends are no hidden characters. A byte order mark at offset 0 is allowed.
pub fn hidden(text: &str) -> Vec<Hidden> {
    let mut found = Vec::new();
    let mut run: Vec<(usize, char, Class)> = Vec::new();
    let mut before = None;
    let mut skip_to = 0;
    for (at, c) in text.char_indices() {
        if at < skip_to || at == 0 && c == '\u{FEFF}' {
            continue;
        }
        let class = class_of(c);
        if matches!(class, Class::ZeroWidth | Class::Variation | Class::Filler) {
            run.push((at, c, class));
            continue;
        }
        settle(&mut run, before, Some(c), &mut found);
        if c == '\u{1F3F4}' {
            skip_to = TAG_FLAGS.iter().find(|f| text[at..].starts_with(**f)).map_or(0, |f| at + f.len());
        }
        let verdict = match class {
            Class::Control | Class::Bidi | Class::Tag => Verdict::Stop,
            Class::Mark | Class::Separator | Class::Private | Class::Blank | Class::SoftHyphen => Verdict::Show,
            _ => Verdict::Allowed,
        };
        if verdict != Verdict::Allowed {
            found.push(Hidden { at, char: c, class, verdict });
        }
        before = Some(c);
    }
    settle(&mut run, before, None, &mut found);
    found
}

/// Judges the characters without width between two that have one.
fn settle(run: &mut Vec<(usize, char, Class)>, before: Option<char>, after: Option<char>, found: &mut Vec<Hidden>) {
    if run.is_empty() {
        return;
    }
    let in_word = before.is_some_and(is_word) && after.is_some_and(is_word);
    let emoji = before.is_some_and(is_emoji);
    let joined = emoji && after.is_some_and(is_emoji);
    let script = before.is_some_and(joins) && after.is_some_and(joins);
    for i in 0..run.len() {
        let (at, c, class) = run[i];
        let near = |j: Option<usize>| j.and_then(|j| run.get(j)).is_some_and(|(_, _, other)| *other == Class::Variation);
        let allowed = match c {
            '\u{FE0E}' | '\u{FE0F}' => i == 0 && emoji && !near(Some(1)),
            '\u{200D}' => joined && i + 1 == run.len() && (i == 0 || i == 1 && run[0].1 == '\u{FE0F}') || script && run.len() == 1,
            '\u{200C}' => script && run.len() == 1,
            _ => false,
        };
        if allowed {
            continue;
        }
        let stop = match class {
            Class::Variation => near(i.checked_sub(1)) || near(Some(i + 1)),
            _ => in_word,
        };
        let verdict = if stop || run.len() >= LONG_RUN { Verdict::Stop } else { Verdict::Show };
        found.push(Hidden { at, char: c, class, verdict });
    }
    run.clear();
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Tells whether a character may take an emoji variation selector or a joiner; keycap bases and skin tones included.
fn is_emoji(c: char) -> bool {
    matches!(c,
        '#' | '*' | '0'..='9' | '\u{A9}' | '\u{AE}' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}'
        | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2460}'..='\u{24FF}' | '\u{25A0}'..='\u{27BF}'
        | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}'
        | '\u{1F000}'..='\u{1FAFF}')
}

/// Tells whether a character belongs to a script that is written with joiners (Arabic, Syriac, Indic, Khmer, Mongolian).
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{8FF}' | '\u{900}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}
