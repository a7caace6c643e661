# Part of the Makefile: what is handed on. make static, make deb, make rpm.

# --- static: one program against musl, with a link to it for each tool, as
# each would bring libc and its tables of characters again. Needs nothing on
# the machine that it is copied to.

MUSL_CC = musl-gcc
MUSL_LIB = /usr/lib/x86_64-linux-musl
musl = $(O)/musl

# What gcc calls -static-pie, which musl-gcc's specs do not know.
STATIC_LD = -static -nostartfiles -s -Wl,--gc-sections \
	-Wl,-pie,--no-dynamic-linker,-z,text \
	$(MUSL_LIB)/rcrt1.o $(MUSL_LIB)/crti.o $(MUSL_LIB)/crtn.o

static:
	+$(Q)$(MAKE) --no-print-directory CC=$(MUSL_CC) O=$(musl) SAN= OPT=-Os \
		CFLAGS='$(CFLAGS) -ffunction-sections -fdata-sections' \
		LDFLAGS='$(LDFLAGS) $(STATIC_LD)' $(musl)/qtriage-tools \
		$(SCRIPTS:%=$(musl)/bin/%)
	@rm -rf $(O)/static
	@mkdir -p $(O)/static
	install -m 755 $(musl)/qtriage-tools $(O)/static
	for t in $(TOOLS); do ln -s qtriage-tools $(O)/static/$$t || exit 1; done
	install -m 755 $(SCRIPTS:%=$(musl)/bin/%) $(O)/static

# Each tool's main gets a name of its own, for the one main that calls them.
mains = $(TOOLS:%=$(O)/obj/pack/%.o)

$(mains): $(O)/obj/pack/%.o: cmd/%.c Makefile pack/pack.mk
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(all_cflags) -Dmain=$*_main \
		-Wno-missing-prototypes -MMD -MP -c -o $@ $<

$(O)/obj/pack/multi.o: pack/multi.c Makefile pack/pack.mk
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(all_cflags) \
		-D'QT_TOOLS(X)=$(foreach t,$(TOOLS),X($t))' -MMD -MP -c -o $@ $<

$(O)/qtriage-tools: $(O)/obj/pack/multi.o $(mains) $(lib)
	$(say) LD $@
	$(Q)$(CC) $(all_cflags) $(all_ldflags) -o $@ $^ $(LDLIBS)

# --- packages; pack/ says how

deb:
	+O='$(abspath $(O))' VERSION=$(VERSION) MAKE='$(MAKE)' pack/deb

rpm:
	+O='$(abspath $(O))' VERSION=$(VERSION) MAKE='$(MAKE)' pack/rpm

.PHONY: static deb rpm
