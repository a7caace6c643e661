# qbody: bodies, by hand-made messages, beside real Exim and beside python's
# email module.

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

# mail NUMBER [FIELD...]: a message with those fields, as put takes them; its
# body, of any bytes, is standard input.
mail() {
	local number=$1
	shift
	printf '%s\n' 'user 1001 1001' '<a@b.example>' \
		"$((1795278600 + number)) 0" '-ident user' '-local' \
		'-received_protocol local' XX 1 to@rcpt.example '' "$@" |
		put "$spool" "$(mid "$number")" ''
	cat >>"$(data "$number")"
}

# data NUMBER: its -D.
data() {
	printf '%s/input/%s-D' "$spool" "$(mid "$1")"
}

# text WANTED [NUMBER]: what -t prints, also in JSON.
text() {
	prints "$1" qbody -t -d "$spool" "$(mid "${2-1}")"
	command -v python3 >/dev/null || return 0
	into 0 qbody -jt -d "$spool" "$(mid "${2-1}")"
	# What standard output had to be escaped for is not escaped there.
	holds "list(o[0]) == ['queue_name', 'queue_id', 'text'] and (b'\\\\x' in read('$tmp/want') or o[0]['text'].encode() == read('$tmp/want'))"
}

# refuses WORDS ARGUMENT...: a usage error: those words, and nothing printed.
refuses() {
	local words=$1
	shift
	ask 2 qbody -d "$spool" "$@"
	same "" "$output"
	same "qbody: $words" "${stderr%%$'\n'*}"
	has "$stderr" 'usage: qbody '
}

# none ARGUMENT...: grep finds no such line.
none() {
	! grep -q "$@"
}

# holds CODE: of the JSON lines printed, o, that is true; read gives a file.
holds() {
	command -v python3 >/dev/null || skip "needs python3"
	python3 -c '
import base64, json, sys
def read(name, at=0):
    return open(name, "rb").read()[at:]
o = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
if not eval(sys.argv[2]):
    sys.exit("not so: %s\n%.1000s" % (sys.argv[2], o))
' "$tmp/out" "$1"
}

# Bodies of many kinds, messages 1 to 14.
bodies() {
	printf 'one\ntwo\n' | mail 1
	printf 'no newline' | mail 2
	printf '' | mail 3
	printf '\n' | mail 4
	printf '\n\n\nx\n\n' | mail 5
	printf 'one\r\ntwo\r\n' | mail 6
	printf 'one\r\ntwo\r' | mail 7
	printf 'a\0b\0\n\0' | mail 8
	perl -e 'print map { chr } 0 .. 255' | mail 9
	printf 'Привет\n\xf0\xd2\xc9\n\xe2\x80\xae\x9b\n' | mail 10
	printf '==> %s <==\n==> x <==\n' "$(mid 1)" | mail 11
	printf '.\n..\nFrom x\n\e[31mred\n' | mail 12
	perl -e 'print map { chr($_ * 7 % 256) } 0 .. 65536' | mail 13
	printf '%s-D\n%s-H\n' "$(mid 14)" "$(mid 14)" | mail 14
}

# as_mvb ID [-D]: -r prints what exim -Mvb prints, without it the same
# without the first line.
as_mvb() {
	exim "$dir" -Mvb "$1" >"$tmp/mvb"
	into 0 qbody -r -d "$spool" "$1"
	is "$tmp/mvb"
	same "" "$(cat "$tmp/err")"
	tail -n +2 "$tmp/mvb" >"$tmp/body"
	into 0 qbody -d "$spool" "$1"
	is "$tmp/body"
	same "" "$(cat "$tmp/err")"
}

# --- the bytes

@test "as exim -Mvb, -r whole, else without its first line: any bytes" {
	need_root
	exim_conf "$dir"
	bodies
	local n
	for n in {1..14}; do
		as_mvb "$(mid $n)"
		cmp "$tmp/mvb" "$(data $n)"
	done
}

@test "as exim -Mvb: a body of 5 MB" {
	need_root
	exim_conf "$dir"
	perl -e 'print pack "N*", map { $_ * 2654435761 % 4294967296 }
		0 .. 1250000' | mail 1
	as_mvb "$(mid 1)"
	[ "$(wc -c <"$tmp/out")" = 5000004 ]
}

@test "as exim -Mvb: messages that Exim received, 8-bit, NUL, dots" {
	need_root
	exim_conf "$dir"
	printf 'Subject: x\n\nПривет \xff\n.\n..\na\0b\nno newline' |
		exim "$dir" -odq -oi x@y.example
	as_mvb "$(first_id "$dir")"
	printf 'Привет \xff\n.\n..\na\0b\nno newline\n' >"$tmp/want"
	is "$tmp/want"
}

@test "as exim -Mvb: an empty body that Exim received" {
	need_root
	exim_conf "$dir"
	printf 'Subject: x\n' | exim "$dir" -odq x@y.example
	as_mvb "$(first_id "$dir")"
	same "" "$(cat "$tmp/out")"
}

