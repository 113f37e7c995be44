# Everything that people and CI run. `make demo` and `make test` do their own
# set-up on a fresh machine that has Go (1.21 or later fetches the right one).
GO ?= go
BIN := bin/ccnet
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: build demo test check attacks bench fuzz lint cover difftest worlds clean

build:
	$(GO) build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $(BIN) ./cmd/ccnet

# The main job on real input: two computers, a thousand round trips by rednet.
demo: build
	./$(BIN) run testdata/worlds/ping.toml

# Everything that CI checks.
test:
	scripts/test

# The quick loop while working.
check:
	$(GO) vet ./...
	$(GO) test ./...

# Hostile programs, each within 10 s of processor time and 512 MB, run twice.
attacks: build
	$(GO) test ./luabind -run TestAttacks -v -timeout 60m -ccnet $(BIN)

lint:
	scripts/lint

bench:
	scripts/bench

FUZZTIME ?= 3s
fuzz:
	scripts/fuzz $(FUZZTIME)

# Random programs here and on PUC Lua 5.2 (Debian: lua5.2).
PROGRAMS ?= 20000
FIRST ?= 1
difftest:
	$(GO) test ./luavm/difftest -run TestAgainstReference -timeout 60m -programs $(PROGRAMS) -first $(FIRST)

# Every world in testdata twice, with 1 and 2 processors: same outcome, same journal.
worlds: build
	scripts/worlds $(BIN)

cover:
	$(GO) test -coverpkg=./... -coverprofile=cover.out ./...
	$(GO) tool cover -func=cover.out | tail -n 1

clean:
	rm -rf bin cover.out
