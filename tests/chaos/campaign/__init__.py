"""A campaign against nomnom: rounds of a load amid which what it needs is killed, frozen, cut off or full.

    make chaos ARGS="--rounds 100 --seed 1"

`plan` says, from a seed alone, what happens in a round, in `steps`; `actions` does it to a `site`, the running
processes, which are started `apart` or are `supervised` by `nomnom up`. `load` sends orders over HTTP meanwhile
and remembers every answer. `round` puts them together, and `verdict` compares every row, ledger entry and dead
letter with what was sent.
"""
