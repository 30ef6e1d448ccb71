//! The filter over the rows of the graph: all of the words, in any case, as they are typed.

use super::Drawn;

/// What a filter looks at of each row, in lower case.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    text: String,
    ends: Vec<usize>,
}

impl Words {
    /// Collects the words of all rows: number, id, line, label, title, people and the words that mark the state.
    pub(super) fn of(drawn: &Drawn) -> Words {
        let mut words = Words::default();
        let chain = &drawn.log.chain;
        if drawn.log.top.is_some() {
            words.push(["draft not sealed"]);
        }
        for row in &drawn.log.rows {
            let record = &chain.sessions()[row.place];
            let (id, number) = (record.id.to_string(), record.number.to_string());
            let mark = if drawn.log.base.contains(&row.place) {
                "base"
            } else if chain.children(row.place).is_empty() {
                "head"
            } else {
                ""
            };
            let label = record.label.as_deref().unwrap_or_default();
            words.push([&*number, &*id, chain.line(row.place), label, &*record.title, &*record.by, record.kind.id(), mark]);
        }
        words
    }

    fn push<'a>(&mut self, parts: impl IntoIterator<Item = &'a str>) {
        for part in parts {
            let at = self.text.len();
            if part.is_ascii() {
                self.text.push_str(part);
                self.text[at..].make_ascii_lowercase();
            } else {
                self.text.extend(part.chars().flat_map(char::to_lowercase));
            }
            self.text.push('\n');
        }
        self.ends.push(self.text.len());
    }

    /// Returns the rows that hold every word of `filter`, of those in `among` (all when `None`).
    pub(super) fn find(&self, filter: &str, among: Option<&[u32]>) -> Vec<u32> {
        let filter = filter.to_lowercase();
        let wanted: Vec<memchr::memmem::Finder> = filter.split_whitespace().map(|w| memchr::memmem::Finder::new(w.as_bytes())).collect();
        let holds = |n: &u32| {
            let n = *n as usize;
            let start = n.checked_sub(1).map_or(0, |before| self.ends[before]);
            let text = &self.text.as_bytes()[start..self.ends[n]];
            wanted.iter().all(|w| w.find(text).is_some())
        };
        match among {
            Some(rows) => rows.iter().copied().filter(holds).collect(),
            None => (0..self.ends.len() as u32).filter(holds).collect(),
        }
    }
}
