"""The values of one entity, one at a time: slower than the row function, but naming what fails, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from nomnom.extraction.derived import Derived
from nomnom.extraction.expressions import (
    Call,
    Index,
    Otherwise,
    Read,
    Value,
    WhereExisting,
    parts,
    within,
)
from nomnom.extraction.rendering import Renderer
from nomnom.extraction.shape import Scope
from nomnom.extraction.sites import Path, Site
from nomnom.extraction.source import compiled_expression, elements
from nomnom.extraction.values import REFUSED
from nomnom.model.entity import Field

Compute = Callable[..., Any]
"""A function of the message and of the variables of a scope's chain."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A field whose value can't be computed: why, and where it is read.

    Where it isn't read at all, the site is that of what the record is taken from.
    """

    declared: Field
    error: Exception
    sites: tuple[Site, ...]
    parts: tuple[Value, ...]
    """What its value is made of in this record."""

    @property
    def site(self) -> Site:
        """The place to blame: the first that is read."""
        return self.sites[0]


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value in one record of an entity, and where it was read."""

    declared: Field
    value: Any
    sites: tuple[Site, ...]
    parts: tuple[Value, ...]
    """What the value is made of in this record: of alternatives the one that was taken."""


@dataclass(frozen=True, slots=True)
class Existing:
    """A record of an entity: the path of what it is taken from, and its fields."""

    path: Path
    fields: tuple[Found | Failure, ...]


@dataclass(frozen=True, slots=True)
class Unfilled:
    """No record, because the rule of existence of `entity`, its own or an origin's, isn't satisfied."""

    path: Path
    entity: str


@dataclass(frozen=True, slots=True)
class EmptyList:
    """No records, because the list at the path has no element."""

    path: Path


Place = Existing | Unfilled | EmptyList


@dataclass(frozen=True, eq=False, slots=True)
class _Computation:
    """A field's value as a function, and for each alternative in it whether it is the first that is taken."""

    declared: Field
    value: Value
    compute: Compute
    choices: Mapping[Value, Compute]


@dataclass(frozen=True, eq=False, slots=True)
class Evaluation:
    """One entity's loops, conditions and values, each as a function of the variables of a scope's chain."""

    derived: Derived
    _loops: tuple[Compute, ...]
    _conditions: tuple[tuple[str, Compute], ...]
    _values: tuple[_Computation, ...]

    def failures(self, record: Any, message: Any) -> Iterator[Failure]:
        """The fields that can't be computed in any of the entity's records of a decoded one."""
        for place in self.places(record, message):
            if isinstance(place, Existing):
                yield from (each for each in place.fields if isinstance(each, Failure))

    def places(self, record: Any, message: Any) -> Iterator[Place]:
        """Where the entity has, or might have, its records of a decoded one; those there are in row order.

        Raises one of REFUSED where a list can't be told.
        """
        chain = self.derived.scope.chain
        bindings, empty = self._bindings(record, message)
        for variables, paths in bindings:
            lacking = self._lacking(message, variables)
            if lacking is not None:
                yield Unfilled(paths[-1], lacking)
            else:
                given = (message, *variables)
                fields = (_outcome(each, given, chain, paths) for each in self._values)
                yield Existing(paths[-1], tuple(fields))
        yield from map(EmptyList, empty)

    def _lacking(self, message: Any, variables: tuple[Any, ...]) -> str | None:
        """The entity whose rule isn't satisfied here; none where that can't be told, to find the cause."""
        for entity, is_satisfied in self._conditions:
            try:
                if not is_satisfied(message, *variables):
                    return entity
            except REFUSED:
                return None
        return None

    def _bindings(
        self, record: Any, message: Any
    ) -> tuple[list[tuple[tuple[Any, ...], tuple[Path, ...]]], list[Path]]:
        """Every binding of the chain's variables, with the path of each scope's object; and the empty lists."""
        bindings: list[tuple[tuple[Any, ...], tuple[Path, ...]]] = [((record,), ((),))]
        empty: list[Path] = []
        chain = self.derived.scope.chain
        for scope, items in zip(chain[1:], self._loops, strict=True):
            assert scope.holder is not None
            assert scope.source is not None
            holder, outer, bindings = chain.index(scope.holder), bindings, []
            for variables, paths in outer:
                listed, place = items(message, *variables), (*paths[holder], *scope.source.path)
                bindings += [
                    (
                        (*variables, *((index, item) if scope.counter else (item,))),
                        (*paths, (*place, index)),
                    )
                    for index, item in enumerate(listed)
                ]
                if not listed:
                    empty.append(place)
        return bindings, empty


