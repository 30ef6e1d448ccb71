//! What the preview says of a session, as pieces that are wrapped when they are drawn.
//!
//! Every text of a piece is safe for a terminal, and its secrets are masked.

use super::super::pane::words;
use super::super::rows::status_look;
use super::super::theme::Role;
use super::super::wrap::{cells, rows};
use super::{Drawn, View};
use crate::chain::{Change, Diff, Difference, Entry, Id, Seal};
use crate::document::Span;
use crate::handoff::{Concept, Handoff, Item};
use crate::project::{Peek, Peeked, mask};
use crate::shown::Shown;

/// The lines of a preview and how far they are scrolled.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it shows; `None` when that is out of date.
    pub of: Option<(Peek, View)>,
    /// What stands above it.
    pub title: String,
    /// Its lines.
    pub pieces: Vec<Piece>,
    /// The first line on the screen, and how many of its rows are above it.
    pub top: (usize, usize),
}

/// One line of a preview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// A sign or a name in front of the text, and its column.
    pub sign: Option<(usize, String, Role)>,
    /// The column of the text, in every row of it.
    pub indent: usize,
    /// The text.
    pub text: String,
    /// Its role; `None` is ordinary text.
    pub role: Option<Role>,
}

/// The column of what a seal says.
const FACTS: usize = 11;

impl Piece {
    fn text(role: Role, text: &str) -> Piece {
        Piece { text: Shown::new(text).to_string(), role: Some(role), ..Piece::default() }
    }

    fn fact(name: &str, text: &str) -> Piece {
        Piece { sign: Some((0, name.to_owned(), Role::Muted)), indent: FACTS, text: Shown::new(text).to_string(), role: None }
    }

    fn signed(column: usize, sign: &str, role: Role, text: &str, of_text: Option<Role>) -> Piece {
        let indent = column + cells(sign) + 1;
        Piece { sign: Some((column, sign.to_owned(), role)), indent, text: Shown::new(text).to_string(), role: of_text }
    }

    /// Returns the number of rows it takes in `width` cells, counted up to `most`.
    pub fn height(&self, width: usize, most: usize) -> usize {
        let room = width.saturating_sub(self.indent).max(1);
        rows(&self.text, room, room).take(most.max(1)).count()
    }
}

impl Preview {
    /// Lays out what was seen.
    pub(in crate::app) fn of(of: (Peek, View), seen: &Peeked, drawn: &Drawn) -> Preview {
        let (title, pieces) = match (of, seen) {
            ((Peek::Session(id), View::Text), Peeked::Session { handoff, masked, .. }) => (named(id, drawn), text(handoff, masked)),
            ((Peek::Session(id), _), Peeked::Session { seal, handoff, masked }) => {
                let mut pieces = facts(id, seal.as_deref(), drawn);
                pieces.extend(items(handoff, masked));
                pieces.extend(id.iter().zip(seal).flat_map(|(id, seal)| small_print(*id, seal)));
                (named(id, drawn), pieces)
            }
            ((Peek::Prompt(id), _), Peeked::Prompt(prompt)) => {
                (named(id, drawn), Shown::lines(&prompt.text).iter().map(markdown).collect())
            }
            ((Peek::Diff { from, to }, _), Peeked::Diff(diff)) => {
                let from = from.map_or("nothing".to_owned(), |id| drawn.name(id));
                let to_words = to.map_or("the live file".to_owned(), |id| drawn.name(id));
                let mut pieces = vec![Piece::text(Role::Heading, &format!("From {from} to {to_words}"))];
                pieces.extend(differences(diff));
                (named(to, drawn), pieces)
            }
            _ => (String::new(), vec![]),
        };
        Preview { of: Some(of), title, pieces, top: (0, 0) }
    }

    /// Says why there is nothing to see.
    pub(in crate::app) fn refused((peek, view): (Peek, View), why: &str, drawn: &Drawn) -> Preview {
        let id = match peek {
            Peek::Session(id) | Peek::Prompt(id) => id,
            Peek::Diff { to, .. } => to,
        };
        let mut pieces = if matches!(peek, Peek::Session(_)) { facts(id, None, drawn) } else { vec![] };
        pieces.extend([Piece::default(), Piece::text(Role::Must, why)]);
        Preview { of: Some((peek, view)), title: named(id, drawn), pieces, top: (0, 0) }
    }

    /// Scrolls by rows in a window of so many cells across and down; the last page stays full.
    pub(in crate::app) fn scroll(&mut self, by: isize, (width, height): (usize, usize)) {
        let rows = |n: usize| self.pieces.get(n).map_or(1, |p| p.height(width, usize::MAX));
        let last = self.last_page(width, height);
        let (mut piece, mut row) = self.top;
        if by.unsigned_abs() > 1 << 20 {
            (piece, row) = if by < 0 { (0, 0) } else { last };
        } else {
            for _ in 0..by.unsigned_abs() {
                if by > 0 && row + 1 < rows(piece) {
                    row += 1;
                } else if by > 0 {
                    (piece, row) = (piece + 1, 0);
                } else if row > 0 {
                    row -= 1;
                } else if piece > 0 {
                    (piece, row) = (piece - 1, rows(piece - 1) - 1);
                }
            }
        }
        self.top = (piece, row).min(last);
    }

