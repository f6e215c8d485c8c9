# Linli: make demo | test | check | bench
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
PYTEST_ARGS ?=
export LINLI_HOME ?= $(CURDIR)/var
.DEFAULT_GOAL := help
.PHONY: help install dev demo test test-whole test-sqlite test-postgresql test-browser test-every-page check format bench clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

.venv/bin/python:
	@echo "==> Making a virtual environment"
	@$(PYTHON) -c 'import sys; sys.exit("Linli needs Python 3.11 or later; set PYTHON=python3.12, for example.") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "==> Installing Linli and the packages that it stands on (once; about a minute)"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -q --require-hashes -r requirements.lock
	@$(BIN)/python -c 'import pathlib, site; pathlib.Path(site.getsitepackages()[0], "linli.pth").write_text("$(CURDIR)\n")'
	@printf '#!$(CURDIR)/.venv/bin/python\nfrom linli.cli.main import main\nmain()\n' > $(BIN)/linli && chmod +x $(BIN)/linli
	@touch $@

.venv/.dev: .venv/.installed requirements-dev.lock
	@echo "==> Installing the tools for tests and checks (once; about a minute)"
	@$(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -q --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/.installed ## Install what is needed to run
dev: .venv/.dev ## Install what is needed to test and check too

demo: .venv/.installed ## Make a demo city and serve it on 127.0.0.1:$(PORT)
	@$(BIN)/linli demo --port $(PORT)

test: .venv/.dev ## Run all tests, on SQLite, on PostgreSQL, and in a browser
	@$(BIN)/python -m tests.run_all $(PYTEST_ARGS)

test-whole: .venv/.dev ## Run all tests with every role and each page at both sizes (before a release)
	@LINLI_TEST_WHOLE=1 $(BIN)/python -m tests.run_all $(PYTEST_ARGS)

test-sqlite: .venv/.dev ## Run the tests on SQLite only
	@$(BIN)/pytest -n 2 -m "not browser and not every_page" $(PYTEST_ARGS)

test-postgresql: .venv/.dev ## Run the tests that touch a database on PostgreSQL only
	@$(BIN)/python -m tests.on_postgresql $(BIN)/pytest -n 2 -m "not browser and not every_page" $(PYTEST_ARGS)

test-browser: .venv/.dev ## Run the tests that need a Chromium
	@$(BIN)/pytest -m browser $(PYTEST_ARGS)

test-every-page: .venv/.dev ## Open each page in a Chromium, at a desk and on a phone, with axe
	@LINLI_TEST_WHOLE=1 $(BIN)/pytest -n 2 -m every_page $(PYTEST_ARGS)

check: .venv/.dev ## Lint, format, types, layers, migrations, templates, words
	@$(BIN)/python -m tests.check_all

format: .venv/.dev ## Put code into shape
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

bench: .venv/.dev ## Measure, against the limits that the design sets
	@$(BIN)/python -m benchmarks.run

clean: ## Remove the environment and the demo's data
	rm -rf .venv var
