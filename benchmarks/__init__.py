"""Ratios between nomnom and what the database alone can do, measured in one run."""
