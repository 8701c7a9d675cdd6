"""The generated part of a plan: one function from records to the rows of every table, compiled once per root.

Each record is walked once. Its entities come in the order of their derivation, and a value that a transform
computes for one of them is computed once, however many others take it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nomnom.extraction.derived import Derived, snake
from nomnom.extraction.expressions import (
    Checked,
    Constant,
    Given,
    Index,
    Metadata,
    Read,
    Unknown,
    Value,
    is_computed,
    within,
)
from nomnom.extraction.rendering import Renderer
from nomnom.extraction.shape import Scope
from nomnom.extraction.variables import MESSAGE_VARIABLE

_INDENT = "    "


@dataclass(frozen=True, eq=False, slots=True)
class RowSource:
    """The function `rows(records, message)`, and its text."""

    text: str
    function: Callable[[Sequence[Any], Any], tuple[list[Any], ...]]


def row_source(
    derived: Sequence[Derived],
    given: Sequence[Derived],
    renderer: Renderer,
    placed: Sequence[Derived] = (),
) -> RowSource:
    """A function from records to the rows of the entities in `given`, in this order.

    It also evaluates the rules of fields that no row has, so that a record is good or bad whatever is taken of
    it. Rows have the values of `Derived.columns`. Behind them, for each of `placed` (which are among `given`),
    comes a list with the place of each row's record.
    """
    lists = {each.entity.name: renderer.name(_list_name(each)) for each in given}
    places = {each.entity.name: renderer.name(f"{_list_name(each)}_places") for each in placed}
    counter = renderer.name("place") if placed else ""
    writer = _Writer(derived, lists, places, counter, renderer, frozenset(_shared(derived)))
    results = [*lists.values(), *places.values()]
    record = _targets(derived[0].scope.chain[0])
    body = list(writer.scope(derived[0].scope.chain[0])) or ["pass"]
    lines = [f"def rows(records, {MESSAGE_VARIABLE}):"]
    lines += [f"{_INDENT}{name} = []" for name in results]
    loop = (
        f"for {counter}, {record} in enumerate(records):"
        if counter
        else f"for {record} in records:"
    )
    lines.append(f"{_INDENT}{loop}")
    lines += [f"{_INDENT * 2}{line}" for line in body]
    lines += [f"{_INDENT}{line}" for line in writer.batches()]
    lines.append(f"{_INDENT}return ({''.join(f'{name}, ' for name in results).strip()})")
    text = "\n".join(lines) + "\n"
    return RowSource(text, _compiled(text, renderer))


def _list_name(derived: Derived) -> str:
    stored = derived.entity.persistence if derived.entity.has_table else None
    return stored.table if stored else f"{snake(derived.entity.name)}_rows"


def _shared(derived: Sequence[Derived]) -> Iterator[tuple[str, str]]:
    """The computed fields that other fields take, by entity and name."""
    for each in derived:
        for value in each.values.values():
            for part in within(value):
                if isinstance(part, Given) and is_computed(part.value):
                    yield part.entity, part.field


@dataclass(frozen=True, eq=False, slots=True)
class _Writer:
    derived: Sequence[Derived]
    lists: Mapping[str, str]
    places: Mapping[str, str]
    counter: str
    renderer: Renderer
    shared: frozenset[tuple[str, str]]

    def scope(self, scope: Scope) -> Iterator[str]:
        """The body of a scope's loop: its entities, then the loops inside it."""
        for each in self.derived:
            if each.scope is scope:
                yield from self._entity(each)
        for inner in self._scopes_in(scope):
            body = list(self.scope(inner))
            if body:
                yield f"for {_targets(inner)} in {_iterable(inner, self.renderer)}:"
                yield from (f"{_INDENT}{line}" for line in body)

    def _scopes_in(self, scope: Scope) -> tuple[Scope, ...]:
        every = (s for each in self.derived for s in each.scope.chain if s.parent is scope)
        return tuple(dict.fromkeys(every))

    def _entity(self, derived: Derived) -> Iterator[str]:
        name = derived.entity.name
        existing = [self.renderer.existing(each) for each in derived.requires]
        if derived.needed:
            condition = self.renderer.condition(derived.needed)
            variable = self.renderer.name(f"{snake(name)}_exists")
            yield f"{variable} = {' and '.join([*existing, condition])}"
            self.renderer.variables[name, ""] = variable
            existing = [variable]
        body = list(self._body(derived))
        if existing and body:
            yield f"if {' and '.join(existing)}:"
            yield from (f"{_INDENT}{line}" for line in body)
        else:
            yield from body

    def _body(self, derived: Derived) -> Iterator[str]:
        name = derived.entity.name
        columns = derived.columns if name in self.lists else ()
        for field, value in derived.values.items():
            if (name, field) in self.shared:
                rendered = self.renderer.render(value)
                variable = self.renderer.name(f"{snake(name)}_{field}")
                self.renderer.variables[name, field] = variable
                yield f"{variable} = {rendered}"
            elif field not in columns and not _is_certain(value):
                yield self.renderer.render(value)
        if name in self.lists:
            yield f"{self.lists[name]}.append(("
            yield from (f"{_INDENT}{self._column(derived, column)}," for column in columns)
            yield "))"
        if name in self.places:
            yield f"{self.places[name]}.append({self.counter})"

    def _column(self, derived: Derived, column: str) -> str:
        known = self.renderer.variables.get((derived.entity.name, column))
        if known:
            return known
        batch = derived.batches.get(column)
        if batch:
            return f"({''.join(f'{self.renderer.render(s)}, ' for s in batch.sources).strip()})"
        return self.renderer.render(derived.values[column])

    def batches(self) -> Iterator[str]:
        """The calls of batch transforms, each once for all rows."""
        for each in self.derived:
            for column, batch in each.batches.items():
                if each.entity.name in self.lists:
                    rows = self.lists[each.entity.name]
                    fill = self.renderer.bind(batch.fill, f"fill_{column}")
                    yield f"{rows} = {fill}({rows}, {each.columns.index(column)})"


