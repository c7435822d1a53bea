# Candour. `make demo` shows the main job, `make test` proves it. Both set up what they need.
.DEFAULT_GOAL := help
SHELL := /bin/bash
RELEASE := .build-release
EVIDENCE := .build-evidence
PACKAGE := .build-package
PREFIX ?= /usr/local
STATIC = swift build -c release --static-swift-stdlib --scratch-path $(PACKAGE) --quiet
QUICK := Architecture|IRMERTests|Deidentification|ReplicationTests|RecordsTests|SyncProtocolTests
export SWIFT_BACKTRACE ?= enable=no

help: ## what there is to make
	@awk -F ':[^#]*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ Use it
demo: release ## log off line at three sites, sync over HTTPS, print what the trust must notify
	@BIN=$(RELEASE)/release bash Docs/examples/demo.sh

serve: release ## the demo, and the server goes on; prints its address and a login
	@BIN=$(RELEASE)/release bash Docs/examples/demo.sh --serve

release: setup
	@echo "building in release mode (the first time takes some minutes)"
	@swift build -c release --scratch-path $(RELEASE) --product candour --quiet
	@swift build -c release --scratch-path $(RELEASE) --product candour-server --quiet

##@ Install it
package: static ## two Debian packages, in .build-package: candour and candour-server
	@bash Tests/Packages/pack.sh $(PACKAGE) $(PACKAGE)

test-package: static setup-browser ## install, use, upgrade and remove them in a clean Debian root (as root)
	@bash Tests/Packages/test.sh $(PACKAGE)

install: static ## both programs, manual pages, completions and services; PREFIX=/usr/local DESTDIR=
	@for program in candour candour-server; do \
	  bash Tests/Packages/stage.sh $$program $(PACKAGE) $(PREFIX) $(DESTDIR) || exit 1; done

uninstall: ## what make install put there; stores and settings are kept; PREFIX=/usr/local DESTDIR=
	@bash Tests/Packages/unstage.sh $(PACKAGE) $(PREFIX) $(DESTDIR)

static: setup
	@echo "building programs with the Swift runtime inside (the first time takes a quarter of an hour)"
	@$(STATIC) --product candour
	@$(STATIC) --product candour-server
	@swift build --package-path $(PACKAGE)/checkouts/swift-argument-parser \
	  --scratch-path $(PACKAGE)/argument-parser --product generate-manual --quiet
	@mkdir -p $(PACKAGE)/manuals
	@set -o pipefail; for program in candour candour-server; do \
	  $(PACKAGE)/argument-parser/debug/generate-manual $(PACKAGE)/release/$$program \
	    --date "$$(git log -1 --format=%cs 2>/dev/null || date +%F)" -o - | \
	    sed 's/^$$/.Pp/; s/^\.Os.*/&\n.nh/' >$(PACKAGE)/manuals/$$program.1 || exit 1; done

##@ Work on it
check: lint ## before each commit: format, declared imports, the quick suites, unused declarations, documentation
	swift build --build-tests --explicit-target-dependency-import-check error
	@bash Tests/Evidence/documentation.sh & documentation=$$!; \
	  swift test --disable-xctest --skip-build --filter '$(QUICK)' && wait $$documentation
	@python3 Tests/Evidence/unused.py .build/debug

