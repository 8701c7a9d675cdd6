from __future__ import annotations

from nomnom.extraction import compile_plan
from samples.entities import constant, derived, field, project, root

PLAN = compile_plan(
    project(
        root("Order", field("key"), field("total", "Decimal"), field("note", "String?")),
        root(
            "Payment",
            field("key"),
            field("amount", "Decimal"),
            field("at", "Date", default="2024-01-31"),
        ),
        root("Refund", field("key"), field("amount", "Decimal"), field("items", "List[Object]")),
        derived("RefundItem", field("n", "Integer"), each=("Refund", "items", "item")),
        root("Ping", field("kind", "String", constant("ping"))),
    )
)


def test_the_root_that_requires_most_of_what_is_there_fits_best() -> None:
    """Optional members and those with a default decide nothing."""
    assert ("Order",) == PLAN.identify(frozenset({"key", "total"}))
    assert ("Payment",) == PLAN.identify(frozenset({"key", "amount", "note"}))
    assert ("Refund",) == PLAN.identify(frozenset({"key", "amount", "items"}))


def test_roots_that_require_equally_much_are_all_named() -> None:
    """Nothing is guessed."""
    assert ("Order", "Payment") == PLAN.identify(frozenset({"key", "amount", "total"}))


def test_nothing_fits_where_every_root_lacks_something() -> None:
    """A root that requires nothing fits only until there is none."""
    demanding = compile_plan(project(root("Order", field("key"))))

    assert ("Ping",) == PLAN.identify(frozenset({"key"}))
    assert () == demanding.identify(frozenset({"id"}))
