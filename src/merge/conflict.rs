//! A conflict, what may be taken for it, and its short name.

use crate::document::Span;
use crate::handoff::fingerprint;
use serde::{Deserialize, Serialize};

/// One thing that both sides changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// Five characters that name it within its merge, the same for the same three texts.
    pub id: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What ours and theirs did, in a few words each: `changed its reason`, `removed it`.
    pub did: [String; 2],
    /// The base's text, if it had one.
    pub base: Option<String>,
    /// Where ours stands in our text; empty where it would stand when we deleted it.
    pub span: Span,
    /// Our text; `None` when we deleted it.
    pub ours: Option<String>,
    /// Their text; `None` when they deleted it.
    pub theirs: Option<String>,
    /// Ours and then theirs, where both can stand: two additions.
    pub both: Option<String>,
}

/// What is taken where both sides changed something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Take {
    /// The side that the merge writes on.
    Ours,
    /// The other side.
    Theirs,
    /// Ours, then theirs.
    Both,
    /// A text of one's own; without words, nothing stands there.
    Text(String),
}

impl Conflict {
    /// Returns the text that a choice puts there, ended as the sides are.
    pub fn taken(&self, take: &Take) -> String {
        let text = |side: &Option<String>| side.clone().unwrap_or_default();
        match take {
            Take::Ours => text(&self.ours),
            Take::Theirs => text(&self.theirs),
            Take::Both => self.both.clone().unwrap_or_else(|| text(&self.ours) + &text(&self.theirs)),
            Take::Text(own) => self.in_form(own),
        }
    }

    /// Gives a text of one's own the line ends of the sides.
    fn in_form(&self, own: &str) -> String {
        if own.trim().is_empty() {
            return String::new();
        }
        let like = self.ours.as_ref().or(self.theirs.as_ref()).map_or("", String::as_str);
        let eol = ["\r\n", "\n", "\r"].into_iter().find(|eol| like.contains(eol)).unwrap_or("\n");
        let plain = own.replace("\r\n", "\n").replace('\r', "\n");
        let ended = like.is_empty() || like.ends_with(['\n', '\r']);
        plain.trim_end_matches('\n').replace('\n', eol) + if ended { eol } else { "" }
    }
}

/// Gives every conflict of a merge its name.
pub(super) fn name(conflicts: &mut [Conflict]) {
    for n in 0..conflicts.len() {
        let text = |side: &Option<String>| side.as_deref().map_or("-".to_owned(), |text| format!("+{text}"));
        let c = &conflicts[n];
        let words = format!("{}\u{1f}{}\u{1f}{}\u{1f}{}", c.title, text(&c.base), text(&c.ours), text(&c.theirs));
        let mut id = fingerprint(&words);
        let mut again = 1;
        while conflicts[..n].iter().any(|other| other.id == id) {
            id = fingerprint(&format!("{words}\u{1f}{again}"));
            again += 1;
        }
        conflicts[n].id = id;
    }
}
