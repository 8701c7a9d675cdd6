"""Everything that is wrong with one record, with the place of each problem.

The decoder stops at the first problem and the generated code knows no places. This module reads a record again,
member by member with the very same types and checks, so it can't disagree with them about what is valid.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from msgspec import Raw

from nomnom.errors import Problem
from nomnom.extraction.evaluation import Evaluation
from nomnom.extraction.facts import MessageFacts
from nomnom.extraction.shape import Node, Want
from nomnom.extraction.sites import Path, items_of, members_of, place_name
from nomnom.extraction.values import REFUSED, RuleBroken, check_for
from nomnom.extraction.wire import want_type
from nomnom.extraction.wording import describe_refusal, expected, shortened
from nomnom.model.entity import Entity, Field

NUL = b"\\u0000"
"""How JSON spells the NUL character, which no database stores in text; raw it is malformed JSON."""


@dataclass(frozen=True, eq=False, slots=True)
class Diagnosis:
    """Names the problems of records of one root."""

    root: Entity
    node: Node
    evaluations: tuple[Evaluation, ...]
    decoder: msgspec.json.Decoder[Any]
    strict: bool = True

    def problems(
        self, document: bytes, refusal: Exception, message: MessageFacts
    ) -> tuple[Problem, ...]:
        """Every problem of a document that was refused; `refusal` stands in where none can be placed."""
        try:
            found = self.placed(document, message)
        except REFUSED as error:
            return (self._unplaced(error, document),)
        return found or (self._unplaced(refusal, document),)

    def placed(self, document: bytes, message: MessageFacts) -> tuple[Problem, ...]:
        """The problems of a document, if it has any. Raises one of REFUSED for those without a place."""
        found = tuple(self._walk(self.node, Raw(document), ()))
        if self.root.input.is_hl7:
            found = tuple(replace(each, place=place_name(each.path, is_hl7=True)) for each in found)
        return found or tuple(self._derive(document, message))

    def unreadable(self, document: bytes, error: RuleBroken) -> tuple[Problem, ...]:
        """The problem of a record that its input can't read."""
        return (self._unplaced(error, document),)

    def _unplaced(self, error: Exception, document: bytes) -> Problem:
        rule, message = describe_refusal(error)
        return Problem(self.root.name, (), rule, message, shortened(document))

    def _walk(self, node: Node, text: Raw, path: Path) -> Iterator[Problem]:
        """The problems of the decoded part below a node."""
        refused = [problem for asked in node.asked for problem in self._asked(*asked, text, path)]
        yield from refused
        if refused:
            return
        if node.asked:
            yield from _nul(node.asked[0][0], text, path)
        if bytes(text).strip() == b"null" and node.nullable and node.is_structure:
            return
        if node.members:
            members = members_of(text)
            if members is None:
                yield _wrong_shape(node, "an object", text, path)
                return
            for name, member in node.members.items():
                if name in members:
                    yield from self._walk(member, members[name], (*path, name))
                else:
                    yield from _absent(member, (*path, name))
        if node.element:
            items = items_of(text)
            if items is None:
                yield _wrong_shape(node, "a list", text, path)
                return
            for index, item in enumerate(items):
                yield from self._walk(node.element, item, (*path, index))

    def _asked(
        self, entity: str, declared: Field, want: Want, text: Raw, path: Path
    ) -> Iterator[Problem]:
        """The problem of one field with a member's text, if it has one."""
        try:
            value = msgspec.json.decode(text, type=want_type(want), strict=self.strict)
            check = check_for(declared) if want.native is None else None
            if value is not None and check is not None:
                check(value)
        except REFUSED as error:
            rule, message = describe_refusal(error, None if want.native else declared)
            yield Problem(entity, path, rule, message, shortened(bytes(text)))

    def _derive(self, document: bytes, message: MessageFacts) -> Iterator[Problem]:
        """The problems of computed values, in a record that decodes.

        What others take from a value that fails, or ask of the same member in the same words, is said once.
        """
        record, said = self.decoder.decode(document), set()
        for evaluation in self.evaluations:
            for failure in evaluation.failures(record, message):
                rule, words = describe_refusal(failure.error, failure.declared)
                site = failure.site
                if (site, rule, words) in said:
                    continue
                said.add((site, rule, words))
                yield Problem(
                    evaluation.derived.entity.name,
                    site.path,
                    rule,
                    f"{failure.declared.name}: {words}",
                    shortened(site.text(document)),
                    site.name(is_hl7=True) if self.root.input.is_hl7 else "",
                )


def _nul(entity: str, text: Raw, path: Path) -> Iterator[Problem]:
    """The strings of a value that hold a NUL character."""
    content = bytes(text)
    if NUL not in content:
        return
    if members := members_of(text):
        for name, member in members.items():
            if "\0" in name:
                yield _nul_problem(entity, path, msgspec.json.encode(name))
            yield from _nul(entity, member, (*path, name))
    elif items := items_of(text):
        for index, item in enumerate(items):
            yield from _nul(entity, item, (*path, index))
    elif "\0" in msgspec.json.decode(text):
        yield _nul_problem(entity, path, content)


def _nul_problem(entity: str, path: Path, text: bytes) -> Problem:
    message = "expected text without NUL characters"
    return Problem(entity, path, "nul", message, shortened(text))


def _absent(node: Node, path: Path) -> Iterator[Problem]:
    for entity, declared, want in node.asked:
        if want.is_required:
            yield Problem(
                entity, path, "required", f"expected {expected(declared)}, nothing is there"
            )
            return
    if node.is_structure and not node.nullable and not node.asked:
        what = "a list" if node.element else "an object"
        yield Problem(node.owner, path, "required", f"expected {what}, nothing is there")


def _wrong_shape(node: Node, what: str, text: Raw, path: Path) -> Problem:
    return Problem(node.owner, path, "type", f"expected {what}", shortened(bytes(text)))
