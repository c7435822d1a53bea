"""Unpacks the segments of a SyncRequest, with nothing but Docs/protocol.md behind it.

    python3 unpack_request.py FILE [KNOWN]    prints every entry as JSON

KNOWN is a JSON file of what the reader has: {"log in hexadecimal/sequence": [record, check], ...}, the record
in hexadecimal, the check as a number.
"""
import json
import sys

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Column:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        piece = self.data[self.at:self.at + count]
        if len(piece) != count:
            raise ValueError("cut short")
        self.at += count
        return piece

    def varint(self):
        result = shift = 0
        while True:
            byte = self.take(1)[0]
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                return result
            shift += 7

    def text(self):
        return self.take(self.varint())

    def until_zero(self):
        end = self.data.index(0, self.at)
        piece = self.take(end - self.at)
        self.at += 1
        return piece

    def is_at_end(self):
        return self.at == len(self.data)


def zigzag(code):
    return code >> 1 if code & 1 == 0 else -(code + 1 >> 1)


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def delimited(tag, data):
    return bytes([tag]) + varint(len(data)) + data


def fields(data):
    reader, found = Column(data), {}
    while not reader.is_at_end():
        key = reader.varint()
        wire = key & 7
        value = (
            reader.varint() if wire == 0 else reader.take(8) if wire == 1
            else reader.take(4) if wire == 5 else reader.text())
        found.setdefault(key >> 3, []).append(value)
    return found


def shape(data):
    reader = Column(data)
    kind, author, reason = reader.text(), reader.text(), reader.take(1)[0]
    operations = []
    while not reader.is_at_end():
        path, value = reader.until_zero(), reader.take(1)[0]
        operations.append((path, value, [reader.varint() for _ in range(reader.varint())]))
    return kind, author, reason, operations


def value_paths(one):
    """The fields of a shape's values, in their order."""
    return ([b""] if one[2] else []) + [path for path, value, _ in one[3] if value in (1, 2)]


def arranged(values, shapes, order):
    """The values, entry after entry."""
    names = []
    for one in shapes:
        names += [name for name in dict.fromkeys(value_paths(one)) if name not in names]
    reader, columns = Column(values), {}
    for name in names:
        count = sum(value_paths(shapes[number]).count(name) for number in order)
        columns[name] = [reader.text() for _ in range(count)]
    return [columns[name].pop(0) for number in order for name in value_paths(shapes[number])]


def entries(segment, known, frontier=None, carried=None):
    """The entries of a packed segment. `frontier` is the message's, if it is packed across logs; `carried` has the
    records of the entries that came earlier in the message."""
    packed, log = fields(segment[6][0]), segment[1][0].hex()
    heads = dict(frontier or [])
    shapes = [shape(data) for data in packed.get(1, [])]

    def column(number):
        return Column(packed.get(number, [b""])[0])

    which, times, records, salts = column(2), column(3), column(4), column(5)
    elements, references, checks, logs = column(6), column(7), column(8), column(11)
    codes = []
    while not which.is_at_end():
        codes.append(which.varint())
    order = [(code >> 1) - 1 for code in codes if code]
    values = arranged(packed.get(9, [b""])[0], shapes, order)
    plain, time = list(packed.get(10, [])), 0
    for sequence, code in enumerate(codes, segment[3][0]):
        if code == 0:
            whole = fields(plain.pop(0))
            yield whole[1][0], whole.get(2, [None])[0]
            continue
        kind, author, reason, operations = shapes[(code >> 1) - 1]
        time = (time + zigzag(times.varint())) % 2**64
        payload = delimited(0x0A, salts.take(8))
        if reason:
            payload += delimited(0x12, values.pop(0))
        count = max((byte for path, _, _ in operations for byte in path if byte < 32), default=0)
        identifiers = [int.from_bytes(elements.take(7), "big") for _ in range(count)]
        home, table = None, []
        for path, value, indexes in operations:
            spelled = b"".join(
                bytes([byte]) if byte > 31 else "".join(
                    ALPHABET[identifiers[byte - 1] >> 5 * (9 - place) & 31] for place in range(10)
                ).encode() for byte in path)
            operation = delimited(0x0A, spelled)
            if value in (1, 2):
                operation += delimited(0x12, delimited({1: 0x0A, 2: 0x12}[value], values.pop(0)))
            elif value:
                operation += b"\x12\x02" + {
                    3: b"\x18\0", 4: b"\x18\1", 5: b"\x20\1", 6: b"\x28\1"}[value]
            for index in indexes:
                number, back = logs.varint() if frontier is not None else 0, references.varint()
                name = frontier[number - 1][0] if number else log
                target = (heads[name] if number else sequence) - zigzag(back >> 1)
                if number:
                    heads[name] = target
                    table += [name] if name not in table else []
                here = known.get(f"{name}/{target}")
                check = here[1] if back & 1 else int.from_bytes(checks.take(4), "big")
                home = home or (carried or {}).get((name, target)) or (here or [None])[0]
                reference = b"\x08" + varint(table.index(name) + 1) if number else b""
                reference += b"\x10" + varint(target) + b"\x1d" + check.to_bytes(4, "little")
                operation += delimited(0x1A, reference + (b"\x20" + varint(index) if index else b""))
            payload += delimited(0x1A, operation)
        payload += b"".join(delimited(0x2A, bytes.fromhex(name)) for name in table)
        record = bytes.fromhex(home) if code & 1 else records.take(16)
        if carried is not None:
            carried[log, sequence] = record.hex()
        header = b"\x09" + time.to_bytes(8, "little") + delimited(0x12, record)
        header += delimited(0x1A, kind) + (delimited(0x22, author) if author else b"")
        yield header, payload


request = fields(open(sys.argv[1], "rb").read())
known = json.load(open(sys.argv[2])) if len(sys.argv) > 2 else {}
frontier, carried = [], {}
for data in request.get(2, []):
    position = fields(data)
    frontier.append((position[1][0].hex(), position.get(2, [0])[0]))
unpacked = [one for data in request.get(3, []) for one in entries(fields(data), known)]
for data in request.get(9, []):
    unpacked += entries(fields(data), known, frontier, carried)
# Of an answer: portable segments, each with a table of logs in the place of the frontier.
for data in request.get(13, []):
    portable = fields(data)
    table = [(log.hex(), 0) for log in portable.get(2, [])]
    unpacked += entries(fields(portable[1][0]), known, table, carried)
print(json.dumps([
    [header.hex(), None if payload is None else payload.hex()] for header, payload in unpacked]))
