# The tools beside a real Sendmail, in a root of its own (tests/root) and in
# namespaces of its own: what they say is what mailq says, and what they remove
# or restore Sendmail takes as its own.

load ../lib

setup_file() {
	local pid
	[ "$(id -u)" = 0 ] || return 0
	ROOT=$(tests/root sendmail)
	unshare -n -m -p --fork --kill-child tests/mta/sendmail.sh "$ROOT" \
		>"$BATS_FILE_TMPDIR/log" 2>&1 3>&- &
	UNSHARED=$!
	for _ in {1..1200}; do
		pid=$(pgrep -P $UNSHARED) &&
			[ -e "/proc/$pid/root/srv/ready" ] && break
		kill -0 $UNSHARED 2>/dev/null || break
		sleep .1
	done
	INSIDE=$pid
	export ROOT UNSHARED INSIDE
	[ -e "/proc/$INSIDE/root/srv/ready" ] || cat "$BATS_FILE_TMPDIR/log"
	# The daemon is one before it listens.
	within listens 0019
	within log_takes
}

teardown_file() {
	# It ignores gentler signals while its child runs.
	[ -z "$UNSHARED" ] || kill -9 "$UNSHARED"
}

setup() {
	need_root
	tmp=$BATS_TEST_TMPDIR
	top=/proc/$INSIDE/root
	within idle
	# shellcheck disable=SC2016 # the shell inside
	inside sh -c 'rm -rf /var/spool/mqueue/* /var/spool/mqueue-client/* \
		/srv/kept'
}

# inside COMMAND...: in the root, where Sendmail runs.
inside() {
	nsenter --target "$INSIDE" --net --mount --pid --root --wd=/ \
		env PATH=/srv/bin:/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC0 \
		LC_ALL=C "$@"
}

send() {
	nsenter --target "$INSIDE" --net tests/mta/sendmail_net.py "$@"
}

# listens PORT: in hexadecimal.
listens() {
	nsenter --target "$INSIDE" --net \
		grep -q ":$1 00000000:0000 0A " /proc/net/tcp
}

log_takes() {
	[ "$(stat -c %a "/proc/$INSIDE/root/dev/log")" = 666 ]
}

# idle: of Sendmail there is nothing but the daemon, and what has ended.
idle() {
	[ "$(pgrep --ns "$INSIDE" --nslist pid -r R,S,D -c -x \
		'sendmail(-mta|-msp)?')" = 1 ]
}

# Until what was logged so far is in the log.
logged() {
	local mark=mark-$RANDOM-$RANDOM
	logger -d -u "$top/dev/log" "$mark"
	within grep -q "$mark" "$top/var/log/mail.log"
}

# submit UID: hands standard input in as sendmail(1) does for that user.
submit() {
	inside setpriv --reuid="$1" --regid="$1" --clear-groups \
		sendmail -t -odq
}

# Until so many messages were tried, could not be delivered, and nothing else is
# being done.
await_deferred() {
	local n
	for _ in {1..1200}; do
		n=$(inside qgrep -c -w state=deferred || true)
		if [ "$n" = "$1" ] && idle; then
			logged
			return
		fi
		sleep .05
	done
	inside mailq
	return 1
}

# same_messages FILE FILE: both list the same, the messages' order aside.
same_messages() {
	local f
	for f; do
		tr '\n' '\1' <"$f" |
			sed 's/\x01\([^ \t]\|\t\tTotal\)/\n\1/g' |
			sort >"$f.sorted"
	done
	diff "$1.sorted" "$2.sorted"
}

# The files beside mailq and mailq -v, in all that those show whole.
agree() {
	local fields=id,bytes,sender,rcpts,reason,state v
	inside qls -k $fields,queue | sort >"$tmp/files"
	for v in "" -v; do
		# shellcheck disable=SC2086 # none or one
		inside mailq $v >"$tmp/mailq"
		same "$1" "$(inside qcount - <"$tmp/mailq")"
		inside qls -k $fields,queue - <"$tmp/mailq" |
			grep -v '\.\.\.' | sort >"$tmp/listed"
		cut -f 1 "$tmp/listed" >"$tmp/ids"
		[ "$(wc -l <"$tmp/ids")" -ge $(($1 - 1)) ]
		grep -Ff "$tmp/ids" "$tmp/files" | diff "$tmp/listed" -
	done
	same "$1" "$(inside qcount)"
}

@test "sendmail live: an empty queue" {
	same 0 "$(inside mailq | inside qcount -)"
	same 0 "$(inside mailq -v | inside qcount -)"
	same 0 "$(inside qcount)"
	same "" "$(inside qls)"
}

