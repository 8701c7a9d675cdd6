"""What the campaign says, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from chaos.campaign.round import Outcome


def line(outcome: Outcome) -> str:
    """A round in a line."""
    word = "passed" if outcome.passed else "FAILED"
    steps = "; ".join(str(moment.step) for moment in outcome.plan.moments)
    return (
        f"{word} {outcome.plan} -> {outcome.messages} messages ({outcome.doubtful} requests in doubt,"
        f" {outcome.asked} looked up) in {outcome.seconds:.1f} s: {steps}"
    )


def story(outcome: Outcome) -> str:
    """A round at length: what was done when, what is wrong, and where the logs of a failed one are."""
    plan = outcome.plan
    again = f"make chaos ARGS='--rounds 1 --seed {plan.seed} --orders {plan.most_orders}'"
    return "\n".join(
        (
            f"{outcome.plan} (again: {again})",
            *(f"  {each}" for each in outcome.plan.moments),
            "what was done:",
            *(f"  {each}" for each in outcome.diary),
            "what is wrong:",
            *(f"  {each}" for each in outcome.problems or ["nothing"]),
            "what the tables hold:",
            *(f"  {table}: {each}" for table, each in outcome.facts.items()),
            f"data and logs: {outcome.folder} (logs in {outcome.folder / 'log'})",
        )
    )


def summary(outcomes: Sequence[Outcome]) -> str:
    """All rounds in a few lines."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    kinds = Counter(moment.step.kind for each in outcomes for moment in each.plan.moments)
    counts = ", ".join(f"{kind} {times}" for kind, times in sorted(kinds.items()))
    seconds = sum(outcome.seconds for outcome in outcomes)
    lines = [
        f"{len(outcomes) - len(failed)} of {len(outcomes)} rounds passed in {seconds:.0f} s",
        f"steps: {counts}",
    ]
    if failed:
        lines.append(f"failed seeds: {', '.join(str(each.plan.seed) for each in failed)}")
    return "\n".join(lines)
