# qtriage: each kind of culprit is found in a machine's files, shown with what
# proves it, and what is to be typed next does what it says; hostile names come
# to no harm; nothing is changed.

load lib
load spools

at=1763000000 # 2025-11-13 02:13:20 UTC

# The recorded parts of machines, once.
setup_file() {
	local dir=$BATS_FILE_TMPDIR
	for part in postfix-3.7 sendmail-8.17 openssh-9.2; do
		tar -xJf "$BATS_TEST_DIRNAME/fixtures/$part.tar.xz" -C "$dir" \
			--warning=no-timestamp
	done
	mkweblog -b 3000000 -t $at -n 7200 -m 100 -g /mailer.php -i "$dir/sent" \
		>"$dir/access.log"
}

setup() {
	tmp=$BATS_TEST_TMPDIR
	root=$tmp/root
	spool=$root/var/spool/exim4
	mkdir -p "$spool/input" "$spool/msglog" "$root/etc"
	printf '%s\n' 'root:x:0:0:root:/root:/bin/bash' \
		'shop:x:1001:1001::/home/shop:/bin/sh' \
		'bob:x:1002:1002::/home/bob:/bin/sh' >"$root/etc/passwd"
}

# file PATH: standard input becomes that file below the root.
file() {
	mkdir -p "$(dirname "$root/$1")"
	cat >"$root/$1"
}

# triage [OPTION...]: the report on the root, in $output.
triage() {
	ask "${want-0}" qtriage "$@" -r "$root"
}

# json PYTHON [OPTION...]: of the report r that is so.
json() {
	local that=$1
	shift
	into "${want-0}" qtriage -j "$@" -r "$root"
	python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
def finding(origin):
    return [f for f in r["findings"] if f["origin"] == origin][0]
'"$that" "$tmp/out"
}

# id_at SECONDS [N]: an id of Exim 4.96 of that time.
id_at() {
	local digits=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz
	local n=$1 s='' i
	for ((i = 0; i < 6; i++)); do
		s=${digits:n % 62:1}$s
		n=$((n / 62))
	done
	printf '%s-%06d-00' "$s" "${2:-1}"
}

