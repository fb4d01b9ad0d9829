# Set-up is a chain of stamp files inside .venv and the vendor folder: what is done is not done again.
# Package registries are those the machine is set up for; no address stands in this project.
PORT ?= 8000
# Most of a test is waiting for other processes, so more workers than cores (make test WORKERS=8).
WORKERS ?= 4
PY := .venv/bin/python
UV := .venv/bin/uv --quiet
VENDOR := panel/static/vendor/.stamp
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo test check bench faults requirements screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

demo: setup ## everything on one port, with example data (PORT=9000 make demo)
	@exec $(PY) wijkbot.py demo --port $(PORT)

# Bytecode is kept, whatever the machine's own wish: else every worker and every process that a
# test starts compiles us anew.
test check: export PYTHONDONTWRITEBYTECODE :=

# Both runs always happen, so that one failure does not hide the other. Playwright's loop does not
# bear other asyncio tests in its process, hence two. No tests found (exit 5) is a failure too.
test: setup-tests ## the whole suite, browser included
	@$(PY) tests/chromium.py
	@rest=0; browser=0; \
	$(PY) -m pytest -n $(WORKERS) --ignore=tests/browser || rest=$$?; \
	$(PY) -m pytest -n $(WORKERS) tests/browser || browser=$$?; \
	for run in "tests without a browser:$$rest" "tests in the browser:$$browser"; do \
	  case $$run in *:0) echo "$${run%:*}: passed";; *) echo "$${run%:*}: FAILED (exit $${run#*:})";; esac; \
	done; \
	[ $$rest -eq 0 ] && [ $$browser -eq 0 ]

check: setup-tests ## format, lint, types and house rules
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest --quiet tests/test_house*.py

bench: setup-tests ## side-by-side figures (bench/README.md says how to read them)
	@$(PY) -m bench

faults: setup-tests ## every fault and the wanderers at full size; writes tests/faults/RESULTS.md
	@$(PY) -m pytest tests/faults tests/dialogue/test_walk.py -m "" --full

screenshots: setup-tests ## the pictures in docs/screenshots, from the running demo
	@$(PY) tests/chromium.py
	@$(PY) docs/make_screenshots.py

requirements: .venv/.uv ## compile the hashed requirement files anew
	$(UV) pip compile $(COMPILE) requirements-setup.in -o requirements-setup.txt
	$(UV) pip compile $(COMPILE) requirements-node.in -o requirements-node.txt
	$(UV) pip compile $(COMPILE) requirements.in -o requirements.txt
	$(UV) pip compile $(COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## remove what set-up and tools made; the data in ./var stays
	rm -rf .venv node_modules panel/static/vendor wijkbot.egg-info test-results
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

COMPILE := --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links

setup: .venv/.runtime $(VENDOR)
setup-tests: setup .venv/.dev node_modules/.dev

.venv/.uv: requirements-setup.txt deploy/make_venv.sh
	@sh deploy/make_venv.sh
	@touch $@

.venv/.runtime: requirements.txt pyproject.toml | .venv/.uv
	@echo "Installing the Python packages ..."
	@$(UV) pip install --python $(PY) --require-hashes -r requirements.txt
	@$(UV) pip install --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/.runtime
	@echo "Installing what the tests need ..."
	@$(UV) pip install --python $(PY) --require-hashes -r requirements-dev.txt
	@touch $@

# Only where the machine has no Node: 60 MB that most machines need not fetch.
.venv/.node: requirements-node.txt | .venv/.uv
	@command -v node >/dev/null && command -v npm >/dev/null || \
	  $(UV) pip install --python $(PY) --require-hashes -r requirements-node.txt
	@touch $@

$(VENDOR): package-lock.json deploy/fetch_frontend.py | .venv/.node
	@echo "Fetching the style sheets and the map ..."
	@$(PY) deploy/fetch_frontend.py
	@touch $@

node_modules/.dev: package-lock.json | $(VENDOR)
	@$(PY) deploy/fetch_frontend.py --dev
	@touch $@
