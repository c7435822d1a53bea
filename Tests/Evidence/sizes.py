"""Prints the size of Swift sources and how many public declarations have a comment: sizes.py FOLDER...

The table of Docs/architecture.md. A column of a table of the read model has its comment, its meaning in a sentence,
as an argument. A function is a `func`, `init`, `deinit` or `subscript` with a body of several
lines; a public declaration is one marked `public` or `open`, no import and no extension.
"""
import pathlib
import re
import sys

FUNCTION = re.compile(r"^\s*(?:[@\w()]+ )*(?:func\b|init[?!]?[(<]|deinit\b|subscript\b)")
PUBLIC = re.compile(r"^\s*(?:@[\w().: \"]+ )*(?:public|open) (?!import\b|extension\b|internal\(set\)$)")


# `public let site = Col<String>("site", "The code of the site")`
COLUMN = re.compile(r"^\s*public let \w+ = (?:Col|DayColumn)<")


def functions(lines):
    """The lines of each function, from its first to the brace that closes it at its own indentation."""
    for start, line in enumerate(lines):
        if not FUNCTION.match(line) or line.lstrip().startswith("//"):
            continue
        indent = line[:len(line) - len(line.lstrip())]
        # The signature may take several lines; without a body it ends where another line begins.
        for end in range(start, len(lines)):
            text = lines[end]
            if text == indent + "}":
                yield end - start + 1
                break
            if end > start and text.startswith(indent) and not text[len(indent):].startswith((" ", ")", "}", "where")):
                break
            if end == start and text.rstrip().endswith("}"):
                yield 1
                break


def documented(lines):
    """(public declarations, those with a comment)."""
    count = commented = 0
    for number, line in enumerate(lines):
        if not PUBLIC.match(line):
            continue
        count += 1
        before = number - 1
        while before >= 0 and lines[before].lstrip().startswith("@"):
            before -= 1
        commented += bool(COLUMN.match(line)) or before >= 0 and lines[before].lstrip().startswith(("///", "*/"))
    return count, commented


def spread(numbers):
    ordered = sorted(numbers)
    return f"{ordered[len(ordered) // 2]} · {ordered[len(ordered) * 9 // 10]} · {ordered[-1]}"


def main():
    files = [file for folder in sys.argv[1:] for file in pathlib.Path(folder).rglob("*.swift")
             if "Generated" not in file.parts]
    if not files:
        sys.exit(__doc__.splitlines()[0])
    texts = [file.read_text(encoding="utf-8").splitlines() for file in files]
    public = [documented(lines) for lines in texts]
    count, commented = (sum(part) for part in zip(*public))
    print(f"{len(files)} files, {sum(map(len, texts)):,} lines")
    print(f"lines of a file      {spread(map(len, texts))}")
    print(f"lines of a function  {spread(size for lines in texts for size in functions(lines))}")
    print(f"public declarations  {count:,}, documented {100 * commented / max(count, 1):.0f} %")


main()
