# A person's day with nomnom. `make help` lists what there is.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Tests wait for servers more than they compute, so a few more than the cores pay. Who has done its part takes
# over some of another's: the long ones are all in a few files.
JOBS ?= 3
READY := $(VENV)/.ready
# dlt, with which the benchmark compares, in an environment of its own.
DLT := .venv-bench/bin/python

.DEFAULT_GOAL := help
.PHONY: setup demo test chaos check format bench bench-extraction bench-latency bench-memory reference pins help

setup: $(READY) ## create .venv with everything pinned by hash

$(READY): requirements/dev.txt requirements/uv.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "nomnom needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Set PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(DLT): requirements/bench.txt $(READY)
	$(PYTHON) -m venv .venv-bench
	$(BIN)/uv pip install --quiet --python $@ --require-hashes -r requirements/bench.txt
	@touch $@

demo: $(READY) ## run the whole way on TPC-H orders (ARGS=--exit stops at the end)
	$(BIN)/nomnom demo $(ARGS)

test: $(READY) ## run every test on real embedded servers (ARGS=-x, -k …)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

chaos: $(READY) ## kill, freeze and cut off what runs, in seeded rounds, and compare every row (ARGS="--rounds 100 --seed 1")
	PYTHONPATH=tests $(BIN)/python -m chaos.campaign $(ARGS)

check: $(READY) ## lint, types and import floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) $(DLT) ## compare the worker with raw COPY and with dlt in one run (ratios)
	$(BIN)/python -m benchmarks.worker --dlt $(DLT) $(ARGS)

bench-extraction: $(READY) ## compare extraction with the decoder alone and a loop by hand
	$(BIN)/python -m benchmarks.extraction $(ARGS)

bench-latency: $(READY) ## how long a message takes to its commit at a trickle, with a histogram
	$(BIN)/python -m benchmarks.latency $(ARGS)

bench-memory: $(READY) ## how much memory a worker takes before a backlog of a million messages
	$(BIN)/python -m benchmarks.memory $(ARGS)

reference: $(READY) ## write docs/reference anew from the code
	$(BIN)/python -m docs.reference.generate

pins: $(READY) ## compile the pinned requirements anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra embedded --extra mysql --extra parquet --group dev --custom-compile-command 'make pins' --output-file requirements/dev.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command 'make pins' --output-file requirements/uv.txt requirements/uv.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command 'make pins' --output-file requirements/bench.txt requirements/bench.in

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18
