"""python -m bench.flooding PORT: four who take what they can get, each from an address of their own, until killed."""

import asyncio
import itertools
import sys
import time

import httpx

from bench.customers import script

MESSAGES, CHARACTERS = 150, 2_000
STREAMS = 1_000
LOGINS_A_SECOND = 20
BODY = 64 * 1024 * 1024
PART = b"x" * 65_536


def client(base: str, address: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None)
    return httpx.AsyncClient(
        base_url=base, timeout=60, limits=limits, trust_env=False, headers={"X-Forwarded-For": address}
    )


async def token(http: httpx.AsyncClient) -> dict[str, str]:
    opened = (await http.post("/chat/sessions")).raise_for_status().json()
    return {"Authorization": f"Bearer {opened['token']}"}


async def writer(base: str) -> None:
    """Long messages, 150 as fast as they are taken, again and again."""
    async with client(base, "198.51.100.1") as http:
        head = await token(http)
        for round in itertools.count():
            for n in range(MESSAGES):
                body = {"message_id": f"{round}-{n}", "text": script()["flood"] * CHARACTERS}
                await http.post("/chat/messages", json=body, headers=head)


async def reader(base: str) -> None:
    """A thousand streams of one session; what is refused is tried again."""
    async with client(base, "198.51.100.2") as http:
        head = await token(http)

        async def stream() -> None:
            while True:
                async with http.stream("GET", "/chat/stream", headers=head) as answer:
                    async for _ in answer.aiter_raw():
                        pass
                await asyncio.sleep(5)

        await asyncio.gather(*(stream() for _ in range(STREAMS)))


async def guesser(base: str) -> None:
    """Twenty log-ins a second under names that change."""
    async with client(base, "198.51.100.3") as http:
        began = time.monotonic()
        for n in itertools.count():
            await asyncio.sleep(max(0.0, began + n / LOGINS_A_SECOND - time.monotonic()))
            await http.post("/api/login", json={"username": f"u{n}", "password": "not the right one"})


async def poster(port: int) -> None:
    """Bodies of 64 MB, announced and not announced by turns."""
    for n in itertools.count():
        size = f"Content-Length: {BODY}" if n % 2 else "Transfer-Encoding: chunked"
        head = f"POST /chat/messages HTTP/1.1\r\nHost: bench\r\nX-Forwarded-For: 198.51.100.4\r\n{size}\r\n\r\n"
        part = PART if n % 2 else b"%x\r\n%s\r\n" % (len(PART), PART)
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(head.encode())
            for _ in range(BODY // len(PART)):
                writer.write(part)
                await writer.drain()
        except ConnectionError:
            pass  # it was not let finish
        finally:
            writer.close()


async def main(port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    await asyncio.gather(
        *(_for_ever(flood, at) for flood, at in ((writer, base), (reader, base), (guesser, base), (poster, port)))
    )


async def _for_ever(flood, at) -> None:  # type: ignore[no-untyped-def]  # any of the four
    while True:
        try:
            await flood(at)
        except (httpx.HTTPError, OSError):
            await asyncio.sleep(0.5)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
