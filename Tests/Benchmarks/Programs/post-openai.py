"""The same with the openai package: post-openai.py URL COUNT CAP"""
import asyncio
import sys
import time

from openai import AsyncOpenAI

URL, COUNT, CAP = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
PROMPT = "a misty harbour at dawn " * 35


async def main():
    left = iter(range(COUNT))
    async with AsyncOpenAI(base_url=URL, api_key="reel-bench", max_retries=0) as client:

        async def work():
            for _ in left:
                answer = await client.images.generate(
                    model="grok-imagine-image", prompt=PROMPT, n=1)
                assert answer.data

        await asyncio.gather(*(work() for _ in range(CAP)))


wall, cpu = time.perf_counter(), time.process_time()
asyncio.run(main())
print(time.perf_counter() - wall, time.process_time() - cpu)
