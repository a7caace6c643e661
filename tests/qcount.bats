# qcount on spools that need no MTA: names alone.

load lib

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	one=1xUnyH-0006we-0M
	new=1ptUlY-00000000PfG-46ri
}

@test "an empty spool counts 0" {
	touch_spool "$spool"
	ask 0 qcount -d "$spool"
	same 0 "$output"
	same "" "$stderr"
}

@test "both id lengths, flat and split, at once" {
	touch_spool "$spool" input/$one-{H,D} input/$new-{H,D} \
		input/y/1xUnyy-0006we-0M-{H,D,J} \
		input/Y/1ptUlY-00000000PfG-46rj-H
	ask 0 qcount -d "$spool"
	same 4 "$output"
}

@test "a name counts by its length and ending, as for exim -bpc" {
	touch_spool "$spool" input/aaaa.bbbb.cccc.d-H input/1xUnyH-0006we-0Mx-H
	ask 0 qcount -d "$spool"
	same 1 "$output"
}

@test "what is no message is not counted" {
	touch_spool "$spool" input/$one-D input/$one-J input/hdr.$one \
		input/$one-H~ input/${one}x-H input/$one-1234-K \
		input/ab/$one-H msglog/$one-H input/-/$one-H
	ask 0 qcount -d "$spool"
	same 0 "$output"
}

@test "a split name that is a file, or removed, is nothing" {
	touch_spool "$spool" input/a input/$one-H
	ln -s nowhere "$spool/input/b"
	ask 0 qcount -d "$spool"
	same 1 "$output"
}

@test "named queues: one line on stderr, counted with -G" {
	touch_spool "$spool" input/$one-H third/input/$one-H \
		bulk/input/y/1xUnyy-0006we-0M-H empty/input/x
	ask 0 qcount -d "$spool"
	same 1 "$output"
	same "qcount: $spool: messages also in named queues: bulk third (see -G)" \
		"$stderr"
	ask 0 qcount -d "$spool" -G third
	same 1 "$output"
	same "" "$stderr"
	ask 0 qcount -d "$spool" -G '*'
	same 3 "$output"
	same "" "$stderr"
}

@test "an unknown named queue is an error that lists those there are" {
	touch_spool "$spool" third/input/$one-H
	ask 2 qcount -d "$spool" -G thrid
	same "" "$output"
	same "qcount: $spool: no queue named thrid; there are third" "$stderr"
	ask 2 qcount -d "$spool" -G ''
	ask 2 qcount -d "$spool" -G ../spool
}

@test "a directory that is no queue says what one looks like" {
	mkdir "$BATS_TEST_TMPDIR/other"
	ask 2 qcount -d "$BATS_TEST_TMPDIR/other"
	has "$stderr" "other: not a mail queue (an Exim spool has input/ in it;"
	ask 2 qcount -d "$BATS_TEST_TMPDIR/none"
	has "$stderr" "none: No such file or directory"
}

@test "an unreadable split directory: exit 2, never a false 0" {
	need_root
	touch_spool "$spool" input/$one-H input/y/1xUnyy-0006we-0M-H
	chmod 0 "$spool/input/y"
	ask 2 as_nobody "$O/bin/qcount" -d "$spool"
	same 1 "$output"
	same "qcount: $spool/input/y: Permission denied" "$stderr"
	rm "$spool/input/$one-H"
	ask 2 as_nobody "$O/bin/qcount" -d "$spool"
	same "" "$output"
}

@test "QTRIAGE_QUEUE names the queue, -d goes before it" {
	touch_spool "$spool" input/$one-H
	touch_spool "$BATS_TEST_TMPDIR/two"
	QTRIAGE_QUEUE=$spool ask 0 qcount
	same 1 "$output"
	QTRIAGE_QUEUE=$spool ask 0 qcount -d "$BATS_TEST_TMPDIR/two"
	same 0 "$output"
}

# usual EXIM4 EXIM [ARGUMENT...]: qcount where the usual places hold those
# spools.
usual() {
	local var=$BATS_TEST_TMPDIR/var
	mkdir -p "$var"
	[ -z "$1" ] || cp -r "$1" "$var/exim4"
	[ -z "$2" ] || cp -r "$2" "$var/exim"
	shift 2
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount --bind "$1" /var/spool && shift && exec "$@"' sh \
		"$var" "$O/bin/qcount" "$@"
}

