//! `baton demo`: a made-up project to play with.

use super::json;
use super::reply::Reply;
use super::shell::Shell;
use crate::project::{Error, ErrorKind};
use crate::shown::Shown;
use std::fs::{self, OpenOptions};
use std::io::Write;
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

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let dir = match &self.into {
            Some(dir) => shell.world.cwd.join(dir),
            None => fresh(&std::env::temp_dir()),
        };
        make(&dir)?;
        let demo = json::Demo { directory: dir.display().to_string(), files: FILES.map(|f| f.0.to_owned()).to_vec() };
        Ok(shell.reply("baton.demo/1", &demo, || {
            let shown = Shown::new(&demo.directory);
            format!("{shown}\n\nLook at it with:       baton -C {shown}\nTake an answer in:     baton -C {shown} paste {shown}/answer.md\n")
        }))
    }
}

/// Makes the project in a temporary directory and returns that.
pub fn temporary() -> Result<PathBuf, String> {
    let dir = fresh(&std::env::temp_dir());
    make(&dir).map(|()| dir).map_err(|e| e.message)
}

/// Returns the first of `baton-demo`, `baton-demo-2`, … that is not there.
fn fresh(temp: &Path) -> PathBuf {
    let name = |n: usize| if n == 1 { "baton-demo".to_owned() } else { format!("baton-demo-{n}") };
    (1..10_000).map(|n| temp.join(name(n))).find(|d| !d.exists()).unwrap_or_else(|| temp.join("baton-demo"))
}

fn make(dir: &Path) -> Result<(), Error> {
    let failed = |path: &Path, e: std::io::Error| {
        Error::new(ErrorKind::Failed, format!("{} cannot be written: {}", path.display(), super::input::plain(&e)))
    };
    fs::create_dir_all(dir).map_err(|e| failed(dir, e))?;
    if fs::read_dir(dir).map_err(|e| failed(dir, e))?.next().is_some() {
        return Err(Error::new(ErrorKind::Failed, format!("{} is not empty", dir.display())).hint("name a new directory"));
    }
    for (name, text) in FILES {
        let path = dir.join(name);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(|e| failed(&path, e))?;
        file.write_all(text.as_bytes()).map_err(|e| failed(&path, e))?;
    }
    Ok(())
}
