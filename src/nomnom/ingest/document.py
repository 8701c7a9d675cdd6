"""One document: which root entity it is a record of, and whether it is a valid one. Pure."""

from __future__ import annotations

import msgspec
from msgspec import Raw, structs

from nomnom.errors import Problem
from nomnom.extraction import Plan, RootPlan, split_documents
from nomnom.ingest.problems import (
    AMBIGUOUS,
    ENTITY_NEEDED,
    RECORD_TOO_LARGE,
    SEVERAL_DOCUMENTS,
    UNIDENTIFIED,
    UNKNOWN_ENTITY,
    VALIDATION,
    Refused,
    record_refused,
    refused,
)
from nomnom.messages import Outgoing
from nomnom.spec.nearest import did_you_mean, listed

_MEMBERS = msgspec.json.Decoder(dict[str, Raw])


def named_root(plan: Plan, entity: str) -> RootPlan:
    """The plan of the root entity of that name. Raises Refused (404) naming the nearest, and all."""
    root = plan.roots.get(entity)
    if root is None:
        cure = did_you_mean(entity, plan.roots, otherwise="see the project's entities")
        raise refused(
            UNKNOWN_ENTITY, f'there is no root entity "{entity}"; {cure}; {_all_roots(plan)}'
        )
    return root


def only_root(plan: Plan) -> RootPlan:
    """The plan of a project's one root entity. Raises Refused (422) where there are several."""
    if len(plan.roots) != 1:
        raise refused(ENTITY_NEEDED, f"say which: ?entity=…; {_all_roots(plan)}")
    return next(iter(plan.roots.values()))


def identified_root(plan: Plan, body: bytes) -> RootPlan:
    """The plan of the root entity that a document's members fit best. Raises Refused (422)."""
    try:
        members = _members_of(body)
    except Refused as refusal:
        raise _with_roots_of_text(refusal, plan) from None
    names = plan.identify(members)
    if not names:
        of_json = (root for name, root in plan.roots.items() if name not in plan.of_text)
        problems = [_unfit(root, members) for root in of_json]
        cure = "add what is missing, or say ?entity=… to see every problem"
        raise record_refused(UNIDENTIFIED, f"no root entity fits; {cure}", problems)
    if len(names) > 1:
        raise refused(AMBIGUOUS, f"ambiguous: it fits {listed(names)}; say ?entity=…")
    return plan.roots[names[0]]


def document_message(root: RootPlan, body: bytes) -> Outgoing:
    """A message of one document. Raises Refused (422) with every problem, or for several documents."""
    documents = root.documents(body) if root.root.input.is_text else (body,)
    extract = root.extract_documents(documents)
    if not extract.bad and extract.total == 1:
        return Outgoing(root.root.name, documents)
    count = len(documents) if root.root.input.is_text else _count_documents(body)
    if count > 1:
        raise refused(
            SEVERAL_DOCUMENTS,
            f"expected one document, got {count}; send them to /ingest/batch?entity={root.root.name}",
        )
    problems = extract.bad[0].problems
    others = f"; and {len(problems) - 1} more" if len(problems) > 1 else ""
    detail = f"{problems[0]}{others}"
    raise record_refused(VALIDATION, detail, problems)


def check_size(message: Outgoing, most: int) -> None:
    """Raise Refused (413) where a message's payload is larger than the queue takes."""
    size = len(message.payload)
    if size > most:
        cure = "make it smaller, or raise the NATS server's max_payload"
        raise refused(RECORD_TOO_LARGE, f"expected at most {most} bytes, got {size}; {cure}")


def _members_of(body: bytes) -> frozenset[str]:
    try:
        return frozenset(_MEMBERS.decode(body))
    except msgspec.ValidationError:
        detail = "expected a JSON object; to send several records use /ingest/batch"
        raise _not_an_object("type", detail) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        if (count := _count_documents(body)) > 1:
            detail = f"expected one JSON document, got {count}; send them to /ingest/batch"
            raise refused(SEVERAL_DOCUMENTS, detail) from None
        raise _not_an_object("json", f"expected a JSON document: {error}") from None


def _with_roots_of_text(refusal: Refused, plan: Plan) -> Refused:
    """The refusal of a body that is no JSON object; it may be a message of a root that takes other text."""
    if not plan.of_text:
        return refusal
    names = " or ".join(f'"{name}"' for name in plan.of_text)
    cure = f"one that isn't JSON needs ?entity=…, which is {names} then"
    details = structs.replace(refusal.details, detail=f"{refusal.details.detail}; {cure}")
    return Refused(details, refusal.headers)


def _not_an_object(rule: str, detail: str) -> Refused:
    return record_refused(UNIDENTIFIED, detail, [Problem("", (), rule, detail)])


def _unfit(root: RootPlan, members: frozenset[str]) -> Problem:
    missing = listed(sorted(root.required - members))
    return Problem(root.root.name, (), "required", f"expected the members {missing} too")


def _count_documents(body: bytes) -> int:
    """The documents of a body that isn't one: its first line has to be one, or it is a broken one."""
    documents = split_documents(body)
    try:
        msgspec.json.decode(documents[0], type=Raw)
    except (msgspec.MsgspecError, RecursionError):
        return 1
    return len(documents)


def _all_roots(plan: Plan) -> str:
    return f"root entities: {listed(plan.roots) or 'none'}"
