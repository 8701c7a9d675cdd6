"""What records become, told before anything is sent: their root, rows, origins of values, problems and SQL."""

from nomnom.explaining.choosing import roots_asked_for
from nomnom.explaining.explain import explain
from nomnom.explaining.explanation import Explanation
from nomnom.explaining.json import as_json
from nomnom.explaining.tree import as_text

__all__ = ["Explanation", "as_json", "as_text", "explain", "roots_asked_for"]
