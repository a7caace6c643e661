# Exim's main log as a source of qcount, qls and qgrep: beside what mklog says
# that is in it, and beside the queue of the real Exim that wrote it.

load lib
load spools

setup_file() {
	local log=$BATS_FILE_TMPDIR
	mklog -n 1500 -cR -i "$log/answers" >"$log/log"
}

setup() {
	tmp=$BATS_TEST_TMPDIR
	dir=$tmp
	log=$BATS_FILE_TMPDIR/log
	answers=$BATS_FILE_TMPDIR/answers
	unset QTRIAGE_QUEUE
}

# counted FILE: qcount's form of a column, by number, then by bytes.
counted() {
	sort "$1" | uniq -c | sed -E 's/^ *([0-9]+) /\1\t/' |
		sort -t "$(printf '\t')" -k 1,1nr -k 2
}

# knows MKLOG-ARGUMENT...: origins, states and numbers are what mklog says.
knows() {
	mklog -i "$tmp/answers" "$@" >"$tmp/log"
	cut -f 2 "$tmp/answers" >"$tmp/origins"
	counted "$tmp/origins" >"$tmp/wanted"
	qcount -k origin "$tmp/log" >"$tmp/got" 2>"$tmp/said"
	cmp "$tmp/wanted" "$tmp/got"
	cut -f 1,3 "$tmp/answers" | sort >"$tmp/wanted"
	qls -k id,state "$tmp/log" 2>>"$tmp/said" | sort >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	qcount "$tmp/log" >"$tmp/got" 2>>"$tmp/said"
	same "$(grep -c ' <= ' "$tmp/log")" "$(cat "$tmp/got")"
	same "" "$(cat "$tmp/said")"
}

# lines: $log from standard input; $a and $b are ids, at SECONDS is the stamp
# so long behind that of $a and $b.
by_lines() {
	log=$tmp/mainlog
	cat >"$log"
}
a=1xUnyU-000001-01
b=1xUnyU-000002-02
at() {
	date -u -d "@$((1795278602 + $1))" '+%Y-%m-%d %H:%M:%S'
}

# tells FIELD,... RECORD...: the records of $log, without a word.
tells() {
	ask 0 qls -k "$1" "$log"
	shift
	same "$(printf '%s\n' "$@")" "$output"
	same "" "$stderr"
}

# --- beside mklog

@test "mklog: each of its forms" {
	local form
	for form in '' -m -z -P -N -R -c; do
		knows -n 500 $form
	done
}

@test "mklog: two of its forms at once" {
	local one two
	for one in m z P N R c; do
		for two in m z P N R c; do
			[ $one = $two ] || knows -n 60 -$one$two
		done
	done
}

@test "mklog: all of its forms at once, and more seeds" {
	local seed
	for seed in 2 3 4 5; do
		knows -n 300 -NPRcmz -s $seed
		knows -n 300 -p 30 -s $seed
	done
}

@test "mklog: many messages at once, and few in long" {
	knows -n 2000 -d 60 -R
	knows -n 100 -d 30000000 -cP
}

@test "order: that of the arrivals' lines" {
	grep ' <= ' "$log" | cut -d ' ' -f 3 >"$tmp/wanted"
	qls -k id "$log" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	# With what comes later, too.
	qls -k id,state "$log" | cut -f 1 >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	qls -Rk id,state "$log" | cut -f 1 >"$tmp/got"
	tac "$tmp/wanted" | cmp - "$tmp/got"
}

@test "standard input, several files, one in a pipe of gzip" {
	qls "$log" >"$tmp/wanted"
	[ "$(wc -l <"$tmp/wanted")" = 1500 ]
	qls - <"$log" | cmp "$tmp/wanted" -
	gzip -c "$log" >"$tmp/log.gz"
	gzip -dc "$tmp/log.gz" | qls - | cmp "$tmp/wanted" -
	ask 0 qcount "$log" "$log"
	same 3000 "$output"
}

@test "gzip: an error that names gzip -dc" {
	gzip -c "$log" >"$tmp/log.gz"
	local tool
	for tool in qls qcount 'qgrep -f a@b'; do
		ask 2 $tool "$tmp/log.gz"
		same "" "$output"
		same "${tool%% *}: $tmp/log.gz: compressed by gzip; read it with: gzip -dc $tmp/log.gz | ${tool%% *} -" \
			"$stderr"
		ask 2 $tool - <"$tmp/log.gz"
		has "$stderr" "gzip -dc FILE | ${tool%% *} -"
	done
}

@test "the queue is not asked" {
	ask 0 env QTRIAGE_QUEUE="$tmp/none" qcount "$log"
	same 1500 "$output"
	same "" "$stderr"
}

# --- fields

