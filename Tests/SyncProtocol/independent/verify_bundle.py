"""Reads and verifies a Candour bundle, with nothing but Docs/protocol.md behind it.

    python3 verify_bundle.py FILE     prints what the bundle says as JSON; exits 1 if it lies

Uses the standard library and libzstd; Ed25519 is verified as RFC 8032, section 6, writes it down.
It keeps the whole file in memory and wants logs from their first entry on: it is a check, not a client.
"""
import ctypes
import ctypes.util
import hashlib
import json
import sys
import uuid

MAGIC = b"candour bundle 1\n"


def sha256(data):
    return hashlib.sha256(data).digest()


def demand(holds, what):
    if not holds:
        raise ValueError(what)


# ---- Ed25519 (RFC 8032) -------------------------------------------------------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    demand(y < P, "point")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    demand((x * x - square) % P == 0, "point")
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def verify(public_key, message, signature, what):
    s = int.from_bytes(signature[32:], "little")
    demand(len(signature) == 64 and s < Q, what)
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % Q
    left, right = multiply(s, BASE), add(point(signature[:32]), multiply(h, point(public_key)))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0
    demand(same and (left[1] * right[2] - right[1] * left[2]) % P == 0, what)


# ---- Protobuf and zstd --------------------------------------------------------------------------


def varint(data, at):
    result = shift = 0
    while True:
        byte = data[at]
        at, result, shift = at + 1, result | (byte & 0x7F) << shift, shift + 7
        if byte < 0x80:
            return result, at


def fields(data):
    """number -> values in order; fixed numbers are little-endian."""
    result, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            size, at = varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            demand(at + size <= len(data), "a field cut short")
            value, at = data[at:at + size], at + size
            if kind != 2:
                value = int.from_bytes(value, "little")
        result.setdefault(key >> 3, []).append(value)
    return result


def one(message, number, default):
    return message.get(number, [default])[-1]


def decompressed(data, most=4 * 1024 * 1024):
    zstd = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    zstd.ZSTD_decompress.restype = ctypes.c_size_t
    zstd.ZSTD_decompress.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]
    out = ctypes.create_string_buffer(most)
    size = zstd.ZSTD_decompress(out, most, data, len(data))
    demand(size <= most, "a batch that is not zstd")
    return out.raw[:size]


# ---- Entries and records ------------------------------------------------------------------------


def reference(data, logs):
    message = fields(data)
    return (logs[one(message, 1, 0)], one(message, 2, 0), one(message, 3, 0)), one(message, 4, 0)


def value(data):
    message = fields(data)
    known = {1: "text", 2: "number", 3: "flag", 4: "element", 5: "redacted"}
    if len(message) != 1 or next(iter(message)) not in known:
        return "unknown " + data.hex()
    (number, (content,)), = message.items()
    content = content.decode() if number < 3 else bool(content)
    return f"{known[number]} {content}" if number < 4 else known[number]


