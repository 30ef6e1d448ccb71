//! References to items: `concept/ordinal~fp`.

use super::{Concept, Handoff, Item};
use serde::{Deserialize, Serialize};

/// Names an item across edits: `decisions/2~k7qf3`, `@1/tasks/3`, `decisions/D-5`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ItemRef {
    /// The log block (1-based in file order); `None` is the present state of the file.
    pub block: Option<usize>,
    /// The concept.
    pub concept: Concept,
    /// 1-based place, or 0 when `id` names it.
    pub ordinal: usize,
    /// Five base32 characters that must match wherever the item moved.
    pub fingerprint: Option<String>,
    /// The file's own id.
    pub id: Option<String>,
}

/// Why a reference names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefError {
    /// The words are no reference; says why.
    Malformed(String),
    /// No such item; what stands there now, if anything.
    Gone(Option<String>),
    /// Several items fit.
    Ambiguous(usize),
}

impl ItemRef {
    /// Parses `concept/ordinal`, `concept/ordinal~fp`, `concept/ID`, each with `@N/` in front or not.
    ///
    /// # Errors
    /// [`RefError::Malformed`] when the words have another form.
    pub fn parse(words: &str) -> Result<ItemRef, RefError> {
        let malformed = || RefError::Malformed(format!("\"{words}\" is no reference: write concept/number, as decisions/2"));
        let (block, rest) = match words.strip_prefix('@') {
            Some(rest) => {
                let (n, rest) = rest.split_once('/').ok_or_else(malformed)?;
                (Some(n.parse().map_err(|_| malformed())?), rest)
            }
            None => (None, words),
        };
        let (concept, place) = rest.split_once('/').ok_or_else(malformed)?;
        let concept = Concept::from_word(concept).ok_or_else(malformed)?;
        let (place, fingerprint) = match place.split_once('~') {
            Some((place, fp)) => (place, Some(fp.to_lowercase())),
            None => (place, None),
        };
        match place.parse() {
            Ok(0) => Err(malformed()),
            Ok(ordinal) => Ok(ItemRef { block, concept, ordinal, fingerprint, id: None }),
            Err(_) if place.is_empty() => Err(malformed()),
            Err(_) => Ok(ItemRef { block, concept, ordinal: 0, fingerprint, id: Some(place.to_owned()) }),
        }
    }
}

impl std::fmt::Display for ItemRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(block) = self.block {
            write!(f, "@{block}/")?;
        }
        match &self.id {
            Some(id) => write!(f, "{}/{id}", self.concept.id())?,
            None => write!(f, "{}/{}", self.concept.id(), self.ordinal)?,
        }
        match &self.fingerprint {
            Some(fp) => write!(f, "~{fp}"),
            None => Ok(()),
        }
    }
}

impl Handoff {
    /// Returns the full reference of an item of this handoff.
    pub fn reference(&self, item: &Item) -> ItemRef {
        let block = if self.is_current(item.block) { None } else { item.block.map(|b| b + 1) };
        ItemRef { block, concept: item.concept, ordinal: item.ordinal, fingerprint: Some(item.fingerprint()), id: None }
    }

    /// Finds the item that a reference names; with a fingerprint, wherever it moved inside its concept.
    ///
    /// # Errors
    /// [`RefError::Gone`] with what stands at that place now, [`RefError::Ambiguous`] when several fit.
    pub fn resolve(&self, reference: &ItemRef) -> Result<&Item, RefError> {
        let here = |i: &&Item| match reference.block {
            Some(n) => i.concept == reference.concept && i.block == Some(n - 1),
            None => i.concept == reference.concept && self.is_current(i.block),
        };
        if let Some(id) = &reference.id {
            let mut found =
                self.all_items().iter().filter(here).filter(|i| i.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id)));
            let first = found.next().ok_or(RefError::Gone(None))?;
            return match found.count() {
                0 => Ok(first),
                more => Err(RefError::Ambiguous(more + 1)),
            };
        }
        let at = self.all_items().iter().filter(here).find(|i| i.ordinal == reference.ordinal);
        let Some(fp) = &reference.fingerprint else {
            return at.ok_or(RefError::Gone(None));
        };
        if let Some(item) = at.filter(|i| i.fingerprint() == *fp) {
            return Ok(item);
        }
        let mut moved = self.all_items().iter().filter(here).filter(|i| i.fingerprint() == *fp);
        match (moved.next(), moved.count()) {
            (Some(item), 0) => Ok(item),
            (Some(_), more) => Err(RefError::Ambiguous(more + 1)),
            (None, _) => Err(RefError::Gone(at.map(|i| i.text.clone()))),
        }
    }
}
