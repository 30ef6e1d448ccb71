"""Draws the headings of headings.tsv and headings_held.tsv, _fresh.tsv and _unseen.tsv from $BATON_CORPUS/dev, with what stands under each.

python3 tests/gold/draw.py [main|held|fresh|unseen]     prints number, file:line, heading, parent and the first lines below
The seed is printed first; the labels were written by eye from this print, before the reader was tuned on it.
The fresh ones are headings of any file that neither of the other tables has, drawn later and labelled before the words of that time were added.
The unseen ones are those that none of the three has, labelled by one who had read neither the words nor more than ten labels a table.
"""
import os
import random
import re
import sys

SEED = 20261121
FRESH_SEED = 20261207
UNSEEN_SEED = 20270104


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


def draw(rng, folder, files, per_file, count, known=()):
    pool = []
    for name in files:
        found = [h for h in headings(os.path.join(folder, name)) if (name[:-3], h[0]) not in known]
        pool += [(name[:-3], *h) for h in rng.sample(found, min(per_file, len(found)))]
    return sorted(rng.sample(pool, min(count, len(pool))))


folder = os.path.join(os.environ["BATON_CORPUS"], "dev")
rng = random.Random(SEED)
files = sorted(f for f in os.listdir(folder) if f.endswith(".md"))
rng.shuffle(files)
tables = {"main": draw(rng, folder, files[:90], 6, 330), "held": draw(rng, folder, files[90:], 5, 110)}
known = {(row[0], row[1]) for table in tables.values() for row in table}
tables["fresh"] = draw(random.Random(FRESH_SEED), folder, sorted(files), 3, 120, known)
known |= {(row[0], row[1]) for row in tables["fresh"]}
tables["unseen"] = draw(random.Random(UNSEEN_SEED), folder, sorted(files), 5, 300, known)
name = sys.argv[1] if len(sys.argv) > 1 else "main"
print("seed", {"fresh": FRESH_SEED, "unseen": UNSEEN_SEED}.get(name, SEED))
for n, (file, line, level, text, parent, below) in enumerate(tables[name]):
    print(n, f"{file}:{line}", "#" * level, text, f"  ^[{parent}]")
    for text in below:
        print("      |", text.strip()[:110])
