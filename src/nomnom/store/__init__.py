"""Writers of tables: one per database, behind one port."""

from nomnom.store.opening import open_store
from nomnom.store.port import (
    Claim,
    DeadLetter,
    LedgerEntry,
    LetterFilter,
    LetterGroup,
    LetterState,
    StaleRow,
    Store,
    Transaction,
)

__all__ = [
    "Claim",
    "DeadLetter",
    "LedgerEntry",
    "LetterFilter",
    "LetterGroup",
    "LetterState",
    "StaleRow",
    "Store",
    "Transaction",
    "open_store",
]
