//! What baton reads beside the handoff: git, agent_config.toml, `.env` files.
//!
//! Everything here belongs to the repository and is untrusted: it is bounded, it runs nothing, and a
//! value that looks secret leaves only as a [`Secret`].

mod agent_config;
mod dotenv;
mod elsewhere;
mod git;
mod secrets;
mod tree;

pub use agent_config::AgentConfig;
pub use dotenv::dotenv;
pub use elsewhere::{Added, Worktree, added_elsewhere, commit_of, files_at, files_between, worktrees};
pub use git::staged::{Entry, Index, files_of_commits};
pub use git::{
    Git, Head, author, commits_since, empty_tree, facts, head, hooks_dir, is_committed, is_dirty_beside, is_ignored, is_tracked,
    known_commits, log_since, stage, top_level, was_committed,
};
pub use tree::{commits_here, exists, in_index, lines};

use crate::secret::Secret;
use rustix::fs::OFlags;
use std::fs::{File, Metadata, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// A secret value and where it stands.
#[derive(Clone)]
pub struct Found {
    /// Where, as `agent_config.toml [MCP] api_key`.
    pub origin: String,
    /// The value.
    pub value: Secret,
}

/// The largest configuration file that is read, in bytes.
const SMALL: u64 = 1 << 20;

/// Returns the names in a directory, none when it cannot be read.
pub fn names_in(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).map(|dir| dir.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries.into_iter().filter_map(|e| e.file_name().into_string().ok()).collect()
}

/// Reads a small plain text file; `None` when it is missing, something else, too large or no UTF-8.
pub fn read_small(path: &Path) -> Option<String> {
    let (file, length) = open_plain(path).filter(|(_, length)| *length <= SMALL)?;
    let mut text = String::with_capacity(length as usize + 1);
    file.take(SMALL + 1).read_to_string(&mut text).ok()?;
    (text.len() as u64 <= SMALL).then_some(text)
}

/// Opens a plain file and tells its length; `None` when it is missing or something else: nobody may ever write into a pipe.
fn open_plain(path: &Path) -> Option<(File, u64)> {
    let length = std::fs::metadata(path).ok().filter(Metadata::is_file)?.len();
    let file = OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits() as i32).open(path).ok()?;
    Some((file, length))
}
