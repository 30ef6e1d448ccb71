//! Git's hooks: the gate is put before what is there already, and taken away to the byte.
//!
//! A hook that is a shell script gets a block behind its first line; any other program is set aside under another name
//! and called by a script in its place; lefthook takes a file of its own. What a hook of baton says never blocks with 2.

use super::{Error, ErrorKind, Outcome, Project};
use crate::{sources, store};
use std::io;
use std::path::{Path, PathBuf};

/// A hook, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hooked {
    /// The file.
    pub path: PathBuf,
    /// What was done, in a few words.
    pub what: &'static str,
}

/// The hooks that baton has something to say in.
const HOOKS: [&str; 2] = ["pre-commit", "pre-push"];
const BEGIN: &str = "# baton:begin (baton hook uninstall git takes these lines away)";
const END: &str = "# baton:end";
/// What a program is called that stood where a hook stands now.
const ASIDE: &str = "before-baton";

/// Where the hooks of a repository are written.
enum Host {
    /// A folder of files named like the hooks.
    Folder(PathBuf),
    /// A settings file of lefthook, which writes the folder itself.
    Lefthook(PathBuf),
}

impl Project {
    /// Puts the gate before the repository's hooks; hooks that have it are left alone.
    pub(super) fn install_hooks(&self) -> Result<Outcome, Error> {
        let done = match self.host()? {
            Host::Lefthook(file) => vec![install_lefthook(&file)?],
            Host::Folder(dir) => HOOKS.iter().map(|name| install(&dir.join(name), name)).collect::<Result<_, _>>()?,
        };
        Ok(Outcome::Hooked(done))
    }

    /// Takes the gate away again.
    pub(super) fn uninstall_hooks(&self) -> Result<Outcome, Error> {
        let done: Vec<Option<Hooked>> = match self.host()? {
            Host::Lefthook(file) => vec![uninstall_lefthook(&file)?],
            Host::Folder(dir) => HOOKS.iter().map(|name| uninstall(&dir.join(name), name)).collect::<Result<_, _>>()?,
        };
        let done: Vec<Hooked> = done.into_iter().flatten().collect();
        match done.is_empty() {
            true => Err(Error::new(ErrorKind::Nothing, "no hook of this repository has lines of baton")),
            false => Ok(Outcome::Hooked(done)),
        }
    }

    fn host(&self) -> Result<Host, Error> {
        let none = || Error::new(ErrorKind::Failed, format!("{} is in no git repository", self.root.display()));
        let top = sources::top_level(&self.root).ok_or_else(none)?;
        let (dir, set) = sources::hooks_dir(&top).ok_or_else(|| Error::new(ErrorKind::Failed, "git does not say where its hooks are"))?;
        let lefthook =
            ["lefthook", ".lefthook"].iter().flat_map(|name| ["yml", "yaml", "toml", "json"].map(|end| top.join(format!("{name}.{end}"))));
        if lefthook.into_iter().any(|file| file.is_file()) {
            return Ok(Host::Lefthook(top.join("lefthook-local.yml")));
        }
        // husky has git look into .husky/_, where scripts of its own call those of .husky.
        let dir = if dir.ends_with(".husky/_") { top.join(".husky") } else { dir };
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        if set && !real(&dir).starts_with(real(&top)) {
            let message = format!("core.hooksPath names {}, which other repositories use too; nothing was written there", dir.display());
            return Err(Error::new(ErrorKind::Failed, message)
                .hint("add these lines to its hooks yourself: baton hook pre-commit || exit 1, baton hook pre-push \"$@\" || exit 1"));
        }
        Ok(Host::Folder(dir))
    }
}

fn install(path: &Path, name: &str) -> Result<Hooked, Error> {
    let hooked = |what| Ok(Hooked { path: path.to_path_buf(), what });
    let old = match std::fs::read(path) {
        Ok(old) => old,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            write(path, format!("#!/bin/sh\n{}", block(name)).as_bytes())?;
            return hooked("written");
        }
        Err(e) => return Err(failed(path, &e)),
    };
    let text = String::from_utf8_lossy(&old);
    if text.contains(BEGIN) {
        return hooked("there already");
    }
    match behind_first_line(&text) {
        Some(at) => {
            let new = [&old[..at], block(name).as_bytes(), &old[at..]].concat();
            write(path, &new)?;
            hooked("put before what was there")
        }
        None => {
            let aside = aside(path);
            store::rename_program(path, &aside).map_err(|e| failed(&aside, &e))?;
            let call = format!("#!/bin/sh\n{}exec \"$(dirname \"$0\")/{name}.{ASIDE}\" \"$@\"\n", block(name));
            write(path, call.as_bytes())?;
            hooked("put before the program that was there")
        }
    }
}

