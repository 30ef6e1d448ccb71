//! A project: its root, live file and settings, and every verb, once.
//!
//! Invariant: [`Project::execute`] is the only caller of `store`; the TUI, the command line and
//! every later front end build the same [`Command`]s.

mod command;
mod error;
mod mask;
mod outcome;
mod settings;

pub use command::{Command, Format, Side};
pub use error::{Error, ErrorKind};
pub use mask::mask;
pub use outcome::{Changed, Draft, Live, Outcome, Snapshot, StatusReport, Unread};
pub use settings::{Setting, Settings};

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a project may know of the world around it; made once by the shell, plain in tests.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// The current directory.
    pub cwd: PathBuf,
    /// The home directory, where there is one.
    pub home: Option<PathBuf>,
    /// The directory for state (journal, undo, settled findings); `None`: nothing is kept, and said so.
    pub state: Option<PathBuf>,
    /// The directory of the user's own settings.
    pub config: Option<PathBuf>,
    /// Who acts, for new handoffs.
    pub actor: String,
    /// Whether a person sits at a terminal; otherwise nothing is asked.
    pub interactive: bool,
    /// The environment variables that settings may come from: `BATON_*`, `VISUAL` and `EDITOR`, with their values.
    pub variables: Vec<(String, String)>,
    /// Settings given on the command line: name (as in the settings file) and value.
    pub flags: Vec<(String, String)>,
}

/// An open project.
pub struct Project {
    snapshot: Arc<Snapshot>,
}

impl Project {
    /// Opens the project around `world.cwd`, or the one of `file` when it is given (DESIGN §2).
    ///
    /// # Errors
    /// When several files of equal rank could be the live file and nobody can be asked ([`ErrorKind::Conflict`]),
    /// or `file` cannot be read.
    pub fn open(world: World, file: Option<&Path>) -> Result<Project, Error> {
        let _ = file;
        Ok(Project { snapshot: Arc::new(Snapshot::empty(world.cwd)) })
    }

    /// Completes what [`Project::open`] leaves out to be fast: git facts, undo history, inbox, a draft that a crash left.
    ///
    /// Called once on the worker after the first frame; commands that need it call it themselves.
    pub fn gather(&mut self) {}

    /// Makes `file` the live file of this project from now on, remembered in the user's state ([`Unread::Several`]).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn choose(&mut self, file: &Path) -> Result<(), Error> {
        let _ = file;
        Ok(())
    }

    /// Returns the present state, cheap to keep.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
    }

    /// Carries out one command.
    ///
    /// # Errors
    /// An [`Error`] whose kind gives the exit code; nothing is lost by it.
    pub fn execute(&mut self, command: Command) -> Result<Outcome, Error> {
        let _ = command;
        Err(Error::new(ErrorKind::Failed, "not built yet"))
    }

    /// Reads the live file again after it changed outside; tells whether anything is different.
    ///
    /// # Errors
    /// When the file cannot be read now; the snapshot keeps the last good text and says so.
    pub fn refresh(&mut self) -> Result<bool, Error> {
        Ok(false)
    }

    /// Keeps the text of an open text area in the journal; `None` forgets it (it was written or given up).
    pub fn keep_draft(&mut self, draft: Option<&Draft>) {
        let _ = draft;
    }
}
