# qhdr: headers and envelopes, by hand-made messages and beside real Exim.

load lib
load spools

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	dir=$BATS_TEST_TMPDIR
	tmp=$BATS_TEST_TMPDIR
}

# mid NUMBER: a message's id, whose time is that of arrival.
mid() {
	printf '1xUnyU-%06d-%02d' "$1" $(($1 % 100))
}

# mail NUMBER [FIELD...]: a message with those fields, as put takes them.
mail() {
	local number=$1
	shift
	printf '%s\n' 'user 1001 1001' "<${sender-a@b.example}>" \
		"$((1795278600 + number)) 0" '-ident user' '-local' \
		'-received_protocol local' XX 1 to@rcpt.example '' "$@" |
		put "$spool" "$(mid "$number")"
}

# field: standard input is a field of any bytes; it comes out as -H has it.
# raw NUMBER: a message with such a header.
field() {
	cat >"$tmp/field"
	printf '%03d  ' "$(wc -c <"$tmp/field")"
	cat "$tmp/field"
}

raw() {
	mail "$1" </dev/null
	cat >>"$spool/input/$(mid "$1")-H"
}

# refuses WORDS ARGUMENT...: a usage error: those words, and nothing printed.
refuses() {
	local words=$1
	shift
	ask 2 qhdr -d "$spool" "$@"
	same "" "$output"
	same "qhdr: $words" "${stderr%%$'\n'*}"
	has "$stderr" 'usage: qhdr '
}

# none ARGUMENT...: grep finds no such line.
none() {
	! grep -q "$@"
}

# holds CODE: of the JSON lines printed, o, that is true; undo gives a text's
# bytes.
holds() {
	command -v python3 >/dev/null || skip "needs python3"
	python3 -c '
import json, sys
def undo(text):
    return text.encode("utf-8", "surrogateescape")
o = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
if not eval(sys.argv[2]):
    sys.exit("not so: %s\n%s" % (sys.argv[2], o))
' "$tmp/out" "$1"
}

# sent: standard input is -H; what is sent of its header comes out.
sent() {
	perl -0777 -ne 's/\A.*?\n\n//s; while (s/\A(\d+)(.) //s) {
		my $field = substr($_, 0, $1, "");
		print $field unless $2 eq "*" }'
}

# received FILE: of a message in a mailbox the header.
received() {
	sed -e 1d -e '/^$/,$d' "$1"
}

# --- the header as it is sent

@test "the fields in their order, those flagged * left out, folds kept" {
	mail 1 'P Received: from x' 'F From: a@b.example' \
		$' Subject: one\n\ttwo\n\t three' '* Bcc: hidden@b.example' \
		'* To: old' 'T To: c@d.example' 'I Message-Id: <x@y>' ' No-Blank:z' \
		' X-Empty:'
	prints $'Received: from x\nFrom: a@b.example\nSubject: one\n\ttwo\n\t three\nTo: c@d.example\nMessage-Id: <x@y>\nNo-Blank:z\nX-Empty:\n' \
		qhdr -d "$spool" "$(mid 1)"
}

@test "no field at all: nothing" {
	mail 1
	prints '' qhdr -d "$spool" "$(mid 1)"
}

@test "encoded words stay as they are sent" {
	mail 1 ' Subject: =?koi8-r?B?8NLJ18XU?='
	prints $'Subject: =?koi8-r?B?8NLJ18XU?=\n' qhdr -d "$spool" "$(mid 1)"
}

@test "UTF-8, tab, newline and backslash stay" {
	mail 1 ' Subject: Привет 日本 📧' $' X-A:\ta\tb\n\tc' ' X-B: \x41\n\'
	prints $'Subject: Привет 日本 📧\nX-A:\ta\tb\n\tc\nX-B: \\x41\\n\\\n' \
		qhdr -d "$spool" "$(mid 1)"
}

@test "control bytes and those that are not UTF-8 are \\xHH: all 255" {
	perl -e 'print "X:"; for (1 .. 255) { print " ", chr if $_ != 10 }
		print "\n"' | field | raw 1
	perl -e 'print "X:"; for (1 .. 255) { next if $_ == 10; print " ",
		$_ == 9 || ($_ >= 32 && $_ < 127) ? chr : sprintf "\\x%02X", $_ }
		print "\n"' >"$tmp/want"
	into 0 qhdr -d "$spool" "$(mid 1)"
	is "$tmp/want"
}

@test "C1, bidi controls and line separators in UTF-8 are \\xHH, each byte" {
	mail 1 $' X: \xc2\x9b31m \xe2\x80\xae \xe2\x80\xa8 \xe2\x81\xa6 \xd8\x9c' \
		$' Y: \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x80'
	prints 'X: \xC2\x9B31m \xE2\x80\xAE \xE2\x80\xA8 \xE2\x81\xA6 \xD8\x9C
Y: \xC0\xAF \xED\xA0\x80 \xF4\x90\x80\x80 \xE2\x80
' qhdr -d "$spool" "$(mid 1)"
}

@test "escaped on a terminal as into a pipe" {
	mail 1 $' Subject: \e[31mПривет\a\rx\x7f'
	qhdr -d "$spool" "$(mid 1)" | sed 's/$/\r/' >"$tmp/want"
	has "$(cat "$tmp/want")" 'Subject: \x1B[31mПривет\x07\x0Dx\x7F'
	into 0 script -qec "qhdr -d $spool $(mid 1)" /dev/null
	is "$tmp/want"
}

@test "a NUL in the header: damaged, and escaped" {
	printf 'X: a\0b\n' | field | raw 1
	into 0 qhdr -d "$spool" "$(mid 1)"
	printf 'X: a\\x00b\n' >"$tmp/want"
	is "$tmp/want"
	same "qhdr: $(mid 1): damaged" "$(cat "$tmp/err")"
}

@test "a damaged header: what stands before the damage" {
	mail 1 ' Subject: one' ' X-A: two'
	truncate -s -3 "$spool/input/$(mid 1)-H"
	into 0 qhdr -d "$spool" "$(mid 1)"
	printf 'Subject: one\n' >"$tmp/want"
	is "$tmp/want"
	same "qhdr: $(mid 1): damaged" "$(cat "$tmp/err")"
}

@test "a damaged envelope: told, and no header" {
	mail 1 ' Subject: one'
	sed -i 3s/.*/nobody/ "$spool/input/$(mid 1)-H"
	into 0 qhdr -d "$spool" "$(mid 1)"
	same "" "$(cat "$tmp/out")"
	same "qhdr: $(mid 1): damaged" "$(cat "$tmp/err")"
	: >"$spool/input/$(mid 1)-H"
	into 0 qhdr -d "$spool" "$(mid 1)"
	same "" "$(cat "$tmp/out")"
}

@test "a header of 300 kB" {
	perl -e 'print "X-", $_, ": ", "y" x 70, "\n\tz\n" for 1 .. 3500' \
		>"$tmp/want"
	perl -e '$_ = sprintf "X-%d: %s\n\tz\n", $_, "y" x 70 and
		printf "%03d  %s", length, $_ for 1 .. 3500' | raw 1
	into 0 qhdr -d "$spool" "$(mid 1)"
	is "$tmp/want"
}