@test "fields: all that an arrival's line can say" {
	by_lines <<-LOG
		2026-11-21 16:30:02.345 +0000 [4711] $a <= s@from.example H=mx.from.example (helo.example) [192.0.2.1]:25000 I=[198.51.100.1]:587 U=ident P=esmtpsa L* X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=no DN="CN=x y,O=\"z\"" SNI=a.b A=plain:bob@shop.example:mail@auth.example PRDR K S=12345 M8S=8 DKIM=from.example RT=0.1s Q=bulk id=x.y@h.example T="a \"b\" \\\\ \\320\\271 c" from <S@from.example> for r1@to.example r2@to.example
	LOG
	tells id,sender,domain,bytes,size,time,user,auth,host,ip,helo,proto,queue,mta \
		"$a	s@from.example	from.example	12345	12K	1795278602.345	ident	bob@shop.example	mx.from.example	192.0.2.1	helo.example	esmtpsa	bulk	exim"
	tells msgid,subject '<x.y@h.example>	a "b" \\ й c'
	tells via,origin,nrcpts,state,rcpts,done \
		'auth	auth:bob@shop.example	2	unknown	r1@to.example,r2@to.example	-'
	tells uid,script,reason,next,box,cwd '-	-	-	-	-	-'
	tells date,hour,day \
		'2026-11-21T16:30:02.345Z	2026-11-21T16	2026-11-21'
}

@test "fields: the least" {
	by_lines <<<"$(at 0) $a <= <> P=local S=1"
	tells id,sender,domain,bytes,user,auth,host,ip,helo,proto,msgid,subject,rcpts,queue \
		"$a	<>	-	1	-	-	-	-	-	local	-	-	-	-"
	tells origin,via,time "bounce:	bounce	1795278602"
}

@test "fields: hosts in each form" {
	by_lines <<-LOG
		$(at 0) $a <= s@t H=mx.a.example [192.0.2.1] P=esmtp S=1
		$(at 0) $a <= s@t H=(helo) [192.0.2.2] P=esmtp S=1
		$(at 0) $a <= s@t H=[192.0.2.3] P=smtp S=1
		$(at 0) $a <= s@t H=([10.0.0.1]) [192.0.2.4]:99 P=esmtp S=1
		$(at 0) $a <= s@t H=mx.a.example ([192.168.1.7]) [2001:db8::5]:25 P=esmtp S=1
		$(at 0) $a <= s@t H=localhost (x) [127.0.0.1] P=esmtp S=1
		$(at 0) $a <= s@t H=localhost [::1] U=www P=esmtp S=1
	LOG
	tells host,helo,ip,origin \
		'mx.a.example	-	192.0.2.1	remote:[192.0.2.1]' \
		'-	helo	192.0.2.2	remote:[192.0.2.2]' \
		'-	-	192.0.2.3	remote:[192.0.2.3]' \
		'-	[10.0.0.1]	192.0.2.4	remote:[192.0.2.4]' \
		'mx.a.example	[192.168.1.7]	2001:db8::5	remote:[2001:db8::5]' \
		'localhost	x	127.0.0.1	loop:[127.0.0.1]' \
		'localhost	-	::1	local:www'
}

@test "fields: the time is the id's, with the fraction of the line" {
	by_lines <<-LOG
		$(at 0).5 $a <= s@t P=local S=1
		$(at 1).5 $a <= s@t P=local S=1
		$(at 3600).5 +0100 $a <= s@t P=local S=1
		$(at 40000) $a <= s@t P=local S=1
	LOG
	tells time 1795278602.5 1795278602 1795278602.5 1795278602
	TZ=America/New_York tells time 1795278602 1795278602 1795278602.5 \
		1795278602
}

@test "fields: recipients of for, those that were delivered to are done" {
	by_lines <<-LOG
		$(at 0) $a <= s@t U=u P=local S=1 for One@a.example two@b.example "th ree"@c.example four@A.example
		$(at 1) $a == two@b.example R=r T=t defer (110): Connection timed out
		$(at 1) $a => one <One@a.example> R=r T=t
		$(at 1) $a -> child@x.example <four@A.example> R=r T=t
	LOG
	tells rcpts,nrcpts,rdomain,done \
		'One@a.example,two@b.example,"th\x20ree"@c.example,four@A.example	4	a.example,b.example,c.example	One@a.example,four@A.example'
	tells state,reason 'deferred	Connection timed out'
}

@test "fields: recipients of the deliveries, where for does not tell" {
	by_lines <<-LOG
		$(at 0) $a <= s@t U=u P=local S=1
		$(at 1) $a == two@b.example R=r T=t defer (110): Connection timed out
		$(at 1) $a => one <One@a.example> R=r T=t
		$(at 2) $a ** three@c.example R=r T=t: 550 no such user
		$(at 3) $a => two@b.example R=r T=t H=h [192.0.2.1] C="250 OK"
		$(at 3) $a Completed
	LOG
	tells rcpts,nrcpts,done,rdomain,state,reason \
		'two@b.example,One@a.example,three@c.example	3	two@b.example,One@a.example,three@c.example	a.example,b.example,c.example	bounced	550 no such user'
}

@test "fields: a hundred recipients that were tried again are a hundred" {
	by_lines < <(
		echo "$(at 0) $a <= s@t U=u P=local S=1"
		for i in {1..100}; do
			echo "$(at 1) $a == u$i@b.example R=r T=t defer (110): no"
		done
		for i in {1..100}; do
			echo "$(at 9) $a => u$i@b.example R=r T=t"
		done
		echo "$(at 9) $a Completed"
	)
	tells nrcpts,state '100	delivered'
}

