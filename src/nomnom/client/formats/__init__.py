"""How files are written, and which records they hold."""

from __future__ import annotations

from functools import partial

from nomnom.client.answer import InputForm
from nomnom.client.formats.hl7 import hl7_messages
from nomnom.client.formats.lines import json_lines, text_lines
from nomnom.client.formats.port import Format, Record
from nomnom.client.formats.quoted import csv_records
from nomnom.errors import ClientError

__all__ = ["NDJSON", "Format", "Record", "format_of"]

NDJSON = Format("application/x-ndjson", json_lines)


def format_of(form: InputForm, url: str) -> Format:
    """The format that the API at `url` asks for. Raises ClientError for one of a later version."""
    match form.format:
        case "json":
            return NDJSON
        case "csv_line":
            return Format("text/csv", partial(csv_records, separator=form.separator))
        case "delimited":
            return Format("text/plain", text_lines)
        case "hl7v2":
            return Format("application/hl7-v2", hl7_messages)
    raise ClientError(
        f'expects messages in the format "{form.format}", which this client doesn\'t know',
        place=url,
        cure="use a client and an API of the same version",
    )
