# Each target says what it is for; `make` alone lists them. What the checks hold us to stands in pyproject.toml.
.DEFAULT_GOAL := help
# Each runs whatever the others say.
CHECKS := check-format check-lint check-types check-imports check-docs check-schema
.PHONY: help venv frontend run test slow adapters check $(CHECKS) format bench docs lock build clean
BIN := .venv/bin
BROWSER := .ci/tools/debian.sh 'command -v chromium && command -v chromedriver' chromium chromium-driver
OFFICE := .ci/tools/debian.sh 'command -v soffice' libreoffice-calc-nogui

help: ## List the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' Makefile | expand -t 16

venv: ## Make or bring up to the lock the environment in .venv
	@.ci/tools/venv.sh

frontend: venv ## Fetch the pinned packages of Node.js and copy what the pages need
	@$(BIN)/python .ci/tools/frontend.py

run: frontend ## Show the whole way on sample data, then serve it
	$(BIN)/lif demo --serve

test: frontend ## Run the tests
	@$(BROWSER)
	$(BIN)/pytest -n 2 --dist loadfile --durations=20

slow: frontend ## Run what takes long: kill campaigns, peers, properties at length, facts of frameworks taken away (SEED=N draws others)
	@$(BROWSER)
	@$(OFFICE)
	$(BIN)/pytest --durations=20 tests/slow
	$(BIN)/pytest -m hypothesis --hypothesis-profile=ci
	$(BIN)/python .ci/tools/without.py 40 $(or $(SEED),111813)

adapters: frontend ## Check every adapter on both databases, and write the table in adapters/README.md
	@$(BIN)/python -m tests.contract.tell_adapters

check: venv ## Check format, lint, types, import contracts, docs against the code, and that nothing released breaks
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)
check-format:
	$(BIN)/ruff format --check --output-format concise
check-lint:
	$(BIN)/ruff check
check-types:
	$(BIN)/mypy
check-imports:
	$(BIN)/lint-imports --no-logo --cache-dir .cache/imports
check-docs:
	$(BIN)/python .ci/tools/docs.py --check
check-schema:
	$(BIN)/python .ci/tools/schema.py --check

format: venv ## Put the code into the house's format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: venv ## Measure one thing, as ratios, e.g. NAME=import
	@$(if $(NAME),,$(error Say which: make bench NAME=import))
	@$(BIN)/python -m tests.benchmarks.bench_$(NAME) $(OPTIONS)

docs: venv ## Write the generated parts of the docs anew
	$(BIN)/python .ci/tools/docs.py

lock: venv ## Lock the Python packages anew within pyproject.toml's bounds; OPTIONS=--upgrade for newer ones
	.ci/tools/lock.sh $(OPTIONS)

build: frontend ## Build the wheel and the source distribution into dist
	$(BIN)/python -m build --no-isolation

clean: ## Remove what make made
	rm -rf .venv .cache dist lif_plugin/web/static/vendor .ci/*/node_modules \
	  tests/benchmarks/postgraphile/node_modules
