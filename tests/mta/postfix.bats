# The tools beside a real Postfix, in a root of its own (tests/root) and in
# namespaces of its own: what they say is what its own tools say.

load ../lib

setup_file() {
	local pid
	[ "$(id -u)" = 0 ] || return 0
	ROOT=$(tests/root postfix)
	rm -f "$ROOT/srv/ready"
	unshare -n -m -p --fork --kill-child tests/mta/postfix.sh "$ROOT" \
		</dev/null >"$BATS_FILE_TMPDIR/log" 2>&1 3>&- &
	local unshared=$!
	for _ in {1..1200}; do
		pid=$(pgrep -P $unshared) && [ -e "/proc/$pid/root/srv/ready" ] &&
			break
		kill -0 $unshared 2>/dev/null || break
		sleep .1
	done
	INSIDE=$pid
	export ROOT INSIDE
	[ -e "/proc/$INSIDE/root/srv/ready" ] || cat "$BATS_FILE_TMPDIR/log"
}

# The first process of a namespace takes all others of it with it.
teardown_file() {
	[ -z "$INSIDE" ] || kill -KILL "$INSIDE"
}

setup() {
	need_root
	tmp=$BATS_TEST_TMPDIR
	top=/proc/$INSIDE/root
	emptied
	inside sh -c 'rm -rf /var/spool/kept /srv/kept'
}

# inside COMMAND...: in the root, where Postfix runs. In a session of its own:
# when master(8) is stopped it ends all of its process group.
inside() {
	nsenter --target "$INSIDE" --net --mount --pid --root --wd=/ \
		setsid -w env PATH=/srv/bin:/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC0 \
		LC_ALL=C "$@"
}

# What moves from one of its directories to another while postsuper reads them
# can escape it, and it fails as long as Postfix starts: empty is what stays so.
emptied() {
	local i quiet=0
	for ((i = 0; i < 600 && quiet < 2; i++)); do
		inside postsuper -d ALL 2>/dev/null || true
		[ -z "$(inside find /var/spool/postfix/incoming \
			/var/spool/postfix/active /var/spool/postfix/deferred \
			/var/spool/postfix/hold /var/spool/postfix/maildrop \
			-type f)" ] && ((++quiet)) || quiet=0
		((quiet)) || sleep .1
	done
	((quiet == 2))
}

send() {
	nsenter --target "$INSIDE" --net tests/mta/postfix_send.py "$@"
}

# Until what was logged so far is in the log: postlogd writes it when it can.
logged() {
	local mark=mark-$RANDOM-$RANDOM
	inside postlog "$mark" 2>/dev/null
	within grep -q "$mark" "$top/var/log/mail.log"
}

# Until so many messages were tried, and could not be delivered.
await_deferred() {
	local n
	for _ in {1..600}; do
		n=$(inside qgrep -c -w queue=deferred || true)
		if [ "$n" = "$1" ]; then
			logged
			return
		fi
		sleep .1
	done
	echo "deferred: $n, not $1"
	inside postqueue -p
	tail -n 20 "$top/var/log/mail.log"
	return 1
}

# listens PORT: in hexadecimal.
listens() {
	nsenter --target "$INSIDE" --net \
		grep -q ":$1 00000000:0000 0A " /proc/net/tcp
}

# submit UID TEXT: hands a message in as sendmail(1) does for that user.
submit() {
	printf '%s' "$2" | inside setpriv --reuid="$1" --regid="$1" \
		--clear-groups sendmail -t
}

# Has it started again; it does not as long as something of the old one runs.
# At the end nothing is left that would start it once more.
start() {
	local i
	for ((i = 0; i < 100; i++)); do
		inside touch /srv/start
		within inside test ! -e /srv/start
		within starting_ended
		! inside postfix status 2>/dev/null || return 0
	done
	return 1
}

starting_ended() {
	! pgrep --ns "$INSIDE" --nslist pid -f 'postfix start|postfix-script start'
}

