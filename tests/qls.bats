# qls: each field, each option, and what it reads back, on spools of known
# content.

load lib
load spools

fields=age,size,id,sender,state,rcpts,time,date,hour,day,bytes,domain,nrcpts
fields+=,rdomain,reason,next,via,origin,user,uid,auth,host,ip,helo,proto,script
fields+=,cwd,subject,msgid,done,rcptsall,mta,queue,box

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	tmp=$BATS_TEST_TMPDIR
	php=1xUnyH-0006we-0M
	login=1xUnyI-0006wf-1A
	bounce=1xUnyJ-0006wg-2B
}

# Three messages of which all is known: of a script, of a login, a bounce.
known() {
	put "$spool" $php <<'H'
shop 1001 1001
<info@Shop.example>
1795278589 0
-received_time_usec .114515
-ident shop
-received_protocol local
-body_linecount 1
-auth_id shop
-auth_sender shop@mail.example
-local
NN gone@a.example
4
one@B.example
gone@a.example
two@a.example
three@b.example

 Subject: =?UTF-8?B?0J/RgNC40LLQtdGC?= =?koi8-r?Q?_=CD=C9=D2?=
I Message-ID: <m1@shop.example>
 X-PHP-Originating-Script: 1001:mailer.php
* Bcc: hidden@c.example
H
	cat >"$spool/msglog/$php" <<'LOG'
2026-11-21 16:29:49 Received from info@Shop.example U=shop P=local S=1
2026-11-21 16:30:01 gone@a.example: remote_smtp transport succeeded
2026-11-21 16:30:02 one@B.example R=dns T=smtp defer (110): Connection timed out
2026-11-21 16:30:03 two@a.example R=dns T=smtp defer (-44) H=mx [192.0.2.10]: SMTP error: 451 4.7.1 Later
LOG
	put "$spool" $login <<'H'
Debian-exim 102 105
<info@victim.example>
1795278590 0
-received_time_usec .500000
--helo_name WIN-7
--host_address [203.0.113.7]:4711
--host_name client.isp.example
-host_auth plain
-interface_address [192.0.2.25]:587
-received_protocol esmtpsa
--auth_id victim
-deliver_firsttime
XX
1
x@c.example

 Subject: plain
H
	put "$spool" $bounce <<'H'
Debian-exim 102 105
<>
1795278591 0
-received_time_usec .000001
-ident Debian-exim
-received_protocol local
-localerror
-frozen 1795278600
XX
1
info@shop.example

 From: Mailer-Daemon
H
}

# field NAME VALUE...: that field of each of those.
field() {
	local name=$1
	shift
	known
	ask 0 qls -d "$spool" -k "$name"
	same "$(printf '%s\n' "$@")" "$output"
	same "" "$stderr"
}

# --- records

@test "a record is age, size, id, sender, state and rcpts, between tabs" {
	known
	local age
	while ages_change "$spool"; do
		age=$(qls -d "$spool" -k age | head -n 1)
		ask 0 qls -d "$spool"
	done
	same "$age"$'\t140\t'"$php"$'\tinfo@Shop.example\tdeferred\tone@B.example,two@a.example,three@b.example' \
		"${lines[0]}"
	same 3 "${#lines[@]}"
}

@test "without -k the fields are those, under their names" {
	known
	while ages_change "$spool"; do
		qls -d "$spool" -k age,size,id,sender,state,rcpts >"$tmp/named"
		qls -d "$spool" >"$tmp/plain"
	done
	cmp "$tmp/named" "$tmp/plain"
}

@test "the first four fields of a record are exim -bp's" {
	need_root
	exim_conf "$tmp"
	mkspool -n 40 "$spool" >/dev/null
	while ages_change "$spool"; do
		exim "$tmp" -bp | awk '/</ { print $1, $2, $3, $4 }' |
			tr -d '<>' >"$tmp/theirs"
		qls -d "$spool" | awk '{ print $1, $2, $3, $4 }' |
			tr -d '<>' >"$tmp/ours"
	done
	diff "$tmp/theirs" "$tmp/ours"
}

@test "an empty spool lists nothing, exit 0" {
	touch_spool "$spool"
	ask 0 qls -d "$spool"
	same "" "$output"
	same "" "$stderr"
	ask 0 qls -d "$spool" -j
	same "" "$output"
	ask 0 qls -d "$spool" -m
	same "" "$output"
}

@test "messages come in order of arrival, whichever thread read them" {
	mkspool -n 900 "$spool" >/dev/null
	ask 0 qls -d "$spool" -k id,bytes,sender
	same "$(sort <<<"$output")" "$output"
	same 900 "${#lines[@]}"
}

@test "the order within a second is by the id's third part, not its process" {
	local id
	for id in 1xUnyH-000zzz-00 1xUnyH-000000-2B 1xUnyH-000aaa-0M; do
		put "$spool" $id <<<$'a 1 1\n<a@b>\n1795278589 0\nXX\n1\nc@d\n'
	done
	ask 0 qls -d "$spool" -k id
	same $'1xUnyH-000zzz-00\n1xUnyH-000aaa-0M\n1xUnyH-000000-2B' "$output"
}

@test "a name that is no message's id is told and left out, exit 0" {
	known
	touch "$spool/input/aaaa.bbbb.cccc.d-H" "$spool/input/"$'1xUnyH\e0006we-0M-H'
	ask 0 qls -d "$spool" -k id,state
	same 3 "${#lines[@]}"
	has "$stderr" "qls: aaaa.bbbb.cccc.d: not a message id, left out"
	has "$stderr" 'qls: 1xUnyH\x1B0006we-0M: not a message id, left out'
}

@test "a message without a header, and one without a line of body" {
	put "$spool" $php '' <<<$'a 1 1\n<a@b>\n1795278589 0\nXX\n1\nc@d\n'
	ask 0 qls -d "$spool" -k state,bytes,subject,rcpts
	same $'deferred\t1\t-\tc@d' "$output"
}

@test "a closed pipe ends it quietly" {
	mkspool -n 300 "$spool" >/dev/null
	qls -d "$spool" -j 2>"$tmp/said" | head -n 1 >"$tmp/out"
	same 1 "$(wc -l <"$tmp/out")"
	same "" "$(cat "$tmp/said")"
}

# --- fields

@test "field id" {
	field id $php $login $bounce
}

@test "field sender: without brackets, the null sender is <>" {
	field sender info@Shop.example info@victim.example '<>'
}

@test "field state: deferred, queued, frozen" {
	field state deferred queued frozen
}

