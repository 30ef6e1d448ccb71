//! A project: its root, live file and settings, and every verb, once.
//!
//! Invariant: [`Project::execute`] is the only caller of `store`; the TUI, the command line and
//! every later front end build the same [`Command`]s.

mod adopt;
mod ago;
mod aim;
mod arrive;
mod closing;
mod command;
mod companions;
mod configure;
mod dialect;
mod dispute;
mod elsewhere;
mod error;
mod evidence;
mod examine;
mod execute;
mod facts;
mod find;
mod forget;
mod formats;
mod forms;
mod gate;
mod gather;
mod gone;
mod history;
mod hooks;
mod inbox;
mod incoming;
mod index;
mod join;
mod ledger;
mod mask;
mod outcome;
mod past;
mod peek;
mod redact;
mod resume;
mod retire;
mod seal;
mod settings;
mod settle;
mod show;
mod start;
mod step;
mod stores;
mod tell;
mod travel;
mod verify;
mod write;

pub use adopt::{Adopted, Fate, Store, Taken};
pub use ago::ago;
pub use arrive::Arrival;
pub use closing::Ahead;
pub use command::{Command, Format, Side, TakingIn};
pub use dispute::Dispute;
pub use elsewhere::{Elsewhere, Spot};
pub use error::{Error, ErrorKind};
pub use formats::Domain;
pub use gate::{Gate, Gated};
pub use history::Told;
pub use hooks::Hooked;
pub use incoming::{Inside, source_line};
pub use join::Merged;
pub use mask::mask;
pub use outcome::{Changed, Draft, Live, Outcome, Read, Snapshot, StatusReport, Unread};
pub use past::{Origin, Standing};
pub use peek::{Peek, Peeked};
pub use redact::{Picked, Redacted, Redaction};
pub use seal::{SealReport, Sealing};
pub use settings::{Setting, Settings};
pub use show::{lost, not_there};
pub use tell::{Event, Hit, Log, Shown, Story};
pub use travel::Moved;

use crate::handoff::Handoff;
use crate::rules::Checks;
use crate::sources::{self, AgentConfig, Git};
use crate::store::{self, Cache, ChainFiles, Hash, Held, ReadError, Slot, State};
use dispute::Disputed;
use history::History;
use inbox::Inbox;
use index::Texts;
use past::Past;
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
    /// The directory for what can be found out again (the index); `None`: it is found out each time.
    pub cache: Option<PathBuf>,
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

/// What a text is called that was piped in.
const STDIN: &str = "stdin";

/// An open project.
pub struct Project {
    world: World,
    root: PathBuf,
    settings: Settings,
    warnings: Vec<String>,
    state: State,
    /// Where the live file is, or why there is none.
    place: Result<PathBuf, Unread>,
    /// The project's live file, from the root, where `place` is another file that was named.
    beside: Option<String>,
    /// Why the live file can only be viewed.
    view_only: Option<String>,
    /// Whether the handoff's text is the live file's, to the byte.
    whole: bool,
    /// Whether the live file was deleted since it was read.
    gone: bool,
    /// The texts that were replaced last: somebody may be writing them still.
    held: Vec<Held>,
    /// The hash of the bytes on disk that `handoff` was read from.
    hash: Hash,
    handoff: Arc<Handoff>,
    agent: AgentConfig,
    checks: Checks,
    /// What was found out about tree, git and chain.
    remembered: examine::Memory,
    git: Option<Git>,
    /// A change that met another in the same place and waits to be settled.
    disputed: Option<Disputed>,
    /// Whether the snapshot has the prompt; the first frame and most commands do without.
    prompted: bool,
    files: ChainFiles,
    cache: Cache,
    /// The chain as last read.
    past: Past,
    /// What a person who opened the project is told first.
    arrival: Option<Arrival>,
    arrived: bool,
    /// The words of sessions, once something was looked for.
    texts: Texts,
    /// What [`Project::gather`] reads.
    gathered: bool,
    history: Option<History>,
    inbox: Option<Inbox>,
    draft: Option<Slot>,
    /// A text that a dead process left, and its slot.
    recovered: Option<(Slot, Draft)>,
    /// Newer sessions beside this tree, as last looked for.
    elsewhere: Vec<Elsewhere>,
    snapshot: Arc<Snapshot>,
}

