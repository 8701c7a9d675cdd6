"""Which row is meant by which expectation."""

from __future__ import annotations

from collections.abc import Sequence


def matched(fits: Sequence[Sequence[int]]) -> dict[int, int]:
    """A partner for as many as possible: `fits` has for each the partners that fit it, best first.

    Nobody shares a partner. An expectation that names few columns leaves a row to one that fits no other.
    """
    taken: dict[int, int] = {}

    def find(one: int, tried: set[int]) -> bool:
        for partner in fits[one]:
            if partner in tried:
                continue
            tried.add(partner)
            if partner not in taken or find(taken[partner], tried):
                taken[partner] = one
                return True
        return False

    for one in range(len(fits)):
        find(one, set())
    return {one: partner for partner, one in taken.items()}
