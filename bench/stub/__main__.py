"""`python -m bench.stub PORT --delay 0.03`: serve until the process is ended."""

import argparse
import asyncio
import gc

import uvloop

from bench.script import lines
from bench.stub.limiter import Limiter
from bench.stub.people import Crowd
from bench.stub.server import Door, Stub


async def serve(port: int, delay: float, limiter: Limiter) -> None:
    loop = asyncio.get_running_loop()
    stub = Stub(Crowd(lines(), loop.call_later), limiter, delay)
    server = await loop.create_server(lambda: Door(stub), "127.0.0.1", port)
    # A pause of the collector here would be measured as a pause of the bot.
    gc.freeze()
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench.stub")
    asked.add_argument("port", type=int)
    asked.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    asked.add_argument("--rate", type=float, default=0.0, help="messages a second it takes")
    asked.add_argument("--burst", type=float, default=30.0, help="and how many at once")
    said = asked.parse_args()
    uvloop.run(serve(said.port, said.delay, Limiter(said.rate, said.burst)))


if __name__ == "__main__":
    main()
