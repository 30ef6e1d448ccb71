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

    /// Returns every word wherever it stands, others inside it included: its number and where it begins; capitals of ASCII do not matter.
    pub(super) fn all<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let places = text.windows(2).enumerate().filter(|(_, two)| self.begins(two[0], two[1])).map(|(at, _)| at);
        places.flat_map(move |at| self.at(text, at).map(move |number| (number, at)))
    }

    fn at<'a>(&'a self, text: &'a [u8], at: usize) -> impl Iterator<Item = usize> + 'a {
        let rest = &text[at..];
        let begun = self.by_first[usize::from(rest[0].to_ascii_lowercase())].iter().map(|n| usize::from(*n));
        begun.filter(|n| rest.get(..self.words[*n].len()).is_some_and(|here| here.eq_ignore_ascii_case(self.words[*n])))
    }

    fn begins(&self, first: u8, second: u8) -> bool {
        let (place, bit) = pair(first.to_ascii_lowercase(), second.to_ascii_lowercase());
        self.pairs[place] & bit != 0
    }

    /// Finds the words in a text, the longest at each place, none inside another: number, start, end.
    pub(super) fn find<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = (usize, usize, usize)> + 'a {
        let mut all = self.all(text).map(|(number, start)| (number, start, start + self.words[number].len())).peekable();
        let mut past = 0;
        std::iter::from_fn(move || {
            let mut longest = all.find(|(_, start, _)| *start >= past)?;
            while let Some(other) = all.next_if(|(_, start, _)| *start == longest.1) {
                if other.2 >= longest.2 {
                    longest = other;
                }
            }
            past = longest.2;
            Some(longest)
        })
    }
}

/// Returns where the bit of two bytes stands.
fn pair(first: u8, second: u8) -> (usize, u64) {
    (usize::from(first) << 2 | usize::from(second >> 6), 1 << (second & 63))
}
