//! `baton read`: how a file was understood, and why.

use super::reply::{Paint, Reply, count, pad, widest};
use super::shell::{Shell, unexpected};
use super::{input, items, json};
use crate::document::Span;
use crate::handoff::{Handoff, Mapping};
use crate::project::{Command, Error, Inside, Outcome, Read, mask, source_line};
use crate::shown::Shown;
use std::collections::HashSet;
use std::path::PathBuf;

/// Show how each heading and item of a file was understood, and why
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  baton read\n  baton read ~/old/HANDOFF.md\n  curl -s https://example.com/handoff.md | baton read -")]
pub struct Args {
    /// The file; - is stdin; the project's handoff when there is none
    #[arg(value_name = "FILE")]
    input: Option<PathBuf>,
}

impl Args {
    pub fn run(self, shell: &mut Shell) -> Result<Reply, Error> {
        let (mut project, command) = match &self.input {
            Some(file) if input::is_stream(file) => {
                let (text, origin) = shell.text_of(file)?;
                (shell.open()?, Command::ReadText { text, origin })
            }
            Some(file) => (shell.open()?, Command::Read(Some(shell.world.cwd.join(file)))),
            None => {
                let project = shell.open_live()?;
                let text = shell.is_piped().then(|| project.snapshot().handoff.text().to_owned());
                let piped = |text| Command::ReadText { text, origin: "stdin".into() };
                (project, text.map_or(Command::Read(None), piped))
            }
        };
        let read = match shell.execute(&mut project, command)? {
            Outcome::Read(read) => read,
            other => return Err(unexpected(&other)),
        };
        let name = read.path.strip_prefix(&shell.world.cwd).unwrap_or(&read.path).display().to_string();
        read.partly.iter().for_each(|why| shell.note(why));
        if let Some(inside) = &read.inside {
            shell.note(format!("{name} {}", within(inside)));
        }
        let (body, paint) = (body(name, &read), shell.paint);
        Ok(shell.reply("baton.read/1", &body, || text(&body, paint)))
    }
}

/// Says where a handoff was found in a file.
fn within(inside: &Inside) -> String {
    match inside {
        Inside::Fence(first, last) => format!("holds a handoff in a fence, lines {first} to {last}; that is read, as baton paste takes it"),
        Inside::Json => "is JSON of handoff-mcp; what is read is the handoff that baton paste makes of it".to_owned(),
    }
}

fn body(file: String, read: &Read) -> json::Read {
    let (handoff, masked) = (&*read.handoff, read.masked.as_slice());
    let in_file = |line: usize| source_line(&read.lines, line);
    let line = |offset: usize| in_file(handoff.document().line_at(offset) + 1);
    let safe = |span: Span| mask(handoff, masked, span, handoff.slice(span));
    let metadata = handoff.metadata().iter().map(|m| json::Meta {
        key: format!("{:?}", m.key).to_lowercase(),
        name: safe(m.name),
        value: safe(m.value),
        line: line(m.value.start),
    });
    let blocks = handoff.blocks().iter().enumerate().map(|(i, b)| json::Block {
        line: line(b.span.start),
        date: b.date.map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")),
        number: b.number,
        newest: handoff.newest() == Some(i),
    });
    let sections = handoff.sections().iter().map(|s| {
        let (because, word, language) = match &s.mapping {
            Mapping::Word(word, language) => ("word", Some((*word).to_owned()), Some((*language).to_owned())),
            Mapping::Own(word, language) => ("own-word", Some(word.clone()), language.clone()),
            Mapping::Inherited => ("inherited", None, None),
            Mapping::Profile(name) => ("profile", Some((*name).to_owned()), None),
            Mapping::None => ("not-understood", None, None),
        };
        json::Section {
            line: line(s.heading.map_or(s.span.start, |h| h.start)),
            level: s.level,
            title: mask(handoff, masked, s.span, &s.title),
            concepts: s.concepts.iter().map(|c| c.id()).collect(),
            because,
            word,
            language,
            stated_empty: s.stated_empty,
            block: s.block.map(|b| b + 1),
        }
    });
    let item = |item| {
        let item = items::to_json(handoff, masked, item);
        json::Item { first_line: in_file(item.first_line), last_line: in_file(item.last_line), ..item }
    };
    json::Read {
        file,
        view_only: read.partly.clone(),
        inside: read.inside.map(|inside| match inside {
            Inside::Fence(first, last) => json::Inside { kind: "fence", first_line: Some(first), last_line: Some(last) },
            Inside::Json => json::Inside { kind: "json", first_line: None, last_line: None },
        }),
        bytes: handoff.text().len(),
        lines: handoff.document().lines().len(),
        metadata: metadata.collect(),
        blocks: blocks.collect(),
        sections: sections.collect(),
        items: handoff.all_items().iter().map(item).collect(),
        prompt: handoff.prompt().map(|p| {
            let (first, last) = items::lines(handoff, p.text);
            json::PromptPart { first_line: in_file(first), last_line: in_file(last), fenced: p.fenced }
        }),
        profile: handoff.profile().map(|p| json::Followed { id: p.profile.id, name: p.profile.name, because: p.because.clone() }),
        unmapped: unmapped(handoff, masked).into_iter().map(|u| json::Unmapped { line: in_file(u.line), ..u }).collect(),
    }
}

