# Sendmail's queue as its own files keep it: real ones of 8.17 in several
# states (fixtures), beside what mailq printed of them; and made ones.

load lib

setup_file() {
	tar -xJf "$BATS_TEST_DIRNAME/fixtures/sendmail-8.17.tar.xz" \
		-C "$BATS_FILE_TMPDIR"
}

setup() {
	tmp=$BATS_TEST_TMPDIR
	stages=$BATS_FILE_TMPDIR/sendmail
	q=$tmp/spool/mqueue
}

# stage NAME: its queues, to be changed, in $q and beside it.
stage() {
	mkdir -p "$tmp/spool"
	cp -a "$stages/$1/mqueue" "$tmp/spool"
	[ ! -e "$stages/$1/mqueue-client" ] ||
		cp -a "$stages/$1/mqueue-client" "$tmp/spool"
}

# put ID [LINE...]: a message with that control file, a body beside it.
put() {
	local id=$1
	shift
	mkdir -p "$q"
	printf '%s\n' "$@" >"$q/qf$id"
	echo body >"$q/df$id"
}

# locked flock|fcntl|ofd FILE COMMAND...: runs it while another has the lock.
locked() {
	python3 - "$@" <<-'E'
		import fcntl, subprocess, sys
		f = open(sys.argv[2], "r+")
		if sys.argv[1] == "flock":
		    fcntl.flock(f, fcntl.LOCK_EX)
		elif sys.argv[1] == "ofd":
		    import struct
		    fcntl.fcntl(f, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x",
		        fcntl.F_WRLCK, 0, 0, 0, 0))
		else:
		    fcntl.lockf(f, fcntl.LOCK_EX)
		sys.exit(subprocess.run(sys.argv[3:]).returncode)
	E
}

# agree STAGE LISTING: the files say what mailq printed, of those it listed
# without cutting anything off.
agree() {
	local fields=id,time,bytes,sender,rcpts,reason list=$stages/$1/$2
	qls -k $fields "$list" | grep -v '\.\.\.' | sort >"$tmp/listed"
	cut -f 1 "$tmp/listed" >"$tmp/ids"
	[ "$(wc -l <"$tmp/ids")" -ge "$3" ]
	into 0 qls -k $fields -d "$stages/$1/mqueue"
	grep -Ff "$tmp/ids" "$tmp/out" | sort | diff "$tmp/listed" -
}

@test "sendmail: ids, times, sizes, senders, recipients, reasons of mailq" {
	agree 01-basic mailq.out 35
	agree 01-basic sendmail-bp-v.out 36
	agree 02-status locked-v.out 37
	agree 05-run mailq-v.out 35
	agree 06-client mailq.out 36
	agree 07-am mailq.out 35
	agree 06-client sendmail-bp-Ac.out 2
	agree 04-lost list-lost.out 1
}

@test "sendmail: counts are mailq's, held and lost ones added" {
	prints $'37\n' qcount -d "$stages/01-basic/mqueue"
	prints $'38\n' qcount -d "$stages/05-run/mqueue"
	prints $'40\n' qcount -d "$stages/06-client/mqueue"
	prints $'2\n' qcount -d "$stages/06-client/mqueue-client"
	prints $'43\n' qcount -d "$stages/08-odd/mqueue"
	same "35 deferred 1 queued 1 hold 1 damaged" \
		"$(qcount -k state -d "$stages/04-lost/mqueue" 2>/dev/null |
			sort -rn | xargs)"
}

# same_form STAGE LISTING: every message of mailq's as it printed it, but for
# the order, and the directory's name.
same_form() {
	stage "$1"
	rm -rf "$q"/[hQ]f* "$q-client"
	sed "s,^\t\t/var/spool,\t\t$tmp/spool," "$stages/$1/$2" |
		sed -n '/^\t\t\/.*mqueue (/,$p' >"$tmp/mailq"
	shift 2
	"$@" qls -m -d "$q" >"$tmp/form"
	for f in mailq form; do
		python3 -c '
import re, sys
for block in sorted(re.split(rb"\n(?=\S|\t\tTotal)", sys.stdin.buffer.read())):
    sys.stdout.buffer.write(block.strip(b"\n") + b"\n")
' <"$tmp/$f" >"$tmp/$f.sorted"
	done
	cmp "$tmp/mailq.sorted" "$tmp/form.sorted"
	rm -r "$tmp/spool"
}

