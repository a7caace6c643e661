# The tools on queues that a real Postfix left, beside what its own tools
# printed of them (tests/fixtures/README), and on what it never would.

load lib

setup_file() {
	local queues=$BATS_FILE_TMPDIR
	tar -xJf "$BATS_TEST_DIRNAME/fixtures/postfix-3.7.tar.xz" -C "$queues" \
		--warning=no-timestamp
	cap=$queues/postfix-3.7
	export cap
}

setup() {
	tmp=$BATS_TEST_TMPDIR
	q=$cap/03-allstates/spool
}

# paragraphs FILE: the listing's, each in a line, sorted; so its heading, too.
paragraphs() {
	awk 'BEGIN { RS = "" } { gsub("\n", "\\n"); print }' <(sed 1G "$1") |
		LC_ALL=C sort
}

# An own copy of a queue, to be changed, in $d.
copy_queue() {
	d=$tmp/queue
	cp -a "$1" "$d"
}

# An empty queue in $d.
empty_queue() {
	d=$tmp/queue
	mkdir -p "$d"/{maildrop,incoming,active,deferred,hold,defer,corrupt}
}

# rec TYPE DATA: a record of less than 128 bytes.
rec() {
	# shellcheck disable=SC2059 # that is how a byte is made
	printf "$1\\x$(printf %02x ${#2})%s" "$2"
}

