"""The steps of a test as deliveries: what a stream and its consumer would bring a worker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from nomnom.extraction import Plan
from nomnom.extraction.wire import json_text
from nomnom.messages import Delivery, ingest_subject
from nomnom.spec.nearest import did_you_mean, listed
from nomnom.spec.nodes import Entries, Items, Leaf, Node, content
from nomnom.spec.places import Findings, Located, Place, error
from nomnom.spec.scalars import shown, text_of
from nomnom.testing.grammar import STEP

BEGINNING: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Message number n of a test arrives n seconds later, and its id is `message-n`."""

STREAM: Final = "nomnom test"
ALL: Final = "all"
REVERSED: Final = "reversed"

ReadFile = Callable[[str], bytes]
"""Reads a file by its path below the project's folder. Raises OSError."""


@dataclass(frozen=True, slots=True)
class _Sent:
    place: Place
    delivery: Delivery
    name: str | None = None

    @property
    def shown(self) -> str:
        return f'"{self.name}"' if self.name else f"number {self.delivery.sequence}"


@dataclass(eq=False, slots=True)
class Stream:
    """What has been sent so far, and what has come of it."""

    plan: Plan
    read: ReadFile
    deliveries: list[Delivery] = field(default_factory=list)
    _sent: list[_Sent] = field(default_factory=list)
    _held: dict[int, _Sent] = field(default_factory=dict)
    _attempts: dict[int, int] = field(default_factory=dict)

    def step(self, node: Node) -> Findings[None]:
        """Do one step of a test. Reports what can't be done."""
        if isinstance(node, Leaf) and node.value == "redeliver":
            self._redeliver()
            return
        pairs = node.pairs if isinstance(node, Entries) else ()
        if len(pairs) != 1:
            got = shown(node.value) if isinstance(node, Leaf) else listed(n.value for n, _ in pairs)
            actions = listed(key.name for key in STEP.keys)
            message = f"a step does one thing, got {got or 'nothing'}"
            yield error(node.place, "NT002", message, f"give it one of {actions}")
            return
        ((action, given),) = pairs
        match action.value:
            case "send" if isinstance(given, Entries):
                yield from self._send(given)
            case "redeliver":
                yield from self._redeliver_named(given)
            case "duplicate":
                for sent in (yield from self._named(given)):
                    self._deliver(
                        self._publish(sent.delivery.subject, sent.delivery.payload, given.place)
                    )
            case "reorder":
                yield from self._reorder(given)

    def end(self) -> Findings[None]:
        """Reports messages that are held to the end."""
        for sent in self._held.values():
            message = f"message {sent.shown} is held and never comes"
            yield error(sent.place, "NT008", message, "add a reorder step, or remove hold")

    def _send(self, node: Entries) -> Findings[None]:
        entity, name = _word(node, "entity"), _word(node, "as")
        if name and name.value in (ALL, REVERSED):
            message = f'"{name.value}" has a meaning of its own in steps'
            yield error(name.place, "NT007", message, "give the message another name")
        elif name and (first := self._find(name.value)):
            message = f'message "{name.value}" was sent before, in line {first.place.line}'
            yield error(name.place, "NT007", message, "give it another name")
        payload = yield from self._payload(node, entity.value if entity else "")
        if entity and entity.value not in self.plan.roots:
            hint = did_you_mean(entity.value, self.plan.roots)
            message = f'messages of "{entity.value}" don\'t arrive: it is no root entity'
            yield error(entity.place, "NT009", message, hint)
        subject = ingest_subject(entity.value if entity else "")
        sent = self._publish(subject, payload, node.place, name.value if name else None)
        if content(node.get("hold") or Leaf(node.place, None)):
            self._held[sent.delivery.sequence] = sent
        else:
            self._deliver(sent)

    def _payload(self, node: Entries, entity: str) -> Findings[bytes]:
        given = [(name, value) for name, value in node.pairs if name.value in _CONTENTS]
        if len(given) != 1:
            message = "a message has one content, got " + (
                listed(name.value for name, _ in given) or "none"
            )
            yield error(node.place, "NT003", message, f"give it one of {listed(_CONTENTS)}")
            return b""
        ((key, value),) = given
        if key.value == "text":
            return str(content(value)).encode(errors="replace")
        if key.value == "file":
            return (yield from self._file(value))
        root = self.plan.roots.get(entity)
        if root and root.root.input.is_text:
            message = f'messages of "{entity}" are {root.root.input.format.value}, not records'
            yield error(key.place, "NT005", message, "give text or file")
        try:
            return b"\n".join(map(json_text, content(value) or ()))
        except UnicodeEncodeError:
            message = "a record holds half a character, which JSON can't"
            yield error(value.place, "NT003", message, "write the character whole")
            return b""

    def _file(self, node: Node) -> Findings[bytes]:
        path = str(content(node))
        try:
            return self.read(path)
        except OSError as refusal:
            message = f'file "{path}" can\'t be read: {refusal.strerror or refusal}'
            cure = "name a file by its path from the project's folder"
            yield error(node.place, "NT004", message, cure)
            return b""

    def _publish(
        self, subject: str, payload: bytes, place: Place, name: str | None = None
    ) -> _Sent:
        number = len(self._sent) + 1
        delivery = Delivery(
            subject=subject,
            payload=payload,
            stream=STREAM,
            sequence=number,
            received_at=BEGINNING + dt.timedelta(seconds=number),
            published_id=f"message-{number}",
        )
        sent = _Sent(place, delivery, name)
        self._sent.append(sent)
        return sent

    def _deliver(self, sent: _Sent) -> None:
        number = sent.delivery.sequence
        attempt = self._attempts[number] = self._attempts.get(number, 0) + 1
        self.deliveries.append(replace(sent.delivery, attempt=attempt))

    def _redeliver(self) -> None:
        for sent in self._sent:
            if sent.delivery.sequence not in self._held:
                self._deliver(sent)

    def _redeliver_named(self, node: Node) -> Findings[None]:
        if content(node) in (None, ALL):
            self._redeliver()
        else:
            for sent in (yield from self._named(node)):
                self._deliver(sent)

    def _named(self, node: Node) -> Findings[list[_Sent]]:
        """The messages of a name or a list of them that have come already."""
        found = yield from self._known(node)
        for word, sent in found:
            if sent.delivery.sequence in self._held:
                message = f"message {sent.shown} is held and hasn't come yet"
                yield error(word.place, "NT008", message, "put this step behind its reorder")
        return [sent for _, sent in found]

    def _reorder(self, node: Node) -> Findings[None]:
        if content(node) == REVERSED:
            chosen = list(reversed(self._held.values()))
            if not chosen:
                message, cure = "no message is held", "send those to reorder with hold: true"
                yield error(node.place, "NT008", message, cure)
        else:
            chosen = []
            for word, sent in (yield from self._known(node)):
                if sent.delivery.sequence not in self._held or sent in chosen:
                    message = f"message {sent.shown} isn't held, or stands here twice"
                    yield error(
                        word.place, "NT008", message, "send it with hold: true, name it once"
                    )
                chosen.append(sent)
        for sent in chosen:
            self._held.pop(sent.delivery.sequence, None)
            self._deliver(sent)

    def _known(self, node: Node) -> Findings[list[tuple[Located[str], _Sent]]]:
        found = []
        for each in node.nodes if isinstance(node, Items) else (node,):
            if not isinstance(each, Leaf):
                continue
            word = Located(text_of(each.value), each.place)
            if sent := self._find(word.value):
                found.append((word, sent))
                continue
            names = [sent.name for sent in self._sent if sent.name]
            otherwise = "give the message a name with `as`, in a step before this one"
            hint = did_you_mean(word.value, names, otherwise=otherwise)
            yield error(word.place, "NT006", f'there is no message "{word.value}" so far', hint)
        return found

    def _find(self, name: str) -> _Sent | None:
        return next((sent for sent in self._sent if sent.name == name), None)


_CONTENTS = ("records", "file", "text")


def _word(node: Entries, key: str) -> Located[str] | None:
    value = node.get(key)
    return Located(str(content(value)), value.place) if isinstance(value, Leaf) else None
