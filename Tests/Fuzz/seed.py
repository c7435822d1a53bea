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
    ["sync-response"],
    ["request-token"],
    ["enrolment-request"],
    ["enrolment-response"],
    ["bundle"],
    ["bundle"],
    [],
]
for number, names in enumerate(DECODERS):
    for name in names:
        (path,) = tests.glob(f"*/Golden/{name}.hex")
        golden = bytes.fromhex(path.read_text())
        if number == 10:
            golden = golden[len(b"candour bundle 1\n"):]
        (corpus / f"golden-{number}-{name}").write_bytes(bytes([number]) + golden)