# --- beside Exim

# queue_odd: a message with about all that Exim does to a header.
queue_odd() {
	need_root
	exim_delivers "$dir"
	add_sections "$dir" <<-'CONF'
		begin rewrite
		*@old.example new@$primary_hostname Ffrs
	CONF
	{
		printf '%s\n' 'From: =?utf-8?Q?=D0=9F?= <a@old.example>' \
			'To: box@box.example' 'Bcc: one@box.example,' \
			$'\ttwo@box.example' 'Subject: folded' '   over' $'\tlines' \
			'X-UTF: Привет' 'No-Blank:x' 'X-Empty:' 'X-Blank : y'
		printf 'X-Long: %0996d\nX-Longer: %01200d\n\nthe body\n' 0 0
	} | exim "$dir" -odq -t -f a@old.example
	message=$(first_id "$dir")
}

@test "exim: as -Mvh shows it without envelope, flags and lengths" {
	queue_odd
	exim "$dir" -Mvh "$message" | sent >"$tmp/want"
	grep -q '^[0-9]*\* Bcc' "$dir/spool/input/$message-H"
	grep -q '^[0-9]*\* From' "$dir/spool/input/$message-H"
	grep -q '^1[0-9]* *X-Long' "$dir/spool/input/$message-H"
	into 0 qhdr -d "$spool" "$message"
	is "$tmp/want"
	same "" "$(cat "$tmp/err")"
	none -i -e '^bcc' -e 'old\.example' "$tmp/out"
}

@test "exim: as the message has it that Exim then delivers" {
	queue_odd
	into 0 qhdr -d "$spool" "$message"
	exim "$dir" -M "$message"
	# Three copies, in one mailbox.
	same 3 "$(grep -c '^the body' "$dir/box/in")"
	sed -n '1,/^the body/p' "$dir/box/in" >"$tmp/first"
	received "$tmp/first" >"$tmp/delivered"
	is "$tmp/delivered"
}

@test "exim: binary bytes and NULs, as it keeps and as it delivers them" {
	need_root
	exim_delivers "$dir"
	printf 'Subject: a\0b\x01\xff\e[31m\xc3\x28\nX-CR: c\rd\n\nbody\0\n' |
		exim "$dir" -odq box@box.example
	local message
	message=$(first_id "$dir")
	into 0 qhdr -r -d "$spool" "$message"
	exim "$dir" -Mvh "$message" >"$tmp/want"
	is "$tmp/want"
	into 0 qhdr -d "$spool" "$message"
	has "$(cat "$tmp/out")" 'Subject: a?b\x01\xFF\x1B[31m\xC3('
	exim "$dir" -M "$message"
	received "$dir/box/in" | perl -pe \
		's/([^\t\n -~])/sprintf "\\x%02X", ord $1/ge' >"$tmp/delivered"
	is "$tmp/delivered"
}

@test "exim: a message in wire format" {
	need_root
	exim_conf "$dir" spool_wireformat 'chunking_advertise_hosts = *'
	local text=$'Subject: x\r\n y\r\nTo: z\r\n\r\none\r\n'
	{
		printf '%s\r\n' 'EHLO x' 'MAIL FROM:<a@b.example>' \
			'RCPT TO:<c@d.example>' "BDAT ${#text} LAST"
		printf '%sQUIT\r\n' "$text"
	} | exim "$dir" -bs >"$dir/smtp.out"
	local message
	message=$(first_id "$dir")
	grep -q '^-spool_file_wireformat' "$spool/input/$message-H"
	exim "$dir" -Mvh "$message" >"$tmp/want"
	into 0 qhdr -r -d "$spool" "$message"
	is "$tmp/want"
	sent <"$tmp/want" >"$tmp/header"
	into 0 qhdr -d "$spool" "$message"
	is "$tmp/header"
	has "$(cat "$tmp/out")" $'Subject: x\n y\n'
}

# --- -r

# as_mvh ID: -r prints what exim -Mvh prints.
as_mvh() {
	exim "$dir" -Mvh "$1" >"$tmp/mvh"
	cmp "$tmp/mvh" "$spool/input/$1-H"
	into 0 qhdr -r -d "$spool" "$1"
	is "$tmp/mvh"
}

@test "-r: byte for byte exim -Mvh, of whole and of damaged files" {
	need_root
	exim_conf "$dir"
	exim_send "$dir" 1
	local message head
	message=$(first_id "$dir")
	head=$spool/input/$message-H
	as_mvh "$message"
	same "" "$(cat "$tmp/err")"
	# Cut in the header, in the envelope, in the first line, to nothing.
	truncate -s -20 "$head"
	as_mvh "$message"
	same "qhdr: $message: damaged" "$(cat "$tmp/err")"
	truncate -s 60 "$head"
	as_mvh "$message"
	truncate -s 5 "$head"
	as_mvh "$message"
	: >"$head"
	as_mvh "$message"
	# No -H at all, but for the name.
	perl -e 'print map { chr($_ % 256) } 0 .. 1000' >"$head"
	as_mvh "$message"
	head -c 70000 /dev/zero >"$head"
	as_mvh "$message"
}

@test "-r: NULs and binary bytes in the header, more than a buffer's" {
	need_root
	exim_conf "$dir"
	exim_send "$dir" 1
	local message n
	message=$(first_id "$dir")
	perl -e 'printf "1000  X: %s\n", join "", map { chr($_ % 256) } 1 .. 996' \
		>>"$spool/input/$message-H"
	as_mvh "$message"
	for n in 65535 65536 65537 131072 300001; do
		truncate -s "$n" "$spool/input/$message-H"
		as_mvh "$message"
	done
}

@test "-r: raw into a file, escaped on a terminal" {
	mail 1 $' Subject: \e[31mПривет\xff\a'
	into 0 qhdr -r -d "$spool" "$(mid 1)"
	is "$spool/input/$(mid 1)-H"
	into 0 script -qec "qhdr -r -d $spool $(mid 1)" /dev/null
	sed -e $'s/\e/\\\\x1B/; s/\xff/\\\\xFF/; s/\a/\\\\x07/; s/$/\r/' \
		"$spool/input/$(mid 1)-H" >"$tmp/want"
	grep -q 'x1B\[31mПривет.xFF.x07' "$tmp/want"
	is "$tmp/want"
}

@test "-r: fields that are not sent are there" {
	mail 1 '* Bcc: hidden@b.example'
	into 0 qhdr -r -d "$spool" "$(mid 1)"
	has "$(cat "$tmp/out")" '* Bcc: hidden@b.example'
}

# --- several messages

three() {
	mail 1 ' Subject: one'
	mail 2 ' Subject: two'
	mail 3 ' Subject: three'
	both="==> $(mid 1) <==
Subject: one
==> $(mid 2) <==
Subject: two
"
}

