# `make demo` and `make test` do all the set-up on a machine that has only Python (3.11 or later), git and make.
# They install exact versions, by their hashes, from requirements/; `make lock` writes those files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Recipes must not depend on the person's own settings of pip, Python or mdcheck.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE MDCHECK_TRUST MDCHECK_TIER

.PHONY: demo test lint types layers tests covered thorough test-all others latest lock upgrade bench fuzz mutants docs site format clean help

help:            ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 12

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
# The project's own checklist reads build/junit.xml, which a part of the tests must not write.
covered: $(VENV)/.dev
	$(BIN)/python -m pytest -q -n auto --cov --cov-report= $(if $(PYTEST_ARGS),,--junitxml=build/junit.xml) $(PYTEST_ARGS)
	@$(BIN)/coverage report --skip-covered --include='mdcheck/document/*,mdcheck/results/*' --fail-under=100 \
	  || { echo 'mdcheck/document and mdcheck/results: the tests must run every branch, and miss those above (a->b: never from line a to b)'; exit 1; }
	@$(BIN)/coverage report --skip-covered --fail-under=95 \
	  || { echo 'mdcheck: the tests must run 95 % of all branches, and miss those above (a->b: never from line a to b)'; exit 1; }

# What installs packages, all generated documents, long storms; chance is free here, and what it finds stays in .hypothesis/.
thorough: $(VENV)/.dev $(VENV)/.readers   ## The part of the suite that takes long, which `make test` leaves out or runs a share of
	MDCHECK_TIER=thorough $(BIN)/python -m pytest -q -n auto -m 'thorough or scaled' $(PYTEST_ARGS)

# What reads our formats elsewhere, from npm; the tests with it are skipped where there is no npm.
READERS := axe-core@4.14.1 html-validate@10.17.0 @microsoft/sarif-multitool@5.7.0

$(VENV)/.readers: Makefile
	@command -v npm >/dev/null || { echo 'no npm: the tests with other readers of our reports are skipped'; exit 0; }; \
	  npm install --prefix $(VENV)/readers --no-save --no-audit --no-fund --silent $(READERS)
	@touch $@

test-all:        ## Run the suite with each supported Python that is installed, and name those that are not
	@$(PYTHON) tools/pythons.py tests

others: $(BIN)/python   ## The same, but for the Python that `make test` uses
	@$(BIN)/python tools/pythons.py tests --without $$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

latest:          ## Run the suite with the newest versions that pyproject.toml allows, instead of the locked ones
	$(PYTHON) -m venv --clear $(VENV)/latest
	$(VENV)/latest/bin/python -m pip install --quiet --editable '.[dev]'
	@touch $(VENV)/latest/.demo $(VENV)/latest/.dev
	@sed -n 's/^\([^ #=]*==[^ ]*\).*/\1/p' requirements/dev.txt > $(VENV)/latest/locked
	@echo 'Not as in requirements/dev.txt:'
	@$(VENV)/latest/bin/python -m pip freeze --exclude-editable | tr 'A-Z_' 'a-z-' | grep -vxFf $(VENV)/latest/locked || echo nothing
	$(MAKE) --no-print-directory --keep-going VENV=$(VENV)/latest lint types layers tests

lock: $(VENV)/.uv   ## Write requirements/*.txt as pyproject.toml asks; versions stay where they fit
	$(VENV)/uv/bin/python tools/lock.py

upgrade: $(VENV)/.uv   ## Write requirements/*.txt with the newest versions that pyproject.toml allows
	$(VENV)/uv/bin/python tools/lock.py --upgrade

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

docs: $(VENV)/.dev   ## Write what docs/ holds of the help, the kinds and the templates, and of what commands print
	$(BIN)/python -m docs.generate

# The site's builder has an environment of its own: it must not change the versions that the tests run with.
site: $(VENV)/.site   ## Build the site of the documents in build/site; warnings are errors
	NO_MKDOCS_2_WARNING=1 $(VENV)/site/bin/mkdocs build --strict

format: $(VENV)/.dev   ## Format the code
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

clean:           ## Remove what the other targets made
	rm -rf $(VENV) build dist .coverage .coverage.* coverage.xml .mypy_cache .ruff_cache .pytest_cache .hypothesis .fuzz mutants

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("mdcheck needs Python 3.11 or later: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# Without the build's isolation, because pip would fetch what builds mdcheck in any version and without a hash.
INSTALL := $(BIN)/python -m pip install --quiet
define install_mdcheck
@$(INSTALL) --no-deps --no-build-isolation --editable .
@$(BIN)/python -m pip check >$(VENV)/.check || { cat $(VENV)/.check; echo 'requirements/ does not fit pyproject.toml: make lock'; exit 1; }
@touch $@
endef

$(VENV)/.demo: $(BIN)/python pyproject.toml requirements/run.txt
	$(INSTALL) --require-hashes --requirement requirements/run.txt
	$(install_mdcheck)

$(VENV)/.dev: $(BIN)/python pyproject.toml requirements/dev.txt
	$(INSTALL) --require-hashes --requirement requirements/dev.txt
	$(install_mdcheck)
	@touch $(VENV)/.demo

$(VENV)/.fuzz: $(VENV)/.dev requirements/fuzz.txt
	$(INSTALL) --require-hashes --requirement requirements/fuzz.txt
	@touch $@

$(VENV)/.site: requirements/site.txt
	$(PYTHON) -m venv $(VENV)/site
	$(VENV)/site/bin/python -m pip install --quiet --require-hashes --requirement requirements/site.txt
	@touch $@

$(VENV)/.mutants: $(VENV)/.dev requirements/mutants.txt
	$(INSTALL) --require-hashes --requirement requirements/mutants.txt
	@touch $@

$(VENV)/.uv: $(BIN)/python
	$(PYTHON) -m venv $(VENV)/uv
	$(VENV)/uv/bin/python -m pip install --quiet 'uv>=0.9,<1'
	@touch $@
