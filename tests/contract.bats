# The rules that hold for every tool, for each line of tools.bash.

load lib
load tools

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	touch_spool "$spool" input/1xUnyH-0006we-0M-H input/1xUnyH-0006we-0M-D
}

# each FUNCTION: calls it with name, needed arguments, operand for standard
# input, for every tool; a failure names the tool.
each() {
	local name args reads
	while IFS='|' read -r name args reads; do
		[ -n "$name" ] || continue
		name=${name// /}
		"$1" "$name" "$args" "$reads" || {
			echo "tool: $name"
			return 1
		}
	done <<<"$tools"
}

@test "the table has every tool that is built" {
	ask 0 each names_tool
	same "$(ls "$O/bin")" "$(tr ' ' '\n' <<<"$output" | sort)"
}
names_tool() { echo "$1"; }

@test "-h: usage on standard output, exit 0" {
	each help
}
help() {
	ask 0 "$1" -h
	has "$output" "usage: $1 "
	same "" "$stderr"
}

@test "-V: name and version in one line, exit 0" {
	each version
}
version() {
	ask 0 "$1" -V
	[[ $output =~ ^$1\ \(qtriage\)\ [0-9.]+$ ]]
	same "" "$stderr"
}

@test "an unknown option: tool: option: reason and the usage, exit 2" {
	each unknown
}
unknown() {
	ask 2 "$1" -Z
	same "" "$output"
	same "$1: -Z: no such option" "${stderr%%$'\n'*}"
	has "$stderr" "usage: $1 "
}

@test "a missing option argument is told, exit 2" {
	each no_argument
}
no_argument() {
	ask 2 "$1" -d
	has "$stderr" "$1: -d: this option needs an argument"
}

@test "an option after the first operand is refused, nothing is done" {
	each late_option
}
late_option() {
	ask 2 "$1" 1xUnyH-0006we-0M -h
	same "" "$output"
	has "$stderr" "$1: -h: options stand before operands"
}

@test "errors escape what they name" {
	each escaped
}
escaped() {
	# shellcheck disable=SC2086 # words
	ask 2 "$1" $2 -d $'/no\e[31m\n\xff\\/such'
	has "$stderr" "$1: "
	has "$stderr" '/no\x1B[31m\n\xFF\\/such'
	[[ $stderr != *$'\e'* ]]
	same 1 "$(wc -l <<<"$stderr")"
}

@test "a full disk is an error with its reason, exit 2" {
	each full
}
full() {
	ask 2 sh -c "$1 $2 -d $spool >/dev/full"
	has "$stderr" "$1: standard output: No space left on device"
	ask 2 sh -c "$1 -h >/dev/full"
	has "$stderr" "$1: standard output: No space left on device"
}

@test "a closed standard output is an error, exit 2" {
	each closed_out
}
closed_out() {
	ask 2 sh -c "$1 $2 -d $spool >&-"
	has "$stderr" "$1: standard output: Bad file descriptor"
}

@test "a closed standard input is an error, exit 2" {
	each closed_in
}
closed_in() {
	ask 2 sh -c "$1 $2 -d $spool $3 <&-"
	has "$stderr" "$1: standard input: Bad file descriptor"
}

@test "a closed standard error takes no message with it into a file" {
	each closed_err
}
closed_err() {
	ask 2 sh -c "$1 $2 -d /no/such 2>&-"
	same "" "$output"
}

@test "all three descriptors closed: no crash" {
	each closed_all
}
closed_all() {
	ask 2 sh -c "$1 $2 -d $spool <&- >&- 2>&-"
}

@test "a closed pipe ends it quietly" {
	each closed_pipe
}
closed_pipe() {
	# shellcheck disable=SC2016
	ask 141 bash -c 'trap "" 13; (trap - 13; exec '"$1 -h"') |
		exec sleep 0; exit "${PIPESTATUS[0]}"'
	same "" "$stderr"
}

@test "SIGPIPE ends it quietly also where the caller ignored it" {
	each ignored_pipe
}
ignored_pipe() {
	local said=$BATS_TEST_TMPDIR/said
	# shellcheck disable=SC2016
	bash -c 'trap "" 13; { sleep .2; exec '"$1 -h"'; } 2>'"$said"' |
		exec true'
	same "" "$(cat "$said")"
}

@test "no queue: the places looked at, exit 2, nothing printed" {
	need_root
	each no_queue
}
no_queue() {
	mkdir -p "$BATS_TEST_TMPDIR/empty"
	# shellcheck disable=SC2016,SC2086
	ask 2 unshare -m sh -c \
		'mount --bind "$1" /var/spool && shift && exec "$@"' sh \
		"$BATS_TEST_TMPDIR/empty" "$O/bin/$1" $2
	same "" "$output"
	has "$stderr" "$1: no mail queue found; looked at"
	has "$stderr" /var/spool/exim4
}

@test "no permission is an error, never an answer" {
	need_root
	each no_permission
}
no_permission() {
	chmod 700 "$spool"
	# shellcheck disable=SC2086 # words
	ask 2 as_nobody "$O/bin/$1" $2 -d "$spool"
	same "" "$output"
	same "$1: $spool: Permission denied" "$stderr"
}

@test "every reader is confined before it reads" {
	each confined
}
confined() {
	local fifo=$BATS_TEST_TMPDIR/fifo.$1 pid seccomp=2
	[ -z "$SAN" ] || seccomp=0
	mkfifo "$fifo"
	# shellcheck disable=SC2086 # words
	"$1" $2 -d "$spool" $3 <"$fifo" 3>&- &
	pid=$!
	exec 9>"$fifo"
	while [ -e "/proc/$pid" ] && ! grep -q '^State:.*S' "/proc/$pid/status"
	do sleep .01; done
	grep -q '^NoNewPrivs:.1$' "/proc/$pid/status" &&
		grep -q "^Seccomp:.$seccomp\$" "/proc/$pid/status"
	local rc=$?
	exec 9>&-
	wait "$pid"
	return "$rc"
}

@test "no memory: one line, exit 2" {
	[ -z "$SAN" ] || return 0 # the sanitizer's own memory is beyond limits
	each no_memory
}
no_memory() {
	# The limit leaves room for the program and none for its data.
	ask 2 bash -c "yes 1xUnyH-0006we-0M | head -c 90000000 | tr -d '\n' |
		(ulimit -v 20000; exec $1 $2 -d $spool $3)"
	has "$stderr" "$1: out of memory"
}
