# kd-edge: `make help` lists every target.
# A fresh Debian or Ubuntu needs nothing beforehand but make, git and this checkout.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
export KD_EDGE_SHARED ?= $(abspath $(SHARED))

# What the command line sets for itself; tests import TensorFlow directly.
export TF_CPP_MIN_LOG_LEVEL ?= 2
export TF_ENABLE_ONEDNN_OPTS ?= 0
export TF_NUM_INTRAOP_THREADS ?= 1

.DEFAULT_GOAL := help
.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):[^#]*## ?/\1\t/' \
	  | while IFS=$$'\t' read -r name text; do printf '  %-18s %s\n' "$$name" "$$text"; done

# -- setting up ---------------------------------------------------------------

# program:package pairs; apt installs only the missing ones
TOOLS := gcc:gcc g++:g++ arm-none-eabi-gcc:gcc-arm-none-eabi qemu-system-arm:qemu-system-arm \
  qemu-aarch64:qemu-user cmake:cmake node:nodejs npm:npm chromium:chromium
.PHONY: system
system: ## install the compilers, the emulators and a browser for tests from apt, where they are missing
	@PYTHON=$(PYTHON) scripts/install_tools $(TOOLS)

$(VENV)/ready: pyproject.toml constraints.txt | system
	@echo "== from PyPI into $(VENV): TensorFlow and what else is in constraints.txt (2.6 GB on the disk)"
	@$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

.PHONY: setup
setup: $(VENV)/ready ## make the virtual environment, with every dependency pinned

.PHONY: rp2040js
rp2040js: build/rp2040js/node_modules ## install the Pico's emulator from npm

build/rp2040js/node_modules: kd_edge/deploy/emulators/rp2040js/package-lock.json | system
	mkdir -p build/rp2040js && cp kd_edge/deploy/emulators/rp2040js/package*.json build/rp2040js/
	npm ci --prefix build/rp2040js --no-audit --no-fund
	@touch $@

.PHONY: kotlin
kotlin: build/kotlin/node_modules ## install a JDK from apt and Kotlin's compiler from npm, to test the Kotlin library

build/kotlin/node_modules: tests/libraries/kotlin/package.json | system
	@PYTHON=$(PYTHON) scripts/install_tools java:default-jdk-headless
	mkdir -p build/kotlin && cp $< build/kotlin/
	npm install --prefix build/kotlin --no-audit --no-fund
	@touch $@

# -- the two commands ---------------------------------------------------------

DATA ?=
.PHONY: demo
demo: setup ## teacher, student, export, verify, live stream, bench; DATA=file.npz for real recordings
	@PATH="$(abspath $(BIN)):$$PATH" scripts/demo $(DATA)

# Several tests at once, each worker taking a run of neighbours; `make test PARALLEL=` takes one after the other.
PARALLEL ?= --numprocesses logical --dist worksteal
.PHONY: test
test: setup rp2040js lint docs ## lint, documentation, then the tests (under 20 minutes on two cores)
	$(BIN)/python -m pytest $(PARALLEL)

.PHONY: test-all
test-all: setup rp2040js kotlin lint ## lint, then every test, the whole zoo on every target included
	$(BIN)/python -m pytest $(PARALLEL) -m ""

FUZZ_SECONDS ?= 600
.PHONY: fuzz
fuzz: setup ## the firmware's protocols under libFuzzer, FUZZ_SECONDS for each of four targets
	@scripts/install_tools --recommended clang:clang
	$(BIN)/python -m tests.firmware.fuzz --seconds $(FUZZ_SECONDS)

GRAPHS ?= 2000
.PHONY: campaign-graphs
campaign-graphs: setup ## GRAPHS random networks as C, whole and frame by frame, against TFLite Micro under sanitizers
	$(BIN)/python -m tests.codegen.fuzz --graphs $(GRAPHS)

.PHONY: campaign-hostile
campaign-hostile: setup ## 15,000 damaged models, 1,500 other hostile inputs, writers that are killed (ten minutes)
	$(BIN)/python -u -m tests.hostile.campaign

.PHONY: lint
lint: setup ## ruff, mypy and clang-format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/clang-format --dry-run --Werror $(C_FILES)

# All C and C++ files that are not generated; .clang-format defines their style.
C_FILES = $(shell find firmware tests -name '*.[ch]' -o -name '*.cc')
.PHONY: format
format: setup ## format Python and C
	$(BIN)/ruff format --quiet .
	$(BIN)/clang-format -i $(C_FILES)

.PHONY: docs
docs: setup ## the documentation and the API reference under build/site; any warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

# -- firmware -----------------------------------------------------------------

BOARD ?= mps2-an386
BUNDLE ?= export/reference
RUNTIME ?= c
TOOLCHAIN ?=
SENSING ?=
BOARDS = $(if $(filter all,$(BOARD)),$(notdir $(patsubst %/board.toml,%,$(wildcard firmware/boards/*/board.toml))),$(BOARD))
.PHONY: firmware
firmware: setup ## an image under build/firmware: BOARD=pico (or all) BUNDLE=folder RUNTIME=c|tflm TOOLCHAIN=gcc|zig SENSING=FILE.c
	@set -e; for board in $(BOARDS); do \
	  $(BIN)/kd-edge build $(BUNDLE) --board $$board --runtime $(RUNTIME) $(addprefix --toolchain=,$(TOOLCHAIN)) $(addprefix --sensing=,$(SENSING)); \
	done

# -- figures ------------------------------------------------------------------

.PHONY: edge-check
edge-check: setup ## hosts with [edge] and [tflite], without TensorFlow: time to install and import, memory, speed
	$(BIN)/python -m tests.hosts.check

.PHONY: bench-view
bench-view: setup ## the live page in a browser: 42 channels for a minute, redraws, delay, what is lost
	$(BIN)/python -m tests.views.bench_view

WEB_RUNTIMES := build/bench-web/node_modules
# tfjs-tflite asks for an older TensorFlow.js than the newest, but runs with it. onnx only writes a file for ONNX Runtime.
$(WEB_RUNTIMES): tests/phone/runtimes/package.json | system setup
	mkdir -p build/bench-web && cp $< build/bench-web/
	npm install --prefix build/bench-web --legacy-peer-deps --ignore-scripts --no-audit --no-fund
	$(BIN)/pip install --quiet --upgrade --no-deps --target build/bench-web/python onnx==1.23.2
	@touch $@

.PHONY: bench-web
bench-web: setup $(WEB_RUNTIMES) ## a window in the browser: the page's module, other runtimes, C on this host; BUNDLE="folder folder"
	PYTHONPATH=build/bench-web/python $(BIN)/python -m tests.phone.bench_web $(WEB_RUNTIMES) $(BUNDLE)

.PHONY: bench-engine bench-distill campaign-psl18 campaign-synth reference
ENGINE_MODELS ?= $(wildcard $(SHARED)/models/*.tflite)
bench-engine: setup ## the C engine on six emulated cores and this host; ENGINE_MODELS="a.tflite b.tflite" for your own
	$(BIN)/kd-edge bench-engine --operators $(ENGINE_MODELS)
	$(BIN)/kd-edge bench-engine --host $(ENGINE_MODELS)

.PHONY: size-check
size-check: setup ## flash and RAM of the engine, signal path and protocol against firmware/budgets.toml
	$(BIN)/kd-edge size-check

TEACHER_RUN ?= build/campaign/psl18/runs/isl-teacher-teacher-within-s0
bench-distill: setup ## a distillation step against Keras's own recipe, with the campaign's teacher
	$(BIN)/kd-edge campaign step-time $(SHARED)/data/psl18_dev.npz $(TEACHER_RUN) --epochs 200 --seeds 3 \
	  --out build/campaign/step_time.json

campaign-psl18: setup ## every accuracy on real recordings: 3 seeds, 5 folds (an hour; resumable)
	$(BIN)/kd-edge campaign train psl18 $(SHARED)/data/psl18_dev.npz

.PHONY: campaign-persons
campaign-persons: setup ## new persons, enrolled and as recorded, and every way of distillation (an hour on two cores; resumable)
	$(BIN)/kd-edge campaign persons $(SHARED)/data/psl18_dev.npz

.PHONY: campaign-personal
campaign-personal: setup ## new persons who show each sign once or twice, after campaign-persons (half an hour)
	$(BIN)/kd-edge campaign personal $(SHARED)/data/psl18_dev.npz

.PHONY: campaign-streaming
campaign-streaming: setup ## events found in streams, and false alarms an hour, with and without training on other movement (half an hour)
	$(BIN)/kd-edge campaign streaming $(SHARED)/data/psl18_dev.npz $(SHARED)/data/watch7_imu.npz

.PHONY: campaign-stateful
campaign-stateful: setup ## accuracy of students whose LSTM is never reset, after campaign-psl18
	$(BIN)/kd-edge campaign stateful $(SHARED)/data/psl18_dev.npz

.PHONY: campaign-mnist
campaign-mnist: setup ## the published compression of a digit recogniser, and the smallest students (40 minutes; resumable)
	$(BIN)/kd-edge campaign mnist $(SHARED)/data/mnist.npz

.PHONY: campaign-cost
campaign-cost: setup ## fit the coefficients of kd-edge cost anew, after a change of kernels or compiler (ten minutes)
	rm -rf build/campaign/cost
	$(BIN)/kd-edge campaign cost
	cp build/campaign/coefficients.json kd_edge/budget/coefficients.json

.PHONY: bench-serve
bench-serve: setup ## eight boards with the full reference rig, served by one process on one core
	$(BIN)/kd-edge campaign serve

# Bundles and recordings that fit them, beside the reference rig: LIVE="--subject export/psl18 psl18.npz"
LIVE ?=
.PHONY: bench-live
bench-live: setup ## live recognition on this host: speed, share of a core, delay, start, memory over an hour (10 minutes each)
	$(BIN)/kd-edge campaign live $(LIVE)

TRANSPORT ?= uart
LINK_BOARD = $(if $(filter usb,$(TRANSPORT)),pico-bare,mps2-an386)
.PHONY: campaign-link
campaign-link: setup $(if $(filter usb,$(TRANSPORT)),rp2040js) ## ten minutes of the full reference rig over an emulated serial port, or TRANSPORT=usb: what is lost, what is wrong
	$(BIN)/kd-edge campaign link --json --board $(LINK_BOARD)

campaign-synth: setup datasets/synthetic-isl.npz ## teacher and student on the full synthetic rig (resumable)
	$(BIN)/kd-edge campaign train synth datasets/synthetic-isl.npz

datasets/synthetic-isl.npz: | setup
	$(BIN)/kd-edge data synth --out $@

reference: setup ## rebuild export/reference, the committed bundle
	PATH="$(abspath $(BIN)):$$PATH" scripts/reference

.PHONY: reference-files
reference-files: setup ## write the generated files of export/reference again, after a change of the generator
	$(BIN)/python -m kd_edge.render export/reference

# -- cleaning -----------------------------------------------------------------

.PHONY: clean
clean: ## remove what builds and runs have left (keeps .venv)
	rm -rf build dist runs datasets .pytest_cache .mypy_cache .ruff_cache .hypothesis
