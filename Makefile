# What a person types; each target says what it does. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9
export PYTHONPATH := $(CURDIR)/plugins:$(CURDIR)
# Airflow is many processes: without compiled modules on disk, each compiles them all again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run enrol test test-unit campaign soak stack lint fix bench migrate settings probe screenshots texts requirements clean
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/installed: requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "webinar-sync needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet requirements.txt requirements-dev.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	touch $@

# HubSpot's own SDK only tests the sandbox: it is an alpha, and pins what Airflow pins otherwise.
.venv-sdk/installed: .venv/installed requirements-sdk.txt
	test -x .venv-sdk/bin/python || $(PYTHON) -m venv .venv-sdk
	VIRTUAL_ENV=.venv-sdk $(BIN)/uv pip sync --quiet requirements-sdk.txt
	touch $@

run: .venv/installed  ## start everything on loopback and run a first sync; ONCE=1 exits after it
	$(BIN)/python -m local.run $(if $(ONCE),--once)

enrol: .venv/installed  ## beside `make run`: a workflow adds CONTACTS=100 to WEBINAR=…, or REMOVE=1
	$(BIN)/python -m local.enrol $(if $(CONTACTS),--contacts $(CONTACTS)) $(if $(WEBINAR),--webinar $(WEBINAR)) $(if $(REMOVE),--remove)

test: .venv/installed .venv-sdk/installed  ## run every test, those with Airflow beside the others
	$(BIN)/python -m pytest -n 2

test-unit: .venv/installed  ## run the tests that need no server, in seconds
	$(BIN)/python -m pytest -n 2 tests/unit

campaign: .venv/installed  ## disturb syncs, then pushes, at random: SEEDS=17 or 1-1000, MINUTES=10 each; says what was ever wrong
	$(BIN)/python -m local.campaign $(OF_CAMPAIGN); syncs=$$?; \
	$(BIN)/python -m local.campaign.hubspot $(OF_CAMPAIGN) && exit $$syncs
campaign: OF_CAMPAIGN = $(if $(SEEDS),--seeds $(SEEDS)) $(if $(MINUTES),--minutes $(MINUTES))

stack: .venv/installed  ## start all that ships, check it, disturb it; ROUNDS=20 nights under fire, CHECKS="upgrade", LOGS=folder; ENGINE=docker: in containers
	$(BIN)/python -m local.stack $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--first-seed $(SEED)) $(if $(CHECKS),--only $(CHECKS)) $(if $(LOGS),--logs $(LOGS)) $(if $(ENGINE),--engine "$(ENGINE)")

soak: .venv/installed  ## play DAYS=30 simulated days, with faults and kills by SEED=1 (AIRFLOW=1: 3 days of its runs, undisturbed); says what grew, and what was lost
	$(BIN)/python -m local.soak $(if $(DAYS),--days $(DAYS)) $(if $(SEED),--seed $(SEED)) $(if $(AIRFLOW),--airflow)

lint: .venv/installed  ## check style, types, names, SQL, imports, Compose and Kubernetes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m local.check_names
	$(BIN)/sqlfluff lint --disable-progress-bar --nocolor include/sql
	$(BIN)/lint-imports --no-cache
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yaml deploy/celery.yaml deploy/monitoring/compose.yaml
	$(BIN)/python -m local.compose_check docker-compose.yaml deploy/celery.yaml deploy/monitoring/compose.yaml
	$(BIN)/python -m local.kubernetes_check deploy/kubernetes

fix: .venv/installed  ## mend what the linters can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed  ## measure what docs/performance.md says, and write it there; QUICK=1 small, ONLY="extract union"
	$(BIN)/python -m bench $(if $(QUICK),--quick) $(ONLY)

migrate: .venv/installed  ## bring the schemas of the connection `warehouse` up to date
	$(BIN)/python -m webinar_sync migrate

settings: .venv/installed  ## apply include/settings.yaml, or FILE=…; DRY=1 only prints the difference
	$(BIN)/python -m webinar_sync settings $(if $(DRY),--dry-run) "$(or $(FILE),include/settings.yaml)"

probe: .venv/installed  ## ask the connected accounts which guesses hold: read only; JSON=1 for machines
	$(BIN)/python -m webinar_sync probe $(if $(JSON),--json)

screenshots: .venv/installed  ## beside `make run`: take the pictures of the docs, by Chromium
	$(BIN)/python -m local.screenshots

texts: .venv/installed  ## bring new texts of the pages into the catalogues of their translations
	$(BIN)/python -m local.texts

requirements: .venv/installed  ## compile requirements*.txt from requirements*.in
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.11 requirements-sdk.in -o requirements-sdk.txt
	$(BIN)/uv pip compile --quiet --no-header --universal --python-version 3.12 requirements-extras.in -o requirements-extras.txt

clean:  ## stop a local run's database and delete .run and the .venvs
	test ! -x $(BIN)/python || $(BIN)/python -m local.postgres --stop
	rm -rf .run .venv .venv-sdk *.egg-info plugins/*.egg-info
