# Four culprits at once on a real server, beside honest mail: a PHP script, a
# stolen mailbox, a cron job, a hidden session that speaks SMTP itself. Each is
# found by qtriage, with its evidence, and stopped and cleaned up by the
# commands that it prints; the others' mail stays. The tests are one story, in
# this order. SCENARIO_ROOT is another server's root, SCENARIO_ROUNDS for how
# long they send.

load lib
load scenario

setup_file() {
	[ "$(id -u)" = 0 ] || return 0
	cd "$BATS_TEST_DIRNAME/.." || return
	scenario_start "$BATS_FILE_TMPDIR" "${SCENARIO_ROOT:-/}"
	scenario_happens "${SCENARIO_ROUNDS:-2}" 34
	inside qtriage >"$BATS_FILE_TMPDIR/report"
	kept >"$BATS_FILE_TMPDIR/before"
}

teardown_file() {
	scenario_end
}

setup() {
	need_root
	report=$BATS_FILE_TMPDIR/report
	tmp=$BATS_TEST_TMPDIR
}

culprits='local:shop auth:info@victim.example local:office'

# kept: of the queue's messages those of other origins: id, digest of the
# header's file.
kept() {
	# shellcheck disable=SC2016 # the shell inside
	inside sh -c 'qls -k id,origin | grep -vE "	($1)$" | cut -f 1 |
		while read -r id; do
			sha256sum "/var/spool/exim4/input/$id-H"
		done' sh "${culprits// /|}" | sort
}

# part TITLE: the report's section with that title after its number.
part() {
	awk -v title="$1" '
		/^[0-9]+\. / { on = substr($0, index($0, " ") + 1) == title }
		on' "$report"
}

# told TITLE KIND: the commands of that kind in its section, one a line.
told() {
	part "$1" | awk -v kind="   $2:" '
		/^   [^ ]/ { on = $0 == kind; next }
		on && /^     [^ ]/ { print substr($0, 6) }'
}

# done_as_told TITLE KIND: runs them, as somebody who pastes them.
done_as_told() {
	told "$1" "$2" >"$tmp/commands"
	[ -s "$tmp/commands" ] || {
		echo "no commands: $1: $2" && return 1
	}
	inside sh -e >"$tmp/out" 2>"$tmp/err" <"$tmp/commands" ||
		{ cat "$tmp/commands" "$tmp/out" "$tmp/err" && return 1; }
}

of() {
	inside qgrep -c -w "origin = $1" || :
}

# The report's lines joined: what is folded there is one text.
flat() {
	part "$1" | tr -s ' \n' ' '
}

@test "the script is named, with the request's line and its client" {
	has "$(flat local:shop)" "shop.example/wp-content/uploads/cache.php"
	has "$(flat local:shop)" "/var/log/nginx/shop.example.access.log:"
	has "$(flat local:shop)" 198.51.100.66
}

@test "the stolen mailbox is named, with who logs in there" {
	has "$(flat auth:info@victim.example)" "from 198.51.100.66"
	has "$(flat auth:info@victim.example)" "/var/log/exim4/mainlog:"
}

@test "the job is named, by its crontab's line" {
	has "$(flat local:office)" /var/spool/cron/crontabs/office:4:
	has "$(flat local:office)" /home/office/.cache/update
}

@test "the hidden session is named, and where it connects to" {
	has "$(flat direct:dev)" "[kworker/u4:2]"
	has "$(flat direct:dev)" "203.0.113.25:25"
	has "$(flat direct:dev)" /usr/bin/perl
}

@test "nobody else is to be blocked or locked" {
	same "" "$(grep -E '^     (mailblock|passwd|usermod|sed -i)' "$report" |
		grep -vE "shop|office|dev")"
	same "" "$(grep -E '^     mailblock' "$report" | grep blog || :)"
}

