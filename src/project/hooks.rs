//! Git's hooks: the gate is put before what is there already, and taken away to the byte.
//!
//! A hook that is a shell script gets a block behind its first line; any other program, a link, and a hook that is switched
//! off are set aside under another name, and a script in their place calls what was on; lefthook takes a file of its own. What a hook of baton says never blocks with 2.

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
/// What is said of a hook that has the gate.
const THERE: &str = "there already";
const BEGIN: &str = "# baton:begin (baton hook uninstall git takes these lines away)";
const END: &str = "# baton:end";
/// What a program is called that stood where a hook stands now.
const ASIDE: &str = "before-baton";

/// Where the hooks of a repository are written.
enum Host {
    /// A folder of files named like the hooks.
    Folder {
        /// The folder.
        dir: PathBuf,
        /// Whether husky runs them: it does not ask whether a file may be run.
        husky: bool,
    },
    /// A settings file of lefthook, and the folder where git finds lefthook.
    Lefthook(PathBuf, PathBuf),
    /// A folder outside the repository.
    Outside(PathBuf),
}

impl Project {
    /// Puts the gate before the repository's hooks; hooks that have it are left alone.
    pub(super) fn install_hooks(&self) -> Result<Outcome, Error> {
        let done = match self.host()? {
            Host::Lefthook(file, dir) => vec![install_lefthook(&file, &dir)?],
            Host::Folder { dir, husky } => install_all(&dir, husky)?,
            Host::Outside(dir) => {
                return Err(outside(&dir)
                    .hint("add these lines to its hooks yourself: baton hook pre-commit || exit 1, baton hook pre-push \"$@\" || exit 1"));
            }
        };
        Ok(Outcome::Hooked(done))
    }

    /// Takes the gate away again.
    pub(super) fn uninstall_hooks(&self) -> Result<Outcome, Error> {
        let done: Vec<Hooked> = match self.host()? {
            Host::Lefthook(file, _) => uninstall_lefthook(&file)?.into_iter().collect(),
            Host::Folder { dir, .. } => uninstall_all(&dir)?,
            Host::Outside(dir) => return Err(outside(&dir).hint("lines of baton that are in its hooks are yours to take away")),
        };
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
            return Ok(Host::Lefthook(top.join("lefthook-local.yml"), dir));
        }
        if dir.exists() && !dir.is_dir() {
            let message = format!("git runs no hooks here: core.hooksPath is {}, which is no folder", dir.display());
            return Err(Error::new(ErrorKind::Failed, message).hint("see who says so with: git config --show-origin core.hooksPath"));
        }
        // husky has git look into .husky/_, where scripts of its own call those of .husky.
        let husky = dir.ends_with(".husky/_");
        let dir = if husky { top.join(".husky") } else { dir };
        let own = if set { &top } else { dir.parent().unwrap_or(&top) };
        let inside = [own, &top].iter().any(|own| real(&dir).starts_with(real(own)));
        Ok(if inside { Host::Folder { dir, husky } } else { Host::Outside(dir) })
    }
}

/// Returns a path without links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let known = path.ancestors().find_map(|there| Some(there.canonicalize().ok()?.join(path.strip_prefix(there).ok()?)));
    known.unwrap_or_else(|| path.to_path_buf())
}

fn outside(dir: &Path) -> Error {
    let message = format!("git takes its hooks from {}, outside this repository; nothing was written there", real(dir).display());
    Error::new(ErrorKind::Failed, message)
}

/// Installs every hook, or none: where one cannot be, those before it are taken away again.
fn install_all(dir: &Path, husky: bool) -> Result<Vec<Hooked>, Error> {
    let mut done: Vec<Hooked> = Vec::new();
    for name in HOOKS {
        match install(&dir.join(name), name, husky) {
            Ok(hooked) => done.push(hooked),
            Err(why) => {
                let fresh = HOOKS.iter().zip(&done).filter(|(_, hooked)| hooked.what != THERE);
                let left = fresh.filter(|(name, hooked)| uninstall(&hooked.path, name).is_err()).map(|(_, hooked)| hooked.clone());
                return Err(stopped(why, &left.collect::<Vec<_>>(), "nothing was installed"));
            }
        }
    }
    Ok(done)
}

/// Uninstalls every hook; where one cannot be, the error says what became of those before it.
fn uninstall_all(dir: &Path) -> Result<Vec<Hooked>, Error> {
    let mut done = Vec::new();
    for name in HOOKS {
        done.extend(uninstall(&dir.join(name), name).map_err(|why| stopped(why, &done, "nothing was taken away"))?);
    }
    Ok(done)
}

/// Says with an error what was done before it, or that `nothing` was.
fn stopped(why: Error, done: &[Hooked], nothing: &str) -> Error {
    let told = match done {
        [] => nothing.to_owned(),
        done => done.iter().map(|hooked| format!("{}: {}", hooked.path.display(), hooked.what)).collect::<Vec<_>>().join("; "),
    };
    let hint = why.hint.as_ref().map_or(told.clone(), |hint| format!("{hint}; {told}"));
    why.hint(hint)
}

