"""Sends COUNT requests to URL, at most CAP at once, with aiohttp: post-aiohttp.py URL COUNT CAP
Prints the seconds and the CPU seconds that it took."""
import asyncio
import sys
import time

import aiohttp

URL, COUNT, CAP = sys.argv[1] + "/images/generations", int(sys.argv[2]), int(sys.argv[3])
BODY = {"model": "grok-imagine-image", "prompt": "a misty harbour at dawn " * 35, "n": 1}


async def main():
    left = iter(range(COUNT))
    connector = aiohttp.TCPConnector(limit=CAP)
    headers = {"Authorization": "Bearer reel-bench"}
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def work():
            for _ in left:
                async with session.post(URL, json=BODY) as answer:
                    assert answer.status == 200 and (await answer.json())["data"]

        await asyncio.gather(*(work() for _ in range(CAP)))


wall, cpu = time.perf_counter(), time.process_time()
asyncio.run(main())
print(time.perf_counter() - wall, time.process_time() - cpu)
