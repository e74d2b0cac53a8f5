# Two commands matter: `make run` and `make test`. The rest is for daily work.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
PURE := questionnaires/document riskapp/scoring riskapp/tools riskapp/presentation riskapp/evidence riskapp/baselines riskapp/statements

.PHONY: help run test check fast long lint types docs collect demo-pictures audit bench bench-short coverage mutants messages measures format clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: .venv/run.stamp ## Run everything on this machine, with a demo (PORT=8000, data in var/)
	@PYTHON=$(BIN)/python scripts/setup.sh
	@exec $(BIN)/python -m riskapp.run

test: .venv/dev.stamp lint types docs ## Run every check and every test, as CI does
	@PYTHON=$(BIN)/python scripts/setup.sh test
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --create-db
	$(BIN)/python -m bench.short

check: .venv/dev.stamp lint types docs fast ## Run the fast part: style, layers, types, tests without a browser

fast:
	@PYTHON=$(BIN)/python scripts/setup.sh
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not browser and not slow and not long"

long: .venv/dev.stamp ## Measure which tests the fast part leaves out because they are long (tests/long.txt)
	@PYTHON=$(BIN)/python scripts/setup.sh
	$(BIN)/python -m pytest -q -n 2 --dist worksteal --keep-long -m "not browser and not slow"

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/oxlint --quiet --deny-warnings static

types: .venv/dev.stamp
	$(BIN)/mypy questionnaires riskapp riskapp_collect

docs: .venv/dev.stamp ## Build the documentation as a site (site/)
	@$(BIN)/python -m scripts.docs

collect: .venv/dev.stamp ## Build the collector for vendors, dist/riskapp-collect.pyz, and its digest
	@$(BIN)/python -m scripts.collector

demo-pictures: .venv/dev.stamp ## Photograph the demo for the documentation, and draw the packages
	@PYTHON=$(BIN)/python scripts/setup.sh test
	$(BIN)/python -m scripts.packages
	$(BIN)/python -m scripts.pictures

audit: .venv/dev.stamp ## Write the bill of materials and look for packages known to be vulnerable (REFRESH=1 asks OSV)
	$(BIN)/python scripts/audit.py $(if $(REFRESH),--refresh)

bench: .venv/dev.stamp ## Measure against the targets, into docs/performance.md (ONLY=autosave runs one part)
	@PYTHON=$(BIN)/python scripts/setup.sh
	$(BIN)/python -m bench $(ONLY)

coverage: .venv/dev.stamp ## Measure which branches the tests reach: 95 % of all, 98 % of each pure package
	@PYTHON=$(BIN)/python scripts/setup.sh test
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -n 2 --dist worksteal --create-db -m "not browser"
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered --fail-under=95
	@for package in $(PURE); do $(BIN)/coverage report --skip-covered --include="$$package/*" --fail-under=98 || exit 1; done

mutants: .venv/dev.stamp ## Change the pure packages in small ways: 92 % of a sample are noticed (SAMPLE=150, PACKAGE=riskapp/tools)
	@PYTHON=$(BIN)/python scripts/setup.sh test
	$(BIN)/python -m scripts.mutants

bench-short: .venv/dev.stamp ## Compare save, list, page and score with the figures kept in bench/kept.json (KEEP=1 keeps new ones)
	@PYTHON=$(BIN)/python scripts/setup.sh
	$(BIN)/python -m bench.short $(if $(KEEP),keep)

messages: .venv/dev.stamp ## Collect the texts to be translated into locale/ (LANGUAGES=fr begins one)
	@PYTHON=$(BIN)/python scripts/setup.sh
	$(BIN)/python manage.py collect_texts $(LANGUAGES)

measures: .venv/dev.stamp ## Say how large modules, functions, templates and tests are
	@$(BIN)/python -m scripts.measures

format: .venv/dev.stamp ## Put the code into its usual shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## Remove caches and the virtual environment; data in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/run.stamp: requirements.txt scripts/venv.sh
	@scripts/venv.sh requirements.txt
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt requirements-consumers.txt scripts/venv.sh
	@scripts/venv.sh requirements-dev.txt
	@scripts/venv.sh requirements-consumers.txt .venv/consumers
	@touch $@ .venv/run.stamp
