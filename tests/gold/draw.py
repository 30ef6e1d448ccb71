"""Draws the headings of headings.tsv and of each headings_NAME.tsv from $BATON_CORPUS/dev, with what stands under each.

python3 tests/gold/draw.py [NAME]     prints number, file:line, heading, parent and the first lines below; NAME is one of TABLES
The seed is printed first; the labels were written by eye from this print, before the reader was tuned on it.
Each table has none of the headings of those above it. The fresh ones were labelled before the words of that time were added;
the unseen and the novel ones by people who had read neither the words nor more than ten labels a table.
The novel ones have no wording that a table above has, and none twice; at most eight of a file, for two logs hold half of such headings.
"""
import os
import random
import re
import sys
import unicodedata

# Name, seed, the files (the first two tables share them out between them), headings a file, headings in all, new wordings only.
TABLES = [
    ("main", 20261121, slice(90), 6, 330, False),
    ("held", 20261121, slice(90, None), 5, 110, False),
    ("fresh", 20261207, slice(None), 3, 120, False),
    ("unseen", 20270104, slice(None), 5, 300, False),
    ("novel", 20270115, slice(None), 8, 300, True),
]


def headings(path):
    """Yields line, level, text, parent and the next lines of second- and third-level headings outside fences and comments."""
    lines = re.split(r"\r\n|\n|\r", open(path, "rb").read().decode("utf8", "replace"))
    start = 0
    if lines[0].strip() == "---":
        start = next((n + 1 for n in range(1, len(lines)) if lines[n].strip() == "---"), 0)
    fence, comment, parents = None, False, {}
    for n in range(start, len(lines)):
        line = lines[n]
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if fence:
            if mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not line.strip().strip(fence[0]):
                fence = None
            continue
        if mark:
            fence = mark[1]
            continue
        comment = comment or ("<!--" in line and "-->" not in line)
        if comment:
            comment = "-->" not in line
            continue
        head = re.match(r" {0,3}(#{1,6})[ \t]+(.*?)\s*#*\s*$", line)
        if head:
            level = len(head[1])
            parents = {k: v for k, v in parents.items() if k < level} | {level: head[2]}
            if level in (2, 3):
                below = [x for x in lines[n + 1 : n + 12] if x.strip()][:3]
                yield n + 1, level, head[2], parents.get(level - 1, "") if level == 3 else "", below


def wording(text):
    """Returns the letters of a heading in lower case: no numbers, emoji or punctuation."""
    return " ".join("".join(c if unicodedata.category(c)[0] in "LM" and c != "\ufe0f" else " " for c in text.lower()).split())


def draw(rng, folder, files, per_file, count, known, novel):
    seen = {wording(row[3]) for row in known}
    known = {row[:2] for row in known}
    pool = []
    for name in files:
        found = [(name[:-3], *h) for h in headings(os.path.join(folder, name)) if (name[:-3], h[0]) not in known]
        if novel:
            found = list({wording(h[3]): h for h in reversed(found) if wording(h[3]) not in seen}.values())
        found = rng.sample(found, min(per_file, len(found)))
        seen |= {wording(h[3]) for h in found}
        pool += found
    return sorted(rng.sample(pool, min(count, len(pool))))


folder = os.path.join(os.environ["BATON_CORPUS"], "dev")
names = sorted(f for f in os.listdir(folder) if f.endswith(".md"))
first = TABLES[0][1]
rngs = {seed: random.Random(seed) for _, seed, *_ in TABLES}
shuffled = names[:]
rngs[first].shuffle(shuffled)
tables = {}
for name, seed, part, per_file, count, novel in TABLES:
    files, known = (shuffled[part], []) if seed == first else (names, [row for _, table in tables.values() for row in table])
    tables[name] = seed, draw(rngs[seed], folder, files, per_file, count, known, novel)

seed, rows = tables[sys.argv[1] if len(sys.argv) > 1 else TABLES[0][0]]
print("seed", seed)
for n, (file, line, level, text, parent, below) in enumerate(rows):
    print(n, f"{file}:{line}", "#" * level, text, f"  ^[{parent}]")
    for text in below:
        print("      |", text.strip()[:110])