@test "one id: no title" {
	three
	prints $'Subject: two\n' qhdr -d "$spool" "$(mid 2)"
	prints $'Subject: two\n' qhdr -d "$spool" <<<"$(mid 2)"
	prints $'Subject: two\n' qhdr -d "$spool" - <<<"$(mid 2)"
	prints $'Subject: two\n' qhdr -d "$spool" - <<<$'\n\n'"$(mid 2)"$'\n\n'
}

@test "several ids: a title before each, operands, a pipe, - and both" {
	three
	prints "$both" qhdr -d "$spool" "$(mid 1)" "$(mid 2)"
	prints "$both" qhdr -d "$spool" <<<"$(mid 1)"$'\n'"$(mid 2)"
	prints "$both" qhdr -d "$spool" - <<<"$(mid 1)"$'\n'"$(mid 2)"
	prints "$both" qhdr -d "$spool" "$(mid 1)" - <<<"$(mid 2)"
	prints "$both" qhdr -d "$spool" - "$(mid 2)" <<<"$(mid 1)"
}

@test "several ids: in the order asked for, also twice the same" {
	three
	prints "==> $(mid 3) <==
Subject: three
==> $(mid 1) <==
Subject: one
==> $(mid 3) <==
Subject: three
" qhdr -d "$spool" "$(mid 3)" - "$(mid 3)" <<<"$(mid 1)"
	prints "==> $(mid 1) <==
Subject: one
==> $(mid 1) <==
Subject: one
" qhdr -d "$spool" - <<<"$(mid 1)"$'\n\n'"$(mid 1)"
}

@test "several ids: -r and -e have titles, too" {
	three
	{
		echo "==> $(mid 1) <=="
		cat "$spool/input/$(mid 1)-H"
		echo "==> $(mid 2) <=="
		cat "$spool/input/$(mid 2)-H"
	} >"$tmp/want"
	into 0 qhdr -r -d "$spool" "$(mid 1)" "$(mid 2)"
	is "$tmp/want"
	ask 0 qhdr -e -d "$spool" "$(mid 1)" "$(mid 2)"
	same "==> $(mid 1) <==
id: $(mid 1)" "$(head -n 2 <<<"$output")"
	same 2 "$(grep -c '^==> .* <==$' <<<"$output")"
}

@test "several ids: -x and -j have none, nor with -e and -r" {
	three
	local how
	for how in '-x subject' -j -je -jr '-jx subject'; do
		# shellcheck disable=SC2086 # words
		into 0 qhdr $how -d "$spool" "$(mid 1)" "$(mid 2)"
		same 2 "$(wc -l <"$tmp/out")"
		none '^==>' "$tmp/out"
	done
}

@test "the second is not there: the title says whose the first is" {
	three
	into 2 qhdr -d "$spool" "$(mid 1)" "$(mid 9)"
	printf '==> %s <==\nSubject: one\n' "$(mid 1)" >"$tmp/want"
	is "$tmp/want"
	same "qhdr: $(mid 9): no such message" "$(cat "$tmp/err")"
	into 2 qhdr -d "$spool" "$(mid 9)" "$(mid 1)"
	is "$tmp/want"
	into 2 qhdr -d "$spool" <<<"$(mid 1)"$'\n'"$(mid 9)"
	is "$tmp/want"
}

@test "a header without a last newline: the next title has its own line" {
	three
	printf 'Subject: none' | field | raw 1
	prints "==> $(mid 1) <==
Subject: none
==> $(mid 2) <==
Subject: two
" qhdr -d "$spool" "$(mid 1)" "$(mid 2)"
	printf 'Subject: none' >"$tmp/want"
	into 0 qhdr -d "$spool" "$(mid 1)"
	is "$tmp/want"
}

@test "ids from lines: records, exim -bp, a log, JSON, CR at the end" {
	three
	qls -d "$spool" >"$tmp/in"
	qls -d "$spool" -m >>"$tmp/in"
	sed -i '/^ \{8\}/d' "$tmp/in"
	{
		qls -d "$spool" -j
		echo "2026-11-21 16:30:02 $(mid 2) <= a@b.example U=user P=local"
		printf '%s\r\n' "$(mid 1)"
		printf '%s' "$(mid 3) and more"
	} >>"$tmp/in"
	prints 'one
two
three
one
two
three
one
two
three
two
one
three
' qhdr -x subject -d "$spool" <"$tmp/in"
}

@test "no id at all in the pipe: nothing, exit 0" {
	three
	prints '' qhdr -d "$spool" </dev/null
	prints '' qhdr -d "$spool" - <<<$'\n \t\n'
}

# --- -e

# A message of a PHP script, with recipients that are done.
from_php() {
	printf '%s\n' 'www-data 33 33' '<bob@shop.example>' '1795278601 0' \
		'-received_time_usec .123456' '-ident www-data' \
		'-local' '-received_protocol local' 'NN done@x.example' 3 \
		to@rcpt.example done@x.example '"a,b c"@d.example' '' \
		' X-PHP-Originating-Script: 33:mailer.php' ' Subject: buy' |
		put "$spool" "$(mid 1)" "${body-body}"
}

@test "-e: a line for each name that qls -k knows of the envelope" {
	from_php
	prints "id: $(mid 1)
queue: default
state: deferred
date: 2026-11-21T16:30:01.123456Z
bytes: $(qls -d "$spool" -k bytes)
sender: bob@shop.example
rcpts: to@rcpt.example
rcpts: \"a,b c\"@d.example
done: done@x.example
via: php
origin: php:www-data/33:mailer.php
user: www-data
uid: 33
proto: local
script: mailer.php
" qhdr -e -d "$spool" "$(mid 1)"
}

@test "-e: of a remote host with a login" {
	printf '%s\n' 'Debian-exim 102 105' '<v@b.example>' '1795278601 0' \
		'-helo_name [10.0.0.1]' '-host_address [203.0.113.7]:99' \
		'-host_name h.example' '-host_auth plain' '-auth_id victim' \
		'-received_protocol esmtpsa' '-deliver_firsttime' XX 1 \
		p@one.example '' | put "$spool" "$(mid 1)"
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	local line
	for line in 'state: queued' 'via: auth' 'origin: auth:victim' \
		'auth: victim' 'host: h.example' 'ip: 203.0.113.7' \
		'helo: [10.0.0.1]' 'proto: esmtpsa'; do
		grep -qxF "$line" <<<"$output"
	done
	none -e '^uid' -e '^script' -e '^done' <<<"$output"
}

@test "-e: each name and value is that of qls -k" {
	from_php
	local line name
	while read -r line; do
		name=${line%%: *}
		case $name in
		rcpts | done) continue ;;
		esac
		same "$line" "$name: $(qls -d "$spool" -k "$name")"
	done < <(qhdr -e -d "$spool" "$(mid 1)")
	same $'to@rcpt.example,"a\\x2Cb c"@d.example' \
		"$(qls -d "$spool" -k rcpts)"
}

