//! `baton demo`: a made-up project to play with.

use super::reply::Reply;
use super::shell::Shell;
use super::{input, json, panes};
use crate::chain::ATTRIBUTES;
use crate::project::{self, Error};
use crate::run;
use crate::shown::Shown;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Make a small made-up project and open it
#[derive(clap::Args)]
#[command(after_help = "Without a directory it is made in a temporary one, and your own files stay as they are.")]
pub struct Args {
    /// Where to make it: a new or empty directory
    #[arg(value_name = "DIR")]
    into: Option<PathBuf>,
}

const FILES: [(&str, &str); 3] = [
    ("SESSION-HANDOFF.md", include_str!("demo/SESSION-HANDOFF.md")),
    ("agent_config.toml", include_str!("demo/agent_config.toml")),
    ("answer.md", include_str!("demo/answer.md")),
];

macro_rules! session {
    ($id:literal) => {
        ($id, include_str!(concat!("demo/sessions/", $id, ".md")), include_str!(concat!("demo/sessions/", $id, ".toml")))
    };
}

/// The chain below the live file: a way that was left, and a line beside the one that the live file continues.
const SESSIONS: [(&str, &str, &str); 5] = [
    session!("20261112t172001z-demr5y"),
    session!("20261115t180501z-f6drld"),
    session!("20261116t124000z-w42ga3"),
    session!("20261118t163001z-u2wohp"),
    session!("20261119t111501z-m6dveq"),
];
const BASE: &str = "20261118t163001z-u2wohp";

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let dir = match &self.into {
            Some(dir) => make(shell.world.cwd.join(dir))?,
            None => make_fresh()?,
        };
        if shell.world.interactive && run::check_terminal().is_ok() {
            return Ok(Reply { panes: Some(panes::open_demo(shell, dir)?), ..Reply::default() });
        }
        let demo = json::Demo { directory: dir.display().to_string(), files: FILES.map(|f| f.0.to_owned()).to_vec() };
        Ok(shell.reply("baton.demo/1", &demo, || {
            let shown = Shown::new(&demo.directory);
            format!("{shown}\n\nLook at it with:       baton -C {shown}\nTake an answer in:     baton -C {shown} paste answer.md\n")
        }))
    }
}

/// Makes the project in a new directory among the temporary files.
pub fn make_fresh() -> Result<PathBuf, Error> {
    let temp = std::env::temp_dir();
    for n in 1..10_000 {
        let dir = temp.join(if n == 1 { "baton-demo".to_owned() } else { format!("baton-demo-{n}") });
        match fs::create_dir(&dir) {
            Ok(()) => return make(dir),
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
            Err(e) => return Err(failed(&dir, &e)),
        }
    }
    Err(Error::new(project::ErrorKind::Failed, format!("{} is full of demos", temp.display())).hint("remove some of them"))
}

fn make(dir: PathBuf) -> Result<PathBuf, Error> {
    fs::create_dir_all(&dir).map_err(|e| failed(&dir, &e))?;
    if fs::read_dir(&dir).map_err(|e| failed(&dir, &e))?.next().is_some() {
        return Err(Error::new(project::ErrorKind::Failed, format!("{} is not empty", dir.display())).hint("name a new directory"));
    }
    let chain = SESSIONS.iter().flat_map(|(id, text, seal)| {
        let month = format!(".baton/sessions/{}-{}/{id}", &id[..4], &id[4..6]);
        [(format!("{month}.md"), *text), (format!("{month}.toml"), *seal)]
    });
    let settled = [(".baton/.gitattributes".to_owned(), ATTRIBUTES), (format!(".baton/base/{BASE}"), "")];
    for (name, text) in FILES.map(|(name, text)| (name.to_owned(), text)).into_iter().chain(chain).chain(settled) {
        let path = dir.join(name);
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(|e| failed(&path, &e))?;
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(|e| failed(&path, &e))?;
        file.write_all(text.as_bytes()).map_err(|e| failed(&path, &e))?;
    }
    Ok(dir)
}

fn failed(path: &Path, e: &io::Error) -> Error {
    Error::new(project::ErrorKind::Failed, format!("{} cannot be written: {}", path.display(), input::plain(e)))
}