@test "fields: of a hundred that for names, all that were delivered are done" {
	by_lines < <(
		echo "$(at 0) $a <= s@t U=u P=local S=1 for" u{1..100}@b.example
		for i in {1..100}; do
			echo "$(at 1) $a == u$i@b.example R=r T=t defer (110): no"
		done
		for i in {1..100}; do
			echo "$(at 9) $a => u$i@b.example R=r T=t"
		done
	)
	tells nrcpts,done "100	$(printf 'u%s@b.example,' {1..99})u100@b.example"
}

@test "states: what became of each" {
	local i
	by_lines < <(
		for i in 1 2 3 4 5 6 7 8; do
			echo "$(at 0) 1xUnyU-00000$i-0$i <= s@t U=u P=local S=$i"
		done
		echo "$(at 1) 1xUnyU-000001-01 => x@y R=r T=t"
		echo "$(at 1) 1xUnyU-000001-01 Completed"
		echo "$(at 1) 1xUnyU-000002-02 ** x@y: no"
		echo "$(at 1) 1xUnyU-000002-02 Completed"
		echo "$(at 1) 1xUnyU-000003-03 == x@y R=r defer (-1): later"
		echo "$(at 2) 1xUnyU-000004-04 removed by root"
		echo "$(at 2) 1xUnyU-000004-04 Completed"
		echo "$(at 2) 1xUnyU-000005-05 == x@y R=r defer (-1): later"
		echo "$(at 2) 1xUnyU-000005-05 removed by root"
		echo "$(at 2) 1xUnyU-000005-05 Completed"
		echo "$(at 2) 1xUnyU-000006-06 => x@y R=r T=t"
		echo "$(at 2) 1xUnyU-000006-06 ** z@y R=r T=t: no"
		echo "$(at 2) 1xUnyU-000006-06 Completed"
		echo "$(at 2) 1xUnyU-000007-07 => :blackhole: <x@y> R=r"
		echo "$(at 2) 1xUnyU-000007-07 Completed QT=2s"
	)
	tells bytes,state '1	delivered' '2	bounced' '3	deferred' \
		'4	unknown' '5	unknown' '6	bounced' '7	delivered' \
		'8	unknown'
}

@test "states: of a log that ends early, or starts late" {
	by_lines <<-LOG
		$(at 0) $b => x@y R=r T=t
		$(at 0) $b Completed
		$(at 1) $a <= s@t U=u P=local S=1
		$(at 1) $a Mess
	LOG
	tells id,state "$a	unknown"
}

@test "states: a delivery that is logged before the arrival" {
	by_lines <<-LOG
		$(at 0) $a >> x@y.example R=r T=t H=h [192.0.2.1]
		$(at 0) $a <= s@t H=h [192.0.2.9] P=esmtp S=1
		$(at 0) $a Completed
	LOG
	tells id,state "$a	delivered"
}

@test "states: what is never completed holds nothing back at the end" {
	by_lines < <(
		echo "$(at 0) $a <= s@t U=u P=local S=1"
		for i in {10..99}; do
			echo "$(at 1) 1xUnyU-0000$i-$i <= s@t U=u P=local S=$i"
			echo "$(at 1) 1xUnyU-0000$i-$i => x@y R=r T=t"
			echo "$(at 1) 1xUnyU-0000$i-$i Completed"
		done
		echo "$(at 2) $b <= s@t U=u P=local S=2"
	)
	ask 0 qls -k bytes,state "$log"
	same 92 "${#lines[@]}"
	same "1	unknown" "${lines[0]}"
	same "10	delivered" "${lines[1]}"
	same "2	unknown" "${lines[91]}"
}

@test "states: an id that comes twice is two messages" {
	by_lines <<-LOG
		$(at 0) $a <= s@t U=u P=local S=1
		$(at 1) $a => x@y R=r T=t
		$(at 1) $a Completed
		$(at 0) $a <= s@t U=u P=local S=2
		$(at 1) $a ** x@y: no
		$(at 1) $a Completed
	LOG
	tells bytes,state '1	delivered' '2	bounced'
}

@test "states: rejected messages are none" {
	by_lines <<-LOG
		$(at 0) $a H=h [192.0.2.1] F=<s@t> rejected after DATA: spam
		$(at 0) $b <= s@t U=u P=local S=1
	LOG
	tells id "$b"
}

@test "cwd: the directory of the call" {
	by_lines <<-LOG
		$(at 0) cwd=/var/www/shop/public 5 args: /usr/sbin/sendmail -t -i -f x@y
		$(at 0) $a <= s@t U=shop P=local S=1
		$(at 1) cwd=/with two blanks/3 args: x 3 args: sendmail -t -i
		$(at 1) $b <= s@t U=shop P=local S=1
		$(at 2) cwd=/else 1 args: exim -bs
		$(at 2) $b <= s@t H=h [192.0.2.1] P=smtp S=1
		$(at 3) cwd=/late 1 args: exim -bs
		$(at 3) Start queue run: pid=1
		$(at 3) $b <= s@t U=u P=local S=1
	LOG
	tells cwd /var/www/shop/public '/with two blanks/3 args: x' - -
	# Kept until it is told what became of the messages.
	tells state,cwd 'unknown	/var/www/shop/public' \
		'unknown	/with two blanks/3 args: x' 'unknown	-' \
		'unknown	-'
}