@test "first: their messages are frozen, no others" {
	part "STOP IT NOW: spam leaves while you look" |
		sed -n 's/^     //p' >"$tmp/commands"
	inside sh -e <"$tmp/commands" >/dev/null
	local origin
	for origin in $culprits; do
		same "$(of "$origin")" "$(inside qgrep -c -z -w "origin = $origin")"
	done
	same "" "$(inside qls -k state,origin | grep ^frozen |
		grep -vE "(${culprits// /|})$" || :)"
}

@test "dry runs name what would go, and nothing goes" {
	local origin n
	for origin in $culprits; do
		n=$(of "$origin")
		done_as_told "$origin" "dry run"
		same "$n" "$(grep -c would-remove "$tmp/out")"
		same "$n" "$(of "$origin")"
	done
}

@test "the script: its site's mail is blocked, the other site's is not" {
	done_as_told local:shop block
	has "$(cat "$tmp/err")" "php-fpm"
	# What reloads it, where there is no systemd.
	inside pkill -USR2 -o -f 'php-fpm: master'
	local n=0
	until has "$(world tests/world.py post 1 shop.example \
		/wp-content/uploads/cache.php 2>&1)" "not sent"; do
		((++n < 300))
		sleep .2
	done
	# What the old one may have begun is in the queue.
	settled
	n=$(of local:shop)
	world tests/world.py post 1 shop.example /wp-content/uploads/cache.php
	same "$n" "$(of local:shop)"
	n=$(of local:blog)
	world tests/world.py post 1 blog.example '/contact.php?n=9'
	same $((n + 1)) "$(of local:blog)"
}

@test "the mailbox: with another password the thief is out, alice is not" {
	inside sed -i 's/hunter2/correct-horse/' /etc/exim4/passwd
	ask 1 world tests/world.py login info@victim.example hunter2 \
		info@victim.example x@freemail.example
	has "$stderr" "login refused"
	world tests/world.py login alice@shop.example ok alice@shop.example \
		last@elsewhere.example
}

@test "the job: its line is switched off, blog's own job is not" {
	done_as_told local:office block
	same "" "$(inside cronscan -k user,command | grep office || :)"
	has "$(inside cronscan -k user,command)" "the backup is done"
}

@test "the session: its process ends, its user comes in no more, alice does" {
	done_as_told direct:dev "lock and end"
	for _ in {1..600}; do
		inside pgrep -u dev >/dev/null || break
		sleep .1
	done
	ask 1 inside pgrep -u dev
	ask 1 inside smtpwho
	ask 1 inside sshwho -x
	ask 255 as dev true
	as alice true
}

@test "their messages go, and are kept; the others' are untouched" {
	local origin n=0
	# Exim has let go of those that came since, and alice's session is over.
	settled
	for origin in $culprits; do
		n=$((n + $(of "$origin")))
		done_as_told "$origin" "remove, with a copy"
		same 0 "$(of "$origin")"
	done
	same "$n" "$(inside qcount -d /root/removed)"
	# What was there before is as it was; each header file, too.
	kept >"$tmp/after"
	same "" "$(comm -23 "$BATS_FILE_TMPDIR/before" "$tmp/after")"
	[ "$(wc -l <"$BATS_FILE_TMPDIR/before")" -ge 7 ]
	has "$(inside qls -k origin,rcpts)" "local:alice	mother@elsewhere.example"
}

@test "another look finds none of the four at work" {
	local origin
	inside qtriage >"$tmp/again"
	same "" "$(grep -E '^[0-9]+\. (ssh|direct):' "$tmp/again" || :)"
	# By the log they are known: none is in the queue.
	for origin in $culprits; do
		grep -E "^ +0 +[0-9]+  $origin\$" "$tmp/again"
	done
}

@test "and it can all be undone" {
	local n
	done_as_told local:shop undo
	[ "$(inside qgrep -c -z -w 'origin = local:shop')" -ge 24 ]
	same "" "$(inside mailblock -k state,site | grep blocked || :)"
}
