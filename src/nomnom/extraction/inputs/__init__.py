"""Payloads that aren't JSON, read as JSON documents: lines of text and HL7 v2 messages."""

from nomnom.extraction.inputs.hl7 import Hl7v2
from nomnom.extraction.inputs.lines import CsvLine, Delimited
from nomnom.extraction.inputs.port import Input, Unreadable

__all__ = ["CsvLine", "Delimited", "Hl7v2", "Input", "Unreadable"]