class Records:
    """The merge: a set of operations less the set of what they supersede, and with what went with a
    removed element in which somebody was editing."""

    def __init__(self):
        # Of each superseded name, the removed elements that took it away; None: it was replaced.
        self.operations, self.superseded, self.redacted = {}, {}, set()

    def apply(self, record, name, operations, logs):
        for index, data in enumerate(operations):
            message = fields(data)
            path = one(message, 1, b"").decode()
            content = value(message[2][-1]) if 2 in message else None
            is_removal = content is None and path.rsplit("/", 1)[-1].startswith("@")
            for target in message.get(3, []):
                taken = self.superseded.setdefault(reference(target, logs), set())
                taken.add(path if is_removal else None)
            self.operations[name, index] = (record, path, content)

    def take(self, log, sequence, chain, header, payload):
        header = fields(header)
        record = str(uuid.UUID(bytes=header[2][-1]))
        name = (log, sequence, int.from_bytes(chain[:4], "big"))
        if 5 in header:
            origin = fields(header[5][-1])
            name = (origin[1][-1], one(origin, 2, 0), one(origin, 3, 0))
        payload = fields(payload)
        logs = [name[0]] + payload.get(5, [])
        if name not in self.redacted:
            self.apply(record, name, payload.get(3, []), logs)
        if 4 in payload:
            redaction = fields(payload[4][-1])
            target, _ = reference(redaction[1][-1], logs)
            if target not in self.redacted:
                self.operations = {k: v for k, v in self.operations.items() if k[0] != target}
            self.redacted.add(target)
            self.apply(record, target, redaction.get(2, []), logs)

    def is_edited(self, record, element):
        """Whether something in the element, or the element itself, was superseded by nobody."""
        return any(
            of == record and key not in self.superseded
            and (path.startswith(element + "/") or (path == element and content is not None))
            for key, (of, path, content) in self.operations.items())

    def is_live(self, key, record, path):
        return all(
            element is not None and (path == element or path.startswith(element + "/"))
            and self.is_edited(record, element)
            for element in self.superseded.get(key, ()))

    def live(self):
        result = {}
        for key, (record, path, content) in self.operations.items():
            if self.is_live(key, record, path):
                values = result.setdefault(record, {}).setdefault(path, [])
                values.append(content if content is not None else "removed")
        return {r: {p: sorted(set(v)) for p, v in paths.items()} for r, paths in result.items()}


# ---- The bundle ---------------------------------------------------------------------------------


def segment(data, heads, records):
    message = fields(data)
    log, first = message[1][-1], one(message, 3, 0)
    if first == 1:
        descriptor = message[2][-1]
        genesis = sha256(b"candour log 1\n" + descriptor)
        demand(genesis[:16] == log, "a log that is not the one it names")
        heads[log] = (0, genesis, fields(descriptor)[1][-1])
    sequence, chain, public_key = heads[log]
    demand(first == sequence + 1, "a log with a gap")
    for entry in map(fields, message[4]):
        header, payload = one(entry, 1, b""), one(entry, 2, None)
        digest = sha256(payload) if payload is not None else entry[3][-1]
        sequence, chain = sequence + 1, sha256(chain + header + digest)
        if payload is not None:
            records.take(log, sequence, chain, header, payload)
    signed = b"candour checkpoint 1\n" + log + sequence.to_bytes(8, "big") + chain
    verify(public_key, signed, message[5][-1], "a checkpoint that the log's owner did not sign")
    heads[log] = (sequence, chain, public_key)
    return len(message[4])


def bundle(data):
    demand(data.startswith(MAGIC), "not a bundle")
    at, header, count, heads, records = len(MAGIC), None, 0, {}, Records()
    while True:
        start, kind = at, data[at:at + 1]
        size = int.from_bytes(data[at + 1:at + 5], "big")
        body, at = data[at + 5:at + 5 + size], at + 5 + size
        demand(at <= len(data), "cut short")
        if kind == b"H":
            demand(header is None, "a second header")
            header = fields(body)
        elif kind == b"B":
            for part in fields(decompressed(body)).get(1, []):
                count += segment(part, heads, records)
        else:
            demand(kind == b"T" and header is not None and at == len(data), "the end")
            break
    trailer, public_key = fields(body), header[8][-1]
    digest = sha256(data[:start])
    demand(one(trailer, 2, b"") == digest and one(trailer, 1, 0) == count, "digest or count")
    verify(public_key, MAGIC + count.to_bytes(8, "big") + digest, trailer[3][-1], "the signature")
    replica = sha256(b"candour replica 1\n" + public_key)[:16]
    demand(one(header, 2, b"") == replica, "a writer who is not the key's owner")
    return {
        "replica": replica.hex(), "site": one(header, 3, b"").decode(), "entries": count,
        "heads": {log.hex(): [head[0], head[1].hex()] for log, head in heads.items()},
        "records": records.live(),
    }


if __name__ == "__main__":
    try:
        with open(sys.argv[1], "rb") as file:
            print(json.dumps(bundle(file.read()), sort_keys=True))
    except (ValueError, KeyError, IndexError) as error:
        sys.exit(f"refused: {error}")
