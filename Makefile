# Everything sets itself up first. Ports and database: PORT, PARTNER_PORT, DATABASE_URL, see .env.example.

python := .venv/bin/python
export PYTHONDONTWRITEBYTECODE ?= 1

# Journeys and faults are real processes beside whatever else the machine does: what failed goes once more, alone.
# Both results are printed, and what fails twice has failed.
tested = $(python) -m pytest $(1) || { [ $$? -eq 1 ] && $(python) -m pytest $(1) --last-failed; }

.PHONY: help demo test check audit sbom unit e2e grown engines bench bench-scale load screenshots lock clean

help: ## what there is
	@grep -E '^[a-z0-9-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 14

demo: ## the service, its worker and a partner's site, with letters to read
	@bin/setup demo
	@$(python) -m app.demo

test: check unit e2e ## everything that a change must pass

check: audit ## style, types, floors, templates, what is installed
	@bin/setup dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	.venv/bin/lint-imports
	.venv/bin/djlint --quiet --lint templates widgets e2e

audit: ## known holes and licences of what production installs
	@bin/setup audit
	.venv-audit/bin/pip-audit --requirement requirements/run.lock --require-hashes --disable-pip \
	  --progress-spinner off --timeout 5
	@.venv-audit/bin/pip-licenses --python .venv/bin/python --format json --summary \
	  --packages $$(grep -oE '^[a-z0-9-]+' requirements/run.lock) >/dev/null

sbom: ## what production installs, as CycloneDX: var/sbom
	@bin/setup audit
	@mkdir -p var/sbom
	.venv-audit/bin/cyclonedx-py requirements requirements/run.lock --output-reproducible -o var/sbom/python.json
	PATH="$$PWD/.venv-node/bin:$$PATH" npm sbom --package-lock-only --omit dev --sbom-format cyclonedx >var/sbom/front-end.json

unit: ## rules and pages, on SQLite, PostgreSQL and Redis
	@bin/setup dev
	$(call tested,tests)

e2e: ## journeys in a real browser; ON=postgresql: with Redis, two web processes and two workers
	@bin/setup dev
	$(call tested,e2e --on $(or $(ON),sqlite))

grown: ## some of them on PostgreSQL and Redis with two web processes and two workers
	@bin/setup dev
	$(call tested,e2e -m grown --on postgresql)

engines: ## every way to embed on Chromium, Firefox and WebKit, with and without scripts
	@bin/setup engines
	$(call tested,e2e/engines)

bench: ## the figures of the README, measured here
	@bin/setup bench
	$(python) -m bench $(BENCH)

bench-scale: ## the same figures and the lists of the office with a million leads
	@bin/setup dev
	$(python) -m bench.scale $(BENCH)

MINUTES ?= 3
load: ## everything at once for some MINUTES, on loopback: nothing may be lost
	@bin/setup demo
	$(python) -m bench.mixed --minutes $(MINUTES)

screenshots: ## the pictures of the README, from a running demo
	@bin/setup dev
	$(python) -m e2e.screenshots docs/images

lock: ## pin what pyproject.toml asks for (needs uv)
	@for set in run "demo --group demo" "dev --group demo --group check --group test" \
	  "engines --group demo --group check --group test --group engines"; do \
	  set -- $$set; name=$$1; shift; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header pyproject.toml $$@ -o requirements/$$name.lock; done
	@for name in node bench audit; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header requirements/$$name.in -o requirements/$$name.lock; done

clean: ## forget everything that set-up and demo made
	rm -rf .venv .venv-audit .venv-bench .venv-node node_modules var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
