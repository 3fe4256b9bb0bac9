# Each line is a command a person could type. `make demo` and `make test` work on a machine that
# has Swift and nothing else: missing Debian packages are installed first.

PACKAGES = g++ pkg-config liblz4-dev libzstd-dev zlib1g-dev libbz2-dev liblzma-dev libsnappy-dev libbrotli-dev \
  libsimdjson-dev libstemmer-dev libsqlite3-dev libxml2-dev libcld2-dev
# Foundation brings ICU with 34 MB of data about dates, numbers and alphabets of every language. Nothing
# here asks for them, but outside packages link them in, so the symbol of the data is put on bytes that
# ICU recognises as no data. A formatter of Foundation would fail without it: `make test-program` runs
# every transcript. With a Swift that has another version of ICU the line does nothing.
WITHOUT_ICU_DATA = -Xlinker --defsym=icudt76_dat=__executable_start
# Nothing is linked against the program, so that it exports no names: they would keep code that nobody calls.
WITHOUT_EXPORTS = -Xlinker --no-export-dynamic
# Functions that came out as the same machine code are kept once, where nobody compares their addresses.
WITHOUT_TWINS = -Xlinker --icf=safe
RELEASE = -c release --static-swift-stdlib --product catalog $(WITHOUT_ICU_DATA) $(WITHOUT_EXPORTS) $(WITHOUT_TWINS)
PREFIX ?= /usr/local
COMPLETION = .build/release/catalog --generate-completion-script
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

# Register the samples in a scratch home and search them.
demo: catalog
	@.build/release/catalog demo

# Everything that must hold: the style, every test, and the library embedded on its own.
# Random tests take one seed here, so that a red run speaks of the change at hand; plain `swift
# test` takes fresh ones and prints them. CATALOG_SEED=N chooses another.
CATALOG_SEED ?= 20261121
test test-with-peers test-release: export CATALOG_SEED := $(CATALOG_SEED)
# The server's tests wait for its clients, so they run when nothing else keeps the threads of tasks busy.
test: packages
	swift format lint --strict -r Sources Tests Package.swift
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build --xunit-output .build/tests.xml --skip '^CatalogHTTPTests\.' || { $(RED); exit 1; }
	swift test --skip-build --xunit-output .build/tests.xml --disable-xctest --filter '^CatalogHTTPTests\.' || { $(RED); exit 1; }
	swift run --package-path Tests/Embedding

# What failed, once more at the end, where a long log is read first.
RED = grep -hB1 '<failure' .build/tests.xml .build/tests-swift-testing.xml

# A seed that no run had before. It is printed first; a red one becomes a case of its test.
FRESH_SEED := $(shell od -An -N7 -tu8 /dev/urandom | tr -d ' ')

# The suites that checks below run again in another way. They print how many tests ran.
CORE = Storage|VectorKernels|JSONText|Postings|Segments|QueryLanguage|Searching|CorpusIndex
READERS = Corpora|Analysis|Profiling|Indexing
suites = --disable-xctest --filter '^($(1))Tests\.'

# The search core as it is installed: what only optimised code does wrong shows here. Damage, to the store
# too, is tried at every bit, not at a sample of them.
test-release: export CATALOG_EVERY := 1
test-release sanitize: export CATALOG_INDEX_ONLY := 1
test-release: packages
	swift test -c release -Xswiftc -enable-testing --scratch-path .build-release $(call suites,$(CORE)|Fuzzing)

# The core and everything that reads bytes, optimised, with a fresh seed, under the address sanitizer, and
# C and C++ with traps where behaviour is undefined. Leaks are not looked for: Foundation has some.
UNDEFINED = -fsanitize=undefined -fsanitize-trap=undefined
sanitize: export ASAN_OPTIONS := detect_leaks=0
sanitize: packages
	@echo "CATALOG_SEED=$(FRESH_SEED)"
	CATALOG_SEED=$(FRESH_SEED) swift test -c release -Xswiftc -enable-testing --sanitize address -Xswiftc -use-ld=lld $(foreach flag,$(UNDEFINED),-Xcc $(flag) -Xcxx $(flag)) \
	  --scratch-path .build-sanitize $(call suites,$(CORE)|$(READERS))

