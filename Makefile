# The commands of the project. `make run` and `make test` set up everything they need first; what
# is set up already is found by its stamp and costs nothing. VAR is the data folder, PORT the web
# server's port; DATABASE_URL and REDIS_URL name servers of your own.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

VAR ?= var
PORT ?= 8000
export VAR PORT
unexport MAKEFLAGS

ifeq ($(origin VAR),file)
TEST_VAR := var/test
else
TEST_VAR := $(VAR)
endif

PYTHON := .venv/bin/python
SHA256 := $(if $(shell command -v sha256sum),sha256sum,shasum -a 256)
RUN := .venv/.stamp-run-$(shell $(SHA256) requirements.txt | cut -c1-16)
DEV := .venv/.stamp-dev-$(shell $(SHA256) requirements-dev.txt | cut -c1-16)
LOCK := .venv/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --custom-compile-command "make lock"
TEMPLATES = $(shell find templates -name '*.html' -o -name '*.txt')

CHECKS := $(addprefix check-,format lint types imports templates migrations production \
	translations docs)

.PHONY: help run test check demo fix lock vendor clean reset shell services catalogues messages docs $(CHECKS)

help: ## what there is
	@awk -F ':.*## ' '/^[a-z%-]+:.*## / {printf "make %-20s %s\n", $$1, $$2}' Makefile

run: $(RUN) ## the whole portal on this machine, with demo data; Ctrl-C stops it
	@exec $(PYTHON) -m portal.embedded up

test: $(DEV) ## every test, browser journeys included, with coverage
	@VAR=$(TEST_VAR) sh portal/embedded/tests.sh

check: $(CHECKS) ## everything that reads the code without running the tests
	@echo "All checks passed."

demo: $(RUN) ## a whole round played through; STAGE=open|screening|assessment|panel|released
	@VAR=$(VAR)/demo $(PYTHON) -m portal.embedded with --fresh --worker -- \
		$(PYTHON) manage.py demo_round $(if $(STAGE),--stage $(STAGE))

bench-%: $(DEV) ## one benchmark into var/bench/<name>.json; SIZES="200x30 …" for bench-assign
	@mkdir -p $(VAR)/bench
	@SIZES="$(SIZES)" $(PYTHON) -m tests.benchmarks.$(subst -,_,$*)

fix: $(DEV) ## format, and mend what the linters can mend
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@.venv/bin/djade --target-version 5.2 $(TEMPLATES) || true

shell: $(RUN) ## a Python prompt on the data of VAR
	@$(PYTHON) -m portal.embedded beside -- $(PYTHON) manage.py shell

services: $(RUN) ## PostgreSQL and the broker alone, until Ctrl-C
	@exec $(PYTHON) -m portal.embedded services

catalogues: $(RUN) ## compile the translations that changed
	@$(PYTHON) -m portal.embedded catalogues

messages: $(DEV) ## gather the translatable strings; draft Simplified from Traditional Chinese
	@$(PYTHON) -m portal.i18n.catalogues extract
	@$(PYTHON) -m portal.i18n.catalogues simplify

docs: $(DEV) ## write the pages of docs/ that are made from the code
	@VAR=$(TEST_VAR) $(PYTHON) -m portal.embedded beside -- $(PYTHON) manage.py write_docs

lock: $(DEV) ## pin the dependencies anew, with hashes; UPGRADE=1 takes the newest allowed
	@$(LOCK) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	@$(LOCK) $(if $(UPGRADE),--upgrade) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	@echo uv | $(LOCK) --no-header -c requirements-dev.txt - -o requirements-uv.txt

vendor: $(DEV) ## fetch and build the third-party files of the pages anew; needs npm
	@$(PYTHON) -m portal.ui.vendor

clean: ## remove caches, compiled files and the data of tests; keep VAR and .venv
	@if [ -x $(PYTHON) ]; then \
		for part in test journeys; do VAR=var/$$part $(PYTHON) -m portal.embedded discard; done; fi
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	@rm -f portal/locale/*/LC_MESSAGES/*.mo
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

reset: $(RUN) ## remove the data of VAR for good; the next run starts with fresh demo data
	@$(PYTHON) -m portal.embedded discard

check-format: $(DEV)
	@.venv/bin/ruff format --check .

check-lint: $(DEV)
	@.venv/bin/ruff check .

check-types: $(DEV)
	@.venv/bin/mypy .

check-imports: $(DEV)
	@.venv/bin/lint-imports

check-templates: $(DEV)
	@.venv/bin/djade --check --target-version 5.2 $(TEMPLATES)

check-migrations: $(DEV)
	@VAR=$(TEST_VAR) $(PYTHON) -m portal.embedded beside -- \
		$(PYTHON) manage.py makemigrations --check --dry-run

check-production: $(DEV)
	@DJANGO_SETTINGS_MODULE=portal.settings.production \
		SECRET_KEY=check-only-$$(printf '%064d' 7 | $(SHA256) | cut -c1-64) \
		ALLOWED_HOSTS=portal.example.hk SITE_URL=https://portal.example.hk TRUSTED_PROXY_COUNT=1 \
		DATABASE_URL=postgresql://portal@127.0.0.1/portal REDIS_URL=redis://127.0.0.1/0 \
		$(PYTHON) manage.py check --deploy --fail-level WARNING

check-translations: $(DEV)
	@$(PYTHON) -m portal.i18n.catalogues check

check-docs: $(DEV)
	@VAR=$(TEST_VAR) $(PYTHON) -m portal.embedded beside -- $(PYTHON) manage.py write_docs --check

$(RUN):
	@sh portal/embedded/provision.sh run

$(DEV):
	@sh portal/embedded/provision.sh dev