@test "without -d the usual place that holds messages is found" {
	need_root
	touch_spool "$spool" input/$one-H
	touch_spool "$BATS_TEST_TMPDIR/empty"
	ask 0 usual "$BATS_TEST_TMPDIR/empty" "$spool"
	same 1 "$output"
}

@test "two usual places that hold messages: an error that names both" {
	need_root
	touch_spool "$spool" input/$one-H
	ask 2 usual "$spool" "$spool"
	same "" "$output"
	has "$stderr" "/var/spool/exim4 and /var/spool/exim both hold messages"
}

@test "one usual place that is a link to the other is one" {
	need_root
	touch_spool "$BATS_TEST_TMPDIR/var/exim4" input/$one-H
	ln -s exim4 "$BATS_TEST_TMPDIR/var/exim"
	ask 0 usual "" ""
	same 1 "$output"
}

@test "two usual places without messages are an empty queue" {
	need_root
	touch_spool "$spool"
	ask 0 usual "$spool" "$spool"
	same 0 "$output"
}

@test "input may be a symbolic link to another disk" {
	touch_spool "$BATS_TEST_TMPDIR/disk" input/$one-H
	mkdir "$spool"
	ln -s "$BATS_TEST_TMPDIR/disk/input" "$spool/input"
	ask 0 qcount -d "$spool"
	same 1 "$output"
}

@test "ids from a file and from standard input count if they are queued" {
	touch_spool "$spool" input/$one-H input/y/1xUnyy-0006we-0M-H \
		third/input/$new-H
	printf '%s\n' $one '' 1xUnyy-0006we-0M $new >"$BATS_TEST_TMPDIR/ids"
	ask 0 qcount -d "$spool" "$BATS_TEST_TMPDIR/ids"
	same 3 "$output"
	same "" "$stderr"
	ask 0 qcount -d "$spool" - <"$BATS_TEST_TMPDIR/ids"
	same 3 "$output"
	ask 0 qcount -d "$spool" "$BATS_TEST_TMPDIR/ids" - <<<"$one"
	same 4 "$output"
}

@test "an id that is not queued is told, the rest counts, exit 2" {
	touch_spool "$spool" input/$one-H
	printf '%s\n' 1xUnyH-0006we-0N $one 'two words' >"$BATS_TEST_TMPDIR/ids"
	ask 2 qcount -d "$spool" "$BATS_TEST_TMPDIR/ids"
	same 1 "$output"
	has "$stderr" "qcount: 1xUnyH-0006we-0N: no such message"
	has "$stderr" "ids: line 3: no message id"
}

@test "a missing or unreadable file is told, the rest counts, exit 2" {
	touch_spool "$spool" input/$one-H
	echo $one >"$BATS_TEST_TMPDIR/ids"
	ask 2 qcount -d "$spool" "$BATS_TEST_TMPDIR/none" "$BATS_TEST_TMPDIR/ids" \
		"$BATS_TEST_TMPDIR"
	same 1 "$output"
	has "$stderr" "none: No such file or directory"
	has "$stderr" "$BATS_TEST_TMPDIR: Is a directory"
	ask 2 qcount -d "$spool" "$BATS_TEST_TMPDIR/none"
	same "" "$output"
}

# Without any queue in the usual places.
nowhere() {
	mkdir -p "$BATS_TEST_TMPDIR/var"
	usual "" "" "$@"
}

@test "an empty list counts 0 where there is no queue" {
	need_root
	ask 0 nowhere /dev/null
	same 0 "$output"
	ask 0 nowhere - <<<'Mail queue is empty'
	same 0 "$output"
	ask 0 nowhere - < <(yes '' | head -n 1000)
	same 0 "$output"
}

@test "ids without a queue to look in are an error" {
	need_root
	ask 2 nowhere - <<<$one
	same "" "$output"
	has "$stderr" "qcount: no mail queue found; looked at /var/spool/exim4"
}

@test "a queue that was named and is not there is an error, needed or not" {
	touch_spool "$spool"
	ask 2 qcount -d /no/such /dev/null
	same "qcount: /no/such: No such file or directory" "$stderr"
	ask 2 qcount -d "$spool" -G none /dev/null
	QTRIAGE_QUEUE=$spool ask 2 qcount -d ''
	has "$stderr" "qcount: -d: an empty name"
}

