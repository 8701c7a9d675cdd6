"""The command line: arguments → call → print. One file per command; no logic."""
