"""Sending files of records to an ingestion API, and waiting until they are rows."""

from nomnom.client.load import load_file
from nomnom.client.progress import OnProgress, Progress
from nomnom.client.retry import Patience
from nomnom.client.summary import LineProblem, Summary

__all__ = ["LineProblem", "OnProgress", "Patience", "Progress", "Summary", "load_file"]
