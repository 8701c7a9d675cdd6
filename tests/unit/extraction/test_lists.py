from __future__ import annotations

from collections.abc import Callable

import pytest

from nomnom.errors import Problem
from nomnom.extraction import Rows
from nomnom.model.entity import Computation, Entity, MinimalExistence, Source
from samples.entities import all_of, any_of, constant, copied, derived, field, got, plan_of, root

Extracting = Callable[..., Rows]
Refusing = Callable[..., tuple[Problem, ...]]

ORDER = root("Order", field("key"), field("items", "List[Object]?"), stored=False)
ITEM = derived(
    "Item",
    field("key"),
    field("line", "Integer", got("int", "item", "n")),
    field("parts", "List[Object]?"),
    each=("Order", "items", "item"),
    stored=False,
)
PART = derived(
    "Part",
    field("key", "String", copied("Item", "key")),
    field("line", "Integer"),
    field("part", "String", got("string", "piece", "p")),
    each=("Item", "parts", "piece"),
)


def test_lists_inside_lists_give_a_row_per_innermost_element(rows: Extracting) -> None:
    """Values of every level are at hand there, through an entity that no table stores."""
    payload = (
        b'{"key": "a", "items": [{"n": 1, "parts": [{"p": "x"}, {"p": "y"}]}, {"n": 2}]}'
        b'{"key": "b", "items": [{"n": 1, "key": "own", "parts": [{"p": "z"}]}]}'
    )

    assert ([("a", 1, "x"), ("a", 1, "y"), ("own", 1, "z")],) == rows(payload, ORDER, ITEM, PART)


@pytest.mark.parametrize("items", ["", ', "items": null', ', "items": []'])
def test_a_list_that_may_be_absent_gives_no_children(rows: Extracting, items: str) -> None:
    """Absent, null and empty are the same."""
    assert ([],) == rows(f'{{"key": "a"{items}}}'.encode(), ORDER, ITEM, PART)


def test_a_list_that_must_be_there_is_required(problems: Refusing) -> None:
    """Its absence, null and another shape are each one problem of the entity that declares it."""
    order = root("Order", field("items", "List[Object]"), stored=False)
    item = derived("Item", field("n", "Integer"), each=("Order", "items", "item"))

    found = [problems(text, order, item) for text in (b"{}", b'{"items": null}', b'{"items": {}}')]
    assert [[("Order", ("items",), rule)] for rule in ("required", "type", "type")] == [
        [(p.entity, p.path, p.rule) for p in each] for each in found
    ]


def test_several_entities_come_from_one_list(rows: Extracting) -> None:
    """Each reads of an element what it declares."""
    numbers = derived("A", field("n", "Integer"), each=("Order", "items", "item"))
    texts = derived("B", field("t"), field("n", "Integer?"), each=("Order", "items", "line"))
    payload = b'{"key": "a", "items": [{"n": 1, "t": "x"}, {"n": 2, "t": "y"}]}'

    assert ([(1,), (2,)], [("x", 1), ("y", 2)]) == rows(payload, ORDER, numbers, texts)


def test_a_list_is_stored_as_json_and_read_by_a_child(rows: Extracting, problems: Refusing) -> None:
    """The column has the text, the child has its rows, and what is wrong is said once."""
    order = root("Order", field("items", "List[Object]"))
    item = derived("Item", field("n", "Integer"), each=("Order", "items", "item"))

    text = '[{"n": 1,  "x": 0.10}, {"n": 2}]'
    assert ([(text,)], [(1,), (2,)]) == rows(f'{{"items": {text}}}'.encode(), order, item)
    assert 1 == len(problems(b'{"items": "x"}', order, item))
    assert ["/items/1/n"] == [
        p.pointer for p in problems(b'{"items": [{"n": 1}, {"n": "x"}]}', order, item)
    ]


def test_a_path_leads_to_a_list_inside_an_object(rows: Extracting) -> None:
    """Dotted paths; where the object may be absent the list may be, too."""
    order = root("Order", field("body", "Object?"), stored=False)
    item = derived("Item", field("n", "Integer"), each=("Order", "body.lines.all", "item"))
    payload = b'{"body": {"lines": {"all": [{"n": 1}]}}} {} {"body": null}'

    assert ([(1,)],) == rows(payload, order, item)


