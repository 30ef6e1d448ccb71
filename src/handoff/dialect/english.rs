//! What headings and labels mean in English.

use super::Words;
use crate::handoff::Concept::*;

/// English words; `*` at an end of a phrase lets other words stand there.
pub(super) const ENGLISH: Words = Words {
    language: "en",
    concepts: &[
        // False friends: a longer phrase that must not be read as the shorter one inside it.
        (
            &[],
            "decision framework*|next js*|state machine*|state management*|status codes|error handling|*system state design|task manager*|file format*|session continuity|stand alone*|standalone*|stand up*|standup*|progress bar*|progress indicator*|background job*|background jobs*|background task*|background tasks*|background worker*|background workers*|background process*|background processing*|rules engine*|rule engine*|stack overflow*|stack trace*|stack traces*|*frequently asked*|faq|faqs",
        ),
        (
            &[],
            "session handoff|handoff|handover|session handover|session notes|project description|time tracking|legend|note|notes|key|nb|statistics|metrics|roadmap|*compliance protocol|*collaboration protocol*|*per page assessment",
        ),
        (
            &[Metadata],
            "metadata|meta|session info*|session information|session metadata|handoff metadata|session details|date|last updated|updated|last session|document info|header|prepared by",
        ),
        (
            &[Summary],
            "summary|executive summary|overview|quick summary|recap|session overview|abstract|in short|highlights|work summary|summary of *|what this is|the short version|conclusion|conclusions|verdict|~*summary|final notes|final note|final remarks|final thoughts|closing notes|closing remarks|closing thoughts",
        ),
        (
            &[Completed, Summary],
            "~*report|previous session|previous session summary|session summary|what happened*|last session summary|previous session accomplished|session history",
        ),
        (
            &[Completed],
            "done|*completed|completed *|complete|accomplished|accomplishments|achievements|*what was done*|*what we did*|what i did*|what was accomplished|what got done*|what shipped*|what landed*|what changed*|whats done|what is done|whats complete*|what was built|what was completed*|*already done|implemented*|shipped*|landed*|~changes|changes in *|changes this *|changes made*|key changes*|*recent changes|code changes|changelog|change log|changelog summary|recent work|*work done|*work completed*|work completed so far|work so far|*completed work|*completed tasks|*completed steps|*completed items|progress this session|this session accomplished|session accomplishments|session achievements|finished*|fixed|fixes|bug fix|bug fixes|bugs fixed|fixes applied|delivered*|resolved|resolved issues|closed|closed this session|implementation summary|what was fixed|what was implemented|done this session|done today|last completed*|features implemented|features added|merged|milestones completed|session work|work performed|work log|tasks done|tasks completed*|*what i fixed*|*what we fixed*|*what i changed*|*what we changed*|*what i built*|*what we built*|*what we accomplished*|*what i accomplished*|*accomplished today|*accomplished this *|*found and fixed*|*this sessions work*|this session|this sessions *|~*changes|~work|hotfixes|*hotfix|*dev report*|*fix report*|*bugfix report*|*hotfix report*|*implementation report*|*work report*|*maintenance done|milestones reached|done so far|*finished work|*tasks finished|resolutions|*work landed|*recently fixed|*recently completed|*recently finished|previous fixes|*problem solved*|*problems solved*|*issues resolved|*issues addressed|*and addressed|*and resolved|*now closed|*now fixed|key achievements|*key achievements|*improvements made*|*change log|*changelog|*has been done*|*done since *|*bugs squashed|what worked|*actions taken*|*steps taken*|previous work|earlier work",
        ),
        (
            &[Decisions],
            "decisions|decision|*decision|*decisions made*|*key decisions*|*design decisions*|*architectural decisions*|*architecture decisions*|*technical decisions*|*product decisions*|*editorial decisions*|*decision log*|*decision record*|decisions *|*decisions|*decision captured|rationale|trade offs|tradeoffs|*what we decided*|what was decided*|decided*|settled*|*do not reopen*|choices made|design choices|key choices|important choices|adrs|adr|agreed|agreements|*decided not to *|*decision table|*why these choices|*why it was done this way",
        ),
        (
            &[Tasks],
            "tasks|task|open tasks|*active tasks*|*current tasks*|*task list*|*task status*|in progress|*work in progress*|*in flight*|currently working on|*current work|*ongoing*|wip|in progress *|task board|active work*|active slice|*coverage matrix|tasks *|*task table|todos in progress|sprint tasks|work items|phase status|*tasks in progress|*dev task|*fix task|*qa task|*ticket|*tickets|~checklist *|*deploy checklist|*deployment checklist|*release checklist|*launch checklist|*migration checklist|*preparation checklist|*content pieces",
        ),
        (
            &[Pending],
            "pending|*pending actions*|*pending work*|*pending items*|*pending tasks*|pending *|todo|todos|*todo list|to do|backlog*|~*backlog|*remaining work*|*remaining tasks*|*remaining items*|remaining|whats left*|what is left|what remains*|*open items*|*open issues*|*open follow ups*|*follow ups|*follow up|*followups|follow up *|*deferred*|parked*|postponed|not done|not yet done|*unfinished*|*outstanding*|bugs to fix|*blockers*|*blocker|blocked*|*blocking issues|blocking|waiting on*|waiting for*|needs human*|stop conditions|open threads|open work|action items|known gaps|gaps|technical debt|tech debt|notes for future development|*left to do|incomplete*|needs attention|still open|still to do|*whats pending|future work|punch list|loose ends|open actions|actions required|user actions required|manual steps required|*open problem|*open problems|*open bugs|*still to come|*not finished|*follow up seeds|*work left|*left undone|*what is missing|*whats missing|*still missing|*open findings|*remaining|parking lot|icebox|someday*|nice to have*|nice to haves|wish list|wishlist|*identified improvements|*improvements identified|*possible improvements|*future improvements|*future enhancements|*possible enhancements|*manual action|*manual actions|*manual steps|*action needed*|*action required*|*requires action|*stopped at|*not started yet|*not started",
        ),
        (
            &[Artifacts],
            "artifacts|*artifacts created*|*key artifacts*|~*artifacts|deliverables|~files|*files changed*|*files modified*|*modified files*|*changed files*|*files touched*|*files created*|*created files*|*new files*|*key files*|*important files*|*relevant files*|*main files*|*critical files*|*related files*|~files *|*uncommitted paths*|*file map|*file structure*|*file list*|*project structure*|*directory structure*|*repository structure*|*repo layout*|*folder structure|code modules modified|created|modified|documents created|documentation created|~assets|assets inventory|deliverable|*tools shipped|outputs|generated files|files in flight|key documents|code map|*file reference|*files to commit|*new scripts|*scripts|*modules touched|*commits and files|*file inventory|*key paths|~data files|~output files|*generated assets|*file changes|*files deleted|*files removed|*files added|*files updated*|*updated files|*files edited|*affected files*|*affected modules*|*affected components*|*impacted files*|*impacted modules*|*impacted components*",
        ),
        (
            &[State],
            "state|status|current state*|*current status*|*current project state*|*project state*|*project status*|*state of play*|where things stand*|where we are*|where are we|where i left off|where we left off*|where it stands|snapshot|*live state*|one line state|*current findings*|status *|~*progress|progress *|*current progress*|*current position|*current phase|*current situation|*support posture*|*whats working*|*what works*|what is working*|working now|*state at *|status summary|*status summary|status overview|current implementation*|implementation status|system status|session status|deployment status|deployed state|*production state|feature status|where the project stands|~*status|review status|~health|~phase|build status|stand|state summary|current version|~current *|state and *|*as of today|*status snapshot|*implementation state|*migration state|*whats running*|*what is running*|running now",
        ),
        (
            &[Verification],
            "verification|verified|*acceptance|verified *|*verification *|*verification|*already verified*|*currently verified*|proof|proof of *|evidence|evidence *|*evidence|validation*|validated|~tests|*test results*|*test coverage*|*test status*|*test plan*|*test suite*|~testing|~testing *|*testing|~tests *|tests added|~*tests run|~qa|*success criteria checks|acceptance checks|acceptance tests|checks|gate|gates|quality gates|~*checklist|how to verify*|how to test*|commands run|*reproduction commands|~results|*recently verified*|smoke test*|benchmarks|audit results|review checklist|*testing points|*test points|*points to test*|*qa report*|*acceptance report*|*review report*|*test report*|*audit report*|*assessment|*tests run*|*test evidence|*regression tests|*test commands|*what was tested|*what was verified|*what i tested|*what we tested|*how it was tested|*how we test|*preflight|*preflight checks|*pre flight|*pre flight checks|*sanity checks|*health checks|*recheck|*rechecks|*re check|*retest|*re test|~verify *",
        ),
        (
            &[Environment],
            "environment|~environment *|*environment summary|~*environment|env|env vars|environment variables|~setup|~set up|*environment setup|~setup *|*git state*|*git status*|~git *|git|*repository state*|*repo state*|working tree*|*working tree|*working tree state|*uncommitted changes*|uncommitted|branch|branches|*branch state|branch *|*recent commits*|commits*|*commit history|~infrastructure|~deployment|~deploy|~deployment *|*deploy steps|~services|~server|~servers|tech stack|~stack|technology stack|technical stack|~dependencies|credentials|~access|~configuration|~config|*key configuration|ports|running services|how to run*|*how to start|running locally|local development|local setup|~installation|getting started|~hosting|urls|endpoints live|prerequisites|requirements installed|current branch*|~versions|~hardware|~tooling|~runtime|~database state|*quick start commands|~quick start|~quickstart|~running the *|*last commits|*last 5 commits|*git boundary|*repository boundary|*commits and *|*host access|*run locally|*running it|*how to build*|*build and run|*how to launch|*how to deploy*|*external dependencies|*external services|~*env vars|~*environment variables",
        ),
        (
            &[Objective],
            "objective|objectives|*next objective*|*next session objective*|*next session goal*|*session goal*|*session goals*|*session objective*|goal|goals|goals *|*this sessions goal*|*current goal*|*primary goal*|main goal|the goal|mission|desired outcome*|definition of done|*success criteria*|completion definition|acceptance criteria|problem statement|what you set out to do|purpose|scope|active scope|*current objective|north star|~target|the task|your task|your mission|deliverable for next session|project goal|*what success looks like|*done means|*done when|*goal of *",
        ),
        (
            &[Next],
            "next|next feature*|next milestone*|next item*|next up*|*next steps*|*next step*|*next actions*|*next action*|next up|whats next*|what is next*|what to do next*|what comes next|*next session|*next session starts*|next session *|*next tasks*|*next task*|*next best*|~next *|*start here*|start with this|first actions*|first thing*|*immediate actions*|*immediate priorities*|*immediate tasks|*priorities|priorities *|~priority *|*recommended delivery order|*delivery order*|execution order|suggested order|*for next agent*|*for the next agent*|*for next session*|*for the next session*|next step inference|for next agent human|*re entry sequence*|*suggested methods|recommended actions|~*recommendations|~recommended *|continue from|continue here|how to continue*|how to resume*|resume here|resume *|to resume|*pick up *|*quick start for *|upcoming*|up next|todo next|follow up jobs*|~plan|plan for *|the plan|*action plan|implementation plan|alternative next steps|continuation|when you return|do this first|quick resume|tomorrow|tomorrows *|*for tomorrow|*plan for tomorrow|*priority tasks|*game plan*|*whats needed next|*needed next|*to do first|*first steps|*next useful work|*next lane|*next wave|*next phase|*recommended next *|*continuation plan|~*roadmap ahead|refactoring plan|*start of next session|*where to continue|*where to start|*next command|*where to pick up*|*pick up from here|*next moves|*next move|*next work|*first task|*first step|*has not been tried*|*not been tried yet|*not tried yet|*suggested next *|*work order|*working order|*order of work|~recommendations *",
        ),
        (
            &[Watchlist],
            "watchlist|watch list|things to watch*|keep an eye on|monitor|~monitoring items|watch|*reminders|reminder|*need watching|*to monitor|*what to watch*|*watch closely|*on the radar|risk mitigation*|*risk mitigation|*risk management|risk response*|mitigations|important notes|critical notes|*do not forget*|*dont forget*|*not to forget*",
        ),
        (
            &[Context],
            "context|current context|*context for next session|*context for the next session|*context for *|context window|*relevant prior context*|prior context|context updates|*project context*|*session context|background|*background *|key context|important context|carry forward*|carry over|*key facts*|*confirmed facts|facts|known facts|assumptions*|*assumptions|*canonical source*|*source of truth*|read first*|*read this first*|reading order|*must read*|*files to read*|what to read*|*required reading*|~architecture|~*architecture|~architecture *|*project overview*|*project summary|~about|~about *|continuity notes|key insights*|*key concepts|domain knowledge|glossary|terminology|product context|business context|user preferences|~preferences|technical context|system overview|onboarding|*context notes|context notes *|*read order|*orientation|*scope reviewed|~technical details|*technical background|*how it works|*how this works|*how things work|*mental model|*reader instruction|*suggested skills|quick context|critical context|essential context|*what you need to know*|*need to know|*good to know|*what we are building|*big picture|*who is who|*what has to be known|~*context|clarification|clarifications|important clarification*|who the user is|user profile|~*knowledge|why this matters|why it matters|why this exists|what is this|what is this project|what this project is|session startup|*start of every session|*start of each session",
        ),
        (
            &[Constraints],
            "constraints|*constraints|constraints *|~*rules|rules *|*guardrails*|*what not to do*|*do not|do nots|donts|dos and donts|*do not do*|*do not touch*|do not *|*never do*|*working agreement*|*invariants*|*hard rules*|*ground rules*|*conventions|conventions *|*non negotiables|requirements|~*principles|pinned|pins|must hold|coding standards|~standards|*code style|policies|~policy|~safety|boundaries|work rules|mandatory|important rules|critical rules|key rules|technical constraints|*boundary rules|*hard boundaries|*standing instructions|*standing orders|~*protocol|~*policy|*usage rules|*must not *|*house rules|*rules to keep|~*guidelines|*engineering standards|*style guide|*off limits|*working style|*how we work|*ways of working|*patterns to follow*|*rules to follow*|*best practices",
        ),
        (
            &[Exclusions],
            "exclusions|explicit exclusions|*out of scope*|*non goals*|nongoals|not doing|*intentionally not *|*deliberately not *|*what was not *|not in scope|*rejected*|alternatives considered|excluded|*not touched*|*files forbidden*|wont do|will not do|not included|explicitly not *|left out|*descoped*|*skipped on purpose|*left alone|*not part of *",
        ),
        (
            &[DeadEnds],
            "*dead ends*|dead end|*failed attempts*|*failed approaches*|*what didnt work*|*what did not work*|*patterns that failed*|*attempts*|*gotchas*|*gotcha*|*pitfalls*|*traps*|*known issues*|*known risks*|*known limits*|*known limitations*|*known bugs*|*limitations*|*lessons learned*|*lessons*|*learnings*|*watch outs*|*watch out*|*warnings*|*warning|*caveats*|*caveat*|*risks*|~*risk|*risk register|*broken or unverified*|*broken*|*real open issues*|*corrections*|*mistakes*|*things to remember*|anti patterns|*bugs found|~*bugs|known problems|~problems|~issues|~issues *|*issues encountered*|*issues found*|*problems encountered*|challenges*|*sharp edges|*footguns|*important warnings|attention|observations|*do not repeat|~*troubleshooting|*lesson|~risk *|*risk highlights|*process learnings|*attempted*|*what failed*|*failures|*watchouts*|*things that bite|*surprises|*what i tried*|*what we tried*|*tried and failed*|*tried and rejected|*ruled out*|*post mortem|*postmortem|*weak points|*easy to get wrong|*known traps|*fragile|*fragile areas|*brittle",
        ),
        (
            &[Questions],
            "*open questions*|~*questions|questions *|*unresolved questions*|unresolved|*unknowns*|unanswered*|*questions for *|*questions to ask*|to be decided|undecided|open decisions|*decisions needed*|*pending decisions*|*decisions pending*|needs decision|*needs clarification*|clarifications needed|*needs an answer|*to clarify|*to decide|*for review by *|*open decision|*uncertainties|*not sure about|*need your input|*needs your input|*decisions for you|*for you to decide|*awaiting your *|*need a decision|*needs a decision|*least confident*|*input needed*",
        ),
        (
            &[Links],
            "links|*related links|~*references|reference|references *|*related documents*|related docs|*related reading|see also|~resources|~*sources|sources consulted|*useful links*|~documentation|~docs|key links|related|further reading|bibliography|citations|external resources|*documentation hierarchy|reference docs|*reference files|pointers|*reference documents|*reference material|*reference materials|*further documentation|*linked documents|*existing documents|*important links|*quick links|*related resources|*useful resources|*additional resources|*reference documentation|*related files and docs",
        ),
        (&[Derived], "derived from|generated from|based on|source of this handoff|*provenance"),
        (&[Domain, Summary], "findings|key findings|research findings|main findings|major findings|top findings|headline findings"),
        (&[Domain], "research notes|other notes|data collected|methods|methodology"),
        (
            &[Prompt],
            "prompt for next session|*prompt for the next session|*next session prompt|restoration prompt|*resume prompt|kickoff prompt|*prompt to paste|paste this|copy paste prompt|*continuation prompt|prompt for next chat|*starter prompt|session prompt|prompt for next agent|next prompt|start prompt|*bootstrap prompt|opening prompt|model switch prompt|prompt for *",
        ),
        (&[State, Summary], "tl dr|tldr|*tl dr|*tldr"),
        (
            &[Verification, Environment],
            "~commands|*key commands|*useful commands|*quick commands|command reference|*common commands|*essential commands|*helpful commands|*important commands|*handy commands",
        ),
    ],
};
