"""From messages to rows: decoding, derivation and transforms, compiled once per project."""

from nomnom.extraction.documents import split_documents
from nomnom.extraction.facts import MessageFacts
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
    "Examined",
    "Extract",
    "MessageFacts",
    "Plan",
    "RootPlan",
    "Row",
    "Rows",
    "compile_plan",
    "split_documents",
]
