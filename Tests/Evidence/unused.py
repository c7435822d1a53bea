"""Names each function, property and enumeration that nothing uses: unused.py BUILD-FOLDER

The compiler's index of the last `swift build --build-tests` says what refers to what. Not looked at:
initializers and enumeration's cases (a stored text makes them), what implements a protocol's
requirement, and what only `Generated` code, a template or a program that embeds SiteClient may use.
Fails if there is one.
"""
import collections
import ctypes
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ("Sources", "Client", "Server")
# Numbers of IndexStore/indexstore.h.
RECORD, DEFINITION, REFERENCE, IMPLICIT, OVERRIDE, ACCESSOR = 2, 1 << 1, 1 << 2, 1 << 8, 1 << 11, 1 << 15
KINDS = {5, 12, 16, 17, 18, 19, 20, 21}  # enumerations, functions, methods and properties


class Text(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_void_p), ("count", ctypes.c_size_t)]

    def __str__(self):
        return ctypes.string_at(self.bytes, self.count).decode() if self.count else ""


POINTER, BOOL = ctypes.c_void_p, ctypes.c_bool
EACH = ctypes.CFUNCTYPE(BOOL, POINTER, POINTER)
EACH_TEXT = ctypes.CFUNCTYPE(BOOL, POINTER, Text)
TOOLCHAIN = pathlib.Path(shutil.which("swift")).resolve().parents[1]
LIBRARY = ctypes.CDLL(TOOLCHAIN / "lib/libIndexStore.so")


def call(name, result, *arguments):
    """A function of the library; the first ones are its objects, so plain pointers."""
    function = getattr(LIBRARY, f"indexstore_{name}")
    function.restype, function.argtypes = result, [kind for kind, _ in arguments]
    return function(*[value for _, value in arguments])


def collected(name, kind, made, *leading):
    """What the library hands to a callback, one after the other."""
    found = []
    each = kind(lambda _, item: found.append(made(item)) or True)
    call(name, BOOL, *leading, (POINTER, None), (kind, each))
    return found


def text(name, item):
    return str(call(name, Text, (POINTER, item)))


def dependency(item):
    kind = call("unit_dependency_get_kind", ctypes.c_int, (POINTER, item))
    return kind, text("unit_dependency_get_name", item), text("unit_dependency_get_filepath", item)


def records(folder, store):
    """The newest record of each of our files, as (file, name)."""
    newest = {}
    for unit in collected("store_units_apply_f", EACH_TEXT, str, (POINTER, store), (ctypes.c_uint, 0)):
        written = (folder / "v5/units" / unit).stat().st_mtime
        reader = call("unit_reader_create", POINTER, (POINTER, store), (ctypes.c_char_p, unit.encode()), (POINTER, None))
        main = pathlib.Path(text("unit_reader_get_main_file", reader))
        if main.is_relative_to(HERE) and main.exists() and not main.relative_to(HERE).parts[0].startswith("."):
            for kind, name, path in collected("unit_reader_dependencies_apply_f", EACH, dependency, (POINTER, reader)):
                if kind == RECORD and path == str(main):
                    newest[main] = max(newest.get(main, (0, "")), (written, name))
        call("unit_reader_dispose", None, (POINTER, reader))
    return [(main.relative_to(HERE), name) for main, (_, name) in newest.items()]


def relation(item):
    symbol = call("symbol_relation_get_symbol", POINTER, (POINTER, item))
    return call("symbol_relation_get_roles", ctypes.c_uint64, (POINTER, item)), text("symbol_get_usr", symbol)


def occurrence(item):
    line, column = ctypes.c_uint(), ctypes.c_uint()
    place = [(ctypes.POINTER(ctypes.c_uint), ctypes.byref(number)) for number in (line, column)]
    call("occurrence_get_line_col", None, (POINTER, item), *place)
    symbol = call("occurrence_get_symbol", POINTER, (POINTER, item))
    roles = call("occurrence_get_roles", ctypes.c_uint64, (POINTER, item))
    related = collected("occurrence_relations_apply_f", EACH, relation, (POINTER, item))
    kind = call("symbol_get_kind", ctypes.c_int, (POINTER, symbol))
    return text("symbol_get_usr", symbol), text("symbol_get_name", symbol), kind, roles, line.value, related


def occurrences(store, name):
    reader = call("record_reader_create", POINTER, (POINTER, store), (ctypes.c_char_p, name.encode()), (POINTER, None))
    found = collected("record_reader_occurrences_apply_f", EACH, occurrence, (POINTER, reader))
    call("record_reader_dispose", None, (POINTER, reader))
    return found


def unused(folder):
    store = call("store_create", POINTER, (ctypes.c_char_p, str(folder).encode()), (POINTER, None))
    declared, used, required, accessors = {}, set(), set(), collections.defaultdict(set)
    for file, record in records(folder, store):
        for symbol, name, kind, roles, line, related in occurrences(store, record):
            if roles & DEFINITION and kind in KINDS and file.parts[0] in ROOMS:
                declared[symbol] = (file, line, name)
            for role, other in related:
                if role & OVERRIDE:
                    required.add(symbol)
                if role & ACCESSOR:
                    accessors[other].add(symbol)
            within = {other for role, other in related if not role & ACCESSOR}
            if roles & REFERENCE and (roles & IMPLICIT or symbol not in within):
                used.add(symbol)
    for symbol, (file, line, name) in sorted(declared.items(), key=lambda item: item[1]):
        if symbol in required or symbol in used or accessors[symbol] & used or "Generated" in file.parts:
            continue
        yield file, line, name


# What templates, property wrappers and others find by its name, and what begins a program.
BY_NAME = re.compile(r"^\s*(let \w+(: \w+)? = |static func main\(|@|public (static )?(let|var) \w+ = \w*Col)")


def is_by_name(file, line, name):
    shown = (HERE / file).read_text().splitlines()[line - 1]
    if not re.search(rf"\b{re.escape(re.split('[(:]', name)[0])}\b", shown):
        return True  # made by the compiler
    return bool(BY_NAME.match(shown)) or re.search(r"\bpublic\b|CodingKeys", shown) is not None


left = [found for found in unused(pathlib.Path(sys.argv[1]) / "index/store") if not is_by_name(*found)]
for file, line, name in left:
    print(f"{file}:{line}: nothing uses {name}")
sys.exit(1 if left else 0)
