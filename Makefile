# All tasks of this checkout. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test fuzz matrix lint test-rust test-python build bench size docs images clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

demo: ## build and show the demo; without a display, render it to ./demo-frames
	@scripts/demo.sh

test: ## all checks: format, lints, Rust and Python tests, wheel, quarantined tests, examples
	@scripts/test.sh lint rust wheel python quarantine matrix pip

fuzz: ## random scenes, files and calls for FUZZ_SECONDS (600)
	@scripts/fuzz.sh

matrix: ## the tests on every display, Python and wheel; prints a table
	@scripts/matrix.sh

lint: ## format, clippy, rustdoc, the Python type checks of the examples
	@scripts/test.sh lint

test-rust: ## the Rust tests alone
	@scripts/test.sh rust

test-python: ## build the wheel, check it, and run the Python tests against it
	@scripts/test.sh wheel python

build: ## build the wheel into ./dist and install it in ./.venv
	@scripts/build.sh

size: ## size and build time of the smallest program, compared with others
	@scripts/size.sh

bench: ## measure, and print the goals and the peers beside
	@scripts/bench.sh

docs: ## the Rust documentation, into the target directory
	@scripts/docs.sh

images: ## render the images of the README and of docs again (docs/images)
	@scripts/images.sh

clean: ## remove the outputs of the other targets, compiled crates included
	rm -rf dist dist-slim demo-frames .matrix .pythons .venv .venv-* .pytest_cache .mypy_cache .hypothesis
	cargo clean
