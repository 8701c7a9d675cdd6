"""`make chaos`: rounds one after the other, each with the next seed."""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import tempfile
import time
from pathlib import Path

import structlog

from chaos.campaign.grounds import prepare
from chaos.campaign.plan import plan
from chaos.campaign.report import line, story, summary
from chaos.campaign.round import run

MOST_ORDERS = 2_400


def main() -> int:
    """Run the rounds; 0 where all passed. Folders of failed rounds are kept."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, help="of the first round; else taken from the clock")
    parser.add_argument("--orders", type=int, default=MOST_ORDERS, help="in a round at most")
    parser.add_argument("--folder", type=Path, help="where failed rounds are kept; else a new one")
    parser.add_argument(
        "--tell", action="store_true", help="tell of rounds that passed at length too"
    )
    options = parser.parse_args()
    first = int(time.time()) % 1_000_000 if options.seed is None else options.seed
    folder = options.folder or Path(tempfile.mkdtemp(prefix="nomnom-chaos-"))
    print(
        f"{options.rounds} rounds from seed {first}; failed ones are kept in {folder}", flush=True
    )
    # What nomnom says inside this process would only stand between the lines.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    grounds = prepare(folder / "grounds", most_orders=options.orders)
    outcomes = []
    for seed in range(first, first + options.rounds):
        outcome = run(plan(seed, most_orders=options.orders), grounds, folder / f"round-{seed}")
        outcomes.append(outcome)
        print(line(outcome), flush=True)
        if options.tell or not outcome.passed:
            print(story(outcome), flush=True)
        if outcome.passed:
            shutil.rmtree(outcome.folder)
    print(summary(outcomes))
    failed = any(not outcome.passed for outcome in outcomes)
    if not failed:
        shutil.rmtree(folder)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