@test "-e: a null sender is <>, an address that is literally <> is escaped" {
	sender='' mail 1
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	grep -qx 'sender: <>' <<<"$output"
	sender='<>' mail 1
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	grep -qxF 'sender: \x3C>' <<<"$output"
}

@test "-e: every value is one line, escaped reversibly" {
	printf '%s\n' 'user 1 1' $'<"a\e[31m\xff\\b"@c.example>' \
		'1795278601 0' $'-helo_name x\ty\xe2\x80\xae' \
		'-host_address [203.0.113.7]:99' '-received_protocol smtp' XX 2 \
		$'"x\ry"@d.example' $'"\x9b"@d.example' '' |
		put "$spool" "$(mid 1)"
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	grep -qxF 'sender: "a\x1B[31m\xFF\\b"@c.example' <<<"$output"
	grep -qxF 'helo: x\ty\xE2\x80\xAE' <<<"$output"
	grep -qxF 'rcpts: "x\x0Dy"@d.example' <<<"$output"
	grep -qxF 'rcpts: "\x9B"@d.example' <<<"$output"
}

@test "-e: an address with a fake line in it stays in its own" {
	printf '%s\n' 'user 1 1' '<a@b.example>' '1795278601 0' -local \
		'-aclm 1 21' $'x\nstate: frozen\nyyyyy' XX 1 \
		'"sender: <>"@d.example' '' | put "$spool" "$(mid 1)"
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	same 1 "$(grep -c '^sender: ' <<<"$output")"
	same 1 "$(grep -c '^state: ' <<<"$output")"
	grep -qxF 'rcpts: "sender: <>"@d.example' <<<"$output"
}

@test "-e: queued, deferred, frozen and active" {
	mail 1
	state() {
		qhdr -e -d "$spool" "$(mid 1)" | grep '^state'
	}
	same 'state: deferred' "$(state)"
	sed -i '4a -deliver_firsttime' "$spool/input/$(mid 1)-H"
	same 'state: queued' "$(state)"
	sed -i '4a -frozen 1795278700' "$spool/input/$(mid 1)-H"
	same 'state: frozen' "$(state)"
	: >"$spool/input/$(mid 1)-J"
	same 'state: active' "$(state)"
}

@test "-e: what the journal has is done" {
	mail 1
	echo to@rcpt.example >"$spool/input/$(mid 1)-J"
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	grep -qx 'done: to@rcpt.example' <<<"$output"
	none '^rcpts' <<<"$output"
}

@test "-e: of a damaged message what is known" {
	mail 1 ' Subject: x'
	truncate -s -3 "$spool/input/$(mid 1)-H"
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	grep -qx 'state: damaged' <<<"$output"
	grep -qx 'rcpts: to@rcpt.example' <<<"$output"
	same "qhdr: $(mid 1): damaged" "$stderr"
	: >"$spool/input/$(mid 1)-H"
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	same "id: $(mid 1)" "${lines[0]}"
	grep -qx 'state: damaged' <<<"$output"
	none -e '^rcpts' -e '^sender' -e '^bytes' <<<"$output"
}

@test "-e: no body: no size, no error" {
	mail 1
	rm "$spool/input/$(mid 1)-D"
	ask 0 qhdr -e -d "$spool" "$(mid 1)"
	none '^bytes' <<<"$output"
	same "" "$stderr"
}

# --- -x

@test "-x: one line a message, in the order asked for" {
	three
	prints $'one\nthree\ntwo\n' qhdr -x Subject -d "$spool" "$(mid 1)" \
		"$(mid 3)" "$(mid 2)"
}

@test "-x: encoded words of B and Q, in several charsets" {
	local -a words=(
		'=?koi8-r?B?8NLJ18XU?=' '=?KOI8-R?q?=F0=D2=C9=D7=C5=D4?='
		'=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?='
		'=?windows-1251?b?z/Do4uXy?='
		'=?iso-8859-5?Q?=BF=E0=D8=D2=D5=E2?='
		'=?utf-8?B?0J/RgNC40LLQtdGC?=' '=?UTF-8?Q?=D0=9F=D1=80?='
		'=?iso-8859-1?Q?Caf=E9_au_lait?=' '=?iso-8859-15?q?=A4?='
		'=?gb2312?B?xOO6ww==?=' '=?iso-2022-jp?B?GyRCRnxLXBsoQg==?='
		'=?big5?Q?=A7A?=' '=?utf-8?Q?_=3D=3F_?='
	)
	local i n=0
	for i in "${words[@]}"; do
		n=$((n + 1))
		mail $n " Subject: $i"
		mid $n >>"$tmp/ids"
		echo >>"$tmp/ids"
	done
	prints 'Привет
Привет
Привет
Привет
Привет
Привет
Пр
Café au lait
€
你好
日本
你
 =? 
' qhdr -x subject -d "$spool" <"$tmp/ids"
}

@test "-x: as python decodes it" {
	command -v python3 >/dev/null || skip "needs python3"
	python3 - "$tmp" <<-'PY'
		import base64, email.header, sys
		texts = ["Привет, мир", "日本語のメール", "Ünïcödé ça", "한국어",
		         "繁體中文", "Ελληνικά", "a b" * 30 + "й" * 30, "x"]
		sets = ["utf-8", "koi8-r", "koi8-u", "windows-1251", "iso-2022-jp",
		        "shift_jis", "euc-jp", "iso-8859-1", "windows-1252",
		        "euc-kr", "big5", "iso-8859-7", "gb18030", "gb2312"]
		fields = open(sys.argv[1] + "/fields", "w")
		want = open(sys.argv[1] + "/python", "w", encoding="utf-8")
		for text in texts:
		    for charset in sets:
		        if charset == "big5" and "й" in text:
		            continue  # Of the extensions there are several.
		        try:
		            parts = [text[i:i + 9].encode(charset)
		                     for i in range(0, len(text), 9)]
		        except UnicodeError:
		            continue
		        for q in "B", "q":
		            words = "\n\t".join(
		                "=?%s?%s?%s?=" % (charset, q, base64.b64encode(
		                    p).decode() if q == "B" else "".join(
		                    "=%02X" % byte for byte in p)) for p in parts)
		            fields.write("Subject: %s\n\0" % words)
		            want.write("".join(
		                back.decode(name) for back, name in
		                email.header.decode_header(words)) + "\n")
	PY
	local n=0 text
	while IFS= read -r -d '' text; do
		n=$((n + 1))
		printf '%s' "$text" | field | raw $n
		mid $n
		echo
	done <"$tmp/fields" >"$tmp/ids"
	[ $n -gt 60 ]
	into 0 qhdr -x subject -d "$spool" <"$tmp/ids"
	sed -i 's/,/\\x2C/g' "$tmp/python"
	is "$tmp/python"
}

@test "-x: unfolded, a character split between words is one" {
	mail 1 $' Subject: a\n\tb\n\t c' \
		$' X-S: =?utf-8?B?0J/R?=\n\t=?utf-8?B?gNC4?='
	prints $'a\\tb\\t c\n' qhdr -x subject -d "$spool" "$(mid 1)"
	prints $'При\n' qhdr -x x-s -d "$spool" "$(mid 1)"
}

