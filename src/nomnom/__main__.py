"""`python -m nomnom`."""

from nomnom.cli import main

main()
