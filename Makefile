# Two commands on a fresh machine with Python and make:
#   make demo   sets everything up and builds the examples: graph, answers, picture, Turtle
#   make test   sets everything up and runs every test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
# what the tests use besides Python: a browser, Java for HermiT, Virtuoso as a remote store
PACKAGES := chromium chromium-driver default-jre-headless virtuoso-opensource-7
PROGRAMS := chromium chromedriver java virtuoso-t

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format system bench readme pins clean

help:
	@sed -n '/^# Two/,/^$$/s/^# \{0,1\}//p' Makefile
	@echo "Also: make lint, format, bench, readme, system, pins, clean"

$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip setuptools wheel
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable ".[pandas,cluster]"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev
	@touch $@

setup: $(VENV)/.ready

# installs what is missing where that is possible; says what is missing where it is not, and those tests skip
system:
	@missing=""; for program in $(PROGRAMS); do command -v $$program >/dev/null || missing="$$missing $$program"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing$$missing ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null \
		|| echo "Could not install$$missing; the tests that need them will skip."; \
	else \
		echo "Not installed:$$missing. Tests that need them will skip; on Debian: sudo apt-get install $(PACKAGES)"; \
	fi

demo: setup
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@$(BIN)/tookpart build examples/documents --graph $(DEMO)/graph
	@echo; echo "Who took part in the Regional Conference on Migration?"; echo
	@$(BIN)/tookpart query participants --process rcm --graph $(DEMO)/graph --format table
	@$(BIN)/tookpart query participants --process rcm --graph $(DEMO)/graph --format csv > $(DEMO)/participants.csv
	@$(BIN)/tookpart draw --graph $(DEMO)/graph -o $(DEMO)/network.html
	@$(BIN)/tookpart export --graph $(DEMO)/graph -o $(DEMO)/graph.ttl
	@echo
	@echo "graph    $(DEMO)/graph             ask it: $(BIN)/tookpart query --graph $(DEMO)/graph"
	@echo "answers  $(DEMO)/participants.csv  the table above, as CSV"
	@echo "picture  $(DEMO)/network.html      open it in a browser"
	@echo "Turtle   $(DEMO)/graph.ttl         load it into any linked-data tool"

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: setup system lint
	$(BIN)/python -m pytest -n auto --dist loadfile -q

bench: setup
	@for script in tests/benchmarks/bench_*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# what the README shows (the output of its commands, the picture), and the page of options
readme: demo
	$(BIN)/python tests/house/test_docs.py
	$(BIN)/python tests/house/test_readme.py
	chromium --headless=new --no-sandbox --disable-gpu --no-first-run --force-prefers-reduced-motion --window-size=1400,900 \
		--user-data-dir=$(DEMO)/browser --virtual-time-budget=8000 --screenshot=$(DEMO)/network.png 2>/dev/null \
		"file://$(CURDIR)/$(DEMO)/network.html#meeting/rcm-24"
	$(BIN)/python -c "from PIL import Image; Image.open('$(DEMO)/network.png').quantize(64).save('docs/network.png', optimize=True)"

# the newest versions that fit pyproject.toml, for when everything was tested with them
pins:
	rm -rf $(VENV)-pins && $(PYTHON) -m venv $(VENV)-pins
	$(VENV)-pins/bin/python -m pip install --quiet --upgrade pip setuptools wheel
	PYTHONWARNINGS=ignore $(VENV)-pins/bin/python -m pip install --quiet --no-build-isolation ".[pandas,cluster]" --group dev
	$(VENV)-pins/bin/python -m pip freeze --all --exclude tookpart >$(VENV)-pins/frozen
	@! grep -v '^[A-Za-z0-9._-]*==[^ ]*$$' $(VENV)-pins/frozen || { echo "These have no version alone; constraints.txt is as it was."; exit 1; }
	sed -n '/^#/p' constraints.txt >$(VENV)-pins/constraints
	awk -F== '{ name = tolower($$1); gsub(/[._]/, "-", name); print name "==" $$2 }' $(VENV)-pins/frozen \
		| LC_ALL=C sort -t= -k1,1 >>$(VENV)-pins/constraints
	mv $(VENV)-pins/constraints constraints.txt && rm -rf $(VENV)-pins

clean:
	rm -rf $(VENV) $(VENV)-pins $(DEMO) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