@test "sendmail: qls -m is mailq, byte for byte" {
	local hang=$q/qf6ALGl3nR000273
	same_form 01-basic sendmail-bp.out
	same_form 05-run mailq.out locked flock "$hang"
	same_form 07-am mailq.out locked fcntl "$hang"
}

@test "sendmail: qls -m of an empty queue, and of a message alone" {
	mkdir -p "$q"
	prints "$q is empty"$'\n\t\tTotal requests: 0\n' qls -m -d "$q"
	put 6ALGl0A1000079 V8 T1795279620 'S<a\b@x>' 'RPFD:<é@x>' .
	# shellcheck disable=SC1078 # a text of several lines
	TZ=XST-9 prints $'\t\t'"$q (1 request)
-----Q-ID----- --Size-- -----Q-Time----- ------------Sender/Recipient-----------
6ALGl0A1000079        5 Sun Nov 22 01:47 <a\\\\b@x>
					 <\\303\\251@x>
"$'\t\tTotal requests: 1\n' qls -m -d "$q"
}

@test "sendmail: states: locked by either kind, held, lost, not tried" {
	stage 07-am
	local f
	state() { qls -k id,state -d "$q" 2>/dev/null | grep "$1" | cut -f 2; }
	same queued "$(state 6ALGl8Mn000444)"
	same deferred "$(state 6ALGl0A1000079)"
	same hold "$(state 6ALGl0rS000183)"
	same damaged "$(state 6ALGl0Od000115)"
	into 0 qls -k id -d "$q"
	into 0 qls -d "$q"
	has "$(cat "$tmp/err")" "6ALGl0Od000115: lost (Qf)"
	for f in flock fcntl ofd; do
		same "6ALGl0A1000079" "$(locked $f "$q/qf6ALGl0A1000079" \
			qgrep -w state=active -k id -d "$q" 2>/dev/null)"
		same "active" "$(echo 6ALGl0A1000079 | locked $f \
			"$q/qf6ALGl0A1000079" bash -c \
			"qls -k state -d '$q' <(echo 6ALGl0A1000079)")"
	done
}

@test "sendmail: damaged files, at which mailq aborts, hide nothing" {
	local d=$stages/08-odd/mqueue
	into 0 qls -k id,state,sender,bytes -d "$d"
	same 43 "$(wc -l <"$tmp/out")"
	same "6ALGZZZZ999001 damaged bulk@example.test -" \
		"$(grep 999001 "$tmp/out" | xargs)"
	same "6ALGZZZZ999002 damaged - -" "$(grep 999002 "$tmp/out" | xargs)"
	same 0 "$(grep -c '99900[34]' "$tmp/out")"
	has "$(cat "$tmp/err")" "6ALGZZZZ999001: damaged"
	has "$(cat "$tmp/err")" "6ALGZZZZ999002: damaged"
}

@test "sendmail: what is locked and not yet whole is being received" {
	put 6ALGl0A1000079 V8 T1795279620
	same damaged "$(qls -k state -d "$q" 2>/dev/null)"
	same incoming "$(locked flock "$q/qf6ALGl0A1000079" \
		qls -k state -d "$q" 2>/dev/null)"
}

@test "sendmail: unknown lines, text behind the end, and no sender: damaged" {
	local text
	for text in $'V8\nT1\nS<a@b>\nR:<c@d>' $'V8\nT1\nS<a@b>\n.\nS<b@b>\n.' \
		$'V8\nT1\nR:<c@d>\n.' $'V8\nwhat\nS<a@b>\n.' $'\n' '.'; do
		put 6ALGl0A1000079 "$text"
		same damaged "$(qls -k state -d "$q" 2>/dev/null)"
	done
	put 6ALGl0A1000079 V8 T1795279620 'S<a@b>' 'R:<c@d>' .
	prints $'queued\n' qls -k state -d "$q"
}

@test "sendmail: nothing raw, one line a message" {
	put 6ALGl0A1000079 V8 T1795279620 $'MDeferred: \033[2J\n\t250 x' \
		$'S<a\033@b>\n 6ALGl0bZ000088' $'R:<c\n\td@e>' \
		$'$_\033]0;x\007 [192.0.2.1]' $'H??Subject: \033[1m\n\tx' .
	into 0 qls -d "$q" -k id,sender,rcpts,reason,host,subject
	same 1 "$(wc -l <"$tmp/out")"
	same 0 "$(LC_ALL=C grep -c $'[\001-\010\013-\037\177]' "$tmp/out")"
	has "$(cat "$tmp/out")" 'c\n\td@e'
	into 0 qls -j -d "$q"
	same 1 "$(wc -l <"$tmp/out")"
	into 0 qhdr -d "$q" 6ALGl0A1000079
	same 0 "$(grep -c $'\033' "$tmp/out")"
}

