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

@test "a driver fails of what does not hold, and tells of which input" {
	# An input that is no directory is no reading: exit 2, and says so.
	ask 1 "$O/fuzz/json" "$BATS_TEST_TMPDIR"
	has "$stderr" "Is a directory"
	ask 2 "$O/fuzz/json" "$BATS_TEST_TMPDIR/none"
	has "$stderr" "No such file"
	ask 0 "$O/fuzz/json" </dev/null
	has "$stderr" "standard input"
}

# A parser is what a driver includes the header of, itself or by another
# driver's; what is none has a line here.
@test "every module that reads text has a driver" {
	local file name no='
		base64_tables charset_tables cover fields history
		keys match msg names num order score session show siphash
		sshshow tally wall webshow weblog_parts'
	for file in common/pure/*.h; do
		name=$(basename "$file" .h)
		grep -qh "\"pure/$name.h\"" tests/fuzz/*.[ch] ||
			[[ " $(tr -s '\n\t' ' ' <<<"$no") " == *" $name "* ]] || {
			echo "no driver includes pure/$name.h"
			return 1
		}
	done
}
