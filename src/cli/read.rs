//! `baton read`: how a file was understood, and why.

use super::reply::{Paint, Reply, count, pad, widest};
use super::shell::{Shell, unexpected};
use super::{input, items, json};
use crate::document::Span;
use crate::handoff::{Handoff, Mapping};
use crate::project::{Command, Error, Outcome, mask};
use crate::shown::Shown;
use std::path::{Path, PathBuf};

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
        let read = match &self.input {
            Some(file) if file == Path::new("-") => {
                let text = input::read(file)?;
                let project = shell.open()?;
                let secrets = project.secrets_in(&text);
                body("stdin", &project.snapshot().handoff.again(text), &secrets)
            }
            file => {
                let mut project = if file.is_some() { shell.open()? } else { shell.open_live()? };
                let path = file.as_ref().map(|f| shell.world.cwd.join(f));
                match shell.execute(&mut project, Command::Read(path))? {
                    Outcome::Read { path, handoff, masked } => {
                        let name = path.strip_prefix(&shell.world.cwd).unwrap_or(&path).display().to_string();
                        body(&name, &handoff, &masked)
                    }
                    other => return Err(unexpected(&other)),
                }
            }
        };
        let paint = shell.paint;
        Ok(shell.reply("baton.read/1", &read, || text(&read, paint)))
    }
}

fn body(file: &str, handoff: &Handoff, masked: &[Span]) -> json::Read {
    let line = |offset: usize| handoff.document().line_at(offset) + 1;
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
    json::Read {
        file: file.to_owned(),
        bytes: handoff.text().len(),
        lines: handoff.document().lines().len(),
        metadata: metadata.collect(),
        blocks: blocks.collect(),
        sections: sections.collect(),
        items: handoff.all_items().iter().map(|i| items::to_json(handoff, masked, i)).collect(),
        prompt: handoff.prompt().map(|p| {
            let (first_line, last_line) = items::lines(handoff, p.text);
            json::PromptPart { first_line, last_line, fenced: p.fenced }
        }),
        profile: handoff.profile().map(|p| json::Followed { id: p.profile.id, name: p.profile.name, because: p.because.clone() }),
        unmapped: unmapped(handoff, masked),
    }
}

/// Lists the outermost sections with a text of their own that no word says anything of; neither the title nor blocks of a log.
fn unmapped(handoff: &Handoff, masked: &[Span]) -> Vec<json::Unmapped> {
    let sections = handoff.sections();
    let title = sections.iter().position(|s| s.level > 0).filter(|first| sections[*first].level == 1);
    let block = |at: usize| handoff.blocks().iter().any(|b| b.section == at);
    let is_one = |at: usize| {
        let section = &sections[at];
        let says = !handoff.slice(section.body).trim().is_empty();
        section.mapping == Mapping::None && section.level > 0 && says && Some(at) != title && !block(at)
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
    for (at, section) in read.sections.iter().enumerate() {
        let title = if section.level == 0 { "(before the first heading)" } else { section.title.as_str() };
        let because = match (section.because, &section.word, &section.language) {
            ("own-word", Some(word), _) if !section.concepts.is_empty() => format!("the word \"{word}\" (your own dialect)"),
            ("word", Some(word), Some(language)) => format!("the word \"{word}\" ({language})"),
            ("inherited", _, _) => "from the heading above".into(),
            ("profile", Some(name), _) if section.concepts.is_empty() => format!("no part of a pane (the profile {name})"),
            ("own-word", Some(word), _) => format!("left alone by the word \"{word}\" (your own dialect)"),
            ("profile", Some(name), _) => format!("the profile {name}"),
            _ if read.blocks.iter().any(|b| b.line == section.line) => "a block of the log".into(),
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