@test "-x: what words decode to is escaped: newline, tab, ESC, NUL" {
	mail 1 ' Subject: =?utf-8?Q?a=0Ab=09c=1B[31m=00d\=FF?='
	prints $'a\\nb\\tc\\x1B[31m\\x00d\\\\\\xFF\n' \
		qhdr -x subject -d "$spool" "$(mid 1)"
}

@test "-x: repeats are joined by a comma, a comma in an item is \\x2C" {
	mail 1 ' X-A: 1' ' X-B: x' ' x-a: 2,3' ' X-A : 4' ' X-A-B: no'
	prints $'1,2\\x2C3,4\n' qhdr -x X-A -d "$spool" "$(mid 1)"
	prints $'1,2\\x2C3,4\tx\n' qhdr -x X-A -x x-b -d "$spool" "$(mid 1)"
	mail 2 ' To: a@b.example, c@d.example'
	prints $'a@b.example\\x2C c@d.example\n' qhdr -x To -d "$spool" "$(mid 2)"
}

@test "-x: absent or empty is -, one that is literally - is escaped" {
	mail 1 ' X-Empty:' ' X-Dash: -' ' X-Two: -' ' X-Two:' ' X-Two: x'
	prints $'-\n' qhdr -x X-None -d "$spool" "$(mid 1)"
	prints $'-\t-\t\\x2D\t-\n' qhdr -x x-none -x x-empty -x x-dash \
		-x x-none -d "$spool" "$(mid 1)"
	prints $'\\x2D,-,x\n' qhdr -x x-two -d "$spool" "$(mid 1)"
}

@test "-x: a field literally <> stays, it is no address" {
	mail 1 ' Return-Path: <>'
	prints $'<>\n' qhdr -x return-path -d "$spool" "$(mid 1)"
}

@test "-x: a blank is \\x20 in any but the last field" {
	mail 1 ' Subject: a b c' ' X-A: d e' ' X-A: f g'
	prints $'a\\x20b\\x20c\td e,f g\n' qhdr -x subject -x x-a -d "$spool" \
		"$(mid 1)"
	prints $'d\\x20e,f\\x20g\ta b c\n' qhdr -x x-a -x subject -d "$spool" \
		"$(mid 1)"
	same 2 "$(qhdr -x x-a -x subject -x to -d "$spool" "$(mid 1)" |
		awk -F '\t' '{ print split($1, a, ",") }')"
}

@test "-x: names in any case, whole" {
	mail 1 ' Message-ID: <1@x>' ' SUBJECT: s'
	prints $'<1@x>\ts\n' qhdr -x message-id -x Subject -d "$spool" "$(mid 1)"
	prints $'-\t-\n' qhdr -x Message -x Subj -d "$spool" "$(mid 1)"
}

@test "-x: the same name twice is two fields" {
	mail 1 ' Subject: s'
	prints $'s\ts\n' qhdr -x subject -x Subject -d "$spool" "$(mid 1)"
}

@test "-x: a field that is not sent does not count" {
	mail 1 '* From: old@b.example' 'F From: new@b.example'
	prints $'new@b.example\n' qhdr -x from -d "$spool" "$(mid 1)"
}

@test "-x: twenty names" {
	local -a names=()
	local i
	mail 1 ' X-7: seven' ' X-20: twenty'
	for i in {1..20}; do names+=(-x "x-$i"); done
	into 0 qhdr "${names[@]}" -d "$spool" "$(mid 1)"
	same 20 "$(awk -F '\t' '{ print NF }' "$tmp/out")"
	same 'seven twenty' "$(awk -F '\t' '{ print $7, $20 }' "$tmp/out")"
}

@test "-x: a name with a colon or a blank, or none, is refused" {
	mail 1 ' Subject: x'
	refuses '-x: Subject:: no name of a header field' -x Subject: "$(mid 1)"
	refuses '-x: Subject:x: no name of a header field' -x Subject:x "$(mid 1)"
	refuses '-x: a b: no name of a header field' -x 'a b' "$(mid 1)"
	refuses '-x: : no name of a header field' -x '' "$(mid 1)"
	refuses '-x: this option needs an argument' -x
}

@test "-x: of a damaged envelope there is nothing: -" {
	mail 1 ' Subject: x'
	: >"$spool/input/$(mid 1)-H"
	into 0 qhdr -x subject -d "$spool" "$(mid 1)"
	same - "$(cat "$tmp/out")"
	same "qhdr: $(mid 1): damaged" "$(cat "$tmp/err")"
}

# misleads NAME...: the fields of message 1 make qrm see no message in them.
misleads() {
	local -a names=()
	local name
	for name; do names+=(-x "$name"); done
	into 0 qhdr "${names[@]}" -d "$spool" "$(mid 1)"
	same 1 "$(wc -l <"$tmp/out")"
	ask 2 qrm -n -d "$spool" <"$tmp/out"
	same "" "$output"
	has "$stderr" 'no message id'
}

@test "-x: a field's text that names another message misleads no qrm" {
	local other
	other=$(mid 2)
	mail 2 ' Subject: other'
	mail 1 " X-Id: $other" " X-More: $other more" ' X-Age: 2d' ' X-Size: 1.5K' \
		" X-Bp:  2d  1.5K $other <a@b.example>" " X-Blank: 2d $other" \
		" X-Log: 2026-11-21 16:30:02 $other <= a@b.example" \
		' X-Date: 2026-11-21' ' X-Clock: 16:30:02.123' \
		" X-Json: {\"queue_id\": \"$other\"}" \
		" X-Word: =?utf-8?Q?${other//-/=2D}?=" \
		" X-Nl: =?utf-8?Q?a=0A$other?=" " X-Tab: =?utf-8?Q?2d=091K=09$other?=" \
		" X-Pf: 3F2A1B4C5D6" ' X-Dash: -'
	misleads x-id
	misleads x-more
	misleads x-bp
	misleads x-blank
	misleads x-log
	misleads x-json
	misleads x-word
	misleads x-nl
	misleads x-tab
	misleads x-pf
	misleads x-id subject
	misleads x-age x-size x-id
	misleads x-age x-id
	misleads x-none x-none x-id
	misleads x-dash x-dash x-more
	misleads x-date x-clock x-id
	misleads x-json x-id
	ask 0 qrm -n -d "$spool" "$other"
	has "$output" would-remove
}

@test "-x: a field's text that is a title or word of an empty queue is neither" {
	mail 1 ' A: id' ' B: sender' ' C: Mail queue is empty'
	into 0 qhdr -x a -x b -d "$spool" "$(mid 1)"
	ask 2 qls -d "$spool" "$tmp/out"
	into 0 qhdr -x c -d "$spool" "$(mid 1)"
	ask 2 qls -d "$spool" "$tmp/out"
}

# --- -j