fn install(path: &Path, name: &str, husky: bool) -> Result<Hooked, Error> {
    let hooked = |what| Ok(Hooked { path: path.to_path_buf(), what });
    let link = match path.symlink_metadata() {
        Ok(meta) if meta.is_dir() => {
            let message = format!("{} is a directory, where git wants a program", path.display());
            return Err(Error::new(ErrorKind::Failed, message).hint("move it away and install again"));
        }
        Ok(meta) => meta.is_symlink(),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            write(path, format!("#!/bin/sh\n{}", block(name)).as_bytes())?;
            return hooked("written");
        }
        Err(e) => return Err(failed(path, &e)),
    };
    let on = husky || store::is_program(path);
    // What a link leads to is somebody else's file: the link is set aside like a program.
    if !link {
        let old = std::fs::read(path).map_err(|e| failed(path, &e))?;
        let text = String::from_utf8_lossy(&old);
        match (text.contains(BEGIN), on, behind_first_line(&text)) {
            (true, true, _) => return hooked(THERE),
            (true, false, _) => {
                let message = format!("{} has the lines of baton, but git passes over it: it may not be run", path.display());
                return Err(Error::new(ErrorKind::Failed, message).hint(format!("chmod +x {}", path.display())));
            }
            (false, true, Some(at)) => {
                write(path, &[&old[..at], block(name).as_bytes(), &old[at..]].concat())?;
                return hooked("put before what was there");
            }
            _ => {}
        }
    }
    let aside = aside(path);
    if aside.symlink_metadata().is_ok() {
        let message = format!("{} is there already, from a hook that was set aside before", aside.display());
        return Err(Error::new(ErrorKind::Failed, message).hint("give it another name, or remove it, and install again"));
    }
    store::rename_program(path, &aside).map_err(|e| failed(path, &e))?;
    write(path, stand_in(name, on).as_bytes())?;
    hooked(if on { "put before the program that was there" } else { "written; what was there is switched off and stays so" })
}

fn uninstall(path: &Path, name: &str) -> Result<Vec<Hooked>, Error> {
    let hooked = |path: &Path, what| Hooked { path: path.to_path_buf(), what };
    let aside = aside(path);
    let mut done: Vec<Hooked> = Vec::new();
    if aside.symlink_metadata().is_ok() {
        done.push(hooked(&aside, "left as it is; rename it to have it back"));
    }
    let bytes = match std::fs::read(path) {
        Ok(bytes) if !path.is_symlink() => bytes,
        _ => return Ok(done),
    };
    if [true, false].iter().any(|on| bytes == stand_in(name, *on).as_bytes()) {
        store::remove_program(path).map_err(|e| failed(path, &e))?;
        if done.is_empty() {
            return Ok(vec![hooked(path, "removed; the program that it called is gone")]);
        }
        store::rename_program(&aside, path).map_err(|e| failed(path, &e))?;
        return Ok(vec![hooked(path, "what was there is back")]);
    }
    let block = block(name);
    let Some(at) = bytes.windows(block.len()).position(|w| w == block.as_bytes()) else {
        let ours = String::from_utf8_lossy(&bytes).contains(BEGIN);
        let message = format!("the lines of baton in {} were changed; remove them by hand, from baton:begin to baton:end", path.display());
        return if ours { Err(Error::new(ErrorKind::Failed, message)) } else { Ok(done) };
    };
    let rest = [&bytes[..at], &bytes[at + block.len()..]].concat();
    let what = if rest == b"#!/bin/sh\n" {
        store::remove_program(path).map_err(|e| failed(path, &e))?;
        "removed"
    } else {
        write(path, &rest)?;
        "as it was"
    };
    done.insert(0, hooked(path, what));
    Ok(done)
}

/// Returns the script in the place of a program that was set aside; one that was switched off is not called.
fn stand_in(name: &str, on: bool) -> String {
    let call = if on { format!("exec \"$(dirname \"$0\")/{name}.{ASIDE}\" \"$@\"") } else { format!("# {name}.{ASIDE} is switched off.") };
    format!("#!/bin/sh\n{}{call}\n", block(name))
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

fn install_lefthook(file: &Path, dir: &Path) -> Result<Hooked, Error> {
    let calls = |name| std::fs::read_to_string(dir.join(name)).is_ok_and(|text| text.contains("lefthook"));
    let what = match HOOKS.iter().all(calls) {
        true => "written; lefthook reads it beside lefthook.yml",
        false => "written, but git does not call lefthook for both hooks yet: run lefthook install",
    };
    match std::fs::read_to_string(file) {
        Ok(text) if text.contains("baton:begin") => Ok(Hooked { path: file.to_path_buf(), what: THERE }),
        Ok(_) => {
            let message = format!("{} has settings of its own, which baton does not rewrite", file.display());
            Err(Error::new(ErrorKind::Failed, message).hint("add a command baton under pre-commit (run: baton hook pre-commit) and one under pre-push (use_stdin: true, run: baton hook pre-push {0})"))
        }
        Err(_) => {
            store::create(file, LEFTHOOK.as_bytes()).map_err(|why| Error::new(ErrorKind::Failed, why))?;
            Ok(Hooked { path: file.to_path_buf(), what })
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
