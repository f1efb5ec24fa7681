# What a contributor runs. `make help` lists it.
CARGO ?= cargo
# Where a bare Debian machine gets the tools that tests compare with.
TOOLS = dmidecode hwloc-nox pciutils xz-utils bzip2 i2c-tools shellcheck

.PHONY: help check test guest-test bless record fuzz bench ci tools

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

check: ## format, lints, docs
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --all-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet

test: tools ## every test
	$(CARGO) test --workspace --all-features

guest-test: ## tests of control groups and of starting services, in a machine of their own in QEMU
	iso/guest-test.sh

bless: ## accept the present output as the golden one: reports, summaries, schema
	INSTA_UPDATE=always BLESS=1 $(CARGO) test --workspace --all-features

record: ## record this host, redacted, into fixtures/hosts/NAME (make record NAME=vendor-model)
	@test -n "$(NAME)" || { echo "make record NAME=vendor-model-what-is-special"; exit 64; }
	$(CARGO) run --release --quiet -- record --redact --output fixtures/hosts/$(NAME)

fuzz: ## fuzz every decoder and the cards for a minute each (needs a nightly compiler and cargo-fuzz)
	for crate in bee-audit bee-boot; do \
	    for target in $$(cd $$crate && $(CARGO) +nightly fuzz list); do \
	        (cd $$crate && $(CARGO) +nightly fuzz run $$target -- -max_total_time=60) || exit 1; \
	    done; \
	done

bench: ## benchmarks, and whole commands against other tools
	$(CARGO) bench --package bee-audit
	docs/benchmarks.sh
	@if [ -x ../shared/fake-server/run ]; then docs/benchmarks-drives.sh; fi

ci: check test ## what CI runs

tools: # what the tests compare with; installed where we may, named where we may not
	@lacking=; for package in $(TOOLS); do \
	    [ "$$(dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null)" = installed ] || lacking="$$lacking $$package"; \
	done; \
	[ -z "$$lacking" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$lacking >/dev/null; \
	else \
	    echo "make: tests compare with tools that are not here; to have them: apt-get install$$lacking" >&2; \
	fi
