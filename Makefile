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
.PHONY: help install tools compare class validate test verify release lint format bench bench-class storyboard browser-engine docs numba-versions lock clean

help: ## show this list
	@echo "make compare   set up, run the headline comparison, say where the figure and the report are"
	@echo "make class     set up, open the classroom in the browser"
	@echo "make validate  set up, hold the model against the facts of English councils"
	@echo "make test      set up, run the fast tests"
	@echo "make install   set up only: $(VENV) with the command $(RUN)/townhall"
	@echo "make tools     set up, with the tools for tests, style and types"
	@echo "make verify    set up, run all tests but those of a release (half an hour)"
	@echo "make release   set up, hold the published results against the model (hours)"
	@echo "make lint      check style and types"
	@echo "make format    put the code into the project's format"
	@echo "make bench     measure the speed"
	@echo "make bench-class  measure the classroom in a real browser"
	@echo "make storyboard  photograph the classroom for the README (needs Chromium or Chrome)"
	@echo "make browser-engine  compile the rules for a browser (needs Debian's lld-19)"
	@echo "make docs      build the documentation as a site, for a browser without a network"
	@echo "make numba-versions  try the lowest and the newest numba (needs the network)"
	@echo "make lock      renew both locks (needs the network)"
	@echo "make clean     remove the environment and all caches; results stay"
	@echo "Variables: PYTHON=python3.12 picks the interpreter, VENV=folder the environment, ARGS='...' is handed on;"
	@echo "           TIER=statistical, process or browser: make test runs that tier; JOBS=1: one test at a time."

# An environment that works is kept, whatever python3 is, unless an interpreter is named.
define SET_UP
@python="$(PYTHON)"; \
if [ "$(origin PYTHON)" = file ] && "$(RUN)/python" -c "" 2>/dev/null; then python="$(RUN)/python"; fi; \
"$$python" -c "" 2>/dev/null || { \
	echo "There is no working $$python here: install Python 3.11, 3.12 or 3.13, or name one: make PYTHON=python3.12" >&2; exit 2; }; \
"$$python" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" || { \
	echo "Town Hall needs Python 3.11, 3.12 or 3.13 and $$python is `"$$python" -c "import sys; sys.stdout.write(sys.version.split()[0])"`: name another, for example: make PYTHON=python3.12" >&2; exit 2; }; \
"$$python" .ci/install.py "$(VENV)"
endef

install:
	$(SET_UP)

# The same environment, and in it the tools with which Town Hall is tested, checked and measured.
tools:
	$(SET_UP) --dev

compare: install
	@$(RUN)/townhall compare --mission $(ARGS)

class: install
	@$(RUN)/townhall class $(ARGS)

validate: install
	@$(RUN)/townhall validate $(ARGS)

test: tools
	@$(PYTEST) $(if $(TIER),-m "$(TIER)") $(ARGS)

verify: tools
	@$(PYTEST) -m "not release" $(ARGS)

release: tools
	@$(PYTEST) -m release $(ARGS)

lint: tools
	@$(RUN)/ruff check
	@$(RUN)/ruff format --check
	@$(RUN)/mypy

format: tools
	@$(RUN)/ruff check --fix-only --quiet
	@$(RUN)/ruff format

bench: tools
	@$(RUN)/python -m benchmarks $(ARGS)

bench-class: tools
	@$(RUN)/python -m benchmarks.classroom $(ARGS)

storyboard: tools
	@$(RUN)/python -m docs.storyboard $(ARGS)

browser-engine: tools
	@$(RUN)/python -m sim.faces.browser.build $(ARGS)
	@$(RUN)/python -m experiments.classroom.made

docs: tools
	@$(RUN)/python -m docs.site $(ARGS)

numba-versions: tools
	@$(RUN)/python -m tests.engine.numba_versions $(ARGS)

# For all Pythons and systems at once: where versions differ, the line says for which it holds. First everything; then, with
# the same versions, what running needs.
UV_COMPILE = $(RUN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --group build --no-header \
	--no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml

lock: tools
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(UV_COMPILE) --all-extras --output-file requirements-dev.lock.new
	@$(UV_COMPILE) --extra discovery --constraint requirements-dev.lock.new --output-file requirements.lock.new
	@{ echo "# Exact versions of everything, tools included, for every supported Python; made by: make lock"; cat requirements-dev.lock.new; } > requirements-dev.lock
	@{ echo "# Exact versions of what running needs, for every supported Python; made by: make lock"; cat requirements.lock.new; } > requirements.lock
	@rm -f requirements.lock.new requirements-dev.lock.new
	@echo "Both locks are renewed; run make test on every supported Python before you commit them."

clean:
	rm -rf "$(VENV)" "$(VENV)-packages" .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