impl Project {
    /// Opens the project around `world.cwd`, or the one of `file` when it is given (DESIGN §2).
    ///
    /// # Errors
    /// When several files of equal rank could be the live file and nobody can be asked ([`ErrorKind::Conflict`]),
    /// or `file` cannot be read.
    pub fn open(world: World, file: Option<&Path>) -> Result<Project, Error> {
        let project = Project::open_at_gate(world, file)?;
        if let (Err(Unread::Several(paths)), false) = (&project.place, project.world.interactive) {
            return Err(several(&project.root, paths));
        }
        Ok(project)
    }

    /// Opens the project around `world.cwd` on a text that was piped in: it can be read, not changed.
    ///
    /// # Errors
    /// As for [`Project::open`]; it takes no sides where several files could be the live file.
    pub fn open_text(world: World, text: String) -> Result<Project, Error> {
        let root = find::root(&world.cwd, world.home.as_deref());
        let mut project = Project::at(world, root, None)?;
        project.place = Ok(project.root.join(STDIN));
        let view_only = Some("stdin can be read, not changed: save it and name that file with --file".to_owned());
        project.load_secrets();
        project.take(store::Contents { hash: Hash::of(text.as_bytes()), text, view_only, whole: true });
        project.show();
        Ok(project)
    }

    /// Opens a project for the gate, to which it is no matter that several files could be the live file.
    ///
    /// # Errors
    /// When `file` cannot be read.
    pub fn open_at_gate(world: World, file: Option<&Path>) -> Result<Project, Error> {
        let file = file.map(|f| world.cwd.join(f));
        let dir = file.as_deref().and_then(Path::parent).unwrap_or(&world.cwd);
        let root = find::root(dir, world.home.as_deref());
        Project::at(world, root, file)
    }

    /// Opens the project that has this root.
    fn at(world: World, root: PathBuf, file: Option<PathBuf>) -> Result<Project, Error> {
        let state = State::of(world.state.as_deref(), &root);
        let (mut settings, mut warnings) = configure::load(&root, &world, aim::chosen(&state));
        let (dialect, mistakes) = dialect::load(&root, &world, &state);
        warnings.extend(mistakes);
        let agent = AgentConfig::read(&root).unwrap_or_default();
        if let (true, Some(name)) = (settings.live.value.is_empty(), &agent.handshake_file) {
            settings.live = Setting { value: name.clone(), origin: "agent_config.toml (handshake_file)".to_owned() };
        }
        let snapshot = Arc::new(Snapshot::empty(root.clone()));
        let (files, cache) = (ChainFiles::of(&root), Cache::of(world.cache.as_deref(), &root));
        let mut project = Project {
            root,
            settings,
            warnings,
            state,
            place: Err(Unread::Missing),
            beside: None,
            view_only: None,
            whole: true,
            gone: false,
            held: Vec::new(),
            hash: Hash::of(b""),
            handoff: Arc::new(Handoff::parse_with("", &dialect)),
            agent,
            checks: Checks::default(),
            remembered: examine::Memory::default(),
            git: None,
            disputed: None,
            prompted: false,
            files,
            cache,
            past: Past::default(),
            arrival: None,
            arrived: false,
            texts: Texts::default(),
            gathered: false,
            history: None,
            inbox: None,
            draft: None,
            recovered: None,
            elsewhere: Vec::new(),
            snapshot,
            world,
        };
        project.warnings.extend(project.agent.errors.iter().cloned());
        if project.world.state.is_none() {
            project.warnings.extend(project.state.ready().err());
        }
        project.place = project.find_live();
        if let Some(file) = &file {
            project.beside = project.live_beside(file);
            project.place = Ok(file.clone());
        }
        project.load_secrets();
        project.load();
        if let (Some(file), Err(unread)) = (&file, &project.place) {
            return Err(unreadable(file, unread));
        }
        project.git = sources::top_level(&project.root).and_then(|top| sources::head(&top)).map(|head| Git { head, dirty: false });
        project.show();
        if project.world.interactive {
            let standing = project.standing_by_marker();
            project.snapshot = Arc::new(Snapshot { standing, ..(*project.snapshot).clone() });
        }
        Ok(project)
    }

