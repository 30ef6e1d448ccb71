//! What a seal records beside the text: from which sessions, by whom, over which state of git, and what it cites.

use crate::chain::{
    Actor, ActorKind, Cite, Cited, Git, Hash, HeaderFacts, HeaderLine, Id, Parent, Pin, Seal, Time, seal_header, with_live,
};
use crate::handoff::{Concept, Handoff, MetaKey, is_placeholder};
use crate::project::past::{cut, pins_carried, pins_of, words};
use crate::project::{Error, ErrorKind, Project, now};
use crate::prompt::cites;
use crate::sources;

/// The most characters of a title.
pub(super) const TITLE: usize = 72;
/// The most files that a seal cites.
const CITES: usize = 100;
/// The format of a text that follows no named profile.
const FREE: &str = "free";

/// What a seal is made of.
pub(in crate::project) struct Source<'a> {
    pub handoff: &'a Handoff,
    /// Where the text stands, from the root.
    pub path: &'a str,
    pub after: &'a After,
    pub git: Option<Git>,
    /// Whether header values are set.
    pub live: bool,
}

/// What a seal goes on from.
pub(in crate::project) struct After {
    number: u32,
    line: String,
    parents: Vec<Parent>,
    /// The pins of each parent.
    pins: Vec<(Id, Vec<Pin>)>,
}

impl After {
    /// Goes on from nothing, on a line of its own.
    pub fn nothing(line: &str) -> After {
        After { number: 1, line: line.to_owned(), parents: Vec::new(), pins: Vec::new() }
    }

    /// Goes on from a session that was just made, which nobody else continues yet.
    pub fn seal(seal: &Seal) -> After {
        let (id, sha256) = seal.id();
        let number = seal.number.saturating_add(1);
        After { number, line: seal.line.clone(), parents: vec![Parent { id, sha256 }], pins: vec![(id, seal.pins.clone())] }
    }
}

impl Project {
    /// Tells what the child of some sessions goes on from.
    pub(in crate::project) fn after(&self, places: &[usize]) -> After {
        let chain = &self.past.chain;
        let parents = places.iter().map(|p| &chain.sessions()[*p]).map(|r| Parent { id: r.id, sha256: r.sha256 });
        After { number: chain.next_number(places), line: chain.next_line(places), parents: parents.collect(), pins: self.pins_at(places) }
    }

    /// Makes the seal of a text, with what every seal of this project says; returns the header lines that change and the
    /// bytes that it seals.
    pub(in crate::project) fn seal_for(&self, source: &Source) -> Result<(Seal, Vec<HeaderLine>, String), Error> {
        let After { number, line, parents, pins } = source.after;
        let time: Time = now().parse().map_err(|_| Error::new(ErrorKind::Failed, "the clock gives a year that no session can have"))?;
        let header = if source.live { seal_header(source.handoff, &HeaderFacts { time, number: *number }) } else { Default::default() };
        let text = header.edit.apply(source.handoff.text());
        let sealed = self.handoff.again(text.as_str());
        let mut seal = Seal::new(time, text.as_bytes(), source.path, self.actor(false));
        seal.format = sealed.profile().map_or(FREE, |followed| followed.profile.id).to_owned();
        (seal.number, seal.line, seal.parents) = (*number, line.clone(), parents.clone());
        seal.title = title_of(&sealed);
        seal.pins = with_live(pins_carried(pins, &sealed), pins_of(&sealed));
        seal.cites = self.cites(&sealed).into_iter().chain(self.cite_of_bootstrap()).collect();
        seal.git = source.git.clone();
        Ok((seal, header.lines, text))
    }

    /// Returns who acts; `person`: a key was pressed for it at a terminal.
    pub(in crate::project) fn actor(&self, person: bool) -> Actor {
        let agent = self.world.variables.iter().any(|(name, kind)| name == "BATON_ACTOR_KIND" && kind == "agent");
        let kind = match (person, agent) {
            (true, _) => ActorKind::Person,
            (_, true) => ActorKind::Agent,
            _ => ActorKind::Script,
        };
        let known = Some(self.world.actor.clone()).filter(|name| !name.is_empty());
        let name = known.or_else(|| sources::author(&sources::top_level(&self.root)?));
        Actor::new(name.unwrap_or_default(), kind)
    }

    /// Returns where git stands.
    pub(in crate::project) fn git_claim(&self) -> Option<Git> {
        let top = sources::top_level(&self.root)?;
        let git = self.git.as_ref()?;
        let beside: Vec<String> = self.own_paths(&top);
        let commit = git.head.commit.clone().unwrap_or_default();
        let dirty = git.dirty && sources::is_dirty_beside(&top, &beside);
        Some(Git { commit, branch: git.head.branch.clone(), dirty, unknown: Default::default() })
    }

    /// Returns the files of the project that a text cites, as they are now, and the commits that git knows.
    fn cites(&self, handoff: &Handoff) -> Vec<Cite> {
        let bodies = handoff.all_items().iter().filter(|i| handoff.is_current(i.block)).map(|i| handoff.slice(i.body));
        let (mut files, mut commits): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for cite in bodies.flat_map(cites) {
            let known = if cite.commit { &mut commits } else { &mut files };
            if known.len() < CITES && !known.contains(&cite.name) {
                known.push(cite.name);
            }
        }
        let cite = |what, hash| Cite { what, hash: Some(hash), unknown: Default::default() };
        let live = self.live_name();
        let files = files.into_iter().filter(|name| *name != live).filter_map(|name| {
            let bytes = self.files.get(name)?;
            Some(cite(Cited::Path(name.to_owned()), format!("sha256:{}", Hash::of(&bytes))))
        });
        let known = self.known_commits(&commits);
        let commits = commits.iter().filter_map(|name| {
            let full = known.iter().find(|full| full.starts_with(name))?;
            Some(cite(Cited::Commit((*name).to_owned()), full.clone()))
        });
        files.chain(commits).take(CITES).collect()
    }
}

/// Returns what a handoff is about: its scope, else its objective, else its first heading.
fn title_of(handoff: &Handoff) -> String {
    let filled = |text: &str| Some(words(text)).filter(|t| !t.is_empty() && !is_placeholder(t));
    let of = |concept| handoff.items(concept).find_map(|i| filled(&i.text));
    let scope = handoff.meta(MetaKey::Scope).and_then(filled);
    let title = scope.or_else(|| of(Concept::Objective)).or_else(|| of(Concept::Summary)).or_else(|| of(Concept::Next));
    let heading = || handoff.sections().iter().find_map(|s| filled(&s.title));
    cut(&title.or_else(heading).unwrap_or_default(), TITLE)
}
