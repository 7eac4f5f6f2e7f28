# Two commands are enough: `make run` and `make test`.
SHELL := bash
PYTHON_BIN := .venv/bin/python
# One for each core: what the tests ask keeps them all busy.
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run demo-reset test check bench format lock sbom

help:  ## Say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1|/' | \
		while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup:  ## Install what serving needs into .venv, start nothing
	@scripts/setup run

setup-test:
	@scripts/setup test

run: setup  ## Serve the demonstration on this machine (keeps its data from one run to the next)
	@scripts/demo run $(ARGS)

demo-reset: setup  ## Delete the demonstration's data; the next `make run` starts it over
	@scripts/demo reset

test: setup-test  ## Run every test, on SQLite and on PostgreSQL
	@$(PYTHON_BIN) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup-test  ## Format, lint, types, rules between rooms, templates, known flaws, migrations, vendored files
	@scripts/check

bench: setup-test  ## Measure, each figure beside its floor (see docs/performance.md)
	@$(PYTHON_BIN) -m bench $(ARGS)

format: setup-test  ## Put the code in its agreed shape
	@.venv/bin/ruff check --quiet --fix --exit-zero .
	@.venv/bin/ruff format .

sbom:  ## List the packages of an installation, with their digests (CycloneDX)
	@$(firstword $(wildcard $(PYTHON_BIN)) python3) scripts/sbom.py

lock:  ## Make the lock files again from pyproject.toml (needs uv)
	@scripts/lock --upgrade
