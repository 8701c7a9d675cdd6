"""The values of one entity, one at a time: slower than the row functions, but naming what fails, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nomnom.extraction.derivation import Derived
from nomnom.extraction.expressions import Renderer, Value, reads
from nomnom.extraction.shape import Scope
from nomnom.extraction.source import compiled_expression, condition, elements
from nomnom.extraction.values import REFUSED
from nomnom.model.entity import Field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A field whose value can't be computed: why, and the path of the member that it is read from."""

    declared: Field
    path: Path
    error: Exception


@dataclass(frozen=True, eq=False, slots=True)
class Evaluation:
    """One entity's loops, condition and values, each as a function of the variables of a scope's chain."""

    derived: Derived
    _loops: tuple[Callable[..., Sequence[Any]], ...]
    _condition: Callable[..., Any]
    _values: tuple[tuple[Field, Value, Callable[..., Any]], ...]

    def failures(self, record: Any) -> Iterator[Failure]:
        """The fields that can't be computed in any of the entity's records of a decoded one."""
        chain = self.derived.scope.chain
        for variables, paths in self._places(record):
            if not self._exists(variables):
                continue
            for declared, value, compute in self._values:
                try:
                    compute(*variables)
                except REFUSED as error:
                    yield Failure(declared, _blamed(value, chain, paths), error)

    def _exists(self, variables: tuple[Any, ...]) -> bool:
        """Whether there is a record here; also where that can't be told, so that the cause is found."""
        try:
            return bool(self._condition(*variables))
        except REFUSED:
            return True

    def _places(self, record: Any) -> list[tuple[tuple[Any, ...], tuple[Path, ...]]]:
        """Every binding of the chain's variables, with the path of each variable's object."""
        places: list[tuple[tuple[Any, ...], tuple[Path, ...]]] = [((record,), ((),))]
        chain = self.derived.scope.chain
        for scope, items in zip(chain[1:], self._loops, strict=True):
            assert scope.holder is not None
            assert scope.source is not None
            holder, source = chain.index(scope.holder), scope.source
            places = [
                ((*variables, item), (*paths, (*paths[holder], *source.path, index)))
                for variables, paths in places
                for index, item in enumerate(items(*variables))
            ]
        return places


def evaluation(derived: Derived, renderer: Renderer) -> Evaluation:
    """Compile what is needed to compute an entity's values one at a time."""
    scope = derived.scope
    fields = [
        (f, derived.values[f.name]) for f in derived.entity.fields if f.name in derived.values
    ]
    return Evaluation(
        derived=derived,
        _loops=tuple(
            compiled_expression(elements(each, renderer), each.chain[:-1], renderer)
            for each in scope.chain[1:]
        ),
        _condition=compiled_expression(condition(derived, renderer), scope.chain, renderer),
        _values=tuple(
            (f, value, compiled_expression(renderer.render(value), scope.chain, renderer))
            for f, value in fields
        ),
    )


def _blamed(value: Value, chain: tuple[Scope, ...], paths: tuple[Path, ...]) -> Path:
    """The path of the first member that a value is read from; its own scope's where there is none."""
    first = next(reads(value), None)
    if first is None:
        return paths[-1]
    return (*paths[chain.index(first.scope)], *first.node.path)
