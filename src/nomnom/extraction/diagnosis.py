"""Everything that is wrong with one record, with the place of each problem.

The decoder stops at the first problem and the generated code knows no places. This module reads a record again,
member by member with the very same types and checks, so it can't disagree with them about what is valid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw

from nomnom.errors import Problem
from nomnom.extraction.derivation import Derived
from nomnom.extraction.expressions import Renderer, Value, reads
from nomnom.extraction.shape import Absence, Node, Scope, Want
from nomnom.extraction.source import compiled_expression, condition, elements
from nomnom.extraction.values import RuleBroken, check_for
from nomnom.extraction.wire import want_type
from nomnom.extraction.wording import describe_refusal, expected, shortened
from nomnom.model.entity import Entity, Field

Path = tuple[str | int, ...]

_OBJECT = msgspec.json.Decoder(dict[str, Raw])
_LIST = msgspec.json.Decoder(list[Raw])


@dataclass(frozen=True, eq=False, slots=True)
class Diagnosis:
    """Names the problems of records of one root."""

    root: Entity
    node: Node
    derived: tuple[Derived, ...]
    renderer: Renderer
    decoder: msgspec.json.Decoder[Any]
    _compiled: dict[tuple[str, Scope], Any] = field(default_factory=dict)

    def problems(self, document: bytes, refusal: Exception) -> tuple[Problem, ...]:
        """Every problem of a document that was refused; `refusal` stands in where none can be placed."""
        try:
            found = tuple(self._walk(self.node, Raw(document), ()))
            found = found or self.nul_problems(document) or tuple(self._derive(document))
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            return (self._unplaced(error, document),)
        return found or (self._unplaced(refusal, document),)

    def nul_problems(self, document: bytes) -> tuple[Problem, ...]:
        """The strings of a document that hold a NUL character, which no database stores in text."""
        if b"\\u0000" not in document:
            return ()
        return tuple(self._nul(msgspec.json.decode(document), ()))

    def _nul(self, value: Any, path: Path) -> Iterator[Problem]:
        if isinstance(value, str) and "\0" in value:
            shown = shortened(msgspec.json.encode(value))
            yield Problem(
                self.root.name, path, "nul", "expected text without NUL characters", shown
            )
        elif isinstance(value, dict):
            for name, member in value.items():
                yield from self._nul(name, path)
                yield from self._nul(member, (*path, name))
        elif isinstance(value, list):
            for index, element in enumerate(value):
                yield from self._nul(element, (*path, index))

    def _unplaced(self, error: Exception, document: bytes) -> Problem:
        rule, message = describe_refusal(error)
        return Problem(self.root.name, (), rule, message, shortened(document))

    def _walk(self, node: Node, text: Raw, path: Path) -> Iterator[Problem]:
        """The problems of the decoded part below a node."""
        for entity, declared, want in node.asked:
            yield from _asked(entity, declared, want, text, path)
        if bytes(text).strip() == b"null" and node.nullable and node.is_structure:
            return
        if node.members:
            members = _opened(_OBJECT, text)
            if members is None:
                yield _wrong_shape(node, "an object", text, path)
                return
            for name, member in node.members.items():
                if name in members:
                    yield from self._walk(member, members[name], (*path, name))
                else:
                    yield from _absent(member, (*path, name))
        if node.element:
            items = _opened(_LIST, text)
            if items is None:
                yield _wrong_shape(node, "a list", text, path)
                return
            for index, item in enumerate(items):
                yield from self._walk(node.element, item, (*path, index))

    def _derive(self, document: bytes) -> Iterator[Problem]:
        """The problems of computed values, in a record that decodes."""
        record = self.decoder.decode(document)
        for derived in self.derived:
            for variables, paths in self._places(derived.scope, record):
                if not self._exists(derived, variables):
                    continue
                for name, value in derived.values.items():
                    try:
                        self._evaluate(value, derived.scope, variables)
                    except (RuleBroken, ArithmeticError) as error:
                        rule, message = describe_refusal(error)
                        path = _blamed(value, derived.scope, paths)
                        yield Problem(derived.entity.name, path, rule, f"{name}: {message}")

    def _exists(self, derived: Derived, variables: tuple[Any, ...]) -> bool:
        text = condition(derived, self.renderer)
        return not text or bool(self._run(text, derived.scope, variables))

    def _places(
        self, scope: Scope, record: Any
    ) -> Iterator[tuple[tuple[Any, ...], tuple[Path, ...]]]:
        """Every binding of a scope's chain of variables, with the path of each variable's object."""
        if scope.parent is None or scope.source is None:
            yield (record,), ((),)
            return
        for variables, paths in self._places(scope.parent, record):
            items = self._run(elements(scope, self.renderer), scope.parent, variables)
            for index, item in enumerate(items):
                yield (*variables, item), (*paths, (*paths[-1], *scope.source.path, index))

    def _evaluate(self, value: Value, scope: Scope, variables: tuple[Any, ...]) -> Any:
        return self._run(self.renderer.render(value), scope, variables)

    def _run(self, text: str, scope: Scope, variables: tuple[Any, ...]) -> Any:
        if (text, scope) not in self._compiled:
            self._compiled[text, scope] = compiled_expression(text, scope, self.renderer)
        return self._compiled[text, scope](*variables)


def _blamed(value: Value, scope: Scope, paths: tuple[Path, ...]) -> Path:
    """The path of the first member that a value is read from; its own scope's where there is none."""
    first = next(reads(value), None)
    if first is None:
        return paths[-1]
    return (*paths[scope.chain.index(first.scope)], *first.node.path)


def _asked(entity: str, declared: Field, want: Want, text: Raw, path: Path) -> Iterator[Problem]:
    """The problem of one field with a member's text, if it has one."""
    try:
        value = msgspec.json.decode(text, type=want_type(want))
        check = check_for(declared)
        if value is not None and check is not None:
            check(value)
    except (msgspec.MsgspecError, UnicodeDecodeError, RuleBroken) as error:
        rule, message = describe_refusal(error, declared)
        yield Problem(entity, path, rule, message, shortened(bytes(text)))


def _absent(node: Node, path: Path) -> Iterator[Problem]:
    for entity, declared, want in node.asked:
        if want.absence is Absence.ERROR and want.default is None:
            yield Problem(
                entity, path, "required", f"expected {expected(declared)}, nothing is there"
            )
            return
    if node.is_structure and not node.nullable and not node.asked:
        what = "a list" if node.element else "an object"
        yield Problem(node.owner, path, "required", f"expected {what}, nothing is there")


def _wrong_shape(node: Node, what: str, text: Raw, path: Path) -> Problem:
    return Problem(node.owner, path, "type", f"expected {what}", shortened(bytes(text)))


def _opened(decoder: msgspec.json.Decoder[Any], text: Raw) -> Any:
    """The parts of an object or list; None where the text is well-formed but something else."""
    try:
        return decoder.decode(text)
    except msgspec.ValidationError:
        return None
