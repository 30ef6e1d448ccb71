//! What every command gets: the world, the flags that all share, and the way to its project.

use super::input;
use super::reply::{Paint, Reply};
use crate::handoff::{Handoff, Item, ItemRef, RefError};
use crate::project::{self, Command, Error, ErrorKind, Outcome, Project, Snapshot, Unread, World};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Stands for stdin where a file or a text is named.
const STDIN: &str = "-";

/// The surroundings of one command.
pub struct Shell {
    /// What the project may know.
    pub world: World,
    /// The bare file of `--file`; `-` for a text on stdin.
    pub file: Option<PathBuf>,
    /// Whether stdin was read: it can be once.
    pub read_stdin: bool,
    /// Whether the answer is JSON.
    pub json: bool,
    /// How text is coloured.
    pub paint: Paint,
    /// Whether stdout is a terminal.
    pub to_terminal: bool,
    /// What is said on stderr beside the answer.
    pub notes: Vec<String>,
}

impl Shell {
    /// Opens the project, whether or not it has a live file.
    pub fn open(&mut self) -> Result<Project, Error> {
        let file = self.file.clone();
        self.open_file(file.as_deref())
    }

    /// Opens the project of a file, or that of the current directory.
    pub fn open_file(&mut self, file: Option<&Path>) -> Result<Project, Error> {
        let project = match file {
            Some(file) if file == Path::new(STDIN) => Project::open_text(self.world.clone(), self.stdin()?)?,
            file => Project::open(self.world.clone(), file)?,
        };
        self.told(&project);
        Ok(project)
    }

    /// Opens the project for the gate.
    pub fn open_at_gate(&mut self) -> Result<Project, Error> {
        self.must_be_a_file()?;
        let project = Project::open_at_gate(self.world.clone(), self.file.as_deref())?;
        self.told(&project);
        Ok(project)
    }

    /// Opens the project and sees to it that there is a live file.
    pub fn open_live(&mut self) -> Result<Project, Error> {
        let project = self.open()?;
        match &project.snapshot().live {
            Ok(_) => Ok(project),
            Err(unread) => Err(no_live_file(unread, &project.snapshot())),
        }
    }

    /// Carries a command out, and says on stderr what went wrong beside it.
    ///
    /// # Errors
    /// Those of the command.
    pub fn execute(&mut self, project: &mut Project, command: Command) -> Result<Outcome, Error> {
        let result = project.execute(command);
        self.told(project);
        result
    }

    /// Notes what the project warns of and is not noted yet, and that its text is not all of the live file.
    fn told(&mut self, project: &Project) {
        let now = project.snapshot();
        let partly = now.live.as_ref().ok().filter(|live| !live.whole).and_then(|live| live.view_only.as_ref());
        now.warnings.iter().chain(partly).for_each(|told| self.note(told));
    }

    /// Answers with text or with JSON of the named schema.
    pub fn reply<T: Serialize>(&self, schema: &'static str, body: &T, text: impl FnOnce() -> String) -> Reply {
        if self.json { Reply::json(schema, body) } else { Reply::text(text()) }
    }

    /// Tells whether `--file -` makes a text on stdin the handoff.
    pub fn is_piped(&self) -> bool {
        self.file.as_deref() == Some(Path::new(STDIN))
    }

    /// Refuses what changes or asks for more than a text where the handoff is one on stdin.
    ///
    /// # Errors
    /// A usage error that says what to do instead.
    pub fn must_be_a_file(&self) -> Result<(), Error> {
        if !self.is_piped() {
            return Ok(());
        }
        Err(Error::new(ErrorKind::Usage, "\"--file -\" is a text from stdin: it can be read, not changed")
            .hint("save it and name that file; or take it in with: baton paste -, baton seal -, baton adopt -"))
    }

    /// Reads stdin, which is there once.
    ///
    /// # Errors
    /// When it was read already, or cannot be.
    pub fn stdin(&mut self) -> Result<String, Error> {
        if std::mem::replace(&mut self.read_stdin, true) {
            return Err(Error::new(ErrorKind::Usage, "\"-\" stands twice, and stdin can be read once")
                .hint("give one of them as it is, or as a file"));
        }
        input::read(Path::new(STDIN))
    }

