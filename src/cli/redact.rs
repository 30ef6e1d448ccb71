//! `baton redact`: a secret that was sealed goes out of the chain.

use super::chain_json;
use super::reply::{Paint, Reply, count};
use super::seal::confirmed;
use super::shell::{Shell, unexpected};
use crate::project::{Command, Error, Outcome, Picked, Redacted, Redaction};
use crate::shown::Shown;

/// Take a sealed secret out of every session that holds it; the hashes stay
#[derive(clap::Args)]
#[command(
    after_help = "The words go out of every session, the handoff, the journal, parked drafts and the inbox, and [redacted] stands in their place. A redaction is never undone: baton keeps no copy. What git has committed it keeps; the answer says what to do about that.\n\nExamples:\n  baton redact 3 --finding all --why \"a token was sealed\"\n  baton redact 3 --span 12 --why \"a customer's name\" --preview\n  baton redact 3 --span 12:8-40 --why \"a password\""
)]
pub struct Args {
    /// The session whose text has it
    #[arg(value_name = "ID")]
    session: String,
    /// A secret that the rules find in its text, by id; all is every one
    #[arg(long, value_name = "ID")]
    finding: Vec<String>,
    /// Lines of its text, as 12 or 12-14, or characters of one, as 12:8-40
    #[arg(long, value_name = "SPAN", value_parser = span)]
    span: Vec<Picked>,
    /// Why, without the secret; - reads it from stdin
    #[arg(long, value_name = "WHY")]
    why: String,
    /// Only say where it stands
    #[arg(long)]
    preview: bool,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let why = shell.typed(self.why)?;
        let mut project = shell.open()?;
        let what = self.finding.into_iter().map(Picked::Finding).chain(self.span).collect();
        let mut how = Redaction { session: self.session, what, why, preview: self.preview, person: false };
        if !self.preview && shell.world.interactive {
            let preview = Redaction { preview: true, ..how.clone() };
            let report = redacted(shell.execute(&mut project, Command::Redact(Box::new(preview)))?)?;
            text(&body(&report, true), Paint::default()).lines().for_each(super::reply::say);
            if !confirmed("Redact it for good? y or n") {
                return Ok(Reply::text("not redacted").with_exit(1));
            }
            how.person = true;
        }
        let report = redacted(shell.execute(&mut project, Command::Redact(Box::new(how)))?)?;
        let body = body(&report, self.preview);
        let paint = shell.paint;
        Ok(shell.reply("baton.redacted/1", &body, || text(&body, paint)))
    }
}

fn redacted(outcome: Outcome) -> Result<Redacted, Error> {
    match outcome {
        Outcome::Redacted(report) => Ok(report),
        other => Err(unexpected(&other)),
    }
}

fn body(report: &Redacted, preview: bool) -> chain_json::Redacted {
    let session = |(id, number, places): &(_, u32, usize)| chain_json::RedactedSession {
        id: ToString::to_string(id),
        number: *number,
        places: *places,
    };
    chain_json::Redacted {
        session: report.session.to_string(),
        preview,
        sessions: report.sessions.iter().map(session).collect(),
        live: report.live,
        left: report.left.iter().map(ToString::to_string).collect(),
        in_git: report.in_git,
        staged: report.staged,
        beside: report.beside.clone(),
    }
}

fn text(told: &chain_json::Redacted, paint: Paint) -> String {
    let mut out = String::new();
    let word = if told.preview { "would redact" } else { "redacted" };
    for s in &told.sessions {
        out += &format!("{word} {} of session {}  {}\n", count(s.places, "place"), s.number, paint.faint(&s.id));
    }
    if told.live > 0 {
        out += &format!("{word} {} of the handoff\n", count(told.live, "place"));
    }
    for id in &told.left {
        out += &format!("{} {id} holds it too, but is not what was sealed: see baton verify\n", paint.red("left alone:"));
    }
    for file in &told.beside {
        out += &format!("{} {} holds it too: take it out there\n", paint.red("left alone:"), Shown::new(file));
    }
    if told.preview {
        return out;
    }
    if told.staged {
        out += "  git's index still has it: git add .baton puts what stands now there\n";
    }
    out += "  the hashes stay; baton verify says \"redacted\"; this is never undone\n";
    if told.in_git == Some(false) {
        return out + "  no commit of git has it. If it was ever valid anywhere, change it all the same\n";
    }
    out += if told.in_git.is_some() { "  git's history still has it" } else { "  git's history may still have it" };
    out + ", and so have clones and forks. Change the secret first. Then commit this, and to clear the history:\n    git filter-repo --replace-text FILE    (FILE has one line: SECRET==>[redacted])\n  push with --force, and let everybody clone anew\n"
}

/// Parses `12`, `12-14` or `12:8-40`.
fn span(words: &str) -> Result<Picked, String> {
    let wrong = || format!("\"{words}\" is no part of a text: write 12, 12-14 or 12:8-40");
    let number = |n: &str| n.trim().parse::<usize>().ok().filter(|n| *n > 0).ok_or_else(wrong);
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        if first <= last { Ok((first, last)) } else { Err(wrong()) }
    };
    match words.split_once(':') {
        Some((line, columns)) => range(columns).and_then(|(first, last)| Ok(Picked::Columns(number(line)?, first, last))),
        None => range(words).map(|(first, last)| Picked::Lines(first, last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_lines_or_characters_of_one() {
        assert_eq!(span("12"), Ok(Picked::Lines(12, 12)));
        assert_eq!(span("12-14"), Ok(Picked::Lines(12, 14)));
        assert_eq!(span("12:8-40"), Ok(Picked::Columns(12, 8, 40)));
        for wrong in ["", "0", "a", "4-3", "1:0-2", "1:2-", "-1", "1:2:3"] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
    }
}