# chunk TEXT: Exim receives it by BDAT, the body as it comes.
chunk() {
	need_root
	exim_conf "$dir" spool_wireformat 'chunking_advertise_hosts = *'
	{
		printf '%s\r\n' 'EHLO x' 'MAIL FROM:<a@b.example>' \
			'RCPT TO:<c@d.example>' "BDAT ${#1} LAST"
		printf '%s' "$1"
		printf 'QUIT\r\n'
	} | exim "$dir" -bs >"$dir/smtp.out"
	message=$(first_id "$dir")
	grep -q '^-spool_file_wireformat' "$spool/input/$message-H"
	as_mvb "$message"
}

@test "as exim -Mvb: wire format, its lines with CR LF" {
	chunk $'Subject: x\r\n\r\none\r\n.two\r\n\r\n'
	printf 'one\r\n.two\r\n\r\n' >"$tmp/want"
	is "$tmp/want"
	prints $'one\n.two\n\n' qbody -t -d "$spool" "$message"
}

@test "as exim -Mvb: wire format without a last newline" {
	chunk $'Subject: x\r\n\r\none\r\ntwo'
	printf 'one\r\ntwo' >"$tmp/want"
	is "$tmp/want"
}

@test "as exim -Mvb: wire format, empty" {
	chunk $'Subject: x\r\n\r\n'
	same "" "$(cat "$tmp/out")"
}

@test "exim: the body is that of the message that Exim then delivers" {
	need_root
	exim_delivers "$dir"
	printf 'Subject: x\n\none\n\nПривет \xff\e[31m\n  two\n' |
		exim "$dir" -odq box@box.example
	local message
	message=$(first_id "$dir")
	into 0 qbody -d "$spool" "$message"
	exim "$dir" -M "$message"
	# A mailbox has an empty line behind each message.
	sed '1,/^$/d' "$dir/box/in" | head -c -1 >"$tmp/delivered"
	is "$tmp/delivered"
}

@test "a damaged -H: the body all the same, and told" {
	printf 'the body\n' | mail 1 ' Subject: x'
	truncate -s -3 "$spool/input/$(mid 1)-H"
	local how
	for how in '' -r -t -j -jt -jr; do
		# shellcheck disable=SC2086 # words
		into 0 qbody $how -d "$spool" "$(mid 1)"
		same "qbody: $(mid 1): damaged" "$(cat "$tmp/err")"
		[[ $how == *j* ]] || has "$(cat "$tmp/out")" 'the body'
	done
	: >"$spool/input/$(mid 1)-H"
	into 0 qbody -d "$spool" "$(mid 1)"
	same "the body" "$(cat "$tmp/out")"
}

@test "a -D shorter than its first line has no body, -r prints what there is" {
	mail 1 </dev/null
	printf '1xUny' >"$(data 1)"
	prints '' qbody -d "$spool" "$(mid 1)"
	prints '' qbody -t -d "$spool" "$(mid 1)"
	prints '1xUny' qbody -r -d "$spool" "$(mid 1)"
	: >"$(data 1)"
	prints '' qbody -d "$spool" "$(mid 1)"
	prints '' qbody -r -d "$spool" "$(mid 1)"
}

@test "ids of the new form have a longer first line" {
	local new=1xUnyU-00000000001-0001
	printf '%s\n' 'user 1 1' '<a@b.example>' '1795278600 0' -local XX 1 \
		to@rcpt.example '' ' Subject: new' |
		put "$spool" $new $'1\n2\n'
	prints $'1\n2\n' qbody -d "$spool" $new
	prints $'1\n2\n' qbody -t -d "$spool" $new
	prints "$new-D"$'\n1\n2\n' qbody -r -d "$spool" $new
}

# --- several messages

@test "one: no title; several: a title each, operands, a pipe, - and both" {
	printf 'one\n' | mail 1
	printf 'two\n' | mail 2
	prints $'one\n' qbody -d "$spool" "$(mid 1)"
	prints $'one\n' qbody -d "$spool" <<<"$(mid 1)"
	prints $'one\n' qbody -d "$spool" - <<<$'\n'"$(mid 1)"$'\n\n'
	local both
	both="==> $(mid 1) <==
one
==> $(mid 2) <==
two
"
	prints "$both" qbody -d "$spool" "$(mid 1)" "$(mid 2)"
	prints "$both" qbody -d "$spool" <<<"$(mid 1)"$'\n'"$(mid 2)"
	prints "$both" qbody -d "$spool" "$(mid 1)" - <<<"$(mid 2)"
	prints "$both" qbody -d "$spool" - "$(mid 2)" <<<"$(mid 1)"
	prints "$both" qbody -t -d "$spool" "$(mid 1)" "$(mid 2)"
	prints "==> $(mid 2) <==
$(mid 2)-D
two
==> $(mid 1) <==
$(mid 1)-D
one
" qbody -r -d "$spool" "$(mid 2)" "$(mid 1)"
}

@test "several: a title has its own line, whatever the body before ended with" {
	printf 'no newline' | mail 1
	printf '' | mail 2
	printf '\n' | mail 3
	printf 'CR\r' | mail 4
	local how
	for how in '' -t; do
		# shellcheck disable=SC2086 # words
		into 0 qbody $how -d "$spool" "$(mid 1)" "$(mid 2)" "$(mid 3)" \
			"$(mid 4)" "$(mid 1)"
		[ -z "$how" ] || sed -i 's/\\x0D$/\r/' "$tmp/out"
		printf '==> %s <==\n%s' "$(mid 1)" 'no newline
' "$(mid 2)" '' "$(mid 3)" '
' "$(mid 4)" $'CR\r\n' "$(mid 1)" 'no newline' >"$tmp/want"
		is "$tmp/want"
	done
}

