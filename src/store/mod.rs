//! Every write that baton makes, and its local state. Knows no handoff.
//!
//! Invariants: a file is replaced whole or not at all, and no byte that baton did not read is ever
//! replaced without being handed back to the caller ([`Saved::Changed`]); correctness never rests
//! on the lock, which is a courtesy between baton's own processes.

mod cache;
mod chain_files;
mod commit;
mod dir;
mod held;
mod hook;
mod inplace;
mod log;
mod private;
mod read;
mod replace;
mod save;
mod slot;
mod state;

pub use cache::Cache;
pub use chain_files::ChainFiles;
pub use commit::commit;
pub use dir::{Dir, Stamp};
pub use held::Held;
pub use hook::{is_program, remove_program, rename_program, write_program};
pub use log::{Damage, Log};
pub use private::{private_dir, write_private};
pub use read::{Contents, LIMIT, ReadError, read};
pub use save::{Saved, create, remove, save};
pub use slot::Slot;
pub use state::{LAST_COPY, Lock, State};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The sha256 of some bytes, in hex.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect())
    }

    /// Returns all 64 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the first 16 hex digits, enough for a file name.
    pub fn short(&self) -> &str {
        &self.0[..16]
    }
}