@test "cwd: by pid, counted" {
	mklog -n 800 -cP -i "$tmp/answers" >"$tmp/log"
	perl -ne 'if (/\[(\d+)\] cwd=(\S+)/) { $of{$1} = $2 }
		elsif (/\[(\d+)\] \S+ <= /) {
			print delete $of{$1} // "-", "\n" }' \
		"$tmp/log" >"$tmp/dirs"
	counted "$tmp/dirs" >"$tmp/wanted"
	qcount -k cwd "$tmp/log" | cmp "$tmp/wanted" -
	[ "$(wc -l <"$tmp/wanted")" -gt 20 ]
}

# --- counts

@test "counts: -l, -g, -j, and what -j printed added up" {
	ask 0 qcount -l "$log"
	perl -ne '/^(\S+) (\S+) \S+ <= .*? S=(\d+)/ or next; $n++; $sum += $3;
		END { print "$n\t$sum\t" }' "$log" >"$tmp/wanted"
	has "$output" "$(cat "$tmp/wanted")"
	ask 0 qcount -lk state "$log"
	same "$(cut -f 3 "$answers" | sort | uniq -c | sort -rn |
		awk '{ print $2 }')" "$(cut -f 5 <<<"$output")"
	ask 0 qcount -gk state "$log"
	has "${lines[0]}" $'delivered\t######'
	qcount -k origin "$log" >"$tmp/wanted"
	qcount -jk origin "$log" | qcount -k origin - >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	{
		head -n 3000 "$log" | qcount -jlk origin -
		tail -n +3001 "$log" | qcount -jlk origin -
	} | qcount -k origin - >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
}

@test "counts: -k rdomain, each domain of a message once" {
	perl -ne 'next unless / <= .* for (.*)/; my %d;
		$d{(split /@/)[1]} = 1 for split / /, $1;
		print "$_\n" for keys %d' "$log" >"$tmp/domains"
	counted "$tmp/domains" >"$tmp/wanted"
	qcount -k rdomain "$log" | cmp "$tmp/wanted" -
}

@test "counts: -k rdomain, without for: from the deliveries" {
	mklog -n 1500 -c >"$tmp/log"
	cmp <(grep -v ' <= ' "$log") <(grep -v ' <= ' "$tmp/log")
	qcount -k rdomain "$log" >"$tmp/wanted"
	qcount -k rdomain "$tmp/log" | cmp "$tmp/wanted" -
}

@test "counts: by hour and by day, as the lines have it" {
	perl -ne 'print "$1T$2\n" if /^(\S+) (..).* <= /' "$log" |
		sort >"$tmp/hours"
	qcount -k hour "$log" | awk '{ sum += $1 } END { print sum }' \
		>"$tmp/sum"
	same 1500 "$(cat "$tmp/sum")"
	# The id's second can be that before the line's.
	counted "$tmp/hours" | cut -f 2 | sort >"$tmp/wanted"
	qcount -k hour "$log" | cut -f 2 | sort >"$tmp/got"
	[ "$(comm -3 "$tmp/wanted" "$tmp/got" | wc -l)" -le 2 ]
}

# --- qls

@test "qls: -O, -t, -j read back" {
	qls -k bytes,id -O bytes "$log" | cut -f 1 >"$tmp/got"
	sort -n "$tmp/got" | cmp - "$tmp/got"
	same 1500 "$(wc -l <"$tmp/got")"
	qls -k bytes,id -RO bytes "$log" | cut -f 1 | sort -rnc
	qls -t "$log" | head -n 1 >"$tmp/got"
	same $'age\tsize\tid\tsender\tstate\trcpts' "$(cat "$tmp/got")"
	local list=id,time,bytes,sender,state,rcpts,nrcpts,done,origin,via
	list+=,user,auth,host,ip,helo,proto,subject,msgid,cwd,queue,mta
	qls -k $list "$log" >"$tmp/wanted"
	# Without what the queue would have to ask each message's log for.
	qls -j "$log" | qls -k $list - >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	list+=,reason
	qls -k $list "$log" >"$tmp/wanted"
	qls -jk $list "$log" | qls -k $list - >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	qls -tk $list "$log" | qls -k $list - >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	if command -v python3 >/dev/null; then
		qls -j "$log" | python3 -m json.tool --json-lines >/dev/null
	fi
}

@test "qls: -j has what postqueue -j has" {
	by_lines <<-LOG
		$(at 0) $a <= <> U=u P=local S=1 for x@y.example z@y.example
		$(at 1) $a == z@y.example R=r defer (-1): later
	LOG
	ask 0 qls -j "$log"
	has "$output" "\"queue_id\": \"$a\", \"arrival_time\": 1795278602, \"message_size\": 1, \"sender\": \"\", \"recipients\": [{\"address\": \"x@y.example\"}, {\"address\": \"z@y.example\""
}

@test "qls: -m as exim -bp lists them, read back" {
	ask 0 qls -m "$log"
	same 1500 "$(qls -m "$log" | grep -c '<')"
	qls -k id,sender,size,rcpts "$log" >"$tmp/wanted"
	qls -m "$log" | qls -k id,sender,size,rcptsall - >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	by_lines <<-LOG
		$(at 0) $a <= s@t.example U=u P=local S=2000 for x@y.example z@y.example
		$(at 1) $a => x@y.example R=r T=t
	LOG
	ask 0 qls -m "$log"
	same "2.0K $a <s@t.example>
        D x@y.example
          z@y.example" "$(sed -E '1s/^ *-?[0-9]+[mhd] +//' <<<"$output")"
	ask 0 qls -mu "$log"
	same "2.0K $a <s@t.example>
          z@y.example" "$(sed -E '1s/^ *-?[0-9]+[mhd] +//' <<<"$output")"
}