@test "field state: active while the journal is there, frozen or not" {
	known
	: >"$spool/input/$login-J"
	: >"$spool/input/$bounce-J"
	ask 0 qls -d "$spool" -k state
	same $'deferred\nactive\nactive' "$output"
}

@test "field state: damaged goes before all" {
	known
	: >"$spool/input/$php-J"
	truncate -s -3 "$spool/input/$php-H"
	ask 0 qls -d "$spool" -k state
	same $'damaged\nqueued\nfrozen' "$output"
	same "qls: $php: damaged" "$stderr"
}

@test "field rcpts: those still to deliver to" {
	field rcpts one@B.example,two@a.example,three@b.example x@c.example \
		info@shop.example
}

@test "field done: those done with" {
	field "done" gone@a.example - -
}

@test "field rcptsall: all, in their order" {
	field rcptsall \
		one@B.example,gone@a.example,two@a.example,three@b.example \
		x@c.example info@shop.example
}

@test "field nrcpts: how many still to deliver to" {
	field nrcpts 3 1 1
}

@test "field rdomain: their domains, each once, small letters" {
	known
	ask 0 qls -d "$spool" -k rdomain
	same b.example,a.example "$(head -n 1 <<<"$output" |
		sed 's/^a.example,b.example$/b.example,a.example/')"
	same $'c.example\nshop.example' "$(tail -n 2 <<<"$output")"
}

@test "field domain: the sender's, small letters, none for a null sender" {
	field domain shop.example victim.example -
}

@test "field time: seconds with the fraction that is known" {
	field time 1795278589.114515 1795278590.500000 1795278591.000001
}

@test "field time: without a fraction in -H, seconds" {
	known
	sed -i '/^-received_time_usec/d' "$spool"/input/*-H
	ask 0 qls -d "$spool" -k time
	same $'1795278589\n1795278590\n1795278591' "$output"
}

@test "field date: in UTC whatever the zone" {
	known
	TZ=Asia/Tokyo ask 0 qls -d "$spool" -k date
	same 2026-11-21T16:29:49.114515Z "${lines[0]}"
	same 2026-11-21T16:29:51.000001Z "${lines[2]}"
}

@test "field hour: in UTC" {
	TZ=Asia/Tokyo field hour 2026-11-21T16 2026-11-21T16 2026-11-21T16
}

@test "field day: in UTC" {
	TZ=Asia/Tokyo field day 2026-11-21 2026-11-21 2026-11-21
}

@test "field age: minutes, hours or days since the arrival" {
	local now
	now=$(date +%s)
	known
	sed -i "4s/.*/$((now - 601)) 0/" "$spool/input/$php-H"
	sed -i "4s/.*/$((now - 7300)) 0/" "$spool/input/$login-H"
	sed -i "4s/.*/$((now - 864100)) 0/" "$spool/input/$bounce-H"
	ask 0 qls -d "$spool" -k age
	same $'10m\n2h\n10d' "$output"
}

@test "field bytes: the fields that are sent, and the body" {
	known
	local head
	head=$(printf '%s\n' \
		'Subject: =?UTF-8?B?0J/RgNC40LLQtdGC?= =?koi8-r?Q?_=CD=C9=D2?=' \
		'Message-ID: <m1@shop.example>' \
		'X-PHP-Originating-Script: 1001:mailer.php' | wc -c)
	ask 0 qls -d "$spool" -k bytes
	same $((head + 1 + 5)) "${lines[0]}"
	same $((15 + 1 + 5)) "${lines[1]}"
}