    /// Returns the place from which the rest just fills `height` rows.
    fn last_page(&self, width: usize, height: usize) -> (usize, usize) {
        let mut left = height;
        for (n, piece) in self.pieces.iter().enumerate().rev() {
            let rows = piece.height(width, usize::MAX);
            if rows >= left {
                return (n, rows - left);
            }
            left -= rows;
        }
        (0, 0)
    }
}

fn named(id: Option<Id>, drawn: &Drawn) -> String {
    id.map_or_else(|| "the draft".to_owned(), |id| drawn.name(id))
}

/// Says what the log and the seal know of a session; of the draft what it continues.
fn facts(id: Option<Id>, seal: Option<&Seal>, drawn: &Drawn) -> Vec<Piece> {
    let chain = &drawn.log.chain;
    let brief = |place: usize| {
        let record = &chain.sessions()[place];
        format!("{} ({}) {}", record.number, record.id.tail(), record.title)
    };
    let Some(id) = id else {
        let mut out = vec![Piece::text(Role::Heading, "The live file, not sealed yet")];
        out.extend(drawn.log.base.iter().map(|place| Piece::fact("continues", &brief(*place))));
        if drawn.log.base.is_empty() {
            out.push(Piece::fact("continues", "several sessions are heads, and none is chosen: s on one of them"));
        }
        return out;
    };
    let Some(record) = chain.place(id).map(|p| &chain.sessions()[p]) else { return vec![] };
    let place = chain.place(id).unwrap_or_default();
    let title = if record.title.is_empty() { "(without a title)" } else { &record.title };
    let mut out = vec![Piece::text(Role::Heading, title)];
    let reviewed = if seal.is_some_and(|s| s.reviewed) { ", reviewed" } else { "" };
    let by = if record.by.is_empty() { "nobody named" } else { &record.by };
    out.push(Piece::fact("sealed", &format!("{} by {by} ({}{reviewed})", moment(id), record.kind.id())));
    let label = record.label.as_ref().map(|l| format!(" · \"{l}\"")).unwrap_or_default();
    if drawn.lined || !label.is_empty() {
        out.push(Piece::fact("line", &format!("{}{label}", chain.line(place))));
    }
    for parent in &record.parents {
        out.push(match chain.place(parent.id) {
            None => Piece::fact("continues", &format!("{}, which is not here (shallow or pruned history)", parent.id)),
            Some(p) if !chain.parents(place).contains(&p) => {
                Piece::fact("names", &format!("{} as its parent, which comes after it: left out", brief(p)))
            }
            Some(p) => Piece::fact("continues", &brief(p)),
        });
    }
    for left in &record.leaves {
        let why = left.why.as_ref().map(|w| format!(": {w}")).unwrap_or_default();
        let name = chain.place(left.id).map_or_else(|| left.id.to_string(), brief);
        out.push(Piece::fact("left", &format!("{}{why}", name.trim_end_matches('.'))));
    }
    if let Some(back) = record.restores {
        out.push(Piece::fact("took up", &chain.place(back).map_or_else(|| back.to_string(), brief)));
    }
    if let crate::chain::State::Unreadable(why) = &record.state {
        out.push(Piece::fact("seal", &format!("cannot be read: {why}")));
    }
    if let Some(git) = seal.and_then(|s| s.git.as_ref()) {
        let commit: String = git.commit.chars().take(12).collect();
        let branch = match &git.branch {
            Some(branch) if commit.is_empty() => format!("{branch}, no commit yet"),
            Some(branch) => format!("{branch} at "),
            None => String::new(),
        };
        let dirty = if git.dirty { ", with uncommitted changes" } else { "" };
        out.push(Piece::fact("git", &format!("{branch}{commit}{dirty}")));
    }
    for despite in seal.iter().flat_map(|s| &s.despite) {
        out.push(Piece::fact("despite", &format!("{}: {}", despite.rule, despite.why)));
    }
    out
}

/// Says the rest of what the seal holds.
fn small_print(id: Id, seal: &Seal) -> Vec<Piece> {
    let mut out = vec![Piece::default(), Piece::text(Role::Heading, "Seal")];
    out.push(Piece::fact("id", &id.to_string()));
    out.extend(seal.doc.sha256.map(|hash| Piece::fact("sha256", &hash.to_string())));
    out.push(Piece::fact("text", &format!("{}, {} bytes, {}", seal.doc.path, seal.doc.bytes, seal.format)));
    for cite in &seal.cites {
        let what = match &cite.what {
            crate::chain::Cited::Path(path) => path,
            crate::chain::Cited::Commit(commit) => commit,
        };
        out.push(Piece::fact("cites", what));
    }
    for pin in &seal.pins {
        let retired = pin.retired.as_ref().map(|why| format!(" (retired: {why})")).unwrap_or_default();
        out.push(Piece::fact("pin", &format!("{}{retired}", pin.text.trim())));
    }
    out
}