@test "sendmail: files that are none are not followed nor waited for" {
	mkdir -p "$q"
	ln -s /etc/passwd "$q/qf6ALGl0A1000079"
	mkfifo "$q/qf6ALGl0bZ000088"
	mkdir "$q/qf6ALGl0cO000129"
	put 6ALGl0fM000103 V8 'S<a@b>' .
	: >"$q/qfnonsense"
	: >"$q/tf6ALGl0fE000138"
	into 2 timeout 60 qls -k id,sender -d "$q"
	has "$(cat "$tmp/out")" $'6ALGl0fM000103\ta@b'
	has "$(cat "$tmp/err")" "qf6ALGl0A1000079: Too many levels"
	same 0 "$(grep -c root "$tmp/out")"
}

@test "sendmail: who it came from" {
	stage 06-client
	same "local:www-data php:www-data/33:wp-mailer.php" "$(qgrep \
		-w queue=mqueue-client -k origin -d "$q" 2>/dev/null |
		sort | xargs)"
	same "local:www-data php:www-data/33:wp-mailer.php" "$(qls -k origin \
		-d "$q-client" | sort | xargs)"
	rm -r "$tmp/spool"
	# By loopback from the program that took it; by an ident server; by a
	# host whose name does not lead back; by IPv6; by nobody.
	put 6ALGl0A1000001 V8 '$_localhost [127.0.0.1]' '$rESMTP' 'S<a@b>' \
		$'H??Received: from x (localhost [127.0.0.1])\n\tby y (8.17/8.17) with ESMTP id 6ALGl0A1000001;' \
		$'H??Received: (from shop@localhost)\n\tby y (8.17.1.9/8.17.1.9/Submit) id 6ALGl0A1000000;' \
		'H??X-PHP-Originating-Script: 1001:mail.php' .
	put 6ALGl0A1000002 V8 '$_joe@far.test [192.0.2.9]' 'S<a@b>' .
	put 6ALGl0A1000003 V8 '$_far.test [192.0.2.9] (may be forged)' 'S<a@b>' .
	put 6ALGl0A1000004 V8 '$_[IPv6:2001:db8::25]' 'S<a@b>' .
	put 6ALGl0A1000005 V8 '$_joe@localhost' 'S<>' .
	put 6ALGl0A1000006 V8 '$_joe@localhost [127.0.0.1]' 'S<a@b>' .
	# The same trace field from elsewhere, or further down, is anybody's.
	put 6ALGl0A1000007 V8 '$_far.test [192.0.2.9]' 'S<a@b>' \
		'H??Received: (from shop@localhost) by y (8.17/Submit) id x' .
	put 6ALGl0A1000008 V8 '$_localhost [127.0.0.1]' 'S<a@b>' \
		'H??Received: from a' 'H??Received: from b' \
		'H??Received: (from shop@localhost) by y (8.17/Submit) id x' .
	# Of nobody, and of somebody whose name is none.
	put 6ALGl0A1000009 V8 '$_localhost [127.0.0.1]' 'S<a@b>' \
		'H??Received: (from @localhost) by y (8.17/Submit) id x' .
	put 6ALGl0A1000010 V8 '$_localhost [127.0.0.1]' 'S<a@b>' \
		'H??Received: (from shop) by y (8.17/Submit) id x' .
	prints "php:shop/1001:mail.php	localhost
remote:[192.0.2.9]	far.test
remote:[192.0.2.9]	-
remote:[2001:db8::25]	-
bounce:	-
local:joe	localhost
remote:[192.0.2.9]	far.test
loop:[127.0.0.1]	localhost
loop:[127.0.0.1]	localhost
loop:[127.0.0.1]	localhost
" qls -k origin,host -d "$q"
}

# The queue and its log where they are on a machine, below a root.
machine() {
	mkdir -p "$tmp/var/spool" "$tmp/var/log"
	cp -a "$stages/05-run/mqueue" "$tmp/var/spool"
	cp "$stages/mail.log" "$tmp/var/log/$1"
	touch -d 2026-11-22 "$tmp/var/log/$1"
	q=$tmp/var/spool/mqueue
}

