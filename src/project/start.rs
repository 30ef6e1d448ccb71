//! A new live file from a format's template.

use super::configure::PROJECT_FILE;
use super::gone::WROTE_BACK;
use super::write::Draft;
use super::{Command, Domain, Error, ErrorKind, Format, Outcome, Project, Unread};
use crate::chain::ATTRIBUTES;
use crate::prompt::BOOTSTRAP;

impl Project {
    /// Refuses the directory of a bare repository: what is made there git takes for its own.
    fn may_begin(&self) -> Result<(), Error> {
        let is_git = self.root.join("HEAD").is_file() && ["objects", "refs"].iter().all(|dir| self.root.join(dir).is_dir());
        let message = || format!("{} is a bare repository of git: it has no work tree for a handoff", self.root.display());
        if is_git { Err(Error::new(ErrorKind::Failed, message()).hint("clone it, and start there")) } else { Ok(()) }
    }

    /// Creates the live file; one that exists is never touched.
    pub(super) fn start(&mut self, format: Format, domain: Option<Domain>) -> Result<Outcome, Error> {
        self.may_begin()?;
        if let Err(Unread::Several(_)) = self.place {
            return Err(self.no_live_file());
        }
        if let Ok(path) = &self.place {
            return Err(Error::new(ErrorKind::Nothing, format!("{} exists already and was not touched", path.display())));
        }
        let (path, what, text) = match self.last_text() {
            Some(lost) => (self.root.join(self.live_name()), WROTE_BACK.to_owned(), lost),
            None => {
                let name = format.file_name_in(&self.settings);
                (self.root.join(name), format!("started {name}"), self.filled(&format.template(domain)))
            }
        };
        (self.history, self.inbox) = (None, None);
        self.place = Ok(path);
        let made = self.write(Draft { what, text, chain: Some(self.coming()), ..Draft::default() });
        match made {
            Ok(_) => self.load_secrets(),
            Err(_) => self.place = Err(Unread::Missing),
        }
        made.map(Outcome::Changed)
    }

    /// Sets the project up; what exists stays as it is.
    pub(super) fn init(&mut self, format: Format, domain: Option<Domain>) -> Result<Outcome, Error> {
        self.may_begin()?;
        if let Err(Unread::Several(_)) = self.place {
            return Err(self.no_live_file());
        }
        let failed = |why| Error::new(ErrorKind::Failed, why);
        let trigger = &self.settings.trigger.value;
        let bootstrap = BOOTSTRAP.replace("When the trigger word is said", &format!("When \"{trigger}\" is said")) + "\n";
        let files = [
            (PROJECT_FILE, "# Settings of this project; `baton config` shows those in force. See the README for their names.\n".to_owned()),
            (".baton/.gitattributes", ATTRIBUTES.to_owned()),
            (".baton/bootstrap.md", bootstrap),
        ];
        let (mut made, mut kept) = (Vec::new(), Vec::new());
        // Companions belong to a live file of their format, not beside another one.
        let begins = self.place.is_err();
        let companions = format.companions().iter().filter(|_| begins).map(|(name, template)| (*name, self.filled(template)));
        let companions: Vec<(&str, String)> = companions.collect();
        for (path, text) in files.into_iter().chain(companions) {
            if self.files.get(path).is_some() {
                kept.push(path.to_owned());
            } else {
                self.files.put(path, text.as_bytes()).map_err(failed)?;
                made.push(path.to_owned());
            }
        }
        match &self.place {
            Ok(live) => kept.push(self.name_of(live)),
            Err(_) => {
                self.start(format, domain)?;
                made.push(self.live_name());
            }
        }
        if made.is_empty() {
            return Err(Error::new(ErrorKind::Nothing, format!("{} is set up already; nothing was touched", self.root.display())));
        }
        self.show();
        Ok(Outcome::Begun { made, kept })
    }

    /// Fills in what is known; everything else stays a marked placeholder.
    fn filled(&self, template: &str) -> String {
        let actor = if self.world.actor.is_empty() { "[current agent/human identifier]" } else { self.world.actor.as_str() };
        [("[NOW]", super::now().as_str()), ("[ACTOR]", actor), ("[PROJECT]", &self.facts().project)]
            .iter()
            .fold(template.to_owned(), |text, (mark, value)| text.replace(mark, value))
    }
}

impl Command {
    /// Tells whether the command writes the live file.
    pub fn writes(&self) -> bool {
        use Command::{
            Edit, EditAll, EditFrom, Fix, Init, Keep, Merge, Next, Redact, Redo, Resolve, Retire, RollBack, Seal, Start, Switch, Undo,
            WriteBack,
        };
        match self {
            Next { preview } => !preview,
            Seal(how) => how.input.is_none(),
            Redact(how) => !how.preview,
            Edit(_) | EditAll(_) | EditFrom { .. } | Retire { .. } | Fix(_) | Keep(_) | Undo | Redo | WriteBack | Start(_) => true,
            Init { .. } | Merge { .. } | Resolve(_) | RollBack { .. } | Switch { .. } => true,
            _ => false,
        }
    }
}
