//! The first item of a section: into an empty one, or with a new one of its own.

use super::add::{New, hung};
use super::style::{blank_after_headings, bullet, commonest, line_of, uses_checkboxes};
use crate::document::{Document, Edit, Kind, Line, Span};
use crate::handoff::{Concept, Handoff, Mapping, Section, heading_for};

/// Returns the edits that make room for the first item of a concept: in its empty section, else in a new one.
pub(super) fn candidates(h: &Handoff, new: &New) -> Vec<Edit> {
    let own = |s: &&Section| h.prompt().is_none_or(|p| !h.sections()[p.section].span.contains(s.span));
    let mut sections: Vec<&Section> = h.sections_of(new.concept).filter(own).collect();
    // A section that says "none", then the innermost, then the one whose own word it is.
    sections.sort_by_key(|s| (!s.stated_empty, s.mapping == Mapping::Inherited, 7 - s.level.min(7)));
    let mut edits: Vec<Edit> = sections.iter().take(3).flat_map(|s| into(h, s, new)).collect();
    edits.extend(fresh(h, new));
    edits
}

/// Fills an empty section: a stated "none", a blank slot, a bare table, else behind its heading or text.
fn into(h: &Handoff, section: &Section, new: &New) -> Vec<Edit> {
    let doc = h.document();
    let eol = doc.eol_near(section.span.start);
    let (from, to) = (doc.line_at(section.body.start), doc.line_at(section.body.end.max(section.body.start + 1) - 1));
    let inside = |l: &&Line| l.text.start >= section.body.start && l.text.end <= section.body.end;
    let lines: Vec<&Line> = doc.lines().iter().skip(from).take(to + 1 - from.min(to)).filter(inside).collect();
    let said: Vec<&&Line> = lines.iter().filter(|l| matches!(l.kind, Kind::Text) && !l.text.is_empty()).collect();
    let item = item_text(h, new, eol);
    let mut edits = Vec::new();
    if section.stated_empty
        && let Some(none) = said.first()
    {
        let whole = Span::new(none.text.start, said.last().map_or(none.text.end, |l| l.text.end));
        let plain = hung(new.text, "", eol);
        match none.marker() {
            Some(marker) => edits.push(Edit::one(whole, hung(new.text, &" ".repeat(h.slice(marker.span).chars().count() + 1), eol))),
            None if is_prose(new.concept) => edits.push(Edit::one(whole, plain)),
            None => edits.push(Edit::one(whole, item.clone())),
        }
        if none.marker().is_none() && !is_prose(new.concept) {
            let heading = section.heading.filter(|at| line_of(doc, at.start).map(|l| l.span) == Some(none.span));
            let blanks = h.text()[..whole.start].len() - h.text()[..whole.start].trim_end_matches([' ', '\t']).len();
            edits.extend(heading.map(|_| Edit::one(Span::new(whole.start - blanks, whole.end), format!("{eol}{item}"))));
            edits.push(Edit::one(whole, hung(new.text, "", eol)));
        }
    }
    if let Some((slot, marker)) = lines.iter().find_map(|l| l.marker().filter(|_| l.text.is_empty()).map(|m| (l, m))) {
        let bare = h.text()[..slot.text.start].ends_with(|c: char| !c.is_whitespace());
        let hang = " ".repeat(usize::from(marker.column) + h.slice(marker.span).chars().count() + 1);
        let end = slot.span.start + h.slice(slot.span).trim_end_matches(['\n', '\r']).len();
        let slot = Span::new(slot.text.start, end);
        edits.push(Edit::one(slot, format!("{}{}", if bare { " " } else { "" }, hung(new.text, &hang, eol))));
    }
    if let Some(rule) = lines.iter().rfind(|l| l.kind == Kind::TableRule) {
        let columns = h.slice(rule.text).trim_matches('|').matches('|').count();
        edits.push(Edit::one(Span::at(rule.span.end), format!("| {} |{}{eol}", super::row::escape(new.text), " |".repeat(columns))));
    }
    let last = lines.iter().rev().find(|l| !matches!(l.kind, Kind::Blank | Kind::Rule));
    edits.push(match (last, section.heading.and_then(|at| line_of(doc, at.start))) {
        (Some(last), _) => below(h, last, &item, eol, true),
        (None, Some(heading)) => {
            let n = doc.line_at(heading.span.start);
            let heading = doc.lines().get(n + 1).filter(|l| l.kind == Kind::Underline).unwrap_or(heading);
            below(h, heading, &item, eol, section.level < 7 && blank_after_headings(doc))
        }
        (None, None) => Edit::one(Span::at(section.body.start), format!("{item}{eol}{eol}")),
    });
    edits
}

