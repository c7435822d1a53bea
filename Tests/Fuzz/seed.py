"""Writes the golden files as a first corpus: a byte that picks the decoder, then the bytes."""
import pathlib
import sys

tests, corpus = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
# In the order of Decoder.allCases.
DECODERS = [
    ["entry-header", "entry-header-moved", "entry-header-later"],
    ["entry-payload", "entry-redaction"],
    ["merged-record"],
    ["log-descriptor"],
    ["sync-request", "sync-request-packed", "sync-request-across", "sync-request-across-known"],
    ["sync-response", "sync-response-portable"],
    ["request-token"],
    ["enrolment-request"],
    ["enrolment-response"],
    ["bundle"],
    ["bundle"],
    [],
    ["sync-response-portable"],
]


def varint(data, at):
    """A number and where it ends."""
    number, shift = 0, 0
    while True:
        byte = data[at]
        number, shift, at = number | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return number, at


def fields(message, wanted):
    """The bytes of each field of that number."""
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        if key & 7 == 0:
            _, at = varint(message, at)
        elif key & 7 == 2:
            length, at = varint(message, at)
            if key >> 3 == wanted:
                yield message[at:at + length]
            at += length
        else:
            at += 8 if key & 7 == 1 else 4


for number, names in enumerate(DECODERS):
    for name in names:
        (path,) = tests.glob(f"*/Golden/{name}.hex")
        golden = bytes.fromhex(path.read_text())
        if number == 10:
            golden = golden[len(b"candour bundle 1\n"):]
        if number == 12:
            golden = next(fields(golden, 13))
        (corpus / f"golden-{number}-{name}").write_bytes(bytes([number]) + golden)