def _is_certain(value: Value) -> bool:
    """Whether a value was accepted when the record was decoded, so that nothing can refuse it any more."""
    match value:
        case Constant() | Index() | Metadata() | Unknown():
            return True
        case Read(node=node):
            return not node.is_kept_as_text and len(node.path) <= 1
        case Given(value=inner):
            return _is_certain(inner)
        case Checked(value=inner, check=None, refuses_null=False):
            return _is_certain(inner)
    return False


def _targets(scope: Scope) -> str:
    return ", ".join(scope.variables)


def _iterable(scope: Scope, renderer: Renderer) -> str:
    listed = elements(scope, renderer)
    return f"enumerate({listed})" if scope.counter else listed


def elements(scope: Scope, renderer: Renderer) -> str:
    """The expression of the list that a scope runs over; an absent one is empty."""
    assert scope.holder is not None
    assert scope.source is not None
    expression = renderer.structure(scope.holder, scope.source)
    return f"({expression} or ())" if scope.source.nullable else expression


def _compiled(
    text: str, renderer: Renderer
) -> Callable[[Sequence[Any], Any], tuple[list[Any], ...]]:
    scope: dict[str, Any] = {}
    code = compile(text, "<rows of a plan>", "exec")
    exec(code, renderer.namespace, scope)  # noqa: S102  the text is made of our names only, never of input
    function: Callable[[Sequence[Any], Any], tuple[list[Any], ...]] = scope["rows"]
    return function


def compiled_expression(
    text: str, scopes: Sequence[Scope], renderer: Renderer
) -> Callable[..., Any]:
    """A function of the message and the variables of some scopes that gives an expression's value."""
    variables = [variable for scope in scopes for variable in scope.variables]
    code = compile(
        f"lambda {', '.join([MESSAGE_VARIABLE, *variables])}: {text}", "<value of a plan>", "eval"
    )
    function: Callable[..., Any] = eval(code, renderer.namespace)  # noqa: S307  as above
    return function
