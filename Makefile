# qtriage: make, make check, make demo, make install. GNU make.
#   O=DIR       build there instead of in build/
#   PREFIX, DESTDIR, CC, CFLAGS, LDFLAGS as everywhere; flags are appended
#   SAN=1       with the address, undefined-behaviour and leak sanitizers
#   COV=1       with counters for make coverage, and without confinement
#   FUZZ=1      with clang's fuzzer, for make fuzz
#   WERROR=1    warnings are errors
#   V=1         the whole commands

VERSION = 0.1.0
PREFIX = /usr/local
O = build
CC ?= cc

TOOLS = cronscan mailblock postscan qbody qcount qgrep qhdr qlog qls qrm \
	smtpwho sshwho
SCRIPTS = qpick qtriage

bindir = $(PREFIX)/bin
mandir = $(PREFIX)/share/man
bashdir = $(PREFIX)/share/bash-completion/completions
zshdir = $(PREFIX)/share/zsh/site-functions

WARN = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual \
	-Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings -Wvla \
	$(if $(WERROR),-Werror)
HARDEN = -fstack-protector-strong -fPIE -pthread
HARDEN_LD = -pie -Wl,-z,relro,-z,now,-z,noexecstack
FORTIFY = -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
OPT = -O2 -g

ifdef SAN
O = build/san
FORTIFY =
OPT = -O1 -g -fno-omit-frame-pointer -DQT_SANITIZED \
	-fsanitize=address,undefined -fno-sanitize-recover=all
endif

# A confined process cannot write its counters at its end: see confine.c.
ifdef COV
O = build/cov
FORTIFY =
OPT = -O0 -g --coverage -fprofile-update=atomic -DQT_COVERAGE
endif

ifdef FUZZ
CC = clang
O = build/fuzz
FORTIFY =
OPT = -O1 -g -fno-omit-frame-pointer -DQT_SANITIZED \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
fuzz_main = -fsanitize=fuzzer -Wl,--wrap=err_nomem
else
fuzz_main = $(O)/obj/tests/fuzz/main.o
endif

all_cflags = -std=c11 -D_POSIX_C_SOURCE=200809L -DQT_VERSION='"$(VERSION)"' \
	-Icommon $(WARN) $(HARDEN) $(FORTIFY) $(OPT) $(CFLAGS)
all_ldflags = $(HARDEN_LD) -pthread $(filter -fsanitize=%,$(OPT)) $(LDFLAGS)

Q = $(if $(V),,@)
say = @$(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),:,echo '  ')

