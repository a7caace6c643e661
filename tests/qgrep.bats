# qgrep: each criterion and each option, on spools of known content.

load lib
load spools

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	tmp=$BATS_TEST_TMPDIR
	n=0
}

# from SENDER [RCPT [FIELD...]]: one more message, in order: number 1, 2, ...
from() {
	local sender=$1 rcpt=${2-to@rcpt.example}
	shift $(($# < 2 ? $# : 2))
	n=$((n + 1))
	printf '%s\n' 'user 1001 1001' "<$sender>" "$((1795278600 + n)) 0" \
		'-ident user' '-local' '-received_protocol local' XX 1 \
		"$rcpt" '' "$@" | put "$spool" "$(id $n)" ${body+"$body"}
}

# id NUMBER: its id, whose time is that of arrival.
id() {
	printf '1xUnyU-%06d-%02d' "$1" "$1"
}

# numbers: of the messages in $output, by -k id.
numbers() {
	local line got=
	for line in "${lines[@]}"; do
		got+=" $((10#${line:7:6}))"
	done
	echo "${got# }"
}

# picks NUMBERS ARGUMENT...: just those messages, or with '' none and exit 1.
picks() {
	local wanted=$1 rc=0
	shift
	[ -n "$wanted" ] || rc=1
	ask $rc qgrep -d "$spool" -i "$@"
	same "$wanted" "$(numbers)"
	same "" "$stderr"
}

# refuses WORDS ARGUMENT...: exit 2, nothing printed, and those words said.
refuses() {
	local words=$1
	shift
	ask 2 qgrep -d "$spool" "$@"
	same "" "$output"
	has "$stderr" "$words"
}

# --- addresses

senders() {
	from admin@domain.com
	from webadmin@domain.com
	from admin@domain.com.ua
	from admin@my-domain.com
	from admin@sub.domain.com
	from ADMIN@Domain.COM
	from admin@deep.sub.domain.com
	from other@domain.com
	from ''
	from admin
	from '"admin@domain.com"@else.where'
	from admin@domainxcom
	from admin@com
}

@test "-f mailbox: the whole address, never a part" {
	senders
	picks '1 6' -f admin@domain.com
}

@test "-f mailbox: the case of letters makes no difference" {
	senders
	picks '1 6' -f aDmIn@DOMAIN.com
}

@test "-f mailbox: brackets around it make no difference" {
	senders
	picks '1 6' -f '<admin@domain.com>'
}

@test "-f mailbox: a dot is a dot" {
	senders
	picks '' -f admin@domain-com
	picks '12' -f admin@domainxcom
}

@test "-f domain: all mailboxes of it, none of another" {
	senders
	picks '1 2 6 8' -f domain.com
}

@test "-f @domain: the same" {
	senders
	picks '1 2 6 8' -f @domain.com
}

@test "-f .domain: that domain and all below it" {
	senders
	picks '1 2 5 6 7 8' -f .domain.com
	picks '7' -f .deep.sub.domain.com
	picks '5 7' -f .SUB.domain.com
}

@test "-f .domain: a domain that ends so is not below it" {
	senders
	picks '1 2 4 5 6 7 8 13' -f .com
	[[ " $(numbers) " != *" 12 "* ]]
}

@test "-f user@: that local part in any domain, and no other" {
	senders
	picks '1 3 4 5 6 7 12 13' -f admin@
	picks 2 -f WEBADMIN@
	picks '' -f min@
}

@test "-f <>: the null sender alone" {
	senders
	picks 9 -f '<>'
}

@test "-f: an @ in a quoted local part is not that of the domain" {
	senders
	picks 11 -f else.where
	picks 11 -f '"admin@domain.com"@else.where'
}

@test "-f: a sender without a domain is in none" {
	senders
	[[ $(qgrep -d "$spool" -i -f .com) != *$(id 10)* ]]
	picks '1 2 3 4 5 6 7 8 9 11 12 13' -v -w sender=admin
}

@test "-f: several values mean any of them" {
	senders
	picks '1 6 8 9' -f admin@domain.com -f '<>' -f other@domain.com
}

@test "-f: a value that is longer than all is none" {
	senders
	picks '' -f "$(printf 'a%.0s' {1..5000})@domain.com"
}

@test "-f: a domain literal is no regular expression" {
	from 'a@[10.0.0.1]'
	from 'a@10.0.0.1'
	picks 1 -f 'a@[10.0.0.1]'
	picks 1 -f '@[10.0.0.1]'
}

@test "-f: addresses with a quote, a plus, a bar, a percent sign" {
	from "o'brien@a.example"
	from 'a+b@a.example'
	from 'a|b@a.example'
	from 'a%b@a.example'
	from 'a*b@a.example'
	from 'a?b@a.example'
	from 'a$b@a.example'
	picks 1 -f "o'brien@a.example"
	picks 2 -f a+b@a.example
	picks 3 -f 'a|b@a.example'
	picks 4 -f a%b@a.example
	picks 5 -f 'a*b@a.example'
	picks 6 -f 'a?b@a.example'
	picks 7 -f 'a$b@a.example'
}

recipients() {
	from a@b.example info@shop.example
	from a@b.example info@myshop.example
	from a@b.example info@shop.example.net
	from a@b.example INFO@SHOP.example
	from a@b.example sales@eu.shop.example
	# One with several, of which some are done with.
	n=$((n + 1))
	printf '%s\n' 'user 1 1' '<a@b.example>' '1795278700 0' -local \
		'NN done@shop.example' 3 x@other.example done@shop.example \
		y@third.example '' | put "$spool" "$(id $n)"
}

@test "-r mailbox, domain, @domain, .domain, user@" {
	recipients
	picks '1 4' -r info@shop.example
	picks '1 4' -r shop.example
	picks '1 4' -r @SHOP.example
	picks '1 4 5' -r .shop.example
	picks '1 2 3 4' -r info@
	picks '' -r '<>'
}

@test "-r: any one recipient" {
	recipients
	picks 6 -r third.example
	picks '1 4 6' -r y@third.example -r shop.example
}

@test "-r: one that is done with counts with -a alone" {
	recipients
	picks '' -r done@shop.example
	picks 6 -a -r done@shop.example
	picks '1 4 6' -a -r shop.example
}

@test "-f and -r: both have to fit" {
	recipients
	from c@b.example info@shop.example
	picks 7 -f c@b.example -r shop.example
	picks '' -f c@b.example -r third.example
	picks '1 4 7' -f a@b.example -f c@b.example -r info@shop.example
}

# --- what is refused

@test "values that look like regular expressions are refused without -E" {
	senders
	local value
	for value in '^admin' 'com$' 'admin.*com' 'a[bc]@d' 'a(b|c)@d' \
		'admin@domain\.com' '^<>$' '.*' '*@domain.com'; do
		refuses '-f: looks like a regular expression; give -E' \
			-f "$value"
		refuses '-r: looks like a regular expression; give -E' \
			-r "$value"
	done
}

@test "empty values are refused" {
	senders
	local letter
	for letter in f r s H B w y o; do
		refuses "qgrep: -$letter: " -$letter ''
	done
	refuses 'qgrep: -H: ' -H Subject:
}

@test "empty values are refused with -E, too" {
	senders
	refuses 'qgrep: -f: ' -E -f ''
	refuses 'qgrep: -r: ' -E -r ''
	refuses 'qgrep: -H: ' -E -H Subject:
	refuses 'qgrep: -B: ' -E -B ''
}

@test "no criterion is refused, whatever else is given" {
	senders
	refuses 'no criterion'
	refuses 'no criterion' -i
	refuses 'no criterion' -v
	refuses 'no criterion' -a -c -R
	refuses 'no criterion' -E
	refuses 'no criterion' -k id
	refuses 'no criterion' -
}

@test "a lone @ or dot is refused" {
	senders
	refuses 'qgrep: -f: neither address nor domain' -f @
	refuses 'qgrep: -f: neither address nor domain' -f .
	refuses 'qgrep: -r: neither address nor domain' -r @
}

@test "-E: what is Perl's is refused, and told" {
	senders
	local value
	for value in '\d+@' 'a.*?b' 'a+?b' 'a++' '(?:a)' 'a\b' '\s' '\w' 'a{2}?' \
		'(a)\1' '(?i)a' 'a*+' '[\d]'; do
		refuses "is Perl's" -E -f "$value"
		refuses "is Perl's" -E -r "$value"
		refuses "is Perl's" -E -B "$value"
		refuses "is Perl's" -E -H "Subject:$value"
		refuses "is Perl's" -s "$value"
		refuses "is Perl's" -w "sender ~ $value"
	done
}

@test "-E: what only looks like Perl's is taken" {
	from 'a+?b@c.example'
	picks 1 -E -f 'a\+\?b'
	picks 1 -E -f '[*+?]+'
	picks 1 -E -f 'a[+]?'
	picks 1 -E -f '[b+?]'
	picks 1 -E -f '[]*?]|b'
	picks 1 -E -f '[^]*+]b'
	picks 1 -E -f '[[:alpha:]*?]'
}

@test "-E: a broken expression is refused" {
	senders
	refuses 'qgrep: -f: ' -E -f 'a(b'
	refuses 'qgrep: -f: ' -E -f 'a[b'
	refuses 'qgrep: -f: ' -E -f '*a'
	refuses 'qgrep: -s: ' -s 'a{2'
}

@test "-y and -o: what is no age is refused" {
	senders
	refuses 'qgrep: -y: ' -y x
	refuses 'qgrep: -o: ' -o 5x
	refuses 'qgrep: -o: ' -o -5
	refuses 'qgrep: -y: ' -y 5mm
	refuses 'qgrep: -y: ' -y 99999999999999999999
}

@test "-H: a value that is not NAME:TEXT is refused" {
	senders
	refuses 'qgrep: -H: not NAME:TEXT' -H Subject
	refuses 'qgrep: -H: not NAME:TEXT' -H :text
}

# --- -E

@test "-E: unanchored, blind to case, on the sender in its brackets" {
	senders
	picks '1 2 3 4 5 6 7 8 11' -E -f 'DOMAIN\.com'
	picks '1 6' -E -f '<admin@domain\.com>'
	picks 9 -E -f '^<>$'
	picks '1 2 6 8' -E -f '@domain\.com>$'
	picks '1 2 3 4 5 6 7 8 9 10 11 12 13' -E -f .
}

@test "-E: on a recipient without brackets, on each by itself" {
	recipients
	picks '1 4' -E -r '^info@shop\.example$'
	picks '' -E -r 'x@other.*third'
	picks '1 2 4 5 6' -E -r '(shop|third)\.example$'
}

@test "-E: classes, alternatives, numbers of times" {
	from a12@b.example
	from a1234@b.example
	from abc@b.example
	picks '1 2' -E -f '<[[:alpha:]][0-9]+@'
	picks 2 -E -f 'a[0-9]{4}@'
	picks '1 3' -E -f '<a(12|bc)@'
}

@test "-E: letters beyond ASCII are bytes, and match themselves" {
	from $'"\xd0\x9f\xd1\x80"@b.example'
	picks 1 -E -f 'Пр'
	picks 1 -E -f '<"....'
}

# --- size, age, state

@test "-s: a regular expression on the size as shown, the case of letters kept" {
	body=$(printf 'y%.0s' {1..3000})
	from a@b.example
	body=yy
	from a@b.example
	unset body
	picks 1 -s '^2\.9K$'
	picks 1 -s K
	picks '' -s k
	picks 2 -s '^[0-9]+$'
	picks '1 2' -s '^2' -s '^3$'
}

@test "-y and -o: by the time of the id, younger and older" {
	local now at
	now=$(date +%s)
	mkspool -n 10 -w 36000 -t $((now - 100)) "$spool" >/dev/null
	for at in 50 2000 4000 20000 40000; do
		same "$(qls -d "$spool" -k time | awk -v n="$((now - at))" \
			'int($1) > n' | wc -l)" \
			"$(qgrep -d "$spool" -c -y $at)"
		same "$(qls -d "$spool" -k time | awk -v n="$((now - at))" \
			'int($1) < n' | wc -l)" \
			"$(qgrep -d "$spool" -c -o $at)"
	done
}

@test "-y and -o: the id's time counts, not that of arrival in -H" {
	mkspool -n 1 "$spool" >/dev/null
	local -a heads=("$spool"/input/*-H)
	sed -i '4s/.*/1000000000 0/' "${heads[0]}"
	ask 0 qgrep -d "$spool" -c -y 1h
	ask 1 qgrep -d "$spool" -c -o 1h
}

@test "-y and -o: seconds, m, h, d and w" {
	mkspool -n 8 -w 700000 "$spool" >/dev/null
	same "$(qgrep -d "$spool" -i -o 86400)" "$(qgrep -d "$spool" -i -o 1d)"
	same "$(qgrep -d "$spool" -i -o 7200)" "$(qgrep -d "$spool" -i -o 2h)"
	same "$(qgrep -d "$spool" -i -y 604800)" "$(qgrep -d "$spool" -i -y 1w)"
	same "$(qgrep -d "$spool" -i -y 10800)" "$(qgrep -d "$spool" -i -y 180m)"
	same "$(qgrep -d "$spool" -i -y 500)" "$(qgrep -d "$spool" -i -y 500s)"
}

@test "-y with -o: between the two; of several -y the last one" {
	mkspool -n 24 -w 86400 "$spool" >/dev/null
	local both
	both=$(qgrep -d "$spool" -c -y 50000 -o 20000)
	same "$both" $(($(qgrep -d "$spool" -c -y 50000) - \
		$(qgrep -d "$spool" -c -y 20001)))
	same "$(qgrep -d "$spool" -c -y 20000)" \
		"$(qgrep -d "$spool" -c -y 50000 -y 20000)"
}

@test "-y and -o: of whom no time is known is never picked, by -v neither" {
	echo '{"queue_id":"4F1E2D3C4B","sender":"a@b.c"}' >"$BATS_TEST_TMPDIR/l"
	ask 1 qgrep -y 5 "$BATS_TEST_TMPDIR/l"
	ask 1 qgrep -v -y 5 "$BATS_TEST_TMPDIR/l"
	ask 1 qgrep -v -o 5 "$BATS_TEST_TMPDIR/l"
	ask 0 qgrep -f a@b.c -k id "$BATS_TEST_TMPDIR/l"
	same 4F1E2D3C4B "$output"
}

@test "-o 0 is older than now" {
	from a@b.example
	picks 1 -o 0
	picks '' -y 0
}

@test "-z and -x: frozen and not frozen" {
	from a@b.example
	from a@b.example
	sed -i '4a -frozen 1795278700' "$spool/input/$(id 2)-H"
	picks 2 -z
	picks 1 -x
	picks '' -z -x
}

@test "-z: frozen also while Exim tries to deliver it" {
	from a@b.example
	sed -i '4a -frozen 1795278700' "$spool/input/$(id 1)-H"
	: >"$spool/input/$(id 1)-J"
	picks 1 -z
	picks '' -x
}

# --- -H

headers() {
	from 1@b.example r@c.example ' Subject: Plain words here'
	from 2@b.example r@c.example \
		' Subject: =?koi8-r?B?8NLJ18XU?= =?KOI8-R?q?_=CD=C9=D2?='
	from 3@b.example r@c.example \
		' Subject: =?windows-1251?Q?=CF=F0=E8=E2=E5=F2_=EC=E8=F0?='
	from 4@b.example r@c.example \
		$' Subject: =?utf-8?B?0J/RgNC40LLQ?=\n\t=?utf-8?B?tdGCINC80LjRgA==?='
	from 5@b.example r@c.example $' Subject: Привет мир'
	from 6@b.example r@c.example ' From: =?iso-8859-1?q?Caf=E9?= <x@y>' \
		' X-Mailer: Mass 2.1' ' x-mailer: other'
	from 7@b.example r@c.example $' Subject: folded\n\tover\n\tlines' \
		'* X-Mailer: hidden 3' ' X-Mailer-Two: Mass'
}

@test "-H: a part of the field's text, blind to the case of ASCII" {
	headers
	picks 1 -H Subject:words
	picks 1 -H 'Subject:PLAIN w'
	picks '' -H Subject:plainwords
}

@test "-H: the field's name whole, in any case" {
	headers
	picks 1 -H subject:plain
	picks 1 -H SUBJECT:plain
	picks '' -H Sub:plain
	picks '' -H X-Mail:Mass
}

@test "-H: blanks before the text do not count" {
	headers
	picks 1 -H 'Subject: plain'
	picks 1 -H 'Subject:   plain'
}

@test "-H: encoded words of koi8-r, windows-1251 and utf-8, and plain" {
	headers
	picks '2 3 4 5' -H 'Subject:Привет мир'
	picks '2 3 4 5' -H 'Subject:вет м'
}

@test "-H: a character split between two encoded words is one" {
	headers
	picks '2 3 4 5' -H Subject:ивет
}

@test "-H: letters beyond ASCII keep their case" {
	headers
	picks '' -H 'Subject:ПРИВЕТ'
}

@test "-H: other fields than the subject, and each of several" {
	headers
	picks 6 -H 'From:Café'
	picks 6 -H X-Mailer:mass
	picks 6 -H X-Mailer:other
	picks 7 -H X-Mailer-Two:mass
}

@test "-H: a field that is not sent does not count" {
	headers
	picks '' -H X-Mailer:hidden
}

@test "-H: a folded field is one line" {
	headers
	ask 0 qls -d "$spool" -k subject - <<<"$(id 7)"
	picks 7 -E -H 'Subject:^folded.over.lines$'
}

@test "-H: several values mean any, with -f all" {
	headers
	picks '1 6' -H Subject:plain -H X-Mailer:Mass
	picks 6 -H Subject:plain -H X-Mailer:Mass -f 6@b.example
}

@test "-H with -E: an expression on the text, ^ and \$ its ends" {
	headers
	picks 1 -E -H 'Subject:^plain.*here$'
	picks '' -E -H 'Subject:^words'
	picks '2 3 4 5' -E -H 'Subject:^Прив.*мир$'
}

@test "-H: a text with a colon, an absent field" {
	from a@b.example r@c.example ' Subject: Re: hello'
	picks 1 -H 'Subject:Re: hel'
	picks '' -H 'X-None:x'
}

@test "-H: ESC and NUL in encoded words harm nothing" {
	from a@b.example r@c.example \
		' Subject: =?utf-8?Q?one=00two=1B[31m=0Athree?='
	ask 0 qgrep -d "$spool" -H Subject:three -k subject
	[[ $output != *$'\e'* ]]
	same 1 "${#lines[@]}"
	picks 1 -E -H 'Subject:two'
}

# --- -B

# mail BODY FIELD...: a message with that body.
mail() {
	body=$1
	shift
	from a@b.example r@c.example "$@"
	unset body
}

bodies() {
	mail $'Plain text of one\nand two.\n' ' Subject: x'
	mail "$(printf 'Привет, мир' | iconv -f UTF-8 -t koi8-r | base64)"$'\n' \
		' Content-Type: text/plain; charset=koi8-r' \
		' Content-Transfer-Encoding: base64'
	mail $'=CF=F0=E8=E2=E5=F2, =EC=\n=E8=F0\n' \
		' Content-Type: text/plain; charset="windows-1251"' \
		' Content-Transfer-Encoding: quoted-printable'
	mail $'\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0\n' \
		' Content-Type: text/plain; charset=windows-1251' \
		' Content-Transfer-Encoding: 8bit'
	mail $'Привет, мир\n' \
		' Content-Type: text/plain; charset=utf-8'
	mail "--b1
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

$(printf '<p>Привет, мир</p>' | base64)
--b1
Content-Type: image/png; name=\"cat.png\"
Content-Transfer-Encoding: base64

$(printf 'Secret words' | base64)
--b1--
" ' MIME-Version: 1.0' ' Content-Type: multipart/mixed; boundary="b1"'
}

@test "-B: a part of the body, blind to the case of ASCII" {
	bodies
	picks 1 -B 'text of ONE'
	picks '' -B 'no such text'
}

@test "-B: base64 koi8-r, quoted-printable and 8bit windows-1251, utf-8, HTML" {
	bodies
	picks '2 3 4 5 6' -B 'Привет, мир'
}

@test "-B: what is not text is not looked into, its name is" {
	bodies
	picks '' -B 'Secret words'
	picks 6 -B cat.png
	picks 6 -B '<p>'
}

@test "-B: the encoded form is not the text" {
	bodies
	picks '' -B "$(printf 'Привет' | iconv -f UTF-8 -t koi8-r | base64 | head -c 6)"
	picks '' -B '=CF=F0'
}

@test "-B: a message within the message, with its header" {
	mail $'Content of it\n--x\nContent-Type: message/rfc822\n\nSubject: inner subject\n\ninner text\n--x--\n' \
		' Content-Type: multipart/mixed; boundary=x'
	picks 1 -B 'inner text'
	picks 1 -B 'inner subject'
}

@test "-B with -E: ^ and \$ are the ends of the whole" {
	bodies
	picks 1 -E -B '^plain.text'
	picks '' -E -B '^and two'
	picks '2 3 4 5 6' -E -B 'привет|Привет|ПРИВЕТ'
}

@test "-B: several mean any; with others all" {
	bodies
	picks '1 6' -B 'of one' -B cat.png
	picks '' -B 'of one' -f other@b.example
}

@test "-B: the header is not in the body" {
	bodies
	picks '' -B 'Subject'
	picks '' -B charset
}

@test "-B: a body that is not there does not fit" {
	bodies
	rm "$spool/input/$(id 1)-D"
	picks '' -B 'text of one'
	picks '2 3 4 5 6' -B 'Привет, мир'
}

@test "-B: opens bodies of those alone that fit all else" {
	bodies
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=open,openat \
		-o "$tmp/trace" qgrep -d "$spool" -B one -w 'bytes<60' >/dev/null
	grep -q -- "$(id 1)-D" "$tmp/trace"
	! grep -q -- "$(id 6)-D" "$tmp/trace" || false
}

@test "-B: a body in wire format" {
	mail $'one\r\ntwo\r\n' ' Subject: x'
	sed -i '4a -spool_file_wireformat' "$spool/input/$(id 1)-H"
	picks 1 -B two
}

@test "-B: a body of 30 MB with the text at its end, and NULs in it" {
	mail $'x\n' ' Subject: x'
	{
		printf '%s-D\n' "$(id 1)"
		head -c 30000000 /dev/zero
		printf 'the end\n'
	} >"$spool/input/$(id 1)-D"
	picks 1 -B 'the end'
	picks 1 -E -B 'the end'
}

# --- -w

# A spool for -w: numbers, texts, lists, absent fields.
wheres() {
	n=0
	from a@x.example 1@one.example ' Subject: alpha'
	from b@y.example 2@two.example ' Subject: Beta two'
	n=3
	printf '%s\n' 'Debian-exim 102 105' '<>' '1795278700 0' \
		'-host_address [203.0.113.7]:99' '-host_auth plain' \
		'-auth_id victim' '-received_protocol esmtpsa' \
		'NN done@one.example' 3 p@one.example done@one.example \
		q@two.example '' | put "$spool" "$(id 3)" "$(printf 'z%.0s' {1..2000})"
}

@test "-w = and !=: the whole text, blind to case" {
	wheres
	picks 1 -w sender=a@x.example
	picks 1 -w sender=A@X.Example
	picks '' -w sender=x.example
	picks '2 3' -w sender!=a@x.example
	picks 1 -w 'domain = x.example'
}

@test "-w: blanks around field, operator and value do not count" {
	wheres
	picks 2 -w '  subject  =  Beta two '
	picks 2 -w 'subject=beta two'
}

@test "-w = <>: the null sender" {
	wheres
	picks 3 -w 'sender=<>'
	picks '1 2' -w 'sender!=<>'
}

@test "-w ~ and !~: a regular expression, unanchored, blind to case" {
	wheres
	picks '1 2' -w 'subject ~ A'
	picks 2 -w 'subject ~ ^beta.two$'
	picks '1 3' -w 'subject !~ ^beta'
	picks 3 -w 'ip~^203\.0\.113\.'
}

@test "-w ~ on numbers is on the text that is shown" {
	wheres
	picks 3 -w 'size ~ K$'
	picks '1 2' -w 'nrcpts ~ ^1$'
}

@test "-w < <= > >= on bytes, with K and M" {
	wheres
	picks 3 -w 'bytes > 1K'
	picks 3 -w 'bytes >= 1.9K'
	picks '1 2' -w 'bytes < 1024'
	picks '1 2 3' -w 'bytes <= 1M'
	local bytes
	bytes=$(qls -d "$spool" -k bytes - <<<"$(id 3)")
	picks 3 -w "bytes = $bytes"
	picks 3 -w "bytes >= $bytes"
	picks '' -w "bytes > $bytes"
	picks '1 2' -w "bytes < $bytes"
}

@test "-w on size compares the exact size" {
	wheres
	local bytes
	bytes=$(qls -d "$spool" -k bytes - <<<"$(id 3)")
	picks 3 -w "size = $bytes"
	picks '' -w "size = $((bytes + 1))"
	picks '1 2' -w 'size<2K' -w 'size<1K'
}

@test "-w on age: seconds, m, h, d and w" {
	mkspool -n 20 -w 800000 "$spool" >/dev/null
	same "$(qgrep -d "$spool" -i -o 7200)" \
		"$(qgrep -d "$spool" -i -w 'age > 2h')"
	same "$(qgrep -d "$spool" -i -y 86400)" \
		"$(qgrep -d "$spool" -i -w 'age < 1d')"
	same "$(qgrep -d "$spool" -i -o 604800)" \
		"$(qgrep -d "$spool" -i -w 'age>1w')"
	same "$(qgrep -d "$spool" -i -o 5400)" \
		"$(qgrep -d "$spool" -i -w 'age > 90m')"
}

@test "-w on time, date: seconds since 1970, or a date and time" {
	wheres
	picks 3 -w 'time >= 1795278700'
	picks '1 2' -w 'time < 1795278700'
	picks 3 -w 'date >= 2026-11-21T16:31:40Z'
	picks 1 -w 'date = 2026-11-21T16:30:01Z'
	picks '1 2 3' -w 'date > 2026-11-21'
	picks '' -w 'date > 2026-11-22'
	picks '1 2' -w 'date < 2026-11-21 16:31:40'
}

@test "-w on date: without a zone it is local time" {
	wheres
	TZ=Europe/Moscow ask 0 qgrep -d "$spool" -i \
		-w 'date >= 2026-11-21 19:31:40'
	same 3 "$(numbers)"
	TZ=Europe/Moscow ask 0 qgrep -d "$spool" -i \
		-w 'date >= 2026-11-21T16:31:40Z'
	same 3 "$(numbers)"
}

@test "-w on hour and day: text" {
	wheres
	picks '1 2 3' -w hour=2026-11-21T16
	picks '1 2 3' -w 'day = 2026-11-21'
	picks '' -w 'day > 2026-11-21'
}

@test "-w on nrcpts and uid: numbers" {
	wheres
	picks 3 -w 'nrcpts=2'
	picks '1 2' -w 'nrcpts < 2'
	picks '1 2' -w 'uid = 1001'
	picks '' -w 'uid < 200'
}

@test "-w on a list: any for =, ~, < and >, none for != and !~" {
	wheres
	picks '1 3' -w rdomain=one.example
	picks 2 -w rdomain!=one.example
	picks 3 -w 'rcpts ~ ^[pq]@'
	picks '1 2' -w 'rcpts !~ ^[pq]@'
	picks '2 3' -w rdomain=two.example
	picks 3 -w done=done@one.example
	picks '1 2' -w done!=done@one.example
	picks '2 3' -w 'rdomain > p'
	picks '1 2' -w 'rcpts < 3'
}

@test "-w on rcptsall counts those done with, on rcpts not" {
	wheres
	picks 3 -w rcptsall=done@one.example
	picks '' -w rcpts=done@one.example
}

@test "-w on an absent field fits != and !~ and no other" {
	wheres
	picks '1 2' -w 'auth != victim'
	picks 3 -w 'auth = victim'
	picks '1 2' -w 'auth !~ .'
	picks '' -w 'reason ~ .'
	picks '' -w 'next > 0'
	picks '1 2 3' -w 'next != 5'
	picks 3 -w 'auth > a'
	picks 3 -w 'auth < z'
	picks 3 -w 'uid != 1001'
	picks '' -w 'subject = -'
}

@test "-w < and > on text: by its bytes, blind to case" {
	wheres
	picks 1 -w 'subject < b'
	picks 2 -w 'subject >= BETA'
	picks '1 2' -w 'subject <= beta two'
}

@test "-w: values are texts, not escaped as in records" {
	from '"a b"@c.example'
	picks 1 -w 'sender="a b"@c.example'
	picks '' -w 'sender="a\x20b"@c.example'
}

@test "-w: on every field that is there" {
	wheres
	local pair
	for pair in id="$(id 3)" state=deferred via=auth origin=auth:victim \
		ip=203.0.113.7 proto=esmtpsa mta=exim queue=default \
		box="$(uname -n)"; do
		ask 0 qgrep -d "$spool" -i -w "$pair" || { echo "$pair"; false; }
		has "$output" "$(id 3)"
	done
}

@test "-w: several must all hold" {
	wheres
	picks 2 -w 'domain ~ example' -w 'subject ~ two'
	picks '' -w 'subject = alpha' -w 'subject ~ two'
}

@test "-w: an unknown field lists the valid ones" {
	wheres
	refuses 'qgrep: -w: no field sendr; the fields are age size id' -w sendr=a
	has "$stderr" ' box'
	refuses 'no field' -w =a
}

@test "-w: an unknown operator, or none, lists the valid ones" {
	wheres
	refuses '= != ~ !~ < <= > >=' -w sender
	refuses '= != ~ !~ < <= > >=' -w 'sender is a'
	refuses '= != ~ !~ < <= > >=' -w 'sender!a'
}

@test "-w: no value, or one that is none of the field, is refused" {
	wheres
	refuses 'qgrep: -w: an empty value' -w sender=
	refuses 'qgrep: -w: an empty value' -w 'sender = '
	refuses 'qgrep: -w: ' -w 'bytes > many'
	refuses 'qgrep: -w: ' -w 'age > 5y'
	refuses 'qgrep: -w: ' -w 'date > yesterday'
	refuses 'qgrep: -w: ' -w 'nrcpts > 1K'
	refuses 'qgrep: -w: ' -w 'sender ~ a('
}

@test "-w: operators without a blank, and values with operators in them" {
	from 'a=b@c.example' r@c.example ' Subject: a <= b'
	picks 1 -w 'sender=a=b@c.example'
	picks 1 -w 'subject=a <= b'
	picks 1 -w 'subject~<='
	picks 1 -w 'bytes>=1'
	picks 1 -w 'bytes!=1'
}

# --- options

@test "-v: the others" {
	senders
	picks '2 3 4 5 7 8 9 10 11 12 13' -v -f admin@domain.com
	picks '' -v -E -f .
}

@test "-v: turns the whole round, not each criterion" {
	recipients
	from c@b.example info@shop.example
	picks '1 2 3 4 5 6' -v -f c@b.example -r shop.example
}

@test "-c: the number alone, also 0 with exit 1" {
	senders
	ask 0 qgrep -d "$spool" -c -f domain.com
	same 4 "$output"
	ask 1 qgrep -d "$spool" -c -f none.example
	same 0 "$output"
}

@test "-R: the last first" {
	senders
	ask 0 qgrep -d "$spool" -R -i -f domain.com
	same '8 6 2 1' "$(numbers)"
}

@test "-i is -k id; of the two the last counts" {
	senders
	same "$(qgrep -d "$spool" -k id -f domain.com)" \
		"$(qgrep -d "$spool" -i -f domain.com)"
	same "$(qgrep -d "$spool" -k id -f domain.com)" \
		"$(qgrep -d "$spool" -k sender -i -f domain.com)"
	same other@domain.com \
		"$(qgrep -d "$spool" -i -k sender -f other@domain.com)"
}

@test "without options records are printed, as qls prints them" {
	mkspool -n 50 "$spool" >/dev/null
	while ages_change "$spool"; do
		qls -d "$spool" >"$tmp/listed"
		qgrep -d "$spool" -E -f . >"$tmp/picked"
	done
	cmp "$tmp/listed" "$tmp/picked"
	same "$(qls -d "$spool" -j)" "$(qgrep -d "$spool" -j -E -f .)"
	same "$(qls -d "$spool" -jk id,origin)" \
		"$(qgrep -d "$spool" -jk id,origin -E -f .)"
	same "$(qls -d "$spool" -k origin,id)" \
		"$(qgrep -d "$spool" -k origin,id -E -f .)"
}

@test "-k: an unknown field lists all there are" {
	senders
	refuses 'qgrep: -k: no field sendr; the fields are age size id' \
		-k sendr -f '<>'
	has "$stderr" ' box'
	refuses 'qgrep: -k: ' -k '' -f '<>'
}

@test "-b: id, sender and recipients in one line" {
	recipients
	ask 0 qgrep -d "$spool" -b -r third.example
	same "$(id 6) From: <a@b.example> To: x@other.example;y@third.example" \
		"$output"
}

@test "-l: as exim -bp, with a tab before recipients" {
	recipients
	sed -i "4s/.*/$(date +%s) 0/" "$spool/input/$(id 6)-H"
	sed -i '4a -frozen 1795278700' "$spool/input/$(id 6)-H"
	ask 0 qgrep -d "$spool" -l -r third.example
	same " 0m     6 $(id 6) <a@b.example> *** frozen ***
	  x@other.example
	  y@third.example" "$output"
}

@test "-b, -c and -l: the last counts, and goes before -i, -j and -k" {
	recipients
	same 1 "$(qgrep -d "$spool" -l -b -c -i -j -k id -r third.example)"
	has "$(qgrep -d "$spool" -c -l -b -j -r third.example)" ' From: <'
	has "$(qgrep -d "$spool" -c -b -l -i -r third.example)" $'\n\t  x@other'
}

@test "-b and -l: text is escaped" {
	from $'"a\e[31mb"@c.example' $'"x\ty"@d.example'
	ask 0 qgrep -d "$spool" -b -r d.example
	same "$(id 1)"' From: <"a\x1B[31mb"@c.example> To: "x\ty"@d.example' \
		"$output"
	ask 0 qgrep -d "$spool" -l -r d.example
	[[ $output != *$'\e'* ]]
	has "$output" $'\n\t  "x\\ty"@d.example'
}

@test "-b, -l: an id and a size that a listing makes up are escaped" {
	printf '%s\n' '{"queue_id":"\u001b]0;x\u0007 y","size":"\u001b[2J","sender":"a@b.example"}' \
		>"$tmp/made-up"
	ask 0 qgrep -b -f a@b.example "$tmp/made-up"
	same '\x1B]0;x\x07\x20y From: <a@b.example> To: ' "$output"
	ask 0 qgrep -l -f a@b.example "$tmp/made-up"
	has "$output" '\x1B[2J \x1B]0;x\x07\x20y <a@b.example>'
}

@test "-j and -k reason: the delay_reason of each recipient" {
	from a@b.example x@c.example
	printf '%s\n' '2026-11-21 16:30:02 x@c.example R=d T=s defer (110): Out' \
		>"$spool/msglog/$(id 1)"
	ask 0 qgrep -d "$spool" -jk rcpts,reason -f b.example
	same '{"recipients": [{"address": "x@c.example", "delay_reason": "Out"}], "reason": "Out"}' \
		"$output"
	ask 0 qgrep -d "$spool" -i -w 'reason ~ ^out$'
}

@test "exit 0 if any is picked, 1 if none, 2 for an error" {
	senders
	ask 0 qgrep -d "$spool" -f '<>'
	ask 1 qgrep -d "$spool" -f none@none.example
	same "" "$output"
	same "" "$stderr"
	ask 2 qgrep -d "$spool/none" -f '<>'
	touch_spool "$tmp/empty"
	ask 1 qgrep -d "$tmp/empty" -f '<>'
}

@test "an error goes before 0 and 1: the picked are printed, exit 2" {
	senders
	ask 2 qgrep -d "$spool" -i -f '<>' - <<<"$(id 9)"$'\n'1xUnyZ-000000-00
	same 9 "$(numbers)"
	same "qgrep: 1xUnyZ-000000-00: no such message" "$stderr"
	ask 2 qgrep -d "$spool" -i -f '<>' - <<<1xUnyZ-000000-00
	same "" "$output"
}

@test "a damaged message is picked by what is known of it" {
	senders
	truncate -s -1 "$spool/input/$(id 8)-H"
	: >"$spool/input/$(id 1)-H"
	ask 0 qgrep -d "$spool" -i -f other@domain.com
	same 8 "$(numbers)"
	ask 0 qgrep -d "$spool" -i -w state=damaged
	same '1 8' "$(numbers)"
}

@test "named queues are told, searched with -G alone" {
	senders
	mkdir -p "$spool/third/input"
	mv "$spool/input/$(id 1)"-* "$spool/third/input"
	ask 0 qgrep -d "$spool" -i -f admin@domain.com
	same 6 "$(numbers)"
	has "$stderr" 'also in named queues: third (see -G)'
	picks 1 -G third -f admin@domain.com
	picks '1 6' -G '*' -f admin@domain.com
}

# --- files

@test "ids from files: all criteria work" {
	bodies
	qls -d "$spool" -k id >"$tmp/ids"
	ask 0 qgrep -d "$spool" -i -B 'Привет, мир' - <"$tmp/ids"
	same '2 3 4 5 6' "$(numbers)"
	head -n 3 "$tmp/ids" >"$tmp/few"
	ask 0 qgrep -d "$spool" -i -B 'Привет, мир' "$tmp/few"
	same '2 3' "$(numbers)"
}

@test "qgrep -i piped to qgrep narrows" {
	recipients
	from c@b.example info@shop.example
	qgrep -d "$spool" -i -r info@ >"$tmp/ids"
	ask 0 qgrep -d "$spool" -i -f c@b.example - <"$tmp/ids"
	same 7 "$(numbers)"
}

@test "records, JSON and exim -bp from files: what they show is searched" {
	senders
	qls -d "$spool" >"$tmp/records"
	qls -d "$spool" -j >"$tmp/json"
	qls -d "$spool" -m >"$tmp/bp"
	rm -r "$spool"
	touch_spool "$spool"
	local list
	for list in records json bp; do
		ask 0 qgrep -i -f domain.com "$tmp/$list"
		same '1 2 6 8' "$(numbers)"
		ask 0 qgrep -i -E -f '^<>$' "$tmp/$list"
		same 9 "$(numbers)"
		ask 0 qgrep -c -r to@rcpt.example "$tmp/$list"
		same 13 "$output"
	done
}

@test "a list shows no body: -B is an error there" {
	bodies
	qls -d "$spool" -j >"$tmp/json"
	refuses 'qgrep: -B: ' -B of "$tmp/json"
	refuses 'qgrep: -B: ' -v -B of "$tmp/json"
}

@test "a list shows the subject, decoded; another field is an error there" {
	headers
	qls -d "$spool" -j >"$tmp/json"
	ask 0 qgrep -i -H 'Subject:Привет мир' "$tmp/json"
	same '2 3 4 5' "$(numbers)"
	refuses 'qgrep: -H: ' -H From:Café "$tmp/json"
}

@test "-x and -z on a list: frozen is what it shows as that" {
	senders
	sed -i '4a -frozen 1795278700' "$spool/input/$(id 2)-H"
	qls -d "$spool" >"$tmp/records"
	qls -d "$spool" -m >"$tmp/bp"
	qls -d "$spool" -j >"$tmp/json"
	local list
	for list in records bp json; do
		ask 0 qgrep -i -z "$tmp/$list"
		same 2 "$(numbers)"
		ask 0 qgrep -c -x "$tmp/$list"
		same 12 "$output"
	done
}

@test "a list that does not show what is asked for: not picked, with -v neither" {
	senders
	qls -d "$spool" -tk id,bytes >"$tmp/list"
	local -a criterion
	while read -ra criterion; do
		ask 1 qgrep -i "${criterion[@]}" "$tmp/list"
		same "" "$output"
		ask 1 qgrep -v -i "${criterion[@]}" "$tmp/list"
		same "" "$output"
	done <<-'END'
		-f domain.com
		-f <>
		-r rcpt.example
		-z
		-x
		-E -f .
		-E -r .
	END
}

@test "a list without subjects: -H subject picks nothing, with -v neither" {
	senders
	qls -d "$spool" >"$tmp/list"
	ask 1 qgrep -i -H subject:x "$tmp/list"
	ask 1 qgrep -v -i -H subject:x "$tmp/list"
}

@test "-s and -w on a list: the size as shown, and as a number" {
	{
		printf '2d\t1.5K\t1xUnyH-000001-0M\ta@b\tdeferred\tc@d\n'
		printf '2d\t900\t1xUnyI-000002-0M\ta@b\tdeferred\tc@d\n'
		printf '2d\t2M\t1xUnyJ-000003-0M\ta@b\tdeferred\tc@d\n'
	} >"$tmp/list"
	ask 0 qgrep -i -s K "$tmp/list"
	same 1 "$(numbers)"
	ask 0 qgrep -i -w 'size > 1K' "$tmp/list"
	same '1 3' "$(numbers)"
}

@test "-R with files, -b and -l with files" {
	senders
	while ages_change "$spool"; do
		qls -d "$spool" >"$tmp/records"
		qgrep -d "$spool" -l -f domain.com >"$tmp/listed"
	done
	ask 0 qgrep -R -i -f domain.com "$tmp/records"
	same '8 6 2 1' "$(numbers)"
	same "$(qgrep -d "$spool" -b -f domain.com)" \
		"$(qgrep -b -f domain.com "$tmp/records")"
	same "$(cat "$tmp/listed")" "$(qgrep -l -f domain.com "$tmp/records")"
}

@test "-B opens each body once, however many texts are asked for" {
	mkspool -n 40 "$BATS_TEST_TMPDIR/forty" >/dev/null
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=openat \
		-o "$BATS_TEST_TMPDIR/trace" qgrep -d "$BATS_TEST_TMPDIR/forty" \
		-c -B 'none of these' -B 'nor this' -B 'nor that' || :
	same 40 "$(grep -c -e '-D"' "$BATS_TEST_TMPDIR/trace")"
	same 40 "$(grep -e '-D"' "$BATS_TEST_TMPDIR/trace" |
		grep -o '[^"]*-D"' | sort -u | wc -l)"
}

@test "-B: a body beyond 256 MiB is told and not read, the rest is searched" {
	mkspool -n 3 "$BATS_TEST_TMPDIR/huge" >/dev/null
	local -a d=("$BATS_TEST_TMPDIR"/huge/input/*-D)
	truncate -s 300000000 "${d[0]}"
	ask 2 qgrep -d "$BATS_TEST_TMPDIR/huge" -i -B .
	same 2 "$(wc -l <<<"$output")"
	same "qgrep: $(basename "${d[0]}" -D): body larger than 256 MiB, not read" \
		"$stderr"
}