@test "-j: a JSON object a message: queue_name, queue_id, header" {
	mail 1 'F From: =?koi8-r?B?8NLJ18XU?= <a@b>' $' Subject: one\n\t two' \
		' X-A: 1' '* Bcc: hidden' ' x-a: 2,"3"' ' X-Empty:' ' Blank : y'
	prints '{"queue_name": "default", "queue_id": "'"$(mid 1)"'", "header": [{"name": "From", "value": "Привет <a@b>"}, {"name": "Subject", "value": "one\t two"}, {"name": "X-A", "value": "1"}, {"name": "x-a", "value": "2,\"3\""}, {"name": "X-Empty", "value": ""}, {"name": "Blank", "value": "y"}]}
' qhdr -j -d "$spool" "$(mid 1)"
	holds 'len(o) == 1 and list(o[0]) == ["queue_name", "queue_id", "header"]'
	python3 -m json.tool --json-lines <"$tmp/out" >/dev/null
	holds 'all(list(f) == ["name", "value"] for f in o[0]["header"])'
}

@test "-j: a line each, also of a message without a header" {
	three
	mail 4
	into 0 qhdr -j -d "$spool" "$(mid 1)" "$(mid 4)" "$(mid 3)"
	holds '[m["queue_id"][12:13] for m in o] == ["1", "4", "3"]'
	holds 'o[1]["header"] == [] and len(o) == 3'
}

@test "-j: hostile bytes in names and values, and back" {
	printf 'X-\xff\x01"\\: \e[31m\xff\xfe\xc3\x28 "\\\xe2\x80\xae\x7f\n' |
		field | raw 1
	into 0 qhdr -j -d "$spool" "$(mid 1)"
	none '[^ -~]' "$tmp/out"
	holds 'len(o) == 1'
	python3 -m json.tool --json-lines <"$tmp/out" >/dev/null
	holds 'undo(o[0]["header"][0]["name"]) == b"X-\xff\x01\"\\"'
	holds 'undo(o[0]["header"][0]["value"]) == b"\x1b[31m\xff\xfe\xc3\x28 \"\\\xe2\x80\xae\x7f"'
}

@test "-j: what words decode to: newline and NUL" {
	mail 1 ' Subject: =?utf-8?Q?a=0Ab=00c=FF?='
	into 0 qhdr -j -d "$spool" "$(mid 1)"
	holds 'undo(o[0]["header"][0]["value"]) == b"a\nb\0c\xff"'
}

@test "-j: no field's name has a newline in it" {
	mail 1 $' X-A\n\t: b' ' X-C: d'
	into 0 qhdr -j -d "$spool" "$(mid 1)"
	holds 'not any("\n" in f["name"] for f in o[0]["header"])'
}

@test "-jx: those fields alone, in the order of -x" {
	mail 1 ' X-A: 1' ' Subject: s' ' x-a: 2' ' To: t'
	into 0 qhdr -j -x subject -x x-a -x x-none -d "$spool" "$(mid 1)"
	holds '[(f["name"], f["value"]) for f in o[0]["header"]] == [("Subject", "s"), ("X-A", "1"), ("x-a", "2")]'
	into 0 qhdr -j -x x-none -d "$spool" "$(mid 1)"
	holds 'o[0]["header"] == []'
}

@test "-jr: the file as raw, byte for byte, of any bytes" {
	mail 1 $' Subject: \xd0\x9f "\\ \e \xff'
	perl -e 'print map { chr($_ % 256) } 0 .. 70000' \
		>>"$spool/input/$(mid 1)-H"
	into 0 qhdr -jr -d "$spool" "$(mid 1)"
	same 1 "$(wc -l <"$tmp/out")"
	holds 'list(o[0]) == ["queue_name", "queue_id", "raw"]'
	holds "undo(o[0]['raw']) == open('$spool/input/$(mid 1)-H', 'rb').read()"
}

@test "-je: as qls -j has those fields" {
	from_php
	sender='' mail 2
	sender=$'"\xff\e"@b.example' mail 3
	local list=id,queue,state,bytes,sender,rcpts,done,next,via,origin,user
	list+=,uid,auth,host,ip,helo,proto,script,cwd
	qls -d "$spool" -jk "$list" >"$tmp/qls"
	qls -d "$spool" -jk "$list,time,date" >"$tmp/more"
	into 0 qhdr -je -d "$spool" "$(mid 1)" "$(mid 2)" "$(mid 3)"
	holds "all(mine.get(k) == v for mine, line in zip(o, open('$tmp/qls')) for k, v in json.loads(line).items())"
	holds "all(json.loads(line).get(k) == v for mine, line in zip(o, open('$tmp/more')) for k, v in mine.items())"
	holds 'len(o) == 3 and o[1]["sender"] == ""'
	holds 'o[0]["recipients"][1]["address"] == "\"a,b c\"@d.example"'
	holds 'o[0]["done"] == ["done@x.example"] and o[0]["uid"] == 33'
	holds 'undo(o[2]["sender"]) == b"\"\xff\x1b\"@b.example"'
}

@test "-je: every key that qls -j has, too, has the value that it has there" {
	from_php
	into 0 qls -d "$spool" -j
	cp "$tmp/out" "$tmp/qls"
	into 0 qhdr -je -d "$spool" "$(mid 1)"
	holds "(lambda q: all(q.get(k, v) == v for k, v in o[0].items()))(json.load(open('$tmp/qls')))"
	holds '{"queue_name", "queue_id", "message_size", "sender", "recipients"} <= set(o[0])'
}

@test "-je: arrival_time, by which a line can be told from a later message's" {
	from_php
	into 0 qhdr -je -d "$spool" "$(mid 1)"
	holds 'o[0].get("arrival_time") == 1795278601'
}

@test "-j: what it prints is taken as ids again" {
	three
	local how
	for how in -j -je -jr '-jx subject'; do
		# shellcheck disable=SC2086 # words
		qhdr $how -d "$spool" "$(mid 3)" "$(mid 1)" >"$tmp/json"
		prints $'three\none\n' qhdr -x subject -d "$spool" <"$tmp/json"
	done
}

# --- which options go together

@test "-e, -r and -x exclude each other" {
	mail 1 ' Subject: x'
	local how
	for how in '-e -r' '-r -e' '-e -x to' '-x to -r' '-er -x to' '-jer' \
		'-jr -x to'; do
		# shellcheck disable=SC2086 # words
		refuses 'only one of -e, -r and -x' $how "$(mid 1)"
	done
}

@test "an option given twice is as once" {
	mail 1 ' Subject: x'
	prints $'Subject: x\n' qhdr -d /no/such -d "$spool" "$(mid 1)"
	into 0 qhdr -r -r -d "$spool" "$(mid 1)"
	is "$spool/input/$(mid 1)-H"
}

@test "options behind an id are refused, and do nothing" {
	mail 1 ' Subject: x'
	refuses '-r: options stand before operands' "$(mid 1)" -r
	refuses '-x: options stand before operands' "$(mid 1)" -x subject
	refuses '-d: options stand before operands' "$(mid 1)" - -d x
}

