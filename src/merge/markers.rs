//! The two sides of a text that git left with conflict markers in it.

use crate::document::Document;
use std::collections::HashSet;

/// What a text with conflict markers is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmarked {
    /// The text with our side of every conflict.
    pub ours: String,
    /// The text with their side of every conflict.
    pub theirs: String,
    /// What both began with: the middle parts where git wrote them (`diff3`, `zdiff3`), else what stands outside of the conflicts.
    pub base: String,
    /// Whether git wrote the middle parts.
    pub has_base: bool,
    /// What git calls the sides.
    pub labels: [String; 2],
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Outside,
    Ours,
    Base,
    Theirs,
}

/// Takes a text with conflict markers (`merge`, `diff3`, `zdiff3`) apart; `None` when it has none, or some that do not close.
pub fn unmarked(text: &str) -> Option<Unmarked> {
    let document = Document::parse(text);
    let mut out = Unmarked { ours: String::new(), theirs: String::new(), base: String::new(), has_base: false, labels: Default::default() };
    let (mut at, mut found) = (At::Outside, false);
    for line in document.lines() {
        let whole = document.slice(line.span);
        let words = whole.trim_end();
        at = match (at, marker(words)) {
            (At::Outside, Some(('<', label))) => {
                if !found {
                    out.labels[0] = label.to_owned();
                }
                found = true;
                At::Ours
            }
            (At::Ours, Some(('|', _))) => {
                out.has_base = true;
                At::Base
            }
            (At::Ours | At::Base, Some(('=', ""))) => At::Theirs,
            (At::Theirs, Some(('>', label))) => {
                if out.labels[1].is_empty() {
                    out.labels[1] = label.to_owned();
                }
                At::Outside
            }
            (At::Ours | At::Base | At::Theirs, Some(('<', _))) => return None,
            (At::Outside, _) => {
                [&mut out.ours, &mut out.theirs, &mut out.base].into_iter().for_each(|side| side.push_str(whole));
                At::Outside
            }
            (At::Ours, _) => {
                out.ours.push_str(whole);
                At::Ours
            }
            (At::Base, _) => {
                out.base.push_str(whole);
                At::Base
            }
            (At::Theirs, _) => {
                out.theirs.push_str(whole);
                At::Theirs
            }
        };
    }
    (found && at == At::Outside).then_some(out)
}

/// Tells whether a text is as git left it: every line of it comes from a side or the base, and every line that git must have kept is there.
///
/// Then the sides that git's index holds are better than those of the text: git joined lines there that are one item.
pub fn is_as_left(text: &str, base: &str, ours: &str, theirs: &str) -> bool {
    let set = |text: &str| -> HashSet<String> { text.lines().map(str::to_owned).collect() };
    let (now, base, ours, theirs) = (set(text), set(base), set(ours), set(theirs));
    let known = |l: &String| ours.contains(l) || theirs.contains(l) || base.contains(l) || marker(l.trim_end()).is_some();
    let kept =
        |side: &HashSet<String>, other: &HashSet<String>| side.iter().all(|l| now.contains(l) || (base.contains(l) && !other.contains(l)));
    now.iter().all(known) && kept(&ours, &theirs) && kept(&theirs, &ours)
}

/// Returns the sign and the label of a marker line.
fn marker(line: &str) -> Option<(char, &str)> {
    let sign = line.chars().next().filter(|c| "<|=>".contains(*c))?;
    let rest = line.strip_prefix(&sign.to_string().repeat(7))?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| (sign, rest.trim()))
}