# time_of ID: its second.
time_of() {
	local digits=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz
	local n=0 i before
	for ((i = 0; i < 6; i++)); do
		before=${digits%%"${1:i:1}"*}
		n=$((n * 62 + ${#before}))
	done
	echo $n
}

# mail SECONDS N USER:UID SENDER [OPTION-LINE...] [--] [FIELD...]
mail() {
	local time=$1 n=$2 user=${3%:*} uid=${3#*:} sender=$4 lines=()
	shift 4
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		lines+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	{
		printf '%s %s %s\n<%s>\n%s 0\n' "$user" "$uid" "$uid" \
			"$sender" "$time"
		[ ${#lines[@]} = 0 ] || printf '%s\n' "${lines[@]}"
		printf 'XX\n1\nv%s@victim%s.example\n\n' "$n" $((n % 3))
		printf ' Subject: hello %s\n' "$n"
		[ $# = 0 ] || printf ' %s\n' "$@"
	} | put "$spool" "$(id_at "$time" "$n")"
}

# by_php N: messages of the web log's script, as PHP sends them.
by_php() {
	local id path n=0
	file var/log/nginx/access.log <"$BATS_FILE_TMPDIR/access.log"
	while read -r id path; do
		[ "$path" != - ] && [ $n -lt "$1" ] || continue
		n=$((n + 1))
		put "$spool" "$id" <<-END
			shop 1001 1001
			<info@shop.example>
			$(time_of "$id") 0
			-ident shop
			-received_protocol local
			-local
			XX
			1
			v$n@victim.example

			 X-PHP-Originating-Script: 1001:mailer.php
			 Subject: Cheap $n
		END
	done <"$BATS_FILE_TMPDIR/sent"
}

# by_login N [LOGIN]: as a client that authenticated, from many addresses.
by_login() {
	local i
	for ((i = 0; i < $1; i++)); do
		mail $((at + i * 60)) $((500 + i)) Debian-exim:101 a@b.example \
			"-helo_name x" "-host_address [203.$((i % 7)).113.$i]:5$i" \
			"-host_name h$i.dyn.invalid" \
			"-received_protocol esmtpsa" "-host_auth plain" \
			"-auth_id ${2-info@victim.example}"
	done
}

# by_cron N: of bob, each 20 minutes, as a job of his sends them.
by_cron() {
	local i
	for ((i = 0; i < $1; i++)); do
		mail $((at - at % 1200 + (i / 4) * 1200 + 2 + i % 4)) \
			$((900 + i)) bob:1002 bob@shop.example "-ident bob" \
			"-received_protocol local" -local
	done
	printf '%s\n' '# jobs' '*/20 * * * * /usr/bin/perl /home/bob/x.pl' \
		'17 3 * * * true' | file var/spool/cron/crontabs/bob
}

# part TITLE: of the report in $output the section whose title has that.
part() {
	awk -v title="$1" '/^[0-9]+\. / { on = index($0, title) } on' \
		<<<"$output"
}

# command TITLE FINDING [N]: of a finding of the report in $output the command
# below that title.
command_of() {
	part "$2" | awk -v title="   $1:" '
		$0 == title { on = 1; next }
		/^   [a-z]/ { on = 0 }
		on' | sed 's/^     //' | sed -n "${3:-1}p"
}

# --- what is found

@test "a PHP script: who, how many, the request, its line, what to do" {
	by_php 60
	triage
	has "$output" "60 in the queue: 60 deferred"
	has "$output" "      60         0  php:shop/1001:mailer.php"
	[[ "$(part "php:shop")" =~ POST\ /mailer.php:\ with\ its\ [0-9]+ ]]
	has "$(part "php:shop" | tr -s '\n ' ' ')" \
		"first: $root/var/log/nginx/access.log:$(grep -n -m 1 \
			'POST /mailer.php' "$root/var/log/nginx/access.log" |
			cut -d: -f1)"
	same "qgrep -i -w 'origin = php:shop/1001:mailer.php' | xargs -r exim -Mf" \
		"$(part STOP | sed -n 's/^     //p')"
	has "$output" "X-PHP-Originating-Script: 1001:mailer.php"
	has "$output" "-user 1001 -name 'mailer.php'"
	json 'f = finding("php:shop/1001:mailer.php")
assert f["kind"] == "php" and f["count"] == 60, f
assert any("/mailer.php" in e for e in f["evidence"]), f
assert f["commands"]["remove"] == ["qgrep -w '"'"'origin = '"'"' | x"] or \
    "qrm -a -b /root/removed" in f["commands"]["remove"][0], f
assert sum(h["count"] for h in r["hours"]) == 60, r["hours"]'
}

@test "PHP's mail.log comes before all requests, with script and line" {
	local i
	by_php 30
	for ((i = 0; i < 30; i++)); do
		printf '[%s UTC] mail() on [/var/www/u/x y.php:%d]: To: %s\n' \
			"$(date -u -d @$((at + i * 60)) '+%d-%b-%Y %H:%M:%S')" \
			7 "v$i@victim$((i % 3)).example -- Headers:  -- Subject: a"
	done | file var/log/php/mail.log
	rm -r "$spool/input"
	mkdir "$spool/input"
	for ((i = 0; i < 30; i++)); do
		mail $((at + i * 60)) "$i" shop:1001 a@b.example \
			"-ident shop" "-received_protocol local" -local -- \
			"X-PHP-Originating-Script: 1001:x y.php"
	done
	triage
	has "$(part "php:shop" | tr -s '\n ' ' ')" \
		"PHP's mail.log: mail() in /var/www/u/x y.php:7 was called when 30 came ($root/var/log/php/mail.log)"
	has "$(part "php:shop" | tr -s '\n ' ' ')" \
		"first: $root/var/log/php/mail.log:1:"
}

@test "a login: addresses, networks, names, and no word of others" {
	by_login 20
	triage
	has "$(part auth:info)" \
		"20 messages from 20 addresses in 7 networks (/16)"
	has "$(part auth:info)" "names in .invalid"
	same "doveadm kick 'info@victim.example'" \
		"$(command_of block auth:info)"
	has "$(part auth:info)" "change the password"
	# A login that is a user of the machine can be locked.
	by_login 20 bob
	triage
	has "$(command_of "lock and end" auth:bob)" "passwd -l -- 'bob'"
}

@test "a cron job: its file and line, and the line's switch" {
	by_cron 24
	triage
	has "$(part local:bob | tr -s '\n ' ' ')" \
		'/var/spool/cron/crontabs/bob:2: "*/20 * * * * bob /usr/bin/perl /home/bob/x.pl" was due when 24 came'
	same "sed -i '2s/^/#/' '/var/spool/cron/crontabs/bob'" \
		"$(command_of block local:bob)"
	cd "$root"
	sh -c "$(command_of block local:bob | sed "s|'/var|'var|")"
	same "#*/20 * * * * /usr/bin/perl /home/bob/x.pl" \
		"$(sed -n 2p var/spool/cron/crontabs/bob)"
	sh -c "$(command_of undo local:bob | sed "s|'/var|'var|")"
	same "*/20 * * * * /usr/bin/perl /home/bob/x.pl" \
		"$(sed -n 2p var/spool/cron/crontabs/bob)"
}

# mailer PID UID: a process that speaks SMTP itself.
mailer() {
	local dir=$root/proc/$1
	mkdir -p "$dir/fd" "$root/proc/net"
	echo "$1 (x) S 1 $1 $1 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 5 0" >"$dir/stat"
	printf 'Uid:\t%s\t0\t0\t0\n' "$2" >"$dir/status"
	printf '%s\0' perl >"$dir/cmdline"
	ln -s '/tmp/.x (deleted)' "$dir/exe"
	ln -s 'socket:[77777]' "$dir/fd/3"
	echo "0: 01010101:0400 01020304:0019 01 0:0 0:0 0 $2 0 77777" \
		>>"$root/proc/net/tcp"
}

@test "a session and what speaks SMTP past the queue, of the user's and alone" {
	cp -a "$BATS_FILE_TMPDIR/openssh-9.2/." "$root"
	cp "$root/utmp-wiped-pts0.bin" "$root/run/utmp"
	mail $at 1 alice:1001 a@b.example "-ident alice" \
		"-received_protocol local" -local
	local user
	user=$(sshwho -x -r "$root" -k user 2>/dev/null | sed -n 1p)
	triage
	has "$(part "ssh:$user")" "flags"
	has "$(command_of "lock and end" "ssh:$user" 3)" \
		"sshwho -p -u '$user' | xargs -r kill"
	has "$(part local:alice)" "ssh session: "
	mailer 99 1001
	triage
	has "$(part direct:alice | tr -s '\n ' ' ')" \
		"pid 99, /tmp/.x (deleted)"
	same "smtpwho -k pid | grep -x 99 | xargs -r kill" \
		"$(command_of "lock and end" direct:alice)"
	has "$(part local:alice)" "speaks SMTP past the queue: pid 99"
	json 'assert finding("direct:alice")["count"] == 1
assert r["smtp"][0]["pid"] == 99 and r["sessions"]'
}

@test "only in the log: the day's arrivals that have left the queue" {
	local i t
	by_login 3
	for ((i = 0; i < 90; i++)); do
		t=$((at - 90000 + i * 1000))
		printf '%s %s <= x@ghost.example U=ghost P=local S=500\n' \
			"$(date -u -d @$t '+%F %T')" "$(id_at $t $((300 + i)))"
		printf '%s %s => u@far.example R=r T=smtp\n' \
			"$(date -u -d @$t '+%F %T')" "$(id_at $t $((300 + i)))"
	done | file var/log/exim4/mainlog
	triage
	# since the hour 23 hours before: 2025-11-12T03
	same 83 "$(grep -cE '^2025-11-(12 (0[3-9]|1|2)|13).*<=' \
		"$root/var/log/exim4/mainlog")"
	has "$output" "83 more came and are gone"
	has "$output" "       0        83  local:ghost"
	has "$output" "       0        90  far.example"
	has "$(part local:ghost | tr -s '\n ' ' ')" \
		"$root/var/log/exim4/mainlog:179: 2025-11-13 01:56:40"
	same "qgrep -w 'origin = local:ghost' -k date,sender,rcpts,subject '/var/log/exim4/mainlog' | tail" \
		"$(command_of look local:ghost)"
	# The queue's own in the log are not counted twice.
	printf '%s %s <= a@b.example H=x [1.2.3.4] P=esmtpsa A=l:info S=9\n' \
		"$(date -u -d @$at '+%F %T')" "$(id_at $at 500)" \
		>>"$root/var/log/exim4/mainlog"
	triage
	has "$output" "83 more came and are gone"
}

@test "a log that began today: the rotated one before it; what is older not" {
	local t
	for t in $((at - 200000)) $((at - 50000)); do
		printf '%s %s <= x@y.example U=old P=local S=5\n' \
			"$(date -u -d @$t '+%F %T')" "$(id_at $t)"
	done | file var/log/exim4/mainlog.1
	printf '%s %s <= x@y.example U=new P=local S=5\n' \
		"$(date -u -d @$at '+%F %T')" "$(id_at $at)" |
		file var/log/exim4/mainlog
	triage
	has "$output" "2 more came"
	has "$output" "       0         1  local:old"
	has "$(part local:old | tr -s '\n ' ' ')" "mainlog.1:2: "
}

@test "a copy has its own last day, however new it is" {
	local now t
	now=$(date +%s)
	for t in $((now - 90000)) $((now - 18000)); do
		printf '%s %s <= x@y.example U=old P=local S=5\n' \
			"$(date -u -d @$t '+%F %T')" "$(id_at $t)"
	done | file var/log/exim4/mainlog
	triage
	has "$output" "2 more came"
}

@test "a long log is entered near the day's start, whatever its lines" {
	mklog -b 9000000 -c -R -t $((at - 600000)) -d 600000 -i "$tmp/ids" |
		file var/log/exim4/mainlog
	local wanted last
	last=$(tail -n 1 "$root/var/log/exim4/mainlog" | cut -c1-19)
	last=$(date -u -d "$last" +%s)
	wanted=$(qls -k time "$root/var/log/exim4/mainlog" |
		awk -v s=$((last / 3600 * 3600 - 82800)) '$1 >= s' | wc -l)
	[ "$wanted" -gt 100 ]
	triage
	has "$output" "$wanted more came and are gone"
	# Line numbers are the file's.
	local line
	line=$(tr -s '\n ' ' ' <<<"$output" |
		grep -o 'mainlog:[0-9]*: 2[^ ]* [^ ]* [^ ]*' | head -n 1)
	line=${line#*:}
	has "$(sed -n "${line%%:*}p" "$root/var/log/exim4/mainlog")" \
		"${line#*: }"
}

@test "what looks innocent is told, with its evidence" {
	local i
	for ((i = 0; i < 8; i++)); do
		mail $((at + i)) $i bob:1002 bob@b.example -local -- \
			"X-Cron-Env: <SHELL=/bin/sh>" "Subject: Cron <bob@h> job"
		mail $((at + i)) $((20 + i)) shop:1001 n@b.example -local -- \
			"List-Unsubscribe: <mailto:x@y>"
		mail $((at + i)) $((40 + i)) root:0 r@b.example -local -- \
			"Auto-Submitted: auto-replied"
		mail $((at + i)) $((60 + i)) Debian-exim:101 f@far.example \
			"-host_address [203.0.113.$i]:25" -- \
			"X-Forwarded-For: a@b c@d"
		mail $((at + i)) $((80 + i)) Debian-exim:101 "" -local \
			-localerror
	done
	# the subject of put comes first: the cron ones have only theirs
	sed -i '/Subject: hello/d' "$spool"/input/*-00000[0-7]-00-H
	triage -n 20
	has "$(part cron:bob)" "output of cron jobs that MAILTO gets: 8 of 8"
	has "$(part local:shop)" "newsletter or list: 8 of 8"
	has "$(part local:root)" "autoresponder: 8 of 8"
	has "$(part "remote:[203.0.113.1]")" "forwarding"
	has "$(part bounce:)" "bounces: of 8 they are for, 0 are in domains"
	has "$(part bounce:)" "backscatter"
	# bounces to who sends here
	mail $at 99 shop:1001 x@victim0.example -local
	triage -n 20
	has "$(part bounce:)" "bounces: of 8 they are for, 3 are in domains"
}

# --- the other mail servers

@test "Postfix: queue and log tell the same origins; hold is its own" {
	local log=$root/var/log/mail.log
	rm -r "$spool"
	cp -a "$BATS_FILE_TMPDIR/postfix-3.7/03-allstates/spool" \
		"$root/var/spool/postfix"
	mkdir -p "$root/var/log"
	sed -E 's/^Nov 21 ([0-9:]+)/2026-11-21T\1+00:00/' \
		"$BATS_FILE_TMPDIR/postfix-3.7/mail.log" >"$log"
	echo 'www-data:x:33:33::/:/bin/sh' >>"$root/etc/passwd"
	triage
	has "$output" "81 in the queue: 61 deferred, 15 hold, 4 incoming, 1 active"
	has "$output" "      40         0  auth:bulk@example.test"
	same "qgrep -i -w 'origin = auth:bulk@example.test' | postsuper -h -" \
		"$(part STOP | sed -n 's/^     //p' | head -n 1)"
	has "$(part auth:bulk)" "13 from 203.0.113.101 bot1.test"
	json 'assert r["mta"] == "postfix" and r["messages"] == 81'
	# The queue is empty: the log alone.
	find "$root/var/spool/postfix" -type f -delete
	triage -n 20
	has "$output" "       0        40  auth:bulk@example.test"
	has "$output" "       0         2  auth:alice"
	has "$output" "       0         5  local:root"
	has "$output" "       0         1  remote:[198.51.100.7]"
	has "$output" "       0         1  remote:[2001:db8::25]"
	same "grep -a -n -F -e 'sasl_username=bulk@example.test' '/var/log/mail.log' | tail" \
		"$(command_of look auth:bulk)"
	has "$(part auth:bulk | tr -s '\n ' ' ')" "$log:"
	# Syslog's own stamps have no year: those of now.
	local now day
	day=$(date -u +%Y-%m-%d)
	now=$(date -u -d "$day" '+%b %e')
	sed -i -E "s/^2026-11-21T([0-9:]+)[+]00:00/$now \\1/" "$log"
	TZ=UTC0 triage
	has "$output" "       0        40  auth:bulk@example.test"
	has "$output" "${day}T16h"
}

@test "Sendmail: logins by AUTH lines, users through the client queue" {
	rm -r "$spool"
	cp -a "$BATS_FILE_TMPDIR"/sendmail/06-client/mqueue* "$root/var/spool"
	mkdir -p "$root/var/log"
	sed -E 's/^Nov 21 ([0-9:]+)/2026-11-21T\1+00:00/' \
		"$BATS_FILE_TMPDIR/sendmail/mail.log" >"$root/var/log/mail.log"
	triage
	has "$output" "      20         0  auth:bulk"
	has "$output" "qgrep -i -w 'origin = auth:bulk' | qrm -b /root/removed"
	has "$output" "Sendmail holds none by id"
	find "$root/var/spool" -type f -delete
	triage
	has "$output" "       0        20  auth:bulk"
	has "$output" "       0         1  auth:alice"
	has "$output" "       0         2  local:www-data"
	has "$output" "       0         1  local:root"
	# what the sender and the message say is no relay
	printf '%s mx1 sm-mta[99]: %s: from=<%s>, size=1, msgid=<%s>, %s\n' \
		2026-11-21T16:50:00+00:00 6ALGl3nR000999 \
		'x, relay=root@localhost' 'y, relay=root@localhost' \
		'proto=ESMTP, daemon=MTA, relay=[192.0.2.77]' \
		>>"$root/var/log/mail.log"
	triage -n 20
	has "$output" "       0         1  remote:[192.0.2.77]"
	has "$output" "       0         1  local:root"
}

@test "of syslog's log the newest 256 MiB of the day" {
	local line='2026-11-21T16:50:00+00:00 mx postfix/smtpd[9]: '
	rm -r "$spool"
	mkdir -p "$root/var/log"
	{
		echo "${line}0BAA6AA6B1F: client=a[192.0.2.1]"
		echo "${line/smtpd/qmgr}0BAA6AA6B1F: from=<a@b.test>, size=1,"
		yes "${line}$(printf '%04000d' 0)" | head -c 268435456
		echo
		echo "${line}0CAA6AA6B1F: client=a[192.0.2.2]"
		echo "${line/smtpd/qmgr}0CAA6AA6B1F: from=<a@b.test>, size=1,"
	} >"$root/var/log/mail.log"
	triage
	rm "$root/var/log/mail.log"
	has "$output" "1 more came"
	has "$output" "remote:[192.0.2.2]"
	has "$output" "only the newest 256 MiB of the log were looked at"
}

@test "where Exim logs it: the directory that a user's mail came from" {
	local i
	mail $at 1 shop:1001 a@b.example -local
	for ((i = 0; i < 5; i++)); do
		printf '%s cwd=/var/www/shop/up 3 args: sendmail -t -i\n' \
			"$(date -u -d @$((at + i)) '+%F %T')"
		printf '%s %s <= a@b.example U=shop P=local S=5\n' \
			"$(date -u -d @$((at + i)) '+%F %T')" \
			"$(id_at $((at + i)) 1)"
	done | file var/log/exim4/mainlog
	triage
	has "$(part local:shop)" \
		"5 were handed in from /var/www/shop/up, by the log"
}

@test "what cannot be read is told, in the report too; the rest goes on" {
	by_php 20
	gzip -c "$root/var/log/nginx/access.log" >"$tmp/gz"
	mv "$tmp/gz" "$root/var/log/nginx/b.access.log"
	want=2 triage
	has "$stderr" "b.access.log: compressed"
	has "$(part SESSIONS)" "b.access.log: compressed"
	has "$(part php:)" "POST /mailer.php: with its"
	want=2 json 'assert "b.access.log" in r["errors"][0], r["errors"]
assert finding("php:shop/1001:mailer.php")'
}

# --- what it prints is run, on real Exim and mailblock

# live COMMAND...: with the root's var as the machine's, and Exim's and qrm's
# configuration for its queue.
live() {
	# shellcheck disable=SC2016
	unshare -m sh -c 'mount --bind "$1/var" /var && shift && exec "$@"' sh \
		"$root" env PATH="$tmp/bin:$PATH" "$@"
}

# next TITLE FINDING [N]: that command of the report is run by sh there, with
# its own directory for the copies.
next() {
	local command
	command=$(command_of "$@")
	[ -n "$command" ]
	ask "${want-0}" live sh -c "${command//"/root/removed"/$tmp/removed}"
}

@test "live: held, looked at, blocked, removed, put back, as it is printed" {
	need_root
	local i ini=$root/var/www/shop/data/php-bin/php.ini report stop which
	for ((i = 0; i < 12; i++)); do
		mail $((at + i * 60)) $i shop:1001 info@shop.example \
			-local -- "X-PHP-Originating-Script: 1001:x.php"
		printf '[%s UTC] mail() on [/var/www/shop/data/www/x.php:3]: To: %s\n' \
			"$(date -u -d @$((at + i * 60)) '+%d-%b-%Y %H:%M:%S')" \
			"v$i@victim$((i % 3)).example -- Headers:  -- Subject: a"
	done >"$tmp/log"
	file var/log/php/mail.log <"$tmp/log"
	by_login 3
	file var/www/shop/data/php-bin/php.ini <<-END
		[PHP]
		sendmail_path = "/usr/sbin/sendmail -t -i"
	END
	cp "$ini" "$tmp/ini"
	chown -R Debian-exim:Debian-exim "$spool"
	mkdir "$tmp/bin"
	open_path
	printf '%s\n' 'spool_directory = /var/spool/exim4' \
		'log_file_path = /var/spool/exim4/log/%slog' \
		'keep_environment =' >"$tmp/conf"
	chmod go-w "$tmp/conf"
	printf '#!/bin/sh\nexec exim4 -C %s "$@"\n' "$tmp/conf" >"$tmp/bin/exim"
	printf '#!/bin/sh\nexec %s -C %s "$@"\n' "$O/bin/qrm" "$tmp/conf" \
		>"$tmp/bin/qrm"
	chmod +x "$tmp/bin/exim" "$tmp/bin/qrm"
	ask 0 live qtriage
	report=$output
	# stop: all 12 are frozen, the others not
	stop=$(part STOP | sed -n 's/^     //p' | head -n 1)
	ask 0 live sh -c "$stop"
	same $'12\tfrozen\n3\tdeferred' "$(qcount -k state -d "$spool")"
	ask 0 live sh -c "${stop/-Mf/-Mt}"
	same $'15\tdeferred' "$(qcount -k state -d "$spool")"
	# look
	for which in 2:hello 3:hello 4:body; do
		output=$report
		next look php:shop "${which%:*}"
		has "$output" "${which#*:}"
	done
	# block, seen before and undone
	output=$report
	has "$(part php:shop)" "mail() in /var/www/shop/data/www/x.php:3"
	same "mailblock -b -n -i -s 'shop' '/var/www/shop/data/php-bin/php.ini'" \
		"$(command_of block php:shop)"
	next block php:shop
	has "$output" '+sendmail_path = "/bin/false"'
	cmp "$ini" "$tmp/ini"
	output=$report
	next block php:shop 2
	grep -q '^sendmail_path = "/bin/false"$' "$ini"
	output=$report
	next undo php:shop
	cmp "$ini" "$tmp/ini"
	# dry run, remove, undo: the others' mail is untouched
	output=$report
	next "dry run" php:shop
	same 12 "$(grep -c would-remove <<<"$output")"
	output=$report
	next "remove, with a copy" php:shop
	same $'3\tauth:info@victim.example' "$(qcount -k origin -d "$spool")"
	output=$report
	next undo php:shop 2
	same 15 "$(qcount -d "$spool")"
}

@test "live: all of a queue is taken with -a; Sendmail's stop keeps a copy" {
	local q=$root/var/spool/mqueue stop
	rm -r "$spool"
	cp -a "$BATS_FILE_TMPDIR"/sendmail/06-client/mqueue "$q"
	mkdir -p "$root/var/log"
	sed -E 's/^Nov 21 ([0-9:]+)/2026-11-21T\1+00:00/' \
		"$BATS_FILE_TMPDIR/sendmail/mail.log" >"$root/var/log/mail.log"
	ask 0 qtriage -d "$q"
	stop=$(part STOP | sed -n 's/^     //p' | head -n 1)
	has "$stop" "-w 'origin = auth:bulk' | qrm -d '$q' -b /root/removed"
	ask 0 sh -c "${stop/"/root/removed"/$tmp/removed}"
	same "" "$(qcount -k origin -d "$q" 2>/dev/null | grep auth:bulk)"
	same 20 "$(qcount -d "$tmp/removed" 2>/dev/null)"
	ask 0 qrm -d "$q" -u "$tmp/removed" < <(qls -k id -d "$tmp/removed")
	same $'20\tauth:bulk' \
		"$(qcount -k origin -d "$q" 2>/dev/null | grep auth:bulk)"
	# Exim: twelve of one origin are all that there is
	mkdir -p "$spool/input" "$spool/msglog"
	by_login 12
	ask 0 qtriage -d "$spool"
	has "$(command_of "remove, with a copy" auth:)" "qrm -d '$spool' -a -b"
}

# --- hostile names

# A user, a script, a login, a sender, a subject, a request, a job.
hostile() {
	local evil=$'a\'"$(touch x)`touch y`\e[31m;touch z #' i
	for ((i = 0; i < 5; i++)); do
		mail $((at + i * 60)) $i shop:1001 "\"$evil\"@b.example" \
			-local -- "X-PHP-Originating-Script: 1001:$evil.php" \
			"From: $evil <a@b>"
		mail $((at + i * 60)) $((20 + i)) "$evil:1002" a@b.example \
			-local
		mail $((at + i * 60)) $((40 + i)) x:1 a@b.example \
			"-host_address [192.0.2.1]:5" "-host_name $evil" \
			"-host_auth plain" \
			"-auth_id -$evil"
		printf '192.0.2.1 - - [%s +0000] "%s" 200 5\n' \
			"$(date -u -d @$((at + i * 60 + 1)) '+%d/%b/%Y:%T')" \
			"POST /\\x27\\x22\$(touch x)\\x1B[31m.php HTTP/1.1"
	done >"$tmp/web"
	file var/log/nginx/access.log <"$tmp/web"
	echo "$evil:x:1009:1009::/:/bin/sh" >>"$root/etc/passwd"
	printf '%s\n' "* * * * * touch '\$(touch x)'\$'\\e[31m'" |
		file "var/spool/cron/crontabs/bob"
	printf '%s %s <= a@b.example U=%s P=local S=5\n' \
		"$(date -u -d @$at '+%F %T')" "$(id_at $at 700)" "$evil" |
		file var/log/exim4/mainlog
	same 15 "$(qcount -d "$spool")"
}

@test "hostile names: no control byte is printed, and JSON has them whole" {
	hostile
	triage -n 9
	[[ $output != *[$'\x01'-$'\x08\x0b'-$'\x1f\x7f']* ]]
	has "$output" '\x1B[31m'
	json 'evil = "a\u0027\"$(touch x)`touch y`\x1b[31m;touch z #"
assert finding("php:shop/1001:" + evil + ".php")["count"] == 5
assert finding("local:" + evil)["queue"] == 5
assert finding("auth:-" + evil)["count"] == 5
assert any(evil in s["sender"] for s in r["senders"])' -n 9
	LC_ALL=C grep -q '[^ -~]' "$tmp/out" && return 1
	# bytes that are no UTF-8, C1 and bidi are JSON as the tools have it
	mail $at 90 $'\xff\xc2\x85\xe2\x80\xae:5' a@b.example -local
	json 'assert finding("local:\udcff\x85\u202e")["count"] == 1' -n 9
}

@test "hostile names: what is printed for sh picks just those messages" {
	hostile
	mkdir "$tmp/cwd"
	cd "$tmp/cwd"
	mailer 98 1009
	export QTRIAGE_QUEUE=$spool
	json 'for f in r["findings"]:
    for c in f["commands"]["look"] + f["commands"]["dry_run"]:
        if c.startswith("qgrep") and "/var/log" not in c:
            print(f["queue"], c.split("|")[0] + " -c", sep="\t")' -n 9 \
		>"$tmp/commands"
	[ "$(wc -l <"$tmp/commands")" -ge 12 ]
	local n command shell
	while IFS=$'\t' read -r n command; do
		for shell in dash bash 'busybox sh'; do
			ask 0 $shell -c "$command"
			same "$n" "$output"
		done
	done <"$tmp/commands"
	# Others, without what they would do to this machine.
	mkdir "$tmp/bin"
	for n in passwd usermod sshwho smtpwho kill doveadm mailblock xargs \
		find; do
		printf '#!/bin/sh\nfor a; do printf "[%%s]" "$a"; done\n' \
			>"$tmp/bin/$n"
		chmod +x "$tmp/bin/$n"
	done
	json 'for f in r["findings"]:
    for l in ("block", "lock", "undo"):
        for c in f["commands"][l]:
            if not c.startswith(("sed", "qls")):
                print(c)' -n 9 >"$tmp/commands"
	[ "$(wc -l <"$tmp/commands")" -ge 5 ]
	while read -r command; do
		PATH=$tmp/bin:$PATH sh -c "$command"
	done <"$tmp/commands" >"$tmp/ran"
	has "$(cat "$tmp/ran")" $'[kick][-a\'"$(touch x)`touch y`\e[31m;touch z #]'
	has "$(cat "$tmp/ran")" $'[-u][a\'"$(touch x)`touch y`\e[31m;touch z #]'
	same "" "$(ls "$tmp/cwd")"
}

@test "a root and a directory with a hostile name, given from elsewhere" {
	local odd=$tmp/$'o d\'"$(touch x)\n\e[31m*'
	mv "$root" "$odd"
	root=$odd spool=$odd/var/spool/exim4
	by_login 2
	triage
	has "$output" '(touch x)\n\x1B[31m*/var/spool/exim4'
	cd "$odd"
	ask 0 qtriage -d var/spool/exim4
	has "$output" " -d \"\$(printf %b '"
	QTRIAGE_QUEUE='' ask 0 sh -c "$(command_of look auth:)"
	same 2 "$(wc -l <<<"$output")"
	json 'assert r["root"].endswith("o d\u0027\"$(touch x)\n\x1b[31m*")'
}

# --- it changes nothing

@test "nothing below the root is changed, and nothing is left in TMPDIR" {
	by_php 10
	by_cron 8
	mkdir "$tmp/t"
	find "$root" -printf '%p %s %T@ %C@ %m\n' | sort >"$tmp/before"
	TMPDIR=$tmp/t triage
	TMPDIR=$tmp/t json 'pass'
	find "$root" -printf '%p %s %T@ %C@ %m\n' | sort | cmp "$tmp/before"
	same "" "$(ls -A "$tmp/t")"
}

@test "TERM, INT and HUP leave nothing, and end it as they should" {
	local rc signal
	mkdir "$tmp/t" "$tmp/all"
	by_php 60
	# In the midst of it a tool takes its time.
	cp "$O"/bin/* "$tmp/all"
	rm "$tmp/all/postscan"
	cat >"$tmp/all/postscan" <<-END
		#!/bin/sh
		: >$tmp/begun
		until [ -e $tmp/go ]; do sleep .01; done
	END
	chmod +x "$tmp/all/postscan"
	for signal in TERM INT HUP; do
		rc=0
		env --default-signal=INT TMPDIR="$tmp/t" sh -c 'exec "$1" \
			-r "$0" >/dev/null 2>&1' "$root" "$tmp/all/qtriage" 3>&- &
		local pid=$!
		until [ -e "$tmp/begun" ]; do
			kill -0 $pid
			sleep .01
		done
		ls "$tmp/t"/*/tally
		[ "$(ps -o ni= -p $pid)" -ge 10 ]
		kill -s $signal $pid
		: >"$tmp/go"
		wait $pid || rc=$?
		rm "$tmp/begun" "$tmp/go"
		same $((128 + $(kill -l $signal))) "$rc"
		same "" "$(ls -A "$tmp/t")"
	done
}

@test "a closed pipe: quiet, and nothing left" {
	mkdir "$tmp/t"
	by_login 5
	ask 0 bash -c 'TMPDIR=$1/t qtriage -r "$2" | head -n 1' sh "$tmp" "$root"
	has "$output" "qtriage: copy in"
	same "" "$stderr$(ls -A "$tmp/t")"
}

# --- options, errors

@test "-n: so many origins; what is no number" {
	by_login 3
	by_cron 4
	triage -n 1
	has "$output" "4. local:bob"
	[[ $output != *"5. auth:"* ]]
	for n in 0 x 100 -1 ''; do
		ask 2 qtriage -n "$n"
		same "" "$output"
		has "$stderr" "usage: qtriage "
	done
	ask 2 qtriage -n $'\e[31m'
	has "$stderr" 'qtriage: -n: \x1B[31m: not from 1 to 99'
}

@test "-d of no queue, two queues, none, one that may not be read" {
	ask 2 qtriage -d /no/such
	same "" "$output"
	same "qtriage: /no/such: No such file or directory" "$stderr"
	ask 2 qtriage -d "$root/etc/passwd"
	has "$stderr" "Not a directory"
	by_login 2
	mkdir -p "$root/var/spool/exim/input"
	cp "$spool"/input/* "$root/var/spool/exim/input"
	want=2 triage
	same "" "$output"
	has "$stderr" "has messages, too; choose with -d"
	ask 0 qtriage -r "$root" -d "$root/var/spool/exim"
	has "$output" "2 in the queue"
	has "$output" "qgrep -d '/var/spool/exim' -i -w 'origin = auth:"
	rm -r "$root/var/spool"
	triage
	has "$output" "no mail queue below"
	need_root
	mkdir -p "$spool/input"
	mail $at 1 bob:1002 a@b.example -local
	chmod 0 "$spool/input"
	open_path
	ask 2 setpriv --reuid=65534 --regid=65534 --clear-groups \
		qtriage -d "$spool"
	same "" "$output"
	has "$stderr" "Permission denied"
}

@test "-G: a named queue, in the report and in the commands" {
	by_login 2
	mkdir -p "$spool/bulk/input"
	mv "$spool/input/$(id_at $((at + 60)) 501)"-? "$spool/bulk/input"
	triage
	has "$output" "1 in the queue"
	has "$output" "messages also in named queues: bulk"
	triage -G bulk
	has "$output" "qgrep -G 'bulk' -i -w 'origin = auth:info@victim.example' | xargs -r exim '-qGbulk' -Mf"
	has "$(command_of look auth:)" "qgrep -G 'bulk' -w"
	triage -G '*'
	has "$output" "2 in the queue"
	same 2 "$(part STOP | grep -c 'exim.* -Mf')"
}

@test "-o: the evidence with its hashes, private; no directory twice" {
	by_php 12
	mail $((at + 99)) 1 bob:1002 a@b.example -local
	printf '%s %s <= a@b.example U=bob P=local S=5\n' \
		"$(date -u -d @$((at + 99)) '+%F %T')" "$(id_at $((at + 99)) 1)" |
		file var/log/exim4/mainlog
	umask 0
	triage -o "$tmp/case"
	same 700 "$(stat -c %a "$tmp/case")"
	same "$(cat "$tmp/case/report.txt")" "$output"
	(cd "$tmp/case" && sha256sum --quiet -c SHA256SUMS)
	same "$(find "$tmp/case" -type f ! -name SHA256SUMS -printf '%f\n' |
		LC_ALL=C sort)" \
		"$(sed 's/^[^ ]*  //' "$tmp/case/SHA256SUMS")"
	for f in "$tmp/case"/*.json; do
		python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$f"
	done
	same 13 "$(wc -l <"$tmp/case/queue.json")"
	local id
	id=$(id_at $((at + 99)) 1)
	has "$(cat "$tmp/case/sample-2-$id.header")" "Subject: hello 1"
	has "$(cat "$tmp/case/sample-2-$id.envelope")" "user: bob"
	same body "$(cat "$tmp/case/sample-2-$id.body")"
	has "$(cat "$tmp/case/sample-2-$id.log")" "U=bob"
	has "$(cat "$tmp/case/postscan-1.json")" mailer.php
	want=2 triage -o "$tmp/case"
	has "$stderr" "not empty"
	same "" "$output"
	ln -s "$tmp/elsewhere" "$tmp/link"
	want=2 triage -o "$tmp/link"
	has "$stderr" "symbolic link"
	mkdir "$tmp/free"
	cd "$tmp"
	triage -o free
	[ -s free/SHA256SUMS ]
	same 700 "$(stat -c %a free)"
}

@test "a link that leads out of the copy is not followed" {
	by_php 5
	rm "$root/var/log/nginx/access.log"
	echo secret >"$tmp/secret.log"
	ln -s "$tmp/secret.log" "$root/var/log/nginx/access.log"
	mkdir -p "$tmp/out"
	cp "$BATS_FILE_TMPDIR/access.log" "$tmp/out/access.log"
	ln -s "$tmp/out" "$root/var/log/apache2"
	ln -s "$tmp/secret.log" "$root/var/log/mail.log"
	triage
	has "$output" "no logs of web servers in the usual places"
	[[ $output != *secret* ]]
}

@test "dash, bash and busybox sh, mawk, gawk and busybox awk: the same" {
	local shell awk
	hostile
	by_php 20
	qtriage -r "$root" -n 9 | sed 1d >"$tmp/wanted"
	for awk in mawk gawk busybox; do
		mkdir -p "$tmp/$awk"
		ln -s "$(command -v $awk)" "$tmp/$awk/awk"
		for shell in dash bash 'bash --posix' 'busybox sh'; do
			PATH=$tmp/$awk:$PATH $shell "$O/bin/qtriage" \
				-r "$root" -n 9 2>"$tmp/err" | sed 1d |
				diff "$tmp/wanted" -
			same "" "$(cat "$tmp/err")"
		done
	done
}

@test "the tools beside it are taken, from wherever it is called" {
	mkdir "$tmp/all"
	cp "$O"/bin/* "$tmp/all"
	ln -s "$tmp/all/qtriage" "$tmp/triage"
	by_login 2
	ask 0 env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin "$tmp/triage" -r "$root"
	has "$output" "2 in the queue"
	cd "$tmp/all"
	ask 0 env -i PATH=.:/usr/bin:/bin ./qtriage -r "$root"
	has "$output" "2 in the queue"
}

@test "progress at a terminal, cleared at the end; elsewhere none" {
	by_login 2
	ask 0 script -qec "qtriage -r $root" /dev/null
	has "$output" $'\r\e[Kqtriage: reading the queue ...'
	has "$output" $'\r\e[K'
	same "" "$(grep -o $'\e\\[K[^\r]*' <<<"${output##*PROCESSES}" |
		tr -d '\r\n' | sed $'s/\e\\[K//g')"
}