/// Lists the outermost sections with a text of their own that no word says anything of; neither the title nor blocks of a log.
fn unmapped(handoff: &Handoff, masked: &[Span]) -> Vec<json::Unmapped> {
    let sections = handoff.sections();
    let title = sections.iter().position(|s| s.level > 0).filter(|first| sections[*first].level == 1);
    let blocks: HashSet<usize> = handoff.blocks().iter().map(|b| b.section).collect();
    let is_one = |at: usize| {
        let section = &sections[at];
        let says = !handoff.slice(section.body).trim().is_empty();
        section.mapping == Mapping::None && section.level > 0 && says && Some(at) != title && !blocks.contains(&at)
    };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for at in (0..sections.len()).filter(|at| is_one(*at)) {
        match found.last_mut().filter(|(outer, _)| sections[*outer].span.contains(sections[at].span)) {
            Some((_, inside)) => *inside += 1,
            None => found.push((at, 0)),
        }
    }
    let entry = |(at, inside): (usize, usize)| {
        let section = &sections[at];
        let line = handoff.document().line_at(section.heading.map_or(section.span.start, |h| h.start)) + 1;
        json::Unmapped { line, heading: mask(handoff, masked, section.span, &section.title), inside }
    };
    found.into_iter().map(entry).collect()
}

struct Row {
    line: usize,
    what: String,
    as_what: String,
    because: String,
    heading: bool,
}

fn text(read: &json::Read, paint: Paint) -> String {
    if read.bytes == 0 {
        return format!("{} is empty: there is nothing to understand", Shown::new(&read.file));
    }
    let understood = read.sections.iter().filter(|s| !s.concepts.is_empty()).count();
    let mut out = format!(
        "{}  {}, {}; {} understood of {}, {}\n",
        paint.bold(Shown::new(&read.file).as_str()),
        count(read.lines, "line"),
        count(read.bytes, "byte"),
        understood,
        count(read.sections.len(), "section"),
        count(read.items.len(), "item"),
    );
    for block in read.blocks.iter().filter(|b| b.newest) {
        let date = block.date.as_ref().map(|d| format!(", {d}")).unwrap_or_default();
        out += &format!("a log of {}; the newest begins at line {}{date}\n", count(read.blocks.len(), "block"), block.line);
    }
    if let Some(followed) = &read.profile {
        out += &format!("follows {}: {}\n", followed.name, Shown::new(&followed.because));
    }
    out.push('\n');
    let rows = rows(read);
    let widths = [
        rows.iter().map(|r| r.line).max().unwrap_or(0).to_string().len(),
        widest(rows.iter().map(|r| r.what.as_str())).min(48),
        widest(rows.iter().map(|r| r.as_what.as_str())),
    ];
    for row in &rows {
        let what = pad(&clip(&row.what, widths[1]), widths[1]);
        let what = if row.heading { paint.bold(&what) } else { what };
        let as_what = pad(&row.as_what, widths[2]);
        let as_what = if row.as_what == "-" { paint.yellow(&as_what) } else { as_what };
        let line = format!("{:>w$}", row.line, w = widths[0]);
        out += format!("{}  {what}  {as_what}  {}", paint.faint(&line), paint.faint(&row.because)).trim_end();
        out.push('\n');
    }
    out + &unmapped_text(read, paint)
}

/// How many sections without a concept are named.
const NAMED: usize = 24;

