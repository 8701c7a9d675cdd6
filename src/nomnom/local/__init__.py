"""All of nomnom on one machine: embedded servers and the roles, under one supervisor."""

from nomnom.local.demo import Demonstration, demonstrate
from nomnom.local.stack import Stack

__all__ = ["Demonstration", "Stack", "demonstrate"]