def evaluation(derived: Derived, renderer: Renderer) -> Evaluation:
    """Compile what is needed to compute an entity's values one at a time."""
    scope = derived.scope
    conditions = [(name, renderer.existing(name)) for name in derived.requires]
    if derived.needed:
        conditions.append((derived.entity.name, renderer.condition(derived.needed)))
    return Evaluation(
        derived=derived,
        _loops=tuple(
            compiled_expression(elements(each, renderer), each.chain[:-1], renderer)
            for each in scope.chain[1:]
        ),
        _conditions=tuple(
            (name, compiled_expression(text, scope.chain, renderer)) for name, text in conditions
        ),
        _values=tuple(_computations(derived, renderer)),
    )


def _computations(derived: Derived, renderer: Renderer) -> Iterator[_Computation]:
    chain = derived.scope.chain
    for field in derived.entity.fields:
        value, text = derived.values.get(field.name), ""
        if value:
            text = renderer.render(value)
        elif batch := derived.batches.get(field.name):
            sources = "".join(f"{renderer.render(source)}, " for source in batch.sources)
            fill = renderer.bind(batch.fill, f"fill_{field.name}")
            value, text = batch.call, f"{fill}([(({sources}),)], 0)[0][0]"
        if value:
            compute = compiled_expression(text, chain, renderer)
            yield _Computation(field, value, compute, _choices(value, chain, renderer))


def _choices(value: Value, chain: Sequence[Scope], renderer: Renderer) -> Mapping[Value, Compute]:
    texts: dict[Value, str] = {}
    for part in within(value):
        if isinstance(part, Otherwise):
            is_there = renderer.bind(_is_there, "is_there")
            texts[part] = f"{is_there}({renderer.render(part.first)})"
        elif isinstance(part, WhereExisting):
            texts[part] = " and ".join(renderer.existing(name) for name in part.entities)
    return {part: compiled_expression(text, chain, renderer) for part, text in texts.items()}


def _is_there(value: Any) -> bool:
    return value is not UNSET


def _outcome(
    computation: _Computation,
    given: tuple[Any, ...],
    chain: Sequence[Scope],
    paths: tuple[Path, ...],
) -> Found | Failure:
    taken = tuple(_taken(computation.value, computation.choices, given))
    sites = tuple(dict.fromkeys(_sites(taken, chain, paths)))
    try:
        value = computation.compute(*given)
    except REFUSED as error:
        return Failure(computation.declared, error, sites or (Site(paths[-1]),), taken)
    return Found(computation.declared, value, sites, taken)


def _taken(
    value: Value, choices: Mapping[Value, Compute], given: tuple[Any, ...]
) -> Iterator[Value]:
    """The value and what it is made of, without the alternatives that aren't taken."""
    yield value
    inner = parts(value)
    if isinstance(value, Otherwise):
        inner = (value.first,) if _is_taken(choices[value], given) else (value.second,)
    elif isinstance(value, WhereExisting) and not _is_taken(choices[value], given):
        inner = ()
    for part in inner:
        yield from _taken(part, choices, given)


def _is_taken(choice: Compute, given: tuple[Any, ...]) -> bool:
    try:
        return bool(choice(*given))
    except REFUSED:
        return True


def _sites(
    taken: Sequence[Value], chain: Sequence[Scope], paths: tuple[Path, ...]
) -> Iterator[Site]:
    inside = None
    for part in taken:
        if isinstance(part, Call):
            inside = part.part  # of what is read next, its only source
        elif isinstance(part, Read):
            yield Site((*paths[chain.index(part.scope)], *part.node.path), inside)
        elif isinstance(part, Index):
            yield Site(paths[chain.index(part.scope)])