# message [SENDER [RCPT...]]: a queue file as pickup(8) takes it.
message() {
	rec T "${at:-1795280990 218125}"
	rec S "${1-a@b.test}"
	[ $# = 0 ] || shift
	local r
	for r in "${@:-r@c.test}"; do rec R "$r"; done
	rec M ''
	rec N 'Subject: made'
	rec N ''
	rec N body
	rec X ''
	rec E ''
}

# put PATH [ARGUMENT...]: makes a message's file in $d.
put() {
	local path=$d/$1
	shift
	mkdir -p "${path%/*}"
	message "$@" >"$path"
	chmod 700 "$path"
}

# --- the same as Postfix's own tools

# same_listing STAGE: qls -m prints what postqueue -p did, sorted.
same_listing() {
	into 0 qls -m -d "$cap/$1/spool"
	paragraphs "$cap/$1/postqueue-p.out" >"$tmp/theirs"
	paragraphs "$tmp/out" >"$tmp/ours"
	diff "$tmp/theirs" "$tmp/ours"
}

# same_messages STAGE [ID...]: so do JSON lines, those ids left out.
same_messages() {
	local stage=$1
	shift
	into 0 qls -j -k queue,id,time,bytes,state,sender,rcpts,reason \
		-d "$cap/$stage/spool"
	"$BATS_TEST_DIRNAME/postqueue_same.py" "$tmp/out" \
		"$cap/$stage/postqueue-j.out" "$@"
}

@test "qls -m is postqueue -p: 81 messages in all states" {
	same_listing 03-allstates
	same 81 "$(qcount -d "$q")"
}

@test "qls -m is postqueue -p: newlines given to sendmail(1)" {
	same_listing 09-newline
}

@test "qls -m is postqueue -p: forged lines in maildrop, then picked up" {
	same_listing 10-before
	same_listing 10-after
}

@test "qls -m is postqueue -p: stopped; a name that is no id is told" {
	into 0 qls -m -d "$cap/06-down/spool"
	has "$(cat "$tmp/err")" "00000TRUNC: not a message id, left out"
	has "$(cat "$tmp/err")" "00001RAND: not a message id, left out"
	has "$(cat "$tmp/err")" "messages also in corrupt/"
	paragraphs "$cap/06-down/postqueue-p.out" | grep -v 00000TRUNC |
		sed 's/2332 Kbytes in 72/2331 Kbytes in 71/' >"$tmp/theirs"
	diff "$tmp/theirs" <(paragraphs "$tmp/out")
}

@test "qls -m of an empty queue, of one message" {
	empty_queue
	prints $'Mail queue is empty\n' qls -m -d "$d"
	put maildrop/35658AA6ABF
	into 0 qls -m -d "$d"
	same "-- 0 Kbytes in 1 Request." "$(tail -n 1 "$tmp/out")"
}

@test "qls -m: times are this zone's, as postqueue's are" {
	empty_queue
	put maildrop/35658AA6ABF
	TZ=Asia/Tokyo into 0 qls -m -d "$d"
	has "$(cat "$tmp/out")" "Sun Nov 22 02:09:50  a@b.test"
}

@test "qls -j is postqueue -j: queue, time, size, sender, recipients, reasons" {
	# A message that was redirected: its log names who got it in the end.
	same_messages 03-allstates 11518AA6B27
	same_messages 08-requeue
	same_messages 09-newline
	same_messages 10-before
	same_messages 10-after
	same_messages 06-down 11518AA6B27 00000TRUNC
}

@test "of a redirected message the reason is with the recipient it came for" {
	ask 0 qls -j -k id,rcpts,reason -d "$q" - <<<11518AA6B27
	local why='connect to 127.0.0.1[127.0.0.1]:2525: Connection refused'
	has "$output" "[{\"address\": \"r1@refused.test\", \"delay_reason\": \
\"$why\"}, {\"address\": \"r2@refused.test\"}]"
	has "$(cat "$cap/03-allstates/postqueue-j.out")" quarantine@refused.test
}

@test "the keys of qls -j are postqueue -j's and our fields'" {
	ask 0 qls -j -d "$q" - <<<4F560AA6AD0
	local key
	for key in queue_name queue_id arrival_time message_size forced_expire \
		sender recipients; do
		has "$output" "\"$key\": "
	done
	has "$output" '"origin": "auth:alice"'
}

@test "what was told to expire, what is on hold, what is being received" {
	ask 0 qls -j -k id,state -d "$q"
	same 3 "$(grep -c '"forced_expire": true' <<<"$output")"
	has "$output" '"5F43FAA6ADD", "state": "hold", "forced_expire": true'
	# 9E220AA6B60 has its mode still at 0600.
	[[ $output != *9E220AA6B60* ]]
	ask 2 qhdr -d "$q" 9E220AA6B60
	has "$stderr" "9E220AA6B60: no such message"
	same "active 1
deferred 61
hold 15
incoming 4" "$(qcount -k state -d "$q" | awk '{ print $2, $1 }' | sort)"
}

@test "next is when a deferred message is tried; others have none" {
	same "2026-11-22T20:46:15Z" "$(date -u -d "@$(qls -k next -d "$q" - \
		<<<4C322AA6ACF)" +%FT%TZ)"
	ask 0 qls -k next -d "$q" - <<<AD8C0AA6AE5
	same - "$output"
}

@test "qhdr -r is postcat -qh, qbody -r is postcat -qb: of 43 messages" {
	local id n=0
	for id in "$cap"/postcat/*.qh; do
		id=$(basename "$id" .qh)
		into 0 qhdr -r -d "$q" "$id"
		is "$cap/postcat/$id.qh"
		[ -e "$cap/postcat/$id.qb" ] && [ "$id" != 5F43FAA6ADD ] ||
			continue
		into 0 qbody -r -d "$q" "$id"
		is "$cap/postcat/$id.qb"
		n=$((n + 1))
	done
	same 41 $n
}

@test "qbody -r of 2.3 MB is postcat -qb" {
	into 0 qbody -r -d "$q" 691BAAA6ADF
	same "$(sed -n 1p "$cap/postcat/691BAAA6ADF.qb.out.sha256")" \
		"$(sha256sum <"$tmp/out" | cut -d ' ' -f 1)"
}

# postcat -qb takes the rest of a header line beyond 2048 bytes, and all lines
# of the header behind it, for body.
@test "qbody -r has nothing of a long header line" {
	into 0 qbody -r -d "$q" 5F43FAA6ADD
	tail -c +"$(($(wc -c <"$cap/postcat/5F43FAA6ADD.qh") + 1))" \
		"$cap/postcat/5F43FAA6ADD.qbh" >"$tmp/want"
	is "$tmp/want"
	grep -q '^yyyy' "$cap/postcat/5F43FAA6ADD.qb"
	same 0 "$(grep -c '^yyyy' "$tmp/out")"
}

@test "qbody is the body behind the empty line" {
	into 0 qbody -d "$q" 4C322AA6ACF
	tail -n +2 "$cap/postcat/4C322AA6ACF.qb" >"$tmp/want"
	is "$tmp/want"
}

@test "qgrep -f <> picks what postqueue calls MAILER-DAEMON" {
	same "$(grep '"sender": "MAILER-DAEMON"' \
		"$cap/03-allstates/postqueue-j.out" |
		sed 's/.*"queue_id": "\([^"]*\).*/\1/' | sort)" \
		"$(qgrep -i -f '<>' -d "$q" | sort)"
}

@test "the envelope: who sent it, from where, with which login" {
	local id field want
	while read -r id field want; do
		same "$want" "$(qls -k "$field" -d "$q" - <<<"$id")"
	done <<-'EOF'
		4F560AA6AD0 auth alice
		4F560AA6AD0 origin auth:alice
		4F560AA6AD0 ip 203.0.113.45
		4F560AA6AD0 host pool-1.isp.test
		4F560AA6AD0 proto ESMTP
		4F560AA6AD0 nrcpts 25
		B498AAA6AE8 origin auth:bulk@example.test
		53939AA6AD1 origin remote:[198.51.100.7]
		53939AA6AD1 host -
		5492BAA6AD6 origin remote:[2001:db8::25]
		25271AA6B52 via php
		25271AA6B52 uid 33
		25271AA6B52 script wp-mailer.php
		296ABAA6B53 via local
		296ABAA6B53 uid 33
		B0611AA6AE7 via loop
		B0611AA6AE7 script mail.php(42) : eval()'d code
		43357AA6B5A via bounce
		88611AA6AE3 rcpts keep@refused.test,added-by-milter@refused.test
		12A75AA6B29 done bounce-gone@bounce.test
		4C322AA6ACF mta postfix
	EOF
	same "$(awk -F '[=]' '/sasl_username/ { print $2 }' \
		"$cap"/postcat/*.qe | sort | uniq -c | awk '{ print $2 }')" \
		"$(qls -k auth -d "$q" | grep -v -e '^-' | sort -u)"
}

@test "a message that was queued again keeps its time and origin" {
	ask 0 qls -k id,time,origin -d "$cap/08-requeue/spool" - <<<1904BAA6AD4
	has "$output" "1904BAA6AD4	1795280409."
	has "$output" "auth:alice"
}

@test "in maildrop the owner is who handed it in" {
	ask 0 qls -k state,uid,script -d "$cap/06-down/spool" - <<<D6A73AA69C6
	same "queued	$(stat -c %u "$cap/06-down/spool/maildrop/D6A73AA69C6")	\
down.php" "$output"
}

# --- logs

@test "qlog prints the defer log, then the bounce log" {
	into 0 qlog -d "$q" 12A75AA6B29
	cat "$q/defer/1/12A75AA6B29" "$q/bounce/12A75AA6B29" >"$tmp/want"
	is "$tmp/want"
	ask 2 qlog -d "$q" 9963FAA6B5E
	has "$stderr" "9963FAA6B5E: no log of its own; try -m"
}

@test "qlog -m is what grep finds in mail.log" {
	local id
	for id in 4F560AA6AD0 12A75AA6B29 691BAAA6ADF 5787BAA6AD8; do
		grep "$id" "$cap/mail.log" >"$tmp/want"
		into 0 qlog -m -L "$cap/mail.log" -d "$q" "$id"
		is "$tmp/want"
	done
	ask 2 qlog -m -L "$cap/mail.log" -d "$q" 0123456789A
	has "$stderr" "0123456789A: not in the logs"
}

@test "qlog -m reads lines with ISO times, and the year of others" {
	sed 's/^Nov 21 \(.\{8\}\)/2026-11-21T\1.123456+00:00/' "$cap/mail.log" \
		>"$tmp/iso"
	grep 12A75AA6B29 "$tmp/iso" >"$tmp/want"
	into 0 qlog -m -L "$tmp/iso" -d "$q" 12A75AA6B29
	is "$tmp/want"
	# Written in a later year, those of December are of the one before.
	cat >"$tmp/log" <<-'EOF'
		Dec 31 22:59:59 mx postfix/qmgr[1]: AAAAAAA6B29: from=<old@b.test>
		Jan  1 00:00:01 mx postfix/qmgr[1]: AAAAAAA6B29: from=<new@b.test>
	EOF
	touch -d '2027-01-01 12:00' "$tmp/log"
	echo '{"queue_id": "AAAAAAA6B29", "arrival_time": 1798761600,
		"sender": "new@b.test"}' | tr -d '\n' >"$tmp/json"
	ask 0 qlog -m -L "$tmp/log" - <"$tmp/json"
	has "$output" new@b.test
	[[ $output != *old@b.test* ]]
}

