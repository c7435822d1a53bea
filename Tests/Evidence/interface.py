"""Compares what SiteClient offers with what it offered: interface.py COMMITTED DUMP…

Each dump is one module's, by `swift-api-digester -dump-sdk`. Of IRMER and Deidentification only the types
that SiteClient re-exports count. Exits with 1 where a declaration is gone or changed: a program that uses it would no
longer build. With KEEP=1 what is offered now becomes what is compared with.
"""
import json
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parents[2]
EXPORTS = HERE / "Client/SiteClient/Exports.swift"
# Protocols that a type has without saying so.
UNSAID = {"BitwiseCopyable", "Copyable", "Escapable", "SendableMetatype"}
EFFECTS = {"async": "async", "throwing": "throws"}
KEYWORDS = {"EnumElement": "case", "Constructor": "init", "AssociatedType": "associatedtype"}


def keyword(node):
    declared = node["declKind"]
    if declared == "Var":
        return "let" if node.get("isLet") else "var"
    return KEYWORDS.get(declared, declared.lower())


def signature(node):
    """The types of a declaration, as the compiler prints them: what it gives comes first."""
    types = [each["printedName"] for each in node.get("children", []) if "declKind" not in each]
    if node["kind"] not in ("Function", "Constructor"):
        return ", ".join(types)
    effects = "".join(f" {word}" for key, word in EFFECTS.items() if node.get(key))
    return f"({', '.join(types[1:])}){effects} -> {types[0]}"


def is_offered(node):
    """Whether somebody wrote it for other packages: not what the compiler adds, nor what is `package`."""
    is_hidden = node.get("implicit") or node.get("isInternal")
    return "declKind" in node and node["kind"] != "Import" and not is_hidden


def declarations(node, owner):
    """Each declaration below a node, as a line."""
    for child in filter(is_offered, node.get("children", [])):
        name = f"{owner}.{child['printedName']}"
        if child["kind"] == "TypeDecl":
            protocols = sorted({each["name"] for each in child.get("conformances", [])} - UNSAID)
            yield name, f"{keyword(child)} {name}: {', '.join(protocols)}"
            yield from declarations(child, name)
            continue
        static = "static " if child.get("static") else ""
        setters = [each for each in child.get("accessors", []) if each["accessorKind"] == "set"]
        can_be_set = " { get set }" if any(not each.get("isInternal") for each in setters) else ""
        yield name, f"{static}{keyword(child)} {name}: {signature(child)}{can_be_set}"


def offered(dumps):
    exported = set(re.findall(r"import \w+ (\w+\.\w+)", EXPORTS.read_text(encoding="utf-8")))
    in_part = {name.split(".")[0] for name in exported}
    lines = set()
    for dump in map(pathlib.Path, dumps):
        root = json.loads(dump.read_text(encoding="utf-8"))["ABIRoot"]
        for name, line in declarations(root, dump.stem):
            if dump.stem not in in_part or ".".join(name.split(".")[:2]) in exported:
                lines.add(line.replace("Swift.", ""))
    return lines


def main():
    committed, *dumps = sys.argv[1:]
    committed = pathlib.Path(committed)
    now = offered(dumps)
    if not now:
        sys.exit("interface.py: the dumps name no declaration")
    if os.environ.get("KEEP"):
        committed.write_text("".join(f"{line}\n" for line in sorted(now)), encoding="utf-8")
    before = set(committed.read_text(encoding="utf-8").splitlines())
    for line in sorted(before - now):
        print(f"gone or changed: {line}")
    print(f"{len(now)} declarations, {len(now - before)} new, {len(before - now)} gone or changed")
    sys.exit(1 if before - now else 0)


main()
