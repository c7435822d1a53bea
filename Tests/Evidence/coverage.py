"""Prints, for each module, how many of its lines the tests ran: coverage.py REPORT

The report is the one that `swift test --enable-code-coverage` writes (llvm-cov, JSON). Code that
`generate.sh` writes is left out.
"""
import collections
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ("Sources", "Client", "Server")


def modules(report):
    """Lines run and lines in all, by module."""
    found = collections.defaultdict(lambda: [0, 0])
    for file in report["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if not path.is_relative_to(HERE):
            continue
        room, module, *rest = path.relative_to(HERE).parts
        if room not in ROOMS or "Generated" in rest:
            continue
        lines = file["summary"]["lines"]
        found[module][0] += lines["covered"]
        found[module][1] += lines["count"]
    return found


def main():
    found = modules(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")))
    if not found:
        sys.exit("coverage.py: the report names no file of ours")
    found["in all"] = [sum(each) for each in zip(*found.values())]
    for name, (run, lines) in found.items():
        print(f"{name:18} {run:6} of {lines:6} lines  {100 * run / lines:5.1f} %")


if __name__ == "__main__":
    main()