@test "qlog -m tells an id that was used again by the time" {
	{
		sed -n 's/^Nov 21/Nov 20/; s/alice/earlier/; /4F560AA6AD0/p' \
			"$cap/mail.log"
		echo "Nov 20 17:00:00 mx1 postfix/qmgr[1]: 4F560AA6AD0: removed"
		grep 4F560AA6AD0 "$cap/mail.log"
		echo "Nov 21 18:00:00 mx1 postfix/qmgr[1]: 4F560AA6AD0: removed"
		sed -n 's/^Nov 21/Nov 22/; s/alice/later/; /4F560AA6AD0/p' \
			"$cap/mail.log"
	} >"$tmp/log"
	touch -d 2026-11-22T23:00 "$tmp/log"
	into 0 qlog -m -L "$tmp/log" -d "$q" 4F560AA6AD0
	{
		grep 4F560AA6AD0 "$cap/mail.log"
		echo "Nov 21 18:00:00 mx1 postfix/qmgr[1]: 4F560AA6AD0: removed"
	} >"$tmp/want"
	is "$tmp/want"
	# Without a queue that has the message nobody knows which is meant.
	mkdir -p "$tmp/none/"{deferred,hold}
	into 0 qlog -m -L "$tmp/log" -d "$tmp/none" 4F560AA6AD0
	is "$tmp/log"
}

