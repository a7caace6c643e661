# Each fuzzer for ten minutes, and work that has to grow no faster than input.

load ../lib

@test "no fuzzer finds anything in ten minutes" {
	ask 0 make -s FUZZ=1 O="$O/fuzz-full" fuzz-built
	O=$O/fuzz-full FUZZ_SECONDS=${FUZZ_SECONDS:-600} tests/fuzz/run >&3
}

@test "no input of a corpus, repeated, takes more than linear time" {
	[ -z "$SAN" ] || return 0 # the sanitizers' own work grows as it likes
	local name
	for name in tests/fuzz/corpus/*; do
		name=${name##*/}
		"$O/fuzz/$name" -t "tests/fuzz/corpus/$name"/* \
			2>"$BATS_TEST_TMPDIR/said" || {
			grep -v '^#' "$BATS_TEST_TMPDIR/said"
			return 1
		}
	done
}
