//! Finding many short words in one pass, in capitals or not.
//!
//! Made for the first frame: filling it costs a hundredth of building an automaton, and a pass over a
//! handoff less than the automaton's.

/// Words by their first byte.
pub(super) struct Keywords {
    words: Vec<&'static [u8]>,
    by_first: Vec<Vec<u8>>,
}

impl Keywords {
    /// Makes the table of at most 256 words, which are in lower case and not empty.
    pub(super) fn new(words: impl IntoIterator<Item = &'static str>) -> Keywords {
        let words: Vec<&[u8]> = words.into_iter().map(str::as_bytes).collect();
        let mut by_first = vec![Vec::new(); 256];
        for (number, word) in (0..=u8::MAX).zip(&words) {
            if let Some(first) = word.first() {
                by_first[usize::from(*first)].push(number);
            }
        }
        Keywords { words, by_first }
    }

    /// Returns the numbers of the words that stand at `at`; capitals of ASCII do not matter.
    pub(super) fn at<'a>(&'a self, text: &'a [u8], at: usize) -> impl Iterator<Item = usize> + 'a {
        let rest = &text[at..];
        let first = rest.first().map_or(0, u8::to_ascii_lowercase);
        let begun = self.by_first[usize::from(first)].iter().map(|n| usize::from(*n));
        begun.filter(|n| rest.get(..self.words[*n].len()).is_some_and(|here| here.eq_ignore_ascii_case(self.words[*n])))
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
