//! Word tables laid out when baton is compiled: looking a word up costs nothing at start-up and allocates nothing.

/// How many chains the entries of a lexicon hang on.
const CHAINS: usize = 1024;

/// The end of a chain.
const NONE: u16 = u16::MAX;

/// Words and what each means, found by what a text begins with: its first run of ASCII letters and digits, else its first character.
pub(in crate::handoff) struct Lexicon<T: 'static, const N: usize> {
    entries: [(&'static str, T); N],
    /// The first bytes of the entries, in both cases.
    initials: [bool; 256],
    first: [u16; CHAINS],
    next: [u16; N],
}

impl<T: Copy, const N: usize> Lexicon<T, N> {
    /// Indexes entries, words in lower case.
    pub(in crate::handoff) const fn new(entries: [(&'static str, T); N]) -> Lexicon<T, N> {
        let mut all = Lexicon { entries, initials: [false; 256], first: [NONE; CHAINS], next: [NONE; N] };
        let mut i = N;
        // Backwards, so that each chain is in the order of the entries.
        while i > 0 {
            i -= 1;
            let initial = all.entries[i].0.as_bytes()[0];
            all.initials[initial as usize] = true;
            all.initials[initial.to_ascii_uppercase() as usize] = true;
            let chain = chain(all.entries[i].0);
            all.next[i] = all.first[chain];
            all.first[chain] = i as u16;
        }
        all
    }

    /// Returns, in table order, the entries that `text` may begin with, and others.
    pub(in crate::handoff) fn near(&self, text: &str) -> impl Iterator<Item = (&'static str, T)> + use<'_, T, N> {
        let at = |i: u16| self.entries.get(usize::from(i)).map(|_| i);
        let first = text.bytes().next().filter(|b| self.is_initial(*b)).and_then(|_| at(self.first[chain(text)]));
        std::iter::successors(first, move |i| at(self.next[usize::from(*i)])).map(|i| self.entries[usize::from(i)])
    }

    /// Returns the entries that `text` may begin with in any case, and others.
    pub(in crate::handoff) fn near_folded(&self, text: &str) -> impl Iterator<Item = (&'static str, T)> + use<'_, T, N> {
        let first = text.chars().next().filter(|c| !c.is_ascii()).and_then(|c| c.to_lowercase().next());
        let mut lower = [0; 4];
        self.near(match first {
            Some(first) => first.encode_utf8(&mut lower),
            None => text,
        })
    }

    /// Returns what a word, ASCII letters in any case, means by its first entry.
    pub(in crate::handoff) fn get(&self, word: &str) -> Option<T> {
        self.near(word).find(|(w, _)| w.eq_ignore_ascii_case(word)).map(|(_, meaning)| meaning)
    }

    /// Tells whether an entry may begin as `text` does; rarely true when none does.
    pub(in crate::handoff) fn begins_any(&self, text: &str) -> bool {
        self.near(text).next().is_some()
    }

    /// Tells whether an entry begins with `byte`, in either case.
    pub(in crate::handoff) fn is_initial(&self, byte: u8) -> bool {
        self.initials[usize::from(byte)]
    }
}

/// Returns how many words the lists of a table hold, parted by `|`.
pub(super) const fn count<T>(table: &[(T, &'static str)]) -> usize {
    let (mut i, mut words) = (0, 0);
    while i < table.len() {
        words += count_words(table[i].1);
        i += 1;
    }
    words
}

/// Returns how many words a list holds, parted by `|`.
pub(super) const fn count_words(list: &str) -> usize {
    let (mut at, mut words) = (0, 1);
    while at < list.len() {
        words += (list.as_bytes()[at] == b'|') as usize;
        at += 1;
    }
    words
}

/// Lists the words of a table, each with what its list means.
pub(super) const fn entries<T: Copy, const N: usize>(table: &[(T, &'static str)]) -> [(&'static str, T); N] {
    let mut all = [("", table[0].0); N];
    let (mut i, mut at) = (0, 0);
    while i < table.len() {
        let mut rest = Some(table[i].1);
        while let Some(list) = rest {
            let (word, tail) = first_of(list);
            all[at] = (word, table[i].0);
            rest = tail;
            at += 1;
        }
        i += 1;
    }
    all
}

/// Parts a list behind its first word.
pub(super) const fn first_of(list: &'static str) -> (&'static str, Option<&'static str>) {
    let mut at = 0;
    while at < list.len() {
        if list.as_bytes()[at] == b'|' {
            return (list.split_at(at).0, Some(list.split_at(at + 1).1));
        }
        at += 1;
    }
    (list, None)
}

/// Returns the chain of the words that begin as `text` does; ASCII case makes no difference.
const fn chain(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut hash: u32 = 0;
    let mut at = 0;
    while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
        hash = (hash ^ (bytes[at] | 0x20) as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    if at == 0 && !bytes.is_empty() {
        hash = bytes[0] as u32;
        at = 1;
        while at < bytes.len() && bytes[at] & 0xC0 == 0x80 {
            hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
            at += 1;
        }
    }
    (hash ^ hash >> 15) as usize % CHAINS
}
