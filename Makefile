# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Where LOCK names a file, the tests' environment is installed from it, by version and hash, as in CI.
LOCK ?=

.DEFAULT_GOAL := help
.PHONY: help run test check contract unit lint types record tables snapshots lock sensitivity browser asyncapi pictures mutation sample coverage chaos clients bench pythons lowest secrets audit release-check clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tests: pyproject.toml | $(BIN)/python
ifneq ($(LOCK),)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
else
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
endif
	@touch $@ $(VENV)/.runs

$(VENV)/.mutation: pyproject.toml | $(VENV)/.tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[mutation]'
	@touch $@

run: $(VENV)/.runs  ## perform every scenario against the embedded reference server, and judge
	$(BIN)/python -m pytest -q --live --target reference

test: contract unit lint types  ## everything that CI checks

contract: $(VENV)/.tests  ## replay the recordings and judge them
	$(BIN)/python -m pytest -q

unit: $(VENV)/.tests  ## the tool's own tests
	$(BIN)/python -m pytest -q tests --ignore=tests/contract --ignore=tests/benchmarks -n 2 --dist worksteal

FOLDER_contract := clauses
FOLDER_plugin := as_a_user
check: $(VENV)/.tests  ## the quick tests of one room: make check ROOM=drift
	@test -n "$(ROOM)" || { echo "say which room: make check ROOM=drift"; exit 2; }
	$(BIN)/python -m pytest -q -n 4 --dist worksteal -m "not slow" tests/$(or $(FOLDER_$(ROOM)),$(ROOM))

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/deptry conformance

types: $(VENV)/.tests
	$(BIN)/mypy

record: $(VENV)/.runs  ## record the reference server again; the same bytes as before, if nothing changed
	$(BIN)/python -m pytest -q --live --target reference --record-mode=rewrite

tables: $(VENV)/.runs  ## write README.md's tables, the kill matrix, untested pairs, licences
	PYTHONPATH=tests/shared $(BIN)/python tests/repository/tables.py

snapshots: $(VENV)/.tests  ## write anew the texts that tests compare whole; look at what differs
	$(BIN)/python -m pytest -q --snapshot-update tests/transcript tests/clauses tests/scenarios tests/drift tests/report \
		tests/evidence tests/clients -k "snapshots or format"

lock: $(VENV)/.runs  ## lock what the night and CI install, by version and hash
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[lock]'
	PYTHONPATH=tests/shared $(BIN)/python tests/repository/lock.py

sensitivity: $(VENV)/.runs  ## prove that every check can fail, and for its own reason
	$(BIN)/python tests/mutation/results.py tests/data/kills.md

browser: $(VENV)/.tests  ## install Chromium (Debian, as root) and axe-core (npm), for the tests of pages
	command -v chromium google-chrome || { apt-get update -qq && apt-get install -y -qq chromium; }
	command -v chromedriver || apt-get install -y -qq chromium-driver
	fc-list :lang=zh 2>/dev/null | grep -q . || apt-get install -y -qq fonts-noto-cjk
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[browser]'
	cd tests/browser && npm ci --silent

asyncapi:  ## read schemas/asyncapi.yaml with the official parser; needs Node and npm
	mkdir -p build/asyncapi && cp -R tests/asyncapi/. build/asyncapi
	cd build/asyncapi && npm ci --silent && node parse.js ../../schemas/asyncapi.yaml

pictures: $(VENV)/.tests  ## draw the pictures of the README; needs what `make browser` installs
	PYTHONPATH=tests/shared $(BIN)/python tests/browser/pictures.py

SEED ?= 1
COUNT ?= 200
mutation: $(VENV)/.mutation  ## mutate the clauses, and by chance all else that decides; or only SINCE=HEAD; an hour
	$(BIN)/python tests/mutation/clauses.py $(if $(SINCE),--since $(SINCE))
	$(BIN)/python tests/mutation/sample.py --seed $(SEED) --count $(COUNT) --strict $(if $(SINCE),--since $(SINCE))

sample: $(VENV)/.tests  ## change what decides besides the clauses, by chance: make sample SEED=7
	$(BIN)/python tests/mutation/sample.py --seed $(SEED) --count $(COUNT) $(if $(SINCE),--since $(SINCE) --strict)

coverage: $(VENV)/.tests  ## measure how much of each room its own tests run, branch by branch
	$(BIN)/python tests/mutation/branches.py $(ROOM)

chaos: $(VENV)/.tests  ## 1,000 runs with faults chosen by chance, and 200 that are killed; fifteen minutes
	$(BIN)/python -m pytest -q -n 2 tests/faults/endurance.py

clients: $(VENV)/.runs  ## certify real clients from the registries (npm is needed), and write the table
	$(BIN)/python tests/drivers/matrix.py

bench: $(VENV)/.tests  ## measure, as ratios against a baseline in the same run
	$(BIN)/python tests/benchmarks/judging.py
	$(BIN)/python tests/benchmarks/drift.py
	$(BIN)/python tests/benchmarks/growth.py
	$(BIN)/python tests/benchmarks/clients.py
	$(BIN)/python tests/benchmarks/figures.py

pythons: $(VENV)/.tests  ## try the wheel on each supported Python that is here; three minutes
	PYTHONPATH=tests/shared $(BIN)/python tests/repository/pythons.py

lowest: $(VENV)/.tests  ## try the suite at the lowest versions that pyproject.toml allows, and beside which SDKs it installs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[lock]'
	PYTHONPATH=tests/shared $(BIN)/python tests/repository/lowest.py

secrets: $(VENV)/.tests  ## look for secrets in every line that was ever committed
	PYTHONPATH=tests/shared $(BIN)/python tests/repository/leaks.py

audit: $(VENV)/.tests  ## look up known vulnerabilities of what is locked; 6 where they cannot be
	PYTHONPATH=tests/shared $(BIN)/python tests/repository/audit.py

release-check: $(VENV)/.tests  ## check what must be true before a release; changes nothing
	PYTHONPATH=tests/shared $(BIN)/python tests/repository/release.py

clean:  ## remove what was made here
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
