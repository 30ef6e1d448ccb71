//! The gate over a long chain in a real repository, beside what git takes to hand out the staged blobs.

use super::chain::{Place, handoff, once};
use std::io::Write;
use std::process::{Command, Stdio};

/// How many sessions are committed before.
const SESSIONS: usize = 10_000;
/// How often each process is measured, in turn.
const ROUNDS: usize = 60;
/// How many times as long as git the gate may take.
const GOAL: f64 = 1.5;

/// Measures the gate with one session staged and with five, and prints the ratios.
pub fn report() {
    let place = Place::with(SESSIONS);
    std::fs::remove_dir_all(place.root().join(".git")).unwrap();
    git(&place, &["init", "-q", "-b", "main"]);
    commit(&place, "the chain");
    git(&place, &["gc", "-q"]);
    println!("\nthe gate in a chain of {SESSIONS} sessions; milliseconds of whole processes, median and least of {ROUNDS}, in turn");
    std::fs::write(place.root().join("agent_config.toml"), "[Context]\nproject_name = \"pipeline\"\n").unwrap();
    seal(&place, 1);
    measure(&place, "five files staged: live file, the text, seal and marker of a new session, agent_config.toml");
    (2..=5).for_each(|n| seal(&place, n));
    measure(&place, "five sessions staged: five texts and seals, one marker, live file, agent_config.toml");
}

/// Seals another session and stages all there is.
fn seal(place: &Place, n: usize) {
    let text = handoff(SESSIONS).replace("Build part", &format!("Seal {n}: build part"));
    std::fs::write(place.root().join("SESSION-HANDOFF.md"), text).unwrap();
    assert!(place.command(&["seal"], true).status().unwrap().success());
    git(place, &["add", "-A"]);
}

fn measure(place: &Place, what: &str) {
    let raw = git(place, &["diff", "--cached", "--raw", "--no-abbrev", "--no-renames"]);
    let blobs: Vec<&str> = raw.lines().filter_map(|line| line.split(' ').nth(3)).filter(|id| id.bytes().any(|b| b != b'0')).collect();
    let lines = raw.lines().filter(|line| !line.contains(" D\t"));
    let paths: String = lines.filter_map(|line| Some(format!(":{}\n", line.split_once('\t')?.1))).collect();
    let ids = blobs.join("\n") + "\n";
    println!("  {what}: {} blobs", blobs.len());
    let batch = |names: &str| {
        let mut child = of_git(place, &["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(names.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    };
    let (read, staged) = (|| batch(&ids), || batch(&paths));
    let names = || {
        let args = ["diff", "--cached", "--raw", "-z", "--", "SESSION-HANDOFF.md", ".baton", "agent_config.toml"];
        assert!(of_git(place, &args).stdout(Stdio::null()).status().unwrap().success());
    };
    let gate = || assert!(place.command(&["check", "--staged"], true).status().unwrap().success());
    let start = || assert!(place.command(&["--version"], true).status().unwrap().success());
    let runs: [&dyn Fn(); 5] = [&read, &names, &gate, &start, &staged];
    let mut times = [const { Vec::new() }; 5];
    for round in 0..=ROUNDS {
        let taken = runs.map(once);
        // The first fills the caches.
        if round > 0 {
            times.iter_mut().zip(taken).for_each(|(times, ms)| times.push(ms));
        }
    }
    let ratio = |beside: usize| median(times[2].iter().zip(&times[beside]).map(|(gate, read)| gate / read).collect());
    let row = |name: &str, times: &[f64]| {
        let least = times.iter().copied().fold(f64::MAX, f64::min);
        println!("    {name:52} {:7.2} {least:7.2}", median(times.to_vec()));
    };
    row("git cat-file --batch of what is staged (:PATH)", &times[4]);
    row("git cat-file --batch of the same blobs by id", &times[0]);
    row("git diff --cached, which names them", &times[1]);
    row("the floor with git alone: both, one after the other", &times[0].iter().zip(&times[1]).map(|(a, b)| a + b).collect::<Vec<_>>());
    row("a start (baton --version)", &times[3]);
    row("the floor of a program that asks git once: both", &times[0].iter().zip(&times[3]).map(|(a, b)| a + b).collect::<Vec<_>>());
    row("baton check --staged", &times[2]);
    for (beside, names) in [(4, "as the gate has them, by the paths that are staged"), (0, "by ids that somebody has found before")] {
        let (ratio, told) = (ratio(beside), if ratio(beside) <= GOAL { "reached" } else { "missed" });
        println!("    the gate takes {ratio:.2} times as long as git cat-file --batch {names} (median of pairs; goal {GOAL}: {told})");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn commit(place: &Place, message: &str) {
    git(place, &["add", "-A"]);
    git(place, &["commit", "-qm", message]);
}

fn of_git(place: &Place, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command
        .args(["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        .args(args)
        .current_dir(place.root());
    command.env("HOME", place.root().parent().unwrap()).env("GIT_CONFIG_NOSYSTEM", "1").stdin(Stdio::null());
    command
}

fn git(place: &Place, args: &[&str]) -> String {
    let out = of_git(place, args).output().unwrap();
    assert!(out.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}