    /// Returns a text from the command line, or that on stdin when it is `-`.
    ///
    /// # Errors
    /// As for [`Shell::stdin`], and where there is nothing on it.
    pub fn typed(&mut self, text: String) -> Result<String, Error> {
        if text != STDIN {
            return Ok(text);
        }
        let read = self.stdin()?.trim_end_matches(['\n', '\r']).to_owned();
        // Nothing is what a command that failed before the pipe gives.
        if read.trim().is_empty() { Err(Error::new(ErrorKind::Usage, "stdin holds no text")) } else { Ok(read) }
    }

    /// Does as [`Shell::typed`] for an option.
    ///
    /// # Errors
    /// Those of [`Shell::typed`].
    pub fn typed_in(&mut self, option: Option<String>) -> Result<Option<String>, Error> {
        option.map(|text| self.typed(text)).transpose()
    }

    /// Reads a file, or stdin for `-`; returns the text and the name it goes by.
    ///
    /// # Errors
    /// As for [`Shell::stdin`] and [`input::read`].
    pub fn text_of(&mut self, path: &Path) -> Result<(String, String), Error> {
        if path == Path::new(STDIN) {
            return Ok((self.stdin()?, "stdin".to_owned()));
        }
        Ok((input::read(&self.world.cwd.join(path))?, path.display().to_string()))
    }

    /// Says a sentence on stderr, once.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

/// Returns the item that a reference names, or says what stands there now.
pub fn find<'a>(handoff: &'a Handoff, reference: &ItemRef) -> Result<&'a Item, Error> {
    handoff.resolve(reference).map_err(|e| match e {
        RefError::Malformed(why) => Error::new(ErrorKind::Usage, why),
        RefError::Gone(Some(now)) => Error::new(ErrorKind::Conflict, format!("{reference} is not there; that place now says: {now}"))
            .hint("see the present references with: baton list"),
        RefError::Gone(None) => Error::new(ErrorKind::Conflict, format!("there is no {reference}"))
            .hint(format!("see what there is with: baton list {}", reference.concept.id())),
        RefError::Ambiguous(n) => Error::new(ErrorKind::Conflict, format!("{reference} fits {n} items"))
            .hint("name it by its place and fingerprint, as baton list shows it"),
    })
}

/// Says that a command gave an outcome of another kind: a defect of baton.
pub fn unexpected(outcome: &Outcome) -> Error {
    let kind = format!("{outcome:?}");
    let kind = kind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("?");
    Error::new(ErrorKind::Failed, format!("unexpected outcome {kind}: a defect in baton, please report it"))
}

/// Says why there is no live file and what to do.
pub fn no_live_file(unread: &Unread, snapshot: &Snapshot) -> Error {
    let root = &snapshot.root;
    let plain = |p: &std::path::PathBuf| p.strip_prefix(root).unwrap_or(p).display().to_string();
    let live = &snapshot.settings.live;
    match unread {
        Unread::Missing if snapshot.lost.is_some() => project::lost(root, snapshot.lost.as_deref().unwrap_or_default()),
        Unread::Missing if !live.value.is_empty() => {
            Error::new(ErrorKind::Nothing, project::not_there(root, live)).hint("make it with: baton init, or change the setting")
        }
        Unread::Missing if !snapshot.below.is_empty() => {
            let names: Vec<_> = snapshot.below.iter().map(plain).collect();
            Error::new(ErrorKind::Nothing, format!("there is no handoff in {}, but below it: {}", root.display(), names.join(", ")))
                .hint("name one with --file FILE, go to its folder with -C DIR, or start one here with: baton init")
        }
        Unread::Missing => Error::new(ErrorKind::Nothing, format!("there is no handoff in {}", root.display()))
            .hint("start one with: baton init, name one with --file FILE, take one in with: baton paste, or look at a made-up project with: baton demo"),
        Unread::Several(paths) => {
            let names: Vec<_> = paths.iter().map(plain).collect();
            Error::new(ErrorKind::Conflict, format!("several files could be the handoff: {}", names.join(", ")))
                .hint("name one with --file FILE, or set live = \"FILE\" in .baton/config.toml")
        }
        Unread::Unreadable(why) => Error::new(ErrorKind::Failed, why.clone()),
    }
}

/// Returns the live file's name from the project root.
pub fn live_name(snapshot: &Snapshot) -> String {
    snapshot.live.as_ref().map(|l| l.name.clone()).unwrap_or_default()
}
