# The rules that hold for every tool, for each line of tools.bash.

load lib
load tools

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	touch_spool "$spool" input/1xUnyH-0006we-0M-H \
		input/1xUnyH-0006we-0M-D msglog/1xUnyH-0006we-0M
	# It is a root with a job, too.
	mkdir "$spool/etc"
	echo '0 0 1 1 * root true' >"$spool/etc/crontab"
	# With a session: sshd, and the program that it started.
	mkdir -p "$spool/proc/net" "$spool/proc/1" "$spool/proc/2"
	echo "1 (sshd) S 0 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0 0" \
		>"$spool/proc/1/stat"
	printf 'sshd: bob@notty\0' >"$spool/proc/1/cmdline"
	echo "2 (id) S 1 2 2 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0 0" \
		>"$spool/proc/2/stat"
	# And a process with a connection to a mail port.
	mkdir -p "$spool/proc/9/fd" "$spool/proc/net"
	echo '9 (x) S 1 9 9 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 5 0' \
		>"$spool/proc/9/stat"
	: >"$spool/proc/9/cmdline"
	ln -s 'socket:[7]' "$spool/proc/9/fd/3"
	echo '0: 01010101:0400 01020304:0019 01 0:0 0:0 0 0 0 7' \
		>"$spool/proc/net/tcp"
	# And there is a file for each that reads them by name.
	mkdir "$spool/named"
	printf '%s - - [%s] "%s" 200 5\n' 192.0.2.1 \
		'21/Nov/2026:17:44:48 +0000' 'POST /x.php HTTP/1.1' \
		>"$spool/named/postscan"
	printf '[pool]\nlisten = x\n' >"$spool/named/mailblock"
}