def test_a_list_of_scalars_gives_a_row_for_each(rows: Extracting, problems: Refusing) -> None:
    """`copy_field` takes the element itself, held to the field's rules."""
    order = root("Order", field("codes", "List[String]"), stored=False)
    code = derived(
        "Code", field("code", "String", copied("c"), max_length=2), each=("Order", "codes", "c")
    )

    assert ([("a",), ("bc",)],) == rows(b'{"codes": ["a", "bc"]}', order, code)
    assert (
        Problem(
            "Code", ("codes", 1), "length", "expected a string of at most 2 characters", '"bcd"'
        ),
    ) == problems(b'{"codes": ["a", "bcd"]}', order, code)


def test_a_copied_list_is_read_once_for_each_record_that_has_it(rows: Extracting) -> None:
    """Every line item has the order's codes, so each code comes once for each line item."""
    order = root(
        "Order", field("codes", "List[String]"), field("items", "List[Object]"), stored=False
    )
    item = derived(
        "Item",
        field("n", "Integer"),
        field("codes", "List[String]", copied("Order", "codes")),
        each=("Order", "items", "item"),
        stored=False,
    )
    code = derived(
        "Code",
        field("n", "Integer", copied("Item", "n")),
        field("code", "String", copied("c")),
        each=("Item", "codes", "c"),
    )
    payload = b'{"codes": ["a", "b"], "items": [{"n": 1}, {"n": 2}]}'

    assert ([(1, "a"), (1, "b"), (2, "a"), (2, "b")],) == rows(payload, order, item, code)


def test_an_entity_with_parents_has_one_record_for_each_of_theirs(rows: Extracting) -> None:
    """Sources go by alias or by name; a field without one comes from the first parent that has it."""
    order = root(
        "Order",
        field("key"),
        field("note", "String?"),
        field("items", "List[Object]?"),
        stored=False,
    )
    single = derived(
        "Note", field("key"), field("text", "String?", copied("o", "note")), of="o:Order"
    )
    both = derived(
        "Line",
        field("key"),
        field("note", "String?"),
        field("n", "Integer", copied("Item", "line")),
        of=("order:Order", "item:Item"),
    )
    payload = b'{"key": "a", "note": "x", "items": [{"n": 1, "key": "own"}, {"n": 2}]}'

    expected = ([("a", "x", 1), ("a", "x", 2)], [("a", "x")])
    assert expected == rows(payload, order, ITEM, both, single)


def test_a_parents_alias_hides_an_ancestors_name_for_its_element(rows: Extracting) -> None:
    """Where a parent's alias is what that parent calls its element, the parent's field is meant."""
    order = root("Order", field("items", "List[Object]"), stored=False)
    item = derived(
        "Item", field("n", "Integer", constant(7)), each=("Order", "items", "item"), stored=False
    )
    line = derived("Line", field("n", "Integer", copied("item", "n")), of="item:Item")

    assert ([(7,)],) == rows(b'{"items": [{"n": 1}]}', order, item, line)


@pytest.mark.parametrize(
    ("expected", "rule"),
    [
        ([("x", "y"), ("x", None)], any_of("a")),
        ([("x", "y"), ("x", None), (None, "y")], any_of("a", "b")),
        ([("x", "y")], all_of("a", "b")),
    ],
)
def test_a_record_exists_where_its_fields_are_filled(
    rows: Extracting, expected: list[object], rule: MinimalExistence
) -> None:
    """Null and the empty string fill nothing; other members of the list stay."""
    item = derived(
        "Item",
        field("a", "String?"),
        field("b", "String?"),
        each=("Order", "items", "item"),
        minimal_existence=rule,
    )
    payload = b'{"key": "k", "items": [{"a": "x", "b": "y"}, {"a": "x"}, {"a": "", "b": "y"}, {}]}'
    found = rows(payload, ORDER, item)[0]

    assert expected == [tuple(value or None for value in row) for row in found]


