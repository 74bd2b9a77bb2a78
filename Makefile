# `make help` lists what can be made. Needs make and Python 3.12 or 3.13, nothing else.

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/ready

BASE    ?= scenarios/jad-see-2024.yaml
VARIANT ?= scenarios/jad-see-2024-half-more-officers.yaml
RUNS    ?= 200

.DEFAULT_GOAL := help
.PHONY: help setup run quick test slow check format browser bench docs constraints clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## a virtual environment in .venv (PYTHON=/path/to/python chooses the Python of a new one)

run: $(READY) ## the reference action against one with half as many officers more; report in out/
	@$(BIN)/jadsim compare $(BASE) $(VARIANT) -n $(RUNS) --out out/compare --force

quick: $(READY) ## the tests that guard daily work, in a minute or so
	@$(BIN)/pytest -n 2 --dist loadfile -m quick

test: check ## all checks, then all tests but the long ones
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

slow: $(READY) ## the long tests, with the figures that they print
	@$(BIN)/pytest -n 2 --dist loadfile -m slow -rP --durations=0 --durations-min=10

check: $(READY) ## format, lint, who may import whom, types
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy --no-error-summary

format: $(READY) ## rewrite the sources in the house's format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

browser: ## the browser in which pages are tried: Debian's chromium, where the system allows
	@found=$$(for name in chromium chromium-browser google-chrome; do command -v $$name; done | head -n 1); \
	if [ -n "$$found" ]; then \
	  echo "Pages are tried in $$found."; \
	elif ! command -v apt-get >/dev/null 2>&1; then \
	  echo "Missing: chromium, and apt-get to install it. Until it is there, tests of pages are skipped."; \
	elif [ "$$(id -u)" -ne 0 ] && ! sudo -n true 2>/dev/null; then \
	  echo "Missing: chromium. To install it: sudo apt-get install chromium. Until then, tests of pages are skipped."; \
	else \
	  SUDO=$$([ "$$(id -u)" -eq 0 ] || echo "sudo -n"); \
	  $$SUDO apt-get update -qq && $$SUDO apt-get install -qq -y --no-install-recommends chromium \
	    || echo "Missing: chromium, which could not be installed. Tests of pages are skipped."; \
	fi

bench: $(READY) ## how long things take on this machine
	@$(BIN)/python -m tests.benchmarks

docs: $(READY) ## guide, model and reference as a site: out/docs/index.html
	@$(BIN)/python -m sphinx -q -W --keep-going -c docs -d out/docs.read . out/docs

constraints: $(READY) ## constraints.txt anew: all that pyproject.toml asks for, versions kept where they fit, with checksums
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --universal --python-version 3.12 --generate-hashes \
	  --no-annotate --custom-compile-command "make constraints" --output-file constraints.txt

clean: ## remove what was made: environment, results, caches
	@rm -rf $(VENV) out build dist .hypothesis
	@find . \( -name __pycache__ -o -name '.*_cache' \) -type d -prune -exec rm -rf {} +

# A Python is tried by running it: a name on the PATH may be a launcher with nothing behind it.
FITS := import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 14))
CANDIDATES := python3.12 python3.13 python3 python \
	/usr/bin/python3.12 /usr/local/bin/python3.12 /opt/homebrew/bin/python3.12 \
	/usr/bin/python3.13 /usr/local/bin/python3.13 /opt/homebrew/bin/python3.13 \
	$(wildcard $(HOME)/.pyenv/versions/3.12*/bin/python) $(wildcard $(HOME)/.pyenv/versions/3.13*/bin/python) \
	$(wildcard $(HOME)/.local/share/uv/python/cpython-3.1[23]*/bin/python3)

$(READY): pyproject.toml constraints.txt
	@if ! $(BIN)/python -c '$(FITS)' >/dev/null 2>&1; then \
	  found=; \
	  for candidate in $(or $(PYTHON),$(CANDIDATES)); do \
	    if "$$candidate" -c '$(FITS)' >/dev/null 2>&1; then found=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "jadsim needs Python 3.12 or 3.13. Tried: $(or $(PYTHON),$(CANDIDATES))." >&2; \
	    echo "Install one, or name it: make setup PYTHON=/path/to/python3.12" >&2; \
	    exit 1; \
	  fi; \
	  echo "Making $(VENV) with $$("$$found" -c 'import sys; print(sys.executable, sys.version.split()[0])')"; \
	  "$$found" -m venv --clear $(VENV) || { \
	    echo "That Python cannot make virtual environments (on Debian and Ubuntu: install python3-venv)." >&2; exit 1; }; \
	fi
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --requirement constraints.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --editable .
	@touch $@
