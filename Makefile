# `make help` lists the targets. Paths are relative, so the checkout may lie in a directory with spaces.

PYTHON := .venv/bin/python
UV ?= uv
LOCK_OPTIONS := --quiet --universal --generate-hashes --python-version 3.11 --no-annotate \
    --custom-compile-command 'make lock'
CHECKED := main.py recnet_core recnet_gui

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test lint types imports pytest bench peers pictures bundle lock clean setup dev

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: setup ## open the window; options through ARGS="..."
	@$(PYTHON) main.py $(ARGS)

test: lint types imports pytest ## lint, types, import rules and all tests

lint: dev ## ruff: rules and formatting
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check

types: dev ## mypy, strict on the core
	$(PYTHON) -m mypy $(CHECKED)

imports: dev ## who may import whom (import-linter)
	$(PYTHON) .venv/bin/lint-imports --no-logo

pytest: dev ## the tests alone: offscreen first, then those that need a real X server
	$(PYTHON) -m pytest -m 'not xserver' $(PYTEST_ARGS)
	tests/run_under_xvfb $(PYTEST_ARGS)

peers: ## what the benchmarks compare with, in .venv-peers
	@test -e .venv-peers/ready || { python3 -m venv .venv-peers && .venv-peers/bin/pip install --quiet \
	    --disable-pip-version-check --require-hashes -r bench/requirements-peers.lock && touch .venv-peers/ready; }

bench: dev peers ## the benchmarks beside their peers (minutes)
	@set -e; for script in bench/[!_]*.py; do echo "== $$script"; $(PYTHON) "$$script"; done

pictures: setup ## renew the docs' pictures and the gallery's small ones (a minute)
	$(PYTHON) main.py gallery docs/pictures/gallery --thumbnails

bundle: dev ## build dist/recnet with PyInstaller and start it
	packaging/bundle.sh

lock: ## renew the lock files from pyproject.toml (needs uv)
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: python3 -m pip install uv, or make lock UV=path/to/uv' >&2; exit 1; }
	$(UV) pip compile pyproject.toml $(LOCK_OPTIONS) -o requirements.lock
	$(UV) pip compile pyproject.toml --group dev $(LOCK_OPTIONS) -o requirements-dev.lock
	$(UV) pip compile bench/requirements-peers.in $(LOCK_OPTIONS) -o bench/requirements-peers.lock

clean: ## delete what was generated, but not .venv
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

setup: ## .venv and what the program needs (run does this by itself)
	@packaging/setup.sh run

dev: ## the same and what the tests need (the other targets do this by themselves)
	@packaging/setup.sh test