@test "several: a last body without a newline ends without one" {
	printf 'no newline' | mail 1
	prints 'no newline' qbody -d "$spool" "$(mid 1)"
	prints "$(mid 1)-D
no newline" qbody -r -d "$spool" "$(mid 1)"
	prints 'no newline' qbody -t -d "$spool" "$(mid 1)"
}

@test "several: with lines like titles in a body, -j tells them apart" {
	printf 'one\n==> %s <==\nfake\n' "$(mid 2)" | mail 1
	printf 'two\n' | mail 2
	into 0 qbody -d "$spool" "$(mid 1)" "$(mid 2)"
	same 3 "$(grep -c '^==>' "$tmp/out")"
	into 0 qbody -j -d "$spool" "$(mid 1)" "$(mid 2)"
	holds "len(o) == 2 and base64.b64decode(o[0]['body']) == read('$(data 1)', 19)"
	none '==>' "$tmp/out"
}

@test "the second is not there: the title says whose the first is" {
	printf 'one\n' | mail 1
	into 2 qbody -d "$spool" "$(mid 1)" "$(mid 9)"
	printf '==> %s <==\none\n' "$(mid 1)" >"$tmp/want"
	is "$tmp/want"
	same "qbody: $(mid 9): no such message" "$(cat "$tmp/err")"
	into 2 qbody -d "$spool" <<<"$(mid 9)"$'\n'"$(mid 1)"
	is "$tmp/want"
}

@test "no id at all in the pipe: nothing, exit 0" {
	mail 1 </dev/null
	prints '' qbody -d "$spool" </dev/null
}

# --- a terminal

# on_terminal COMMAND...: what it prints there, without the CR of its lines.
on_terminal() {
	script -qec "$*" /dev/null </dev/null | sed 's/\r$//' >"$tmp/out"
}

@test "on a terminal plain and -r are escaped, into a pipe they are not" {
	printf 'Привет \\ \t\e[31m\a\b\xff\r\n\xc2\x9b\xe2\x80\xae\0\x7f\n' | mail 1
	printf '%s\n' 'Привет \ 	\x1B[31m\x07\x08\xFF\x0D' \
		'\xC2\x9B\xE2\x80\xAE\x00\x7F' >"$tmp/want"
	on_terminal qbody -d "$spool" "$(mid 1)"
	is "$tmp/want"
	sed -i "1i $(mid 1)-D" "$tmp/want"
	on_terminal qbody -r -d "$spool" "$(mid 1)"
	is "$tmp/want"
	into 0 qbody -r -d "$spool" "$(mid 1)"
	is "$(data 1)"
}

@test "on a terminal: titles on their own lines" {
	printf 'a\e' | mail 1
	on_terminal qbody -d "$spool" "$(mid 1)" "$(mid 1)"
	printf '==> %s <==\na\\x1B\n==> %s <==\na\\x1B' "$(mid 1)" "$(mid 1)" \
		>"$tmp/want"
	is "$tmp/want"
}

@test "on a terminal what begins a character and is cut off is escaped" {
	printf 'a\xd0' | mail 1
	printf '\x80\x80\x80\x80' | mail 2
	on_terminal qbody -d "$spool" "$(mid 1)" "$(mid 2)"
	same "==> $(mid 1) <==
a\\xD0
==> $(mid 2) <==
\\x80\\x80\\x80\\x80" "$(cat "$tmp/out")"
}

@test "on a terminal a character at any place in a large body is whole" {
	perl -e 'print "\xe6\x97\xa5\xe6\x9c\xac" x 40000, "\n"' | mail 1
	tail -n +2 "$(data 1)" >"$tmp/want"
	on_terminal qbody -d "$spool" "$(mid 1)"
	none -F '\x' "$tmp/out"
	is "$tmp/want"
	# At each place of a buffer of any size that is a power of two.
	perl -e 'print "x", "\xf0\x9f\x93\xa7" x 40000, "\n"' | mail 2
	tail -n +2 "$(data 2)" >"$tmp/want"
	on_terminal qbody -d "$spool" "$(mid 2)"
	is "$tmp/want"
}

@test "on a terminal what is no character stays escaped at such a place" {
	perl -e 'print "\xe6\x97" x 50000, "\xe6\x97"' | mail 1
	on_terminal qbody -d "$spool" "$(mid 1)"
	perl -e 'print "\\xE6\\x97" x 50001' >"$tmp/want"
	is "$tmp/want"
}

# --- -t: text

plain=' Content-Type: text/plain; charset='
base64=' Content-Transfer-Encoding: base64'
quoted=' Content-Transfer-Encoding: quoted-printable'

@test "-t: plain text stays, bytes that are not UTF-8 are \\xHH" {
	printf 'one\nПривет\t\\x\xff\n' | mail 1 ' Subject: x'
	text $'one\nПривет\t\\x\\xFF\n'
}

