"""Prints the tests that failed in a run, after the thousands of lines of those that passed.

    python3 Tests/Evidence/failures.py XUNIT

Exit 1 always: `make test` calls it where the run failed.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def main(path):
    if not path.exists():
        sys.exit(f"failed: the run ended before it wrote {path}")
    print("failed:")
    for case in ElementTree.parse(path).iter("testcase"):
        for failure in [*case.findall("failure"), *case.findall("error")]:
            print(f"  {case.get('classname')} › {case.get('name')}")
            text = (failure.get("message") or "") + (failure.text or "")
            print("\n".join(f"    {line}" for line in text.splitlines()[:20]))
    sys.exit(1)


main(pathlib.Path(sys.argv[1]))
