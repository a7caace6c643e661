# qcount -k, -l, -g and -j, beside mkspool's known answer and plain sort and
# uniq; and the rules of the origin, on what real Exim wrote.

load lib
load spools

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	tmp=$BATS_TEST_TMPDIR
	dir=$tmp
}

# second FIELD...: qcount -k agrees with qls -k and uniq, to the last byte of
# each line; the order is by number, then by bytes.
second() {
	qls -d "$spool" -k "$1" | sort | uniq -c |
		sed -E 's/^ *([0-9]+) /\1\t/' |
		sort -t "$(printf '\t')" -k 1,1nr -k 2 >"$tmp/wanted"
	qcount -d "$spool" -k "$1" >"$tmp/got"
	diff "$tmp/wanted" "$tmp/got" || {
		echo "qcount -k $1"
		return 1
	}
}

# items FIELD: the same for a list, whose items count each.
items() {
	qls -d "$spool" -k "$1" | tr , '\n' | sort | uniq -c |
		sed -E 's/^ *([0-9]+) /\1\t/' |
		sort -t "$(printf '\t')" -k 1,1nr -k 2 >"$tmp/wanted"
	qcount -d "$spool" -k "$1" >"$tmp/got"
	diff "$tmp/wanted" "$tmp/got"
}

# --- the known answer

@test "origin: mkspool's own count, byte for byte" {
	mkspool -n 500 "$spool" >"$tmp/wanted"
	ask 0 qcount -d "$spool" -k origin
	same "$(cat "$tmp/wanted")" "$output"
	same "" "$stderr"
}

@test "origin: mkspool's own count for several seeds" {
	local seed
	for seed in 2 3 4 5 6; do
		rm -rf "$spool"
		mkspool -n 150 -S $seed "$spool" >"$tmp/wanted"
		ask 0 qcount -d "$spool" -k origin
		same "$(cat "$tmp/wanted")" "$output"
	done
}

@test "origin: mkspool's own count of a split spool" {
	mkspool -n 300 -s "$spool" >"$tmp/wanted"
	ask 0 qcount -d "$spool" -k origin
	same "$(cat "$tmp/wanted")" "$output"
}

@test "origin: mkspool's own count with ids of Exim 4.97" {
	mkspool -n 300 -L "$spool" >"$tmp/wanted"
	ask 0 qcount -d "$spool" -k origin
	same "$(cat "$tmp/wanted")" "$output"
}

@test "origin: mkspool's own count of a named queue" {
	mkspool -n 10 "$spool" >/dev/null
	mkspool -n 200 -S 2 -q bulk "$spool" >"$tmp/wanted"
	ask 0 qcount -d "$spool" -k origin -G bulk
	same "$(cat "$tmp/wanted")" "$output"
}

@test "origin: by ids from a pipe the same" {
	mkspool -n 200 "$spool" >"$tmp/wanted"
	qls -d "$spool" -k id >"$tmp/ids"
	ask 0 qcount -d "$spool" -k origin - <"$tmp/ids"
	same "$(cat "$tmp/wanted")" "$output"
}

@test "origin: of JSON lines the same" {
	mkspool -n 200 "$spool" >"$tmp/wanted"
	qls -d "$spool" -j >"$tmp/json"
	ask 0 qcount -k origin "$tmp/json"
	same "$(cat "$tmp/wanted")" "$output"
	ask 0 qcount "$tmp/json"
	same 200 "$output"
}

@test "origin: of a list with a title the same" {
	mkspool -n 200 "$spool" >"$tmp/wanted"
	qls -d "$spool" -tk id,origin >"$tmp/list"
	ask 0 qcount -k origin "$tmp/list"
	same "$(cat "$tmp/wanted")" "$output"
}

# --- fields

@test "each field of one value agrees with sort and uniq" {
	mkspool -n 150 -m "$spool" >/dev/null
	local name
	for name in size id sender state time date hour day bytes domain \
		nrcpts reason next via origin user uid auth host ip helo proto \
		script cwd subject msgid mta queue box; do
		second $name
	done
}

@test "several fields agree with sort and uniq" {
	mkspool -n 150 -m "$spool" >/dev/null
	second origin,sender
	second sender,state,via
	second state,subject
	second subject,state
	second via,via
	second user,uid,auth,host,ip,helo,proto,script
}

@test "a list counts once for each item" {
	mkspool -n 150 "$spool" >/dev/null
	items rdomain
	items rcpts
	items "done"
	items rcptsall
}

