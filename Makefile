# Needs GNU make 3.81 or newer, which is what macOS has. `make` alone lists what there is.
BIN = .venv/bin
PY = $(BIN)/python

.PHONY: help run test prove bench audit lock sbom understanding meanings fmt pictures clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: ## set up and open the desk; without a token, the demo (more words: ARGS="…")
	@tools/setup
	@$(BIN)/qonaq run $(ARGS)

test: ## set up and check everything: format, lint, types, layers, catalog, tests
	@tools/setup dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/qonaq check packages_catalog
	$(PY) -m pytest -n 2 --dist worksteal

prove: ## the long proofs, part by part, and their table; what was cut short goes on (ARGS="--list", "--again")
	@tools/setup dev
	$(PY) -m tools.prove $(ARGS)

bench: ## measure what the performance claims rest on
	@tools/setup dev
	@for bench in bench/*.py; do \
		case $$bench in */_*|'bench/*.py') continue ;; esac; \
		echo "== $$bench"; $(PY) $$bench || exit 1; \
	done

audit: ## look over what we depend on and show: locks, licences, secrets, known holes (docs/supply-chain.md)
	@tools/setup dev
	$(PY) -m tools.supply audit

lock: ## choose the versions of all packages anew, with their hashes (needs uv and the network)
	@tools/setup dev
	$(PY) -m tools.supply lock

sbom: ## write the bill of materials (CycloneDX) to build/qonaq.cdx.json
	@tools/setup dev
	@mkdir -p build
	$(PY) -m tools.supply sbom >build/qonaq.cdx.json

# Memory in big pages, kept for the next step instead of given back: a third less time (only glibc reads it).
BIG_PAGES = glibc.malloc.hugetlb=1
KEPT = glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=8589934592

understanding: ## learn the phrasebook anew: the model and its report (about twenty minutes)
	@tools/setup train
	GLIBC_TUNABLES=$(BIG_PAGES):$(KEPT) $(PY) -m tools.understanding $(ARGS)

meanings: ## look anew at the phrases of packages/catalog (seconds; a start after a change takes longer without)
	@tools/setup dev
	$(PY) -m tools.understanding.meanings

fmt: ## format the code and mend what can be mended
	@tools/setup dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pictures: ## draw the pictures of the demo hotel again
	@tools/setup dev
	$(PY) tools/pictures.py

clean: ## remove what can be made again; data/ stays
	rm -rf .venv .venv.new .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist shots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
