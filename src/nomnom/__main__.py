"""`python -m nomnom`."""

from nomnom.cli.app import main

main()