@test "a list beside a field counts each item with it" {
	mkspool -n 100 "$spool" >/dev/null
	qls -d "$spool" -k via,rdomain | awk -F '\t' '{
		n = split($2, a, ",")
		for (i = 1; i <= n; i++) print $1 "\t" a[i] }' | sort | uniq -c |
		sed -E 's/^ *([0-9]+) /\1\t/' |
		sort -t "$(printf '\t')" -k 1,1nr -k 2 >"$tmp/wanted"
	ask 0 qcount -d "$spool" -k via,rdomain
	same "$(cat "$tmp/wanted")" "$output"
}

@test "two lists count each pair" {
	put "$spool" 1xUnyH-000001-00 <<-'H'
		a 1 1
		<s@t>
		1795278589 0
		NY x@one
		NN y@two
		4
		p@one
		q@two
		x@one
		y@two

	H
	ask 0 qcount -d "$spool" -k rcpts,done
	same $'1\tp@one\tx@one\n1\tp@one\ty@two\n1\tq@two\tx@one\n1\tq@two\ty@two' \
		"$output"
}

@test "a message without the field counts as -" {
	mkspool -n 100 "$spool" >/dev/null
	ask 0 qcount -d "$spool" -k auth
	has "$output" $'\t-'
	ask 0 qcount -d "$spool" -k next
	same $'100\t-' "$output"
	ask 0 qcount -d "$spool" -k "done"
	has "$output" $'\t-'
}

@test "the null sender is <>, and a sender that is just - is not absent" {
	put "$spool" 1xUnyH-000001-00 <<<$'a 1 1\n<>\n1795278589 0\nXX\n1\nb@c\n'
	put "$spool" 1xUnyH-000002-01 <<<$'a 1 1\n<->\n1795278589 0\nXX\n1\nb@c\n'
	: >"$spool/input/1xUnyH-000003-02-H"
	ask 0 qcount -d "$spool" -k sender
	same $'1\t-\n1\t<>\n1\t\\x2D' "$output"
}

@test "domains that differ in case alone are one" {
	put "$spool" 1xUnyH-000001-00 <<<$'a 1 1\n<a@Shop.Example>\n1795278589 0\nXX\n2\nb@C.D\ne@c.d\n'
	put "$spool" 1xUnyH-000002-01 <<<$'a 1 1\n<b@shop.EXAMPLE>\n1795278589 0\nXX\n1\nb@c.D\n'
	ask 0 qcount -d "$spool" -k domain
	same $'2\tshop.example' "$output"
	ask 0 qcount -d "$spool" -k rdomain
	same $'2\tc.d' "$output"
	ask 0 qcount -d "$spool" -k sender
	same 2 "${#lines[@]}"
}

@test "most first, of equal ones by the bytes of the fields" {
	local i
	for i in 1 2 3 4 5 6 7; do
		put "$spool" 1xUnyH-00000$i-0$i <<<$'a 1 1\n<'"$(cut -d' ' -f$i \
			<<<'b a B b a c b')"$'@x>\n1795278589 0\nXX\n1\nb@c\n'
	done
	ask 0 qcount -d "$spool" -k sender
	same $'3\tb@x\n2\ta@x\n1\tB@x\n1\tc@x' "$output"
}

@test "hostile keys: one line each, escaped" {
	put "$spool" 1xUnyH-000001-00 <<<$'a 1 1\n<"x\e[31m\ty z"@b>\n1795278589 0\nXX\n1\nb@c\n\n Subject: =?utf-8?Q?one=0Atwo=09three?= four'
	ask 0 qcount -d "$spool" -k sender,subject
	same 1 "${#lines[@]}"
	has "$output" $'1\t"x\\x1B[31m\\ty\\x20z"@b\tone'
	[[ $output != *$'\e'* ]]
	has "$output" 'two\tthree four'
}