# set_up NAME=VALUE...: from now on. After a mere reload what was before goes on
# for a while.
set_up() {
	inside postconf -e "$@"
	inside postfix stop 2>/dev/null
	start
}

# long yes|no: the kind of the ids that messages get.
long() {
	set_up enable_long_queue_ids="$1"
}

# Ids of both kinds, mail of all ways in.
mixed() {
	long no
	send several
	submit 33 $'To: l@refused.test\nSubject: local\nX-PHP-Originating-Script: 33:m.php\n\nhi\n'
	await_deferred 6
	long yes
	send several
	submit 0 $'To: l@refused.test\nSubject: root\n\nhi\n'
	await_deferred 12
	same 6 "$(inside qls -k id | grep -cxE '[0-9A-F]{6,}')"
	same 6 "$(inside qls -k id | grep -cxE '[0-9B-Zb-z]{10,}z[0-9B-Zb-y]+')"
}

paragraphs() {
	awk 'BEGIN { RS = "" } { gsub("\n", "\\n"); print }' <(sed 1G "$1") |
		LC_ALL=C sort
}

# What all tools say of all messages is what Postfix's say.
agree() {
	local id
	inside postqueue -j >"$tmp/theirs"
	inside qls -j -k queue,id,time,bytes,state,sender,rcpts,reason >"$tmp/ours"
	tests/postqueue_same.py "$tmp/ours" "$tmp/theirs"
	same "$(wc -l <"$tmp/theirs")" "$(inside qcount)"
	# Its width is that of the configuration, ours that of the ids.
	inside postqueue -p | tr -s ' ' >"$tmp/theirs.p"
	inside qls -m | tr -s ' ' >"$tmp/ours.p"
	diff <(paragraphs "$tmp/theirs.p" | grep -v '^-') \
		<(paragraphs "$tmp/ours.p" | grep -v '^-')
	for id in $(inside qls -k id); do
		inside postcat -qh "$id" >"$tmp/theirs"
		inside qhdr -r "$id" >"$tmp/ours"
		cmp "$tmp/theirs" "$tmp/ours"
		# With -h it does not take the rest of long lines for body.
		inside postcat -qbh "$id" | tail -c +"$(($(wc -c <"$tmp/ours") + 1))" \
			>"$tmp/theirs"
		inside qbody -r "$id" >"$tmp/ours"
		cmp "$tmp/theirs" "$tmp/ours"
	done
}

@test "postfix: both kinds of ids, listed, header and body" {
	mixed
	agree
}

@test "postfix: short ids alone are listed in postqueue's columns" {
	long no
	send several
	await_deferred 5
	inside postqueue -p >"$tmp/theirs"
	inside qls -m >"$tmp/ours"
	diff <(paragraphs "$tmp/theirs") <(paragraphs "$tmp/ours")
}

@test "postfix: long ids alone are listed in postqueue's columns" {
	long yes
	send several
	await_deferred 5
	inside postqueue -p >"$tmp/theirs"
	inside qls -m >"$tmp/ours"
	diff <(paragraphs "$tmp/theirs") <(paragraphs "$tmp/ours")
}

# Reasons that differ in what is not shown only, none, blanks around.
@test "postfix: reasons as its logs hardly have them" {
	long no
	submit 33 $'To: a@refused.test, b@refused.test, c@refused.test\n\nx\n'
	await_deferred 1
	printf '%s\n' recipient=a@refused.test reason=$'\1 why' '' \
		recipient=b@refused.test reason=$'\2 why' '' \
		recipient=c@refused.test reason= '' \
		recipient=d@refused.test '' \
		'recipient = e@refused.test ' $'reason =  \twhy = so  ' '' >"$tmp/log"
	inside sh -c 'cat >"$(find /var/spool/postfix/defer -type f)"' <"$tmp/log"
	inside postqueue -p >"$tmp/theirs"
	inside qls -m >"$tmp/ours"
	diff "$tmp/theirs" "$tmp/ours"
	grep -qF '((description unavailable))' "$tmp/ours"
	inside qls -j -k reason | grep -qF '"(description unavailable)"'
	inside qls -j -k rcpts,reason | grep -qF '"delay_reason": "\u0001 why"'
}

