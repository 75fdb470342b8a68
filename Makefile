# greenroom: `make` lists what can be made. Works with GNU make 3.81 (macOS) and newer.
#
#   make demo PYTHON=python3.12        with another Python
#   make demo ARGS="--fresh"           with arguments for the command
#   make test ARGS="tests/targets" WORKERS=2

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest -q --dist loadfile --no-loadscope-reorder --durations=20 --durations-min=0.5
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
WORKERS := 4
ARGS :=
MINUTES := 60

.PHONY: help demo test test-long check bench soak screenshots clean

help:
	@echo 'make demo          install into $(VENV), start a local Postgres with sample data, open the console'
	@echo 'make test          linters, types, and every test that fits ten minutes'
	@echo 'make test-long     every test, on three major versions, with the full counts'
	@echo 'make check         linters and types alone'
	@echo 'make bench         measure beside other consoles'
	@echo 'make soak          an hour on a busy server: memory, connections, load; MINUTES=3 for less'
	@echo 'make screenshots   draw the pictures in screenshots/ from the demo'
	@echo 'make clean         remove what the others made, but not the data of the demo'

# The first Python that is there, new enough and able to make virtual environments.
$(BIN)/python:
	@for python in $(PYTHONS); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || { bare=$$python; continue; }; \
	    echo "Making $(VENV) with $$("$$python" --version)."; \
	    exec "$$python" -m venv --clear $(VENV); \
	done; \
	if [ -n "$$bare" ]; then \
	    echo "$$bare cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	else \
	    echo "greenroom needs Python 3.11 or newer; tried: $(PYTHONS). Name another: make demo PYTHON=python3.12" >&2; \
	fi; \
	exit 1

# Stamps: a second call installs nothing, a changed pyproject.toml installs again.
$(VENV)/demo.stamp: pyproject.toml $(BIN)/python
	@echo 'Installing greenroom and its demo server. The first time this takes a minute.'
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --editable '.[demo]'
	@touch $@

$(VENV)/test.stamp: $(VENV)/demo.stamp
	@echo 'Installing the test tools.'
	@$(PIP) install --group test
	@touch $@

demo: $(VENV)/demo.stamp
	@$(BIN)/greenroom demo $(ARGS)

# The tests run although a linter complains: one run shows everything, and pytest has the last word.
test: $(VENV)/test.stamp
	@status=0; \
	$(MAKE) --no-print-directory check || status=1; \
	$(PYTEST) -n $(WORKERS) -m 'not long' $(ARGS) || status=1; \
	exit $$status

test-long: $(VENV)/test.stamp
	@GREENROOM_PG_MAJORS=15,16,18 $(PYTEST) -n $(WORKERS) $(ARGS)

# Side by side: each says its name, and speaks up only if it finds something.
check: $(VENV)/test.stamp
	@said=$$(mktemp -d); \
	try() { \
	    name="$${1##*/} $$2"; \
	    if "$$@" >"$$said/$${1##*/}$$2" 2>&1; then echo "fine: $$name"; \
	    else cat "$$said/$${1##*/}$$2"; echo "FAILED: $$name"; touch "$$said/failed"; fi; \
	}; \
	try $(BIN)/mypy & \
	(try $(BIN)/ruff check .; try $(BIN)/ruff format --check .; try $(BIN)/lint-imports --no-logo; \
	    try $(BIN)/sqlfluff lint --nocolor --processes 2 sql) & \
	wait; \
	status=0; [ ! -e "$$said/failed" ] || status=1; rm -rf "$$said"; exit $$status

bench: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench $(ARGS)

soak: $(VENV)/test.stamp
	@$(BIN)/python -m tests.bench.soak --minutes $(MINUTES) $(ARGS)

screenshots: $(VENV)/test.stamp
	@$(BIN)/python -m tests.pictures.take $(ARGS)

clean:
	@rm -rf $(VENV) .bench-venv build dist *.egg-info
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis snapshot_report.html
	@find console tests -name __pycache__ -type d -prune -exec rm -rf {} +
