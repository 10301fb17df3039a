# lastbit: two commands matter, `make demo` and `make test`. Both set up what they need first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# HDF5 is linked statically where the system has its archive: start-up is then 10 ms shorter.
export PKG_CONFIG_PATH := $(CURDIR)/.build/static-libraries$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))
export LASTBIT_TEST_PYTHON ?= $(CURDIR)/.venv/bin/python
# One thread inside OpenBLAS: the runner itself keeps the cores busy.
export OPENBLAS_NUM_THREADS ?= 1

# The commit that is built, for provenance.
export LASTBIT_COMMIT ?= $(shell git describe --always --abbrev=40 --exclude='*' --dirty 2>/dev/null)

# Nobody reads the debug information: a third of the time and of the files.
BUILD := -debug-info-format none
# What `make demo` and `make test` share: optimised, for this CPU.
LASTBIT := .build/debug/lastbit
# What is installed: every instruction level, the Swift runtime inside. Its folder is its own, so that
# neither build makes the other begin again. Nothing looks its symbols up, and what is not exported and
# not used goes: a tenth of the file.
RELEASE := --configuration release --static-swift-stdlib $(BUILD) -Xlinker --no-export-dynamic
PORTABLE := --scratch-path .build-portable
# What `lastbit run` is given for the demo. The tables after it come from the store of the run, which
# --store among the flags may name.
DEMO_FLAGS ?=
BRAIN_FLAGS ?=
demo_store := $(filter --store=%,$(subst --store ,--store=,$(DEMO_FLAGS)))

.PHONY: help
help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: demo
demo: setup-demo program ## real brain to HTML report: what lastbit is for, in a few minutes
	$(LASTBIT) run pipelines/first-bits.yaml $(DEMO_FLAGS)
	@echo; echo 'Significant bits of the image:'
	@$(LASTBIT) show image-bits.summary $(demo_store)
	@echo; echo 'Significant bits of the transform:'
	@$(LASTBIT) show transform-bits.summary $(demo_store)
	@echo; echo 'Overlap of the regions between repeats:'
	@$(LASTBIT) show overlap.summary --manifest first-bits $(demo_store)
	$(LASTBIT) run pipelines/brain-extraction-bits.yaml $(BRAIN_FLAGS) $(demo_store)
	@echo; echo 'Significant bits of the probability of brain, by a trained network:'
	@$(LASTBIT) show bits.summary $(demo_store)
	@echo; echo 'Overlap of the masks between repeats:'
	@$(LASTBIT) show overlap.summary --manifest brain-extraction-bits $(demo_store)

.PHONY: test
test: setup-test ## run every test
	swift build --build-tests $(BUILD)
	swift test --skip-build

.PHONY: test-long
test-long: setup-test ## run every test, and simulations of errors of tests in full
	swift build --build-tests $(BUILD)
	LASTBIT_LONG=1 swift test --skip-build

.PHONY: test-levels
test-levels: setup-test ## run every test on a build of all instruction levels
	LASTBIT_LEVELS=all swift build --build-tests $(BUILD) $(PORTABLE)
	LASTBIT_LEVELS=all swift test --skip-build $(PORTABLE)

.PHONY: program
program: setup-build ## build .build/debug/lastbit: optimised, for this CPU; what demo and test share
	swift build $(BUILD) --product lastbit

.PHONY: build
build: setup-build ## build .build/release/lastbit: the program alone, for this CPU
	swift build $(RELEASE) --product lastbit

.PHONY: portable
portable: setup-build ## build .build-portable/release/lastbit: for every CPU of the architecture
	LASTBIT_LEVELS=all swift build $(RELEASE) $(PORTABLE) --product lastbit

.PHONY: bench
bench: setup-test setup-benchmarks ## measure against named peers; ONLY=pattern runs a part
	LASTBIT_LEVELS=all swift build $(RELEASE) $(PORTABLE) --product lastbit
	LASTBIT_LEVELS=all LASTBIT_BENCHMARKS=1 swift build $(RELEASE) $(PORTABLE) --product Benchmarks
	.build-portable/release/Benchmarks $(if $(ONLY),--only '$(ONLY)')

.PHONY: battery
battery: setup-build ## test the random bits with dieharder, half an hour
	LASTBIT_LEVELS=all LASTBIT_BENCHMARKS=1 swift build $(RELEASE) $(PORTABLE) --product RandomWords
	scripts/battery.sh .build-portable/release/RandomWords $(ORDER)

.PHONY: synthetic-cohort
synthetic-cohort: program ## make the synthetic people that pipelines/brain-age-table.yaml starts from
	$(LASTBIT) run pipelines/synthetic-cohort.yaml

.PHONY: docs
docs: program ## write docs/stages.md from the catalog
	$(LASTBIT) stages --markdown > docs/stages.md

.PHONY: figures
figures: setup-demo program ## write what README and docs show of runs
	scripts/figures $(LASTBIT)

.PHONY: resources
resources: setup-demo program ## measure what jobs of the pipelines need, for docs/cluster.md
	scripts/pipeline-resources $(LASTBIT)

.PHONY: compare-runners
compare-runners: portable ## measure what jobs cost, against make, ninja, doit and Snakemake where they are
	Benchmarks/Runners/compare.py .build-portable/release/lastbit

.PHONY: compare-slurm
compare-slurm: portable ## measure what short jobs cost on Slurm, beside its own arrays, where its packages are
	Benchmarks/Runners/slurm_jobs.py .build-portable/release/lastbit

.PHONY: large-store
large-store: portable setup-test ## measure what reads a store of 100,000 results, or RESULTS=n
	.venv/bin/python Benchmarks/Runners/large_store.py .build-portable/release/lastbit $(if $(RESULTS),--results $(RESULTS))

.PHONY: lint
lint: ## check format and file lengths
	swift format lint --strict --parallel --recursive Sources Tests Benchmarks Package.swift
	scripts/check-file-lengths.sh

prefix := $(DESTDIR)$(or $(PREFIX),/usr/local)

.PHONY: install
install: portable ## lastbit, its man page and completions, below PREFIX (default /usr/local)
	install -D --strip .build-portable/release/lastbit $(prefix)/bin/lastbit
	@mkdir -p $(prefix)/share/man/man1 $(prefix)/share/bash-completion/completions \
		$(prefix)/share/zsh/site-functions $(prefix)/share/fish/vendor_completions.d
	$(prefix)/bin/lastbit manual > $(prefix)/share/man/man1/lastbit.1
	$(prefix)/bin/lastbit completions bash > $(prefix)/share/bash-completion/completions/lastbit
	$(prefix)/bin/lastbit completions zsh > $(prefix)/share/zsh/site-functions/_lastbit
	$(prefix)/bin/lastbit completions fish > $(prefix)/share/fish/vendor_completions.d/lastbit.fish

.PHONY: setup-build setup-demo setup-test setup-benchmarks
setup-build:
	@scripts/setup.sh build
setup-demo:
	@scripts/setup.sh build data
setup-test:
	@scripts/setup.sh build data python
setup-benchmarks:
	@scripts/setup-benchmarks.sh

.PHONY: clean
clean: ## remove what was built (not data/ and results/)
	rm -rf .build .build-portable
