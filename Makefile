# Two commands are all a newcomer types: make run, make test. `make help` lists the others.
SHELL := /bin/bash
UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PY := .venv/bin/python
export PORT ?= 8000
export VAR_DIR ?= var
export PYTHONPATH := .
export OMP_NUM_THREADS := 1

PAGE := web/engineer/dist/index.html
PAGE_SOURCES := web/package.json web/package-lock.json $(wildcard web/client/*.ts web/engineer/*.* web/engineer/src/* web/engineer/public/*)

.PHONY: run simulate test check train evaluate learn bench import password menu qr-labels client help install doctor chaos talks pages
.PHONY: backup restore resume erase export policy-check policy-diff promises

run: install pages  ## start everything on this machine: chat, desk, assistant (PORT, VAR_DIR, DEMO_PASSWORD, DEMO_WEEK)
	@exec $(PY) -m gateway.processes.run

simulate: install pages  ## the same with every channel on, and phones in the browser to try them without an account
	@VAR_DIR=$(VAR_DIR)/simulate exec $(PY) -m simulator

test: install pages  ## every check and test: style, types, import contract, units, journeys, browser, kills
	@$(MAKE) --no-print-directory check
	$(PY) -m gateway.rasa.model
	RASA_TELEMETRY_ENABLED=false envs/rasa/.venv/bin/python -m pytest tests/components --confcutdir=tests/components
	$(PY) -m pytest -n auto -m "(slow or postgres and not both_databases) and not rasa and not browser and not robust"
	$(PY) -m pytest -m "rasa or browser" --durations=10
	$(PY) -m pytest -m robust

check: install pages  ## the quick loop: style, types, import contract, the short tests without Rasa and browser, most on SQLite only
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m gateway.commands.build_pages check
	$(PY) -m pytest -n auto -m "not slow and not rasa and not browser and not robust and (both_databases or not postgres)"

train: install  ## train the model if its sources changed
	$(PY) -m gateway.rasa.model

evaluate: install  ## score understanding on labelled messages: make evaluate FILE=labelled.tsv (columns text, intent)
	@$(PY) tools/evaluate.py $(FILE)

bench: install  ## measure this product beside stock Rasa for Chinese (forty minutes and more; QUICK=1: fewer turns, ONLY=webhooks: only that)
	@$(PY) -m bench

chaos: install  ## fifty customers on all channels while gateway and platforms fail: make chaos MINUTES=10
	@MINUTES=$(or $(MINUTES),10) $(PY) -m pytest -q tests/robust/test_channels_chaos.py

talks: install  ## play customers with a goal against the real assistant (half an hour; ONLY=visit: only that, SAMPLE=20, WORDINGS=1)
	@$(PY) -m tests.talks

learn: install  ## reviewed messages become examples: make learn [DRY_RUN=1], or TSV=labelled.tsv for the held-out ones
	@$(PY) -m gateway.commands.learn $(TSV)

import: install  ## take in organisations, customers, sites, assets or contracts, CSV or XLSX: make import FILE=customers.csv [DRY_RUN=1]
	@$(PY) -m gateway.commands.importing import $(FILE)

export: install  ## give the register out: make export KIND=customers FILE=customers.xlsx (or .csv)
	@$(PY) -m gateway.commands.importing export $(KIND) $(FILE)

policy-check: install  ## what each business and contract pack promises; fails on what is wrong, missing or read by nothing
	@$(PY) -m gateway.commands.policy_check
	@$(PY) -m pytest -q -n 0 -p no:cacheprovider tests/house/test_policy_fields.py

policy-diff: install  ## what a change of kb/ does to open cases: make policy-diff OLD=HEAD~1 (a commit, or a folder like kb/)
	@$(PY) -m gateway.commands.policy_diff "$(OLD)"

promises: install  ## which lines of docs/service-rules.md a test acts out, by rule, and those without
	@$(PY) tools/promises.py

password: install  ## a one-time link to set somebody's password: make password USER=… [RESET_SECOND_FACTOR=1]
	@$(PY) -m gateway.commands.password $(USER)

menu: install  ## set the menu of kb/policies/menu.yml at the platforms that have one
	@$(PY) -m gateway.commands.menu

qr-labels: install  ## a page of QR codes to print, one a machine: make qr-labels [FILE=serials.csv] (default: the register)
	@$(PY) -m gateway.commands.qr_labels $(FILE)

backup: install  ## everything said and filed, in one file under VAR_DIR/backups and in a second place (BACKUP_COPY_TO)
	@$(PY) -m gateway.commands.backup

restore: install  ## begin anew from a backup where there is nothing yet, held: make restore FILE=helpline-….tar.gz
	@$(PY) -m gateway.commands.restore $(FILE)

resume: install  ## after a restore, go on: what is late by now is skipped, or sent with SEND_OLD=1
	@$(PY) -m gateway.commands.resume

erase: install  ## a person's data, by phone or customer id: make erase CUSTOMER=13800000000 [DRY_RUN=1]
	@$(PY) -m gateway.commands.erase $(CUSTOMER)

doctor: install  ## look at settings, public address, tokens, clock and parts, and say what to fix
	@$(PY) -m gateway.commands.doctor

client: install web/node_modules/.package-lock.json  ## make the TypeScript client in web/client from the API's OpenAPI document
	$(PY) -m gateway.commands.openapi > web/client/openapi.json
	cd web && npx openapi-typescript client/openapi.json --default-non-nullable=false -o client/schema.d.ts
	@rm web/client/openapi.json

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund

# A page that cannot be built keeps nothing else from running.
pages: install $(PAGE)  ## build the engineer's page, with the machine's Node or one from the Python package index

$(PAGE): $(PAGE_SOURCES)
	-@$(PY) -m gateway.commands.build_pages

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

install: .venv/.done envs/rasa/.venv/.done

.venv/.done: pyproject.toml uv.lock | $(UV)
	@echo "installing the environment"
	@$(UV) sync --frozen && touch $@

envs/rasa/.venv/.done: envs/rasa/pyproject.toml envs/rasa/uv.lock | $(UV)
	@echo "installing Rasa's environment (2 GB unpacked, once)"
	@$(UV) sync --frozen --project envs/rasa && touch $@

.tools/bin/uv:
	@echo "installing uv into .tools/"
	@python3 -m venv .tools && .tools/bin/pip install --quiet uv==$(UV_VERSION)