@test "-t: base64, quoted-printable, 8-bit in koi8-r, windows-1251, iso-2022-jp" {
	printf 'Привет, мир\n' | iconv -f utf-8 -t koi8-r | base64 |
		mail 1 "${plain}koi8-r" "$base64"
	text $'Привет, мир\n'
	printf '=CF=F0=E8=E2=E5=F2, =EC=\n=E8=F0\n' |
		mail 1 "${plain}\"windows-1251\"" "$quoted"
	text $'Привет, мир\n'
	printf '\xcf\xf0\xe8\xe2\xe5\xf2\n' | mail 1 "${plain}Windows-1251"
	text $'Привет\n'
	printf '日本語\nABC\n' | iconv -f utf-8 -t iso-2022-jp |
		mail 1 "${plain}ISO-2022-JP" ' Content-Transfer-Encoding: 7bit'
	text $'日本語\nABC\n'
}

@test "-t: an unknown charset: the bytes, escaped" {
	printf 'a\xf0\e' | mail 1 "${plain}x-none"
	text 'a\xF0\x1B'
	printf '+AGE-' | mail 2 "${plain}utf-7"
	text '+AGE-' 2
}

@test "-t: of an alternative the plain text, not the HTML" {
	printf '%s\n' 'not this' --b 'Content-Type: text/html' '' '<b>html</b>' \
		--b 'Content-Type: text/plain' '' 'the text' --b-- 'nor this' |
		mail 1 ' Content-Type: multipart/alternative; boundary=b'
	text $'the text\n'
}

@test "-t: HTML alone is shown as it is" {
	printf '<p>Hello</p>\n' | mail 1 ' Content-Type: text/html'
	text $'<p>Hello</p>\n'
	printf '%s\n' --b 'Content-Type: text/html' '' '<b>html</b>' --b-- |
		mail 2 ' Content-Type: multipart/alternative; boundary=b'
	text $'<b>html</b>\n' 2
}

@test "-t: attachments are named, with type and size, not dumped" {
	{
		printf '%s\n' --b '' 'see it' --b \
			'Content-Type: application/pdf; name="bill.pdf"' \
			'Content-Transfer-Encoding: base64' '' 'U2VjcmV0' --b \
			'Content-Type: image/png' \
			'Content-Disposition: attachment; filename="=?koi8-r?B?8NLJ?=.png"' \
			''
		printf '\x89PNG\e\0\n--b--\n'
	} | mail 1 ' Content-Type: multipart/mixed; boundary="b"'
	text 'see it
[attachment: bill.pdf, application/pdf, 6 bytes]
[attachment: При.png, image/png, 6 bytes]
'
}

@test "-t: a message in the message: its fields, decoded, and its text" {
	printf '%s\n' --b '' 'Forwarded:' --b 'Content-Type: message/rfc822' '' \
		'Received: from x' 'From: =?koi8-r?B?8NLJ?= <a@b>' 'Subject: inner' \
		'Content-Type: text/plain; charset=koi8-r' \
		'Content-Transfer-Encoding: base64' '' 8NLJ18XU --b-- |
		mail 1 ' Content-Type: multipart/mixed; boundary=b'
	text 'Forwarded:
From: При <a@b>
Subject: inner

Привет
'
}

