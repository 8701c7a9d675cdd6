"""A plan as people and programs read it: text, JSON, and a script."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator

from nomnom.migrate.classes import ChangeClass
from nomnom.migrate.plan import Plan, Step

_WIDTH = 100
_INDENT = "    "
_READS_ROWS = ("scan", "rewrite", "online", "rebuild")


def as_text(plan: Plan) -> str:
    """One block per change: class and name, what and why, the lock it takes, its SQL."""
    blocks = ["\n".join(_block(step)) for step in plan.steps]
    if plan.foreign:
        lines = (f"{_INDENT}{each}" for each in plan.foreign)
        blocks.append("\n".join(("left alone, since no entity declares it:", *lines)))
    if not plan.steps:
        blocks.insert(0, "nothing to do: the database is as the entities declare")
    return "\n\n".join(blocks) + "\n"


def as_sql(plan: Plan) -> str:
    """The plan as a script, one comment per change; what is impossible stands there commented out.

    The steps that may run in one transaction do, on databases whose ALTER TABLE can be rolled back.
    """
    lines: list[str] = []
    within = False
    transactional = plan.database in ("postgresql", "sqlite")
    for step in plan.steps:
        possible = step.verdict.change_class is not ChangeClass.IMPOSSIBLE
        joins = transactional and possible and runs_in_transaction(step)
        if within != joins and (joins or possible):
            lines += ["BEGIN;", ""] if joins else ["COMMIT;", ""]
            within = joins
        lines += [*_commented(step, possible=possible), ""]
    if within:
        lines += ["COMMIT;", ""]
    return "\n".join(lines)


def as_json(plan: Plan) -> str:
    """The plan as a JSON object: `database`, `changes`, `foreign`."""
    document = {
        "database": plan.database,
        "changes": [_document(step) for step in plan.steps],
        "foreign": [
            {"kind": each.kind, "table": each.table, "name": each.name} for each in plan.foreign
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def runs_in_transaction(step: Step) -> bool:
    """Whether a step may share a transaction with its neighbours."""
    return not any(statement.alone for statement in step.statements)


def _block(step: Step) -> Iterator[str]:
    yield f"[{step.verdict.change_class}] {step.name}"
    yield textwrap.fill(
        step.verdict.sentence,
        _WIDTH,
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
    if step.verdict.lock is not None:
        yield f"{_INDENT}lock: {step.verdict.lock}{_rows(step)}"
    for statement in step.statements:
        yield textwrap.indent(str(statement), _INDENT * 2)


def _rows(step: Step) -> str:
    taken = step.verdict.lock
    if taken is None or taken.work not in _READS_ROWS:
        return ""
    return f" (about {step.verdict.rows} row{'' if step.verdict.rows == 1 else 's'})"


def _commented(step: Step, *, possible: bool) -> Iterator[str]:
    yield f"-- {step.verdict.change_class}: {step.name}"
    if not possible:
        yield from (f"-- {line}" for line in textwrap.wrap(step.verdict.sentence, _WIDTH - 3))
    for statement in step.statements:
        text = str(statement)
        yield text if possible else textwrap.indent(text, "-- ")


def _document(step: Step) -> dict[str, object]:
    verdict = step.verdict
    return {
        "name": step.name,
        "kind": step.change.kind,
        "table": step.change.table,
        "class": verdict.change_class.value,
        "stops": step.stops,
        "sentence": verdict.sentence,
        "lock": str(verdict.lock) if verdict.lock else None,
        "rows": verdict.rows,
        "sql": [statement.sql for statement in step.statements],
        "reverse": [statement.sql for statement in step.reverse],
    }
