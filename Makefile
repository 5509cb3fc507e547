.DEFAULT_GOAL := help
.PHONY: help setup demo test lint fix bench messages reference lock
PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
# Tests start some hundred processes; without compiled modules each takes two seconds longer.
unexport PYTHONDONTWRITEBYTECODE
STAMP := .venv/.setup-stamp
DEMO := BUMEN_DATABASE_URL=$${BUMEN_DATABASE_URL:-sqlite:///bumen-demo.db} BUMEN_DATA_DIR=$${BUMEN_DATA_DIR:-bumen-demo-data}
# Where tests of a browser and of real data lie: to read all others too takes each worker seconds.
LOOKED_FOR := tests/e2e tests/acceptance
# pytest ends with 5 where no test fits; that is no failure if the tests were chosen by hand.
NONE_CHOSEN := $(if $(ARGS),|| test $$? -eq 5)
CATALOGS := $(wildcard core/translations/*/LC_MESSAGES/*.po plugins/*/translations/*/LC_MESSAGES/*.po)

help: ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## /  \1\t/p' Makefile | expand -t 14

setup: $(STAMP) ## Make .venv and install Bumen with everything that it needs

$(STAMP): pyproject.toml requirements.lock build/hatch_build.py $(wildcard frontend/*) $(CATALOGS)
	@if uv --version >/dev/null 2>&1; then \
	  test -x $(BIN)/python || uv venv -q .venv && \
	  uv pip install -q --python $(BIN)/python -r requirements.lock && \
	  uv pip install -q --python $(BIN)/python --no-deps -e .; \
	else \
	  $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock && \
	  $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; \
	fi
	@touch $@

demo: setup ## Make a demo company and serve it on 127.0.0.1:8000 (SERVE=0: only make it)
	$(DEMO) $(BIN)/bumen demo $(if $(filter 0,$(SERVE)),--no-serve)

test: setup ## Run all tests on SQLite and on PostgreSQL (ARGS="-k word" chooses)
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup -m "not e2e and not acceptance" $(ARGS) $(NONE_CHOSEN)
	$(BIN)/pytest -q -n $(WORKERS) --maxschedchunk 1 -o testpaths="$(LOOKED_FOR)" -m "$(if $(BUMEN_ACCEPTANCE_DATA),e2e or acceptance,e2e)" $(ARGS) $(NONE_CHOSEN)

lint: setup ## Check style, types, imports and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --quiet --lint core plugins

fix: setup ## Format the code and repair what ruff can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measure speed beside references of the same run
	@set -e; for script in bench/*.py; do $(BIN)/python "$$script"; done

reference: setup ## Write docs/reference from the code
	$(BIN)/python build/reference.py

messages: setup ## Collect the texts to translate into the catalogs
	$(BIN)/python build/messages.py

lock: setup ## Renew requirements.lock
	$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --no-annotate --no-header pyproject.toml --group dev -o requirements.lock
