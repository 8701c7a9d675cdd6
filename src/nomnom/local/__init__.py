"""All of nomnom on one machine: embedded servers and the roles, under one supervisor."""

from nomnom.local.demo import QUERIES, Demonstration, demonstrate, example
from nomnom.local.stack import Stack

__all__ = ["QUERIES", "Demonstration", "Stack", "demonstrate", "example"]