    /// Makes `file` the live file of this project from now on, remembered in the user's state ([`Unread::Several`]).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn choose(&mut self, file: &Path) -> Result<(), Error> {
        let path = self.root.join(file);
        store::read(&path, &self.root).map_err(|e| Error::new(ErrorKind::Failed, e.to_string()))?;
        let name = self.name_of(&path);
        if let Some(remembered) = self.state.path("live") {
            let _ = store::write_private(&remembered, name.as_bytes());
        }
        self.place = Ok(path);
        (self.history, self.inbox, self.gathered) = (None, None, false);
        self.load();
        self.load_secrets();
        self.gather();
        Ok(())
    }

    /// Returns the present state, cheap to keep.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
    }

    /// Reads the live file again after it changed outside; tells whether anything is different.
    ///
    /// # Errors
    /// When the file cannot be read now; the snapshot keeps the last good text and says so.
    pub fn refresh(&mut self) -> Result<bool, Error> {
        let told = self.look_at_held();
        self.read_again().map(|other| other || told)
    }

    fn read_again(&mut self) -> Result<bool, Error> {
        let path = match (&self.place, &self.snapshot.live) {
            (Ok(path), _) => path.clone(),
            (Err(_), _) => match self.find_live() {
                Ok(path) => path,
                Err(_) => return Ok(false),
            },
        };
        let read = match store::read(&path, &self.root) {
            Ok(read) => read,
            Err(ReadError::Missing(_)) if self.place.is_ok() => {
                let first = self.lose();
                self.show();
                return first.map(|()| false);
            }
            Err(e) => {
                self.view_only = Some(format!("{e}; this is its last text"));
                self.show();
                return Err(Error::new(ErrorKind::Failed, e.to_string()));
            }
        };
        self.gone = false;
        if self.place.is_ok() && read.hash == self.hash && read.view_only == self.view_only {
            return Ok(false);
        }
        let before = Arc::clone(&self.handoff);
        let was_there = self.place.is_ok() && self.view_only.is_none();
        self.place = Ok(path);
        self.take(read);
        self.forget_git();
        if self.gathered {
            self.look_back();
            self.reconsider(false);
        }
        if was_there && self.view_only.is_none() {
            let after = Arc::clone(&self.handoff);
            let _lock = self.state.lock();
            let history = self.need_history();
            let told = history.catch_up();
            history.begin(before.text());
            history.see(after.text());
            self.warn(told);
        }
        self.show();
        Ok(true)
    }

    /// Keeps the text of an open text area in the journal; `None` forgets it (it was written or given up).
    pub fn keep_draft(&mut self, draft: Option<&Draft>) {
        match draft {
            Some(draft) => self.put_draft(draft),
            None => match self.draft.take().or_else(|| self.recovered.take().map(|(slot, _)| slot)) {
                Some(slot) => slot.remove(),
                None => return,
            },
        }
        self.find_draft();
        let recovered = self.recovered.as_ref().map(|(_, draft)| draft);
        if self.snapshot.draft.as_ref() != recovered {
            self.snapshot = Arc::new(Snapshot { draft: recovered.cloned(), ..(*self.snapshot).clone() });
        }
    }

    fn put_draft(&mut self, draft: &Draft) {
        // Going on with a recovered text takes its slot over; any other text gets one of its own and leaves that alone.
        if self.draft.is_none() && self.recovered.as_ref().is_some_and(|(_, recovered)| recovered.target == draft.target) {
            self.draft = self.recovered.take().map(|(slot, _)| slot);
        }
        let old = self.draft.take_if(|slot| slot.is_full());
        if self.draft.is_none() {
            self.draft = Slot::new(&self.state, &self.draft_prefix());
        }
        let put = self.draft.as_mut().map_or(Ok(()), |slot| slot.put(draft));
        match (put, old) {
            (Ok(()), Some(old)) => old.remove(),
            (Ok(()), None) => {}
            (Err(e), _) => {
                self.warn([format!("the open text is not kept against a crash: {e}")]);
                self.show();
            }
        }
    }

    /// Reads the live file again; a file that cannot be read becomes the reason in `place`.
    fn load(&mut self) {
        let Ok(path) = &self.place else { return };
        match store::read(path, &self.root) {
            Ok(read) => {
                self.gone = false;
                self.take(read);
            }
            // Whoever asked sees that the file cannot be edited now.
            Err(ReadError::Missing(_)) if !self.handoff.text().is_empty() => drop(self.lose()),
            Err(ReadError::Missing(_)) => self.place = Err(Unread::Missing),
            Err(ReadError::Refused(why)) => self.place = Err(Unread::Unreadable(why)),
        }
    }

    fn take(&mut self, read: store::Contents) {
        (self.view_only, self.whole) = (read.view_only, read.whole);
        if self.hash != read.hash || self.handoff.text() != read.text {
            self.hash = read.hash;
            self.handoff = Arc::new(self.handoff.again(read.text));
        }
    }

    /// Finds the live file by the setting, an earlier choice, or name.
    fn find_live(&mut self) -> Result<PathBuf, Unread> {
        if !self.settings.live.value.is_empty() {
            match find::by_setting(&self.root, &self.settings.live.value) {
                Ok(found) => return found.ok_or(Unread::Missing),
                Err(why) => {
                    self.warnings.push(format!("{}: live = \"{}\" is not used: {why}", self.settings.live.origin, self.settings.live.value))
                }
            }
        }
        let found = find::by_name(&self.root);
        if let Err(Unread::Several(paths)) = &found
            && let Some(chosen) = self.state.path("live").and_then(|p| sources::read_small(&p)).map(|name| self.root.join(name))
            && paths.contains(&chosen)
        {
            return Ok(chosen);
        }
        found
    }

    /// Adds to what the user should know once.
    fn warn(&mut self, told: impl IntoIterator<Item = String>) {
        for sentence in told {
            if !self.warnings.contains(&sentence) {
                self.warnings.push(sentence);
            }
        }
    }

    fn draft_prefix(&self) -> String {
        format!("draft-{}-", &Hash::of(self.live_name().as_bytes()).short()[..8])
    }

    fn need_history(&mut self) -> &mut History {
        let name = self.live_name();
        self.history.get_or_insert_with(|| {
            let (history, warning) = History::open(&self.state, &name);
            self.warnings.extend(warning);
            history
        })
    }

    /// Returns the live file's path from the root, or the name it would have.
    fn live_name(&self) -> String {
        let not_yet = || self.lost_name().unwrap_or_else(|| Format::default().file_name_in(&self.settings).to_owned());
        self.place.as_ref().map_or_else(|_| not_yet(), |path| self.name_of(path))
    }

    fn name_of(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}

/// Returns the present time as RFC 3339 in UTC, to the second.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

fn several(root: &Path, paths: &[PathBuf]) -> Error {
    let names: Vec<_> = paths.iter().map(|p| p.strip_prefix(root).unwrap_or(p).display().to_string()).collect();
    Error::new(ErrorKind::Conflict, format!("several files could be the live file of {}: {}", root.display(), names.join(", ")))
        .hint(format!("name one with --file, or write live = \"{}\" into .baton/config.toml", names.first().map_or("", String::as_str)))
}

fn unreadable(file: &Path, unread: &Unread) -> Error {
    let message = match unread {
        Unread::Unreadable(why) => why.clone(),
        _ => format!("{} does not exist", file.display()),
    };
    Error::new(ErrorKind::Failed, message)
}
