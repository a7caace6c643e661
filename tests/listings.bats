# Listings of Postfix and Sendmail, as their own programs printed them
# (fixtures), beside what their other listings and queue files say.

load lib

setup_file() {
	local fixtures=$BATS_TEST_DIRNAME/fixtures
	tar -xJf "$fixtures/postqueue-3.7.tar.xz" -C "$BATS_FILE_TMPDIR"
	tar -xJf "$fixtures/sendmail-8.17.tar.xz" -C "$BATS_FILE_TMPDIR"
}

setup() {
	tmp=$BATS_TEST_TMPDIR
	listings=$BATS_FILE_TMPDIR
}

# postqueue N LISTING JSON: all that -p tells of N messages is what -j tells.
postqueue() {
	into 0 qls -j "$listings/postqueue/$2"
	same "" "$(cat "$tmp/err")"
	same "$1" "$(python3 "$BATS_TEST_DIRNAME/listed.py" postqueue \
		"$listings/postqueue/$3" <"$tmp/out")"
	prints "$1"$'\n' qcount "$listings/postqueue/$2"
}

@test "listings: postqueue -p is postqueue -j" {
	postqueue 79 01-deferred/postqueue-p.out 01-deferred/postqueue-j.out
	postqueue 79 01-deferred/mailq.out 01-deferred/postqueue-j.out
	postqueue 81 03-allstates/postqueue-p.out 03-allstates/postqueue-j.out
	postqueue 72 06-down/postqueue-p.out 06-down/postqueue-j.out
	postqueue 72 06-down/mailq.out 06-down/postqueue-j.out
}

@test "listings: postqueue -j, and -p, of forged lines in addresses" {
	postqueue 4 09-newline/postqueue-p.out 09-newline/postqueue-j.out
	postqueue 1 10-postdrop/postqueue-p.out 10-postdrop/postqueue-j.out
	postqueue 1 10-postdrop/postqueue-j.out 10-postdrop/postqueue-j.out
}

@test "listings: postqueue -p of an empty queue" {
	postqueue 0 07-empty/postqueue-p.out 07-empty/postqueue-j.out
	prints "" qls "$listings/postqueue/07-empty/postqueue-p.out"
}

@test "listings: the marks of postqueue -p, one behind another" {
	local all=$listings/postqueue/03-allstates/postqueue-p.out
	prints $'active\t12A75AA6B29\n' \
		qgrep -f mixed@example.test -k state,id \
		"$listings/postqueue/02-actions/postqueue-p-active-expired.out"
	prints $'hold\t5F43FAA6ADD\n' \
		qgrep -f body@example.test -k state,id "$all"
	prints $'hold\t5E3E4AA6ADC\n' \
		qgrep -f dsn@example.test -k state,id "$all"
	prints $'deferred\t691BAAA6ADF\n' \
		qgrep -f large@example.test -k state,id "$all"
	# What the JSON listing calls its queue is that, where it has a mark.
	join -t $'\t' <(qls -k id,state "$all" | sort) \
		<(qls -k id,queue "${all%-p.out}-j.out" | sort) >"$tmp/both"
	same "81" "$(wc -l <"$tmp/both")"
	# One was put back to be queued anew, but has been tried.
	same $'12A75AA6B29\tdeferred\tincoming' \
		"$(awk -F '\t' '$2 != "-" && $2 != $3' "$tmp/both")"
	same "" "$(awk -F '\t' '$2 == "-" && ($3 == "hold" || $3 == "active")' \
		"$tmp/both")"
}

@test "listings: postqueue -p without its end says what is missing" {
	local all=$listings/postqueue/01-deferred/postqueue-p.out
	sed 5,20d "$all" | sed '3s/^/@/' >"$tmp/list"
	into 2 qcount "$tmp/list"
	has "$(cat "$tmp/err")" "left out"
	printf '%s\n' "-Queue ID-  --Size-- ----Arrival Time----" \
		"12A75AA6B29*     381 Sat Nov 21 16:59:36  a b@x.test" |
		into 0 qls -k id,sender -
	same $'12A75AA6B29\ta b@x.test' "$(cat "$tmp/out")"
}