# Every suite with random data, once more, with a fresh seed.
RANDOM_SUITES = $(shell grep -rl announced Tests --include='*Tests.swift' | \
  sed 's:.*/::; s:\.swift$$::' | sort -u | paste -sd'|')
test-fresh: packages
	@echo "CATALOG_SEED=$(FRESH_SEED)"
	CATALOG_SEED=$(FRESH_SEED) swift test --disable-xctest --filter '\.($(RANDOM_SUITES))/'

# Comparisons with libraries of Python that read and write the same files, in an environment of their own
# below PYTHON_PEERS. `make test` alone skips them and says so.
PYTHON_PEERS ?= $(HOME)/.cache/catalog-python
test-with-peers test-peers: export CATALOG_PYTHON := $(PYTHON_PEERS)/bin/python
test-with-peers: python-peers test
test-peers: packages python-peers
	swift test --disable-xctest --filter 'ParquetTests|CSVTests|WARCPeerTests|TokenizerTests'
python-peers:
	@test -x $(PYTHON_PEERS)/bin/python || python3 -m venv $(PYTHON_PEERS)
	$(PYTHON_PEERS)/bin/pip install -q -r Tests/requirements.txt

# The HTTP interface and the agents' protocol beside programs that know them from their descriptions, in an
# environment of their own below HTTP_PEERS.
HTTP_PEERS ?= $(HOME)/.cache/catalog-http
test-http: catalog
	@test -x $(HTTP_PEERS)/bin/python || python3 -m venv $(HTTP_PEERS)
	$(HTTP_PEERS)/bin/pip install -q -r Tests/Faces/CatalogHTTPTests/requirements.txt
	$(HTTP_PEERS)/bin/python Tests/Faces/CatalogHTTPTests/interface.py --catalog .build/release/catalog --samples Samples \
	  $(if $(SEED),--seed $(SEED))
	$(HTTP_PEERS)/bin/python Tests/Faces/CatalogHTTPTests/agents.py --catalog .build/release/catalog --samples Samples

# The pages in Debian's Chromium: accessibility, narrow screens, the keyboard. PICTURES=DIR keeps what was seen.
test-pages: catalog browser
	@test -x $(HTTP_PEERS)/bin/python || python3 -m venv $(HTTP_PEERS)
	$(HTTP_PEERS)/bin/pip install -q -r Tests/Faces/CatalogHTTPTests/requirements.txt
	$(HTTP_PEERS)/bin/python Tests/Faces/CatalogHTTPTests/pages.py --catalog .build/release/catalog --samples Samples \
	  $(if $(PICTURES),--pictures $(PICTURES))

# From search to download in the browser, with the program that `make test` has built.
test-walk: browser browser-driver
	$(BROWSER_DRIVER)/bin/python Tests/Faces/CatalogHTTPTests/pages.py --catalog .build/debug/catalog --samples Samples --walk

# The pictures of the README, of the pages as they are now.
pictures: catalog browser browser-driver
	$(BROWSER_DRIVER)/bin/python Tests/Faces/CatalogHTTPTests/pictures.py --catalog .build/release/catalog \
	  --output Sources/CatalogService/CatalogService.docc/Resources

browser:
	@dpkg -s chromium chromium-driver fonts-noto-cjk > /dev/null 2>&1 || { $(SUDO) apt-get update -q && \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -q chromium chromium-driver fonts-noto-cjk; }
BROWSER_DRIVER ?= $(HOME)/.cache/catalog-browser
browser-driver:
	@test -x $(BROWSER_DRIVER)/bin/python || python3 -m venv $(BROWSER_DRIVER)
	$(BROWSER_DRIVER)/bin/pip install -q $(shell grep '^selenium==' Tests/Faces/CatalogHTTPTests/requirements.txt)