@test "-k, -G and other letters are none of its own" {
	mail 1
	refuses '-k: no such option' -k id "$(mid 1)"
	refuses '-G: no such option' -G x "$(mid 1)"
	refuses '-d: an empty name' -d '' "$(mid 1)"
}

# --- errors

@test "an id that is not there: told, exit 2, the rest printed" {
	three
	into 2 qhdr -x subject -d "$spool" "$(mid 1)" "$(mid 8)" "$(mid 2)" "$(mid 9)"
	printf 'one\ntwo\n' >"$tmp/want"
	is "$tmp/want"
	same "qhdr: $(mid 8): no such message
qhdr: $(mid 9): no such message" "$(cat "$tmp/err")"
}

@test "an id of another MTA's kind is not there" {
	mail 1
	local other
	for other in 3F2A1B4C5D6 3Pt2mN2VXxznjll w9ABCDEF012345 \
		1xUnyU-00000000001-0001; do
		into 2 qhdr -d "$spool" "$other"
		same "qhdr: $other: no such message" "$(cat "$tmp/err")"
		same "" "$(cat "$tmp/out")"
	done
}

@test "an operand that is no id: told, exit 2, the rest printed" {
	three
	local bad
	for bad in x ../x "../input/$(mid 1)" "$(mid 1)-H" "$(mid 1) " '' "-$(mid 1)"; do
		[[ $bad != -* ]] || continue
		into 2 qhdr -x subject -d "$spool" "$bad" "$(mid 2)"
		same two "$(cat "$tmp/out")"
		same "qhdr: $bad: no message id" "$(cat "$tmp/err")"
	done
}

@test "a line that is no id: told with its number, the rest printed" {
	three
	printf '%s\n' "$(mid 1)" '' 'what is this' "$(mid 2)" "$(mid 3)-H" \
		'{"queue_id": "x"}' '{"queue_id": }' $'\e[31m' >"$tmp/in"
	into 2 qhdr -x subject -d "$spool" <"$tmp/in"
	printf 'one\ntwo\n' >"$tmp/want"
	is "$tmp/want"
	same "qhdr: standard input: line 3: no message id
qhdr: standard input: line 5: no message id
qhdr: standard input: line 6: no message id
qhdr: standard input: line 7: no message id
qhdr: standard input: line 8: no message id" "$(cat "$tmp/err")"
}

@test "a hostile operand is escaped in what is said of it" {
	mail 1
	into 2 qhdr -d "$spool" $'\e[31m\n\xff'
	same 'qhdr: \x1B[31m\n\xFF: no message id' "$(cat "$tmp/err")"
}

@test "a message that may not be read: told, exit 2, the rest printed" {
	need_root
	three
	chmod 600 "$spool/input/$(mid 1)-H"
	ask 2 as_nobody "$O/bin/qhdr" -x subject -d "$spool" "$(mid 1)" "$(mid 2)"
	same two "$output"
	same "qhdr: $(mid 1)-H: Permission denied" "$stderr"
	chmod 700 "$spool/input"
	ask 2 as_nobody "$O/bin/qhdr" -d "$spool" "$(mid 2)"
	same "" "$output"
	has "$stderr" 'Permission denied'
}

@test "a -H that is a link, a directory or a pipe is not read" {
	mail 1 ' Subject: x'
	local head
	head=$spool/input/$(mid 1)-H
	mv "$head" "$tmp/elsewhere"
	ln -s "$tmp/elsewhere" "$head"
	into 2 timeout 60 qhdr -r -d "$spool" "$(mid 1)"
	same "" "$(cat "$tmp/out")"
	has "$(cat "$tmp/err")" "qhdr: $(mid 1)-H: "
	rm "$head"
	mkdir "$head"
	into 2 timeout 60 qhdr -r -d "$spool" "$(mid 1)"
	same "" "$(cat "$tmp/out")"
	rmdir "$head"
	mkfifo "$head"
	timeout 60 qhdr -r -d "$spool" "$(mid 1)" >"$tmp/out" 2>"$tmp/err" ||
		[ $? = 2 ]
	same "" "$(cat "$tmp/out")"
}

@test "-d that is no queue, or not there" {
	mail 1
	into 2 qhdr -d "$spool/none" "$(mid 1)"
	same "qhdr: $spool/none: No such file or directory" "$(cat "$tmp/err")"
	into 2 qhdr -d "$spool/input" "$(mid 1)"
	has "$(cat "$tmp/err")" "qhdr: $spool/input: not a mail queue"
	same "" "$(cat "$tmp/out")"
}

@test "QTRIAGE_QUEUE is the queue, -d goes before it" {
	mail 1 ' Subject: x'
	QTRIAGE_QUEUE=$spool prints $'x\n' qhdr -x subject "$(mid 1)"
	QTRIAGE_QUEUE=/no/such prints $'x\n' qhdr -x subject -d "$spool" "$(mid 1)"
}

@test "no id and a terminal on standard input: a usage error" {
	mail 1
	into 2 script -qec "qhdr -d $spool" /dev/null
	has "$(cat "$tmp/out")" \
		'qhdr: no message ids; give them as operands, or in a pipe'
	has "$(cat "$tmp/out")" 'usage: qhdr '
}

@test "standard input that cannot be read" {
	three
	into 2 qhdr -d "$spool" <"$tmp"
	same "qhdr: standard input: Is a directory" "$(cat "$tmp/err")"
	into 2 qhdr -x subject -d "$spool" "$(mid 1)" - "$(mid 2)" <"$tmp"
	printf 'one\ntwo\n' >"$tmp/want"
	is "$tmp/want"
}

@test "a full disk: told, exit 2" {
	mail 1 ' Subject: x'
	local how
	for how in '' -r -e -j '-x subject'; do
		ask 2 bash -c "qhdr $how -d $spool $(mid 1) >/dev/full"
		same "qhdr: standard output: No space left on device" "$stderr"
	done
}

@test "a pipe closed early ends it quietly" {
	perl -e '$_ = sprintf "X-%d: %s\n", $_, "y" x 70 and
		printf "%03d  %s", length, $_ for 1 .. 5000' | raw 1
	qhdr -d "$spool" "$(mid 1)" "$(mid 1)" 2>"$tmp/err" | head -n 1 >"$tmp/out"
	same "==> $(mid 1) <==" "$(cat "$tmp/out")"
	same "" "$(cat "$tmp/err")"
}

# --- JSON lines are of one message, not of its id alone

@test "a JSON line with the message's time and sender, or without, is taken" {
	three
	local i
	i=$(mid 1)
	printf '%s\n' "{\"queue_id\": \"$i\"}" \
		"{\"queue_id\": \"$i\", \"arrival_time\": 1795278601}" \
		"{\"sender\": \"a@b.example\", \"queue_id\": \"$i\"}" \
		"{\"queue_name\": \"x\", \"queue_id\": \"$i\", \"arrival_time\": 1795278601, \"sender\": \"a@b.example\", \"recipients\": []}" \
		>"$tmp/in"
	prints $'one\none\none\none\n' qhdr -x subject -d "$spool" <"$tmp/in"
}