@test "-t: hostile bytes of text, names, types and nested fields are escaped" {
	{
		printf '%s\n' --b 'Content-Transfer-Encoding: quoted-printable' '' \
			'=1B[31m=07=C2=9B=E2=80=AE=00=FF' --b
		printf 'Content-Type: application/x; name="\e[31m\xe2\x80\xae\xff.exe"\n\n1\n'
		printf '%s\n' --b 'Content-Type: application/octet-stream' \
			"Content-Disposition: attachment; filename*=koi8-r''%F0%1B%07.exe" \
			'' 1 --b
		printf 'Content-Type: image/\e[31m\n\n1\n'
		printf '%s\n' --b 'Content-Type: message/rfc822' '' \
			'Subject: =?utf-8?Q?=1B]0;x=07?=' '' 'end' --b--
	} | mail 1 ' Content-Type: multipart/mixed; boundary=b'
	text '\x1B[31m\x07\xC2\x9B\xE2\x80\xAE\x00\xFF
[attachment: \x1B[31m\xE2\x80\xAE\xFF.exe, application/x, 1 bytes]
[attachment: П\x1B\x07.exe, application/octet-stream, 1 bytes]
[attachment: image/\x1B[31m, 1 bytes]
Subject: \x1B]0;x\x07

end
'
}

@test "-t: an attachment's name stays on its line" {
	printf '%s\n' --b 'Content-Type: application/x' \
		"Content-Disposition: attachment; filename*=utf-8''a%0A%0Db" '' 1 \
		--b-- | mail 1 ' Content-Type: multipart/mixed; boundary=b'
	into 0 qbody -t -d "$spool" "$(mid 1)"
	same 1 "$(wc -l <"$tmp/out")"
	has "$(cat "$tmp/out")" ', application/x, 1 bytes]'
}

@test "-t: a name that does path tricks is only a name" {
	printf '%s\n' --b 'Content-Type: application/x; name="../../etc/x; `id`"' \
		'' 1 --b-- | mail 1 ' Content-Type: multipart/mixed; boundary=b'
	text $'[attachment: ../../etc/x; `id`, application/x, 1 bytes]\n'
}

@test "-t: a multipart without its boundary is put as it stands" {
	printf 'no\n--parts\n' |
		mail 1 ' Content-Type: multipart/mixed; boundary=other'
	text $'no\n--parts\n'
}

@test "-t: empty bodies" {
	mail 1 </dev/null
	text ''
	mail 2 ' Content-Type: multipart/mixed; boundary=b' </dev/null
	text '' 2
	mail 3 "${plain}koi8-r" "$base64" </dev/null
	text '' 3
}

@test "-t: a Content-Type that is not sent does not count" {
	printf 'QQ==\n' | mail 1 "*$base64" ' Subject: x'
	grep -q '^[0-9]*\* Content-Transfer' "$spool/input/$(mid 1)-H"
	text $'QQ==\n'
}

# python CODE N: python makes more than N messages: queue(message), bytes of RFC
# 5322, and want(text), what -t is to print of that one, for each in turn.
python() {
	command -v python3 >/dev/null || skip "needs python3"
	mkdir -p "$spool/input"
	python3 -c '
import base64, email, email.policy, json, random, re, sys
from email.message import EmailMessage
spool, wants = sys.argv[1], []
def queue(message):
    n = len(wants) + 1
    name = "1xUnyU-%06d-%02d" % (n, n % 100)
    head, body = re.fullmatch(rb"(.*?\n)\n(.*)", message, re.S).groups()
    file = open(spool + "/input/" + name + "-H", "wb")
    file.write(("%s-H\nuser 1 1\n<a@b.example>\n%d 0\n-local\nXX\n1\nc@d\n\n" %
        (name, 1795278600 + n)).encode())
    for field in re.findall(rb".*\n(?:[ \t].*\n)*", head):
        file.write(b"%03d  " % len(field) + field)
    with open(spool + "/input/" + name + "-D", "wb") as file:
        file.write((name + "-D\n").encode() + body)
def want(text):
    wants.append(text)
def content(part):
    text = part.get_payload(decode=True)
    charset = part.get_content_charset("utf-8")
    return text.decode(charset).replace("\r\n", "\n")
def done():
    json.dump(wants, open(sys.argv[2], "w"))
'"$1"'
done()
' "$spool" "$tmp/wants"
	find "$spool/input" -name '*-H' -printf '%f\n' | sed 's/-H$//' | sort \
		>"$tmp/ids"
	into 0 qbody -jt -d "$spool" <"$tmp/ids"
	same "" "$(cat "$tmp/err")"
	holds "len(o) == len(json.load(open('$tmp/wants'))) > $2"
	python3 -c '
import json, sys
lines, wants = [open(name, encoding="utf-8") for name in sys.argv[1:]]
for line, want in zip(lines, json.load(wants)):
    if json.loads(line)["text"] != want:
        sys.exit("wanted: %r\ngot: %s" % (want, line))
' "$tmp/out" "$tmp/wants"
}

@test "-t beside python: texts in many charsets and each encoding" {
	python '
texts = ["Привет, мир!\n", "日本語のメール\nABC\n", "Ünïcödé ça\n\n", "한국어\n",
    "繁體中文\n", "Ελληνικά\n", "שלום\n", "العربية\n", "ไทย\n", "Zażółć gęślą\n",
    "Ещё одна строка, " * 30 + "\nконец", "a=b =41 \t\n.\n--\nFrom x\n", "", "€\n"]
sets = ["utf-8", "koi8-r", "koi8-u", "windows-1251", "windows-1252",
    "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-6", "iso-8859-7",
    "iso-8859-8", "iso-8859-15", "windows-1250", "windows-1253", "windows-1255",
    "windows-1256", "cp874", "iso-2022-jp", "shift_jis", "euc-jp", "euc-kr",
    "gb2312", "gbk", "gb18030", "us-ascii"]
for text in texts:
    for charset in sets:
        try:
            data = text.encode(charset)
        except UnicodeError:
            continue
        for coding in "8bit", "base64", "quoted-printable":
            body = data
            if coding == "base64":
                body = base64.encodebytes(data)
            elif coding != "8bit":
                import quopri
                body = quopri.encodestring(data)
            message = (b"Subject: x\nContent-Type: text/plain;\n\tcharset=\"" +
                charset.encode() + b"\"\nContent-Transfer-Encoding: " +
                coding.encode() + b"\n\n" + body)
            queue(message)
            parsed = email.message_from_bytes(message)
            assert content(parsed) == text, (charset, coding)
            want(text)
' 300
}

@test "-t beside python: messages that its email module makes, of any form" {
	python '
rand = random.Random(20261121)
words = ["Привет", "мир", "text", "日本", "<b>", "=41", "--", ".", "é"]
def some():
    return " ".join(rand.choices(words, k=rand.randint(1, 30))) + "\n"
def leaf(m):
    kind = rand.randint(0, 2)
    charset = rand.choice(["utf-8", "koi8-r", "iso-2022-jp", "gb18030"])
    text = some()
    try:
        text.encode(charset)
    except UnicodeError:
        charset = "utf-8"
    m.set_content(text, subtype=rand.choice(["plain", "html"]),
        charset=charset, cte=rand.choice(["base64", "quoted-printable"]))
def make(depth):
    m = EmailMessage()
    m["Subject"] = rand.choice(["plain", "Тема", "件名、" * 20])
    m["X-Other"] = "not shown"
    m["From"] = "Пётр <p@b.example>"
    leaf(m)
    if rand.random() < .5:
        m.add_alternative(some(), subtype=rand.choice(["plain", "html"]))
    for i in range(rand.randint(0, 3)):
        kind = rand.randint(0, 2)
        if kind == 0 and depth < 3:
            m.add_attachment(make(depth + 1))
        elif kind == 1:
            m.add_attachment(rand.randbytes(rand.randint(0, 200)),
                maintype="application", subtype="octet-stream",
                filename=rand.choice(["a.bin", "счёт №1.exe", "x" * 90, "q\"q"]))
        else:
            m.add_attachment(some(), subtype="x-any", filename="note.txt")
    return m
# What qbody(1) says of -t, done with the parts that python found.
RANK = {"text/plain": 3, "text/html": 2}
def show(part):
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        best, rank = "", 0
        for sub in part.iter_parts():
            text, r = show(sub)
            if r > rank:
                best, rank = line(text), r
        return best, rank
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        shown = [show(sub) for sub in part.iter_parts()]
        return "".join(line(t) for t, r in shown), max(r for t, r in shown)
    if kind == "message/rfc822":
        inner = part.get_payload(0)
        fields = "".join("%s: %s\n" % (k, v.strip()) for k, v in inner.items()
            if k in ("Subject", "From"))
        text, rank = show(inner)
        return fields + "\n" + text, rank
    if part.get_content_maintype() == "text":
        text = content(part)
        rank = RANK.get(kind, 1)
        return text, rank if rank < 3 or text.strip() else 0
    return "[attachment: %s, %s, %d bytes]\n" % (part.get_filename(), kind,
        len(part.get_payload(decode=True))), 0
def line(text):
    return text + "\n" if text and text[-1] != "\n" else text
for i in range(60):
    message = make(0).as_bytes(policy=email.policy.SMTP if i % 3 == 0
        else email.policy.default).replace(b"\r\n", b"\n")
    queue(message)
    want(show(email.message_from_bytes(message,
        policy=email.policy.default))[0])
' 50
}

@test "-t: in wire format as without" {
	printf 'QQ==\r\n' | mail 1 "$base64"
	printf 'one\r\ntwo\r\n' | mail 2
	printf -- '--b\r\n\r\none\r\n--b\r\nContent-Type: image/gif\r\n\r\nx\r\n--b--\r\n' |
		mail 3 ' Content-Type: multipart/mixed; boundary=b'
	local n
	for n in 1 2 3; do
		sed -i '4a -spool_file_wireformat' "$spool/input/$(mid $n)-H"
	done
	text A
	text $'one\ntwo\n' 2
	text $'one\n[attachment: image/gif, 1 bytes]\n' 3
}

@test "-t: deep and many parts take no time" {
	perl -e 'for (1 .. 40000) { print "--b\nContent-Type: multipart/mixed; ",
		"boundary=b$_\n\n--b$_\n" }' |
		mail 1 ' Content-Type: multipart/mixed; boundary=b'
	into 0 bash -c "ulimit -t 10; exec qbody -t -d '$spool' $(mid 1)"
	perl -e 'print "--b\n\nx\n" x 200000' |
		mail 2 ' Content-Type: multipart/mixed; boundary=b'
	into 0 bash -c "ulimit -t 10; exec qbody -t -d '$spool' $(mid 2)"
}

