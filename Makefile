# The ways to use and work on Wortlaut. `make chat` and `make test` are all that a fresh machine needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The sample archive has a folder of its own here, so that it never mixes with yours.
export WORTLAUT_DATA_DIR ?= $(CURDIR)/.data/sample
export Q ?= Wer übernahm im November 2019 das Kommando der Nato-Mission?

.PHONY: chat ask eval test test-fast check bench-quality bench-speed torture audit clean

chat: $(VENV)/.installed
	@$(BIN)/wortlaut ingest --sample >/dev/null
	@$(BIN)/wortlaut chat

ask: $(VENV)/.installed
	@$(BIN)/wortlaut ingest --sample >/dev/null
	@$(BIN)/wortlaut ask "$$Q"

eval: $(VENV)/.installed
	@$(BIN)/wortlaut ingest --sample >/dev/null
	@$(BIN)/wortlaut eval

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest

# The fast core: all but the tests marked slow, in under two minutes.
test-fast: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -m "not slow"

check: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# DATA is the bench folder, with xquad_de/, news_distractors/ and score.py; ARGS are further options: docs/benchmarks.md.
bench-quality: $(VENV)/.installed-dev
	@test -n "$(DATA)" || { echo "DATA=FOLDER is missing: make bench-quality DATA=path/to/bench"; exit 2; }
	@$(BIN)/python -m benchmarks.quality --bench "$(DATA)" $(ARGS)

# The same DATA; ARGS="--peer-python PATH" where txtai and Haystack are installed elsewhere.
bench-speed: $(VENV)/.installed-dev
	@test -n "$(DATA)" || { echo "DATA=FOLDER is missing: make bench-speed DATA=path/to/bench"; exit 2; }
	@$(BIN)/python -m benchmarks.speed --bench "$(DATA)" $(ARGS)

# Faults, damage, attacks: about an hour; ARGS="--quick" for a few minutes, or ARGS="--part kills" for one part.
torture: $(VENV)/.installed-dev
	@$(BIN)/python -m benchmarks.torture --write docs/reliability.md $(ARGS)

# Known vulnerabilities of what is installed; asks PyPI's service, so it needs the net. Before a release, and when a bound is moved.
audit: $(VENV)/.installed-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[audit]"
	@$(BIN)/python -m pip_audit --skip-editable $(ARGS)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[html]"
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) .data build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
