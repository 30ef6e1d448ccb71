//! What tree, git and chain say about a handoff: data that `project` gathers, so that the rules stay pure.

use crate::handoff::Handoff;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is known beside the text of a handoff; the default knows nothing.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Where the handoff stands, from the project root; `None` for a text without a place.
    pub path: Option<String>,
    /// What of its references is not there; `None` when nobody looked.
    pub tree: Option<Tree>,
    /// The files that the base cites and that are other than they were when it was sealed.
    pub changed: Vec<Changed>,
    /// The ancestors that the live file continues, the newest first.
    pub past: Arc<Vec<Past>>,
    /// The heads that the handoff joins, when it is a merge.
    pub joined: Option<Arc<Joined>>,
    /// The session since which the bootstrap template is another one, and a hash of what it is now.
    pub bootstrap: Option<(String, String)>,
    /// What is wrong with the sessions that the live file continues, one sentence each.
    pub broken: Vec<String>,
}

/// What of the references of a text is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The paths that are neither in the work tree nor anywhere in git's index.
    pub missing: HashSet<String>,
    /// How many lines the files have that are cited with a line.
    pub lines: HashMap<String, usize>,
    /// The commits that git does not know.
    pub unknown: HashSet<String>,
}

/// A cited file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The file, from the project root.
    pub path: String,
    /// Its hash as it is now; empty when it is gone.
    pub now: String,
    /// The session that cites it as it was.
    pub since: String,
    /// The lines of that session which cite it, trimmed: a line written since is no stale one.
    pub lines: HashSet<String>,
}

/// A sealed session, as far as decisions go.
#[derive(Clone, Debug)]
pub struct Past {
    /// What to call it.
    pub name: String,
    /// Its handoff.
    pub handoff: Handoff,
}

/// The heads of a merge, and what they began with.
#[derive(Clone, Debug)]
pub struct Joined {
    /// Their nearest common ancestor; empty when they have none.
    pub base: Handoff,
    /// The heads.
    pub heads: Vec<Past>,
}

/// A handoff that a project must have and has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Its name.
    pub name: String,
    /// What demands it.
    pub by: String,
}
