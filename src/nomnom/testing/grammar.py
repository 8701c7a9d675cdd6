"""The language of a project's tests: every key, its shape and its meaning."""

from __future__ import annotations

from nomnom.spec.grammar import ARGUMENT
from nomnom.spec.shapes import (
    AnyScalar,
    Anything,
    Count,
    Either,
    Flag,
    Key,
    ListOf,
    MapOf,
    Table,
    Text,
)

SEND = Table(
    "send",
    (
        Key("entity", Text(), "the root entity that the message is of", required=True),
        Key("records", ListOf(Anything(), filled=True), "the message's records"),
        Key("file", Text(), "a file with the message, below the project's folder"),
        Key("text", Text(), "the message as it is"),
        Key("as", Text(), "the message's name in later steps"),
        Key("hold", Flag(), "whether it waits for a later reorder"),
    ),
)

NAMES = Either((AnyScalar(), ListOf(Text(), filled=True)))

STEP = Table(
    "a step",
    (
        Key("send", SEND, "a message to send"),
        Key("redeliver", NAMES, "the messages that come once more; all unless given"),
        Key("duplicate", Text(), "the message whose content is sent as a new one"),
        Key("reorder", NAMES, "the held messages in the order in which they come, or reversed"),
    ),
)

ROWS = Table(
    "what is expected of rows",
    (
        Key(
            "rows", ListOf(MapOf(Anything())), "rows that are there, each with some of its columns"
        ),
        Key("exact", Flag(), "whether there are no other rows"),
        Key("count", Count(), "the number of rows"),
    ),
)

LETTER = Table(
    "a dead letter",
    (
        Key("entity", Text(), "the message's root entity"),
        Key("at_entity", Text(), "the entity whose rule is broken"),
        Key("path", Text(), "the JSON path of the value"),
        Key("rule", Text(), "the word for the rule"),
        Key("reason", Text(), "a part of the reason's text"),
    ),
)
LETTERS = ListOf(LETTER)

REFERENCES = MapOf(ListOf(MapOf(Anything())))

SCENARIO = Table(
    "a test",
    (
        Key("name", Text(), "a sentence that says what is right", required=True),
        Key("references", REFERENCES, "the rows of reference entities, by entity"),
        Key("steps", ListOf(Either((Text(), STEP)), filled=True), "what happens", required=True),
        Key(
            "expect",
            MapOf(Anything()),
            "the rows by table or entity, and dead_letters",
            required=True,
        ),
    ),
)

CALL = Table(
    "a transform's test",
    (
        Key("transform", Text(), "the name of a transform", required=True),
        Key("sources", ListOf(Anything()), "the values it takes, in order"),
        Key("args", MapOf(ARGUMENT), "its arguments by name"),
        Key("gives", Anything(), "the value it gives"),
        Key("error", Text(), "a part of the text with which it refuses"),
    ),
)

TEST_FILE = Table(
    "the file",
    (
        Key("references", REFERENCES, "rows of reference entities, by entity, for every test"),
        Key("tests", ListOf(SCENARIO, filled=True), "messages, and the rows they become"),
        Key("transforms", ListOf(CALL, filled=True), "calls of transforms, and what they give"),
    ),
)