@test "listings: years are guessed by the weekday, zones are this process's" {
	# A year later the day has another weekday.
	local day before line
	day=$(date -u -d '400 days ago' +%F)
	before=$(date -u -d "$day 1 day ago" +%F)
	line="12A75AA6B29*     381 $(date -u -d "$day" '+%a %b %e') 04:32:45  x@y.test"
	TZ=UTC0 prints "${day}T04:32:45Z"$'\n' qls -k date - <<<"$line"
	TZ=XST-9 prints "${before}T19:32:45Z"$'\n' qls -k date - <<<"$line"
}

# mailq N LISTING DIR...: what it tells of N messages is what the files do.
mailq() {
	local n=$1 list=$listings/sendmail/$2 v=()
	shift 2
	case $list in *-v.out) v=(-v) ;; esac
	into 0 qls -j "$list"
	same "" "$(cat "$tmp/err")"
	same "$n" "$(cd "$listings/sendmail" && python3 \
		"$BATS_TEST_DIRNAME/listed.py" mailq "${v[@]}" "$@" \
		<"$tmp/out")"
	prints "$n"$'\n' qcount "$list"
}

@test "listings: mailq of Sendmail, with and without -v" {
	local d=01-basic/mqueue
	mailq 37 01-basic/mailq.out $d
	mailq 37 01-basic/mailq-v.out $d
	mailq 37 01-basic/sendmail-bp.out $d
	mailq 37 01-basic/sendmail-bp-v.out $d
	mailq 37 01-basic/sendmail-bp-nobody.out $d
	mailq 36 05-run/mailq.out 05-run/mqueue
	mailq 36 05-run/mailq-v.out 05-run/mqueue
	mailq 37 07-am/mailq.out 07-am/mqueue
}

@test "listings: parts of Sendmail's queue" {
	local d=01-basic/mqueue
	mailq 5 01-basic/sendmail-bp-maxrun.out $d
	mailq 20 01-basic/sendmail-bp-filter-sender.out $d
	mailq 3 01-basic/sendmail-bp-filter-rcpt.out $d
	mailq 17 01-basic/sendmail-bp-filter-not.out $d
}

@test "listings: Sendmail's client queue, alone and with the other" {
	local d=06-client/mqueue-client
	mailq 38 06-client/mailq.out $d 06-client/mqueue
	mailq 2 06-client/sendmail-bp-Ac.out $d
	mailq 2 06-client/sendmail-bp-Ac-v.out $d
	mailq 2 06-client/sendmail-bp-Ac-www.out $d
	same "36 mqueue 2 mqueue-client" "$(qcount -k queue \
		"$listings/sendmail/06-client/mailq.out" | xargs)"
}

@test "listings: the marks of mailq: locked, too young, high load" {
	local d=02-status/mqueue
	mailq 38 02-status/locked.out $d
	mailq 38 02-status/locked-v.out $d
	mailq 37 02-status/load.out $d
	mailq 37 02-status/tooyoung.out $d
	prints $'6ALGl3nR000273\thang@example.test\n' qgrep -w state=active \
		-k id,sender "$listings/sendmail/02-status/locked.out"
}

@test "listings: mailq of held and of lost messages" {
	mailq 1 03-quarantine/list-quarantined.out 04-lost/mqueue
	mailq 1 03-quarantine/list-quarantined-v.out 04-lost/mqueue
	mailq 1 04-lost/list-lost.out 04-lost/mqueue
	prints $'hold\tquar@example.test\n' qls -k state,sender \
		"$listings/sendmail/03-quarantine/list-quarantined.out"
	prints $'damaged\tdup@example.test\n' qls -k state,sender \
		"$listings/sendmail/04-lost/list-lost.out"
}