# --- -j

@test "-j: queue_name, queue_id and the body in base64: any bytes" {
	bodies
	into 0 qbody -j -d "$spool" "$(mid 1)"
	same "{\"queue_name\": \"default\", \"queue_id\": \"$(mid 1)\", \"body\": \"b25lCnR3bwo=\"}" \
		"$(cat "$tmp/out")"
	local n
	for n in {1..14}; do mid $n; echo; done >"$tmp/ids"
	into 0 qbody -j -d "$spool" <"$tmp/ids"
	python3 -m json.tool --json-lines <"$tmp/out" >/dev/null
	holds "len(o) == 14 and all(list(m) == ['queue_name', 'queue_id', 'body'] for m in o)"
	holds "all(base64.b64encode(read('$spool/input/%s-D' % m['queue_id'], 19)).decode() == m['body'] for m in o)"
	into 0 qbody -jr -d "$spool" <"$tmp/ids"
	holds "len(o) == 14 and all(list(m) == ['queue_name', 'queue_id', 'raw'] for m in o)"
	holds "all(base64.b64encode(read('$spool/input/%s-D' % m['queue_id'])).decode() == m['raw'] for m in o)"
}

@test "-j: bodies of 0 to 10 bytes, and around 64 KiB and its multiples" {
	local n=0 size
	for size in {0..10} 65516 65517 65518 65519 65534 65535 65536 65537 65538 \
		131053 131071 131072 131073 196607 196608 196609 1000000; do
		n=$((n + 1))
		perl -e 'print map { chr($_ * 31 % 251) } 1 .. shift' "$size" |
			mail $n
		mid $n
		echo
	done >"$tmp/ids"
	into 0 qbody -j -d "$spool" <"$tmp/ids"
	holds "len(o) == $n and all(base64.b64encode(read('$spool/input/%s-D' % m['queue_id'], 19)).decode() == m['body'] for m in o)"
	into 0 qbody -jr -d "$spool" <"$tmp/ids"
	holds "all(base64.b64encode(read('$spool/input/%s-D' % m['queue_id'])).decode() == m['raw'] for m in o)"
	into 0 qbody -d "$spool" "$(mid $n)"
	tail -c +20 "$(data $n)" >"$tmp/want"
	is "$tmp/want"
}

