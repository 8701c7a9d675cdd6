from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nomnom.model.graph import derivation_order, find_cycle

_names = st.sampled_from("abcdef")
_graphs = st.dictionaries(_names, st.frozensets(_names, max_size=3), max_size=6).map(
    lambda graph: {name: sorted(needs & graph.keys()) for name, needs in graph.items()}
)


@pytest.mark.parametrize(
    ("expected", "depends_on"),
    [
        ((), {}),
        (("c", "a", "b"), {"c": [], "a": [], "b": []}),
        (("b", "a"), {"a": ["b"], "b": []}),
        (("d", "c", "b", "a"), {"a": ["b", "c"], "b": ["d", "c"], "c": ["d"], "d": []}),
        (("x", "a"), {"a": ["x"]}),
    ],
)
def test_names_come_after_those_they_depend_on(
    expected: tuple[str, ...], depends_on: dict[str, list[str]]
) -> None:
    """Otherwise they stay in the order given."""
    assert expected == derivation_order(depends_on)


@given(_graphs)
def test_there_is_an_order_or_a_cycle(depends_on: dict[str, list[str]]) -> None:
    """Each name once and after its needs, or a way around that starts with its first name."""
    cycle = find_cycle(depends_on)

    if cycle:
        assert min(cycle) == cycle[0]
        assert all(b in depends_on[a] for a, b in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
        with pytest.raises(ValueError, match="cycle: "):
            derivation_order(depends_on)
    else:
        order = derivation_order(depends_on)
        assert sorted(depends_on) == sorted(order)
        assert all(
            order.index(b) < order.index(a) for a, needs in depends_on.items() for b in needs
        )


def test_a_cycle_is_named_in_the_order_of_dependence() -> None:
    """Starting with the alphabetically first name."""
    depends_on = {"Start": ["Gamma"], "Gamma": ["Alpha"], "Beta": ["Gamma"], "Alpha": ["Beta"]}

    assert ("Alpha", "Beta", "Gamma") == find_cycle(depends_on)
    assert ("Alpha",) == find_cycle({"Alpha": ["Alpha"]})
