//! Long chains: what each command takes with and without the index, beside passes over the same bytes and directories.

use baton::chain::{Actor, ActorKind, Parent, Part, Seal, Time};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A project with a chain, and a home beside it.
pub struct Place {
    dir: tempfile::TempDir,
    sessions: usize,
}

/// The lengths that are measured; `BATON_BENCH_CHAIN` names others, as `10,2000`.
const LENGTHS: [usize; 4] = [10, 2_000, 10_000, 100_000];
/// How many lines a chain has.
const LINES: usize = 6;
/// How many months it takes.
const MONTHS: usize = 120;
/// The words that one session has.
const RARE: &str = "needle in session";

/// Measures chains of several lengths and prints a table of each.
pub fn report() {
    let given = std::env::var("BATON_BENCH_CHAIN").ok();
    let lengths = given.map(|g| g.split(',').filter_map(|n| n.parse().ok()).collect());
    for sessions in lengths.unwrap_or_else(|| LENGTHS.to_vec()) {
        let start = Instant::now();
        let place = Place::with(sessions);
        println!("\nchain of {sessions} sessions, made in {:.1} s; milliseconds, the least of several runs", start.elapsed().as_secs_f64());
        place.measure();
    }
}

impl Place {
    /// Makes a chain of so many sessions; of git there is only HEAD.
    pub fn with(sessions: usize) -> Place {
        let place = Place { dir: tempfile::tempdir().unwrap(), sessions };
        fs::create_dir_all(place.root().join(".git")).unwrap();
        fs::create_dir_all(place.root().join(".baton/base")).unwrap();
        let mut tips: Vec<(Parent, u32)> = Vec::new();
        for n in 0..sessions {
            let text = handoff(n);
            let mut seal = Seal::new(time(n, sessions), text.as_bytes(), "SESSION-HANDOFF.md", Actor::new("bench", ActorKind::Script));
            // Lines branch off early, and now and then one takes another in.
            let line = (n * 7 + n / 5) % LINES;
            let own = tips.get(line).or(tips.last()).copied();
            let other = tips.get((line + 1) % LINES).copied().filter(|_| n % 97 == 0);
            let parents = own.into_iter().chain(other.filter(|o| Some(o.0) != own.map(|p| p.0)));
            seal.number = 1 + parents.clone().map(|p| p.1).max().unwrap_or(0);
            seal.parents = parents.map(|p| p.0).collect();
            seal.line = if line == 0 { "main".into() } else { format!("main-{}", line + 1) };
            seal.title = format!("Build part {n} of the pipeline");
            let bytes = seal.write();
            let (id, sha256) = seal.id();
            let dir = place.root().join(id.path(Part::Text));
            fs::create_dir_all(dir.parent().unwrap()).unwrap();
            fs::write(dir, &text).unwrap();
            fs::write(place.root().join(id.path(Part::Seal)), bytes).unwrap();
            let tip = (Parent { id, sha256 }, seal.number);
            if line < tips.len() {
                tips[line] = tip
            } else {
                tips.push(tip)
            }
            if n + 1 == sessions {
                fs::write(place.root().join(id.marker()), "").unwrap();
                fs::write(place.root().join("SESSION-HANDOFF.md"), text + "\nA draft.\n").unwrap();
            }
        }
        fs::write(place.root().join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        place
    }

    pub fn root(&self) -> PathBuf {
        self.dir.path().join("project")
    }

    pub fn command(&self, args: &[&str], index: bool) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.args(args).current_dir(self.root()).env("HOME", self.dir.path()).stdin(Stdio::null());
        command.env("XDG_CACHE_HOME", if index { self.dir.path().join("cache") } else { PathBuf::from("/dev/null/none") });
        command.env_remove("XDG_STATE_HOME").stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, args: &[&str], index: bool) {
        self.command(args, index).status().unwrap();
    }

    fn measure(&self) {
        // The index takes a file for what it is once the clock has gone on.
        std::thread::sleep(Duration::from_millis(200));
        let first = once(|| self.run(&["log"], true));
        let texts = once(|| self.run(&["search", "no session has these words"], true));
        println!("  making the index: graph {first:.1}, texts {texts:.1}");
        self.floors();
        println!("  {:28} {:>10} {:>10}", "", "index", "no index");
        let rare = format!("{RARE} {}", self.sessions / 2);
        let commands: [(&str, &[&str]); 8] = [
            ("log", &["log"]),
            ("log -n 20", &["log", "-n", "20"]),
            ("heads (log --json -n 0)", &["log", "--json", "-n", "0"]),
            ("search, one session", &["search", &rare]),
            ("search, in every session", &["search", "pipeline"]),
            ("status", &["status"]),
            ("prompt", &["prompt"]),
            ("list decisions", &["list", "decisions"]),
        ];
        for (name, args) in commands {
            let with = least(|| once(|| self.run(args, true)));
            let without = least(|| once(|| self.run(args, false)));
            println!("  {name:28} {with:10.1} {without:10.1}");
        }
        let paint = |index| least(|| self.first_paint(index));
        println!("  {:28} {:10.1} {:10.1}", "first paint", paint(true), paint(false));
        let mut count = 0;
        let mut seal = |index| {
            least(|| {
                count += 1;
                let text = handoff(self.sessions).replace("- [ ] Part", &format!("- [ ] Seal {count}, part"));
                let path = self.dir.path().join("other.md");
                fs::write(&path, text).unwrap();
                once(|| self.run(&["seal", path.to_str().unwrap()], index))
            })
        };
        println!("  {:28} {:10.1} {:10.1}", "seal", seal(true), seal(false));
    }