# --- qgrep

@test "qgrep: -f, -r, -y, -o, -s, -w" {
	local id
	qgrep -i -f shop@shop.example "$log" >"$tmp/got"
	grep ' <= shop@shop.example ' "$log" | cut -d ' ' -f 3 |
		cmp - "$tmp/got"
	[ -s "$tmp/got" ]
	qgrep -i -r shop@shop.example "$log" >"$tmp/got"
	grep -E ' <= .* for (.* )?shop@shop.example( |$)' "$log" |
		cut -d ' ' -f 3 | cmp - "$tmp/got"
	[ -s "$tmp/got" ]
	ask 1 qgrep -y 10 "$log"
	ask 0 qgrep -c -o 10 "$log"
	has "$output" 1500
	qgrep -i -w state=bounced "$log" | sort >"$tmp/got"
	awk -F '\t' '$3 == "bounced" { print $1 }' "$answers" | sort |
		cmp - "$tmp/got"
	qgrep -i -w origin=bounce: "$log" | sort >"$tmp/got"
	awk -F '\t' '$2 == "bounce:" { print $1 }' "$answers" | sort |
		cmp - "$tmp/got"
	qgrep -i -w 'bytes>50K' "$log" >"$tmp/got"
	perl -ne '/^\S+ \S+ (\S+) <= .*? S=(\d+)/ && $2 > 51200 &&
		print "$1\n"' "$log" | cmp - "$tmp/got"
	qgrep -i -w 'rcpts=shop@shop.example' "$log" >"$tmp/got"
	qgrep -i -r shop@shop.example "$log" | cmp - "$tmp/got"
	qgrep -v -i -w state=bounced "$log" >"$tmp/got"
	same 1500 "$(($(wc -l <"$tmp/got") +
		$(grep -c 'bounced$' "$answers")))"
}

@test "qgrep: -r takes those that were delivered to, without -a" {
	by_lines <<-LOG
		$(at 0) $a <= s@t U=u P=local S=1
		$(at 1) $a => x@y.example R=r T=t
		$(at 1) $a Completed
	LOG
	ask 0 qgrep -i -r x@y.example "$log"
	same "$a" "$output"
	ask 1 qgrep -i -r z@y.example "$log"
}

@test "qgrep: -H subject, decoded; no other field, no body" {
	by_lines <<-LOG
		$(at 0) $a <= s@t U=u P=local S=1 T="the \\320\\271 \\"free\\" one"
		$(at 0) $b <= s@t U=u P=local S=1
	LOG
	ask 0 qgrep -i -H 'subject:й "free"' "$log"
	same "$a" "$output"
	ask 0 qgrep -i -EH 'Subject:^the' "$log"
	same "$a" "$output"
	ask 2 qgrep -i -H From:x "$log"
	has "$stderr" "qgrep: -H: "
	same "" "$output"
	ask 2 qgrep -i -B free "$log"
	has "$stderr" "qgrep: -B: "
	same "" "$output"
}

@test "qgrep: -z and -x never pick: a log does not tell" {
	ask 1 qgrep -z "$log"
	same "" "$output"
	ask 1 qgrep -x "$log"
	same "" "$output"
}

@test "qgrep: what it picks is found in the log" {
	qgrep -w state=deferred "$log" | qlog -L "$log" >"$tmp/got"
	same "$(grep -c 'deferred$' "$answers")" "$(grep -c '^==> ' "$tmp/got")"
}

# --- what is no message, or damaged

@test "no messages: lines without arrivals" {
	by_lines <<-LOG
		$(at 0) Start queue run: pid=5
		$(at 0) $a => x@y.example R=r T=t
		$(at 0) $a Completed
		$(at 0) End queue run: pid=5
	LOG
	ask 0 qls "$log"
	same "" "$output$stderr"
	ask 0 qcount "$log"
	same 0 "$output"
	ask 0 qcount -k origin "$log"
	same "" "$output$stderr"
	ask 1 qgrep -f a@b "$log"
	same "" "$output$stderr"
}

@test "noise: the first 99 lines can be anything" {
	by_lines < <(
		for i in {1..99}; do
			echo "$(at 0) nobody knows the trouble $i"
		done
		echo "$(at 1) $a <= s@t U=u P=local S=1"
	)
	tells id "$a"
}

@test "noise: a log that starts with thousands of lines of Exim's own" {
	local line
	while read -r line; do
		by_lines < <(
			for i in {1..200}; do
				echo "$(at 0) $line"
			done
			echo "$(at 1) $a <= s@t U=u P=local S=1"
		)
		tells id "$a"
	done <<-'LINES'
		Start queue run: pid=1
		no host name found for IP address 192.0.2.1
		H=(x) [192.0.2.1] F=<a@b> rejected RCPT <c@d>: no
		dovecot_login authenticator failed for (User) [192.0.2.1]: 535 Incorrect authentication data (set_id=x)
		plain authenticator failed for h.example (x) [192.0.2.1]:99: 535 Incorrect authentication data
		SMTP connection from [192.0.2.1] lost
		TLS error on connection from [192.0.2.1] (SSL_accept): timed out
		cwd=/var/spool/exim4 2 args: /usr/sbin/exim4 -q30m
		unexpected disconnection while reading SMTP command from [192.0.2.1]
		refused connection from h.example [192.0.2.1]
		Connection from [192.0.2.1] refused: too many connections
	LINES
}

