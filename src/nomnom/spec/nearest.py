"""Hints for a word that isn't among the valid ones."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word most like `word` (letter case counts for nothing), if one is like it at all."""
    by_folded = {candidate.casefold(): candidate for candidate in sorted(valid, reverse=True)}
    matches = get_close_matches(word.casefold(), by_folded, n=1)
    return by_folded[matches[0]] if matches else None


def did_you_mean(word: str, valid: Iterable[str], *, otherwise: str | None = None) -> str:
    """The cure for an unknown word: the nearest valid one, else `otherwise`, else all valid ones."""
    words = tuple(valid)
    match = nearest(word, words)
    if match is not None:
        return f'did you mean "{match}"?'
    if otherwise is not None:
        return otherwise
    return f"valid are {listed(words)}" if words else "there is nothing it could name"


def listed(words: Iterable[str]) -> str:
    """Words in quotes, separated by commas, in the order given."""
    return ", ".join(f'"{word}"' for word in words)
