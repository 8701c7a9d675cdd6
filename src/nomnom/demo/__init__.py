"""Data for the demo: TPC-H orders with their line items, as a file of messages."""

from nomnom.demo.generate import generate
from nomnom.demo.generated import Generated

__all__ = ["Generated", "generate"]