@test "sendmail live: mail of all ways in, beside mailq" {
	send several
	await_deferred 4
	submit 33 <<-'M'
		To: l@refused.test
		Subject: local
		X-PHP-Originating-Script: 33:m.php

		hi
	M
	inside sendmail -bp >"$tmp/bp"
	# A message that was not tried yet has no state in mailq.
	local fields=id,bytes,sender,rcpts
	inside mailq -v | inside qls -k $fields - | sort >"$tmp/listed"
	inside qls -k $fields | sort | diff "$tmp/listed" -
	inside qls -k sender,origin,state | sort >"$tmp/out"
	diff - "$tmp/out" <<-'O'
		<>	loop:[127.0.0.1]	deferred
		a-very-long-sender-local-part-that-exceeds@columns.example.test	loop:[127.0.0.1]	deferred
		alice@example.test	auth:alice@mx1.example.test	deferred
		bob@example.test	loop:[127.0.0.1]	deferred
		www-data	php:www-data/33:m.php	queued
	O
	# qls -m is sendmail -bp: message by message, their order aside.
	inside sh -c 'rm -f /var/spool/mqueue-client/*; qls -m' >"$tmp/form"
	same_messages "$tmp/bp" "$tmp/form"
}

@test "sendmail live: addresses and reasons that mailq cuts, at every column" {
	local n c text i=100000
	for n in {26..42}; do
		for c in a '\' $'\001' $'\377' '"'; do
			i=$((i + 1))
			text=$(printf '%*s' "$n" '' | tr ' ' x)$c
			printf '%s\n' V8 T1795279620 K0 N0 P1 \
				"M$text$text" "S${text}yy" "RPFD:<${text}zz>" \
				"RPFD:$text@x.test" . \
				>"$top/var/spool/mqueue/qf6ALGl0Zz$i"
			: >"$top/var/spool/mqueue/df6ALGl0Zz$i"
		done
	done
	inside sh -c 'chmod 640 /var/spool/mqueue/*'
	inside sendmail -bp >"$tmp/bp"
	inside qls -m >"$tmp/form"
	same 85 "$(grep -c '^6AL' "$tmp/bp")"
	same_messages "$tmp/bp" "$tmp/form"
	# Read back, what is whole there is what the files say.
	inside qls -k id,sender - <"$tmp/bp" | grep -v '\.\.\.$' >"$tmp/whole"
	[ "$(wc -l <"$tmp/whole")" -gt 5 ]
	inside qls -k id,sender | sort >"$tmp/all"
	sort "$tmp/whole" | comm -23 - "$tmp/all" >"$tmp/wrong"
	cat "$tmp/wrong"
	[ ! -s "$tmp/wrong" ]
}

@test "sendmail live: what the client queue passes on keeps its user" {
	submit 33 <<-'M'
		To: l@refused.test
		Subject: local
		X-PHP-Originating-Script: 33:m.php

		hi
	M
	same mqueue-client "$(inside qls -k queue)"
	inside sendmail -Ac -q
	await_deferred 1
	same $'mqueue\tphp:www-data/33:m.php\twww-data@mx1.example.test' \
		"$(inside qls -k queue,origin,sender)"
}

@test "sendmail live: header, body and log" {
	send several
	await_deferred 4
	local id
	id=$(inside qgrep -f bob@example.test -k id)
	inside qhdr "$id" >"$tmp/header"
	has "$(cat "$tmp/header")" "id $id"
	same 1 "$(grep -c '^X-Last: 1$' "$tmp/header")"
	same 0 "$(grep -c '^Return-Path' "$tmp/header")"
	inside qbody "$id" | cmp - "$top/var/spool/mqueue/df$id"
	inside qlog -m "$id" >"$tmp/log"
	has "$(head -n 1 "$tmp/log")" "$id: from=<bob@example.test>"
	has "$(tail -n 1 "$tmp/log")" "stat=Deferred"
	same 0 "$(grep -cv "$id" "$tmp/log")"
}

@test "sendmail live: qrm removes what mailq then lacks, and it is logged" {
	send many 12
	await_deferred 12
	inside qls -k id | head -n 5 >"$tmp/five"
	inside qrm - <"$tmp/five" >"$tmp/out" 2>/dev/null
	same 5 "$(grep -c removed "$tmp/out")"
	agree 7
	same 0 "$(inside mailq | grep -cFf "$tmp/five" || true)"
	same 14 "$(find "$top/var/spool/mqueue" -type f | wc -l)"
	logged
	same 5 "$(grep -F 'removed by uid=0' "$top/var/log/mail.log" |
		grep -cFf "$tmp/five")"
	has "$(inside qlog -m "$(head -n 1 "$tmp/five")")" "removed by uid=0"
}