# each FUNCTION: calls it with name, needed arguments, operand for standard
# input, operand for a message, what it runs, option for the directory, for
# every tool; a failure names the tool. To one with -- for that option spool
# is its file.
each() {
	local name args reads id runs dir base=$spool spool
	while IFS='|' read -r name args reads id runs dir; do
		[ -n "$name" ] || continue
		name=${name// /}
		dir=${dir// /}
		spool=$base
		[ "$dir" != -- ] || spool=$base/named/$name
		echo "tool: $name" >&2 # told on failure
		"$1" "$name" "$args" "$reads" "${id// /}" "${runs// /}" \
			"${dir:--d}" </dev/null
	done <<<"$tools$scripts"
}

# at_screen ARGUMENT...: of a rule: the tool needs a terminal for it; its own
# file has that.
at_screen() {
	[ "$5" = fzf ]
}

# The same for those that take messages, for those that list them.
each_taker() {
	rule=$1 each if_taker
}
if_taker() { [ -z "$4" ] || "$rule" "$@"; }

each_lister() {
	rule=$1 each if_lister
}
if_lister() { [ -n "$4" ] || "$rule" "$@"; }

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
	local option=$6
	[ "$option" != -- ] ||
		option=$("$1" -h | grep -oE -m 1 -- '-[A-Za-z] [A-Z]' |
			sed -n '1s/ .*//p')
	ask 2 "$1" "$option"
	has "$stderr" "$1: $option: this option needs an argument"
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
	ask 2 "$1" $2 "$6" $'/no\e[31m\n\xff\\/such' $4
	has "$stderr" "$1: "
	has "$stderr" '/no\x1B[31m\n\xFF\\/such'
	[[ $stderr != *$'\e'* ]]
	same 1 "$(wc -l <<<"$stderr")"
}

@test "a full disk is an error with its reason, exit 2" {
	each full
}
full() {
	at_screen "$@" || ask 2 sh -c "$1 $2 $6 $spool $4 >/dev/full"
	at_screen "$@" ||
		has "$stderr" "$1: standard output: No space left on device"
	ask 2 sh -c "$1 -h >/dev/full"
	has "$stderr" "$1: standard output: No space left on device"
}

@test "a closed standard output is an error, exit 2" {
	each closed_out
}
closed_out() {
	local asked="$2 $6 $spool $4"
	! at_screen "$@" || asked=-h
	ask 2 sh -c "$1 $asked >&-"
	has "$stderr" "$1: standard output: Bad file descriptor"
}

@test "a closed standard input is an error, exit 2" {
	each closed_in
}
closed_in() {
	[ -n "${3// /}" ] || return 0 # it does not read it
	ask 2 sh -c "$1 $2 $6 $spool $3 <&-"
	has "$stderr" "$1: standard input: Bad file descriptor"
}

@test "a closed standard error takes no message with it into a file" {
	each closed_err
}
closed_err() {
	ask 2 sh -c "$1 $2 $6 /no/such $4 2>&-"
	same "" "$output"
}

@test "all three descriptors closed: no crash" {
	each closed_all
}
closed_all() {
	ask 2 setsid -w sh -c "$1 $2 $6 $spool <&- >&- 2>&-"
}

@test "a closed pipe ends it quietly" {
	each closed_pipe
}
closed_pipe() {
	ask 141 no_reader "exec $1 -h"
	same "" "$stderr"
}

# no_reader COMMANDS: standard output is a pipe whose reader has gone.
no_reader() {
	local pipe=$BATS_TEST_TMPDIR/pipe
	[ -p "$pipe" ] || mkfifo "$pipe"
	bash -c "exec 9<>'$pipe' >'$pipe' 9<&-; $1"
}

@test "SIGPIPE ends it quietly also where the caller ignored it" {
	each ignored_pipe
}
ignored_pipe() {
	ask 141 no_reader "trap '' 13; exec $1 -h"
	same "" "$stderr"
}

@test "no queue: the places looked at, exit 2, nothing printed" {
	need_root
	each no_queue
}
no_queue() {
	[ "$6" = -d ] || return 0 # it reads none
	mkdir -p "$BATS_TEST_TMPDIR/empty"
	# shellcheck disable=SC2016,SC2086
	ask 2 unshare -m sh -c \
		'mount --bind "$1" /var/spool && shift && exec "$@"' sh \
		"$BATS_TEST_TMPDIR/empty" "$O/bin/$1" $2 $4
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
	ask 2 as_nobody "$O/bin/$1" $2 "$6" "$spool" $4
	same "" "$output"
	same "$1: $spool: Permission denied" "$stderr"
}

@test "every reader is confined before it reads" {
	not_counting
	each confined
}
confined() {
	[ -z "$5" ] || return 0 # it starts another program
	local fifo=$BATS_TEST_TMPDIR/fifo.$1 pid seccomp=2 rc=0
	local end=$((SECONDS + 60))
	[ -z "$SAN" ] || seccomp=0
	mkfifo "$fifo"
	if [ -n "${3// /}" ]; then
		# shellcheck disable=SC2086 # words
		"$1" $2 "$6" "$spool" $3 <"$fifo" 3>&- &
		pid=$!
		exec 9>"$fifo"
	else # it waits for who reads what it prints, in a pipe that is full
		exec 9<>"$fifo"
		dd if=/dev/zero of="$fifo" oflag=nonblock bs=4096 2>/dev/null || :
		# shellcheck disable=SC2086
		"$1" $2 "$6" "$spool" >"$fifo" 3>&- 9>&- &
		pid=$!
	fi
	# There is nothing to read, so what it is not now it will never be.
	while [ -e "/proc/$pid" ] && [ $SECONDS -lt $end ] && ! is_confined
	do sleep .01; done
	is_confined || rc=1
	exec 9>&-
	wait "$pid" || :
	return "$rc"
}
is_confined() {
	grep -q '^NoNewPrivs:.1$' "/proc/$pid/status" &&
		grep -q "^Seccomp:.$seccomp\$" "/proc/$pid/status"
}

@test "no memory: one line, exit 2" {
	[ -z "$SAN" ] || return 0 # the sanitizer's own memory is beyond limits
	each no_memory
}
no_memory() {
	[ "$6" != -- ] || return 0 # needs little for any log; postscan.bats
	[ -n "${3// /}" ] || return 0 # it can be given nothing large
	# The limit leaves room for the program and none for its data.
	ask 2 bash -c "yes 1xUnyH-0006we-0M | head -c 90000000 | tr -d '\n' |
		(ulimit -v 8000; exec $1 $2 $6 $spool $3)"
	has "$stderr" "$1: out of memory"
}

# --- tools that list messages; tools that take them by their ids

@test "listers read the queue, whatever standard input is" {
	each_lister not_read
}
not_read() {
	local wanted
	! at_screen "$@" || return 0
	[ "$5" != all ] || return 0 # it reads nothing there; tells the time
	# shellcheck disable=SC2086 # words
	ask 0 "$1" $2 "$6" "$spool" </dev/null
	wanted=$output
	[ -n "$wanted" ]
	# shellcheck disable=SC2086
	ask 0 "$1" $2 "$6" "$spool" <<<"no id"
	as_wanted "$@"
	ask 0 script -qec "$1 $2 $6 $spool 2>/dev/null" /dev/null
	output=${output//$'\r'/}
	as_wanted "$@"
}

# An age can have changed meanwhile: then it is as it is now.
as_wanted() {
	local got=$output
	[ "$got" != "$wanted" ] || return 0
	# shellcheck disable=SC2086
	ask 0 "$1" $2 "$6" "$spool" </dev/null
	wanted=$output
	same "$wanted" "$got"
}

# takes WANTED STATUS COMMAND...: it exits with that and prints just that.
takes() {
	local wanted=$1 status=$2
	shift 2
	ask "$status" "$@"
	same "$wanted" "$output"
}

@test "takers: operands, a pipe and - are the same" {
	each_taker same_ids
}
same_ids() {
	local wanted
	# shellcheck disable=SC2086 # words
	ask 0 "$1" $2 -d "$spool" "$4" </dev/null
	wanted=$output
	[ -n "$wanted" ]
	# shellcheck disable=SC2086
	takes "$wanted" 0 "$1" $2 -d "$spool" <<<"$4"
	# shellcheck disable=SC2086
	takes "$wanted" 0 "$1" $2 -d "$spool" - <<<"$4"
	# shellcheck disable=SC2086
	takes "$wanted" 0 "$1" $2 -d "$spool" < <(printf '\n%s' "$4")
	# shellcheck disable=SC2086
	takes "" 0 "$1" $2 -d "$spool" </dev/null
}

@test "takers: lines of records, listings, logs and JSON name a message" {
	each_taker lines
}
lines() {
	local wanted line
	# shellcheck disable=SC2086 # words
	ask 0 "$1" $2 -d "$spool" "$4"
	wanted=$output
	for line in "$4"$'\tremoved\ta@b.c' $'3m\t1.2K\t'"$4"$'\ta@b.c' \
		" 3m  1.2K $4 <a@b.c> *** frozen ***" \
		"2026-11-21 17:44:48 +0000 [12] $4 <= a@b.c P=local" \
		"$(qls -j -d "$spool" 2>/dev/null)"; do
		has "$line" "$4"
		# shellcheck disable=SC2086
		takes "$wanted" 0 "$1" $2 -d "$spool" <<<"$line"
	done
}

@test "takers: no id and a terminal on standard input: a usage error" {
	each_taker at_terminal
}
at_terminal() {
	ask 2 script -qec "$1 $2 -d $spool" /dev/null
	has "$output" "$1: no message ids; give them as operands, or in a pipe"
	has "$output" "usage: $1 "
}

@test "takers: what is no id is told with its line, escaped, exit 2" {
	each_taker no_id
}
no_id() {
	# shellcheck disable=SC2086 # words
	ask 2 "$1" $2 -d "$spool" < <(printf '\n../../\e[31m\n')
	same "" "$output"
	has "$stderr" "$1: standard input: line 2: no message id"
	[[ $stderr != *$'\e'* ]]
	# shellcheck disable=SC2086
	ask 2 "$1" $2 -d "$spool" $'../../\e[31m'
	same "" "$output"
	has "$stderr" "$1: ../../\\x1B[31m: no message id"
}

@test "takers: a message that is not there is named, exit 2" {
	each_taker not_there
}
not_there() {
	# shellcheck disable=SC2086 # words
	ask 2 "$1" $2 -d "$spool" 1xUnyH-0006we-0N
	has "$stderr" "$1: 1xUnyH-0006we-0N: no such message"
}

@test "takers: a JSON line of another time or sender is another message" {
	each_taker another
}
another() {
	local line
	for line in '{"queue_id": "'"$4"'", "arrival_time": 1}' \
		'{"queue_id": "'"$4"'", "sender": "a@b.c"}'; do
		# shellcheck disable=SC2086 # words
		ask 2 "$1" $2 -d "$spool" <<<"$line"
		has "$stderr" "$1: $4: not the message that the line speaks of"
	done
}

@test "takers: named queues are looked into, there is no -G" {
	each_taker all_queues
}
all_queues() {
	touch_spool "$spool" bulk/input/1xUnyJ-0006we-0M-H \
		bulk/input/1xUnyJ-0006we-0M-D bulk/msglog/1xUnyJ-0006we-0M
	# shellcheck disable=SC2086 # words
	ask 0 "$1" $2 -d "$spool" 1xUnyJ-0006we-0M
	[ -n "$output" ]
	ask 2 "$1" -G bulk 1xUnyJ-0006we-0M
	has "$stderr" "$1: -G: no such option"
}