@test "sendmail: logins, from the log by process and address" {
	local name
	for name in mail.log maillog mail syslog; do
		rm -rf "${tmp:?}/var"
		machine $name
		same "20 auth:bulk 16 loop:[127.0.0.1] 1 auth:alice 1 remote:[198.51.100.7]" \
			"$(qcount -k origin -d "$q" 2>/dev/null | xargs)"
	done
	same "alice" "$(qgrep -w auth=alice -k auth -d "$q" 2>/dev/null)"
	# Rotated; then another process, another address, too long ago.
	mv "$tmp/var/log/syslog" "$tmp/var/log/mail.log.1"
	: >"$tmp/var/log/mail.log"
	same alice "$(qls -k auth -d "$q" <(echo 6ALGl0A1000079))"
	auth() {
		sed "$1" "$tmp/var/log/mail.log.1" >"$tmp/var/log/mail.log"
		mv "$tmp/var/log/mail.log.1" "$tmp/saved"
		qls -k auth -d "$q" <(echo 6ALGl0A1000079)
		mv "$tmp/saved" "$tmp/var/log/mail.log.1"
	}
	same alice "$(auth s/x/x/)"
	same - "$(auth 's/sm-mta.79.: AUTH/sm-mta[78]: AUTH/')"
	same - "$(auth '/authid=alice/s/203.0.113.45/203.0.113.46/')"
	same - "$(auth '/authid=alice/s/^Nov 21/Nov 20/;s/16:47/16:46/')"
	same eve "$(auth 's/relay=pool-1.isp.test/relay=x, authid=root, mech=/;
		s/authid=alice/authid=eve/')"
	# Lines that are cut off; another login of that process before it.
	same - "$(auth 's/, mech=.*//')"
	same - "$(auth 's/^Nov 21 //')"
	same alice "$(auth '/authid=alice/{h;s/alice/eve/;s/16:47/16:40/;p;g}')"
	# A piece that has no line's end, a log that is a directory.
	same alice "$(auth "1{h;s/.*/printf '%02000000d' 1/e;G}")"
	mkdir "$tmp/var/log/x"
	mv "$tmp/var/log/mail.log" "$tmp/saved"
	mv "$tmp/var/log/x" "$tmp/var/log/mail.log"
	same alice "$(qls -k auth -d "$q" <(echo 6ALGl0A1000079))"
}

@test "sendmail: qlog -m of the mail log" {
	machine mail.log
	into 0 qlog -m -d "$q" 6ALGl0A1000079
	is <(grep 6ALGl0A1000079 "$stages/mail.log")
	into 0 qlog -m -L "$stages/mail.log" 6ALGl0A1000079
	is <(grep 6ALGl0A1000079 "$stages/mail.log")
}

@test "sendmail: queue groups, directories of qf, df and xf, d lines" {
	stage 01-basic
	local id=6ALGl0A1000079 two=6ALGl0bZ000088 three=6ALGl0TD000092
	qls -d "$q" -j -k id,sender,rcpts,bytes,time | sort >"$tmp/before"
	mkdir -p "$q"/main1/{qf,df,xf} "$q/bulk/b1" "$q/main2/df"
	mv "$q"/qf6ALGl0[a-z]* "$q/main1/qf"
	for f in "$q"/main1/qf/qf*; do mv "$q/df${f##*/qf}" "$q/main1/df"; done
	mv "$q/qf$id" "$q/df$id" "$q/bulk/b1"
	mv "$q/qf$three" "$q/main2"
	mv "$q/df$three" "$q/main2/df"
	# A body in another directory, by its name.
	sed -i '/^V8/a dmain2' "$q/main1/qf/qf$two"
	mv "$q/main1/df/df$two" "$q/main2/df"
	qls -d "$q" -j -k id,sender,rcpts,bytes,time | sort |
		cmp - "$tmp/before"
	prints $'b1\n' qgrep -w "id=$id" -k queue -d "$q"
	prints $'main1\n' qgrep -w "id=$two" -k queue -d "$q"
	into 0 qbody -d "$q" $two
	is "$q/main2/df/df$two"
	echo "session" >"$q/main1/xf/xf$two"
	prints $'session\n' qlog -d "$q" $two
	ask 0 qrm -d "$q" $two $id $three
	same "" "$(find "$q" -name "*$two" -o -name "*$id" -o -name "*$three")"
	ask 2 qls -G main1 -d "$q"
	has "$stderr" "one queue"
	ask 0 qls -G '*' -d "$q"
}