@test "qlog -m also finds lines that name the message elsewhere" {
	echo "Nov 21 17:00:00 mx amavis[7]: (1) Passed, Queue-ID: 4F560AA6AD0" \
		>"$tmp/log"
	prints "$(cat "$tmp/log")"$'\n' qlog -m -L "$tmp/log" -d "$q" 4F560AA6AD0
	echo "Nov 21 17:00:00 mx x[7]: port 404040, xA4040404040, A4040404040x" \
		>"$tmp/log"
	ask 2 qlog -m -L "$tmp/log" -d "$q" 404040 A4040404040
}

# --- where messages are

@test "a listing is in order of arrival, whatever the ids are" {
	same "$(qls -k time -d "$q" | sort -n)" "$(qls -k time -d "$q")"
	same "$(qls -k time -O size -R -d "$q" | sort -n)" \
		"$(qls -k time -d "$q")"
}

@test "queues are found at every depth, long ids by their microseconds" {
	empty_queue
	local longest=4jWz2c75plz1VSRhVblFLsT
	put hold/B/9/E/6/B9E68AA6AEB
	put deferred/B/9E/BAE68AA6AEB # no directory of Postfix's
	put deferred/2/9/4jWz2c1BJLz1d9x3
	put deferred/F/$longest
	put active/12A75AA6B29
	put hold/B/9/E/6/8/A/B9E68AA6AEC # deeper than any hash_queue_depth
	ask 0 qls -k id,queue,hour -d "$d"
	same "12A75AA6B29	active	2026-11-21T17
B9E68AA6AEB	hold	2026-11-21T17
4jWz2c1BJLz1d9x3	deferred	2026-11-21T16
$longest	deferred	2026-11-21T16" "$(sort -k 3r <<<"$output" |
		sort -s -t '	' -k 3,3r -k 1,1)"
	same 4 "$(qcount -d "$d")"
	ask 0 qbody -d "$d" $longest
	same body "$output"
	same "Subject: made" "$(qhdr -d "$d" B9E68AA6AEB)"
}

@test "a file that Postfix would not find there is told of" {
	empty_queue
	put deferred/A/B9E68AA6AEB
	ask 0 qcount -d "$d"
	same 0 "$output"
	has "$stderr" "B9E68AA6AEB: not where Postfix looks for it"
}

@test "temporary files and directories are no messages" {
	empty_queue
	put incoming/123456.789
	put incoming/B9E68AA6AEB.x
	mkdir "$d/active/B9E68AA6AEC"
	mkfifo "$d/active/B9E68AA6AED"
	ln -s /etc/passwd "$d/active/B9E68AA6AEE"
	ask 0 qcount -d "$d"
	same 0 "$output"
	same "" "$stderr"
	# Nor are they found by name, nor what is no id of Postfix's.
	echo B9E68AA6AEB >"$tmp/ids"
	printf '%s\n' B9E68AA6AEC B9E68AA6AEE 1xUnyH-0006we-0M >>"$tmp/ids"
	ask 2 qls -d "$d" "$tmp/ids"
	same "" "$output"
	same 4 "$(grep -c ': no such message' <<<"$stderr")"
}