@test "damaged messages count, their state says so" {
	mkspool -n 20 "$spool" >/dev/null
	local -a heads=("$spool"/input/*-H)
	: >"${heads[3]}"
	truncate -s -1 "${heads[7]}"
	ask 0 qcount -d "$spool" -k state
	has "$output" $'2\tdamaged'
	same 20 "$(awk '{ n += $1 } END { print n }' <<<"$output")"
	same 2 "$(wc -l <<<"$stderr")"
}

@test "an empty queue has no lines with -k, and the number without" {
	touch_spool "$spool"
	ask 0 qcount -d "$spool" -k origin
	same "" "$output"
	ask 0 qcount -d "$spool" -gk origin
	same "" "$output"
	ask 0 qcount -d "$spool" -jk origin
	same "" "$output"
	ask 0 qcount -d "$spool" -l
	same $'0\t0\t-\t-' "$output"
	ask 0 qcount -d "$spool" -j
	same '{"count": 0}' "$output"
}

@test "an unknown field lists all there are; none is an error" {
	touch_spool "$spool"
	ask 2 qcount -d "$spool" -k originn
	has "$stderr" 'qcount: -k: no field originn; the fields are age size id'
	has "$stderr" ' box'
	ask 2 qcount -d "$spool" -k ''
	ask 2 qcount -d "$spool" -k id,
}

@test "at most 8 fields" {
	mkspool -n 5 "$spool" >/dev/null
	ask 0 qcount -d "$spool" -k id,via,state,user,uid,ip,host,auth
	same 5 "${#lines[@]}"
	ask 2 qcount -d "$spool" -k id,via,state,user,uid,ip,host,auth,helo
	same "" "$output"
	has "$stderr" 'qcount: -k: more than 8 fields'
}

@test "a field of names alone opens no message" {
	mkspool -n 5 "$spool" >/dev/null
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=open,openat \
		-o "$tmp/trace" qcount -d "$spool" -k hour,queue >/dev/null
	! grep -e '-H"' "$tmp/trace" || false
}

# --- -l

@test "-l: the number, bytes, oldest, newest and the fields" {
	mkspool -n 120 "$spool" >/dev/null
	qls -d "$spool" -k sender,bytes,date | awk -F '\t' '
		{ n[$1]++; b[$1] += $2; sub(/\.[0-9]*Z/, "Z", $3)
		if (!($1 in o) || $3 < o[$1]) o[$1] = $3
		if ($3 > w[$1]) w[$1] = $3 }
		END { for (s in n)
			print n[s] "\t" b[s] "\t" o[s] "\t" w[s] "\t" s }' |
		sort -t "$(printf '\t')" -k 1,1nr -k 5 >"$tmp/wanted"
	ask 0 qcount -d "$spool" -lk sender
	same "$(cat "$tmp/wanted")" "$output"
}

@test "-l without -k: of all messages together" {
	mkspool -n 40 -t 1795278589 -w 3600 "$spool" >/dev/null
	ask 0 qcount -d "$spool" -l
	same "40	$(qls -d "$spool" -k bytes | awk '{ n += $1 } END { print n }')	$(
		qls -d "$spool" -k date | head -n 1 | sed 's/\.[0-9]*//')	$(
		qls -d "$spool" -k date | tail -n 1 | sed 's/\.[0-9]*//')" \
		"$output"
}