@test "sendmail: what is a queue directory" {
	mkdir -p "$tmp/spool/mqueue" "$tmp/a/qf" "$tmp/b/main1" "$tmp/c"
	prints $'0\n' qcount -d "$q"
	: >"$tmp/a/qf/qf6ALGl0A1000079"
	: >"$tmp/b/main1/df6ALGl0A1000079"
	prints $'1\n' qcount -d "$tmp/a"
	prints $'0\n' qcount -d "$tmp/b"
	ask 2 qcount -d "$tmp/c"
	has "$stderr" "a Sendmail queue has"
	# Named by a link, with the client queue beside the link.
	mkdir "$tmp/spool/clientmqueue"
	cp "$tmp/a/qf/"* "$tmp/spool/clientmqueue"
	mv "$q" "$tmp/elsewhere"
	: >"$tmp/elsewhere/df6ALGl0A1000079"
	ln -s ../elsewhere "$q"
	prints $'1\n' qcount -d "$q/"
	QTRIAGE_QUEUE=$q prints $'1\n' qcount
}

@test "sendmail: links in it are followed only where root made them" {
	need_root
	mkdir -p "$q" "$tmp/other"
	: >"$tmp/other/qf6ALGl0A1000079"
	ln -s "$tmp/other" "$q/main1"
	prints $'1\n' qcount -d "$q"
	chown -h 65534 "$q/main1"
	prints $'0\n' qcount -d "$q"
}