/// Writes the time of a session's seal.
pub fn moment(id: Id) -> String {
    let time = id.time().to_string();
    time.get(..16).map_or_else(|| time.clone(), |t| t.replace('T', " "))
}

fn items(handoff: &Handoff, masked: &[Span]) -> Vec<Piece> {
    let mut out = Vec::new();
    for concept in Concept::ALL {
        if matches!(concept, Concept::Metadata | Concept::Prompt) {
            continue;
        }
        let mut items = handoff.items(concept).filter(|i| handoff.is_current(i.block)).peekable();
        if items.peek().is_none() {
            continue;
        }
        out.extend([Piece::default(), Piece::text(Role::Heading, words(concept).0)]);
        for item in items {
            out.extend(item_pieces(handoff, masked, item));
        }
    }
    out
}

fn item_pieces(handoff: &Handoff, masked: &[Span], item: &Item) -> Vec<Piece> {
    let safe = |text: &str| mask(handoff, masked, item.span, text);
    let (sign, role, _) = item.status.as_ref().map_or(("·", Role::Muted, ""), |s| status_look(s.kind));
    let mut out = vec![Piece::signed(0, sign, role, &safe(&item.text), None)];
    if let Some(why) = &item.why {
        out.push(Piece::signed(2, "why", Role::Muted, &safe(&why.text), Some(Role::Why)));
    }
    out
}

fn text(handoff: &Handoff, masked: &[Span]) -> Vec<Piece> {
    let spans: Vec<std::ops::Range<usize>> = masked.iter().map(|s| s.start..s.end).collect();
    Shown::masked_lines(handoff.text(), &spans).iter().map(markdown).collect()
}

fn markdown(line: &Shown) -> Piece {
    let heading = line.as_str().starts_with('#') || line.as_str().starts_with("===");
    Piece { text: line.to_string(), role: heading.then_some(Role::Heading), ..Piece::default() }
}

fn differences(diff: &Diff) -> Vec<Piece> {
    if diff.is_empty() {
        return vec![Piece::text(Role::Muted, "They say the same.")];
    }
    let mut out = vec![Piece::text(Role::Text, &counted(diff))];
    let mut last = None;
    for change in &diff.items {
        let concept = change.now.as_ref().or(change.was.as_ref()).map(|e| e.reference.concept);
        if concept != last {
            out.push(Piece::default());
            out.extend(concept.map(|c| Piece::text(Role::Heading, words(c).0)));
            last = concept;
        }
        out.extend(difference(change));
    }
    if !diff.sections.is_empty() {
        out.extend([Piece::default(), Piece::text(Role::Heading, "Other sections with other words")]);
        out.extend(diff.sections.iter().map(|title| Piece::signed(0, "~", Role::Changed, title, None)));
    }
    out
}

fn counted(diff: &Diff) -> String {
    let kinds = [Change::Added, Change::Changed, Change::Superseded, Change::Status, Change::Moved, Change::Removed];
    let of = |kind: Change| diff.items.iter().filter(|d| d.what == kind).count();
    let word = |kind: Change| if kind == Change::Status { "with another status" } else { kind.id() };
    let told: Vec<String> = kinds.into_iter().filter(|k| of(*k) > 0).map(|k| format!("{} {}", of(k), word(k))).collect();
    told.join(", ")
}

fn difference(change: &Difference) -> Vec<Piece> {
    let role = match change.what {
        Change::Added => Role::New,
        Change::Removed => Role::Must,
        _ => Role::Changed,
    };
    let why = |entry: &Entry| entry.why.as_ref().map(|w| Piece::signed(2, "why", Role::Muted, w, Some(Role::Why)));
    let status = |e: &Entry| e.status.map_or("no status", |s| status_look(s).2);
    match (&change.was, &change.now) {
        (None, Some(now)) => [Some(Piece::signed(0, "+ added", role, &now.text, None)), why(now)].into_iter().flatten().collect(),
        (Some(was), None) => {
            let sign = if change.what == Change::Superseded { "~ superseded" } else { "- removed" };
            vec![Piece::signed(0, sign, role, &was.text, Some(Role::Muted))]
        }
        (Some(was), Some(now)) => {
            let sign = match change.what {
                Change::Superseded => "~ superseded".to_owned(),
                Change::Moved => format!("~ moved from {} to {}", words(was.reference.concept).1, words(now.reference.concept).1),
                Change::Status => format!("~ {} → {}", status(was), status(now)),
                _ => "~ changed".to_owned(),
            };
            let mut out = vec![Piece::text(role, &sign), Piece { indent: 2, ..Piece::text(Role::Text, &now.text) }];
            if was.text != now.text {
                out.push(Piece::signed(2, "was", Role::Muted, &was.text, Some(Role::Muted)));
            }
            if was.why != now.why {
                out.extend(why(now));
                let before = was.why.as_deref().unwrap_or("none");
                out.push(Piece::signed(2, "why was", Role::Muted, before, Some(Role::Muted)));
            }
            out
        }
        (None, None) => vec![],
    }
}