    fn floors(&self) {
        let start = least(|| once(|| self.run(&["--version"], true)));
        println!("  a start (baton --version)    {start:10.1}");
        for name in ["sessions", "texts"] {
            let Some(bytes) = find(&self.dir.path().join("cache"), name) else { continue };
            let pass = least(|| once(|| _ = black_box(memchr::memchr_iter(b'\n', &bytes).count())));
            println!("  memchr pass, {name:15} {pass:10.2}   {:.1} MB", bytes.len() as f64 / 1e6);
        }
        let sessions = self.root().join(".baton/sessions");
        let names = || fs::read_dir(&sessions).unwrap().flat_map(|month| fs::read_dir(month.unwrap().path()).unwrap());
        println!("  readdir                      {:10.1}", least(|| once(|| _ = black_box(names().count()))));
        let stats = || names().filter(|e| e.as_ref().unwrap().metadata().is_ok()).count();
        println!("  readdir, stat                {:10.1}", least(|| once(|| _ = black_box(stats()))));
        let reads = || names().map(|e| fs::read(e.unwrap().path()).unwrap().len()).sum::<usize>();
        println!("  readdir, open, read          {:10.1}", least(|| once(|| _ = black_box(reads()))));
    }

    /// Returns the milliseconds until the panes stand on the screen of a terminal.
    fn first_paint(&self, index: bool) -> f64 {
        let pair = native_pty_system().openpty(PtySize { rows: 40, cols: 120, ..PtySize::default() }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_baton"));
        command.cwd(self.root());
        command.env("HOME", self.dir.path());
        command.env("TERM", "xterm-256color");
        command.env("XDG_CACHE_HOME", if index { self.dir.path().join("cache") } else { PathBuf::from("/dev/null/none") });
        let mut screen = pair.master.try_clone_reader().unwrap();
        let start = Instant::now();
        let mut child = pair.slave.spawn_command(command).unwrap();
        let (mut seen, mut some) = (Vec::new(), [0; 1 << 16]);
        while memchr::memmem::find(&seen, b"Decisions").is_none() {
            let n = screen.read(&mut some).unwrap();
            seen.extend(&some[..n]);
        }
        let painted = start.elapsed().as_secs_f64() * 1e3;
        child.kill().unwrap();
        child.wait().unwrap();
        painted
    }
}

/// Returns the milliseconds that something takes.
pub fn once(run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    start.elapsed().as_secs_f64() * 1e3
}

/// Returns the least of several measurements, fewer of slow ones.
fn least(mut measure: impl FnMut() -> f64) -> f64 {
    let first = measure();
    let more = (1000.0 / first.max(1.0)).clamp(1.0, 9.0) as usize;
    (0..more).map(|_| measure()).fold(first, f64::min)
}

fn find(dir: &Path, name: &str) -> Option<Vec<u8>> {
    let entries = fs::read_dir(dir).ok()?.flatten();
    entries.map(|e| e.path()).find_map(|p| if p.is_dir() { find(&p, name) } else { p.ends_with(name).then(|| fs::read(&p).unwrap()) })
}

fn time(n: usize, of: usize) -> Time {
    let month = n * MONTHS.min(of) / of;
    let second = n % (27 * 86_400);
    let (year, month) = (2020 + month / 12, 1 + month % 12);
    let (day, hour, minute, second) = (1 + second / 86_400, second / 3600 % 24, second / 60 % 60, second % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z").parse().unwrap()
}

/// Returns a handoff that shares most of its items with the one before.
pub fn handoff(n: usize) -> String {
    let mut text = format!("# Session Handoff\n\nSession: {n}\n\n## Summary\n\nPart {n} of the pipeline is built; {RARE} {n} lies here.\n");
    text += "\n## Decisions\n\n";
    for d in n.saturating_sub(6)..=n {
        let _ = writeln!(text, "- **Store number {d}**: keep stage {} in its own table, because a reader then locks one row", d * 31 % 977);
    }
    text += "\n## Tasks\n\n";
    for t in n..n + 8 {
        let _ =
            writeln!(text, "- [{}] Part {t}: wire stage {} to the queue and test it", if t % 3 == 0 { "x" } else { " " }, t * 17 % 1009);
    }
    text += "\n## Constraints\n\n- Never write to the production bucket\n- Keep every migration reversible\n";
    text += "\n## Next objective\n\n";
    let _ = writeln!(text, "Build part {} of the pipeline.", n + 1);
    text
}