@test "a spool that may be read but not searched says so" {
	need_root
	touch_spool "$spool" input/$one-H
	chmod 744 "$spool"
	ask 2 as_nobody "$O/bin/qcount" -d "$spool"
	same "qcount: $spool: Permission denied" "$stderr"
}

@test "a split directory may be a symbolic link to another disk" {
	touch_spool "$spool"
	touch_spool "$BATS_TEST_TMPDIR/disk" y/1xUnyy-0006we-0M-H
	ln -s "$BATS_TEST_TMPDIR/disk/y" "$spool/input/y"
	ask 0 qcount -d "$spool"
	same 1 "$output"
}

@test "empty lines before the list, and a long line in it, keep the numbers" {
	touch_spool "$spool" input/$one-H
	{
		yes '' | head -n 300
		echo $one
		head -c 70000000 /dev/zero
		printf '\nwrong\n%s\n' $one
	} >"$BATS_TEST_TMPDIR/ids"
	ask 2 qcount -d "$spool" "$BATS_TEST_TMPDIR/ids"
	same 2 "$output"
	has "$stderr" "line 302: longer than 64 MiB, left out"
	has "$stderr" "line 303: no message id"
}

@test "a first line without end is an error, in bounded memory" {
	[ -z "$SAN" ] || return 0 # the sanitizer's memory is beyond limits
	# shellcheck disable=SC2016
	ask 2 bash -c 'ulimit -v 300000; head -c 1000000000 /dev/zero |
		qcount -d "$1" -' sh "$(touch_spool "$spool"; echo "$spool")"
	has "$stderr" "no list of messages that is known; line 1: "
}

@test "a text that fits no format shows its first line, escaped" {
	ask 2 qcount - <<<$'first \e[31m line\nsecond'
	same "" "$output"
	has "$stderr" 'known; line 1: first \x1B[31m line'
}

@test "the first 100 lines tell the format" {
	touch_spool "$spool" input/$one-H
	{ yes garbage | head -n 99; echo $one; } >"$BATS_TEST_TMPDIR/f"
	ask 2 qcount -d "$spool" "$BATS_TEST_TMPDIR/f"
	same 1 "$output"
	same 99 "$(grep -c 'no message id' <<<"$stderr")"
	{ yes garbage | head -n 100; echo $one; } >"$BATS_TEST_TMPDIR/f"
	ask 2 qcount -d "$spool" "$BATS_TEST_TMPDIR/f"
	same "" "$output"
}

@test "gzip is told from its magic, with the command to read it" {
	echo $one | gzip >"$BATS_TEST_TMPDIR/ids.gz"
	ask 2 qcount "$BATS_TEST_TMPDIR/ids.gz"
	same "" "$output"
	has "$stderr" ": gzip -dc $BATS_TEST_TMPDIR/ids.gz | qcount -"
	ask 2 qcount - <"$BATS_TEST_TMPDIR/ids.gz"
	has "$stderr" "standard input: compressed by gzip"
}

@test "a line of 100 MiB is left out, the next one counts" {
	touch_spool "$spool" input/$one-H
	{ echo $one; head -c 104857600 /dev/zero; echo; echo $one; } \
		>"$BATS_TEST_TMPDIR/ids"
	ask 2 qcount -d "$spool" "$BATS_TEST_TMPDIR/ids"
	same 2 "$output"
	has "$stderr" "line 2: longer than 64 MiB, left out"
}

@test "progress is shown on a terminal after a second, and cleared" {
	touch_spool "$spool" input/$one-H
	# shellcheck disable=SC2016
	ask 0 script -qec "sh -c 'for i in 1 2 3 4 5 6 7 8; do yes $one |
		head -n 1000; sleep .3; done | qcount -d $spool -'" /dev/null
	has "$output" $'messages'
	has "$output" $'\r\e[K8000'
}

@test "counts no message file: none is opened" {
	touch_spool "$spool" input/$one-H input/y/1xUnyy-0006we-0M-H
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=open,openat -o "$BATS_TEST_TMPDIR/trace" \
		qcount -d "$spool"
	! grep -e '-H"' "$BATS_TEST_TMPDIR/trace" || false
}