@test "sendmail live: what a delivery holds is active, and stays" {
	local pid id
	send many 3
	await_deferred 3
	nsenter --target "$INSIDE" --net tests/mta/sendmail_net.py sink 3>&- &
	pid=$!
	within listens 09DD
	inside sendmail -q 3>&- >/dev/null 2>&1 &
	for _ in {1..600}; do
		id=$(inside qgrep -w state=active -k id || true)
		[ -n "$id" ] && break
		sleep .1
	done
	id=${id%%$'\n'*}
	[ -n "$id" ]
	inside sendmail -bp | grep "^$id\*"
	run inside qrm "$id"
	same 2 "$status"
	has "$output" $'\tlocked\t'
	run inside qrm -b /srv/kept "$id"
	has "$output" $'\tlocked\t'
	[ -e "$top/var/spool/mqueue/qf$id" ]
	[ -e "$top/var/spool/mqueue/df$id" ]
	kill $pid
	await_deferred 3
	inside qrm "$id"
	agree 2
}

@test "sendmail live: restored messages are held, and Sendmail releases them" {
	local id client
	send several
	await_deferred 4
	submit 33 <<-'M'
		To: l@refused.test

		hi
	M
	id=$(inside qgrep -f alice@example.test -k id)
	client=$(inside qgrep -w queue=mqueue-client -k id)
	# Not its recipients in their order, which a queue run may change.
	inside qls -k id,bytes,sender,nrcpts,time >"$tmp/before"
	inside qrm -b /srv/kept "$id" "$client"
	same 3 "$(inside qcount)"
	inside qrm -u /srv/kept "$id" "$client"
	same 2 "$(inside qgrep -c -w state=hold)"
	inside qls -k id,bytes,sender,nrcpts,time | diff "$tmp/before" -
	inside sendmail -bp -qQ | grep 'QUARANTINE: Restored by qrm -u'
	inside sendmail -Ac -bp -qQ | grep "^$client"
	# No queue run takes them; what the page says releases them.
	inside sendmail -q
	within idle
	same 2 "$(inside qgrep -c -w state=hold)"
	inside sendmail -Q -qQ "-qI$id"
	inside sendmail -Ac -Q -qQ "-qI$client"
	within idle
	inside sh -c 'qgrep -c -w state=hold || true' | grep -x 0
	inside qls -k id,bytes,sender,nrcpts,time | diff "$tmp/before" -
	inside sendmail -bp | grep "^$id"
}

@test "sendmail live: held by Sendmail, and lost" {
	send many 2
	await_deferred 2
	local id
	id=$(inside qls -k id | head -n 1)
	inside sendmail "-Qfor a look" "-qI$id"
	within idle
	same hold "$(inside qgrep -w "id=$id" -k state)"
	inside qrm "$id"
	agree 1
	id=$(inside qls -k id)
	# A control file that others may write is not Sendmail's: it is put by.
	chmod 666 "$top/var/spool/mqueue/qf$id"
	for _ in {1..300}; do
		inside sendmail -q || true
		[ -e "$top/var/spool/mqueue/Qf$id" ] && break
		sleep .1
	done
	same damaged "$(inside qls -k state 2>/dev/null)"
	inside qrm "$id" 2>/dev/null
	same 0 "$(inside qcount)"
}

@test "sendmail live: queue groups" {
	inside sh -c 'cd /var/spool/mqueue && mkdir -p main1/qf main1/df \
		main1/xf main2 && chmod -R 2750 main1 main2 &&
		chgrp -R smmsp main1 main2'
	for i in 1 2 3 4 5 6; do
		printf 'To: g%d@refused.test\n\nx\n' $i | inside sendmail -t -Am \
			-odq '-OQueueDirectory=/var/spool/mqueue/main*'
	done
	inside sendmail -bp '-OQueueDirectory=/var/spool/mqueue/main*' \
		>"$tmp/mailq"
	same 6 "$(inside qcount)"
	same 6 "$(inside qcount - <"$tmp/mailq")"
	inside qls -k id,bytes,sender,rcpts,queue - <"$tmp/mailq" |
		sort >"$tmp/listed"
	inside qls -k id,bytes,sender,rcpts,queue | sort | diff "$tmp/listed" -
	inside qls -k id | inside qrm -a - >"$tmp/out"
	same 6 "$(grep -c removed "$tmp/out")"
	same "" "$(find "$top/var/spool/mqueue" -type f)"
}

@test "sendmail live: qrm against queue runs" {
	send many 20
	await_deferred 20
	(for _ in 1 2 3 4; do inside sendmail -q; done) >/dev/null 2>&1 3>&- &
	local pid=$!
	run inside sh -c 'qls -k id | qrm -a -q -'
	wait $pid
	within idle
	# What it could not lock it takes now; then all are gone, whole.
	inside sh -c 'qls -k id | qrm -a -q -' || true
	same 0 "$(inside qcount)"
	same "" "$(find "$top/var/spool/mqueue" -name '[qdh]f*')"
}
