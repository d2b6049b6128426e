# One command each: `make demo` sets up and runs the main job, `make test` sets up and runs the tests.
# While you work: `make quick` runs the tests of what changed and of the core, within a minute.
PYTHON ?= python3
TESTS ?= -m 'not long'
PYTEST = $(BIN)/python -m pytest -q -n auto --maxprocesses 8 --dist worksteal
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test quick check lint types pages lowest wheel benchmark clean

demo: $(VENV)/.ready
	@$(BIN)/mentorlab demo

test: $(VENV)/.ready
	@$(PYTEST) $(TESTS)

quick: $(VENV)/.ready
	@$(PYTEST) -m 'not long' --within 40 $$($(BIN)/python tests/quick.py)

check: lint types test

lint: $(VENV)/.ready
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.ready
	@$(BIN)/mypy

pages: $(VENV)/.ready  # the pages that are written from the code
	@$(BIN)/mentorlab odd --to docs/odd.md && $(BIN)/mentorlab evidence --markdown > docs/evidence.md

wheel: $(VENV)/.ready
	@rm -rf build dist && $(BIN)/python -m build --wheel >/dev/null && rm -rf build *.egg-info && ls dist

lowest:
	@$(MAKE) --no-print-directory test VENV=.venv-lowest EXTRA="$$($(PYTHON) tests/lowest.py)"

benchmark: $(VENV)/.ready
	@$(BIN)/python benchmarks/speed.py

clean:
	@rm -rf .venv .venv-* .venv313 build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache

# uv where it runs, else pip from outside the environment (some systems ship python3 without ensurepip).
$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("mentorlab needs Python 3.11 or newer: make PYTHON=python3.12")'
	@echo "Setting up in $(VENV) (once, a minute or two)..."
	@if uv --version >/dev/null 2>&1; then \
	  uv venv -q --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV) && \
	  uv pip install -q --python $(VENV)/bin/python -e '.[dev]' $(EXTRA); \
	else \
	  $(PYTHON) -m venv --clear --without-pip $(VENV) && \
	  $(PYTHON) -m pip --python $(VENV)/bin/python install -q -e '.[dev]' $(EXTRA); \
	fi
	@mkdir -p $(VENV)/src && ln -sfn ../.. $(VENV)/src/mentorlab
	@$(BIN)/mentorlab run reverse --set weeks=60 >/dev/null  # compiles what is compiled once
	@touch $@
