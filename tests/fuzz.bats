# The fuzzers' drivers on their corpora, which hold what was once found: built
# as everything, with sanitizers where the suite is. make fuzz looks for more.

load lib

drivers() {
	local file
	for file in tests/fuzz/*.c; do
		[ "$file" = tests/fuzz/main.c ] || basename "$file" .c
	done
}

@test "every driver has a corpus, every corpus a driver" {
	same "$(drivers)" "$(ls tests/fuzz/corpus)"
}

@test "the corpora are small" {
	[ "$(find tests/fuzz/corpus -type f -size +16k | wc -l)" = 0 ]
	[ "$(cat tests/fuzz/corpus/*/* | wc -c)" -lt 500000 ]
}

@test "no input of a corpus makes its parser fail" {
	local name
	while read -r name; do
		"$O/fuzz/$name" "tests/fuzz/corpus/$name"/* \
			2>"$BATS_TEST_TMPDIR/said" || {
			tail -n 40 "$BATS_TEST_TMPDIR/said"
			return 1
		}
	done < <(drivers)
}

# A driver of this test's: fails of an "x", and compares all bytes with all.
own_driver() {
	cat >"$BATS_TEST_TMPDIR/own.c" <<-'C'
		#include "fuzz.h"

		int
		LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
		{
			volatile unsigned long same = 0;
			size_t i, j;

			for (i = 0; i < size; i++)
				for (j = 0; j < size && data[0] == 'q'; j += 8)
					same += data[i] == data[j];
			HOLDS(size == 0 || data[0] != 'x');
			return 0;
		}
	C
	"${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L \
		-DQT_VERSION="\"0\"" -Icommon -Itests/fuzz \
		-o "$BATS_TEST_TMPDIR/own" "$BATS_TEST_TMPDIR/own.c" \
		tests/fuzz/main.c common/base/*.c -pthread
	cd "$BATS_TEST_TMPDIR" || return
}

@test "a driver ends at what does not hold, and has told of which input" {
	own_driver
	printf a >good
	printf x >bad
	ask 0 ./own good
	ask 134 ./own good bad
	has "$stderr" "# bad"
	has "$stderr" "own.c:12: does not hold: size == 0 || data[0] != 'x'"
	ask 134 ./own <bad
	has "$stderr" "# standard input"
	ask 2 ./own none
	has "$stderr" "none: No such file"
	ask 1 ./own .
	has "$stderr" "Is a directory"
}

@test "-t tells work that grows faster than its input" {
	own_driver
	printf a >linear
	printf q >square
	ask 0 ./own -t linear
	ask 1 ./own -t linear square
	has "$stderr" "square: "
}

# What no driver includes, itself or by another header, reads no text, or is
# inside of what is: history, of listing_exim_log.
@test "every module of pure/ is reached by a driver" {
	same "history order siphash" "$(comm -23 \
		<(basename -s .h common/pure/*.h | sort) \
		<(cat "$O"/obj/tests/fuzz/*.d | grep -o 'pure/[a-z0-9_]*\.h' |
			sed 's|pure/||; s|\.h||' | sort -u) | xargs)"
}