/// Says which sections carry no concept, and how they get one.
fn unmapped_text(read: &json::Read, paint: Paint) -> String {
    let all = &read.unmapped;
    let Some(first) = all.first() else {
        let headed = read.sections.iter().any(|s| s.level > 0);
        return if headed { "\nevery section with a heading is understood\n" } else { "\nnothing has a heading\n" }.to_owned();
    };
    let mut out = format!("\n{} not understood, kept as text:\n", count(all.len(), "section"));
    let width = all.iter().map(|u| u.line).max().unwrap_or(0).to_string().len();
    for one in all.iter().take(NAMED) {
        let inside = if one.inside > 0 { format!("  and {} in it", one.inside) } else { String::new() };
        let line = paint.faint(&format!("{:>width$}", one.line));
        out += &format!("{line}  {}{}\n", clip(Shown::new(&one.heading).as_str(), 72), paint.faint(&inside));
    }
    if all.len() > NAMED {
        out += &format!("and {} more\n", all.len() - NAMED);
    }
    let words = first.heading.split([':', '(', '—', '–', '：', '（']).map(str::trim).find(|w| !w.is_empty()).unwrap_or(&first.heading);
    let words = toml::Value::String(Shown::new(words).to_string()).to_string();
    out + &format!(
        "To teach baton a word: M on such a section in the panes, or a line under [headings] in .baton/dialect.toml, as\n  tasks = [{words}]    (none = [...] leaves it alone)\n"
    )
}

fn rows(read: &json::Read) -> Vec<Row> {
    let mut rows = Vec::new();
    for meta in &read.metadata {
        let what = Shown::new(&format!("{}: {}", meta.name, meta.value)).to_string();
        rows.push(Row { line: meta.line, what, as_what: "metadata".into(), because: meta.key.clone(), heading: false });
    }
    let named = read.sections.iter().position(|s| s.level > 0).filter(|at| read.sections[*at].level == 1);
    let blocks: HashSet<usize> = read.blocks.iter().map(|b| b.line).collect();
    for (at, section) in read.sections.iter().enumerate() {
        let title = if section.level == 0 { "(before the first heading)" } else { section.title.as_str() };
        let because = match (section.because, &section.word, &section.language) {
            ("own-word", Some(word), _) if !section.concepts.is_empty() => format!("the word \"{word}\" (your own dialect)"),
            ("word", Some(word), Some(language)) => format!("the word \"{word}\" ({language})"),
            ("inherited", _, _) => "from the heading above".into(),
            ("profile", Some(name), _) if section.concepts.is_empty() => format!("no part of a pane (the profile {name})"),
            ("own-word", Some(word), _) => format!("left alone by the word \"{word}\" (your own dialect)"),
            ("profile", Some(name), _) => format!("the profile {name}"),
            _ if blocks.contains(&section.line) => "a block of the log".into(),
            _ if named == Some(at) => "the title".into(),
            _ => "not understood; kept as text".into(),
        };
        let because = if section.stated_empty { format!("{because}; says there is none") } else { because };
        let marks = "#".repeat(usize::from(section.level.min(6)));
        let what = if section.level == 7 { format!("{title}:") } else { format!("{marks} {title}").trim_start().to_owned() };
        let as_what = if section.concepts.is_empty() { "-".into() } else { section.concepts.join(", ") };
        rows.push(Row {
            line: section.line,
            what: Shown::new(&what).to_string(),
            as_what,
            because: Shown::new(&because).to_string(),
            heading: true,
        });
    }
    for item in &read.items {
        let status = item.status.as_ref().map(|s| format!(", {}", s.kind)).unwrap_or_default();
        let why = item.why.as_ref().map(|w| format!(", why: {w}")).unwrap_or_default();
        let because = Shown::new(&format!("{}{status}{why}", item.shape)).to_string();
        let what = Shown::new(&format!("  {}", item.text)).to_string();
        rows.push(Row { line: item.first_line, what, as_what: item.reference.clone(), because, heading: false });
    }
    if let Some(prompt) = &read.prompt {
        let because = if prompt.fenced { "the fence in the prompt section" } else { "what follows the prompt heading" };
        let what = format!("  (lines {} to {})", prompt.first_line, prompt.last_line);
        rows.push(Row { line: prompt.first_line, what, as_what: "the author's prompt".into(), because: because.into(), heading: false });
    }
    rows.sort_by_key(|r| (r.line, !r.heading));
    rows
}

/// Cuts a text to `width` columns, with `…` where something is missing.
fn clip(text: &str, width: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    use unicode_width::UnicodeWidthStr;
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let kept: String = text
        .graphemes(true)
        .take_while(|g| {
            used += g.width();
            used <= width
        })
        .collect();
    kept + "…"
}