@test "postfix: on hold, told to expire, queued again" {
	mixed
	local ids
	mapfile -t ids < <(inside qls -k id)
	inside postsuper -h "${ids[1]}" 2>/dev/null
	inside postsuper -h "${ids[8]}" 2>/dev/null
	inside postsuper -e "${ids[2]}" 2>/dev/null
	inside postsuper -r "${ids[3]}" 2>/dev/null
	# Who hands something in wakes pickup(8).
	submit 33 $'To: l@refused.test\nSubject: wake up\n\n'
	await_deferred 11
	agree
	same "${ids[1]}
${ids[8]}" "$(inside qgrep -i -w state=hold)"
	has "$(inside qls -j - <<<"${ids[2]}")" '"forced_expire": true'
}

@test "postfix: origins are how the mail came in" {
	mixed
	same "2 auth:alice@mx1.example.test
1 local:root
4 loop:[127.0.0.1]
1 php:www-data/33:m.php
2 remote:[198.51.100.7]
2 remote:[2001:db8::25]" "$(inside qcount -k origin | tr '\t' ' ' | sort -k 2)"
	# A client's word of a script is not believed.
	same "$(grep -c sasl_username "$top/var/log/mail.log")" \
		"$(grep -c alice@mx1 "$top/var/log/mail.log")"
	same "2026 - -" "$(inside qls -k date,host,user - <<<"$(inside qgrep -i \
		-f spam@forged.test | head -n 1)" | sed 's/^2[0-9]*-[^\t]*/2026/' |
		tr '\t' ' ')"
}

@test "postfix: qlog is what its logs say" {
	mixed
	local id
	for id in $(inside qls -k id); do
		grep -a "$id: " "$top/var/log/mail.log" >"$tmp/want" || {
			echo "no $id in the log"
			inside qls -k id,queue,date
			tail -n 40 "$top/var/log/mail.log"
			return 1
		}
		inside qlog -m "$id" >"$tmp/ours"
		cmp "$tmp/want" "$tmp/ours"
		inside sh -c "cat \$(find /var/spool/postfix/defer -name $id)" \
			>"$tmp/want"
		inside qlog "$id" >"$tmp/ours"
		cmp "$tmp/want" "$tmp/ours"
	done
}

@test "postfix: in delivery, waiting in maildrop" {
	nsenter --target "$INSIDE" --net tests/mta/postfix_send.py sink 3>&- &
	local sink=$!
	within listens 09DD
	send many 3
	for _ in {1..600}; do
		[ "$(inside qgrep -c -w state=active || true)" = 3 ] && break
		sleep .05
	done
	same 3 "$(inside qcount -k state | sed 's/\tactive//')"
	agree
	# What is in delivery is removed all the same.
	ask 0 inside qrm "$(inside qls -k id | head -n 1)"
	has "$output" removed
	same 2 "$(inside qcount)"
	kill $sink
	inside postfix stop 2>/dev/null
	submit 33 $'To: l@refused.test\nSubject: waits\n\nhi\n'
	same "queued 33" "$(inside qls -k state,uid - <<<"$(inside qgrep -i \
		-w queue=maildrop)" | tr '\t' ' ')"
	inside postqueue -j 2>/dev/null >"$tmp/theirs"
	inside qls -j -k queue,id,time,bytes,state,sender,rcpts,reason >"$tmp/ours"
	tests/postqueue_same.py "$tmp/ours" "$tmp/theirs"
	start
	await_deferred 3
}

# --- removal

