# `make demo` and `make test` do all the set-up on a machine that has only Python (3.11 or later), git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Recipes must not depend on the person's own settings of pip, Python or mdcheck.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE MDCHECK_TRUST

.PHONY: demo test lint types layers tests covered corpus bench fuzz mutants docs format clean help

help:            ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(VENV)/.demo   ## Check the project's own checklist, with the report on screen
	@$(BIN)/mdcheck update --trust || test $$? -eq 2

test: lint types layers covered   ## Lint, types, layer contracts, the whole test suite, and how much of the code it runs

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

layers: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

tests: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto $(PYTEST_ARGS)

# What chance finds (Hypothesis), and what needs more than Python and git, counts for neither gate: see tests/conftest.py.
covered: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto --cov --cov-report= $(PYTEST_ARGS)
	@$(BIN)/coverage report --skip-covered --include='mdcheck/document/*,mdcheck/results/*' --fail-under=100 \
	  || { echo 'mdcheck/document and mdcheck/results: the tests must run every branch, and miss those above (a->b: never from line a to b)'; exit 1; }
	@$(BIN)/coverage report --skip-covered --fail-under=95 \
	  || { echo 'mdcheck: the tests must run 95 % of all branches, and miss those above (a->b: never from line a to b)'; exit 1; }

bench: $(VENV)/.dev   ## Print the ratios that the project promises, measured in one run
	$(BIN)/python -m benchmarks

# FUZZ_SECONDS is for each target; FUZZ_TARGETS chooses some of those in fuzz/targets.py.
FUZZ_SECONDS ?= 600
FUZZ_TARGETS ?=

fuzz: $(VENV)/.fuzz   ## Throw documents that nobody wrote at the readers and writers, for long
	$(BIN)/python -m fuzz $(FUZZ_TARGETS) -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1

# MUTANTS chooses packages or modules below mdcheck: `make mutants MUTANTS="results document.figures"`.
MUTANTS ?= results document

mutants: $(VENV)/.mutants   ## Break the code in small ways, and list what no test notices
	HYPOTHESIS_PROFILE=mutants $(BIN)/mutmut run --max-children 1 $(MUTANTS:%='mdcheck.%.*')
	$(BIN)/mutmut results | sed '/not checked/d'

docs: $(VENV)/.dev   ## Write docs/kinds.md from what the kinds say of themselves
	$(BIN)/python docs/generate.py

format: $(VENV)/.dev   ## Format the code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

clean:           ## Remove what the other targets made
	rm -rf $(VENV) build dist .coverage .coverage.* coverage.xml .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz mutants

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("mdcheck needs Python 3.11 or later: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.demo

$(VENV)/.fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable '.[fuzz]'
	@touch $@

$(VENV)/.mutants: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --editable '.[mutants]'
	@touch $@
