# Town Hall. Two commands are all that is needed: make compare, make test. Both set up what they need.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
JOBS ?= auto
TIER ?=

RUN := $(VENV)/bin
# Several workers; a file stays with one of them, so that what its tests share is made once, and tests/conftest.py says
# which files come first.
PYTEST := $(RUN)/python -m pytest -q --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help install compare test verify release lint format bench lock clean

help: ## show this list
	@echo "make compare   set up, run the headline comparison, say where the figure and the report are"
	@echo "make test      set up, run the fast tests"
	@echo "make install   set up only: $(VENV) with the command $(RUN)/townhall"
	@echo "make verify    set up, run all tests but those of a release (half an hour)"
	@echo "make release   set up, hold the published results against the model (hours)"
	@echo "make lint      check style and types"
	@echo "make format    put the code into the project's format"
	@echo "make bench     measure the speed"
	@echo "make lock      renew requirements.lock (needs the network)"
	@echo "make clean     remove the environment and all caches; results stay"
	@echo "Variables: PYTHON=python3.12 picks the interpreter, VENV=folder the environment, ARGS='...' is handed on;"
	@echo "           TIER=statistical, process or browser: make test runs that tier; JOBS=1: one test at a time."

# An environment that works is kept, whatever python3 is, unless an interpreter is named.
install:
	@python="$(PYTHON)"; \
	if [ "$(origin PYTHON)" = file ] && "$(RUN)/python" -c "" 2>/dev/null; then python="$(RUN)/python"; fi; \
	"$$python" -c "" 2>/dev/null || { \
		echo "There is no working $$python here: install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=python3.12" >&2; exit 2; }; \
	"$$python" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" || { \
		echo "Town Hall needs Python 3.11, 3.12 or 3.13 and $$python is `"$$python" -c "import sys; sys.stdout.write(sys.version.split()[0])"`: name another, for example: make PYTHON=python3.12" >&2; exit 2; }; \
	"$$python" .ci/install.py "$(VENV)"

compare: install
	@$(RUN)/townhall compare --mission $(ARGS)

test: install
	@$(PYTEST) $(if $(TIER),-m "$(TIER)") $(ARGS)

verify: install
	@$(PYTEST) -m "not release" $(ARGS)

release: install
	@$(PYTEST) -m release $(ARGS)

lint: install
	@$(RUN)/ruff check
	@$(RUN)/ruff format --check
	@$(RUN)/mypy

format: install
	@$(RUN)/ruff check --fix-only --quiet
	@$(RUN)/ruff format

bench: install
	@$(RUN)/python -m benchmarks $(ARGS)

# One lock for all Pythons and systems: where versions differ, the line says for which Python it holds.
lock: install
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(RUN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras --group build \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock.new
	@{ echo "# Exact versions of everything, for every supported Python; made by: make lock"; cat requirements.lock.new; } > requirements.lock
	@rm -f requirements.lock.new
	@echo "requirements.lock is renewed; run make test on every supported Python before you commit it."

clean:
	rm -rf "$(VENV)" "$(VENV)-packages" .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