@test "postfix: qrm removes what it is told to, and postsuper logs it" {
	mixed
	local ids
	mapfile -t ids < <(inside qls -k id)
	ask 0 inside qrm "${ids[0]}" "${ids[7]}"
	same "removed removed" "$(cut -f 2 <<<"$output" | xargs)"
	has "$stderr" "qrm: 2 removed"
	same 10 "$(inside postqueue -j | wc -l)"
	agree
	logged
	for id in "${ids[0]}" "${ids[7]}"; do
		grep -q "postsuper.*$id: removed" "$top/var/log/mail.log"
		same "" "$(inside find /var/spool/postfix -name "$id")"
	done
	ask 2 inside qrm "${ids[0]}"
	same missing "$(cut -f 2 <<<"$output")"
	ask 0 inside qrm - <<<"${ids[0]}"
}

@test "postfix: all of the queue only with -a; ALL is refused" {
	send many 12
	await_deferred 12
	ask 2 inside qrm - <<<"$(inside qls -k id)"
	has "$stderr" "-a"
	ask 2 inside qrm ALL
	ask 2 inside qrm - <<<ALL
	same 12 "$(inside qcount)"
	ask 0 inside qrm -a - <<<"$(inside qls)"
	same 12 "$(grep -c removed <<<"$output")"
	same "Mail queue is empty" "$(inside postqueue -p)"
}

@test "postfix: what postqueue -j prints is removed, if it still is that" {
	mixed
	inside postqueue -j >"$tmp/j"
	sed -n 3p "$tmp/j" >"$tmp/one"
	sed 's/"arrival_time": 1/"arrival_time": 2/' "$tmp/one" >"$tmp/other"
	inside tee /srv/other <"$tmp/other" >"$tmp/null"
	ask 2 inside sh -c 'qrm </srv/other'
	same refused "$(cut -f 2 <<<"$output")"
	has "$stderr" "not the message that the line speaks of"
	inside tee /srv/one <"$tmp/one" >"$tmp/null"
	ask 0 inside sh -c 'qrm </srv/one'
	same removed "$(cut -f 2 <<<"$output")"
}

@test "postfix: removed with a copy, put back, on hold, released, delivered" {
	mixed
	local id all
	all=$(inside qls -k id)
	for id in $(sed -n '1p;8p' <<<"$all"); do
		inside qls -k sender,rcpts,bytes,time - <<<"$id" >"$tmp/before"
		ask 0 inside qrm -b /var/spool/kept "$id"
		same removed "$(cut -f 2 <<<"$output")"
		same 11 "$(inside qcount)"
		same "$id" "$(inside qls -k id -d /var/spool/kept)"
		ask 0 inside qrm -u /var/spool/kept "$id"
		same restored "$(cut -f 2 <<<"$output")"
		has "$stderr" "/usr/sbin/postsuper -H ID"
		same hold "$(inside qls -k state - <<<"$id")"
		same "$(cat "$tmp/before")" \
			"$(inside qls -k sender,rcpts,bytes,time - <<<"$id")"
		# Postfix itself has nothing to put right.
		same "" "$(inside postsuper -s 2>&1)"
		same 0 "$(inside qcount -d /var/spool/kept)"
		agree
		inside qlog "$id" >/dev/null
		inside postsuper -H "$id" 2>/dev/null
		same 12 "$(inside postqueue -j | wc -l)"
	done
	set_up default_transport=discard: relayhost=
	for _ in {1..100}; do
		inside postqueue -f
		sleep .5
		[ "$(inside qcount)" != 0 ] || break
	done
	same 0 "$(inside qcount)"
	logged
	set_up default_transport=smtp 'relayhost=[127.0.0.1]:2525'
	same 0 "$(inside qcount)"
	grep -q "$id: to=.*status=sent" "$top/var/log/mail.log"
}

@test "postfix: a copy in another file system: a short id cannot come back" {
	mixed
	local short long
	short=$(inside qls -k id | grep -xE '[0-9A-F]+' | head -n 1)
	long=$(inside qls -k id | grep -vxE '[0-9A-F]+' | head -n 1)
	ask 0 inside qrm -b /root/kept "$short" "$long"
	ask 2 inside qrm -u /root/kept "$short" "$long"
	same "failed restored" "$(cut -f 2 <<<"$output" | xargs)"
	has "$stderr" "$short: Invalid cross-device link"
	same "$short" "$(inside qls -k id -d /root/kept)"
	same "hold 700 postfix" "$(inside qls -k state - <<<"$long") \
$(inside stat -c '%a %U' "/var/spool/postfix/hold/$long")"
	same "" "$(inside postsuper -s 2>&1)"
	agree
	inside rm -rf /root/kept
}