common := $(sort $(wildcard common/*/*.c))
units := $(sort $(wildcard tests/unit/*.c))
helpers := $(sort $(wildcard tests/*.c))
fuzzers := $(sort $(filter-out %/main.c,$(wildcard tests/fuzz/*.c)))
lib = $(O)/libqtriage.a
tools = $(TOOLS:%=$(O)/bin/%)
scripts = $(SCRIPTS:%=$(O)/bin/%)
unit_bins = $(units:tests/unit/%.c=$(O)/unit/%)
helper_bins = $(helpers:tests/%.c=$(O)/tests/%)
fuzz_bins = $(fuzzers:tests/%.c=$(O)/%)

all: $(tools) $(scripts)

$(O)/obj/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(all_cflags) -MMD -MP -c -o $@ $<

$(lib): $(common:%.c=$(O)/obj/%.o)
	@rm -f $@
	$(say) AR $@
	$(Q)$(AR) rcs $@ $^

$(O)/bin/%: $(O)/obj/cmd/%.o $(lib)
	@mkdir -p $(@D)
	$(say) LD $@
	$(Q)$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(LDLIBS)

# A script's line ". common/..." becomes that file.
$(scripts): $(O)/bin/%: cmd/%.sh $(wildcard common/*/*.sh) Makefile
	@mkdir -p $(@D)
	$(say) SH $@
	$(Q)awk '/^# shellcheck source=common/ { next } \
		/^\. common\// { while ((getline line <$$2) > 0) print line; next } \
		{ sub(/@VERSION@/, "$(VERSION)"); print }' $< >$@.new
	$(Q)chmod 755 $@.new && mv $@.new $@

$(O)/unit/%: $(O)/obj/tests/unit/%.o $(lib)
	@mkdir -p $(@D)
	$(say) LD $@
	$(Q)$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(LDLIBS)

$(O)/tests/%: $(O)/obj/tests/%.o
	@mkdir -p $(@D)
	$(say) LD $@
	$(Q)$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(LDLIBS)

# A driver of a fuzzer: alone it reads files and standard input.
$(O)/fuzz/%: $(O)/obj/tests/fuzz/%.o $(lib) | $(filter %.o,$(fuzz_main))
	@mkdir -p $(@D)
	$(say) LD $@
	$(Q)$(CC) $(all_cflags) $(all_ldflags) -o $@ $(fuzz_main) $^ $(LDLIBS)

.SECONDARY:
-include $(wildcard $(O)/obj/*/*.d $(O)/obj/*/*/*.d)

# Everything the tests run.
tests-built: $(tools) $(scripts) $(unit_bins) $(helper_bins) $(fuzz_bins)

fuzz-built: $(fuzz_bins)

check: tests-built
	tests/need check
	O=$(O) SAN=$(SAN) LEAVE='$(LEAVE)' tests/run

check-full: tests-built
	tests/need check full fuzz mta
	O=$(O) SAN=$(SAN) FULL=1 tests/run

# The MTAs that the host does not have, in roots cached in $(O)/roots.
check-mta: tests-built
	tests/need check mta
	O=$(O) COUNT=mta.count tests/run tests/mta/*.bats

lint:
	tests/need lint
	O=$(O) CC=$(CC) tests/lint

# FUZZ_SECONDS each; FUZZERS='NAME...': those only; FUZZ_SEED: from it.
fuzz:
	tests/need fuzz
	$(MAKE) FUZZ=1 O=$(O)/fuzz fuzz-built
	O=$(O)/fuzz FUZZ_SECONDS='$(FUZZ_SECONDS)' FUZZ_SEED='$(FUZZ_SEED)' \
		tests/fuzz/run $(FUZZERS)

# Which lines of common/ the tests reach.
coverage:
	tests/need check coverage
	$(MAKE) COV=1 O=$(O)/cov tests-built
	O=$(O)/cov tests/coverage

bench: tests-built
	tests/need bench
	O=$(O) tests/bench

bench-big: tests-built
	tests/need bench
	O=$(O) tests/bench big

demo: all $(O)/tests/mkspool
	@O=$(O) tests/demo

install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 \
		$(DESTDIR)$(mandir)/man7 $(DESTDIR)$(bashdir) $(DESTDIR)$(zshdir)
	for t in $(TOOLS) $(SCRIPTS); do \
		install -m 755 $(O)/bin/$$t $(DESTDIR)$(bindir)/$$t && \
		install -m 644 man/$$t.1 $(DESTDIR)$(mandir)/man1/$$t.1 && \
		ln -sf qtriage-tools $(DESTDIR)$(bashdir)/$$t || exit 1; \
	done
	install -m 644 man/qtriage.7 $(DESTDIR)$(mandir)/man7/qtriage.7
	install -m 644 completions/qtriage.bash \
		$(DESTDIR)$(bashdir)/qtriage-tools
	install -m 644 completions/_qtriage $(DESTDIR)$(zshdir)/_qtriage

uninstall:
	for t in $(TOOLS) $(SCRIPTS); do \
		rm -f $(DESTDIR)$(bindir)/$$t $(DESTDIR)$(bashdir)/$$t \
			$(DESTDIR)$(mandir)/man1/$$t.1; \
	done
	rm -f $(DESTDIR)$(mandir)/man7/qtriage.7 \
		$(DESTDIR)$(bashdir)/qtriage-tools $(DESTDIR)$(zshdir)/_qtriage

# What git tracks, the same bytes for the same commit.
dist:
	@mkdir -p $(O)
	git archive --format=tar --prefix=qtriage-$(VERSION)/ HEAD | \
		gzip -9n > $(O)/qtriage-$(VERSION).tar.gz

clean:
	rm -rf $(O)

include pack/pack.mk

.PHONY: all tests-built fuzz-built check check-full check-mta lint fuzz coverage \
	bench bench-big demo install uninstall dist clean
