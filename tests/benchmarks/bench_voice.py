"""Reading notes for the voice of the child: speed on one core, the slowest long note, memory.

Prints notes a second, p99 for a 2,000-word note and memory, and last one JSON object with ratios:
  p99_of_50ms        p99 of a 2,000-word note, processor time on one core, as a share of the 50 ms of a live hint (aim: under 1)
  times_keyword_list time for the practice notes as a multiple of the keyword list's
  work_2x_chars      work (calls) for 40,000 characters without an end as a multiple of that for 20,000 (aim: 2)
  memory_growth_mb   how much more memory 5,000 readings take than 500 (aim: under 5)
"""

import gc
import json
import sys
import time
import tracemalloc
from pathlib import Path
from types import FrameType

from lif_plugin.voice import read_note
from lif_plugin.voice.baselines import keywords
from lif_plugin.voice.records import NoteRecord, note_records

NOTES = Path(__file__).parents[1] / "assets" / "voice_notes"
LONG = 2_000
RUN = "she said mum is tired and she likes nan, then we went to the shop because the dog was out "
ENDLESS = 20_000
LIMIT = 0.050
ROUNDS = 200


def practice_notes() -> list[NoteRecord]:
    """All labelled practice notes."""
    return [
        record
        for name in ("dev.jsonl", "own_dev.jsonl", "own_fresh.jsonl", "own_unseen.jsonl", "blind_2.jsonl")
        for record in note_records((NOTES / name).read_text(encoding="utf-8").splitlines())
    ]


def long_notes(records: list[NoteRecord]) -> list[str]:
    """Notes of 2,000 words, made of practice notes from different places in the file."""
    made = []
    for start in range(0, len(records), len(records) // 8):
        words = " ".join(record.note for record in records[start:] + records[:start]).split()
        made.append(" ".join(words[:LONG]))
    return made


def seconds_for(records: list[NoteRecord], rounds: int, read: object) -> float:
    """Least seconds that one pass over the notes takes."""
    assert callable(read)
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        for record in records:
            read(record)
        best = min(best, time.process_time() - begun)
    return best


def calls_for(text: str) -> int:
    """How many calls, into Python or C, reading a note takes: work counted without a clock."""
    count = 0

    def note_call(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(note_call)
    try:
        read_note(text, 9, None, (), "visit")
    finally:
        sys.setprofile(None)
    return count


def growth(records: list[NoteRecord]) -> float:
    """Megabytes by which traced memory grows from the 500th reading to the 5,000th."""
    tracemalloc.start()
    sizes = []
    for number in range(5_000):
        records[number % len(records)].reading()
        if number in {499, 4_999}:
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    return (sizes[1] - sizes[0]) / 1e6


def main() -> int:
    """Measures and prints."""
    records = practice_notes()
    ours = seconds_for(records, 5, NoteRecord.reading)
    theirs = seconds_for(records, 5, keywords)
    times, wall = [], []
    made = long_notes(records)
    for number in range(ROUNDS):
        begun, clock = time.process_time(), time.perf_counter()
        read_note(made[number % len(made)], 9, None, (), "visit")
        times.append(time.process_time() - begun)
        wall.append(time.perf_counter() - clock)
    times.sort()
    wall.sort()
    p50, p99 = times[ROUNDS // 2], times[int(ROUNDS * 0.99) - 1]
    grown = growth(records)
    words = sum(len(record.note.split()) for record in records)
    print(f"notes a second on one core  {len(records) / ours:,.0f} ({words / len(records):.0f} words a note)")
    print(
        f"2,000-word note             median {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms, limit {LIMIT * 1e3:.0f} ms"
    )
    print(
        f"   by the clock on the wall  median {wall[ROUNDS // 2] * 1e3:.1f} ms, p99 {wall[int(ROUNDS * 0.99) - 1] * 1e3:.1f} ms"
    )
    print(f"keyword list                {len(records) / theirs:,.0f} notes a second")
    print(f"memory                      {grown:+.2f} MB from the 500th to the 5,000th reading")
    endless = "Saw Amy (9) " + RUN * (ENDLESS // len(RUN))
    begun = time.process_time()
    read_note(endless, 9, None, (), "visit")
    took = time.process_time() - begun
    twice = calls_for(endless + RUN * (ENDLESS // len(RUN))) / calls_for(endless)
    print(f"20,000 characters, no end   {took * 1e3:.0f} ms; twice as long takes {twice:.2f} times the work")
    ratios = {
        "p99_of_50ms": round(p99 / LIMIT, 3),
        "times_keyword_list": round(ours / theirs, 1),
        "work_2x_chars": round(twice, 2),
        "memory_growth_mb": round(grown, 2),
    }
    print(json.dumps({"bench": "voice", "ratios": ratios}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
