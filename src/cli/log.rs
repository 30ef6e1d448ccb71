//! `baton log`: the sessions as a graph.

use super::chain_json;
use super::reply::{Paint, Reply, pad, widest};
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome};
use crate::shown::Shown;
use std::collections::HashSet;

/// Draw the chain of sessions, the newest first
#[derive(clap::Args)]
pub struct Args {
    /// At most so many sessions
    #[arg(short = 'n', long, value_name = "COUNT")]
    max: Option<usize>,
    /// Also the sessions of other branches and work trees
    #[arg(long)]
    all: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let mut project = shell.open()?;
        let log = match shell.execute(&mut project, if self.all { Command::LogAll } else { Command::Log }) {
            Ok(Outcome::Log(log)) => log,
            Ok(other) => return Err(unexpected(&other)),
            Err(e) => {
                project.look_around();
                let there = project.snapshot().elsewhere.first().map(|e| format!("{}; baton log --all draws it", e.sentence()));
                return Err(there.into_iter().fold(e, Error::hint));
            }
        };
        project.look_around();
        let id = |place: &usize| log.chain.sessions()[*place].id.to_string();
        let spot = |place: usize| log.spots.get(&log.chain.sessions()[place].id);
        let rows = log.rows.iter().take(self.max.unwrap_or(usize::MAX));
        let body = chain_json::Log {
            base: log.base.iter().map(id).collect(),
            draft: log.draft,
            draft_graph: log.top.as_ref().map(|row| row.text().replacen('●', "○", 1)),
            draft_number: log.top.as_ref().map(|_| log.chain.next_number(&log.base)),
            heads: log.chain.heads().iter().map(id).collect(),
            sessions: rows.map(|row| chain_json::Session::of(&log.chain, row, log.base.contains(&row.place), spot(row.place))).collect(),
            troubles: log.troubles.iter().map(ToString::to_string).collect(),
            elsewhere: project.snapshot().elsewhere.iter().map(Into::into).collect(),
        };
        let paint = shell.paint;
        Ok(shell.reply("baton.log/1", &body, || drawn(&body, self.all, paint)))
    }
}

fn drawn(log: &chain_json::Log, all: bool, paint: Paint) -> String {
    let mut out = String::new();
    let width = widest(log.sessions.iter().map(|s| &s.graph).chain(&log.draft_graph).map(String::as_str));
    if let (Some(graph), Some(number)) = (&log.draft_graph, log.draft_number) {
        let of = if log.base.is_empty() && log.heads.len() > 1 { ": it continues none of the heads yet" } else { "" };
        out += &format!(
            "{} {}  {}   the live file, not sealed yet{of}\n",
            pad(graph, width),
            paint.bold(&number.to_string()),
            paint.yellow("draft")
        );
    }
    if !all {
        log.elsewhere.iter().for_each(|e| out += &format!("{} {}\n", paint.yellow("newer:"), Shown::new(&e.message)));
    }
    let heads: HashSet<&str> = log.heads.iter().map(String::as_str).collect();
    for s in &log.sessions {
        let mut marks: Vec<String> = Vec::new();
        if s.base {
            marks.push(paint.green("base"));
        } else if heads.contains(&*s.id) {
            marks.push("head".to_owned());
        }
        marks.extend((s.line != "main").then(|| Shown::new(&s.line).to_string()));
        marks.extend(s.label.iter().map(|l| format!("\"{}\"", Shown::new(l))));
        marks.extend((s.state != "whole").then(|| s.state.to_owned()));
        marks.extend(s.elsewhere.iter().map(|place| paint.yellow(Shown::new(place).as_str())));
        marks.extend((!s.missing.is_empty()).then(|| "its parent is not here".to_owned()));
        marks.extend((!s.cut.is_empty()).then(|| "cycle: a parent is left out".to_owned()));
        marks.extend(s.left.then(|| "left".to_owned()));
        let marks = if marks.is_empty() { String::new() } else { format!("  [{}]", marks.join(", ")) };
        let day = s.time.replace('T', " ");
        let tail = s.id.rsplit('-').next().unwrap_or_default();
        let by = if s.by.is_empty() { String::new() } else { format!(" {}", Shown::new(&s.by)) };
        out += &format!(
            "{} {}  {}  {}{marks}  {}\n",
            pad(&s.graph, width),
            paint.bold(&s.number.to_string()),
            paint.yellow(tail),
            Shown::new(&s.title),
            paint.faint(&format!("{}{by}", day.get(..16).unwrap_or(&day)))
        );
    }
    let shared = log.sessions.iter().map(|s| s.shared_lanes).max().unwrap_or(0);
    if shared > 0 {
        out += &format!("{}\n", paint.faint(&format!("up to {shared} lines share the last lane")));
    }
    log.troubles.iter().for_each(|t| out += &format!("{} {}\n", paint.red("!"), Shown::new(t)));
    out
}
