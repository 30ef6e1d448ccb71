//! Finding many short words in one pass, in capitals or not.
//!
//! Made for the first frame: filling it costs a hundredth of building an automaton, and a pass over a
//! handoff less than the automaton's.

/// Words by their first two bytes.
pub(super) struct Keywords {
    words: Vec<&'static [u8]>,
    by_first: Vec<Vec<u8>>,
    /// A bit for every two bytes that begin a word.
    pairs: [u64; 1024],
}

impl Keywords {
    /// Makes the table of at most 256 words, which are in lower case and of two bytes at least.
    pub(super) fn new(words: impl IntoIterator<Item = &'static str>) -> Keywords {
        let words: Vec<&[u8]> = words.into_iter().map(str::as_bytes).collect();
        let mut by_first = vec![Vec::new(); 256];
        let mut pairs = [0; 1024];
        for (number, word) in (0..=u8::MAX).zip(&words) {
            if let [first, second, ..] = word {
                by_first[usize::from(*first)].push(number);
                let (place, bit) = pair(*first, *second);
                pairs[place] |= bit;
            }
        }
        Keywords { words, by_first, pairs }
    }

    /// Returns the numbers of the words that stand at `at`; capitals of ASCII do not matter.
    pub(super) fn at<'a>(&'a self, text: &'a [u8], at: usize) -> impl Iterator<Item = usize> + 'a {
        let rest = &text[at..];
        let begun = match rest {
            [first, second, ..] if self.begins(*first, *second) => self.by_first[usize::from(first.to_ascii_lowercase())].as_slice(),
            _ => &[],
        };
        begun
            .iter()
            .map(|n| usize::from(*n))
            .filter(|n| rest.get(..self.words[*n].len()).is_some_and(|here| here.eq_ignore_ascii_case(self.words[*n])))
    }

    fn begins(&self, first: u8, second: u8) -> bool {
        let (place, bit) = pair(first.to_ascii_lowercase(), second.to_ascii_lowercase());
        self.pairs[place] & bit != 0
    }

    /// Finds the words in a text, the longest at each place, none inside another: number, start, end.
    pub(super) fn find<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, usize, usize)> + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            while at < text.len() {
                let start = at;
                at += 1;
                if let Some(number) = self.at(text, start).max_by_key(|n| self.words[*n].len()) {
                    at = start + self.words[number].len();
                    return Some((number, start, at));
                }
            }
            None
        })
    }
}

/// Returns where the bit of two bytes stands.
fn pair(first: u8, second: u8) -> (usize, u64) {
    (usize::from(first) << 2 | usize::from(second >> 6), 1 << (second & 63))
}