fn uninstall(path: &Path, name: &str) -> Result<Option<Hooked>, Error> {
    let Ok(bytes) = std::fs::read(path) else { return Ok(None) };
    let block = block(name);
    let found = bytes.windows(block.len()).position(|w| w == block.as_bytes());
    let Some(at) = found else {
        let ours = String::from_utf8_lossy(&bytes).contains(BEGIN);
        let message = format!("the lines of baton in {} were changed; remove them by hand, from baton:begin to baton:end", path.display());
        return if ours { Err(Error::new(ErrorKind::Failed, message)) } else { Ok(None) };
    };
    let what = if aside(path).symlink_metadata().is_ok() {
        store::remove_program(path).and_then(|()| store::rename_program(&aside(path), path)).map_err(|e| failed(path, &e))?;
        "the program that was there is back"
    } else {
        let rest = [&bytes[..at], &bytes[at + block.len()..]].concat();
        if rest == b"#!/bin/sh\n" {
            store::remove_program(path).map_err(|e| failed(path, &e))?;
            "removed"
        } else {
            write(path, &rest)?;
            "as it was"
        }
    };
    Ok(Some(Hooked { path: path.to_path_buf(), what }))
}

/// Returns where the block goes in a script that a shell reads; `None` for any other program.
fn behind_first_line(text: &str) -> Option<usize> {
    let (first, _) = text.split_once('\n')?;
    let shell = match first.strip_prefix("#!") {
        Some(program) => program.split(['/', ' ', '\t', '\r']).any(|word| matches!(word, "sh" | "bash" | "dash" | "zsh" | "ksh")),
        // husky 9 writes hooks without a first line of that kind; sh reads them.
        None => !text.contains('\0') && !text.starts_with('\u{FFFD}'),
    };
    shell.then_some(if first.starts_with("#!") { first.len() + 1 } else { 0 })
}

/// Returns the lines that call the gate; git gives a pre-push hook lines on stdin, which what follows must have too.
fn block(name: &str) -> String {
    let call = match name {
        "pre-push" => {
            "    baton_refs=$(cat)\n    printf '%s\\n' \"$baton_refs\" | baton hook pre-push \"$@\" || exit 1\n    exec <<BATON_REFS\n$baton_refs\nBATON_REFS\n"
        }
        _ => "    baton hook pre-commit || exit 1\n",
    };
    format!(
        "{BEGIN}\nif command -v baton >/dev/null 2>&1; then\n{call}else\n    echo 'baton is not on PATH: the handoff was not checked' >&2\nfi\n{END}\n"
    )
}

const LEFTHOOK: &str = "\
# baton:begin (baton hook uninstall git takes this file away)
pre-commit:
  commands:
    baton:
      run: baton hook pre-commit
pre-push:
  commands:
    baton:
      use_stdin: true
      run: baton hook pre-push {0}
# baton:end
";

fn install_lefthook(file: &Path) -> Result<Hooked, Error> {
    match std::fs::read_to_string(file) {
        Ok(text) if text.contains("baton:begin") => Ok(Hooked { path: file.to_path_buf(), what: "there already" }),
        Ok(_) => {
            let message = format!("{} has settings of its own, which baton does not rewrite", file.display());
            Err(Error::new(ErrorKind::Failed, message).hint("add a command baton under pre-commit (run: baton hook pre-commit) and one under pre-push (use_stdin: true, run: baton hook pre-push {0})"))
        }
        Err(_) => {
            store::create(file, LEFTHOOK.as_bytes()).map_err(|why| Error::new(ErrorKind::Failed, why))?;
            Ok(Hooked { path: file.to_path_buf(), what: "written; lefthook reads it beside lefthook.yml" })
        }
    }
}

fn uninstall_lefthook(file: &Path) -> Result<Option<Hooked>, Error> {
    match std::fs::read_to_string(file) {
        Ok(text) if text == LEFTHOOK => {
            store::remove_program(file).map_err(|e| failed(file, &e))?;
            Ok(Some(Hooked { path: file.to_path_buf(), what: "removed" }))
        }
        Ok(text) if text.contains("baton:begin") => {
            Err(Error::new(ErrorKind::Failed, format!("the lines of baton in {} were changed; remove them by hand", file.display())))
        }
        _ => Ok(None),
    }
}

fn aside(path: &Path) -> PathBuf {
    path.with_file_name(format!("{}.{ASIDE}", path.file_name().unwrap_or_default().to_string_lossy()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    store::write_program(path, bytes).map_err(|e| failed(path, &e))
}

fn failed(path: &Path, e: &io::Error) -> Error {
    Error::new(ErrorKind::Failed, format!("{}: {e}", path.display()))
}