@test "a message in two queues, as while it moves, is one" {
	empty_queue
	put active/B9E68AA6AEB
	put deferred/B/B9E68AA6AEB
	ask 0 qls -k id,queue -d "$d"
	same "B9E68AA6AEB	active" "$output"
	same 1 "$(qcount -d "$d")"
}

# move_all TO: all into active, or all back into deferred, one by one.
move_all() {
	local f
	cd "$d" || return
	if [ "$1" = active ]; then
		for f in deferred/*/*; do
			mv "$f" active/
		done
	else
		for f in active/*; do
			mv "$f" "deferred/${f:7:1}/"
		done
	fi
}

# A message moves once while a queue is listed: one that went there and back
# could each time be where nobody looks.
@test "messages that move all the time are all there, each once" {
	empty_queue
	local i to
	for ((i = 0; i < 300; i++)); do
		put "deferred/$(printf '%X/%X%04XAA6' $((i % 15)) $((i % 15)) $i)"
	done
	for to in active deferred active deferred; do
		{
			move_all $to || :
			: >"$tmp/moved"
		} 3>&- &
		until [ -e "$tmp/moved" ]; do
			ask 0 qls -k id -d "$d"
			same "" "$stderr"
			same 300 "$(sort -u <<<"$output" | wc -l)"
			same 300 "$(wc -l <<<"$output")"
			same 300 "$(qcount -d "$d")"
		done
		wait
		rm "$tmp/moved"
		same 300 "$(find "$d/$to" -type f | wc -l)"
	done
}

@test "qcount looks at names alone, qls reads each message" {
	export ASAN_OPTIONS=detect_leaks=0
	strace -f -e trace=openat,newfstatat,statx -o "$tmp/trace" \
		qcount -d "$q"
	same 0 "$(grep -cE 'deferred/./[0-9A-F]{6}|hold/[0-9A-F]{6}' "$tmp/trace")"
	strace -f -e trace=openat -o "$tmp/trace" qls -d "$q" >/dev/null
	grep -qE 'deferred/./[0-9A-F]{6}' "$tmp/trace"
	# Reasons are another file: only for who asks for them.
	same 0 "$(grep -c '"defer/' "$tmp/trace")"
	strace -f -e trace=openat -o "$tmp/trace" qls -k reason -d "$q" >/dev/null
	grep -q '"defer/' "$tmp/trace"
}

@test "-G is refused, with a reason" {
	ask 2 qls -G hold -d "$q"
	has "$stderr" "Postfix has no named queues"
	has "$stderr" "-w queue=hold"
	same 15 "$(qgrep -c -w queue=hold -d "$q")"
}

@test "who may not read the queue is told so, never 0" {
	need_root
	copy_queue "$cap/09-newline/spool"
	chmod 755 "$d"
	run --separate-stderr as_nobody "$(command -v qcount)" -d "$d"
	same 2 "$status"
	has "$stderr" "Permission denied"
	same "" "$output"
}

# --- hostile files

@test "forged records: one record a message, one line a record" {
	ask 0 qls -d "$cap/10-before/spool"
	same 1 "$(wc -l <<<"$output")"
	has "$output" 'a@refused.test\nDEADBEEF123     9999'
	has "$output" '"esc\x1B[2J\x07"@refused.test'
	same 6 "$(awk -F '\t' '{ print NF }' <<<"$output")"
	ask 0 qls -k rcpts,id -d "$cap/10-before/spool"
	has "$output" 'DEADBEEF123\x20\x20\x20\x20\x209999'
}

@test "damaged messages are told of, and listed as far as they can be read" {
	empty_queue
	put deferred/A/A0000AA6A01
	put deferred/A/A0000AA6A02
	put deferred/A/A0000AA6A03
	truncate -s 20 "$d/deferred/A/A0000AA6A01"
	truncate -s -2 "$d/deferred/A/A0000AA6A02"
	: >"$d/deferred/A/A0000AA6A03"
	head -c 5000 /dev/urandom >"$d/deferred/A/A0000AA6A04"
	# Around and around, and to nowhere.
	{ rec T '5 6' && rec p '              6' && rec p '              6'; } \
		>"$d/deferred/A/A0000AA6A05"
	{ rec T '5 6' && printf 'S\xff\xff\xff\x7f'; } \
		>"$d/deferred/A/A0000AA6A06"
	chmod 700 "$d"/deferred/A/*
	ask 0 qls -k id,state -d "$d"
	same 6 "$(grep -c damaged <<<"$output")"
	same 6 "$(grep -c 'damaged$' <<<"$stderr")"
	has "$(qls -k id,sender,rcpts -d "$d" 2>/dev/null)" \
		"A0000AA6A02	a@b.test	r@c.test"
	ask 0 qls -m -d "$d"
	same 6 "$(grep -c '^A0000' <<<"$output")"
	run qbody -d "$d" A0000AA6A01
	run qhdr -d "$d" A0000AA6A04
	[ "$status" -le 2 ]
}

@test "pointers to and fro over a large file: told soon, in bounded memory" {
	empty_queue
	mkdir -p "$d/deferred/A"
	python3 - "$d/deferred/A/A0000AA6A01" <<-'EOF'
		import sys
		size, half, step = 8 << 20, 4 << 20, 17
		data = bytearray(b"T\x0c1795280990 1") + bytearray(size)
		at = 14
		for i in range(200000):
		    there = half + 17 * i
		    back = at + 17 * (i + 1)
		    data[at + 17 * i:at + 17 * i + 17] = b"p\x0f%15d" % there
		    data[there:there + 17] = b"p\x0f%15d" % back
		open(sys.argv[1], "wb").write(data)
	EOF
	chmod 700 "$d"/deferred/A/*
	[ -n "$SAN" ] || ulimit -v 400000
	ask 0 timeout 60 qls -k id,state -d "$d"
	same "A0000AA6A01	damaged" "$output"
}

@test "a message with 40,000 recipients, and one with a header of 300 KB" {
	empty_queue
	mkdir -p "$d/deferred/A"
	python3 - "$d/deferred/A" <<-'EOF'
		import sys
		def rec(t, b):
		    n, head = len(b), b""
		    while n > 127:
		        head, n = head + bytes([n & 127 | 128]), n >> 7
		    return t + head + bytes([n]) + b
		def put(name, rcpts, header):
		    text = b"".join(header) + rec(b"N", b"") + rec(b"N", b"hi")
		    start = rec(b"T", b"1795280990 1") + rec(b"S", b"a@b.test") + rcpts
		    at = 97 + len(start) + 2
		    size = b"%15d %15d %15d %15d %15d %15d" % (
		        len(text), at, 1, 0, len(text), 0)
		    open(sys.argv[1] + "/" + name, "wb").write(rec(b"C", size) + start
		        + rec(b"M", b"") + text + rec(b"X", b"") + rec(b"E", b""))
		put("A0000AA6A01", b"".join(rec(b"R", b"r %d@c.test" % i)
		    for i in range(40000)), [rec(b"N", b"Subject: x")])
		put("A0000AA6A02", rec(b"R", b"r@c.test"), [rec(b"N", b"X-%d: %s" %
		    (i, b"y" * 990)) for i in range(300)] + [rec(b"N", b"Subject: z")])
	EOF
	chmod 700 "$d"/deferred/A/*
	ask 0 qls -k nrcpts,subject,state -d "$d"
	same $'40000\tx\tdeferred\n1\tz\tdeferred' "$output"
	qls -k rcpts,id -d "$d" - <<<A0000AA6A01 >"$tmp/out"
	grep -qF '"r\x2039999"@c.test' "$tmp/out"
	same hi "$(qbody -d "$d" A0000AA6A02)"
	same 301 "$(qhdr -d "$d" A0000AA6A02 | wc -l)"
	same A0000AA6A02 "$(qgrep -i -H subject:z -d "$d")"
}

@test "a defer log that cannot be read is an error, the message is listed" {
	copy_queue "$q"
	local log id
	log=$(find "$d/defer" -type f | LC_ALL=C sort | head -n 1)
	id=${log##*/}
	rm "$log"
	mkdir "$log"
	ask 2 qls -d "$d" -k id,reason
	has "$stderr" "qls: $id: its defer log: Is a directory"
	[[ $output == *"$id	-"* ]]
	ask 0 qls -d "$d" -k id
}