@test "noise: nothing of a log in it is an error that shows line 1" {
	by_lines <<<"dear diary"
	ask 2 qls "$log"
	has "$stderr" "dear diary"
}

@test "damaged: truncated and binary lines, one note with their number" {
	by_lines < <(
		echo "$(at 0) $a <= s@t U=u P=local S=1"
		echo "truncated $b <= s@t U=u P=local S=1"
		at 1 | cut -c 1-12
		printf '\377\376\001\002\n'
		printf '%s %s <= s\0@t U=u P=local S=1\n' "$(at 1)" "$b"
		echo "$(at 1) $b <= "
		echo "$(at 1) $b <= s@t"
		echo
		echo "$(at 1) $b <= s@t U=u P=local S=2"
	)
	ask 0 qls -k id,bytes "$log"
	same "$a	1
$b	2" "$output"
	same "qls: $log: lines not in order, left out: 6" "$stderr"
	ask 0 qcount "$log"
	same 2 "$output"
	same "qcount: $log: lines not in order, left out: 6" "$stderr"
	ask 1 qgrep -f a@b "$log"
	same "qgrep: $log: lines not in order, left out: 6" "$stderr"
}

@test "damaged: the last line is cut, without a newline" {
	by_lines < <(printf '%s %s <= s@t U=u P=local S=1\n%s %s <= s@t U=u P=lo' \
		"$(at 0)" "$a" "$(at 1)" "$b")
	ask 0 qls -k id "$log"
	has "$output" "$a"
}