@test "field size: bytes as exim -bp rounds them, without blanks" {
	local n id=0
	for n in 1023 1024 10188 10189 10240 1048575 1048576 10485760; do
		printf -v id '1xUnyH-%06d-%02d' "$n" $((id + 1))
		id=${id##*-}
		id=$((10#$id))
		printf -v name '1xUnyH-%06d-%02d' $((n % 1000000)) "$id"
		put "$spool" "$name" "" \
			<<<$'a 1 1\n<a@b>\n1795278589 0\nXX\n1\nc@d\n'
		truncate -s $((n - 1 + 19)) "$spool/input/$name-D"
	done
	ask 0 qls -d "$spool" -k bytes,size
	same $'1023\t1023
1024\t1.0K
10188\t9.9K
10189\t10.0K
10240\t10K
1048575\t1024K
1048576\t1.0M
10485760\t10M' "$output"
}

@test "field reason: the last deferral of the message's log" {
	field reason 'SMTP error: 451 4.7.1 Later' - -
}

@test "field reason: from a log of the split spool, and Exim's own" {
	need_root
	exim_delivers "$tmp"
	sed -i '1i split_spool_directory' "$tmp/conf"
	exim "$tmp" -odq later@other.example <<<$'Subject: x\n\ny'
	exim "$tmp" -qf
	ask 0 qls -d "$spool" -k reason,id
	has "$output" $'later\t'
}

@test "field next, cwd: Exim does not tell" {
	field next - - -
	field cwd - - -
}

@test "field via" {
	field via php auth bounce
}

@test "field origin" {
	field origin php:shop/1001:mailer.php auth:victim bounce:
}

@test "field user: who called Exim; none for a client without ident" {
	field user shop - Debian-exim
}

@test "field uid: of a local user alone" {
	field uid 1001 - 102
}

@test "field auth: a login of SMTP; a local user's name is none" {
	field auth - victim -
}

@test "field host: the client's name" {
	field host - client.isp.example -
}

@test "field ip: the client's address, without the port" {
	field ip - 203.0.113.7 -
}

@test "field ip: of version 6, and in the form before Exim 4.96" {
	known
	sed -i 's/^--host_address.*/-host_address 2001:db8::7.4711/' \
		"$spool/input/$login-H"
	ask 0 qls -d "$spool" -k ip - <<<$login
	same 2001:db8::7 "$output"
	sed -i 's/^-host_address.*/-host_address 203.0.113.8.25/' \
		"$spool/input/$login-H"
	ask 0 qls -d "$spool" -k ip - <<<$login
	same 203.0.113.8 "$output"
	sed -i 's/^-host_address.*/-host_address [2001:db8::9]:25/' \
		"$spool/input/$login-H"
	ask 0 qls -d "$spool" -k ip - <<<$login
	same 2001:db8::9 "$output"
}

@test "field helo" {
	field helo - WIN-7 -
}

@test "field proto" {
	field proto local esmtpsa local
}

@test "field script" {
	field script mailer.php - -
}

@test "field subject: decoded; absent without one" {
	field subject 'Привет мир' plain -
}

@test "field subject: two encoded words of two charsets, folded" {
	put "$spool" $php <<'H'
a 1 1
<a@b.example>
1795278589 0
XX
1
c@d.example

 Subject: =?windows-1251?B?zO7z?=
	=?windows-1251?Q?_=EC=E8=F0?= and =?iso-8859-1?q?caf=E9?=
	=?utf-8?q?_plain?=
H
	ask 0 qls -d "$spool" -k subject
	same 'Моу мир and café plain' "$output"
}

@test "field subject: of two the first, and none of a field not sent" {
	put "$spool" $php <<'H'
a 1 1
<a@b.example>
1795278589 0
XX
1
c@d.example

* Subject: old
 subject: new
 SUBJECT: third
H
	ask 0 qls -d "$spool" -k subject
	same new "$output"
}

@test "field msgid: with its angle brackets" {
	field msgid '<m1@shop.example>' - -
}

@test "field mta: exim" {
	field mta exim exim exim
}

@test "field queue: default, or the named one's" {
	known
	mkdir -p "$spool/third/input"
	mv "$spool/input/$login"-* "$spool/third/input"
	ask 0 qls -d "$spool" -G '*' -k id,queue
	same "$php"$'\tdefault\n'"$login"$'\tthird\n'"$bounce"$'\tdefault' \
		"$output"
}

@test "field box: this machine" {
	known
	ask 0 qls -d "$spool" -k box
	same "$(uname -n)" "${lines[0]}"
}

# --- -k

@test "-k: fields in the order that is given, and twice if given twice" {
	known
	ask 0 qls -d "$spool" -k state,id,state
	same $'deferred\t'"$php"$'\tdeferred' "${lines[0]}"
}

@test "-k: all fields at once are as many columns" {
	known
	ask 0 qls -d "$spool" -k "$fields"
	same 34 "$(tr , '\n' <<<"$fields" | wc -l)"
	local line
	for line in "${lines[@]}"; do
		same 33 "$(tr -cd '\t' <<<"$line" | wc -c)"
	done
}

@test "-k: an unknown field lists all there are" {
	known
	ask 2 qls -d "$spool" -k id,size,sendr
	same "" "$output"
	has "$stderr" "qls: -k: no field sendr; the fields are "
	local name
	for name in ${fields//,/ }; do
		has "$stderr" " $name"
	done
}

@test "-k: no field, or an empty one, is an error" {
	known
	ask 2 qls -d "$spool" -k ''
	ask 2 qls -d "$spool" -k id,
	ask 2 qls -d "$spool" -k ,id
	same "" "$output"
}

@test "-k: a name is not part of another, nor in capitals" {
	known
	ask 2 qls -d "$spool" -k send
	ask 2 qls -d "$spool" -k senders
	ask 2 qls -d "$spool" -k Sender
}

@test "-k: what needs only names opens no message" {
	known
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=open,openat \
		-o "$tmp/trace" qls -d "$spool" -k id,hour,day,mta,queue,box \
		>/dev/null
	! grep -e '-H"' "$tmp/trace" || false
}

@test "-k: without size, bytes and reason, no body and no log is looked at" {
	known
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=%file -o "$tmp/trace" \
		qls -d "$spool" -k id,sender,origin,subject,rcpts >/dev/null
	! grep -e '-D"' "$tmp/trace" || false
	! grep -e "\"$php\"" "$tmp/trace" || false
}

# --- -t

@test "-t: a title line first, the names of the fields" {
	known
	ask 0 qls -d "$spool" -t
	same $'age\tsize\tid\tsender\tstate\trcpts' "${lines[0]}"
	same 4 "${#lines[@]}"
	ask 0 qls -d "$spool" -tk origin,id
	same $'origin\tid' "${lines[0]}"
}

@test "-t: of an empty spool just the title, which reads as no messages" {
	touch_spool "$spool"
	ask 0 qls -d "$spool" -tk id,sender
	same $'id\tsender' "$output"
	ask 0 qcount - <<<"$output"
	same 0 "$output"
}

# --- -R and -O

@test "-R: the last first" {
	known
	ask 0 qls -d "$spool" -Rk id
	same "$bounce"$'\n'"$login"$'\n'"$php" "$output"
}

# by_number FIELD: -O sorts it as sort -n does.
by_number() {
	mkspool -n 120 -m "$spool" >/dev/null
	ask 0 qls -d "$spool" -O "$1" -k "$1"
	same "$(sort -sn <<<"$output")" "$output"
	same 120 "${#lines[@]}"
	qls -d "$spool" -O "$1" -k "$1,id" | cut -f 2 | sort |
		diff - <(qls -d "$spool" -k id)
	qls -d "$spool" -RO "$1" -k "$1,id" >"$tmp/reversed"
	diff "$tmp/reversed" <(qls -d "$spool" -O "$1" -k "$1,id" | tac)
}

@test "-O: bytes as numbers" {
	by_number bytes
}

@test "-O: recipients' number as a number" {
	by_number nrcpts
}

@test "-O: time as a number" {
	by_number time
}

@test "-O: uid as a number, those without first" {
	mkspool -n 120 "$spool" >/dev/null
	qls -d "$spool" -O uid -k uid | sed 's/^-$/-1/' >"$tmp/sorted"
	sort -sn "$tmp/sorted" | diff - "$tmp/sorted"
	same -1 "$(head -n 1 "$tmp/sorted")"
	same 1004 "$(grep -x 1004 "$tmp/sorted" | head -n 1)"
}

@test "-O: sizes by what they stand for, not by their text" {
	local n
	for n in 200 3000 40000 9000000; do
		mkspool -n 2 -b $n -S $((n % 9000)) "$spool" >/dev/null
	done
	same "$(qls -d "$spool" -O bytes -k id)" \
		"$(qls -d "$spool" -O size -k id)"
}

@test "-O: ages by what they stand for: the youngest first" {
	mkspool -n 50 -w 9000000 "$spool" >/dev/null
	same "$(qls -d "$spool" -Rk id)" "$(qls -d "$spool" -O age -k id)"
}

@test "-O: text by its bytes" {
	mkspool -n 100 "$spool" >/dev/null
	local f
	for f in sender origin subject domain; do
		qls -d "$spool" -O $f -k $f | sed 's/^<>$//; s/^-$//' \
			>"$tmp/sorted"
		sort -s "$tmp/sorted" | diff - "$tmp/sorted"
	done
}

@test "-O: equal ones stay in order of arrival" {
	mkspool -n 200 "$spool" >/dev/null
	ask 0 qls -d "$spool" -O sender -k sender,id
	same "$(sed 's/^<>\t/\t/' <<<"$output" | sort)" \
		"$(sed 's/^<>\t/\t/' <<<"$output")"
}

@test "-O: messages without the field come first" {
	known
	ask 0 qls -d "$spool" -O auth -k auth,id
	same "-	$php
-	$bounce
victim	$login" "$output"
}

@test "-O: the field need not be printed" {
	known
	ask 0 qls -d "$spool" -O proto -k id
	same "$login"$'\n'"$php"$'\n'"$bounce" "$output"
}

@test "-O: also in the MTA's form" {
	known
	same "$login $php $bounce" "$(qls -d "$spool" -mO proto |
		grep -o '1xUny.-0006w.-..' | paste -sd' ')"
}

@test "-O: of what was read from files, too" {
	mkspool -n 60 "$spool" >/dev/null
	qls -d "$spool" -j >"$tmp/json"
	diff <(qls -O bytes -k id "$tmp/json") \
		<(qls -d "$spool" -O bytes -k id)
	while ages_change "$spool"; do
		qls -d "$spool" >"$tmp/list"
		qls -d "$spool" -RO sender >"$tmp/by-sender"
		qls -d "$spool" -RO bytes >"$tmp/by-bytes"
		qls -d "$spool" -k id "$tmp/list" >"$tmp/ids"
		qls -d "$spool" -RO bytes "$tmp/ids" >"$tmp/got"
	done
	qls -RO sender "$tmp/list" | diff - "$tmp/by-sender"
	diff "$tmp/got" "$tmp/by-bytes"
}

@test "-R: of files all lines, the last first" {
	mkspool -n 9 "$spool" >/dev/null
	qls -d "$spool" >"$tmp/list"
	diff <(qls -R - <"$tmp/list") <(tac "$tmp/list")
}

@test "-O: a list by its items; an empty queue; one that cannot be read" {
	known
	qls -d "$spool" -O rcpts -k rcpts | tr '\t' ' ' >"$tmp/got"
	LC_ALL=C sort -c "$tmp/got"
	rm "$spool/input/$login-H"
	mkdir "$spool/input/$login-H"
	ask 2 qls -d "$spool" -O time -k id
	same "$php $bounce" "$(xargs <<<"$output")"
	has "$stderr" "$login"
	mkdir -p "$tmp/empty/input" "$tmp/empty/msglog"
	ask 0 qls -d "$tmp/empty" -O bytes
	same "" "$output$stderr"
}

@test "a list of ids that is longer than what is looked up at a time" {
	known
	{
		yes $php | head -n 8191
		echo $login
		yes $bounce | head -n 9
	} >"$tmp/ids"
	ask 0 qls -d "$spool" -k id "$tmp/ids"
	same "$(cat "$tmp/ids")" "$output"
	ask 0 qls -d "$spool" -O time -k id "$tmp/ids"
	same "8191 $php 1 $login 9 $bounce" "$(uniq -c <<<"$output" | xargs)"
}

@test "-O: an unknown field, none or two are an error" {
	known
	ask 2 qls -d "$spool" -O sendr
	has "$stderr" "qls: -O: no field sendr; the fields are age size"
	ask 2 qls -d "$spool" -O ''
	ask 2 qls -d "$spool" -O id,age
	same "" "$output"
}

# --- -m, -a, -u

@test "-m: a message as exim -bp lists it" {
	known
	sed -i "4s/.*/$(date +%s) 0/" "$spool"/input/*-H
	ask 0 qls -d "$spool" -m
	same " 0m   140 $php <info@Shop.example>
          one@B.example
        D gone@a.example
          two@a.example
          three@b.example

 0m    21 $login <info@victim.example>
          x@c.example

 0m    26 $bounce <> *** frozen ***
          info@shop.example" "$output"
}

@test "-a: -m with the other addresses that are done" {
	known
	sed -i 's/^NN gone/NY |\/bin\/cmd:x@y\nNN gone/' "$spool/input/$php-H"
	while ages_change "$spool"; do
		qls -d "$spool" -ma >"$tmp/both"
		ask 0 qls -d "$spool" -a
	done
	has "$output" $'          three@b.example\n       +D |/bin/cmd:x@y\n\n'
	same "$(cat "$tmp/both")" "$output"
	[[ $(qls -d "$spool" -m) != *+D* ]]
}

@test "-u: -m without the recipients that are done" {
	known
	while ages_change "$spool"; do
		qls -d "$spool" -mu >"$tmp/both"
		ask 0 qls -d "$spool" -u
	done
	[[ $output != *gone@* ]]
	has "$output" $'one@B.example\n          two@a.example'
	same "$(cat "$tmp/both")" "$output"
}

@test "-m: goes before -j, -k and -t" {
	known
	while ages_change "$spool"; do
		qls -d "$spool" -m >"$tmp/alone"
		qls -d "$spool" -mjtk id >"$tmp/first"
	done
	cmp "$tmp/alone" "$tmp/first"
}

@test "-m: -R turns it round by messages" {
	known
	same "$bounce $login $php" "$(qls -d "$spool" -mR |
		grep -o '1xUny.-0006w.-..' | paste -sd' ')"
}

# --- -j

@test "-j: postqueue's keys, then our names" {
	known
	ask 0 qls -d "$spool" -j - <<<$login
	same '{"queue_name": "default", "queue_id": "1xUnyI-0006wf-1A", "arrival_time": 1795278590, "time": 1795278590.500000, "message_size": 21, "sender": "info@victim.example", "recipients": [{"address": "x@c.example"}], "state": "queued", "via": "auth", "origin": "auth:victim", "auth": "victim", "host": "client.isp.example", "ip": "203.0.113.7", "helo": "WIN-7", "proto": "esmtpsa", "subject": "plain", "mta": "exim", "box": "'"$(uname -n)"'"}' \
		"$output"
}

@test "-j: a null sender is an empty text" {
	known
	ask 0 qls -d "$spool" -jk sender - <<<$bounce
	same '{"sender": ""}' "$output"
}

@test "-j: what is absent has no key" {
	known
	ask 0 qls -d "$spool" -jk auth,subject,reason,next,cwd,id - <<<$bounce
	same '{"queue_id": "'$bounce'"}' "$output"
}

@test "-j: numbers are numbers, lists lists" {
	known
	ask 0 qls -d "$spool" -jk bytes,nrcpts,uid,time,rdomain,done - <<<$php
	has "$output" '"message_size": 140'
	has "$output" '"nrcpts": 3'
	has "$output" '"uid": 1001'
	has "$output" '"arrival_time": 1795278589, "time": 1795278589.114515'
	has "$output" '"done": ["gone@a.example"]'
	[[ $output =~ \"rdomain\":\ \[\"[ab].example\",\ \"[ab].example\"\] ]]
}

@test "-j: with -k reason each recipient has its own delay_reason" {
	known
	ask 0 qls -d "$spool" -jk rcpts,reason - <<<$php
	has "$output" '{"address": "one@B.example", "delay_reason": "Connection timed out"}'
	has "$output" '{"address": "two@a.example", "delay_reason": "SMTP error: 451 4.7.1 Later"}'
	has "$output" '{"address": "three@b.example"}'
}

@test "-j: each line is JSON, whatever the text" {
	hostile
	qls -d "$spool" -j >"$tmp/json"
	same "$(qls -d "$spool" | wc -l)" "$(wc -l <"$tmp/json")"
	if command -v python3 >/dev/null; then
		python3 -c 'import json, sys
for line in sys.stdin: json.loads(line)' <"$tmp/json"
	fi
	qls -j - <"$tmp/json" | cmp - "$tmp/json"
}

@test "-j: a byte HH that is not UTF-8 is \\udcHH, and comes back" {
	put "$spool" $php <<<$'a 1 1\n<"\xff\xc3"@b>\n1795278589 0\nXX\n1\nc@d\n'
	ask 0 qls -d "$spool" -jk sender,id
	has "$output" '"sender": "\"\udcff\udcc3\"@b"'
	ask 0 qls -k sender,id - <<<"$output"
	same '"\xFF\xC3"@b'$'\t'$php "$output"
}

# --- hostile text

# Messages whose senders, recipients and subjects are meant to mislead.
hostile() {
	local i=0 id text
	known
	while IFS= read -r text; do
		printf -v id '1xUnyL-%06d-%02d' $i $i
		i=$((i + 1))
		printf '%s\n' 'a 1 1' "<\"$text\"@b>" '1795278593 0' XX 1 \
			"\"$text\"@c" '' " Subject: $text" | put "$spool" $id
	done < <(hostile_texts)
	# One field that is just that, and one that is empty.
	put "$spool" 1xUnyM-000000-00 <<<$'a 1 1\n<->\n1795278594 0\nXX\n1\n-\n\n Subject: -'
	put "$spool" 1xUnyM-000001-01 <<<$'a 1 1\n<<>>\n1795278594 0\nXX\n1\n<>\n\n Subject:'
	put "$spool" 1xUnyM-000002-02 <<<$'a 1 1\n< >\n1795278594 0\nXX\n2\n,\na,b@c\n\n Subject: ,'
}

hostile_texts() {
	cat <<-END
		$login
		$login second
		5m 731 $login
		- - $login
		2h $login <a@b>
		2026-11-21 17:44:48 $login <= x
		2026-11-21 17:44:48 +0300 [77] $login
		{"queue_id": "$login"}
		{"count": 5}
		4F2B71A0C3
		Mail queue is empty
		id	sender
		a	b
		\\x41\\t\\\\
		"quoted" <brackets>
		=?utf-8?Q?=0A$login?=
		=?utf-8?B?$(printf 'x\n%s' "$login" | base64)?=
		=?utf-8?Q?=1B[31m=00=7F?=
	END
	printf 'a\e[31mb\a\x7f\n\xff\xfe\n\xe2\x80\xae\xe2\x80\xa8\n\xc2\x9b1m\n'
}

@test "hostile text: one line a message, no control byte" {
	hostile
	ask 0 qls -d "$spool" -k "$fields"
	same "$(qcount -d "$spool")" "${#lines[@]}"
	same "" "$(tr -d '\t\n -~\200-\377' <<<"$output")"
	local line
	for line in "${lines[@]}"; do
		same 33 "$(tr -cd '\t' <<<"$line" | wc -c)"
	done
}

@test "hostile text: no C1, bidi or bad byte in the output" {
	hostile
	qls -d "$spool" -k "$fields" >"$tmp/out"
	iconv -f UTF-8 -t UTF-8 "$tmp/out" >/dev/null
	! grep -e $'\xc2\x9b' -e $'\xe2\x80\xae' -e $'\xe2\x80\xa8' "$tmp/out" ||
		false
}

# counts_itself FIELD,...: a record passed on is its own message, or none:
# never another's.
counts_itself() {
	local line id wanted
	hostile
	qls -d "$spool" -k "$1" >"$tmp/records"
	paste <(qls -d "$spool" -k id) "$tmp/records" >"$tmp/both"
	while IFS= read -r line; do
		wanted=${line%%$'\t'*}
		id=$(qls -d "$spool" -k id - <<<"${line#*$'\t'}" 2>/dev/null) ||
			true
		[ -z "$id" ] || same "$wanted" "$id"
	done <"$tmp/both"
}

@test "a subject in front is never another message's id" {
	counts_itself subject
}

@test "a sender in front is never another message's id" {
	counts_itself sender
}

@test "text behind an age and a size is never another message's id" {
	counts_itself age,size,subject
}

@test "text behind a date and a time is never another message's id" {
	counts_itself date,subject
}

@test "a subject with the id behind it leads to no other message" {
	counts_itself subject,id
}

@test "recipients in front are never another message's id" {
	counts_itself rcpts
}

# subject TEXT: what qcount makes of such a subject, passed on as it is.
subject() {
	known
	sed -i "s/^015  Subject: plain\$/$(printf '%03d' \
		$((${#1} + 10)))  Subject: $1/" "$spool/input/$login-H"
	qls -d "$spool" -k subject >"$tmp/subjects"
	has "$(sed -n 2p "$tmp/subjects")" "${1: -1}"
	run --separate-stderr qcount -d "$spool" "$tmp/subjects"
	same "" "$output"
	same 2 "$status"
}

@test "subjects piped to qcount: an id in one counts no other message" {
	subject "$php"
}

@test "subjects piped to qcount: one that is a count counts nothing" {
	subject '{"count": 5}'
}

@test "subjects piped to qcount: one that is a message in JSON is none" {
	subject '{"queue_id": "1xUnyH-0006we-0M"}'
}

@test "subjects piped to qcount: one that is a field's name is no title" {
	subject id
}

@test "subjects piped to qcount: one that tells an empty queue tells nothing" {
	subject 'Mail queue is empty'
}

@test "default records of hostile text lead to their own messages" {
	hostile
	qls -d "$spool" | cut -f 1-6 >"$tmp/records"
	diff <(awk '{ print $3 }' "$tmp/records") <(qls -d "$spool" -k id)
	ask 0 qls -k id - <"$tmp/records"
	same "$(qls -d "$spool" -k id)" "$output"
}

@test "escapes: a space in any field but the last is \\x20" {
	put "$spool" $php <<<$'a 1 1\n<"a b"@c>\n1795278589 0\nXX\n1\n"d e"@f\n\n Subject: g h'
	ask 0 qls -d "$spool" -k sender,rcpts
	same '"a\x20b"@c'$'\t"d e"@f' "$output"
	ask 0 qls -d "$spool" -k subject,sender
	same 'g\x20h'$'\t"a b"@c' "$output"
}

@test "escapes: plain awk splits what has a space before its last field" {
	hostile
	qls -d "$spool" -k id,sender,subject,rcpts,state,id |
		awk 'NF != 6 || $1 != $6 { exit 1 }'
}

@test "escapes: a comma in an item is \\x2C, in a text it is a comma" {
	put "$spool" $php <<<$'a 1 1\n<"a,b"@c>\n1795278589 0\nXX\n2\n"d,e"@f\ng@h\n\n Subject: i,j'
	ask 0 qls -d "$spool" -k sender,rcpts,subject
	same '"a,b"@c'$'\t''"d\x2Ce"@f,g@h'$'\ti,j' "$output"
}

@test "escapes: backslash, tab, newline" {
	put "$spool" $php <<<$'a 1 1\n<"a\\b\tc"@d>\n1795278589 0\nXX\n1\ne@f\n\n Subject: =?utf-8?Q?x=0Ay?='
	ask 0 qls -d "$spool" -k sender,id
	same '"a\\b\tc"@d'$'\t'$php "$output"
	ask 0 qls -d "$spool" -k subject
	[[ $output != *$'\n'* ]]
}

@test "escapes: a value that is just - and an address that is just <>" {
	hostile
	ask 0 qls -d "$spool" -k sender,rcpts,subject - \
		<<<$'1xUnyM-000000-00\n1xUnyM-000001-01'
	same $'\\x2D\t\\x2D\t\\x2D\n\\x3C>\t\\x3C>\t-' "$output"
}

# --- reading back

# A spool with all that can be: hostile text, delivered recipients, reasons.
rich() {
	hostile
	mkspool -n 40 -m "$spool" >/dev/null
	mkspool -n 10 -L -S 5 -q third "$spool" >/dev/null
}

@test "records read back are the same records" {
	rich
	qls -d "$spool" >"$tmp/one"
	ask 0 qls - <"$tmp/one"
	same "$(cat "$tmp/one")" "$output"
	same "" "$stderr"
}

@test "records read back need no queue" {
	known
	qls -d "$spool" >"$tmp/one"
	rm -r "$spool"
	ask 0 qls "$tmp/one"
	same "$(cat "$tmp/one")" "$output"
}

@test "records of any fields, with a title, read back are the same" {
	rich
	qls -d "$spool" -G '*' -tk "$fields" >"$tmp/one"
	ask 0 qls -tk "$fields" "$tmp/one"
	same "$(cat "$tmp/one")" "$output"
}

@test "each field alone, with a title, reads back the same" {
	known
	local name
	for name in ${fields//,/ }; do
		qls -d "$spool" -tk "$name" >"$tmp/one"
		qls -tk "$name" - <"$tmp/one" >"$tmp/two" || { echo "$name"; false; }
		diff "$tmp/one" "$tmp/two" || { echo "$name"; false; }
	done
}

@test "title lines in the middle: lists put together by cat" {
	known
	qls -d "$spool" -tk id,sender >"$tmp/a"
	qls -d "$spool" -tk state,id >"$tmp/b"
	cat "$tmp/a" "$tmp/b" >"$tmp/c"
	ask 0 qls -k id,sender,state "$tmp/c"
	same 6 "${#lines[@]}"
	same "$php"$'\tinfo@Shop.example\t-' "${lines[0]}"
	same "$php"$'\t-\tdeferred' "${lines[3]}"
}

@test "JSON lines read back are the same JSON lines" {
	rich
	qls -d "$spool" -G '*' -j >"$tmp/one"
	ask 0 qls -j "$tmp/one"
	same "$(cat "$tmp/one")" "$output"
}

@test "JSON lines of all fields give the records that the queue gives" {
	rich
	qls -d "$spool" -G '*' -jk "$fields" >"$tmp/json"
	while ages_change "$spool"; do
		qls -tk "$fields" "$tmp/json" >"$tmp/back"
		qls -d "$spool" -G '*' -tk "$fields" >"$tmp/there"
	done
	diff "$tmp/back" "$tmp/there"
}

@test "ids read back give the records that the queue gives, in their order" {
	rich
	qls -d "$spool" -G '*' -k id | tac >"$tmp/ids"
	while ages_change "$spool"; do
		qls -d "$spool" -k "$fields" - <"$tmp/ids" >"$tmp/back"
		qls -d "$spool" -G '*' -Rk "$fields" >"$tmp/there"
	done
	diff "$tmp/back" "$tmp/there"
}

@test "an id that stands twice comes twice" {
	known
	ask 0 qls -d "$spool" -k id - <<<$login$'\n'$php$'\n'$login
	same $login$'\n'$php$'\n'$login "$output"
}

@test "an id that is not queued: exit 2, the others are listed" {
	known
	ask 2 qls -d "$spool" -k id - <<<$php$'\n1xUnyZ-0006we-0M\n'$login
	same $php$'\n'$login "$output"
	same "qls: 1xUnyZ-0006we-0M: no such message" "$stderr"
}

# bp_reads_back OPTION: exim -bp's text gives what it shows.
bp_reads_back() {
	need_root
	exim_conf "$tmp"
	mkspool -n 60 "$spool" >/dev/null
	mkspool -n 20 -s -S 2 "$spool" >/dev/null
	while ages_change "$spool"; do
		exim "$tmp" "$1" >"$tmp/bp"
		qls -d "$spool" -k age,size,id,sender,rcpts,done | sort \
			>"$tmp/there"
	done
	ask 0 qls -k age,size,id,sender,rcpts,done "$tmp/bp"
	sort <<<"$output" | diff - "$tmp/there"
	ask 0 qgrep -z -k id "$tmp/bp"
	diff <(sort <<<"$output") <(qgrep -d "$spool" -z -k id | sort)
}

@test "exim -bp reads back" {
	bp_reads_back -bp
}

@test "exim -bpr reads back" {
	bp_reads_back -bpr
}

@test "exim -bpa reads back, other addresses apart" {
	bp_reads_back -bpa
}

@test "exim -bpu reads back, without what it does not show" {
	need_root
	exim_conf "$tmp"
	mkspool -n 60 "$spool" >/dev/null
	while ages_change "$spool"; do
		exim "$tmp" -bpu >"$tmp/bp"
		qls -d "$spool" -k age,size,id,sender,rcpts,cwd >"$tmp/there"
	done
	qls -k age,size,id,sender,rcpts,done "$tmp/bp" | diff - "$tmp/there"
}

# heads_in_order: of arrival, which is not that of the names.
heads_in_order() {
	mapfile -t heads < <(qls -d "$spool" -k id |
		sed "s|.*|$spool/input/&-H|")
}

@test "exim -bp of damaged messages and blank sizes reads back" {
	need_root
	exim_conf "$tmp"
	exim_send "$tmp" 4
	local -a heads
	heads_in_order
	: >"${heads[0]}"
	truncate -s -20 "${heads[1]}"
	rm "${heads[2]%H}D"
	exim "$tmp" -bp >"$tmp/bp"
	ask 0 qls -k id,state,sender,rcpts,size "$tmp/bp"
	same 4 "${#lines[@]}"
	has "${lines[0]}" $'\tdamaged\t-\t-\t-'
	has "${lines[1]}" $'\tdamaged\troot@mail.example\tuser1@rcpt.example\t'
	has "${lines[2]}" $'\troot@mail.example\tuser2@rcpt.example\t-'
	qls -d "$spool" -m 2>/dev/null | qls -k id - >"$tmp/ids"
	same 4 "$(wc -l <"$tmp/ids")"
}

@test "exim -bpa reads back: nodes that are no recipients are none" {
	need_root
	exim_delivers "$tmp"
	exim "$tmp" -odq many@lists.example in@box.example later@other.example \
		<<<$'Subject: x\n\ny'
	exim "$tmp" -qf
	exim "$tmp" -bpa >"$tmp/bp"
	grep -q '^       +D |/bin/true a b:' "$tmp/bp"
	ask 0 qls -k id,rcpts,done,nrcpts "$tmp/bp"
	same "$(qls -d "$spool" -k id,rcpts,done,nrcpts)" "$output"
}

@test "exim -bp of hostile addresses reads back" {
	need_root
	exim_conf "$tmp" 'untrusted_set_sender = *'
	local address
	for address in $'"a\e[31m\xffb"@c.example' '"<x> y"@c.example' \
		'"> (login)"@c.example' '"> *** frozen ***"@c.example' \
		"o'brien@c.example" '"5m  2.0K 1xUnyH-0006we-0M <x"@c.example' \
		'"a,b"@c.example' '"D x"@c.example' '"-"@c.example'; do
		speak "$tmp" <<-SMTP
			HELO x
			MAIL FROM:<$address>
			RCPT TO:<$address>
			DATA
			Subject: x

			y
			.
			QUIT
		SMTP
	done
	sed -i '4a -sender_set_untrusted' "$spool"/input/*-H
	exim "$tmp" -bp >"$tmp/bp"
	grep -q '> (root)$' "$tmp/bp"
	ask 0 qls -k size,id,sender,rcpts "$tmp/bp"
	same "$(qls -d "$spool" -k size,id,sender,rcpts)" "$output"
	same 9 "${#lines[@]}"
}

@test "exim -bp of the future, of 100 days and of 3 GB reads back" {
	need_root
	exim_conf "$tmp"
	exim_send "$tmp" 3
	local -a heads
	heads_in_order
	sed -i "4s/^[0-9]*/$(($(date +%s) + 900))/" "${heads[0]}"
	sed -i "4s/^[0-9]*/$(($(date +%s) - 90000000))/" "${heads[1]}"
	truncate -s 3000000000 "${heads[2]%H}D"
	exim "$tmp" -bp >"$tmp/bp"
	ask 0 qls -k id,rcpts "$tmp/bp"
	same "$(qls -d "$spool" -k id,rcpts)" "$output"
	ask 0 qls -k age "$tmp/bp"
	[[ ${lines[0]} == -1[45]m ]]
	same 1042d "${lines[1]}"
}

@test "qls -m reads back as exim -bp does" {
	mkspool -n 60 "$spool" >/dev/null
	diff <(qls -d "$spool" -m | qls -k id,size,sender,rcpts,done -) \
		<(qls -d "$spool" -k id,size,sender,rcpts,done)
}

@test "of a list that shows no state, and no reason, there is none" {
	known
	qls -d "$spool" -m | qls -k state,reason,origin,subject - >"$tmp/out"
	same $'-\t-\t-\t-\n-\t-\t-\t-\nfrozen\t-\t-\t-' "$(cat "$tmp/out")"
}

@test "what follows from what a list shows is there, too" {
	known
	qls -d "$spool" | qls -k domain,nrcpts,time,day - >"$tmp/out"
	same $'shop.example\t3\t1795278589' \
		"$(head -n 1 "$tmp/out" | cut -f 1-3 | sed 's/\.[0-9]*$//')"
	has "$(head -n 1 "$tmp/out")" $'\t2026-11-21'
}

@test "postqueue -j's lines read: MAILER-DAEMON is null, its queue the state" {
	cat >"$tmp/json" <<-'END'
		{"queue_name": "deferred", "queue_id": "4F2B71A0C3", "arrival_time": 1795278589, "message_size": 345, "forced_expire": false, "sender": "MAILER-DAEMON", "recipients": [{"address": "a@b.example", "delay_reason": "timed out"}, {"address": "c@d.example"}]}
		{"queue_name": "hold", "queue_id": "3Pt2mN2VXxznjll", "arrival_time": 1795278590, "message_size": 2345, "forced_expire": false, "sender": "x@y.example", "recipients": []}
	END
	ask 0 qls -k id,sender,state,bytes,time,rcpts,nrcpts,reason "$tmp/json"
	same '4F2B71A0C3	<>	deferred	345	1795278589	a@b.example,c@d.example	2	timed out
3Pt2mN2VXxznjll	x@y.example	hold	2345	1795278590	-	0	-' "$output"
}

@test "JSON: keys not known, blanks and the order of keys do not count" {
	ask 0 qls -k id,sender,subject - <<-'END'
		{ "x" : [1, {"queue_id": "no"}, null, true, 1e5] , "subject":"a\u0062\n" , "sender":"s@t" , "queue_id":"1xUnyH-0006we-0M" }
	END
	same '1xUnyH-0006we-0M	s@t	ab\n' "$output"
}

@test "a line that does not fit the list is told with its number, exit 2" {
	known
	{
		qls -d "$spool" | head -n 2
		echo 'no record'
		qls -d "$spool" | tail -n 1
	} >"$tmp/list"
	ask 2 qls -k id "$tmp/list"
	same $php$'\n'$login$'\n'$bounce "$output"
	same "qls: $tmp/list: line 3: not in order, left out" "$stderr"
}

@test "a broken JSON line is told with its number, exit 2" {
	known
	{
		qls -d "$spool" -j | head -n 1
		echo '{"queue_id": "1xUnyI-0006wf-1A", "sender": "x'
		qls -d "$spool" -j | tail -n 1
	} >"$tmp/list"
	ask 2 qls -k id "$tmp/list"
	same $php$'\n'$bounce "$output"
	has "$stderr" "line 2: "
}

@test "a paragraph of exim -bp that makes no sense is told with its number" {
	known
	{
		qls -d "$spool" -m
		printf ' 1m  2.0K no-id <x>\n          a@b\n\n'
		qls -d "$spool" -m
	} >"$tmp/list"
	ask 2 qls -k id "$tmp/list"
	same 6 "${#lines[@]}"
	has "$stderr" "$tmp/list: line "
}

@test "the last line counts without a newline, CR LF is a newline" {
	known
	qls -d "$spool" >"$tmp/list"
	cp "$tmp/list" "$tmp/whole"
	truncate -s -1 "$tmp/list"
	diff <(qls "$tmp/list") "$tmp/whole"
	sed 's/$/\r/' "$tmp/list" >"$tmp/crlf"
	diff <(qls "$tmp/crlf") "$tmp/whole"
	qls -d "$spool" -m | sed 's/$/\r/' >"$tmp/crlf"
	ask 0 qls -k id "$tmp/crlf"
	same $php$'\n'$login$'\n'$bounce "$output"
}

@test "several files, and standard input between them, in their order" {
	known
	echo $bounce >"$tmp/a"
	qls -d "$spool" -j - <<<$php >"$tmp/b"
	ask 0 qls -d "$spool" -k id "$tmp/a" - "$tmp/b" <<<$login
	same $bounce$'\n'$login$'\n'$php "$output"
}

@test "counts are no messages" {
	known
	qcount -d "$spool" -jk sender >"$tmp/counts"
	ask 2 qls "$tmp/counts"
	same "qls: $tmp/counts: counts, not messages" "$stderr"
}

@test "records passed through cut and grep are ids still" {
	rich
	ask 0 qcount -d "$spool" - < <(qls -d "$spool" -k id,sender,subject |
		grep -v '^$')
	same "$(qcount -d "$spool")" "$output"
}

@test "old ages and sizes stay as a list shows them" {
	printf '2d\t1.5K\t%s\ta@b\tdeferred\tc@d\n' $php >"$tmp/list"
	ask 0 qls "$tmp/list"
	same "$(cat "$tmp/list")" "$output"
}

@test "a size of a list is a number to sort by" {
	{
		printf '2d\t1.5K\t1xUnyH-0006we-0M\ta@b\tdeferred\tc@d\n'
		printf '2d\t900\t1xUnyI-0006we-0M\ta@b\tdeferred\tc@d\n'
		printf '2d\t2M\t1xUnyJ-0006we-0M\ta@b\tdeferred\tc@d\n'
	} >"$tmp/list"
	ask 0 qls -O size -k size "$tmp/list"
	same $'900\n1.5K\n2M' "$output"
}

@test "the language settings change nothing" {
	hostile
	while ages_change "$spool"; do
		qls -d "$spool" -k "$fields" >"$tmp/plain"
		LC_ALL=ru_RU.UTF-8 LANG=tr_TR.UTF-8 qls -d "$spool" \
			-k "$fields" >"$tmp/russian"
	done
	diff "$tmp/plain" "$tmp/russian"
}

@test "a deferral without a reason, a log and a journal that may not be read" {
	need_root
	known
	echo '2026-11-21 16:30:04 two@a.example R=dns T=smtp defer (-1)' \
		>>"$spool/msglog/$php"
	ask 0 qls -d "$spool" -k id,reason
	has "$output" "$php	SMTP error: 451 4.7.1 Later"
	chmod -R a+rX "$spool"
	chmod 0 "$spool/msglog/$php"
	ask 2 as_nobody "$(command -v qls)" -d "$spool" -k id,reason
	has "$stderr" "$php: Permission denied"
	has "$output" "$php	-"
	chmod 711 "$spool/msglog"
	ask 2 as_nobody "$(command -v qls)" -d "$spool" -k id,reason
	same 3 "$(grep -c "Permission denied" <<<"$stderr")"
	same 3 "${#lines[@]}"
	ask 2 as_nobody "$(command -v qlog)" -d "$spool" $php
	has "$stderr" "$php: Permission denied"
	chmod 755 "$spool/msglog"
	echo x >"$spool/input/$php-J"
	chmod 0 "$spool/input/$php-J"
	ask 2 as_nobody "$(command -v qls)" -d "$spool" -k id,state
	has "$stderr" "$php-J: Permission denied"
	# Without any log there is none.
	rm -r "$spool/msglog" "$spool/input/$php-J"
	ask 0 qls -d "$spool" -k id,reason
	same 3 "$(grep -c '	-$' <<<"$output")"
	ask 2 qlog -d "$spool" $php
	has "$stderr" "$php: no log of its own"
}

@test "a named queue without its directory of messages has none" {
	known
	mkdir -p "$spool/other/msglog" "$spool/third/input"
	ask 0 qls -d "$spool" -G '*' -k id
	same 3 "${#lines[@]}"
	ask 2 qhdr -d "$spool" 1xUnyZ-0006we-0M
	same "qhdr: 1xUnyZ-0006we-0M: no such message" "$stderr"
}

@test "a header that is far larger than usual gives its memory back" {
	known
	put "$spool" 1xUnyK-0006we-0M <<-H
		root 0 0
		<>
		1795278600 0
		-local
		XX
		1
		a@b.example

		 X-Large: $(printf 'x%.0s' {1..3000000})
		 Subject: large
	H
	put "$spool" 1xUnyL-0006we-0M <<-H
		root 0 0
		<>
		1795278601 0
		-local
		XX
		1
		a@b.example

		 Subject: small
	H
	ask 0 qls -d "$spool" -k subject 
	same "large small" "$(tail -n 2 <<<"$output" | xargs)"
}