/// Writes `item` below a line, after a blank line or not, and keeps the next heading off it.
fn below(h: &Handoff, line: &Line, item: &str, eol: &str, blank: bool) -> Edit {
    let doc = h.document();
    let at = line.span.end;
    let gap = if blank { eol } else { "" };
    if !h.slice(line.span).ends_with(['\n', '\r']) {
        return Edit::one(Span::at(at), format!("{eol}{gap}{item}"));
    }
    let next = doc.lines().get(doc.line_at(at)).filter(|l| l.span.start == at);
    let apart = if blank && next.is_some_and(|l| l.kind != Kind::Blank) { eol } else { "" };
    Edit::one(Span::at(at), format!("{gap}{item}{eol}{apart}"))
}

/// Tells whether a concept is written as prose when nothing in the file says otherwise.
fn is_prose(concept: Concept) -> bool {
    matches!(concept, Concept::Summary | Concept::State | Concept::Objective)
}

fn item_text(h: &Handoff, new: &New, eol: &str) -> String {
    if is_prose(new.concept) {
        return hung(new.text, "", eol);
    }
    let bullet = bullet(h.document());
    let tick = if new.concept.has_status() && uses_checkboxes(h) { "[ ] " } else { "" };
    let hang = " ".repeat(bullet.chars().count() + 1);
    format!("{bullet} {tick}{}", hung(new.text, &hang, eol))
}

/// Returns the edits that add a section before the first later concept, at each level that mapped sections use here, commonest first.
fn fresh(h: &Handoff, new: &New) -> Vec<Edit> {
    let doc = h.document();
    let eol = doc.eol_near(0);
    let language =
        commonest(h.sections().iter().filter_map(|s| if let Mapping::Word(_, language) = &s.mapping { Some(*language) } else { None }));
    let title = heading_for(new.concept, language.unwrap_or("en"));
    let item = item_text(h, new, eol);
    let current = |s: &&Section| {
        s.heading.is_some() && (h.newest().is_none() || s.block == h.newest() && Some(s.span) != h.newest().map(|b| h.blocks()[b].span))
    };
    let mapped: Vec<&Section> = h.sections().iter().filter(current).filter(|s| matches!(s.mapping, Mapping::Word(..))).collect();
    if mapped.is_empty() {
        return vec![bare(h, title, &item, eol)];
    }
    let mut levels: Vec<u8> = mapped.iter().map(|s| s.level).collect();
    levels.sort_by_key(|level| (std::cmp::Reverse(mapped.iter().filter(|s| s.level == *level).count()), *level));
    levels.dedup();
    let place = Place { h, mapped: &mapped, concept: new.concept, title, item: &item, eol };
    let mut edits: Vec<Edit> = levels.iter().filter_map(|level| place.before_later(*level)).collect();
    edits.push(place.behind_all());
    edits
}

/// What a new section needs to find its place.
struct Place<'a> {
    h: &'a Handoff,
    mapped: &'a [&'a Section],
    concept: Concept,
    title: &'a str,
    item: &'a str,
    eol: &'a str,
}

