"""Silences: which remarks they take away, and which they leave."""

from hypothesis import given
from hypothesis import strategies as st

from nomnom.errors import Diagnostic
from nomnom.spec import read_project

REASON = "the partner sends UTC only"

ORDER = """
entity:
  name: Order
  source_type: root
  extends: Base
  fields:
    - {{name: created_at, type: DateTime{field}}}
    - {{name: changed_at, type: DateTime}}
    - {{name: order, type: Integer}}
  persistence:
    database: {{conformant_table: orders}}
{entity}
"""
BASE = """
entity:
  name: Base
  abstract: true
  fields:
    - {{name: read_at, type: DateTime{field}}}
{entity}
"""


def silence(*codes: str) -> str:
    """A `silence` of codes, in one line."""
    return f"silence: {{{', '.join(f'{code}: {REASON}' for code in codes)}}}"


def notes(
    *, field: str = "", entity: str = "", project: str = "", base_field: str = "", base: str = ""
) -> tuple[Diagnostic, ...]:
    """What is remarked on an order with moments, where these silences stand."""
    files = {
        "order.yaml": ORDER.format(
            field=f", {field}" if field else "", entity=f"  {entity}" if entity else ""
        ),
        "base.yaml": BASE.format(
            field=f", {base_field}" if base_field else "", entity=f"  {base}" if base else ""
        ),
        "nomnom.yaml": project,
    }
    return read_project(files, name="shop", notes=True).diagnostics


def lines(found: tuple[Diagnostic, ...], code: str) -> list[tuple[str, int]]:
    """Where a code is found."""
    return [(d.file, d.line) for d in found if d.code == code]


CREATED, CHANGED, READ = ("order.yaml", 7), ("order.yaml", 8), ("base.yaml", 6)
ALL = [READ, CREATED, CHANGED]


def test_without_a_silence_everything_is_heard() -> None:
    """Each of the moments is remarked on, and the reserved word."""
    assert ALL == lines(notes(), "NN405")
    assert [("order.yaml", 9)] == lines(notes(), "NN403")


def test_a_field_is_silenced_alone() -> None:
    """A field's silence is for that field, and for that code."""
    found = notes(field=silence("NN405"))
    assert [READ, CHANGED] == lines(found, "NN405")
    assert 1 == len(lines(found, "NN403"))


def test_an_entity_silences_all_its_fields() -> None:
    """An entity's silence is for every field it has, those it inherits among them."""
    assert [] == lines(notes(entity=silence("NN405")), "NN405")


def test_the_project_silences_everywhere() -> None:
    """A silence in nomnom.yaml is for every entity."""
    found = notes(project=silence("NN405"))
    assert ["NN403"] == [d.code for d in found]


def test_a_field_takes_its_silence_along() -> None:
    """An inherited field is silent in its heirs, where it was silenced."""
    assert [CREATED, CHANGED] == lines(notes(base_field=silence("NN405")), "NN405")


def test_an_entity_hands_its_silence_down() -> None:
    """What a base silences is silent in all that extend it, in fields of their own too."""
    assert [] == lines(notes(base=silence("NN405")), "NN405")


def test_an_idle_silence_is_noted_where_it_stands() -> None:
    """The nearest silence counts, so one around it that has nothing else to silence is idle."""
    found = notes(field=silence("NN404"), entity=silence("NN405"), project=silence("NN405"))
    assert [("nomnom.yaml", 1), CREATED] == lines(found, "NN414")


def test_idleness_can_be_silenced_too() -> None:
    """A silence kept for later says so with a silence of its own, which is never idle."""
    assert [] == lines(notes(field=silence("NN404", "NN414")), "NN414")
    assert [] == lines(notes(entity=silence("NN414")), "NN414")


def test_idleness_is_no_matter_where_something_is_wrong() -> None:
    """Advice waits until there is no error, so nothing is known about silences before."""
    found = notes(project=f"port: [1]\n{silence('NN316')}")
    assert ["error"] == [d.severity for d in found]


def test_warnings_of_checks_are_silenced_beside_errors() -> None:
    """What the checks warn of can be silenced while there are errors elsewhere."""
    url = "database_url: postgresql://me:secret@db/shop"
    for project, expected in (
        (f"port: [1]\n{url}", ["NN005", "NN010"]),
        (f"port: [1]\n{url}\n{silence('NN010')}", ["NN005"]),
    ):
        assert expected == [d.code for d in notes(project=project)]


CODES = st.lists(st.sampled_from(["NN403", "NN404", "NN405", "NN414"]), unique=True)


@given(field=CODES, entity=CODES, project=CODES, base_field=CODES, base=CODES)
def test_silences_only_take_away(
    field: list[str],
    entity: list[str],
    project: list[str],
    base_field: list[str],
    base: list[str],
) -> None:
    """Wherever silences stand, nothing is heard that wasn't before, but that some of them are idle."""
    given_codes = {
        "field": field,
        "entity": entity,
        "project": project,
        "base_field": base_field,
        "base": base,
    }
    found = notes(**{place: silence(*codes) for place, codes in given_codes.items() if codes})
    heard = [(d.file, d.line, d.code) for d in found if d.code != "NN414"]
    assert {(d.file, d.line, d.code) for d in notes()} >= set(heard)
    assert not {code for _, _, code in heard} & {*project, *entity}