@test "postfix: what was on hold stays so if its removal is given up" {
	send many 2
	await_deferred 2
	local a b
	a=$(inside qls -k id | head -n 1)
	b=$(inside qls -k id | tail -n 1)
	inside postsuper -h "$a" 2>/dev/null
	# Copies cannot be written where there is a file in place of hold/.
	inside sh -c 'mkdir -m 700 /var/spool/kept; : >/var/spool/kept/hold'
	ask 2 inside qrm -b /var/spool/kept "$a" "$b"
	same "failed failed" "$(cut -f 2 <<<"$output" | xargs)"
	has "$stderr" "nothing removed"
	same "$a hold
$b deferred" "$(inside qls -k id,state | tr '\t' ' ')"
}

@test "postfix: another queue than Postfix's is not touched" {
	send many 2
	await_deferred 2
	inside sh -c 'rm -rf /srv/other; cp -a /var/spool/postfix /srv/other'
	ask 2 inside qrm -d /srv/other - <<<"$(inside qls -k id)"
	has "$stderr" "works on /var/spool/postfix, not on /srv/other"
	same 2 "$(inside qcount -d /srv/other)"
	inside sh -c 'rm -rf /srv/conf; cp -a /etc/postfix /srv/conf
		postconf -c /srv/conf -e queue_directory=/srv/other'
	ask 0 inside qrm -C /srv/conf -d /srv/other - \
		<<<"$(inside qls -k id | head -n 1)"
	same 1 "$(inside qcount -d /srv/other)"
	same 2 "$(inside qcount)"
}

@test "postfix: stopped, with a log that postsuper may not write" {
	send many 5
	await_deferred 5
	inside postfix stop 2>/dev/null
	inside cp -p /var/log/mail.log /srv/mail.log
	inside chown root /var/log/mail.log
	inside chmod 600 /var/log/mail.log
	ask 0 inside qrm - <<<"$(inside qls -k id)"
	same 5 "$(grep -c removed <<<"$output")"
	same 0 "$(inside qcount)"
	submit 33 $'To: l@refused.test\nSubject: waits\n\nhi\n'
	ask 2 inside qrm -b /var/spool/kept "$(inside qls -k id)"
	has "$stderr" "Postfix cannot hold what is still in maildrop"
	ask 0 inside qrm "$(inside qls -k id)"
	# As it was: until postlogd runs, Postfix's own tools fail like that.
	inside mv /srv/mail.log /var/log/mail.log
	start
}

# first REPORT: the commands that it says to run first.
first() {
	sed -n '/^1\. /,/^2\. /s/^     //p' "$1"
}

@test "postfix: qtriage: its first commands hold the worst, its others remove" {
	mixed
	inside qtriage >"$tmp/report"
	has "$(cat "$tmp/report")" "auth:alice@mx1.example.test"
	has "$(first "$tmp/report")" "| postsuper -h -"
	first "$tmp/report" | inside sh -e 2>"$tmp/said"
	# Of loop:, auth: and remote: those in the queue, and no others.
	same "4 loop:[127.0.0.1]
2 auth:alice@mx1.example.test
2 remote:[198.51.100.7]" "$(inside qgrep -w state=hold -k origin |
		sort | uniq -c | sed 's/^ *//' | sort -k 1,1nr -k 2)"
	sed -n '/^   remove, with a copy:/,/^   [^ ]/s/^     //p' "$tmp/report" |
		sed 's|/root/removed|/var/spool/kept|' >"$tmp/commands"
	same 3 "$(wc -l <"$tmp/commands")"
	inside sh -e <"$tmp/commands" 2>"$tmp/said"
	same 4 "$(inside qcount)"
	same 8 "$(inside qcount -d /var/spool/kept)"
}