impl Place<'_> {
    /// Writes the section before the one of its level that comes next in canonical order.
    fn before_later(&self, level: u8) -> Option<Edit> {
        let (h, eol) = (self.h, self.eol);
        let prompt = h.prompt().map(|p| h.sections()[p.section].span);
        let free = |s: &&&Section| prompt.is_none_or(|p| !p.contains(s.span) || p == s.span);
        let at_level = self.mapped.iter().filter(|s| s.level == level).filter(free);
        let later = at_level.filter(|s| s.concepts.first().is_some_and(|c| *c > self.concept));
        let later = later.min_by_key(|s| (s.concepts.first().copied(), s.span.start))?;
        let heading = line_of(h.document(), later.heading?.start)?;
        let block = heading_block(h, Some(later), level, self.title, self.item, eol);
        let rule = ruled(h.document(), heading.span.start);
        let tail = if rule { format!("{eol}---{eol}{eol}") } else { eol.to_owned() };
        let tight = level < 7 && heading.span.start > 0 && !super::style::blank_before(h.document(), heading.span.start) && !rule;
        Some(Edit::one(Span::at(heading.span.start), format!("{}{block}{eol}{tail}", if tight { eol } else { "" })))
    }

    /// Writes the section behind all that are understood, at the level of the last and highest.
    fn behind_all(&self) -> Edit {
        let last = self.mapped.iter().max_by_key(|s| (s.span.end, std::cmp::Reverse(s.level)));
        let level = last.map_or(2, |s| s.level);
        let block = heading_block(self.h, last.copied(), level, self.title, self.item, self.eol);
        let end = last.map_or(self.h.text().len(), |s| s.span.end);
        let end = self.h.newest().map_or(end, |b| end.min(self.h.blocks()[b].span.end));
        behind(self.h, end, &block, self.eol)
    }
}

/// Writes a block behind what ends at `end`, with one blank line on both sides.
fn behind(h: &Handoff, end: usize, block: &str, eol: &str) -> Edit {
    let kept = h.text()[..end].trim_end_matches([' ', '\t', '\n', '\r']);
    let tail = &h.text()[kept.len()..end];
    if end == h.text().len() && !tail.contains(['\n', '\r']) {
        return Edit::one(Span::at(end), if kept.is_empty() { format!("{block}{eol}") } else { format!("{eol}{eol}{block}") });
    }
    let line_end = kept.len() + tail.find(['\n', '\r']).map_or(0, |n| if tail[n..].starts_with("\r\n") { n + 2 } else { n + 1 });
    let gap = if end == h.text().len() || h.text()[line_end..end].is_empty() && end < h.text().len() {
        if end == h.text().len() { "" } else { eol }
    } else {
        ""
    };
    Edit::one(Span::at(line_end), format!("{}{block}{eol}{gap}", if kept.is_empty() { "" } else { eol }))
}

/// Returns a section as it stands in a file that has none like it.
fn bare(h: &Handoff, title: &str, item: &str, eol: &str) -> Edit {
    let block = format!("## {title}{eol}{eol}{item}");
    if h.text().trim_matches(['\u{feff}', ' ', '\t', '\n', '\r']).is_empty() {
        return Edit::one(Span::at(h.text().len()), format!("=== SESSION HANDOFF ==={eol}{eol}{block}{eol}"));
    }
    let newest = h.newest().map(|b| &h.blocks()[b]);
    let level = newest.map_or(2, |b| usize::from(h.sections()[b.section].level).clamp(1, 5) + 1);
    behind(h, newest.map_or(h.text().len(), |b| b.span.end), &format!("{}{}", "#".repeat(level - 2), block), eol)
}

/// Writes a heading as those of its level are written, and the item under it.
fn heading_block(h: &Handoff, like: Option<&Section>, level: u8, title: &str, item: &str, eol: &str) -> String {
    let doc = h.document();
    let line = like.and_then(|s| s.heading).and_then(|at| line_of(doc, at.start));
    match line.map(|l| l.kind) {
        Some(Kind::Setext(_)) => {
            let under = if level == 1 { "=" } else { "-" };
            format!("{title}{eol}{}{eol}{eol}{item}", under.repeat(title.chars().count().max(3)))
        }
        Some(Kind::Heading(_) | Kind::Banner) | None => {
            let gap = if blank_after_headings(doc) { eol } else { "" };
            format!("{} {title}{eol}{gap}{item}", "#".repeat(usize::from(level.clamp(1, 6))))
        }
        Some(_) => {
            let text = line.map_or("", |l| h.slice(l.text));
            let label = if text.starts_with("**") { format!("**{title}:**") } else { format!("{title}:") };
            format!("{label}{eol}{item}")
        }
    }
}

/// Tells whether a rule stands before the line at `at`, blank lines between or not.
fn ruled(doc: &Document, at: usize) -> bool {
    let above = doc.lines()[..doc.line_at(at)].iter().rev();
    above.map(|l| l.kind).find(|k| *k != Kind::Blank) == Some(Kind::Rule)
}
