# Town Hall. Two commands are all that is needed: make compare, make test. Both set up what they need.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=

RUN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help install compare test verify lint format bench lock clean

help: ## show this list
	@echo "make compare   set up, run the headline comparison, say where the figure and the report are"
	@echo "make test      set up, run the tests"
	@echo "make install   set up only: $(VENV) with the command $(RUN)/townhall"
	@echo "make verify    set up, run the tests and the slow suite"
	@echo "make lint      check style and types"
	@echo "make format    put the code into the project's format"
	@echo "make bench     measure the speed"
	@echo "make lock      renew requirements.lock (needs the network)"
	@echo "make clean     remove the environment and all caches; results stay"
	@echo "Variables: PYTHON=python3.12 picks the interpreter, VENV=folder the environment, ARGS='...' is handed on."

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
	@$(RUN)/python -m pytest -q $(ARGS)

verify: install
	@$(RUN)/python -m pytest -q -m "slow or not slow" $(ARGS)

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