test: setup-browser ## the whole test suite: real processes, HTTPS on loopback, pages in Chromium
	@mkdir -p $(EVIDENCE) && rm -f $(EVIDENCE)/*.xml
	swift test --disable-xctest --experimental-maximum-parallelization-width 4 --skip BrowserTests \
	  --xunit-output $(EVIDENCE)/tests.xml || python3 Tests/Evidence/failures.py $(EVIDENCE)/tests.xml
	swift test --disable-xctest --skip-build --filter BrowserTests \
	  --xunit-output $(EVIDENCE)/browser.xml || python3 Tests/Evidence/failures.py $(EVIDENCE)/browser.xml
	CANDOUR_TEST_STORE=postgres swift test --disable-xctest --skip-build --filter '$(ON_POSTGRES)' \
	  --experimental-maximum-parallelization-width 4 \
	  --xunit-output $(EVIDENCE)/postgres.xml || python3 Tests/Evidence/failures.py $(EVIDENCE)/postgres.xml

# What make test runs once more with the centres in PostgreSQL, and what make test-postgres does.
ON_POSTGRES = ^StorageTests.FactsTests|^AggregationTests.(CentreTests|AlertQueueTests|AttemptTests|LongTextRequestTests)|^SimulationTests.(ExchangeTests|KeptSegmentStories)
ALL_ON_POSTGRES = ^StorageTests.FactsTests|^AggregationTests|^WebTests|^SimulationTests.(ExchangeTests|BatchBudgetTests|KeptSegmentStories)
# It damages the centre's file, so there is nothing of it to run in PostgreSQL.
ONLY_ON_FILES = ^AggregationTests.AlteredCentreTests

test-postgres: ## the suites of the centre with its store in PostgreSQL; CANDOUR_TEST_STORE=postgres://… names a database
	CANDOUR_TEST_STORE=$${CANDOUR_TEST_STORE:-postgres} swift test --disable-xctest \
	  --experimental-maximum-parallelization-width 4 --filter '$(ALL_ON_POSTGRES)' --skip '$(ONLY_ON_FILES)'

test-outside: setup ## a package outside this one builds and runs what SiteClient's documentation prints
	@bash Tests/Outside/outside.sh . $(CURDIR)/.build-outside

lint: ## formatting
	swift format lint --strict --recursive --parallel Package.swift Sources Client Server Tests

demo-large: release ## a centre of two years with 3,000 incidents (INCIDENTS=), in .demo-large; then serve it
	@swift build -c release --scratch-path $(RELEASE) --product LargeDemo --quiet
	@rm -rf $(CURDIR)/.demo-large && $(RELEASE)/release/LargeDemo $(CURDIR)/.demo-large $(or $(INCIDENTS),3000)
	@# Its certificate is that of another new centre: the records are written without a server.
	@rm -rf $(CURDIR)/.demo-large-new && $(RELEASE)/release/candour-server init --data $(CURDIR)/.demo-large-new \
	  --trust RBD --nation england > /dev/null
	@mv $(CURDIR)/.demo-large-new/tls $(CURDIR)/.demo-large/tls && rm -rf $(CURDIR)/.demo-large-new
	@echo "Add a person: candour-server user add --data .demo-large --email you@example.test --role governance"
	@echo "Then: CANDOUR_NOW=2026-12-31T09:00:00Z candour-server serve --data .demo-large"

week: demo-large setup-browser ## a governance lead's week at that centre in Chromium: pages and clicks of every job
	BIN=$(RELEASE)/release CANDOUR_DEMO=$(CURDIR)/.demo-large \
	  .build-browser/bin/python Tests/EndToEnd/Browser/week.py

page-times: demo-large ## how long each page of that centre takes; INCIDENTS=50000 TIMES=20
	BIN=$(RELEASE)/release CANDOUR_DEMO=$(CURDIR)/.demo-large TIMES=$(TIMES) python3 Tests/LargeDemo/page_times.py

schemathesis: demo-large ## every operation of openapi.json, by its description and against it; EXAMPLES=50
	@[ -x .build-schemathesis/bin/schemathesis ] || { python3 -m venv .build-schemathesis && \
	  .build-schemathesis/bin/pip install -q --disable-pip-version-check schemathesis==4.32.5; }
	BIN=$(RELEASE)/release CANDOUR_DEMO=$(CURDIR)/.demo-large EXAMPLES=$(EXAMPLES) \
	  SCHEMATHESIS=$(CURDIR)/.build-schemathesis/bin/schemathesis python3 Tests/EndToEnd/Browser/interface.py

pictures: setup-browser ## a picture of every page at two widths, in .build-pictures
	CANDOUR_BROWSER=required CANDOUR_PICTURES=$(CURDIR)/.build-pictures \
	  swift test --disable-xctest --filter 'BrowserTests|SiteScreenTests'
	@BIN=.build/debug .build-browser/bin/python Tests/EndToEnd/Browser/today.py Docs/pictures/today.png
	@cp .build-pictures/desktop/site-log-answer.png Docs/pictures/site-log-form.png
	@cp .build-pictures/desktop/site-log-summary.png Docs/pictures/site-log-summary.png

setup: ## install the system libraries that are missing (Debian)
	@bash Tests/Support/setup.sh

setup-browser: setup ## Chromium and what drives it, for the tests of the pages
	@bash Tests/EndToEnd/Browser/prepare.sh

##@ Measure it and wear it out
bench: setup ## speed beside raw SQLite, as ratios; SITES=12 RECORDS=10000
	swift build -c release --scratch-path $(RELEASE) --product Benchmarks --quiet
	@mkdir -p $(EVIDENCE)
	set -o pipefail; SITES=$(SITES) RECORDS=$(RECORDS) $(RELEASE)/release/Benchmarks | tee $(EVIDENCE)/bench.txt

# Small enough for a few minutes, and by the processor's clock, which other work on the machine moves little.
BENCH_CHECK := CLOCK=cpu SITES=3 RECORDS=2000 SIZES=2000,8000
bench-check: setup ## fails where a figure of the benchmarks is a third worse than the committed one; KEEP=1 commits these
	swift build -c release --scratch-path $(RELEASE) --product Benchmarks --quiet
	@mkdir -p $(EVIDENCE)
	$(BENCH_CHECK) $(RELEASE)/release/Benchmarks > $(EVIDENCE)/bench-check.txt
	$(if $(KEEP),cp $(EVIDENCE)/bench-check.txt Tests/Evidence/bench.txt)
	@python3 Tests/Evidence/bench_check.py Tests/Evidence/bench.txt $(EVIDENCE)/bench-check.txt

load: setup ## many sites at once over HTTPS, kills, hostile clients; SITES=500 RECORDS=10
	swift build -c release --scratch-path $(RELEASE) --product candour-server --quiet
	swift build -c release --scratch-path $(RELEASE) --product Load --quiet
	ulimit -n 16384; SITES=$(SITES) RECORDS=$(RECORDS) KILLS=$(KILLS) HOSTILE=$(HOSTILE) \
	  $(RELEASE)/release/Load

servers: setup ## many sites on two servers of one PostgreSQL database, which are killed (haproxy); SITES=500 RECORDS=10 KILLS=5
	swift build -c release --scratch-path $(RELEASE) --product candour-server --quiet
	swift build -c release --scratch-path $(RELEASE) --product Load --quiet
	ulimit -n 16384; BIN=$(RELEASE)/release SITES=$(SITES) RECORDS=$(RECORDS) ROUNDS=$(ROUNDS) KILLS=$(KILLS) \
	  python3 Tests/Load/servers.py

failover: setup ## a PostgreSQL cluster fails under the load of real sites (patroni, etcd, haproxy); FAILOVERS=20 SITES=40
	swift build -c release --scratch-path $(RELEASE) --product candour --quiet
	swift build -c release --scratch-path $(RELEASE) --product candour-server --quiet
	swift build -c release --scratch-path $(RELEASE) --product Load --quiet
	BIN=$(RELEASE)/release FAILOVERS=$(FAILOVERS) SITES=$(SITES) RECORDS=$(RECORDS) python3 Tests/Failover/failover.py

engines: setup ## the merge on PostgreSQL beside SQLite, as ratios; RECORDS=10000 ROUNDS=3
	swift build -c release --scratch-path $(RELEASE) --product candour --quiet
	swift build -c release --scratch-path $(RELEASE) --product candour-server --quiet
	swift build -c release --scratch-path $(RELEASE) --product Load --quiet
	BIN=$(RELEASE)/release RECORDS=$(RECORDS) ROUNDS=$(ROUNDS) python3 Tests/Load/engines.py

trusts: setup ## many trusts in one server: memory, threads, first pages, polls; TRUSTS=220 RECORDS=20 STORE=postgres
	swift build -c release --scratch-path $(RELEASE) --product candour --quiet
	swift build -c release --scratch-path $(RELEASE) --product candour-server --quiet
	BIN=$(RELEASE)/release TRUSTS=$(TRUSTS) RECORDS=$(RECORDS) STORE=$(STORE) python3 Tests/Load/trusts.py

soak: setup ## simulate on with fresh seeds; SECONDS=600
	CANDOUR_SOAK_SECONDS=$(or $(filter-out 0,$(SECONDS)),600) \
	  swift test --disable-xctest --filter SimulationTests

powercuts: setup ## simulate power cuts in a release build, 500 seeds at a time; SEEDS=10000
	swift build -c release --scratch-path $(RELEASE)-tests -Xswiftc -enable-testing --build-tests --quiet
	@seeds=$(or $(SEEDS),10000); held=0; while [ $$held -lt $$seeds ]; do \
	  piece=$$((seeds - held < 500 ? seeds - held : 500)); \
	  CANDOUR_FIRST_SEED=$$held CANDOUR_SEEDS=$$piece swift test -c release --disable-xctest --skip-build \
	    --scratch-path $(RELEASE)-tests -Xswiftc -enable-testing --filter 'a trust loses nothing' \
	    > $(RELEASE)-tests/powercuts.log 2>&1 || { cat $(RELEASE)-tests/powercuts.log; exit 1; }; \
	  held=$$((held + piece)); echo "power cuts: $$held of $$seeds seeds held"; done

sanitize: setup ## the core's tests under the address sanitizer; KIND=thread: those of what has threads
	@KIND=$(KIND) bash Tests/Sanitizers/sanitize.sh

COVERED := swift test --disable-xctest --enable-code-coverage --scratch-path .build-coverage
coverage: setup ## the share of lines that the core's tests run, by module
	CANDOUR_PART=shared $(COVERED) --experimental-maximum-parallelization-width 4 --quiet
	@python3 Tests/Evidence/coverage.py $$(CANDOUR_PART=shared $(COVERED) --show-codecov-path)

api-breakage: setup ## what programs that embed SiteClient would lose; KEEP=1 commits what it offers now
	@KEEP=$(KEEP) bash Tests/Evidence/interface.sh

fuzz: setup ## every decoder with coverage guidance; RUNS=200000
	RUNS=$(or $(RUNS),200000) bash Tests/Fuzz/fuzz.sh

##@ Make anew what is committed
generate: ## the protobuf code, from candour.proto
	@bash Sources/SyncProtocol/generate.sh

dictionary: setup ## what stored bytes are compressed against; a new NUMBER= each time
	swift build -c release --scratch-path $(RELEASE) --product LargeDemo --quiet
	@bash Tests/LargeDemo/dictionary.sh $(RELEASE)/release/LargeDemo $(NUMBER)

evidence: ## Docs/clinical-safety/evidence.md, from the last run of make test and make bench
	@python3 Tests/Evidence/evidence.py $(EVIDENCE)

examples: setup ## the demo's weeks, from the seed of Tests/SiteClient/DemoTests.swift
	UPDATE_GOLDEN=1 swift test --disable-xctest --filter DemoTests

.PHONY: api-breakage bench bench-check check coverage demo dictionary demo-large engines evidence failover examples fuzz generate help install lint load package page-times pictures powercuts release sanitize schemathesis serve servers setup test-postgres \
  setup-browser soak static test test-outside test-package trusts uninstall week