@test "a JSON line with another time or sender: told, not printed, exit 2" {
	three
	local i line
	i=$(mid 1)
	for line in '"arrival_time": 1795278602' '"arrival_time": 0' \
		'"sender": "c@b.example"' '"sender": ""' '"sender": "A@b.example"' \
		'"sender": "MAILER-DAEMON"' \
		'"arrival_time": 1795278602, "sender": "a@b.example"' \
		'"arrival_time": 1795278601, "sender": "x@b.example"'; do
		into 2 qhdr -x subject -d "$spool" - "$(mid 2)" \
			<<<"{\"queue_id\": \"$i\", $line}"
		same two "$(cat "$tmp/out")"
		same "qhdr: $i: not the message that the line speaks of" \
			"$(cat "$tmp/err")"
	done
}

@test "a JSON line of a null sender, as we and as postqueue write it" {
	sender='' mail 1 ' Subject: x'
	prints $'x\nx\n' qhdr -x subject -d "$spool" <<-END
		{"queue_id": "$(mid 1)", "sender": ""}
		{"queue_id": "$(mid 1)", "sender": "MAILER-DAEMON"}
	END
	into 2 qhdr -x subject -d "$spool" \
		<<<"{\"queue_id\": \"$(mid 1)\", \"sender\": \"a@b.example\"}"
	same "" "$(cat "$tmp/out")"
}

@test "qls -j piped to qhdr finds each, whatever the sender" {
	sender=$'"a\e\xff b"@c.example' mail 1 ' Subject: 1'
	sender='' mail 2 ' Subject: 2'
	sender='Привет@b.example' mail 3 ' Subject: 3'
	mail 4 ' Subject: 4'
	: >"$spool/input/$(mid 4)-H"
	qls -j -d "$spool" >"$tmp/in" 2>/dev/null
	into 0 qhdr -x subject -d "$spool" <"$tmp/in"
	printf '%s\n' 1 2 3 - | sort >"$tmp/want"
	sort -o "$tmp/out" "$tmp/out"
	is "$tmp/want"
}

# --- where messages are

@test "messages of split spools and of named queues are found" {
	three
	mkdir -p "$spool/input/U" "$spool/third/input" "$spool/more/input/U"
	mail 4 ' Subject: four'
	mv "$spool/input/$(mid 2)"-* "$spool/input/U"
	mv "$spool/input/$(mid 3)"-* "$spool/third/input"
	mv "$spool/input/$(mid 4)"-* "$spool/more/input/U"
	prints $'one\ntwo\nthree\nfour\n' qhdr -x subject -d "$spool" \
		"$(mid 1)" "$(mid 2)" "$(mid 3)" "$(mid 4)"
	into 0 qhdr -j -d "$spool" "$(mid 2)" "$(mid 3)" "$(mid 4)"
	holds '[m["queue_name"] for m in o] == ["default", "third", "more"]'
	ask 0 qhdr -e -d "$spool" "$(mid 3)"
	grep -qx 'queue: third' <<<"$output"
}

@test "ids of the new form" {
	local new=1xUnyU-00000000001-0001
	printf '%s\n' 'user 1 1' '<a@b.example>' '1795278600 0' -local XX 1 \
		to@rcpt.example '' ' Subject: new' | put "$spool" $new
	prints $'Subject: new\n' qhdr -d "$spool" $new
	into 2 qhdr -d "$spool" 1xUnyU-000001-01
	same "" "$(cat "$tmp/out")"
}

@test "exim: in split and named queues, frozen and in delivery" {
	need_root
	exim_delivers "$dir" split_spool_directory
	exim_send "$dir" 1
	local -a heads=("$spool"/input/?/*-H)
	local message=${heads[0]##*/}
	message=${message%-H}
	prints $'message 0\n' qhdr -x subject -d "$spool" "$message"
	exim "$dir" -Mf "$message" >"$tmp/said"
	ask 0 qhdr -e -d "$spool" "$message"
	grep -qx 'state: frozen' <<<"$output"
	exim "$dir" -MG third "$message" >"$tmp/said"
	ask 0 qhdr -e -d "$spool" "$message"
	grep -qx 'queue: third' <<<"$output"
	exim "$dir" -odq stuck@stuck.example <<<$'Subject: stuck\n\ny'
	heads=("$spool"/input/?/*-H)
	message=${heads[0]##*/}
	message=${message%-H}
	exim "$dir" -M "$message" <&- >"$tmp/said" 2>&1 3>&- &
	local delivery=$!
	exec 8>"$dir/fifo"
	ask 0 qhdr -e -d "$spool" "$message"
	exec 8>&-
	wait $delivery || true
	grep -qx 'state: active' <<<"$output"
	into 2 qhdr -d "$spool" "$message"
	same "qhdr: $message: no such message" "$(cat "$tmp/err")"
}

@test "exim: a message in reception is no message" {
	need_root
	exim_conf "$dir"
	mkfifo "$dir/smtp"
	exim "$dir" -bs <"$dir/smtp" >"$dir/smtp.out" 3>&- &
	local pid=$! message end=$((SECONDS + 60))
	exec 8>"$dir/smtp"
	printf '%s\r\n' 'HELO x' 'MAIL FROM:<a@b.example>' \
		'RCPT TO:<c@d.example>' DATA 'Subject: half' '' >&8
	head -c 100000 /dev/zero | tr '\0' 'x' | fold -w 70 >&8
	until ls "$spool"/input/*-D >/dev/null 2>&1; do
		[ $SECONDS -lt $end ]
		sleep .05
	done
	local -a data=("$spool"/input/*-D)
	message=${data[0]##*/}
	message=${message%-D}
	into 2 qhdr -d "$spool" "$message"
	printf '\r\n.\r\nQUIT\r\n' >&8
	exec 8>&-
	wait $pid || cat "$dir/smtp.out"
	same "" "$(cat "$tmp/out")"
	same "qhdr: $message: no such message" "$(cat "$tmp/err")"
	prints $'half\n' qhdr -x subject -d "$spool" "$message"
}

@test "a body alone is no message" {
	mail 1
	rm "$spool/input/$(mid 1)-H"
	into 2 qhdr -e -d "$spool" "$(mid 1)"
	same "" "$(cat "$tmp/out")"
	same "qhdr: $(mid 1): no such message" "$(cat "$tmp/err")"
}

@test "the queue is as it was, bit for bit" {
	three
	find "$spool" -printf '%p %m %s %T@ %i\n' | sort >"$tmp/before"
	local how
	for how in '' -r -e -j '-x subject'; do
		# shellcheck disable=SC2086 # words
		into 2 qhdr $how -d "$spool" "$(mid 1)" "$(mid 2)" "$(mid 9)"
	done
	find "$spool" -printf '%p %m %s %T@ %i\n' | sort >"$tmp/after"
	cmp "$tmp/before" "$tmp/after"
}
