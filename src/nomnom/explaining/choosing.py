"""Which root entity a document is a record of, and why."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Raw

from nomnom.errors import NomnomError
from nomnom.explaining.explanation import Candidate, Choice
from nomnom.extraction import Plan, RootPlan
from nomnom.spec.nearest import did_you_mean, listed

_MEMBERS = msgspec.json.Decoder(dict[str, Raw])


def roots_asked_for(plan: Plan, entity: str | None) -> tuple[RootPlan, ...]:
    """The root that an entity is, or is derived from; all roots where None is named.

    Raises NomnomError for an entity that no root gives.
    """
    if entity is None:
        return tuple(plan.roots.values())
    found = tuple(root for root in plan.roots.values() if entity in _given_by(root))
    if not found:
        known = dict.fromkeys(name for root in plan.roots.values() for name in _given_by(root))
        cure = did_you_mean(entity, known, otherwise=f"root entities: {listed(plan.roots)}")
        raise NomnomError(f'no message gives records of an entity "{entity}"', cure=cure)
    return found


def fixed_root(plan: Plan, entity: str | None) -> tuple[RootPlan, Choice] | None:
    """The root of every document, whatever it holds; None where each has to be compared with the roots.

    Raises NomnomError where an entity is named that no root gives.
    """
    roots = roots_asked_for(plan, entity)
    if len(roots) != 1:
        return None
    return roots[0], Choice(roots[0].root.name, "only" if entity is None else "named")


def identified(plan: Plan, document: bytes) -> Choice:
    """The root that a JSON document's members fit best."""
    try:
        members = frozenset(_MEMBERS.decode(document))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Choice(None, "unknown", reason=f"expected a JSON object: {error}")
    roots = [root for root in plan.roots.values() if not root.root.input.is_text]
    candidates = tuple(
        Candidate(root.root.name, tuple(sorted(root.required - members))) for root in roots
    )
    names = plan.identify(members)
    if len(names) == 1:
        return Choice(names[0], "identified", candidates)
    reason = f"it fits {listed(names)} alike" if names else "none fits"
    return Choice(None, "unknown", candidates, reason)


def require_json(plan: Plan, choices: Sequence[Choice]) -> None:
    """Raise NomnomError where none of the documents is JSON, and there are roots that take other text."""
    if plan.of_text and not any(choice.entity or choice.candidates for choice in choices):
        cure = f"if the records aren't JSON, name their root with --entity: {listed(plan.of_text)}"
        raise NomnomError(choices[0].reason, cure=cure)


def _given_by(root: RootPlan) -> list[str]:
    return [evaluation.derived.entity.name for evaluation in root.evaluations]
