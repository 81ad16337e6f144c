# make crawl               crawl the bundled sample blog into sample.db (no network needed after the install)
# make crawl BLOG=URL      crawl a real blog into archive.db
# make test | test-slow | lint | check | docs | bench | soak | lock | clean
PY      ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
# An environment is finished only when its stamp is written, so an interrupted install is done again.
USE     := $(VENV)/.installed
DEV     := $(VENV)/.installed-dev
# More options of pytest; .ci/run measures coverage with them.
PYTEST  ?=
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: crawl install test test-slow lint check docs bench soak lock clean

crawl: $(USE)
ifdef BLOG
	@$(BIN)/blogger-archive crawl "$(BLOG)" -s REPORT_NEXT_STEPS=1
else
	@$(BIN)/blogger-archive sample
endif

install: $(USE)

# setuptools, which builds the package, is among the locked requirements: Datasette needs it.
$(USE): requirements.txt pyproject.toml
	@echo "Installing into $(VENV) (once; about a minute) ..." >&2
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try: make PY=python3.12 ...")'
	@$(PY) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.txt $(USE)
	@echo "Installing what tests and benchmarks need as well (once) ..." >&2
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# A module's tests stay in one process, which makes its archive or crawl once.
test: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadscope -m "not slow" $(PYTEST)

test-slow: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadscope -m slow $(PYTEST)

lint: $(DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: test test-slow lint

# A link that leads nowhere fails it.
docs: $(DEV)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict

bench: $(DEV)
	$(BIN)/python -m benchmarks

# Over two hours of kills, faults and signals, of crawls alone and on workers; docs/reliability.md has its figures.
soak: $(DEV)
	$(BIN)/python -m tests.soak

# Needs uv (https://docs.astral.sh/uv/): exact versions and hashes for every platform.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev \
		-c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) build *.egg-info .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .hypothesis
