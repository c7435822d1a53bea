"""Compares a run of the benchmarks with the committed one: bench_check.py COMMITTED RUN

Exits with 1 when a figure is worse by a third, or is missing. Rates and times are compared as ratios
to the raw inserts of the same run, so that a faster or slower machine does not count; sizes and ratios
as they are. What is new in the run is not judged until it is committed.
"""
import pathlib
import re
import sys

YARDSTICK = "raw inserts, in one transaction"
SECONDS = {"s": 1, "ms": 1e-3, "µs": 1e-6}
BYTES = {"B": 1, "KiB": 1024, "MiB": 1024 * 1024}
FIGURE = re.compile(r"([\d.]+) (/s|ms|µs|s|×|B|KiB|MiB)(?![\w/])")
# A third fewer in a second is half as much time again for each.
WORST = 1.5


def rows(text):
    """What was measured and its ratio, by the name of the line; the aim is left out."""
    _, head, *lines = (line for line in text.splitlines() if line.strip())
    start, end = head.index("measured"), head.index("aim")
    return {line[:start].strip(): line[start:end] for line in lines}


def costs(path):
    """Every figure as a cost that should not grow, by the name of its line and its place there."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    if "measured" not in text:
        sys.exit(f"bench_check.py: {path} is no run that ended")
    table = rows(text)
    if YARDSTICK not in table:
        sys.exit(f"bench_check.py: {path} has no line `{YARDSTICK}`")
    raw = float(table.pop(YARDSTICK).split()[0])
    found = {}
    for name, row in table.items():
        for place, (digits, unit) in enumerate(FIGURE.findall(row), 1):
            number = float(digits)
            if unit == "/s":
                number = raw / number
            elif unit in SECONDS:
                number *= SECONDS[unit] * raw
            found[name, place] = number * BYTES.get(unit, 1)
    return found


def main():
    committed, run = (costs(path) for path in sys.argv[1:3])
    if not committed:
        sys.exit("bench_check.py: the committed run has no figure")
    faults = 0
    for (name, place), before in committed.items():
        now = run.get((name, place))
        # Too small to be divided by: what the clock or the file system does not show.
        change = now / before if now is not None and before else None
        is_worse = now is None or (change or 0) > WORST
        faults += is_worse
        shown = "missing" if now is None else "–" if change is None else f"{change:.2f} ×"
        print(f"{shown:>8}  {'WORSE' if is_worse else '':6} {name}, figure {place}")
    print(f"{len(committed)} figures, {faults} worse by a third or missing")
    sys.exit(1 if faults else 0)


main()