@test "sendmail: not being allowed to read is no empty queue" {
	need_root
	stage 06-client
	ask 0 qls -d "$q"
	chmod 0 "$q"
	ask 2 as_nobody "$(command -v qcount)" -d "$q"
	chmod 755 "$q"
	ask 2 as_nobody "$(command -v qls)" -d "$q"
	has "$stderr" "Permission denied"
	chmod 755 "$q" && chmod 644 "$q"/* && chmod 700 "$q-client"
	ask 2 as_nobody "$(command -v qcount)" -d "$q"
}

@test "sendmail: header, envelope, raw file and body" {
	local d=$stages/05-run/mqueue id=6ALGl0fM000103
	into 0 qhdr -r -d "$d" $id
	is "$d/qf$id"
	into 0 qhdr -d "$d" $id
	same 0 "$(grep -c Return-Path "$tmp/out")"
	same 1 "$(grep -c $'^\ttwo$' "$tmp/out")"
	same 2 "$(grep -c '^Received: ' "$tmp/out")"
	into 0 qbody -d "$d" $id
	is "$d/df$id"
	into 0 qbody -r -d "$d" $id
	is "$d/df$id"
	prints $'Важно\n' qhdr -x subject -d "$d" 6ALGl0A1000079
	into 0 qhdr -e -d "$d" 6ALGl0A1000079
	has "$(cat "$tmp/out")" "proto: ESMTPA"
	has "$(cat "$tmp/out")" "helo: client.example.test"
	into 0 qgrep -B "$(head -c 20 "$d/df$id")" -k id -d "$d"
	has "$(cat "$tmp/out")" $id
	ask 2 qbody -d "$stages/08-odd/mqueue" 6ALGl02p000120
	has "$stderr" "no body"
	ask 2 qlog -d "$d" $id
	has "$stderr" "no log of its own"
}

@test "sendmail: qrm takes body and control file, and nothing else" {
	stage 07-am
	local id=6ALGl0A1000079
	echo x >"$q/xf$id"
	find "$q" -type f ! -name "*$id" | sort >"$tmp/rest"
	ask 0 qrm -v -d "$q" $id
	has "$output" $'6ALGl0A1000079\tremoved\talice@example.test\t'
	find "$q" -type f | sort | cmp - "$tmp/rest"
	ask 2 qrm -d "$q" $id
	has "$output" $'\tmissing\t'
	# Held ones, lost ones, and the client queue's.
	ask 0 qrm -d "$q" 6ALGl0rS000183 6ALGl0Od000115 6ALGl89q000384
	same "" "$(find "$tmp/spool" -name '*000183' -o -name '*000115' \
		-o -name '*000384')"
}

@test "sendmail: qrm leaves what is locked, by either kind" {
	stage 01-basic
	local id=6ALGl0A1000079 kind
	for kind in flock fcntl ofd; do
		ask 2 locked $kind "$q/qf$id" qrm -v -d "$q" $id
		has "$output" $'\tlocked\t'
		has "$stderr" "qrm: $id: locked: another process has it"
		ask 2 locked $kind "$q/qf$id" qrm -b "$tmp/kept" -d "$q" $id
		has "$output" $'\tlocked\t'
		[ -e "$q/qf$id" ]
		[ -e "$q/df$id" ]
		same "" "$(find "$tmp/kept" -type f)"
	done
	ask 0 qrm -d "$q" $id
}

@test "sendmail: qrm leaves what may be in reception, links and fifos" {
	mkdir -p "$q"
	echo body >"$q/df6ALGl0A1000079"
	ln -s /etc/passwd "$q/qf6ALGl0bZ000088"
	mkfifo "$q/qf6ALGl0cO000129"
	ask 2 timeout 60 qrm -d "$q" 6ALGl0A1000079 6ALGl0bZ000088 \
		6ALGl0cO000129
	has "$stderr" "6ALGl0A1000079: only parts of it are there"
	same 0 "$(grep -c removed <<<"$output")"
	[ -e "$q/df6ALGl0A1000079" ]
	[ -L "$q/qf6ALGl0bZ000088" ]
	[ -p "$q/qf6ALGl0cO000129" ]
	[ -s /etc/passwd ]
}

@test "sendmail: qrm -C is refused, and all of a queue takes -a" {
	stage 01-basic
	ask 2 qrm -C /etc/mail/sendmail.cf -d "$q" 6ALGl0A1000079
	has "$stderr" "without its configuration"
	ask 2 qrm -d "$q" < <(qls -k id -d "$q")
	has "$stderr" "these are all 37 messages"
	prints $'37\n' qcount -d "$q"
	ask 0 qrm -q -a -d "$q" < <(qls -k id -d "$q")
	same "37 removed" "$output"
	same "" "$(ls "$q")"
}

@test "sendmail: qrm -b keeps copies that are a queue, -u restores them held" {
	stage 06-client
	local id=6ALGl0A1000079 client=6ALGl8Xe000380 held=6ALGl0rS000183 f
	local fields=id,time,bytes,sender,rcpts,reason,subject
	mkdir -p "$q/main1/qf" "$q/main2"
	mv "$q"/?f6ALGl0qP000085 "$q/main1"
	mv "$q/main1/qf6ALGl0qP000085" "$q/main1/qf"
	mv "$q/df6ALGl090000076" "$q/main2"
	sed -i '/^V8/a dmain2' "$q/qf6ALGl090000076"
	set -- $id $client $held 6ALGl0qP000085 6ALGl090000076
	printf '%s\n' "$@" >"$tmp/ids"
	qls -k $fields -d "$q" "$tmp/ids" | sort >"$tmp/before"
	ask 0 qrm -b "$tmp/kept" -d "$q" "$@"
	same 5 "$(grep -c removed <<<"$output")"
	same 35 "$(qcount -d "$q")"
	qls -k $fields -d "$tmp/kept" | sort | cmp - "$tmp/before"
	same "5 hold" "$(qcount -k state -d "$tmp/kept" | xargs)"
	ask 0 qrm -u "$tmp/kept" -d "$q" "$@"
	has "$stderr" "to have them delivered: sendmail -Q -qQ -qIID"
	same 40 "$(qcount -d "$q" 2>/dev/null)"
	qls -k $fields -d "$q" "$tmp/ids" | sort | cmp - "$tmp/before"
	same "5 hold" "$(qcount -k state -d "$q" "$tmp/ids" | xargs)"
	[ -e "$q/hf$id" ]
	[ -e "$q/main1/qf/hf6ALGl0qP000085" ]
	[ -e "$q-client/hf$client" ]
	grep -q '^qRestored' "$q/hf$id"
	grep -q '^qsuspected (spam) run' "$q/hf$held"
	same 0 "$(cat "$q"/hf* | grep -c '^qRestored.*qRestored')"
	same "" "$(find "$tmp/kept" -type f)"
	ask 0 qrm -u "$tmp/kept" -d "$q" $id
	has "$output" $'\texists\t'
}

# kept ID: a message of 01-basic that was removed, its copy in $tmp/kept.
kept() {
	stage 01-basic
	ask 0 qrm -b "$tmp/kept" -d "$q" "$1"
	has "$output" $'\tremoved\t'
}

@test "sendmail: qrm -u: what the queue has, and what is another's" {
	local id=6ALGl0A1000079
	kept $id
	cp -a "$tmp/kept"/?f$id "$q"
	ask 0 qrm -u "$tmp/kept" -d "$q" $id
	has "$output" $'\texists\t'
	same "" "$(find "$tmp/kept" -type f)"
	# The same id, another body.
	ask 0 qrm -b "$tmp/kept" -d "$q" $id
	cp -a "$tmp/kept/hf$id" "$q"
	echo other >"$q/df$id"
	ask 0 qrm -u "$tmp/kept" -d "$q" $id
	has "$output" $'\texists\t'
	[ -e "$tmp/kept/hf$id" ]
	same other "$(cat "$q/df$id")"
	# Of an earlier try, or of nobody knows whom.
	rm "$q/hf$id"
	ask 2 qrm -u "$tmp/kept" -d "$q" $id
	has "$output" $'\tfailed\t'
	has "$stderr" "$id: File exists"
	same other "$(cat "$q/df$id")"
	[ ! -e "$q/hf$id" ]
	ln -f "$tmp/kept/df$id" "$q/df$id"
	ask 0 qrm -u "$tmp/kept" -d "$q" $id
	has "$output" $'\trestored\t'
	same "" "$(find "$tmp/kept" -type f)"
}

@test "sendmail: qrm -u: a damaged copy leaves nothing in the queue" {
	local id=6ALGl0A1000079
	kept $id
	sed -i '$d' "$tmp/kept/hf$id"
	ask 2 qrm -u "$tmp/kept" -d "$q" $id
	has "$output" $'\tfailed\t'
	has "$stderr" "qrm: $id: damaged"
	same "" "$(find "$q" -name "*$id")"
	same 2 "$(find "$tmp/kept" -type f | wc -l)"
}

@test "sendmail: qrm -u: into a queue that lacks its directory" {
	stage 01-basic
	local id=6ALGl0A1000079
	mkdir "$q/main1"
	mv "$q"/?f$id "$q/main1"
	ask 0 qrm -b "$tmp/kept" -d "$q" $id
	rmdir "$q/main1"
	ask 2 qrm -u "$tmp/kept" -d "$q" $id
	has "$output" $'\tfailed\t'
	has "$stderr" "qrm: $id: No such file or directory"
	[ -e "$tmp/kept/main1/hf$id" ]
}

@test "sendmail: qrm of more than a hundred, of a body that is a directory" {
	local i
	for ((i = 100; i < 260; i++)); do
		put 6ALGl0A1000$i V8 T1795279620 '$_localhost' 'Sa@b.test' \
			'Rr@c.test' 'H??Subject: x' .
	done
	rm "$q/df6ALGl0A1000200"
	mkdir "$q/df6ALGl0A1000200"
	ask 2 qrm -va -d "$q" < <(qls -k id -d "$q")
	same 159 "$(grep -c $'\tremoved\t' <<<"$output")"
	has "$output" $'6ALGl0A1000200\tfailed\t'
	has "$stderr" "6ALGl0A1000200: failed"
	# What is not wholly gone is a message still.
	same 1 "$(qcount -d "$q")"
}

@test "sendmail: qrm as one who may not is refused" {
	need_root
	stage 01-basic
	local id=6ALGl0A1000079
	rm -rf "$q-client"
	chmod -R a+rwX "$q"
	chmod 755 "$q"
	ask 2 as_nobody "$(command -v qrm)" -v -d "$q" $id
	has "$output" $'\trefused\t'
	has "$stderr" "$id: not permitted"
	ask 2 as_nobody "$(command -v qrm)" -b "$tmp/theirs" -d "$q" $id
	[ -e "$q/qf$id" ]
	[ -e "$q/df$id" ]
	mkdir -m 777 "$tmp/open"
	ask 2 as_nobody "$(command -v qrm)" -b "$tmp/open/kept" -d "$q" $id
	has "$output" $'\trefused\t'
	[ -e "$q/qf$id" ]
	same "" "$(find "$tmp/open" -type f)"
}

@test "sendmail: a control file without its end is taken with its body" {
	mkdir -p "$q"
	printf 'V8\nT1795279620\nSa@b.test\nRr@c.test' >"$q/qf6ALGl0A1000079"
	echo body >"$q/df6ALGl0A1000079"
	ask 0 qrm -a -b "$tmp/kept" -d "$q" 6ALGl0A1000079
	same "" "$(find "$q" -type f)"
	same 2 "$(find "$tmp/kept" -type f | wc -l)"
}

@test "sendmail: bodies that may not be looked at are told" {
	need_root
	stage 01-basic
	local id=6ALGl0A1000079
	mkdir "$q/df"
	mv "$q"/df6* "$q/df"
	chmod -R a+rX "$q"
	chmod 744 "$q/df"
	into 2 as_nobody "$(command -v qls)" -k id,bytes -d "$q" 
	grep -qx "$id	-" "$tmp/out"
	grep -q "df$id: Permission denied" "$tmp/err"
	into 2 as_nobody "$(command -v qbody)" -d "$q" $id
	grep -q "df$id: Permission denied" "$tmp/err"
}

@test "sendmail: ids of other MTAs are no messages of it" {
	stage 01-basic
	ask 2 qls -d "$q" - < <(printf '%s\n' 1xUnyH-0006we-0M A0000AA6A01)
	same 2 "$(grep -c ': no such message' <<<"$stderr")"
}

@test "sendmail: an id twice is one message for qlog -m" {
	machine mail.log
	into 0 qlog -m -d "$q" 6ALGl0A1000079 6ALGl0A1000079
	is <(grep 6ALGl0A1000079 "$stages/mail.log")
	# Lines of two stand apart, whatever the log's order is.
	into 0 qlog -m -d "$q" 6ALGl0bZ000088 6ALGl0A1000079
	is <(for id in 6ALGl0bZ000088 6ALGl0A1000079; do
		echo "==> $id <=="
		grep $id "$stages/mail.log"
	done)
}

@test "sendmail: no directory too deep, none by a part of its name" {
	local id=6ALGl0A1000079
	stage 01-basic
	mkdir -p "$q/a/b/c/d" "$q/data"
	cp "$q/qf$id" "$q/a/b/c/qf6ALGl0A1000999"
	cp "$q/qf$id" "$q/a/b/c/d/qf6ALGl0A1000998"
	same 38 "$(qcount -d "$q")"
	mv "$q/df$id" "$q/data"
	sed -i '/^V8/a d/var/spool/mqueue/data' "$q/qf$id"
	same body "$(qbody -d "$q" $id >"$tmp/out" && [ -s "$tmp/out" ] && echo body)"
	sed -i 's,^d.*,d/var/spool/mqueue/xdata,' "$q/qf$id"
	ask 2 qbody -d "$q" $id
}

@test "sendmail: qrm -b undoes all if a copy cannot be made" {
	need_root
	stage 01-basic
	ls "$q" >"$tmp/before"
	mkdir -m 700 "$tmp/kept"
	mkdir "$tmp/kept/df6ALGl0bZ000088.qrm" "$tmp/kept/df6ALGl0bZ000088"
	ask 2 qrm -b "$tmp/kept" -d "$q" 6ALGl0A1000079 6ALGl0bZ000088
	has "$stderr" "nothing removed"
	ls "$q" | cmp - "$tmp/before"
	same "" "$(find "$tmp/kept" -type f)"
}

@test "sendmail: qrm while messages come and go" {
	stage 01-basic
	(
		for _ in {1..50}; do
			mv "$q/qf6ALGl0A1000079" "$q/hf6ALGl0A1000079"
			mv "$q/hf6ALGl0A1000079" "$q/qf6ALGl0A1000079"
		done
	) 2>/dev/null 3>&- &
	local pid=$!
	run qrm -d "$q" 6ALGl0A1000079 6ALGl0bZ000088
	wait $pid || true
	has "$output" $'6ALGl0bZ000088\tremoved'
	has "$output" $'6ALGl0A1000079\t'
	# Whatever it said of it holds.
	case $output in
	*$'6ALGl0A1000079\tremoved'*) [ ! -e "$q/df6ALGl0A1000079" ] ;;
	*) [ -e "$q/df6ALGl0A1000079" ] ;;
	esac
}

@test "sendmail: a header that is far larger than usual, others behind it" {
	put 6ALGl0A1000001 V8 T1795279620 'Sa@b.test' 'Rr@c.test' \
		"H??X-Large: $(printf 'x%.0s' {1..3000000})" 'H??Subject: large' .
	put 6ALGl0A1000002 V8 T1795279621 'Sa@b.test' 'Rr@c.test' \
		'H??Subject: small' .
	prints $'large\nsmall\n' qls -k subject -d "$q"
}
