//! One `git cat-file --batch` that stays open: what it answers may decide what is asked next.

use super::objects::{KINDS, Object};
use super::staged::MUCH;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// How many bytes of names are asked for at once: less than a pipe holds, so that neither side waits for the other to read.
const AT_ONCE: usize = 4096;

/// A process of git that hands out objects; it ends with this value.
#[derive(Debug)]
pub(super) struct Batch {
    child: Child,
    /// `None` once it failed: what came after would be taken for the answer to something else.
    pipes: Option<(ChildStdin, BufReader<Patient>)>,
    /// How many more bytes are read of it.
    left: u64,
}

impl Batch {
    /// Starts a prepared git; `None` when it is missing.
    pub fn start(command: &mut Command) -> Option<Batch> {
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().ok()?;
        let pipes = child.stdin.take().zip(child.stdout.take().map(|out| BufReader::new(Patient(out))));
        Some(Batch { child, pipes, left: MUCH.1 })
    }

    /// Asks for objects by id or `COMMIT:PATH`; `None` for one that git has not.
    pub fn ask(&mut self, names: &[String]) -> Vec<Option<Object>> {
        let mut found = Vec::with_capacity(names.len());
        let mut rest = names;
        while !rest.is_empty() {
            let mut length = 0;
            let fits = |name: &&String| {
                length += name.len() + 1;
                length <= AT_ONCE
            };
            let (some, more) = rest.split_at(rest.iter().take_while(fits).count().max(1));
            found.extend(self.ask_some(some).unwrap_or_else(|_| {
                self.pipes = None;
                let _ = self.child.kill();
                some.iter().map(|_| None).collect()
            }));
            rest = more;
        }
        found
    }

    fn ask_some(&mut self, names: &[String]) -> io::Result<Vec<Option<Object>>> {
        let (input, output) = self.pipes.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        // A name of two lines would be taken for two.
        let whole = |name: &&String| !name.contains('\n') && name.len() < AT_ONCE;
        let asked: String = names.iter().filter(whole).map(|name| format!("{name}\n")).collect();
        input.write_all(asked.as_bytes())?;
        names.iter().map(|name| if whole(&name) { next(output, &mut self.left) } else { Ok(None) }).collect()
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        // Without its input it ends.
        self.pipes = None;
        let _ = self.child.wait();
    }
}

/// Reads one answer: a line that names the object, then its bytes and a line end; `None` for one that git has not.
fn next(output: &mut impl BufRead, left: &mut u64) -> io::Result<Option<Object>> {
    let mut line = Vec::new();
    output.take(2 * AT_ONCE as u64).read_until(b'\n', &mut line)?;
    let line = String::from_utf8_lossy(line.strip_suffix(b"\n").ok_or(io::ErrorKind::UnexpectedEof)?).into_owned();
    let mut parts = line.rsplitn(3, ' ');
    let size = parts.next().and_then(|size| size.parse::<u64>().ok());
    let (Some(size), Some(kind), Some(id)) = (size, parts.next(), parts.next()) else { return Ok(None) };
    *left = left.checked_sub(size).ok_or(io::ErrorKind::FileTooLarge)?;
    let mut bytes = Vec::new();
    output.take(size + 1).read_to_end(&mut bytes)?;
    let whole = bytes.pop() == Some(b'\n') && bytes.len() as u64 == size;
    if !whole {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let kind = KINDS.into_iter().find(|known| *known == kind).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Some(Object { id: id.to_owned(), kind, bytes }))
}

/// The output of a process that is waited for only so long.
#[derive(Debug)]
struct Patient(ChildStdout);

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let patience = Timespec { tv_sec: MUCH.0.as_secs() as i64, tv_nsec: 0 };
        match poll(&mut [PollFd::new(&self.0, PollFlags::IN)], Some(&patience))? {
            0 => Err(io::ErrorKind::TimedOut.into()),
            _ => self.0.read(buffer),
        }
    }
}
