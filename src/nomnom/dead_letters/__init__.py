"""What people do about dead letters: look, edit, send again, discard, take away. Whoever shows them calls this.

Records are shown and exported, but never logged: a log line has ids, counts and reasons that a person gave.
"""

from nomnom.dead_letters.choosing import STATES, choose, is_everything, moment
from nomnom.dead_letters.discarding import discard
from nomnom.dead_letters.editing import edit
from nomnom.dead_letters.exporting import csv_lines, ndjson_lines
from nomnom.dead_letters.outcome import Outcome
from nomnom.dead_letters.paths import with_values
from nomnom.dead_letters.queue import opened_queue
from nomnom.dead_letters.reading import Told, bounded, find, newest, told
from nomnom.dead_letters.records import editable, from_editor
from nomnom.dead_letters.rendering import (
    groups_as_json,
    groups_as_text,
    letters_as_json,
    letters_as_text,
    told_as_json,
    told_as_text,
)
from nomnom.dead_letters.retrying import retry, retry_message

__all__ = [
    "STATES",
    "Outcome",
    "Told",
    "bounded",
    "choose",
    "csv_lines",
    "discard",
    "edit",
    "editable",
    "find",
    "from_editor",
    "groups_as_json",
    "groups_as_text",
    "is_everything",
    "letters_as_json",
    "letters_as_text",
    "moment",
    "ndjson_lines",
    "newest",
    "opened_queue",
    "retry",
    "retry_message",
    "told",
    "told_as_json",
    "told_as_text",
    "with_values",
]
