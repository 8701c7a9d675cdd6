"""The values of one entity, one at a time: slower than the row function, but naming what fails, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nomnom.extraction.derived import Derived
from nomnom.extraction.expressions import Read, Value, reads
from nomnom.extraction.rendering import Renderer
from nomnom.extraction.shape import Scope
from nomnom.extraction.source import compiled_expression, elements
from nomnom.extraction.values import REFUSED
from nomnom.model.entity import Field

Path = tuple[str | int, ...]

Compute = Callable[..., Any]
"""A function of the message and of the variables of a scope's chain."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A field whose value can't be computed: why, and the path of the member that it is read from."""

    declared: Field
    path: Path
    error: Exception


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value in one record of an entity, and the paths of the members that it was read from."""

    declared: Field
    value: Any
    paths: tuple[Path, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Evaluation:
    """One entity's loops, condition and values, each as a function of the variables of a scope's chain."""

    derived: Derived
    _loops: tuple[Compute, ...]
    _condition: Compute
    _values: tuple[tuple[Field, Value, Compute], ...]

    def failures(self, record: Any, message: Any) -> Iterator[Failure]:
        """The fields that can't be computed in any of the entity's records of a decoded one."""
        for outcome in self.outcomes(record, message):
            yield from (each for each in outcome if isinstance(each, Failure))

    def outcomes(self, record: Any, message: Any) -> Iterator[tuple[Found | Failure, ...]]:
        """What becomes of each field, for each of the entity's records of a decoded one."""
        chain = self.derived.scope.chain
        for variables, paths in self._places(record, message):
            if self._exists(message, variables):
                yield tuple(
                    _outcome(declared, value, compute, (message, *variables), chain, paths)
                    for declared, value, compute in self._values
                )

    def _exists(self, message: Any, variables: tuple[Any, ...]) -> bool:
        """Whether there is a record here; also where that can't be told, so that the cause is found."""
        try:
            return bool(self._condition(message, *variables))
        except REFUSED:
            return True

    def _places(self, record: Any, message: Any) -> list[tuple[tuple[Any, ...], tuple[Path, ...]]]:
        """Every binding of the chain's variables, with the path of each scope's object."""
        places: list[tuple[tuple[Any, ...], tuple[Path, ...]]] = [((record,), ((),))]
        chain = self.derived.scope.chain
        for scope, items in zip(chain[1:], self._loops, strict=True):
            assert scope.holder is not None
            assert scope.source is not None
            holder, source = chain.index(scope.holder), scope.source
            places = [
                (
                    (*variables, *((index, item) if scope.counter else (item,))),
                    (*paths, (*paths[holder], *source.path, index)),
                )
                for variables, paths in places
                for index, item in enumerate(items(message, *variables))
            ]
        return places


def evaluation(derived: Derived, renderer: Renderer) -> Evaluation:
    """Compile what is needed to compute an entity's values one at a time."""
    scope = derived.scope
    conditions = [renderer.existing(name) for name in derived.requires]
    if derived.needed:
        conditions.append(renderer.condition(derived.needed))
    return Evaluation(
        derived=derived,
        _loops=tuple(
            compiled_expression(elements(each, renderer), each.chain[:-1], renderer)
            for each in scope.chain[1:]
        ),
        _condition=compiled_expression(" and ".join(conditions) or "True", scope.chain, renderer),
        _values=tuple(_computations(derived, renderer)),
    )


def _computations(derived: Derived, renderer: Renderer) -> Iterator[tuple[Field, Value, Compute]]:
    chain = derived.scope.chain
    for field in derived.entity.fields:
        if value := derived.values.get(field.name):
            yield field, value, compiled_expression(renderer.render(value), chain, renderer)
        elif batch := derived.batches.get(field.name):
            sources = "".join(f"{renderer.render(source)}, " for source in batch.sources)
            fill = renderer.bind(batch.fill, f"fill_{field.name}")
            text = f"{fill}([(({sources}),)], 0)[0][0]"
            yield field, batch.call, compiled_expression(text, chain, renderer)


def _outcome(
    declared: Field,
    value: Value,
    compute: Compute,
    variables: tuple[Any, ...],
    chain: Sequence[Scope],
    paths: tuple[Path, ...],
) -> Found | Failure:
    try:
        found = compute(*variables)
    except REFUSED as error:
        return Failure(declared, _blamed(value, chain, paths), error)
    places = tuple(dict.fromkeys(_path(read, chain, paths) for read in reads(value)))
    return Found(declared, found, places)


def _blamed(value: Value, chain: Sequence[Scope], paths: tuple[Path, ...]) -> Path:
    """The path of the first member that a value is read from; its own scope's where there is none."""
    first = next(reads(value), None)
    return paths[-1] if first is None else _path(first, chain, paths)


def _path(read: Read, chain: Sequence[Scope], paths: tuple[Path, ...]) -> Path:
    return (*paths[chain.index(read.scope)], *read.node.path)
