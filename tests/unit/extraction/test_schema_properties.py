"""What a document made from the entities' own schema becomes, and what one broken rule does to it."""

from __future__ import annotations

import datetime as dt
import json
from copy import deepcopy
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nomnom.model.entity import Entity, Field
from nomnom.model.types import Kind
from samples.entities import called, copied, derived, field, plan_of, root

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

READING = root(
    "Reading",
    field("key", min_length=2, max_length=8),
    field("code", pattern="^[A-Z]{3}$"),
    field("state", enum=("new", "old")),
    field("count", "Integer", minimum=-5, maximum=5),
    field("total", "BigInt"),
    field("price", "Decimal", digits=(6, 2), minimum=0),
    field("weight", "Float?"),
    field("good", "Boolean"),
    field("day", "Date"),
    field("at", "DateTime"),
    field("moment", "Timestamp?"),
    field("id", "Uuid"),
    field("extra", "Json?"),
    field("points", "List[Object]"),
    field("loud", "String", called("upper", ("self", "state"))),
)
POINT = derived(
    "Point",
    field("key", "String", copied("Reading", "key")),
    field("x", "Integer", minimum=0, maximum=100),
    field("label", "String?", max_length=5),
    each=("Reading", "points", "point"),
)
PLAN = plan_of(READING, POINT)
READ_FROM_POINTS = ("x", "label")

_TYPES: dict[Kind, type] = {
    Kind.STRING: str,
    Kind.INTEGER: int,
    Kind.BIGINT: int,
    Kind.DECIMAL: Decimal,
    Kind.FLOAT: Decimal,
    Kind.BOOLEAN: bool,
    Kind.DATE: dt.date,
    Kind.DATETIME: dt.datetime,
    Kind.TIMESTAMP: dt.datetime,
    Kind.UUID: UUID,
    Kind.JSON: str,
    Kind.LIST: str,
}
_CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
_TEXT = st.text(_CHARACTERS)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)
_ZONES = st.integers(-12, 12).map(lambda hours: dt.timezone(dt.timedelta(hours=hours)))
_MOMENTS = st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 1, 1), timezones=_ZONES)


def values(declared: Field) -> st.SearchStrategy[Any]:
    """The JSON values that a field takes, null aside."""
    rules = declared.constraints
    match declared.type.kind:
        case Kind.STRING if rules.enum:
            return st.sampled_from(rules.enum)
        case Kind.STRING if rules.pattern:
            return st.from_regex(
                rules.pattern.replace("$", r"\Z"), alphabet=st.characters(max_codepoint=127)
            )
        case Kind.STRING:
            return st.text(
                _CHARACTERS,
                min_size=rules.min_length or 0,
                max_size=rules.max_length or 20,
            )
        case Kind.INTEGER | Kind.BIGINT as kind:
            bound = 2 ** (31 if kind is Kind.INTEGER else 63)
            low = -bound if rules.minimum is None else int(rules.minimum)
            return st.integers(low, bound - 1 if rules.maximum is None else int(rules.maximum))
        case Kind.DECIMAL | Kind.FLOAT:
            places = declared.type.scale
            digits = st.decimals(
                -9999 if rules.minimum is None else rules.minimum,
                9999,
                places=2 if places is None else places,
            )
            return digits.map(str)
        case Kind.BOOLEAN:
            return st.booleans()
        case Kind.DATE:
            return st.dates().map(str)
        case Kind.DATETIME:
            return (st.datetimes() | _MOMENTS).map(dt.datetime.isoformat)
        case Kind.TIMESTAMP:
            return _MOMENTS.map(dt.datetime.isoformat)
        case Kind.UUID:
            return st.uuids().map(str)
        case Kind.JSON:
            return _JSON.filter(lambda value: value is not None)
    raise AssertionError(declared)


def documents(entity: Entity, names: tuple[str, ...], **more: Any) -> st.SearchStrategy[Any]:
    """Objects with these fields; those that may be null are null or left out now and then."""
    fields = [f for f in entity.fields if f.name in names]
    required = {f.name: values(f) for f in fields if not f.nullable}
    optional = {f.name: st.none() | values(f) for f in fields if f.nullable}
    return st.fixed_dictionaries({**required, **more}, optional=optional)


