# What a contributor runs. `make help` lists it.
CARGO ?= cargo
# Where a bare Debian machine gets the tools that tests compare with.
tools: PACKAGES = dmidecode hwloc-nox pciutils xz-utils bzip2 i2c-tools shellcheck
boot-tools: PACKAGES = binutils cpio kmod qemu-system-x86 zstd

.PHONY: help check test guest-test bless record fuzz bench image boot-test ci tools boot-tools

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

check: ## format, lints, docs
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --all-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --quiet

test: tools ## every test
	$(CARGO) test --workspace --all-features

guest-test: boot-tools ## tests of control groups and of starting services, in a machine of their own in QEMU
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

bench: boot-tools ## benchmarks, and whole commands against other tools
	$(CARGO) bench --package bee-audit
	docs/benchmarks.sh
	@if [ -x ../shared/fake-server/run ]; then docs/benchmarks-drives.sh; fi
	docs/benchmarks-boot.sh

image: boot-tools ## the image that boots into the audit
	iso/builder/build-initrd.sh

boot-test: boot-tools ## boot the image in QEMU, in health and in trouble (INSTA_UPDATE=always accepts its report)
	$(CARGO) test --workspace --all-features --test boot -- --ignored --test-threads=1

ci: check test guest-test boot-test ## what CI runs

tools boot-tools: # what tests compare with, or boot with; installed where we may, named where we may not
	@lacking=; for package in $(PACKAGES); do \
	    [ "$$(dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null)" = installed ] || lacking="$$lacking $$package"; \
	done; \
	[ -z "$$lacking" ] && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$lacking >/dev/null; \
	else \
	    echo "make: tools are not here; to have them: apt-get install$$lacking" >&2; \
	fi