# The wheel of the Python package, in .build/python: the library linked from the objects of the release build,
# with all that it needs inside.
PYTHON_WORK ?= $(HOME)/.cache/catalog-wheel
# The objects are those of `catalog`, built once; what SwiftPM links of them leans on libraries of the system.
SWIFT_ARCHIVES = $(shell dirname $$(readlink -f $$(command -v swiftc)))/../lib/swift_static/linux
C_LIBRARY = swift build -c release --static-swift-stdlib --product CatalogC -Xlinker -L$(SWIFT_ARCHIVES)
python: packages python-work
	$(C_LIBRARY)
	$(PYTHON_WORK)/bin/python Sources/Faces/Python/build.py

# The package as it is installed, beside pyarrow, pandas, polars, duckdb and datasets.
test-python: python
	$(PYTHON_WORK)/bin/pip install -q --no-deps --force-reinstall .build/python/*.whl
	$(PYTHON_WORK)/bin/python -m pytest -q -p no:cacheprovider Tests/Faces/Python
python-work:
	@test -x $(PYTHON_WORK)/bin/python || python3 -m venv $(PYTHON_WORK)
	$(PYTHON_WORK)/bin/pip install -q -r Tests/Faces/Python/requirements.txt

# The data source of Spark and that of Ray on this machine, and the job in Samples/pipelines; needs Java 17.
SPARK_WORK ?= $(HOME)/.cache/catalog-spark
test-spark: python
	@test -x $(SPARK_WORK)/bin/python || python3 -m venv $(SPARK_WORK)
	$(SPARK_WORK)/bin/pip install -q -r Tests/Faces/Spark/requirements.txt
	$(SPARK_WORK)/bin/pip install -q --no-deps --force-reinstall .build/python/*.whl
	PYSPARK_PYTHON=$(SPARK_WORK)/bin/python $(SPARK_WORK)/bin/python -m pytest -q -p no:cacheprovider Tests/Faces/Spark

# A program in C that uses all of the header, with the address sanitizer in it, which also looks for what is not given
# back: against the library as `test` builds it, since the optimised one keeps a little of each segment (EncodedTerms).
test-c: packages
	swift build --product CatalogC
	$(CC) -std=c11 -g -Wall -Wextra -Werror -fsanitize=address,undefined -ISources/Faces/CatalogC/include \
	  Tests/Faces/CatalogCTests/program.c -o .build/program-in-c -L.build/debug -lCatalogC -lpthread -Wl,-rpath,$(CURDIR)/.build/debug
	rm -rf .build/tried-in-c && mkdir .build/tried-in-c && .build/program-in-c .build/tried-in-c

# What `make install` installs: its size, and the transcripts once more with this program.
LARGEST_PROGRAM = 45000000
test-program: catalog
	install -D -s .build/release/catalog .build/installed/catalog
	@stat -c '%n has %s bytes, of $(LARGEST_PROGRAM)' .build/installed/catalog
	@test $$(stat -c %s .build/installed/catalog) -le $(LARGEST_PROGRAM)
	CATALOG_BIN=$(CURDIR)/.build/installed swift test --disable-xctest --filter TranscriptTests

# Measure building and searching a folder of JSON Lines, then beside the peers that are installed:
# make bench CORPORA=DIR
PEERS ?= $(HOME)/.cache/catalog-peers
bench: catalog
	python3 Tests/Benchmarks/bench.py --catalog .build/release/catalog $(CORPORA)
	$(if $(CORPORA),$(COMPARE))

# The comparison with the peers only.
COMPARE = python3 Tests/Benchmarks/compare.py --catalog .build/release/catalog --peers $(PEERS) $(CORPORA)
bench-peers: catalog
	$(COMPARE)

# The readers of formats beside the libraries that people use: make bench-readers CORPORA="en.jsonl.zst zh.jsonl.zst"
bench-readers: catalog python-peers
	CATALOG_BENCHMARKS=1 swift build -c release --product Reading --scratch-path .build-reading
	$(PYTHON_PEERS)/bin/python Tests/Benchmarks/reading.py --reading .build-reading/release/Reading \
	  --catalog .build/release/catalog $(CORPORA)

# Install the search engines that ours is compared with, below PEERS.
peers:
	PEERS=$(PEERS) bash Tests/Benchmarks/Peers/setup.sh

# Lay out the code as .swift-format says.
format:
	swift format -i -r Sources Tests Package.swift

# Kill the command, cut its power and fail its writes at the changes that it makes to a home, and see
# what the next one makes of it: make torture MINUTES=10, or make torture EVERY=1 for every change.
MINUTES ?= 1
torture: catalog
	$(CC) -Wall -Wextra -Werror -O1 -shared -fPIC -o .build/disk.so Tests/Torture/disk.c
	python3 Tests/Torture/torture.py --catalog .build/release/catalog --disk .build/disk.so \
	  $(if $(EVERY),--all,--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

# Have processes read a home while others write to it, and compare each answer with what was committed.
soak: catalog
	python3 Tests/Torture/soak.py --catalog .build/release/catalog --minutes $(MINUTES) \
	  $(if $(SEED),--seed $(SEED))

# Made-up bytes for everything that reads those of strangers, with the address sanitizer: 20 seconds for each
# target, or make fuzz TARGET=parquet MINUTES=10. What is found lies in .build-fuzz/found.
FUZZED = -fsanitize=fuzzer-no-link,address
LIBFUZZER = $(shell find -L $$(dirname $$(readlink -f $$(command -v swiftc)))/../lib/clang -name 'libclang_rt.fuzzer_no_main-$(shell uname -m).a' | head -1)
fuzz: packages
	CATALOG_FUZZING=1 swift build -c release --product Fuzz --scratch-path .build-fuzz -debug-info-format none \
	  -Xswiftc -use-ld=lld -Xcc $(FUZZED) -Xcxx $(FUZZED) \
	  -Xlinker $(LIBFUZZER) -Xlinker -lstdc++
	python3 Tests/Fuzzing/fuzz.py --program .build-fuzz/release/Fuzz --folder .build-fuzz \
	  $(if $(TARGET),--targets $(TARGET) --seconds $$(($(MINUTES) * 60)))

# The command without its symbols, its manual and its completions, below PREFIX.
install: catalog
	swift run -q --package-path .build/checkouts/swift-argument-parser --scratch-path .build/manual \
	  generate-manual .build/release/catalog --output-directory .build
	$(SUDO) install -D -s .build/release/catalog $(PREFIX)/bin/catalog
	$(SUDO) install -D -m 644 .build/catalog.1 $(PREFIX)/share/man/man1/catalog.1
	$(COMPLETION) bash | $(SUDO) install -D -m 644 /dev/stdin $(PREFIX)/share/bash-completion/completions/catalog
	$(COMPLETION) zsh | $(SUDO) install -D -m 644 /dev/stdin $(PREFIX)/share/zsh/site-functions/_catalog
	$(COMPLETION) fish | $(SUDO) install -D -m 644 /dev/stdin $(PREFIX)/share/fish/vendor_completions.d/catalog.fish

catalog: packages
	swift build $(RELEASE)

packages:
	@command -v swift > /dev/null || { echo "error: Swift 6.3 or later is needed: swift.org/install" >&2; exit 1; }
	@dpkg -s $(PACKAGES) > /dev/null 2>&1 || { $(SUDO) apt-get update -q && \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -q $(PACKAGES); }

.PHONY: demo test test-c python test-python python-work test-spark test-peers test-with-peers test-http test-pages test-walk pictures browser browser-driver python-peers test-release test-fresh torture soak fuzz test-program sanitize bench bench-peers bench-readers peers format install catalog packages
