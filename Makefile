# Everything a fresh machine needs: Python 3.11+, make, and the registries of Python's packages and of Node's.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PURE := tests/logic tests/domain tests/stories
LAB_DATA ?= $(WARMLINE_LAB_DATA)

.PHONY: demo stop test check proof lab bench clean web

demo: $(VENV)/.run web ## read the shipped conversations, leave two pages in out/ and a service that holds them
	@mkdir -p out
	$(BIN)/warmline read examples/abcd.jsonl --format table
	$(BIN)/warmline report examples/*.jsonl examples/*.txt --html out/report.html \
		--title "How these customers feel" --note "Role-played conversations shipped with Warmline; none is a real customer's."
	$(BIN)/warmline report examples/*.jsonl examples/*.txt --html out/compare.html --compare \
		--title "Two readers, the same conversations" --note "What the encoder reads, and beside it the linear reader alone."
	@$(BIN)/python examples/demo.py

stop: ## stop the service that the demo left
	@if [ -f out/service.pid ]; then kill $$(cat out/service.pid) 2>/dev/null || true; rm -f out/service.pid; fi

test: $(VENV)/.dev web ## everything that must never break
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report= $(PURE)
	$(BIN)/python -m coverage report --skip-covered --fail-under=95
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations=25 $(PURE:%=--ignore=%)

check: $(VENV)/.dev ## style, types, import contracts: under a minute
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

proof: $(VENV)/.dev ## the long counts
	WARMLINE_PROOF=1 $(BIN)/python -m pytest tests -m proof

bench: $(VENV)/.dev ## speed of the linear reader beside VADER and TextBlob, in one run
	WARMLINE_READER=linear $(BIN)/python -m bench.read

lab: $(VENV)/.dev ## train the shipped weights anew and measure them; LAB_DATA names the data folder
	$(BIN)/warmline lab train --data $(LAB_DATA)
	$(BIN)/warmline lab evaluate --data $(LAB_DATA) --save

web: $(VENV)/.run ## what browsers show, unless it is built already
	$(BIN)/python hatch_build.py

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@

clean:
	rm -rf $(VENV) out build dist src/warmline/web web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