@test "listings: empty queues of Sendmail" {
	mailq 0 01-basic/sendmail-bp-Ac.out
	mailq 0 09-debian/removed-empty.out
}

@test "listings: a mailq that aborted, or may not read, shows what it has" {
	local list=$listings/sendmail/08-odd/mailq.out
	prints $'12\n' qcount "$list"
	prints $'6ALGZZZZ999001\t-\tdamaged\n' qgrep -w state=damaged \
		-k id,sender,state "$list"
	list=$listings/sendmail/09-debian/mailq-restricted-nobody.out
	prints $'41\n' qcount "$list"
	prints $'6ALGZZZZ999002\n' qgrep -w state=damaged -k id "$list"
}

@test "listings: nothing raw of what servers said in mailq's lines" {
	local list=$listings/sendmail/05-run/mailq-v.out
	grep -q $'\033' "$list"
	into 0 qls -j "$list"
	same 0 "$(LC_ALL=C grep -c $'[\001-\011\013-\037\177]' "$tmp/out")"
	into 0 qls -k id,reason "$list"
	same 0 "$(grep -c $'\033' "$tmp/out")"
	same 1 "$(grep -c 'esc \\x1B\[31mred' "$tmp/out")"
}

@test "listings: an address that mailq cut is no whole one" {
	local list=$listings/sendmail/01-basic/mailq.out id=6ALGl0pp000186
	prints $'a-very-long-sender-local-part-that-exc...\n' \
		qgrep -E -f '<a-very-long' -k sender "$list"
	ask 1 qgrep -f a-very-long-sender-local-part-that-exc "$list"
	ask 1 qgrep -f '@example.test' -w "id = $id" "$list"
	ask 1 qgrep -r refused.test -w "id = $id" "$list"
	# With -v there is more of it.
	prints $'a-very-long-sender-local-part-that-exceeds-thirty-nine-columns@a-very-long-do...\n' \
		qgrep -w "id = $id" -k sender \
		"$listings/sendmail/01-basic/mailq-v.out"
}

@test "listings: qrm compares a sender that mailq cut, and refuses" {
	local d=$tmp/mqueue id=6ALGl0pp000186
	local list=$listings/sendmail/01-basic/mailq.out
	cp -a "$listings/sendmail/01-basic/mqueue" "$d"
	qgrep -w "id = $id" "$list" >"$tmp/record"
	qgrep -w "id = $id" -j "$list" >"$tmp/json"
	qgrep -w "id = $id" -d "$d" >"$tmp/own"
	ask 2 qrm -n -d "$d" - <"$tmp/record"
	has "$stderr" "$id: the listing cut its sender; give the id alone"
	has "$output" $'\trefused\t'
	ask 2 qrm -n -d "$d" - <"$tmp/json"
	has "$output" $'\trefused\t'
	ask 0 qrm -n -d "$d" - <"$tmp/own"
	has "$output" $'\twould-remove\t'
	ask 0 qrm -n -d "$d" "$id"
	has "$output" $'\twould-remove\t'
	# A sender that is so itself is the message's own.
	sed -i 's/^S.*/S<x@y...>/' "$d/qf$id"
	qgrep -f x@y... -d "$d" >"$tmp/own"
	ask 0 qrm -n -d "$d" - <"$tmp/own"
	has "$output" $'\twould-remove\t'
}

@test "listings: what qls writes of a listing reads back as the same" {
	local list out=$tmp/records
	for list in postqueue/03-allstates/postqueue-p.out \
		sendmail/05-run/mailq-v.out; do
		qls "$listings/$list" >"$out"
		into 0 qls -k id,size,sender,rcpts "$out"
		is <(qls -k id,size,sender,rcpts "$listings/$list")
		qls -j "$listings/$list" >"$out"
		into 0 qls -j "$out"
		is "$out"
	done
}

