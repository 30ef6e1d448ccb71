//! What all editing commands share: one change, and what is said about it.

use super::reply::Reply;
use super::shell::{Shell, live_name, unexpected};
use super::{items, json};
use crate::handoff::Intent;
use crate::project::{Changed, Command, Error, Outcome, Project};
use crate::shown::Shown;

/// Carries out a change of the live file and shows the item as it is now.
pub fn change(shell: &mut Shell, project: &mut Project, command: Command) -> Result<Reply, Error> {
    match shell.execute(project, command)? {
        Outcome::Changed(changed) => Ok(told(shell, project, &changed)),
        other => Err(unexpected(&other)),
    }
}

/// Carries out one intent.
pub fn intend(shell: &mut Shell, project: &mut Project, intent: Intent) -> Result<Reply, Error> {
    change(shell, project, Command::Edit(intent))
}

/// Shows a change that was made.
pub fn told(shell: &mut Shell, project: &Project, changed: &Changed) -> Reply {
    let edited = edited(project, changed);
    if changed.merged {
        shell.note("somebody else changed the file at the same time; both changes are in it");
    }
    if !changed.durable {
        shell.note("saved, but the disk did not confirm it");
    }
    let paint = shell.paint;
    shell.reply("baton.changed/1", &edited, || {
        let place = edited.first_line.map(|l| format!(":{l}")).unwrap_or_default();
        let head = format!("{}  {}\n", Shown::new(&edited.what), paint.faint(Shown::new(&format!("{}{place}", edited.file)).as_str()));
        edited.item.iter().fold(head, |text, item| text + &items::to_text(std::slice::from_ref(item), paint))
    })
}

/// Makes the JSON of a change that was made.
pub fn edited(project: &Project, changed: &Changed) -> json::Edited {
    let now = project.snapshot();
    let item = changed.item.as_ref().and_then(|r| now.handoff.resolve(r).ok());
    json::Edited::new(changed, live_name(&now), item.map(|i| items::to_json(&now.handoff, &now.masked, i)))
}