@test "-l: a message without a body adds no bytes" {
	mkspool -n 2 -t 1795278589 "$spool" >/dev/null
	local -a bodies=("$spool"/input/*-D)
	rm "${bodies[0]}"
	ask 0 qcount -d "$spool" -l
	same "$(qls -d "$spool" -k bytes | tail -n 1)" "$(cut -f 2 <<<"$output")"
	rm "${bodies[1]}"
	ask 0 qcount -d "$spool" -l
	same 0 "$(cut -f 2 <<<"$output")"
}

@test "-l: of a list of records the sizes as shown add up" {
	printf '2d\t%s\t1xUnyH-00000%s-0M\ta@b\tdeferred\tc@d\n' 1.5K 1 900 2 \
		>"$tmp/list"
	ask 0 qcount -l "$tmp/list"
	same $'2\t2436' "$(cut -f 1,2 <<<"$output")"
}

# --- -g

@test "-g: 50 columns for the most, others in proportion, one at least" {
	mkspool -n 200 "$spool" >/dev/null
	ask 0 qcount -d "$spool" -gk origin
	same 50 "$(head -n 1 <<<"$output" | cut -f 3 | tr -d '\n' | wc -c)"
	local most n key bar wanted
	most=${output%%$'\t'*}
	while IFS=$'\t' read -r n key bar; do
		wanted=$((n * 50 / most))
		same $((wanted > 0 ? wanted : 1)) "${#bar}"
		[ -n "$key" ]
	done <<<"$output"
	same "$(qcount -d "$spool" -k origin)" "$(cut -f 1,2 <<<"$output")"
}

@test "-g with -l: the bar is last" {
	mkspool -n 50 "$spool" >/dev/null
	ask 0 qcount -d "$spool" -lgk via
	same 50 "$(head -n 1 <<<"$output" | cut -f 6 | tr -d '\n' | wc -c)"
	same "$(qcount -d "$spool" -lk via)" "$(cut -f 1-5 <<<"$output")"
}

@test "-g: with -j there are no bars" {
	mkspool -n 50 "$spool" >/dev/null
	same "$(qcount -d "$spool" -jk via)" "$(qcount -d "$spool" -gjk via)"
}

# --- -j

@test "-j: an object a line, with count and the fields" {
	put "$spool" 1xUnyH-000001-00 <<<$'a 1001 1\n<"\e x"@b>\n1795278589 0\nXX\n1\nb@c\n'
	ask 0 qcount -d "$spool" -jk sender,uid,auth,user
	same '{"count": 1, "sender": "\"\u001b x\"@b", "uid": 1001, "user": "a"}' \
		"$output"
}

@test "-j: a null sender is an empty text, and comes back as <>" {
	put "$spool" 1xUnyH-000001-00 <<<$'a 1001 1\n<>\n1795278589 0\nXX\n1\nb@c\n'
	ask 0 qcount -d "$spool" -jk sender
	same '{"count": 1, "sender": ""}' "$output"
	ask 0 qcount -k sender - <<<"$output"
	same $'1\t<>' "$output"
}

@test "-j: -l adds bytes, oldest and newest, in seconds" {
	put "$spool" 1xUnyH-000001-00 <<<$'a 1001 1\n<x@y>\n1795278589 0\nXX\n1\nb@c\n'
	put "$spool" 1xUnyH-000002-01 <<<$'a 1001 1\n<x@y>\n1795278599 0\nXX\n1\nb@c\n'
	ask 0 qcount -d "$spool" -ljk sender
	same '{"count": 2, "bytes": 12, "oldest": 1795278589, "newest": 1795278599, "sender": "x@y"}' \
		"$output"
}

@test "-j: each line is JSON" {
	mkspool -n 100 -m "$spool" >/dev/null
	qcount -d "$spool" -ljk origin,subject,reason,uid,time,rdomain \
		>"$tmp/json"
	if command -v python3 >/dev/null; then
		python3 -c 'import json, sys
for line in sys.stdin: json.loads(line)' <"$tmp/json"
	fi
	qcount -ljk origin,subject,reason,uid,time,rdomain - <"$tmp/json" |
		cmp - "$tmp/json"
}

# back FIELD,...: read back, qcount -j gives what the queue gives.
back() {
	qcount -d "$spool" -ljk "$1" >"$tmp/counts"
	diff <(qcount -k "$1" "$tmp/counts") <(qcount -d "$spool" -k "$1")
	diff <(qcount -lk "$1" "$tmp/counts") <(qcount -d "$spool" -lk "$1")
	diff <(qcount -ljk "$1" "$tmp/counts") "$tmp/counts"
}

@test "-j read back gives the same lines, for all kinds of fields" {
	mkspool -n 120 -m "$spool" >/dev/null
	back origin
	back sender,origin
	back subject,state
	back auth,ip,helo
	back uid,nrcpts
	back time
	back hour
	back day,date
	back rdomain
	back rcpts
	back "done"
	back size
	back bytes,reason
}

@test "-j read back: hostile keys stay what they are" {
	local text i=0
	while IFS= read -r text; do
		i=$((i + 1))
		printf '%s\n' 'a 1 1' "<\"$text\"@b>" '1795278593 0' XX 1 \
			"\"$text\"@c" '' " Subject: $text" |
			put "$spool" "$(printf '1xUnyL-%06d-%02d' $i $i)"
	done < <(printf '%s\n' '\x41\t\\' 'a,b' $'\xff' $'\e[0m' '{"count": 7}' \
		'"' '-' '<>' 1xUnyL-000001-01)
	back sender
	back subject
	back rcpts
	back sender,rcpts,subject
}

@test "-j adds up over files: cat a b | qcount -k origin -" {
	mkspool -n 100 -S 1 "$spool" >/dev/null
	mkspool -n 70 -S 2 "$tmp/other" >/dev/null
	qcount -d "$spool" -jk origin >"$tmp/a"
	qcount -d "$tmp/other" -jk origin >"$tmp/b"
	qcount -k origin - < <(cat "$tmp/a" "$tmp/b") >"$tmp/got"
	mkspool -n 70 -S 2 "$spool" >/dev/null
	diff <(qcount -d "$spool" -k origin) "$tmp/got"
	diff <(qcount -k origin "$tmp/a" "$tmp/b") "$tmp/got"
	ask 0 qcount "$tmp/a" "$tmp/b"
	same 170 "$output"
}

@test "-lj adds up: bytes, the oldest and the newest of all" {
	mkspool -n 60 -S 1 -t 1795278589 "$spool" >/dev/null
	mkspool -n 60 -S 2 -t 1795000000 "$tmp/other" >/dev/null
	qcount -d "$spool" -ljk sender >"$tmp/a"
	qcount -d "$tmp/other" -ljk sender >"$tmp/b"
	mkspool -n 60 -S 2 -t 1795000000 "$spool" >/dev/null
	diff <(qcount -lk sender "$tmp/a" "$tmp/b") \
		<(qcount -d "$spool" -lk sender)
	diff <(qcount -l "$tmp/b" "$tmp/a") <(qcount -d "$spool" -l)
}

@test "fields that are left out of -k are summed over, in any order" {
	mkspool -n 100 "$spool" >/dev/null
	qcount -d "$spool" -jk sender,via,state >"$tmp/a"
	diff <(qcount -k via "$tmp/a") <(qcount -d "$spool" -k via)
	diff <(qcount -k state,sender "$tmp/a") \
		<(qcount -d "$spool" -k state,sender)
	ask 0 qcount "$tmp/a"
	same 100 "$output"
}

@test "a field that was not counted is -" {
	mkspool -n 100 "$spool" >/dev/null
	qcount -d "$spool" -jk via >"$tmp/a"
	ask 0 qcount -k sender "$tmp/a"
	same $'100\t-' "$output"
}

@test "counts of a machine with nothing in its queue add nothing" {
	touch_spool "$spool"
	qcount -d "$spool" -j >"$tmp/a"
	ask 0 qcount "$tmp/a"
	same 0 "$output"
	ask 0 qcount - <<<'{"count": 5, "sender": "a@b"}'$'\n''{"count": 0}'
	same 5 "$output"
}

@test "a line that is no count is told with its number, the rest adds up" {
	printf '%s\n' '{"count": 5, "via": "php"}' 'no count' \
		'{"count": "x"}' '{"count": -1}' '{"via": "php"}' \
		'{"count": 99999999999999999999999}' '{"count": 2, "via": "php"}' \
		>"$tmp/a"
	ask 2 qcount -k via "$tmp/a"
	same $'7\tphp' "$output"
	same 5 "$(grep -c "qcount: $tmp/a: line [2-6]: no count" <<<"$stderr")"
}

@test "counts and messages in several files add up" {
	mkspool -n 40 "$spool" >/dev/null
	qcount -d "$spool" -jk via >"$tmp/counts"
	qls -d "$spool" -j >"$tmp/json"
	qls -d "$spool" -k id >"$tmp/ids"
	ask 0 qcount -d "$spool" "$tmp/counts" "$tmp/json" "$tmp/ids"
	same 120 "$output"
	diff <(qcount -d "$spool" -k via "$tmp/counts" "$tmp/json" "$tmp/ids") \
		<(qcount -d "$spool" -k via | awk -F '\t' '{ print $1 * 3 "\t" $2 }')
}

# --- other input

@test "exim -bp's text counts by what it shows" {
	need_root
	exim_conf "$dir"
	mkspool -n 60 "$spool" >/dev/null
	exim "$dir" -bp >"$tmp/bp"
	diff <(qcount -k sender "$tmp/bp") <(qcount -d "$spool" -k sender)
	diff <(qcount -k rdomain "$tmp/bp") <(qcount -d "$spool" -k rdomain)
	ask 0 qcount -k origin "$tmp/bp"
	same $'60\t-' "$output"
}

@test "an id that is gone: exit 2, the others count" {
	mkspool -n 20 "$spool" >/dev/null
	qls -d "$spool" -k id >"$tmp/ids"
	rm "$spool/input/$(head -n 1 "$tmp/ids")"-*
	ask 2 qcount -d "$spool" -k via "$tmp/ids"
	same 19 "$(awk '{ n += $1 } END { print n }' <<<"$output")"
	same "qcount: $(head -n 1 "$tmp/ids"): no such message" "$stderr"
}

@test "with an error nothing is 0: no line" {
	touch_spool "$spool"
	ask 2 qcount -d "$spool" - <<<1xUnyZ-000000-00
	same "" "$output"
	ask 2 qcount -d "$spool" -k via - <<<1xUnyZ-000000-00
	same "" "$output"
}

# --- the origin, on what Exim wrote

# origin WANTED...: origin, via, user, auth of the one message.
origin() {
	ask 0 qls -d "$spool" -k origin,via,user,auth
	same "$(printf '%s\t%s\t%s\t%s' "$@")" "$output"
	ask 0 qcount -d "$spool" -k origin
	same "1	$1" "$output"
}

php='X-PHP-Originating-Script: 1001:mailer.php'
cron='X-Cron-Env: <LOGNAME=games>'

# as USER FIELD... [-- ARGUMENT...]: he sends by the sendmail interface, as
# scripts do. The configuration that he may not choose is put in its place.
as() {
	local user=$1 text=
	shift
	need_root
	exim_conf "$dir" 'untrusted_set_sender = *'
	mkdir -p "$dir/etc"
	cp "$dir/conf" "$dir/etc/exim4.conf"
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		text+=$1$'\n'
		shift
	done
	[ $# = 0 ] || shift
	# shellcheck disable=SC2016
	printf '%sSubject: x\n\ny\n' "$text" | unshare -m sh -c '
		mount --bind "$1/etc" /etc/exim4 && user=$2 && shift 2 &&
		exec setpriv --reuid="$user" --regid="$(id -g "$user")" \
			--clear-groups /usr/sbin/exim4 "$@"' sh \
		"$dir" "$user" -odq "$@" to@rcpt.example
}

# smtp FIELD LOGIN [ARGUMENT...]: by SMTP; root says from where. LOGIN is what
# AUTH names; - is none.
smtp() {
	local field=$1 login=$2
	shift 2
	need_root
	exim_conf "$dir" 'auth_advertise_hosts = *'
	add_sections "$dir" <<-'CONF'
		begin authenticators
		plain:
		  driver = plaintext
		  public_name = PLAIN
		  server_prompts = :
		  server_condition = true
		  server_set_id = $auth2
	CONF
	{
		echo EHLO client.example
		[ "$login" = - ] || echo "AUTH PLAIN $(printf '\0%s\0secret' \
			"$login" | base64)"
		echo "MAIL FROM:<${from-a@b.example}>"
		printf '%s\n' 'RCPT TO:<to@rcpt.example>' DATA 'Subject: x' \
			"$field" '' y . QUIT
	} | speak "$dir" "$@"
	# Root's own name stands in place of an ident that nobody asked for.
	[[ " $* " == *" -oMt "* ]] || [ $# = 0 ] ||
		sed -i '/^-ident root$/d' "$spool"/input/*-H
}

@test "origin: a user's message is local" {
	as games
	origin local:games local games -
}

@test "origin: a user cannot name another one by -oMt or -oMa" {
	as games -- -oMt root -oMa 203.0.113.9
	origin local:games local games -
}

@test "origin: a sender that the user chose makes no difference" {
	as games -- -f info@shop.example
	origin local:games local games -
	ask 0 qls -d "$spool" -k sender
	same info@shop.example "$output"
	has "$(qls -d "$spool" -m)" ' <info@shop.example> (games)'
	listed "$dir"
}

@test "origin: PHP's header of a local user" {
	as www-data "$php"
	origin php:www-data/1001:mailer.php php www-data -
}

@test "origin: PHP's header in any case, its script with colons and blanks" {
	as www-data 'x-php-originating-script:  33:a b:c.php '
	ask 0 qls -d "$spool" -k origin,id
	has "$output" 'php:www-data/33:a\x20b:c.php'$'\t'
	ask 0 qls -d "$spool" -k script
	same 'a b:c.php' "$output"
}

@test "origin: of two of PHP's headers the first counts" {
	as www-data 'X-PHP-Originating-Script: 33:first.php' "$php"
	origin php:www-data/33:first.php php www-data -
}

@test "origin: X-PHP-Script, which names no uid, has the user's" {
	as www-data 'X-PHP-Script: shop.example/send.php for 203.0.113.9'
	origin "php:www-data/$(id -u www-data):shop.example/send.php" php \
		www-data -
}

@test "origin: a header that only starts like PHP's is none" {
	as www-data 'X-PHP-Originating-Scripts: 33:a.php' 'X-PHP: 1'
	origin local:www-data local www-data -
}

@test "origin: cron's header of a local user" {
	as games "$cron"
	origin cron:games cron games -
}

@test "origin: PHP's header goes before cron's" {
	as games "$cron" "$php"
	origin php:games/1001:mailer.php php games -
}

@test "origin: the user of cron's header is who called Exim" {
	as www-data 'X-Cron-Env: <LOGNAME=root>'
	origin cron:www-data cron www-data -
}

@test "origin: a null sender made here is a bounce, whatever its header" {
	as games "$php" "$cron" -- -f '<>'
	origin bounce: bounce games -
}

@test "origin: a bounce that Exim made" {
	need_root
	exim_delivers "$dir"
	exim "$dir" -odq -f games@mail.example fail@lists.example \
		<<<$'Subject: x\n\ny'
	exim "$dir" -qf
	origin bounce: bounce Debian-exim -
}

@test "origin: by SMTP on standard input, it is a local user's" {
	smtp 'X: y' -
	origin local:root local root -
}

@test "origin: PHP's header by SMTP on standard input is believed" {
	smtp "$php" -
	origin php:root/1001:mailer.php php root -
}

@test "origin: a login" {
	smtp 'X: y' alice -oMa 203.0.113.7.4711
	origin auth:alice auth - alice
}

@test "origin: a login goes before PHP's and cron's headers" {
	smtp "$php"$'\n'"$cron" alice -oMa 203.0.113.7.4711
	origin auth:alice auth - alice
}

@test "origin: a login on standard input, too" {
	smtp "$php" alice
	origin auth:alice auth root alice
}

@test "origin: a login goes before the loopback client" {
	smtp 'X: y' alice -oMa 127.0.0.1.4711 -oMt shop
	origin auth:alice auth shop alice
}

@test "origin: a null sender of another machine with a login is the login's" {
	from='' smtp 'X: y' alice -oMa 203.0.113.7.4711
	origin auth:alice auth - alice
}

@test "origin: a null sender made here goes before a login" {
	from='' smtp 'X: y' alice
	origin bounce: bounce root alice
}

@test "origin: a login with blanks and controls is one token" {
	smtp 'X: y' 'a b,c' -oMa 203.0.113.7.4711
	ask 0 qls -d "$spool" -k origin,id
	has "$output" 'auth:a\x20b,c'$'\t'
}

@test "origin: a remote machine" {
	smtp 'X: y' - -oMa 203.0.113.7.4711 -oMs mx.other.example
	origin 'remote:[203.0.113.7]' remote - -
	ask 0 qls -d "$spool" -k ip,host,helo,proto,uid
	same $'203.0.113.7\tmx.other.example\tclient.example\tesmtp\t-' "$output"
}

@test "origin: a remote machine of IPv6" {
	smtp 'X: y' - -oMa '[2001:db8::7]:4711'
	origin 'remote:[2001:db8::7]' remote - -
}

@test "origin: PHP's and cron's headers from a remote machine mean nothing" {
	smtp "$php"$'\n'"$cron" - -oMa 203.0.113.7.4711
	origin 'remote:[203.0.113.7]' remote - -
}

@test "origin: a remote machine's ident is a user, and no origin" {
	smtp 'X: y' - -oMa 203.0.113.7.4711 -oMt root
	origin 'remote:[203.0.113.7]' remote root -
}

@test "origin: a bounce from a remote machine is remote" {
	from='' smtp 'X: y' - -oMa 203.0.113.7.4711
	origin 'remote:[203.0.113.7]' remote - -
}

@test "origin: a client on this machine is a loop" {
	smtp "$php" - -oMa 127.0.0.1.4711
	origin 'loop:[127.0.0.1]' loop - -
}

@test "origin: loops of IPv6, of a mapped address and of another 127" {
	smtp 'X: y' - -oMa '[::1]:4711'
	origin 'loop:[::1]' loop - -
	rm "$spool"/input/*
	smtp 'X: y' - -oMa '[::ffff:127.0.0.1]:4711'
	origin 'loop:[::ffff:127.0.0.1]' loop - -
	rm "$spool"/input/*
	smtp 'X: y' - -oMa 127.4.5.6.4711
	origin 'loop:[127.4.5.6]' loop - -
}

@test "origin: addresses that only start like a loop are remote" {
	local ip
	for ip in 12.7.0.1 128.0.0.1 2127::1 ::1:2; do
		rm -rf "$spool/input"
		smtp 'X: y' - -oMa "[$ip]:4711"
		origin "remote:[$ip]" remote - -
	done
}

@test "origin: a loop whose ident names a user is that user's" {
	smtp 'X: y' - -oMa 127.0.0.1.4711 -oMt shop
	origin local:shop local shop -
}

@test "origin: PHP's header over a loop with ident is not believed" {
	smtp "$php" - -oMa 127.0.0.1.4711 -oMt shop
	origin local:shop local shop -
}

@test "origin: a null sender over a loop is a loop" {
	from='' smtp 'X: y' - -oMa 127.0.0.1.4711
	ask 0 qls -d "$spool" -k origin
	[[ $output == 'loop:[127.0.0.1]' || $output == bounce: ]]
}

@test "origin: a real connection to a daemon on this machine" {
	need_root
	exim_conf "$dir" 'daemon_startup_retries = 0'
	local port daemon line end=$((SECONDS + 60))
	# Another may take the port before it: then it ends, and takes another.
	# It writes the file when it listens.
	until [ -s "$dir/pid" ]; do
		[ $SECONDS -lt $end ]
		sleep .05
		[ -z "${daemon-}" ] || [ ! -e "/proc/$daemon" ] || continue
		port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
		command exim4 -C "$dir/conf" -bdf -oX "127.0.0.1.$port" \
			-oP "$dir/pid" >"$dir/daemon" 2>&1 3>&- &
		daemon=$!
	done
	exec 7<>"/dev/tcp/127.0.0.1/$port"
	while read -r -u 7 line && [[ $line != 221* ]]; do
		case $line in
		220* | 250\ OK* | 250\ Acc* | 354* | 250\ mail*) answer ;;
		esac
	done
	exec 7>&-
	kill "$daemon"
	wait "$daemon" || true
	ask 0 qls -d "$spool" -k origin,helo,rcpts
	same $'loop:[127.0.0.1]\tthere.example\tc@d.example' "$output"
}

# answer: the client's next word.
answer() {
	step=$((${step:-0} + 1))
	case $step in
	1) printf 'HELO there.example\r\n' >&7 ;;
	2) printf 'MAIL FROM:<a@b.example>\r\n' >&7 ;;
	3) printf 'RCPT TO:<c@d.example>\r\n' >&7 ;;
	4) printf 'DATA\r\n' >&7 ;;
	5) printf 'Subject: x\r\n\r\ny\r\n.\r\n' >&7 ;;
	6) printf 'QUIT\r\n' >&7 ;;
	esac
}

@test "origin: what root hands on for another machine is that machine's" {
	need_root
	exim_conf "$dir"
	exim "$dir" -odq -oMa 203.0.113.7 to@rcpt.example <<<$'Subject: x\n\ny'
	ask 0 qls -d "$spool" -k origin,auth
	same $'remote:[203.0.113.7]\t-' "$output"
}

@test "origin: what root hands on with a login by -oMai has that login" {
	need_root
	exim_conf "$dir"
	exim "$dir" -odq -oMa 203.0.113.7 -oMaa plain -oMai alice \
		to@rcpt.example <<<$'Subject: x\n\ny'
	ask 0 qls -d "$spool" -k origin,auth
	same $'auth:alice\talice' "$output"
}

@test "origin: a damaged envelope has none" {
	mkspool -n 1 "$spool" >/dev/null
	: >"$(echo "$spool"/input/*-H)"
	ask 0 qcount -d "$spool" -k origin
	same $'1\t-' "$output"
}

@test "origin: one token, whatever the names" {
	put "$spool" 1xUnyH-000001-00 <<<$'my user 1 1\n<a@b>\n1795278589 0\n-ident my user\nXX\n1\nb@c\n\n X-PHP-Originating-Script: 1 2:a\tb c,d.php'
	ask 0 qcount -d "$spool" -k origin,via
	same $'1\tphp:my\\x20user/1\\x202:a\\tb\\x20c,d.php\tphp' "$output"
}

@test "qgrep -w origin= finds what qcount -k origin printed" {
	mkspool -n 150 "$spool" >/dev/null
	local n key
	while IFS=$'\t' read -r n key; do
		ask 0 qgrep -d "$spool" -c -w "origin=$key"
		same "$n" "$output"
	done < <(qcount -d "$spool" -k origin)
}