@test "a defer log that is a link is not followed; qlog tells, too" {
	copy_queue "$q"
	local log id
	log=$(find "$d/defer" -type f | LC_ALL=C sort | head -n 1)
	id=${log##*/}
	ln -sf /etc/passwd "$log"
	ask 2 qls -d "$d" -k id,reason
	has "$stderr" "qls: $id: its defer log: Too many levels of symbolic links"
	[[ $output == *"$id	-"* ]]
	ask 2 qlog -d "$d" "$id"
	same "" "$output"
	has "$stderr" "qlog: $id: its defer log: Too many levels of symbolic links"
}

@test "a defer log without offsets tells the reason by the name" {
	empty_queue
	put deferred/A/A0000AA6A01 a@b.test r@c.test s@c.test
	mkdir -p "$d/defer/A"
	printf 'recipient=%s\nreason=%s\n\n' t@c.test no s@c.test 'host: later' \
		>"$d/defer/A/A0000AA6A01"
	ask 0 qls -j -k rcpts,reason -d "$d"
	has "$output" '"address": "s@c.test", "delay_reason": "host: later"'
	has "$output" '{"address": "r@c.test"}'
}

@test "a body that is cut off is printed as far as it goes, and told" {
	empty_queue
	put deferred/A/A0000AA6A01
	truncate -s -7 "$d/deferred/A/A0000AA6A01"
	chmod 700 "$d"/deferred/A/*
	run --separate-stderr qbody -d "$d" A0000AA6A01
	same "" "$output"
	has "$stderr" "A0000AA6A01: damaged"
}

@test "qlog -m: whose log it would be is not known of another queue" {
	empty_queue
	put deferred/A/A0000AA6A01
	ask 2 qlog -m -d "$d" A0000AA6A01
	has "$stderr" "/var/log/mail.log /var/log/maillog"
}

@test "qlog -m: this machine's mail.log, or maillog" {
	need_root
	empty_queue
	put deferred/A/A0000AA6A01
	local name
	for name in mail.log maillog; do
		mkdir -p "$tmp/log"
		rm -f "$tmp/log"/*
		echo 'Nov 21 17:09:51 h postfix/qmgr[1]: A0000AA6A01: removed' \
			>"$tmp/log/$name"
		touch -d '2026-11-21 18:00' "$tmp/log/$name"
		ask 0 unshare -m sh -c 'mount -t tmpfs none /var/spool &&
			mkdir /var/spool/postfix /var/spool/exim4 &&
			mount --bind "$1" /var/spool/postfix &&
			mount --bind "$2" /var/log && qlog -m A0000AA6A01' \
			sh "$d" "$tmp/log"
		same "$(cat "$tmp/log/$name")" "$output"
	done
}

@test "more than is kept in memory for the order is read again" {
	empty_queue
	python3 - "$d" <<-'EOF'
		import os, sys
		def rec(t, b):
		    n, head = len(b), b""
		    while n > 127:
		        head, n = head + bytes([n & 127 | 128]), n >> 7
		    return t + head + bytes([n]) + b
		for i in range(6600):
		    id = "%05XAA%X" % (i * 131 % 6600, i + 4096)
		    at = "%s/deferred/%s" % (sys.argv[1], id[0])
		    os.makedirs(at, exist_ok=True)
		    f = os.open(at + "/" + id, os.O_CREAT | os.O_WRONLY, 0o700)
		    os.write(f, rec(b"T", b"%d 1" % (1795280990 + i))
		        + rec(b"S", b"s%d@b.test" % i) + rec(b"R", b"r@c.test")
		        + rec(b"M", b"") + rec(b"N", b"Subject: n%d" % i)
		        + rec(b"N", b"") + rec(b"N", b"x" * 7800)
		        + rec(b"X", b"") + rec(b"E", b""))
		    os.close(f)
	EOF
	chmod -R u+x "$d/deferred"
	into 0 qls -k sender,subject -d "$d"
	seq 0 6599 | sed 's/.*/s&@b.test	n&/' >"$tmp/want"
	is "$tmp/want"
}

@test "a record or a header beyond all bounds: told, in bounded memory" {
	empty_queue
	put deferred/A/A0000AA6A01
	# 290 MiB in one record.
	{
		rec T '1795280990 1'
		rec S a@b.test
		rec R r@c.test
		rec M ''
		printf 'N\x80\x80\x80\x91\x01'
	} >"$d/deferred/A/A0000AA6A01"
	truncate -s 310M "$d/deferred/A/A0000AA6A01"
	chmod 700 "$d"/deferred/A/*
	[ -n "$SAN" ] || ulimit -v 400000
	ask 0 timeout 60 qls -k id,sender,state -d "$d"
	has "$output" "A0000AA6A01	a@b.test"
	run --separate-stderr timeout 60 qbody -d "$d" A0000AA6A01
	has "$stderr" "A0000AA6A01: damaged"
}