_POINTS = documents(POINT, READ_FROM_POINTS)
_OWN = tuple(f.name for f in READING.fields if f.name not in ("points", "loud"))
_READINGS = documents(READING, _OWN, points=st.lists(_POINTS, max_size=3))


@UNHURRIED
@given(_READINGS)
def test_what_the_schema_allows_becomes_rows_of_its_types(document: Any) -> None:
    """Every value is of its field's type and range, none is lost, and no rule refuses anything."""
    extract = PLAN.extract(json.dumps(document).encode())

    assert () == extract.bad
    assert [1, len(document["points"])] == [len(rows) for rows in extract.rows]
    for entity, names, rows in zip((READING, POINT), PLAN.columns, extract.rows, strict=True):
        for row in rows:
            for name, value in zip(names, row, strict=True):
                declared = entity.field(name)
                assert declared is not None
                fits = value is None if declared.nullable else False
                assert fits or type(value) is _TYPES[declared.type.kind]


@UNHURRIED
@given(_READINGS)
def test_extraction_is_a_pure_function(document: Any) -> None:
    """The same bytes give the same rows, and problems, every time; other plans of the project too."""
    payload = json.dumps(document).encode()

    assert PLAN.extract(payload) == PLAN.extract(payload)
    assert PLAN.extract(payload).rows == plan_of(READING, POINT).extract(payload).rows


GONE = object()
"""Stands for a member that is taken away."""

BREAKS: tuple[tuple[str, Any, str], ...] = (
    ("key", "x", "length"),
    ("key", "much too long", "length"),
    ("key", "nul\0", "nul"),
    ("code", "abc", "pattern"),
    ("state", "odd", "enum"),
    ("count", -6, "range"),
    ("count", 6, "range"),
    ("count", "1", "type"),
    ("total", 2**63, "range"),
    ("price", "-0.01", "minimum"),
    ("price", "0.001", "precision"),
    ("price", "12345.67", "precision"),
    ("price", "cheap", "format"),
    ("weight", "NaN", "finite"),
    ("good", "yes", "type"),
    ("day", "2024-02-30", "format"),
    ("at", "noon", "format"),
    ("moment", "2024-01-31T12:00:00", "format"),
    ("id", "1", "format"),
    ("points", {}, "type"),
    *((f.name, GONE, "required") for f in READING.fields if not f.nullable and f.name != "loud"),
)
POINT_BREAKS: tuple[tuple[str, Any, str], ...] = (
    ("x", 101, "range"),
    ("x", None, "type"),
    ("x", GONE, "required"),
    ("label", "longer", "length"),
)


@st.composite
def _broken(draw: st.DrawFn) -> tuple[Any, tuple[str | int, ...], str, str]:
    """A document of the schema in which one rule is broken: with the path, the rule and the entity."""
    document = deepcopy(draw(_READINGS))
    if document["points"] and draw(st.booleans()):
        name, value, rule = draw(st.sampled_from(POINT_BREAKS))
        index = draw(st.integers(0, len(document["points"]) - 1))
        place, entity = document["points"][index], "Point"
        path: tuple[str | int, ...] = ("points", index, name)
    else:
        name, value, rule = draw(st.sampled_from(BREAKS))
        place, path, entity = document, (name,), "Reading"
    if value is GONE:
        del place[name]
    else:
        place[name] = value
    return document, path, rule, entity


@UNHURRIED
@given(_broken())
def test_one_broken_rule_is_the_one_problem(broken: tuple[Any, Any, str, str]) -> None:
    """Exactly that rule's, at exactly that path, of the entity that declares it."""
    document, path, rule, entity = broken
    (bad,) = PLAN.extract(json.dumps(document).encode()).bad

    assert [(entity, path, rule)] == [(p.entity, p.path, p.rule) for p in bad.problems]


@UNHURRIED
@given(_READINGS, st.data())
def test_damaged_bytes_are_a_bad_record_or_a_good_one(document: Any, data: st.DataObject) -> None:
    """A byte that is changed or lost never brings out anything else."""
    payload = bytearray(json.dumps(document).encode())
    place = data.draw(st.integers(0, len(payload) - 1))
    if data.draw(st.booleans()):
        payload[place] = data.draw(st.integers(0, 255))
    else:
        del payload[place]
    extract = PLAN.extract(bytes(payload))

    assert extract.total == len(extract.records) + len(extract.bad)
    assert all(bad.problems for bad in extract.bad)
