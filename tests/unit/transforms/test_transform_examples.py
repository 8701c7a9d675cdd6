from __future__ import annotations

import datetime as dt
import doctest
import importlib.util
import pkgutil
from decimal import Decimal
from types import ModuleType

import pytest
from ruamel.yaml import YAML

import nomnom.transforms
from nomnom.transforms import BUILT_IN, TOPICS, Transform, transform, transforms_in, yaml_usage

MODULES = [
    f"nomnom.transforms.{found.name}" for found in pkgutil.iter_modules(nomnom.transforms.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_gives_what_it_says(name: str) -> None:
    """The examples of the docstrings are executed, with Decimal and dt at hand."""
    module = importlib.import_module(name)
    ran = doctest.testmod(module, extraglobs={"Decimal": Decimal, "dt": dt})
    assert 0 == ran.failed


@pytest.mark.parametrize("each", BUILT_IN.values(), ids=BUILT_IN)
def test_every_transform_has_a_sentence_and_an_example(each: Transform) -> None:
    """So that people who list them need no other source."""
    assert each.doc.endswith(".")
    assert (
        f"\n>>> {each.name}(" in each.docstring
        or f"{each.name}(" in each.docstring.partition("\n>>> ")[2]
    )


def test_no_two_transforms_share_a_name() -> None:
    """One of them would be hidden."""
    assert sum(map(len, TOPICS.values())) == len(BUILT_IN)


def test_the_names_of_before_are_still_there() -> None:
    """Projects call them."""
    getters = {f"json_get_{o}{t}" for o in ("", "optional_") for t in ("string", "int", "float")}
    assert {"copy_field", "coalesce", "constant_value", *getters} <= set(BUILT_IN)


@pytest.mark.parametrize("each", BUILT_IN.values(), ids=BUILT_IN)
def test_the_yaml_of_an_example_is_a_call_that_fits(each: Transform) -> None:
    """As many sources as the transform takes, arguments of its names, none of the required ones missing."""
    written = YAML(typ="safe").load(yaml_usage(each))["computed_from"]
    given, sources = written.get("args", {}), len(written.get("sources", ()))
    assert each.name == written["transform"]
    assert each.signature.least <= sources <= (each.signature.most or 99)
    assert {a.name for a in each.signature.arguments if a.required} <= set(given)
    assert set(given) <= {a.name for a in each.signature.arguments}


def test_arguments_in_yaml_are_those_of_the_example() -> None:
    """Texts stay texts, decimals become numbers."""
    assert (
        "computed_from:\n"
        "  transform: pad\n"
        "  sources: [{source: Order, field: value}]\n"
        '  args: {length: 6, fill: "0"}'
    ) == yaml_usage(BUILT_IN["pad"])
    assert "  args: {factor: 0.001}" in yaml_usage(BUILT_IN["scale"])


def test_yaml_without_an_example_leaves_the_arguments_open() -> None:
    """A person's own transform has none at first."""
    module = ModuleType("own")
    exec("def shorten(text: str, *, length: int) -> str:\n    return text[:length]", vars(module))
    vars(module)["shorten"] = transform(vars(module)["shorten"])
    assert yaml_usage(transforms_in(module)["shorten"]).endswith("args: {length: …}")