@test "-jt: the text, hostile bytes as JSON has them" {
	printf '=1B[31m"\\=00=FF=C2=9B\nПривет\n' | mail 1 "$quoted"
	into 0 qbody -jt -d "$spool" "$(mid 1)"
	holds 'o[0]["text"] == "\x1b[31m\"\\\0\udcff\x9b\nПривет\n"'
	none '[[:cntrl:]]' "$tmp/out"
}

@test "-j: on a terminal the same" {
	printf 'a\e\n' | mail 1
	qbody -j -d "$spool" "$(mid 1)" >"$tmp/want"
	on_terminal qbody -j -d "$spool" "$(mid 1)"
	is "$tmp/want"
}

@test "-j: no titles; what it prints is taken as ids again" {
	printf 'one\n' | mail 1
	printf 'two\n' | mail 2
	local how
	for how in -j -jr -jt; do
		into 0 qbody $how -d "$spool" "$(mid 2)" "$(mid 1)"
		same 2 "$(wc -l <"$tmp/out")"
		none '^==>' "$tmp/out"
		cp "$tmp/out" "$tmp/in"
		prints "==> $(mid 2) <==
two
==> $(mid 1) <==
one
" qbody -d "$spool" <"$tmp/in"
	done
}

@test "-j: in a named queue" {
	printf 'one\n' | mail 1
	mkdir -p "$spool/third/input/U"
	mv "$spool/input/$(mid 1)"-* "$spool/third/input/U"
	into 0 qbody -j -d "$spool" "$(mid 1)"
	holds 'o[0]["queue_name"] == "third"'
	prints $'one\n' qbody -d "$spool" "$(mid 1)"
	prints $'one\n' qbody -t -d "$spool" "$(mid 1)"
}

# --- what cannot be printed

# no_body SAID: in each form exit 2, that is said of message 1, nothing is
# printed of it, in JSON no line; message 2 is, all the same.
no_body() {
	local how
	printf 'two\n' | mail 2
	for how in '' -r -t -j -jr -jt; do
		# shellcheck disable=SC2086 # words
		into 2 timeout 60 qbody $how -d "$spool" "$(mid 1)"
		same "" "$(cat "$tmp/out")"
		same "qbody: $1" "$(cat "$tmp/err")"
		# shellcheck disable=SC2086
		into 2 timeout 60 qbody $how -d "$spool" "$(mid 2)" "$(mid 1)" \
			"$(mid 2)"
		same "qbody: $1" "$(cat "$tmp/err")"
		case $how in
		*j*)
			same 2 "$(wc -l <"$tmp/out")"
			same 2 "$(grep -c "\"queue_id\": \"$(mid 2)\"" "$tmp/out")"
			holds 'len(o) == 2'
			;;
		*) same 2 "$(grep -c '^two$' "$tmp/out")" ;;
		esac
	done
}

@test "no -D: told, exit 2, no line in JSON" {
	mail 1 </dev/null
	rm "$(data 1)"
	no_body "$(mid 1): no body"
}

@test "a -D that is a directory: the same" {
	mail 1 </dev/null
	rm "$(data 1)"
	mkdir "$(data 1)"
	no_body "$(mid 1)-D: Is a directory"
}

@test "a -D that is a link: the same" {
	mail 1 </dev/null
	mv "$(data 1)" "$tmp/elsewhere"
	ln -s "$tmp/elsewhere" "$(data 1)"
	no_body "$(mid 1)-D: Too many levels of symbolic links"
}

@test "a -D that is a pipe: the same, at once" {
	mail 1 </dev/null
	rm "$(data 1)"
	mkfifo "$(data 1)"
	no_body "$(mid 1)-D: Illegal seek"
}

@test "a -D that may not be read: told, exit 2, no line in JSON" {
	need_root
	printf 'secret\n' | mail 1
	printf 'two\n' | mail 2
	chmod 600 "$(data 1)"
	local how
	for how in '' -r -t -j -jr -jt; do
		# shellcheck disable=SC2086 # words
		ask 2 as_nobody "$O/bin/qbody" $how -d "$spool" "$(mid 1)"
		same "" "$output"
		same "qbody: $(mid 1)-D: Permission denied" "$stderr"
	done
	ask 2 as_nobody "$O/bin/qbody" -t -d "$spool" "$(mid 1)" "$(mid 2)"
	same two "${lines[-1]}"
}

@test "a -H that is gone, or a message in reception: no message" {
	printf 'one\n' | mail 1
	rm "$spool/input/$(mid 1)-H"
	into 2 qbody -d "$spool" "$(mid 1)"
	same "" "$(cat "$tmp/out")"
	same "qbody: $(mid 1): no such message" "$(cat "$tmp/err")"
}

@test "an id that is not there, that is none, or a line that is none" {
	printf 'one\n' | mail 1
	into 2 qbody -t -d "$spool" x "$(mid 9)" "$(mid 1)"
	same "qbody: x: no message id
qbody: $(mid 9): no such message" "$(cat "$tmp/err")"
	has "$(cat "$tmp/out")" one
	into 2 qbody -d "$spool" <<<"$(mid 1)"$'\nno id\n'
	same one "$(cat "$tmp/out")"
	same "qbody: standard input: line 2: no message id" "$(cat "$tmp/err")"
}