@test "listings: a record never reads as another MTA's heading" {
	local subject
	for subject in '-Queue ID-  --Size-- ----Arrival Time----' \
		'MTA Queue status...' '/var/spool/mqueue is empty' \
		'-----Q-ID----- --Size-- x' \
		'12A75AA6B29*     381 Sat Nov 21 16:59:36  a@b' \
		'6ALGl0A1000079*       6 Sat Nov 21 16:47 <a@b>'; do
		printf '{"queue_id": "0FD9DAA6B25", "subject": "%s"}\n' \
			"$subject" >"$tmp/json"
		qls -k subject "$tmp/json" >"$tmp/list"
		into 2 qls "$tmp/list"
		has "$(cat "$tmp/err")" "no list of messages that is known"
	done
}

@test "listings: postqueue -j of 3.11: what bounced is not waited for" {
	cat >"$tmp/json" <<-'J'
		{"queue_name": "deferred", "queue_id": "0FD9DAA6B25", "arrival_time": 1795280376, "message_size": 381, "forced_expire": true, "sender": "MAILER-DAEMON", "recipients": [{"address": "a@x.test", "orig_address": "", "delay_reason": "later"}, {"address": "b@x.test", "orig_address": "alias@x.test", "bounce_reason": "no such user"}, {"address": "c@x.test", "other_reason": "x"}]}
	J
	prints $'<>\ta@x.test,c@x.test\tb@x.test\tno such user\n' \
		qls -k sender,rcpts,done,reason "$tmp/json"
}

@test "listings: JSON whose parts are of another kind is left out, and told" {
	local line
	for line in '"recipients":[{"address":5}]' '"recipients":["a@b"]' \
		'"recipients":[{"address":"a@b"]' '"recipients":[{}]' \
		'"done":[5]' '"rcptsall":[{}]'; do
		echo '{"queue_id":"4F1E2D3C4B","sender":"a@b.c"}' >"$tmp/list"
		echo "{\"queue_id\":\"4F1E2D3C4C\",$line}" >>"$tmp/list"
		ask 2 qls -k id "$tmp/list"
		same 4F1E2D3C4B "$output"
		has "$stderr" "$tmp/list: line 2: not in order, left out"
	done
	# What is beside the address may be anything.
	echo '{"queue_id":"4F1E2D3C4C","recipients":[{"address":"a@b","x":[5]}]}' \
		>"$tmp/list"
	prints $'a@b\n' qls -k rcpts "$tmp/list"
}

@test "listings: records with a number, a time, a list that are none" {
	local id=1xUnyH-0006we-0M bad
	printf 'id\tbytes\tnext\trcpts\n%s\t5\t%s\ta@b,c@d\n' $id \
		2026-11-22T00:00:00Z >"$tmp/list"
	prints $'5\t1795305600\ta@b,c@d\n' qls -k bytes,next,rcpts "$tmp/list"
	for bad in $'x\t-\t-' $'-5\t-\t-' $'5\tsoon\t-' $'5\t-\ta@b,\\x4'; do
		printf 'id\tbytes\tnext\trcpts\n%s\t%s\n' $id "$bad" >"$tmp/list"
		ask 2 qls -k id "$tmp/list"
		same "" "$output"
		has "$stderr" "$tmp/list: line 2: not in order, left out"
	done
}

@test "listings: what exiqgrep and qgrep -l print reads back" {
	{
		echo ' 2h  1.2K 1xUnyH-0006we-0M <a@b.example>'
		printf '\t  c@d.example\n\t  D done@d.example\n\n'
	} >"$tmp/list"
	prints $'1xUnyH-0006we-0M\ta@b.example\tc@d.example\tdone@d.example\n' \
		qls -k id,sender,rcpts,done "$tmp/list"
}

@test "listings: one that cannot be read is told once" {
	into 2 qls .
	same "qls: .: Is a directory" "$(cat "$tmp/err")"
	into 2 sh -c 'qcount - <&-'
	same "qcount: standard input: Bad file descriptor" "$(cat "$tmp/err")"
}
