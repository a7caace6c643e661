# The Makefile's promises, on a copy of what git would deliver.

load lib

setup() {
	not_counting # and building takes long
	copy=$BATS_TEST_TMPDIR/copy
	mkdir "$copy"
	git ls-files -co --exclude-standard | tar -cf - -T - | tar -xf - -C "$copy"
	# The sanitizers and the caller's choices are not this test's matter.
	unset SAN MAKEFLAGS MFLAGS MAKELEVEL WERROR CFLAGS
	export O=
	unset O
}

@test "out of tree: O=DIR leaves the source as it was" {
	ask 0 make -s -C "$copy" O="$BATS_TEST_TMPDIR/o"
	[ -x "$BATS_TEST_TMPDIR/o/bin/qcount" ]
	[ ! -e "$copy/build" ]
}

@test "install, run, uninstall under DESTDIR and PREFIX leaves nothing" {
	local at=$BATS_TEST_TMPDIR/dest wanted
	make -s -C "$copy" install DESTDIR="$at" PREFIX=/usr >/dev/null
	ask 0 "$at/usr/bin/qcount" -V
	wanted=$output
	ask 0 "$at/usr/bin/qpick" -V
	same "${wanted/qcount/qpick}" "$output"
	[ -s "$at/usr/share/man/man1/qpick.1" ]
	[ -s "$at/usr/share/man/man1/qcount.1" ]
	[ -s "$at/usr/share/man/man7/qtriage.7" ]
	[ -s "$at/usr/share/bash-completion/completions/qcount" ]
	[ -s "$at/usr/share/zsh/site-functions/_qtriage" ]
	make -s -C "$copy" uninstall DESTDIR="$at" PREFIX=/usr >/dev/null
	same "" "$(find "$at" ! -type d)"
}

@test "the caller's CFLAGS are added, a changed header rebuilds" {
	make -s -C "$copy" CFLAGS=-DHELLO=1 >/dev/null
	sleep 1
	touch "$copy/common/system/queue.h"
	ask 0 make -C "$copy" -n CFLAGS=-DHELLO=1
	has "$output" "-DHELLO=1"
	has "$output" "common/system/queue_exim.c"
	[[ $output != *json.c* ]]
}

@test "the binary is hardened" {
	make -s -C "$copy" >/dev/null
	run readelf -hldW "$copy/build/bin/qcount"
	has "$output" "DYN (Position-Independent"
	has "$output" GNU_RELRO
	has "$output" BIND_NOW
	[[ $output =~ GNU_STACK.*RW\  ]]
}

@test "dist: the same bytes for the same commit" {
	make -s dist O="$BATS_TEST_TMPDIR/one"
	sleep 1.1
	make -s dist O="$BATS_TEST_TMPDIR/two"
	cmp "$BATS_TEST_TMPDIR"/{one,two}/qtriage-*.tar.gz
	gzip -dc "$BATS_TEST_TMPDIR"/one/qtriage-*.tar.gz | tar -tf - |
		grep -q '^qtriage-[0-9.]*/cmd/qcount\.c$'
}

@test "make clean leaves no build" {
	make -s -C "$copy" >/dev/null
	make -s -C "$copy" clean
	[ ! -e "$copy/build" ]
}

@test "the tiers: base uses base, pure uses no system, common no cmd" {
	! grep -n '#include "\(pure\|system\)/' common/base/*.[ch] || false
	! grep -n '#include "system/' common/pure/*.[ch] || false
	! grep -nE '#include <(stdio|unistd|fcntl|sys/.*)\.h>' \
		common/pure/*.[ch] || false
	! grep -rn '#include "cmd' cmd common || false
}

@test "only base and the commands end the program" {
	! grep -nE '\<_?(exit|abort)\(' common/pure/*.c common/system/*.c || false
	! grep -nE 'err_die|prog_' common/pure/*.c common/system/*.c || false
}

@test "a command's file stays below 250 lines, a header tells its job" {
	local file
	for file in cmd/*; do
		[ "$(wc -l <"$file")" -lt 250 ]
	done
	for file in common/*/*.h; do
		[[ $(head -n 1 "$file") =~ ^/\*\ ${file##*/} ]] ||
			[[ $(head -n 1 "$file") == "/* $(basename "$file" .h): "* ]]
	done
}

@test "the Makefile names every tool of cmd" {
	same "$(cd cmd && printf "%s\n" *.c | sed 's/\.c$//')" \
		"$(sed -e ':a' -e '/\\$/N; s/\\\n//; ta' Makefile |
			sed -n 's/^TOOLS = //p' | tr -s ' \t' '\n' | sort)"
}

@test "and every script; what they are made from makes them anew" {
	same "$(cd cmd && printf "%s\n" *.sh | sed 's/\.sh$//')" \
		"$(sed -n 's/^SCRIPTS = //p' Makefile | tr ' ' '\n' | sort)"
	make -s -C "$copy" O="$BATS_TEST_TMPDIR/o" >/dev/null
	touch -d tomorrow "$copy/common/base/prog.sh"
	ask 0 make -s -C "$copy" -n O="$BATS_TEST_TMPDIR/o"
	has "$output" "$BATS_TEST_TMPDIR/o/bin/qpick"
}
