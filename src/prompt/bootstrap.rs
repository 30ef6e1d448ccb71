//! baton's own bootstrap template in brief (002, "Bootstrap Template").

/// How to work and how to hand off, for a session that can open nothing.
pub const BOOTSTRAP: &str = "\
This project is worked on in sessions. Each session ends with a handoff, and the next one starts from it.

How to work:
1. Keep every constraint below. Take the decisions as settled, and do not propose what they rule out. If the reason for one no longer holds, say so and ask.
2. Work on this session's goal. Do not try a dead end again without a new reason.
3. Keep track of what is done, what is decided and why, what did not work, and what waits for whom.

When the trigger word is said, write the handoff as one markdown block, without placeholders:
=== SESSION HANDOFF ===
Generated: (ISO 8601 time), Session: (this one and the next)
Previous Session Summary, with Accomplished, Decisions Made (each with its reason) and Artifacts Created
Current Project State: two to four sentences
Next Session Objective: one goal that a session can reach
Context for Next Session: constraints word for word, open tasks, pending actions with what blocks them, dead ends, open questions
PROMPT FOR NEXT SESSION: a prompt that stands on its own; it begins with the reference to this template and ends with the same reminder line as this one.";
