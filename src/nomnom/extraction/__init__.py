"""From messages to rows: decoding, derivation and transforms, compiled once per project."""

from nomnom.extraction.documents import split_documents
from nomnom.extraction.facts import MessageFacts
from nomnom.extraction.lookups import ReferenceRows, References, reference_rows
from nomnom.extraction.outlets import Document
from nomnom.extraction.plan import (
    BadRecord,
    Examined,
    Extract,
    Plan,
    RootPlan,
    Row,
    Rows,
    compile_plan,
)

__all__ = [
    "BadRecord",
    "Document",
    "Examined",
    "Extract",
    "MessageFacts",
    "Plan",
    "ReferenceRows",
    "References",
    "RootPlan",
    "Row",
    "Rows",
    "compile_plan",
    "reference_rows",
    "split_documents",
]