def test_what_does_not_exist_has_no_children(rows: Extracting) -> None:
    """A child needs every record that it is derived from, and what it requires itself."""
    item = derived(
        "Item",
        field("sku", "String?"),
        field("parts", "List[Object]"),
        each=("Order", "items", "item"),
        minimal_existence=any_of("sku"),
        stored=False,
    )
    part = derived(
        "Part", field("p", "String?"), each=("Item", "parts", "part"), minimal_existence=all_of("p")
    )
    copy = derived("Copy", field("sku", "String?"), of="Item")
    payload = (
        b'{"key": "k", "items": [{"sku": "s", "parts": [{"p": "x"}, {}]},'
        b' {"parts": [{"p": "lost"}]}]}'
    )

    assert ([("s",)], [("x",)]) == rows(payload, ORDER, item, part, copy)


def test_a_root_without_what_it_needs_has_no_rows_at_all(rows: Extracting) -> None:
    """Nothing of it is stored, and nothing is wrong with it either."""
    order = root("Order", field("a", "String?"), minimal_existence=any_of("a"))
    child = derived("Child", field("b", "String", copied("Order", "a")), of="Order")

    assert ([("x",)], [("x",)]) == rows(b'{} {"a": "x"}', order, child)


def test_a_list_can_be_what_has_to_be_there(rows: Extracting) -> None:
    """A rule of existence may name a list whose elements a child reads."""
    order = root(
        "Order", field("items", "List[Object]?"), minimal_existence=any_of("items"), stored=False
    )
    item = derived("Item", field("n", "Integer"), each=("Order", "items", "item"))

    assert ([(1,)],) == rows(b'{"items": [{"n": 1}]} {"items": null}', order, item)


def test_a_value_that_decides_about_existence_can_be_refused(problems: Refusing) -> None:
    """Where it can't be computed the record is bad, not dropped."""
    order = root("Order", field("a"), stored=False)
    amount = field("amount", "Decimal", copied("Order", "a"))
    child = derived("Child", amount, of="Order", minimal_existence=any_of("amount"))

    assert (Problem("Child", ("a",), "format", "amount: expected a number", '"x"'),) == problems(
        b'{"a": "x"}', order, child
    )


def test_rows_of_some_records_are_their_part_of_all_rows() -> None:
    """What a batch is split into gives together what the batch gives."""
    plan = plan_of(ORDER, ITEM, PART)
    documents = [
        b'{"key": "%d", "items": [{"n": %d, "parts": [{"p": "x"}, {"p": "y"}]}]}' % (n, n)
        for n in range(6)
    ]
    extract = plan.extract(b"\n".join(documents))

    (parts,) = extract.rows
    assert (parts[4:8],) == plan.rows(extract.records[2:4])
    assert ([],) == plan.rows(())


def test_parents_come_before_their_children(rows: Extracting) -> None:
    """Rows are in the order in which they can be written, whatever the entities are called."""
    order = root("Zebra", field("key"), field("items", "List[Object]"))
    item: Entity = derived("Ant", field("n", "Integer"), each=("Zebra", "items", "item"))
    extract = plan_of(order, item)

    assert ["Zebra", "Ant"] == [entity.name for entity in extract.stored]


WORDS = ["message", "records", "enumerate", "class", "None", "order", "f", "rows", "place"]


@pytest.mark.parametrize("word", WORDS)
def test_an_element_may_have_any_name(rows: Extracting, word: str) -> None:
    """Also one that means something in the generated code."""
    order = root("Order", field("key"), field("items", "List[String]"), stored=False)
    place = Computation("copy_field", (Source(word, index=1),))
    sent = field("id", "String", copied("message", "message_id"))
    item = derived(
        "Item",
        field("item", "String", copied(word)),
        field("place", "BigInt", place),
        *(() if word == "message" else (sent,)),
        each=("Order", "items", word),
    )
    found = rows(b'{"key": "k", "items": ["a", "b"]}', order, item)

    assert [("a", 1), ("b", 2)] == [row[:2] for row in found[0]]


@pytest.mark.parametrize("name", ["Message", "Records", "Class", "None", "Enumerate"])
def test_a_root_may_have_any_name(rows: Extracting, name: str) -> None:
    """Message most of all."""
    assert ([("x",)],) == rows(b'{"a": "x"}', root(name, field("a")))