@test "a JSON line with another time or sender: told, not printed, exit 2" {
	printf 'one\n' | mail 1
	prints $'one\n' qbody -d "$spool" \
		<<<"{\"queue_id\": \"$(mid 1)\", \"arrival_time\": 1795278601, \"sender\": \"a@b.example\"}"
	local line
	for line in '"arrival_time": 1795278602' '"sender": "x@b.example"' \
		'"sender": ""'; do
		into 2 qbody -d "$spool" <<<"{\"queue_id\": \"$(mid 1)\", $line}"
		same "" "$(cat "$tmp/out")"
		same "qbody: $(mid 1): not the message that the line speaks of" \
			"$(cat "$tmp/err")"
	done
}

@test "-r and -t exclude each other; other options and late ones are refused" {
	printf 'one\n' | mail 1
	refuses 'only one of -r and -t' -r -t "$(mid 1)"
	refuses 'only one of -r and -t' -jtr "$(mid 1)"
	refuses '-e: no such option' -e "$(mid 1)"
	refuses '-k: no such option' -k id "$(mid 1)"
	refuses '-t: options stand before operands' "$(mid 1)" -t
}

@test "no id and a terminal on standard input: a usage error" {
	printf 'one\n' | mail 1
	into 2 script -qec "qbody -d $spool" /dev/null
	has "$(cat "$tmp/out")" \
		'qbody: no message ids; give them as operands, or in a pipe'
}

@test "-d that is no queue; QTRIAGE_QUEUE" {
	printf 'one\n' | mail 1
	into 2 qbody -d "$spool/none" "$(mid 1)"
	same "qbody: $spool/none: No such file or directory" "$(cat "$tmp/err")"
	QTRIAGE_QUEUE=$spool prints $'one\n' qbody "$(mid 1)"
}

@test "a full disk: told, exit 2; a pipe closed early: quiet" {
	perl -e 'print "x" x 70, "\n" for 1 .. 50000' | mail 1
	local how
	for how in '' -r -t -j -jr -jt; do
		ask 2 bash -c "qbody $how -d $spool $(mid 1) >/dev/full"
		same "qbody: standard output: No space left on device" "$stderr"
		# shellcheck disable=SC2086 # words
		qbody $how -d "$spool" "$(mid 1)" 2>"$tmp/err" | head -c 9 >"$tmp/out"
		same 9 "$(wc -c <"$tmp/out")"
		same "" "$(cat "$tmp/err")"
	done
}

# --- memory

# peak COMMAND...: its largest resident memory in kB to $tmp/peak; standard
# output is dropped, errors go to $tmp/err. Returns its status.
peak() {
	if [ -x /usr/bin/time ]; then
		/usr/bin/time -q -f %M -o "$tmp/peak" "$@" >/dev/null 2>"$tmp/err"
		return
	fi
	command -v python3 >/dev/null || skip "needs time or python3"
	python3 -c 'import resource, subprocess, sys
status = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL,
    stderr=open(sys.argv[1] + "/err", "w")).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    file=open(sys.argv[1] + "/peak", "w"))
sys.exit(status)' "$tmp" "$@"
}

@test "a body of 300 MB takes no memory: plain, -r, -j" {
	mail 1 </dev/null
	truncate -s 300000000 "$(data 1)"
	local how
	for how in '' -r -j -jr; do
		# shellcheck disable=SC2086 # words
		peak timeout 300 qbody $how -d "$spool" "$(mid 1)"
		same "" "$(cat "$tmp/err")"
		# The sanitizers' own memory is beyond limits.
		[ -n "$SAN" ] || [ "$(cat "$tmp/peak")" -lt 32768 ]
	done
	same 299999981 "$(qbody -d "$spool" "$(mid 1)" | wc -c)"
	same 300000000 "$(qbody -r -d "$spool" "$(mid 1)" | wc -c)"
}

@test "a body of 300 MB is too large for -t: told, exit 2, the rest printed" {
	mail 1 </dev/null
	truncate -s 300000000 "$(data 1)"
	printf 'two\n' | mail 2
	local how
	for how in -t -jt; do
		into 2 qbody $how -d "$spool" "$(mid 1)"
		same "" "$(cat "$tmp/out")"
		same "qbody: $(mid 1): body larger than 256 MiB, not read" \
			"$(cat "$tmp/err")"
		into 2 qbody $how -d "$spool" "$(mid 1)" "$(mid 2)"
		has "$(cat "$tmp/out")" two
	done
}

@test "the queue is as it was, bit for bit" {
	bodies
	find "$spool" -printf '%p %m %s %T@ %i\n' | sort >"$tmp/before"
	local how
	for how in '' -r -t -j -jr -jt; do
		# shellcheck disable=SC2086 # words
		into 2 qbody $how -d "$spool" "$(mid 1)" "$(mid 8)" "$(mid 99)"
	done
	find "$spool" -printf '%p %m %s %T@ %i\n' | sort >"$tmp/after"
	cmp "$tmp/before" "$tmp/after"
}
