"""How fast messages become rows, as ratios in one run: to the decoder alone, and to a loop written by hand.

    make bench-extraction ARGS="--repeat 9"

(a) is msgspec decoding the same bytes into the same structs and nothing else, (b) `json.loads` (or the
splitting of an HL7 message) and a loop that builds the same rows, which is checked before anything is timed.
Rounds of the three take turns, and the medians are compared, so a busy machine slows all of them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import byhand
from nomnom.demo import generate
from nomnom.extraction import MessageFacts, RootPlan, compile_plan
from nomnom.loading import load_project

EXAMPLES = Path(__file__).parents[1] / "examples"
RECORDS = 500
MESSAGE = MessageFacts("m-1", dt.datetime(2026, 3, 3, tzinfo=dt.UTC), 1)
ROUND_SECONDS = 0.2


ByHand = Callable[[bytes, MessageFacts], byhand.Rows]


@dataclass(frozen=True, slots=True)
class Case:
    """One example: its plan, a payload of RECORDS records, and the loop by hand."""

    name: str
    plan: RootPlan
    payload: bytes
    by_hand: ByHand


@dataclass(frozen=True, slots=True)
class Outcome:
    """Seconds per record: of the decoder alone, of the plan, of the loop by hand."""

    case: Case
    decoder: float
    plan: float
    by_hand: float


def main() -> None:
    """Check and time every case, and print a table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=9)
    options = parser.parse_args()
    report([measure(case, options.repeat) for case in cases()])


def cases() -> list[Case]:
    """The three examples."""
    found: list[tuple[str, str, bytes, ByHand]] = [("tpch", "Order", _orders(), byhand.orders)]
    push = json.dumps(json.loads((EXAMPLES / "webhooks/samples/push.json").read_text()))
    found.append(("webhooks", "Push", "\n".join([push] * RECORDS).encode(), byhand.pushes))
    result = (EXAMPLES / "hl7/samples/oru_r01.hl7").read_bytes().replace(b"\n", b"\r").strip(b"\r")
    own = load_project(EXAMPLES / "hl7").transforms
    loop = byhand.results({name: each.function for name, each in own.items()})
    found.append(("hl7", "OruMessage", b"\r".join([result] * RECORDS), loop))
    return [
        Case(name, compile_plan(load_project(EXAMPLES / name)).roots[root], payload, by_hand)
        for name, root, payload, by_hand in found
    ]


def _orders() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        data = generate(0.001, Path(folder) / "tpch")
        lines = data.ndjson.read_bytes().split(b"\n")
    return b"\n".join(lines[:RECORDS])


def measure(case: Case, repeat: int) -> Outcome:
    """Time the three ways by turns, after a check that plan and hand agree. Raises AssertionError."""
    extract = case.plan.extract(case.payload, MESSAGE)
    assert extract.bad == ()
    assert case.by_hand(case.payload, MESSAGE) == extract.rows, f"{case.name}: the rows differ"
    ways = (
        lambda: case.plan.decode(case.payload),
        lambda: case.plan.extract(case.payload, MESSAGE),
        lambda: case.by_hand(case.payload, MESSAGE),
    )
    rounds = [[_seconds(way) / RECORDS for way in ways] for _ in range(repeat)]
    return Outcome(case, *(statistics.median(each) for each in zip(*rounds, strict=True)))


def _seconds(way: Callable[[], object]) -> float:
    """The time of one call, over as many as fill a round."""
    calls, begun = 0, time.perf_counter()
    while (passed := time.perf_counter() - begun) < ROUND_SECONDS or not calls:
        way()
        calls += 1
    return passed / calls


def report(outcomes: list[Outcome]) -> None:
    """Print records per second of each way, and the plan's speed as a multiple of the others'."""
    table = Table(title="records per second, one core")
    table.add_column("example")
    for heading in ("decoder (a)", "plan", "by hand (b)", "plan / (a)", "plan / (b)"):
        table.add_column(heading, justify="right")
    for each in outcomes:
        rates = (f"{1 / seconds:,.0f}" for seconds in (each.decoder, each.plan, each.by_hand))
        ratios = (f"{other / each.plan:.2f}" for other in (each.decoder, each.by_hand))
        table.add_row(each.case.name, *rates, *ratios)
    Console().print(table)


if __name__ == "__main__":
    main()
