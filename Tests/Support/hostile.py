"""Clients that mean harm, beside those that do not.

    hostile.py HOST PORT CA COUNT SECONDS

Runs COUNT of each kind at once, each until the server ends it, or for SECONDS. Prints `begun` when all
are under way, and one JSON object at the end: kind -> how its connections ended (an HTTP status,
`closed`, or `held` when the server never did).
"""
import asyncio, collections, json, ssl, sys

host, port, authority, count, seconds = sys.argv[1:6]
context = ssl.create_default_context(cafile=authority)
HEAD = b"POST /v1/sync HTTP/1.1\r\nHost: centre\r\n"


async def drip(writer, piece):
    while True:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.5)


async def slow_head(writer):
    writer.write(b"GET /healthz HTTP/1.1\r\n")
    await drip(writer, b"X-Slow: 1\r\n")


async def slow_body(writer):
    writer.write(HEAD + b"Content-Length: 1000000\r\n\r\n")
    await drip(writer, b"x")


async def endless(writer):
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await writer.drain()


async def huge(writer):
    writer.write(HEAD + b"Content-Length: 1000000000000\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


async def huge_head(writer):
    writer.write(b"GET /healthz HTTP/1.1\r\nX-Huge: " + b"x" * 2_000_000 + b"\r\n\r\n")
    await writer.drain()


async def said(writer, text):
    writer.write(text)
    await writer.drain()


KINDS = {
    "slow-head": slow_head,
    "slow-body": slow_body,
    "endless": endless,
    "huge": huge,
    "huge-head": huge_head,
    "wrong-length": lambda w: said(w, HEAD + b"Content-Length: -5\r\n\r\nhello"),
    "two-lengths": lambda w: said(w, HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
    "short-length": lambda w: said(w, HEAD + b"Content-Length: 2\r\n\r\nhello\r\n\r\n"),
    "two-hosts": lambda w: said(w, b"GET /sign-in HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    "no-host": lambda w: said(w, b"GET /sign-in HTTP/1.1\r\n\r\n"),
    "bad-chunk": lambda w: said(w, HEAD + b"Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n"),
    "no-http": lambda w: said(w, b"\x00\xff" * 500 + b"\r\n\r\n"),
}


async def ending(reader):
    """The first status that the server gives, if any, and then until it closes."""
    status = "closed"
    while True:
        line = await reader.read(65536)
        if not line:
            return status
        if status == "closed" and line.startswith(b"HTTP/1.1 "):
            status = line[9:12].decode()


async def attack(kind):
    writer = None
    try:
        reader, writer = await asyncio.open_connection(host, int(port), ssl=context)
        sending = asyncio.ensure_future(KINDS[kind](writer))
        sending.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            return kind, await asyncio.wait_for(ending(reader), float(seconds))
        finally:
            sending.cancel()
    except asyncio.TimeoutError:
        return kind, "held"
    except (OSError, ssl.SSLError):
        return kind, "closed"
    finally:
        if writer is not None:
            writer.transport.abort()


async def silent():
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        return "silent", await asyncio.wait_for(ending(reader), float(seconds))
    except asyncio.TimeoutError:
        return "silent", "held"
    except OSError:
        return "silent", "closed"
    finally:
        writer.transport.abort()


async def ask_on(writer):
    while True:
        writer.write(b"GET /sign-in HTTP/1.1\r\nHost: centre\r\n\r\n" * 100)
        await writer.drain()


async def never_reads():
    """Asks, and reads nothing of what it is answered."""
    reader, writer = await asyncio.open_connection(host, int(port), ssl=context, limit=1)
    try:
        await asyncio.wait_for(ask_on(writer), float(seconds))
    except asyncio.TimeoutError:
        return "never-reads", "held"
    except (OSError, ssl.SSLError):
        return "never-reads", "closed"
    finally:
        writer.transport.abort()


async def main():
    attacks = [attack(kind) for kind in KINDS for _ in range(int(count))]
    attacks += [silent() for _ in range(int(count))]
    attacks += [never_reads() for _ in range(int(count))]
    asyncio.get_running_loop().call_later(1, lambda: print("begun", flush=True))
    endings = collections.defaultdict(collections.Counter)
    for kind, how in await asyncio.gather(*attacks):
        endings[kind][how] += 1
    print(json.dumps(endings, sort_keys=True))


asyncio.run(main())