@test "damaged: cut anywhere, no line is more than it says" {
	local n whole
	whole="$(at 0) $a <= s@t.example H=h.example (x) [192.0.2.1] P=esmtp S=77 id=i@j T=\"s \\\"t\\\"\" for r@u.example"
	for ((n = 20; n < ${#whole}; n++)); do
		echo "$whole"
		echo "${whole:0:n}"
	done >"$tmp/log"
	qls -k id,sender,bytes,rcpts "$tmp/log" 2>/dev/null |
		sort | uniq -c | sort -rn >"$tmp/got"
	# The id and the sender are whole, or there is no message.
	awk -v id="$a" '$2 != id || $3 != "s@t.example" { exit 1 }
		$4 != "-" && $4 != 7 && $4 != 77 { exit 1 }' "$tmp/got"
}

@test "damaged: control bytes are escaped in every field" {
	by_lines < <(printf '%s %s <= "\033[31m"@t U=u\tv P=local S=1 T="\302\205\377" for "\033"@x\n' \
		"$(at 0)" "$a")
	ask 0 qls -k sender,user,subject,rcpts "$log"
	same "" "$(tr -d '[:print:]\t' <<<"$output")"
	has "$output" '\x1B'
	has "$output" '\xC2\x85\xFF'
}

@test "safety: a line names its own message only" {
	by_lines <<-LOG
		$(at 0) cwd=/$b 3 args: exim -Mrm $b
		$(at 0) $a <= $b@y.example H=$b ($b) [192.0.2.1] U=$b P=esmtp S=500 id=$b@h T="$b $b <= $b" for $b@z.example
		$(at 1) $a == $b@z.example R=r T=t defer (-44): $b Completed
	LOG
	tells id,state "$a	deferred"
	local spool=$tmp/spool id
	for id in $a $b; do
		printf '%s\n' 'user 1 1' '<s@t.example>' '1795278602 0' XX 1 \
			c@d.example '' | put "$spool" "$id"
	done
	ask 0 bash -c "qls '$log' | qhdr -d '$spool' -ex id 2>&1 ||
		qls '$log' | qls -d '$spool' -k id -"
	! grep -e "$b" <<<"$output" || false
	ask 0 bash -c "sed 1d '$log' | qls -d '$spool' -k id -"
	same "$a" "$output"
	# As ids: of lines of the log in field 3, or 1, and nowhere else.
	ask 0 bash -c "sed 1d '$log' | qlog -L '$log'"
	[[ $output != *"==>"* ]]
	ask 2 bash -c "head -n 1 '$log' | qlog -L '$log'"
	has "$stderr" "no message id"
	same "" "$output"
}

@test "safety: qrm takes from a log's records the log's messages" {
	need_root
	exim_conf "$dir"
	exim_send "$dir" 3
	local one other
	one=$(qls -d "$dir/spool" -k id | head -n 1)
	other=$(qls -d "$dir/spool" -k id | tail -n 1)
	printf '%s\n' "$(at 0) $one <= $other@y.example U=$other P=local S=5 T=\"$other\" for $other@z" \
		>"$tmp/mainlog"
	ask 0 bash -c "qls '$tmp/mainlog' |
		qrm -n -d '$dir/spool' -C '$dir/conf'"
	has "$output" "$one	would-remove"
	! grep -e "$other" <<<"$output" || false
	ask 0 bash -c "qrm -n -d '$dir/spool' -C '$dir/conf' <'$tmp/mainlog'"
	has "$output" "$one	would-remove"
	! grep -e "$other" <<<"$output" || false
}

@test "safety: what a client can say is not taken for what Exim says" {
	by_lines <<-LOG
		$(at 0) $a <= s@t.example H=(x U=root P=local) [192.0.2.1] P=esmtp S=1 T="x" for a@b.example
		$(at 0) $b <= s@t.example H=h (h) [192.0.2.2] P=esmtpa A=plain:u@v S=2 T="y\\" A=plain:root S=9 id=" for A=plain:root@b.example
	LOG
	tells bytes,auth,ip,origin '1	-	192.0.2.1	remote:[192.0.2.1]' \
		'2	u@v	192.0.2.2	auth:u@v'
}

# --- beside real Exim

# all_ways [LINE...]: a spool whose Exim took mail in each way that is simple,
# delivered, deferred, bounced, froze and discarded it.
all_ways() {
	need_root
	exim_delivers "$dir" 'auth_advertise_hosts = *' \
		'tls_advertise_hosts =' "$@"
	add_sections "$dir" <<-'CONF'
		begin authenticators
		plain:
		  driver = plaintext
		  public_name = PLAIN
		  server_prompts = :
		  server_condition = true
		  server_set_id = $auth2
	CONF
	local login late=late@other.example
	login=$(printf '\0bob@shop.example\0secret' | base64)
	cd "$dir" || return
	submit 'Subject: to a box' '' body | take in@box.example
	submit 'Subject: say "x\y" =?utf-8?B?0LkgPT4=?=' '' body |
		take $late in@box.example
	submit 'Subject: fails' '' body |
		take -f sender@from.example fail@lists.example in@box.example
	submit 'Subject: null fails' '' body | take -f '<>' fail@lists.example
	submit 'Subject: many' 'Message-Id: <own.id@x.example>' '' body |
		take many@lists.example hole@lists.example '"a b"@box.example' \
			Late@Other.Example
	submit 'Subject: long' "X-Long: $(printf 'x%.0s' {1..2000})" '' body |
		take $late
	submit 'no header at all' | take -f '"q\"uo ted"@from.example' $late
	submit 'Subject:' '' | take -f x@from.example '"b\\c"@other.example'
	submit 'EHLO client.example' "AUTH PLAIN $login" \
		'MAIL FROM:<bob@shop.example>' "RCPT TO:<$late>" \
		'RCPT TO:<in@box.example>' DATA 'Subject: by smtp' \
		'Message-ID: <abc@client>' '' body . QUIT |
		speak "$dir" -odq -oMa 192.0.2.7.1234 -oMs host.name.example
	submit 'HELO [10.0.0.1]' 'MAIL FROM:<eve@evil.example>' \
		"RCPT TO:<$late>" DATA \
		'Subject: T="x" A=plain:root S=1 for y@z' '' body . QUIT |
		speak "$dir" -odq -oMa 192.0.2.8.99
	submit 'EHLO x' 'MAIL FROM:<>' "RCPT TO:<$late>" DATA \
		'Subject: null from outside' '' body . QUIT |
		speak "$dir" -odq -oMa 2001:db8::9.99 -oMs six.example
	submit 'EHLO x' 'MAIL FROM:<l@loop.example>' "RCPT TO:<$late>" DATA \
		'Subject: loop' '' body . QUIT |
		speak "$dir" -odq -oMa 127.0.0.1.5 -oMt identuser
	exim "$dir" -qff 2>/dev/null
	mainlog=$dir/spool/log/mainlog
}
submit() { printf '%s\n' "$@"; }
take() { exim "$dir" -odq "$@"; }

# queued FIELD,...: of the messages in the queue, what the log has.
queued() {
	qls -k "$1,id" "$mainlog" | while IFS= read -r line; do
		[ ! -e "$dir/spool/input/${line##*	}-H" ] || echo "$line"
	done
}

# agree FIELD,...: the log tells what the queue tells.
agree() {
	qls -d "$dir/spool" -k "$1,id" | sort >"$tmp/wanted"
	[ "$(wc -l <"$tmp/wanted")" -ge 11 ]
	queued "$1" | sort >"$tmp/got"
	diff "$tmp/wanted" "$tmp/got"
}

# Both, without fractions of seconds and with the S= of long header fields.
agree_on_all() {
	agree id,sender,domain,user,auth,host,ip,helo,proto,msgid
	agree subject
	agree rcptsall
	agree origin,via
	qls -d "$dir/spool" -k id,bytes |
		while read -r id bytes; do
			# Fields of 1000 bytes and more.
			echo "$id	$((bytes + $(grep -cE '^[0-9]{4}. ' \
				"$dir/spool/input/$id-H")))"
		done | sort >"$tmp/wanted"
	queued bytes | awk '{ print $2 "\t" $1 }' | sort >"$tmp/got"
	diff "$tmp/wanted" "$tmp/got"
	agree_on_times
}

agree_on_times() {
	qls -d "$dir/spool" -k time,id | sed 's/\.[0-9]*//' | sort >"$tmp/wanted"
	queued time | sed 's/\.[0-9]*//' | sort >"$tmp/got"
	diff "$tmp/wanted" "$tmp/got"
}

# The states of the messages by their subjects.
states() {
	ask 0 qgrep -k state,id -w "subject=$1" "$mainlog"
	same "$2" "${output%%	*}"
}

@test "real Exim: everything logged; the log tells what the queue tells" {
	all_ways 'log_selector = +all'
	agree_on_all
	states 'to a box' delivered
	states fails bounced
	states 'null fails' bounced
	states many deferred
	states 'by smtp' deferred
	ask 0 qcount "$mainlog"
	same "$(grep -c ' <= ' "$mainlog")" "$output"
	same "" "$stderr"
	# Of what is gone, all recipients are.
	ask 0 qgrep -k rcpts,done -w state=delivered "$mainlog"
	same in@box.example$'\t'in@box.example "$output"
	ask 0 qgrep -k rcpts,done -w subject=fails "$mainlog"
	same "fail@lists.example,in@box.example	fail@lists.example,in@box.example" \
		"$output"
	ask 0 qgrep -k reason -w subject=fails "$mainlog"
	same "no such list" "$output"
}

@test "real Exim: calls of it by pid, counted by directory" {
	all_ways 'log_selector = +all'
	ask 0 qcount -k cwd "$mainlog"
	same "12	$dir
1	$dir/spool" "$output"
	local id
	id=$(qgrep -i -w subject=fails "$mainlog")
	ask 0 qlog -L "$mainlog" "$id"
	has "${lines[0]}" "] cwd=$dir 8 args: "
	has "${lines[1]}" " $id <= sender@from.example "
	has "$output" "-E$id"
	has "${lines[-1]}" "$id Completed"
}

@test "real Exim: no pids, no milliseconds" {
	all_ways 'log_selector = +all -pid -millisec'
	agree_on_all
	ask 0 qcount -k cwd "$mainlog"
	# Lines of SMTP stand between the call and the arrival.
	has "$output" "8	$dir
"
	ask 0 qcount -k time "$mainlog"
	! grep -F . <<<"$output" || false
}

@test "real Exim: the zone in the log, and another one's stamps" {
	all_ways 'log_selector = +all' 'log_timezone' \
		'timezone = America/New_York'
	grep -qE '^[-0-9]{10} [0-9:.]{12} -0[45]00 \[' "$mainlog"
	agree_on_all
	TZ=Asia/Tokyo agree_on_times
	ask 0 qcount -k time "$mainlog"
	local id
	while read -r id; do
		ask 0 qlog -L "$mainlog" "$id"
		has "$output" "$id <= "
		has "${lines[0]}" cwd=
	done < <(qls -k id "$mainlog")
}

@test "real Exim: another zone's stamps that do not tell it" {
	all_ways 'log_selector = +all -pid' 'timezone = America/New_York'
	agree_on_times
	TZ=Asia/Tokyo agree_on_times
	TZ=America/New_York agree_on_times
}

@test "real Exim: what it logs by itself" {
	all_ways
	agree id,sender,user,auth,host,ip,helo,proto,origin,via
	# Only ids that a client gave.
	queued msgid | grep -v '^-' | cut -f 1 | sort >"$tmp/got"
	printf '%s\n' '<abc@client>' '<own.id@x.example>' | cmp - "$tmp/got"
	qls -d "$dir/spool" -k rcptsall,id | tr , '\n' | sort >"$tmp/wanted"
	ask 0 qcount -k subject "$mainlog"
	same "13	-" "$output"
	# Recipients from the deliveries, in their order.
	queued rcpts | tr , '\n' | sort >"$tmp/got"
	grep '@' "$tmp/got" | cut -f 1 | tr A-Z a-z | sort >"$tmp/got.1"
	grep '@' "$tmp/wanted" | cut -f 1 | tr A-Z a-z | sort >"$tmp/wanted.1"
	# Of the bounce none is tried yet.
	diff <(grep -v sender@from "$tmp/wanted.1") "$tmp/got.1"
	states_by_sender
}
states_by_sender() {
	ask 0 qgrep -k state -f sender@from.example "$mainlog"
	same bounced "$output"
}

@test "real Exim: removed, frozen and thawed, marked delivered by hand" {
	all_ways 'log_selector = +all'
	local id
	id=$(qgrep -i -w subject=long "$mainlog")
	exim "$dir" -Mf "$id"
	exim "$dir" -Mt "$id"
	exim "$dir" -Mrm "$id"
	states long unknown
	ask 0 qlog -L "$mainlog" "$id"
	has "$output" "$id frozen by root"
	has "$output" "$id removed by root"
	has "${lines[-1]}" "$id Completed"
	id=$(qgrep -i -w subject=loop "$mainlog")
	exim "$dir" -Mmad "$id"
	exim "$dir" -qff 2>/dev/null
	ask 0 qlog -L "$mainlog" "$id"
	has "$output" "marked delivered by root"
	has "${lines[-1]}" "$id Completed"
}

@test "a deferral that tells no reason" {
	by_lines <<-END
		$(at 0) $a <= a@b.example U=a P=local S=1
		$(at 1) $a == c@d.example R=r defer (-1)
		$(at 2) $b <= a@b.example U=a P=local S=1
		$(at 3) $b == c@d.example R=r defer (-1): why
		$(at 4) $b == c@d.example R=r defer (-1)
	END
	ask 0 qls -k id,state,reason "$log"
	same "$a	deferred	-
$b	deferred	why" "$output"
}
