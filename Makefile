# Everything starts here: `make demo` runs the main job, `make test` proves it.
# Needs Go 1.26, Node 20 and npm; the rest is fetched by their own tools.

GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT   ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
LDFLAGS  := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
ASSETS   := .cache/assets.made
FUZZTIME ?= 20s
export CGO_ENABLED = 0

.PHONY: build demo test bench lint fuzz clean assets bin/greenlane

build: bin/greenlane

bin/greenlane: $(ASSETS)
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/greenlane

assets: $(ASSETS)

$(ASSETS): package.json package-lock.json portal/web/build.mjs $(wildcard portal/web/static/src/*)
	npm ci --no-audit --no-fund
	npm run --silent build
	@mkdir -p .cache && touch $@

demo: build
	./bin/greenlane demo $(DEMO)

# Browser and PostgreSQL tests need chromium and a PostgreSQL server. As root on Debian
# they are installed when missing; elsewhere tools/test-needs says what is left out.
test: build
	@tools/test-needs
	$(GO) vet ./...
	$(GO) test -timeout 20m ./...

bench: build
	./bin/greenlane bench $(BENCH)

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "run gofmt on:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) vet ./...
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# Each fuzz target for FUZZTIME.
fuzz:
	@for dir in $$(git grep -l 'func Fuzz' -- '*_test.go' | xargs -n1 dirname | sort -u); do \
	  for target in $$(grep -ho 'func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c6- | sort -u); do \
	    echo "== $$dir $$target"; $(GO) test ./$$dir -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x || exit 1; \
	  done; done

clean:
	rm -rf bin node_modules portal/web/static/dist .cache
