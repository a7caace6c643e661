# qrm on real Exim: what it removes, what it leaves alone, what it keeps and
# puts back; each beside what Exim itself says of its queue and writes to its
# log. "mainlog" is Exim's, "words" are those that Exim prints.

load lib
load spools
load whole

setup() {
	need_root
	dir=$BATS_TEST_TMPDIR
	spool=$dir/spool
	kept=$dir/kept
	exim_conf "$dir"
}

# remove ARGUMENT...: qrm on the test's own queue.
remove() {
	qrm -C "$dir/conf" -d "$spool" "$@"
}

# --- messages

# mail SUBJECT SENDER RCPT...: queues a message.
mail() {
	local subject=$1 sender=$2
	shift 2
	printf 'Subject: %s\n\nbody of %s\n' "$subject" "$subject" |
		exim "$dir" -odq -f "$sender" "$@"
}

# send N: queues N messages, and reads all ids, in order of arrival, to ids.
send() {
	exim_send "$dir" "$1"
	read_ids
}

read_ids() {
	mapfile -t ids < <(qls -d "$spool" -G '*' -k id)
}

# generate N: N messages that Exim did not make one by one.
generate() {
	mkspool -n "$1" "$spool" >/dev/null
	read_ids
	same "$1" "${#ids[@]}"
}

# id_of WORDS: of the message whose record has these words.
id_of() {
	qls -d "$spool" -G '*' -k id,sender,rcpts,subject | grep -F "$1" |
		cut -f 1
}

split_spool() {
	sed -i '1i split_spool_directory' "$dir/conf"
}

# Exim's freezing and thawing leave these lines in -H; they are no loss.
thawed() {
	sed -e '/^-frozen /d' -e '/^-manual_thaw$/d' "$@"
}

# --- what is there afterwards

# gone ID...: no file of it is left in the queue.
gone() {
	local id
	for id; do
		same "" "$(find "$spool" -name "*$id*")"
	done
}

# stays ID...: it is in the queue, with its body.
stays() {
	local id
	for id; do
		same 2 "$(find "$spool" -name "$id-[HD]" | wc -l)"
	done
}

# logged ID...: Exim's log tells of its removal, once, and of no delivery.
logged() {
	local id
	for id; do
		same "$id removed by root
$id Completed" "$(sed 's/^[^ ]* [^ ]* //' "$spool/log/mainlog" | grep \
			-e "^$id removed" -e "^$id Completed" -e "^$id [-=*]> ")"
	done
}

# queued N: so many messages are left, as Exim counts them.
queued() {
	same "$1" "$(exim "$dir" -bpc)"
}

# Every name, inode and time in the queue, and what the files hold.
snapshot() {
	(
		cd "$spool" || exit
		find . -name log -prune -o -name db -prune -o -printf \
			'%p %y %m %u %g %i %n %s %T@ %C@\n' | sort
		find . -name log -prune -o -name db -prune -o -type f \
			-exec cksum {} + | sort
	)
}

# untouched: the queue is as it was at the last "snapshot >$dir/before".
untouched() {
	snapshot | diff "$dir/before" -
}

frozen() {
	qls -d "$spool" -G '*' -k state | grep -c frozen || :
}

# None of the files that are only there while qrm makes others.
no_debris() {
	same "" "$(find "$@" -name '*.qrm')"
}

# results: the results in $output, without what they are of.
results() {
	cut -f 2 <<<"$output" | xargs
}

# --- Exim, with a difference

# remover_is: qrm finds the script on standard input in place of Exim. In it,
# $exim is the real one and $dir the test's directory.
remover_is() {
	mkdir -p "$dir/bin"
	{
		echo '#!/bin/sh'
		echo "exim=$(type -P exim4) dir='$dir'"
		cat
	} >"$dir/bin/exim"
	chmod +x "$dir/bin/exim"
	PATH=$dir/bin:$PATH
}

# Lets other users list, too, the directories above the test's own.
readable_path() {
	local one=$dir
	while [ "$one" != "${BATS_RUN_TMPDIR%/*}" ]; do
		chmod a+rx "$one"
		one=${one%/*}
	done
}

# remover_waits OPTION: each Exim that is started with it makes DIR/started
# and goes on when there is DIR/go.
remover_waits() {
	remover_is <<-SH
		case " \$* " in
		*" $1 "*)
			: >"\$dir/started"
			n=0
			until [ -e "\$dir/go" ] || [ \$((n += 1)) = 6000 ]; do
				sleep .02
			done
			;;
		esac
		exec "\$exim" "\$@"
	SH
}

# Until there is this file.
await() {
	local i
	for ((i = 0; i < 3000; i++)); do
		[ ! -e "$1" ] || return 0
		sleep .02
	done
	echo "$1 is still not there"
	return 1
}

# to_the_end COMMAND...: runs it as a session of its own, until nothing of that
# is left, nor the Exims that a killed qrm leaves behind.
to_the_end() {
	local session i
	setsid "$@" <&0 3>&- &
	session=$!
	wait "$session" || :
	for ((i = 0; i < 3000; i++)); do
		ps -s "$session" -o stat= | grep -qv '^Z' || return 0
		sleep .02
	done
	echo "an Exim still runs"
	return 1
}

# hold_open ID: starts its delivery to stuck.example, which waits in a pipe
# until let_go.
hold_open() {
	exim "$dir" -M "$1" <&- >"$dir/delivery.out" 2>&1 3>&- &
	delivery=$!
	exec 8>"$dir/fifo"
}

let_go() {
	exec 8>&-
	wait "$delivery" || cat "$dir/delivery.out"
}

# with_terminal KEYS COMMAND: runs a command line of the shell on a terminal
# of its own, on which KEYS are typed.
with_terminal() {
	printf '%b' "$1" | script -qec "$2" /dev/null
}

# elsewhere OPTIONS COMMAND...: with a file system of its own at DIR/other.
elsewhere() {
	local options=$1
	shift
	mkdir -p "$dir/other"
	unshare -m true || skip "needs unshare -m"
	# shellcheck disable=SC2016 # the inner shell's
	unshare -m sh -c 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 &&
		exec "$@"' sh "$options" "$dir/other" "$@"
}

# ======================================================================
# Records

@test "a record is id, result, sender, rcpts and subject, between tabs" {
	mail 'hello there' info@Shop.example one@a.example two@B.example
	local id
	id=$(first_id "$dir")
	ask 0 remove "$id"
	same "$id"$'\tremoved\tinfo@Shop.example\tone@a.example,two@B.example\thello there' \
		"$output"
	same "qrm: 1 removed" "$stderr"
	gone "$id"
	logged "$id"
	queued 0
}

@test "records of several come in the order in which they were asked for" {
	send 5
	ask 0 remove "${ids[3]}" "${ids[0]}" "${ids[4]}"
	same "${ids[3]} ${ids[0]} ${ids[4]}" "$(cut -f 1 <<<"$output" | xargs)"
	same "removed removed removed" "$(results)"
	same "qrm: 3 removed" "$stderr"
	gone "${ids[3]}" "${ids[0]}" "${ids[4]}"
	logged "${ids[3]}" "${ids[0]}" "${ids[4]}"
	stays "${ids[1]}" "${ids[2]}"
	queued 2
}

@test "records of more than two batches are whole and in order" {
	generate 1200
	printf '%s\n' "${ids[@]}" | sort -R >"$dir/asked"
	ask 0 remove -a <"$dir/asked"
	cut -f 1 <<<"$output" | diff "$dir/asked" -
	same removed "$(cut -f 2 <<<"$output" | sort -u)"
	same "" "$(awk -F '\t' 'NF != 5' <<<"$output")"
	same "qrm: 1200 removed" "$stderr"
	queued 0
	same 1200 "$(grep -c ' removed by root$' "$spool/log/mainlog")"
	same 1200 "$(grep -c ' Completed$' "$spool/log/mainlog")"
}

@test "a null sender is <>, and an address that is literally that is not" {
	mail bounce '<>' one@a.example
	ask 0 remove "$(first_id "$dir")"
	has "$output" $'\tremoved\t<>\tone@a.example\tbounce'
}

@test "what is not there is -: a message without a subject" {
	exim "$dir" -odq -f a@b.example c@d.example <<<$'X-No: subject\n\nbody'
	local id
	id=$(first_id "$dir")
	ask 0 remove "$id"
	same "$id"$'\tremoved\ta@b.example\tc@d.example\t-' "$output"
}

@test "rcpts are those still to deliver to" {
	mail x a@b.example one@a.example two@b.example
	local id
	id=$(first_id "$dir")
	exim "$dir" -Mmd "$id" one@a.example
	ask 0 remove "$id"
	has "$output" $'\ttwo@b.example\tx'
}

@test "a subject is decoded" {
	mail '=?UTF-8?B?0J/RgNC40LLQtdGC?= =?koi8-r?Q?_=CD=C9=D2?=' \
		a@b.example c@d.example
	ask 0 remove "$(first_id "$dir")"
	has "$output" $'\tПривет мир'
}

@test "terminal escapes, tabs and bytes that are no text are escaped" {
	mail $'one\e[31mtwo\tthree\x80' a@b.example c@d.example
	speak "$dir" <<-SMTP
		HELO x
		MAIL FROM:<"a$(printf '\033')[31mb"@c.example>
		RCPT TO:<"x y"@d.example>
		DATA
		Subject: =?utf-8?q?a=1B=5B0mb=0Ac=E2=80=AEd?=

		.
		QUIT
	SMTP
	read_ids
	ask 0 remove "${ids[@]}"
	same $'one\\x1B[31mtwo\\tthree\\x80' "$(cut -f 5 <<<"${lines[0]}")"
	same 'a\x1B[0mb\nc\xE2\x80\xAEd' "$(cut -f 5 <<<"${lines[1]}")"
	has "${lines[1]}" '\x1B[31mb"@c.example'
	has "${lines[1]}" '"x\x20y"@d.example'
	same "" "$(tr -d '\t\n[:print:]' <<<"$output")"
	same 2 "${#lines[@]}"
}

@test "its own records name the same messages again, whatever they hold" {
	send 1
	local other=${ids[0]} evil
	mail "=?utf-8?q?x=0A$other=0A=0D$other=09$other?=" a@b.example c@d.example
	mail "$other" "\"$other\"@b.example" "\"$other\"@d.example"
	mail " 10m 1.0K $other <a@b>" a@b.example c@d.example
	mapfile -t evil < <(qls -d "$spool" -k id | grep -v "$other")
	same 3 "${#evil[@]}"
	remove -n "${evil[@]}" >"$dir/record" 2>"$dir/said"
	ask 0 remove <"$dir/record"
	same "removed removed removed" "$(results)"
	gone "${evil[@]}"
	stays "$other"
	remove "$other" >/dev/null 2>&1
	ask 0 remove <"$dir/record"
	same "missing missing missing" "$(results)"
	same "qrm: 3 missing" "$stderr"
}

# ======================================================================
# Where ids come from

# Three to admin@domain.com, one from him, one of somebody else.
some_mail() {
	mail one a@shop.example admin@domain.com
	mail two a@shop.example other@x.example admin@domain.com
	mail three b@shop.example Admin@Domain.com
	mail four admin@domain.com c@d.example
	mail five z@other.example webadmin@domain.com
}

# left SUBJECT...: these are the messages that are left, by Exim's account.
left() {
	local id
	same "$*" "$(exim "$dir" -bp | awk 'NF > 3 { print $3 }' |
		while read -r id; do
			exim "$dir" -Mvh "$id" | sed -n 's/.*Subject: //p'
		done | xargs)"
}

@test "qgrep -r admin@domain.com | qrm" {
	some_mail
	qgrep -d "$spool" -r admin@domain.com >"$dir/picked"
	ask 0 remove <"$dir/picked"
	same "removed removed removed" "$(results)"
	left four five
}

@test "qgrep -i -f admin@domain.com | qrm" {
	some_mail
	qgrep -d "$spool" -i -f admin@domain.com >"$dir/picked"
	ask 0 remove <"$dir/picked"
	left one two three five
}

@test "qls | grep | qrm" {
	some_mail
	qls -d "$spool" | grep shop.example >"$dir/picked"
	ask 0 remove <"$dir/picked"
	left four five
}

@test "qls -k id,subject | grep | qrm, with and without the title line" {
	some_mail
	qls -d "$spool" -k id,subject | grep -w four >"$dir/picked"
	ask 0 remove <"$dir/picked"
	left one two three five
	qls -d "$spool" -tk id,subject | grep -e ^id -e one >"$dir/picked"
	ask 2 remove <"$dir/picked"
	has "$stderr" "line 1: no message id"
	left one two three five
}

@test "exim -bp | grep | qrm: the line that has the sender" {
	some_mail
	exim "$dir" -Mf "$(id_of three)" >/dev/null
	rm "$spool/input/$(id_of one)-D"
	exim "$dir" -bp | grep '@shop.example>' >"$dir/picked"
	same 3 "$(wc -l <"$dir/picked")"
	ask 0 remove <"$dir/picked"
	same "removed removed removed" "$(results)"
	left four five
}

@test "exim -bp | qrm: a line of recipients is no id, nothing is removed" {
	some_mail
	exim "$dir" -bp >"$dir/picked"
	ask 2 remove -a <"$dir/picked"
	has "$stderr" "line 2: no message id"
	left one two three four five
}

@test "exiqgrep -i and exipick -i | qrm" {
	some_mail
	exiqgrep -C "$dir/conf" -i -f '^<a@shop.example>$' >"$dir/picked"
	exipick --spool "$spool" -i -f z@other.example >>"$dir/picked"
	same 3 "$(wc -l <"$dir/picked")"
	ask 0 remove <"$dir/picked"
	left three four
}

@test "grep in the main log | qrm" {
	some_mail
	grep ' <= a@shop.example' "$spool/log/mainlog" >"$dir/picked"
	same 2 "$(wc -l <"$dir/picked")"
	ask 0 remove <"$dir/picked"
	left three four five
}

@test "qls -j | qrm" {
	some_mail
	qls -d "$spool" -j | grep '"b@shop' >"$dir/picked"
	ask 0 remove <"$dir/picked"
	same "removed" "$(results)"
	left one two four five
}

@test "JSON of a null sender, of odd bytes, and of all fields" {
	mail x '<>' c@d.example
	speak "$dir" <<-SMTP
		HELO x
		MAIL FROM:<"a$(printf '\033')\\\\\"$(printf '\377')"@c.example>
		RCPT TO:<x@d.example>
		DATA
		Subject: y

		.
		QUIT
	SMTP
	qls -d "$spool" -j -k \
		id,sender,time,rcpts,subject,state,queue,origin >"$dir/picked"
	same 2 "$(wc -l <"$dir/picked")"
	ask 0 remove <"$dir/picked"
	same "removed removed" "$(results)"
}

@test "lines of all kinds in one input" {
	some_mail
	{
		qls -d "$spool" -j | grep three
		echo
		id_of one
		exim "$dir" -bp | grep 'z@other'
		printf '\r\n \t \n'
		printf '%s\r\n' "$(id_of two)"
	} >"$dir/picked"
	ask 0 remove <"$dir/picked"
	stays "$(id_of four)"
	same "" "$(exim "$dir" -bp | grep -e shop -e other)"
}

@test "ids as operands, and of standard input for -, in their order" {
	send 4
	ask 0 remove "${ids[3]}" - "${ids[1]}" <<<"${ids[2]}"
	same "${ids[3]} ${ids[2]} ${ids[1]}" "$(cut -f 1 <<<"$output" | xargs)"
	stays "${ids[0]}"
	queued 1
}

@test "with operands standard input is not read" {
	send 2
	ask 0 remove "${ids[0]}" <<<"${ids[1]}"
	stays "${ids[1]}"
	queued 1
}

@test "no operand and an empty input: nothing to remove, exit 0" {
	send 1
	ask 0 remove </dev/null
	same "" "$output"
	same "qrm: nothing to remove" "$stderr"
	ask 0 remove <<<$'\n \t\n\r'
	same "qrm: nothing to remove" "$stderr"
	ask 0 remove - </dev/null
	same "qrm: nothing to remove" "$stderr"
	queued 1
}

@test "no operand and a terminal on standard input: a usage error" {
	send 1
	ask 2 script -qec "qrm -C $dir/conf -d $spool" /dev/null </dev/null
	has "$output" "qrm: no message ids"
	has "$output" "usage: qrm "
	queued 1
}

@test "an option after an operand: exit 2, and nothing is removed" {
	send 2
	snapshot >"$dir/before"
	ask 2 remove "${ids[0]}" -n
	same "" "$output"
	has "$stderr" "qrm: -n: options stand before operands"
	ask 2 remove "${ids[0]}" "${ids[1]}" -a
	ask 2 remove -- "${ids[0]}" -n
	untouched
}

@test "\$QTRIAGE_QUEUE, and a path that only leads to the queue" {
	send 3
	QTRIAGE_QUEUE=$spool ask 0 qrm -C "$dir/conf" "${ids[0]}"
	ln -s spool "$dir/link"
	ask 0 qrm -C "$dir/conf" -d "$dir/link/" "${ids[1]}"
	ask 0 qrm -C "$dir/conf" -d "$spool/../spool/./" "${ids[2]}"
	queued 0
}

# ======================================================================
# All is checked first

# refuses_line LINE: one such line (as printf writes it) among good ones.
refuses_line() {
	printf "%s\n%b\n%s\n" "${ids[0]}" "$1" "${ids[1]}" >"$dir/asked"
	ask 2 remove -a <"$dir/asked"
	same "" "$output"
	same "qrm: standard input: line 2: no message id
qrm: nothing removed" "$stderr"
	untouched
}

@test "one line that is no id among good ones: nothing is removed" {
	send 2
	snapshot >"$dir/before"
	local id=${ids[0]}
	refuses_line "${id%?}"
	refuses_line "${id}0"
	refuses_line "$id-H"
	refuses_line "<$id>"
	refuses_line "x $id"
	refuses_line "/etc/passwd"
	refuses_line "$spool/input/$id"
	refuses_line "../input/$id"
	refuses_line ".."
	refuses_line "${id:0:5}/${id:6}"
	refuses_line "${id:0:6}_${id:7}"
	refuses_line "${id:0:15} ${id:15}"
	refuses_line "\\033[31m$id"
	refuses_line "$id\\033[0m"
	refuses_line "$id\\0000"
	refuses_line "\\0000$id"
	refuses_line "$id\\0303\\0251"
	refuses_line "-n"
	refuses_line "*"
	refuses_line "$id,${ids[1]}"
	refuses_line "{\"queue_id\": \"$id\""
	refuses_line "{\"queue_id\": \"${id}x\"}"
	refuses_line "{\"queue_id\": [\"$id\"]}"
	refuses_line "{\"id\": \"$id\"}"
	refuses_line "{\"queue_id\": \"$id\", \"arrival_time\": \"1\"}"
	refuses_line "{\"queue_id\": \"$id\", \"arrival_time\": 1.5}"
	refuses_line "{\"queue_id\": \"$id\"} x"
	refuses_line "[{\"queue_id\": \"$id\"}]"
}

@test "each line that is no id is told, by its number" {
	send 1
	snapshot >"$dir/before"
	printf '\n%s\nx\n\n\ny\n' "${ids[0]}" >"$dir/asked"
	ask 2 remove -a <"$dir/asked"
	same "qrm: standard input: line 3: no message id
qrm: standard input: line 6: no message id
qrm: nothing removed" "$stderr"
	untouched
}

@test "an unterminated last line that is no id: nothing is removed" {
	send 2
	snapshot >"$dir/before"
	printf '%s\n%s' "${ids[0]}" "${ids[1]:0:12}" >"$dir/asked"
	ask 2 remove -a <"$dir/asked"
	has "$stderr" "line 2: no message id"
	qls -d "$spool" -j | head -c -5 >"$dir/asked"
	ask 2 remove -a <"$dir/asked"
	has "$stderr" "line 2: no message id"
	untouched
}

@test "an unterminated last line that is an id is taken" {
	send 2
	printf '%s\n%s' "${ids[0]}" "${ids[1]}" >"$dir/asked"
	ask 0 remove <"$dir/asked"
	same "removed removed" "$(results)"
	queued 0
}

@test "one operand that is no id among good ones: nothing is removed" {
	send 2
	snapshot >"$dir/before"
	local bad
	for bad in x '' .. ../x "${ids[0]%?}" "${ids[0]}-H" \
		"$spool/input/${ids[0]}" $'\e[31m' "${ids[0]} ${ids[1]}" \
		"${ids[0]}"$'\n'"${ids[1]}" "{\"queue_id\": \"${ids[0]}\"}"; do
		ask 2 remove -a "${ids[0]}" "$bad" "${ids[1]}"
		same "" "$output"
		has "$stderr" ": no message id"
		has "$stderr" "qrm: nothing removed"
		same "" "$(tr -d '\n[:print:]' <<<"$stderr")"
		untouched
	done
}

@test "a line too long to be looked at: nothing is removed" {
	send 2
	snapshot >"$dir/before"
	{
		echo "${ids[0]}"
		head -c $(((64 << 20) + 2)) /dev/zero | tr '\0' x
		printf '\n%s\n' "${ids[1]}"
	} >"$dir/asked"
	ask 2 remove -a <"$dir/asked"
	has "$stderr" "line 2: longer than 64 MiB"
	same "" "$output"
	untouched
}

@test "an input that cannot be read: nothing is removed" {
	send 1
	snapshot >"$dir/before"
	ask 2 remove -a "${ids[0]}" - <"$dir"
	same "" "$output"
	has "$stderr" "qrm: standard input: Is a directory"
	has "$stderr" "qrm: nothing removed"
	ask 2 bash -c "qrm -a -C $dir/conf -d $spool ${ids[0]} - <&-"
	same "" "$output"
	untouched
}

@test "a part of the queue that cannot be looked into: nothing is removed" {
	send 12
	ln -s z "$spool/input/z"
	snapshot >"$dir/before"
	ask 2 remove "${ids[@]:1}"
	same "" "$output"
	has "$stderr" "qrm: $spool/input/z: "
	ask 2 remove -a "${ids[@]}" - <<<1xUnyz-0006we-0M
	same "" "$output"
	has "$stderr" "qrm: 1xUnyz-0006we-0M: "
	has "$stderr" "qrm: nothing removed"
	untouched
}

# ======================================================================
# Missing ones, and others than they seem

@test "a line that names no message: missing, exit 0, the others go" {
	send 2
	ask 0 remove <<<"1xUnyH-0006we-0M"$'\n'"${ids[0]}"
	same $'1xUnyH-0006we-0M\tmissing\t-\t-\t-' "${lines[0]}"
	same "missing removed" "$(results)"
	same "qrm: 1 removed, 1 missing" "$stderr"
	gone "${ids[0]}"
	stays "${ids[1]}"
}

@test "an operand that names no message: missing, exit 2, the others go" {
	send 2
	ask 2 remove 1xUnyH-0006we-0M "${ids[0]}"
	same "missing removed" "$(results)"
	same "qrm: 1xUnyH-0006we-0M: no such message
qrm: 1 removed, 1 missing" "$stderr"
	gone "${ids[0]}"
	queued 1
}

@test "only missing ones: Exim is not run" {
	send 1
	remover_is <<<'touch "$dir/ran"'
	ask 0 remove <<<$'1xUnyH-0006we-0M\n1xUnyH-0006we-0N'
	same "missing missing" "$(results)"
	[ ! -e "$dir/ran" ]
	queued 1
}

@test "an id of another MTA is no message of this queue: missing" {
	send 1
	ask 0 remove <<<$'A1B2C3D4E5\n3Pt2mN2VXxznjll\nv3TAbC12012345'
	same "missing missing missing" "$(results)"
	queued 1
}

@test "an id of another MTA alone, in a queue with many named ones" {
	send 3
	local name
	for name in a b c d e f g h i j k l m n o p q r s t; do
		mkdir -p "$spool/$name/input"
	done
	mv "$spool/input/${ids[0]}"-[HD] "$spool/t/input"
	ask 0 remove <<<A1B2C3D4E5
	same $'A1B2C3D4E5\tmissing\t-\t-\t-' "$output"
	same "qrm: 1 missing" "$stderr"
	queued 2
}

@test "an id given more than once is taken once" {
	send 2
	ask 0 remove "${ids[0]}" "${ids[0]}" - "${ids[0]}" \
		<<<"${ids[0]}"$'\n'"$(qls -d "$spool" -j | head -n 1)"
	same "removed" "$(results)"
	same "qrm: 1 removed" "$stderr"
	logged "${ids[0]}"
	ask 0 remove <<<$'1xUnyH-0006we-0M\n1xUnyH-0006we-0M'
	same "missing" "$(results)"
}

@test "ids that differ in a letter's case are different" {
	send 1
	copy_as "$dir" "${ids[0]}" 1xUnyh-0006we-0M
	ask 0 remove <<<1xUnyH-0006we-0M
	same "missing" "$(results)"
	ask 0 remove 1xUnyh-0006we-0M
	same "removed" "$(results)"
	queued 1
}

@test "JSON of another time or sender: refused, exit 2, the others go" {
	send 5
	qls -d "$spool" -j -k id,sender,time >"$dir/json"
	sed -i -e '2s/"arrival_time": [0-9]*/"arrival_time": 1700000000/' \
		-e '3s/"sender": "[^"]*"/"sender": "x@y.example"/' \
		-e '4s/"sender": "[^"]*"/"sender": ""/' "$dir/json"
	ask 2 remove <"$dir/json"
	same "removed refused refused refused removed" "$(results)"
	has "$stderr" \
		"qrm: ${ids[1]}: not the message that the line speaks of"
	has "$stderr" "qrm: 2 removed, 3 refused"
	has "${lines[1]}" $'\trefused\troot@mail.example\tuser1@rcpt.example\tmessage 1'
	gone "${ids[0]}" "${ids[4]}"
	stays "${ids[@]:1:3}"
	queued 3
}

@test "JSON of a message whose envelope is damaged is refused" {
	send 1
	qls -d "$spool" -j >"$dir/json"
	truncate -s 40 "$spool/input/${ids[0]}-H"
	ask 2 remove <"$dir/json"
	same "refused" "$(results)"
	stays "${ids[0]}"
}

@test "JSON of what is no longer there is missing" {
	send 1
	qls -d "$spool" -j >"$dir/json"
	exim "$dir" -Mrm "${ids[0]}" >/dev/null
	ask 0 remove <"$dir/json"
	same "missing" "$(results)"
}

# ======================================================================
# The whole queue

@test "all of 11 messages are refused without -a, and go with it" {
	send 11
	snapshot >"$dir/before"
	ask 2 remove "${ids[@]}"
	same "" "$output"
	same "qrm: $spool: these are all 11 messages; nothing removed; -a if that is meant" \
		"$stderr"
	untouched
	ask 0 remove -a "${ids[@]}"
	same 11 "${#lines[@]}"
	same "qrm: 11 removed" "$stderr"
	queued 0
}

@test "all of 11 messages and others that are missing are still all" {
	send 11
	snapshot >"$dir/before"
	ask 2 remove < <(printf '%s\n' 1xUnyH-0006we-0M "${ids[@]}" \
		1xUnyH-0006we-0N "${ids[@]}")
	has "$stderr" "all 11 messages"
	untouched
}

@test "all of 10 messages go without -a; so do 11 of 12" {
	send 12
	ask 0 remove "${ids[@]:0:2}"
	ask 0 remove "${ids[@]:2}"
	same 10 "${#lines[@]}"
	queued 0
	send 12
	ask 0 remove "${ids[@]:1}"
	same 11 "${#lines[@]}"
	queued 1
}

@test "-n: that these are all is only noted" {
	send 11
	ask 0 remove -n "${ids[@]}"
	same 11 "${#lines[@]}"
	has "$stderr" \
		"qrm: $spool: these are all 11 messages: to remove them takes -a"
	has "$stderr" "qrm: 11 would-remove"
	ask 0 remove -an "${ids[@]}"
	same "qrm: 11 would-remove" "$stderr"
	queued 11
}

@test "a named queue is one by itself: all of its 11 are refused" {
	send 14
	exim "$dir" -MG third "${ids[@]:0:11}"
	snapshot >"$dir/before"
	ask 2 remove "${ids[@]:0:11}"
	has "$stderr" "these are all 11 messages"
	untouched
	ask 2 remove "${ids[@]:0:13}"
	untouched
	ask 0 remove "${ids[@]:1}"
	same 13 "${#lines[@]}"
	stays "${ids[0]}"
	ask 0 remove -a "${ids[0]}"
	queued 0
}

@test "all of the default queue are refused, whatever a named one holds" {
	send 14
	exim "$dir" -MG third "${ids[@]:0:3}"
	snapshot >"$dir/before"
	ask 2 remove "${ids[@]:3}"
	has "$stderr" "these are all 11 messages"
	untouched
}

@test "leftovers are no messages: 11 of 12 and a leftover are not all" {
	send 13
	rm "$spool/input/${ids[0]}-H"
	ask 0 remove "${ids[@]:0:12}"
	same 12 "${#lines[@]}"
	queued 1
	stays "${ids[12]}"
}

@test "all of a split spool, and of a mixed one, are all" {
	send 6
	split_spool
	send 6
	same 12 "${#ids[@]}"
	snapshot >"$dir/before"
	ask 2 remove "${ids[@]}"
	has "$stderr" "all 12 messages"
	untouched
	ask 0 remove -a "${ids[@]}"
	queued 0
}

# ======================================================================
# -n, -q, -v

@test "-n changes nothing and says what would be removed" {
	send 3
	exim "$dir" -Mf "${ids[1]}" >/dev/null
	exim "$dir" -MG third "${ids[2]}"
	snapshot >"$dir/before"
	ask 0 remove -n "${ids[@]}"
	same "would-remove would-remove would-remove" "$(results)"
	same "${ids[0]}"$'\twould-remove\troot@mail.example\tuser0@rcpt.example\tmessage 0' \
		"${lines[0]}"
	same "qrm: 3 would-remove" "$stderr"
	untouched
}

@test "-n runs no Exim, makes no copy, asks nothing" {
	send 1
	snapshot >"$dir/before"
	remover_is <<<'touch "$dir/ran"'
	ask 0 remove -nib "$kept" "${ids[0]}"
	same "would-remove" "$(results)"
	[ ! -e "$dir/ran" ] && [ ! -e "$kept" ]
	untouched
}

@test "-n writes to nothing" {
	not_counting
	send 2
	# shellcheck disable=SC2016
	ASAN_OPTIONS=detect_leaks=0 strace -f -o "$dir/trace" \
		-e trace=open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,truncate,ftruncate,execve \
		qrm -C "$dir/conf" -d "$spool" -n "${ids[@]}" >/dev/null 2>&1
	! grep -e O_WRONLY -e O_RDWR -e O_CREAT -e link -e rename -e mkdir \
		-e trunc "$dir/trace" || false
	same 1 "$(grep -c execve "$dir/trace")"
}

@test "-n: what would be missing or refused is said as without" {
	send 2
	qls -d "$spool" -j | sed '1s/"sender": "[^"]*"/"sender": "x@y"/' \
		>"$dir/json"
	ask 2 remove -n - 1xUnyH-0006we-0M <"$dir/json"
	same "refused would-remove missing" "$(results)"
	ask 0 remove -n <<<1xUnyH-0006we-0M
	same "missing" "$(results)"
	ask 2 remove -n 1xUnyH-0006we-0M
	queued 2
}

@test "-q prints only how many, on standard output" {
	send 3
	ask 0 remove -nq "${ids[@]}"
	same "3 would-remove" "$output"
	same "" "$stderr"
	ask 0 remove -q - "${ids[0]}" "${ids[1]}" <<<1xUnyH-0006we-0M
	same "2 removed, 1 missing" "$output"
	same "" "$stderr"
	queued 1
}

@test "-v: Exim's words, on standard error" {
	send 3
	: >"$spool/input/${ids[0]}-H"
	rm "$spool/input/${ids[1]}-D"
	cp -a "$spool" "$dir/again"
	exim "$dir" -Mrm "${ids[@]}" >"$dir/words" 2>&1 || :
	rm -r "$spool" && mv "$dir/again" "$spool"
	ask 0 remove -v "${ids[@]}"
	same "removed removed removed" "$(results)"
	sed 's/^/qrm: exim: /' "$dir/words" >"$dir/wanted"
	grep '^qrm: exim: ' <<<"$stderr" | diff "$dir/wanted" -
	has "$stderr" "qrm: exim: Message ${ids[2]} has been removed"
	has "$stderr" "qrm: 3 removed"
}

@test "-v: Exim's words are escaped" {
	send 1
	remover_is <<-'SH'
		case "$*" in *-Mrm*) printf 'a\033[31mb\n' ;; esac
		exec "$exim" "$@"
	SH
	ask 0 remove -v "${ids[0]}"
	has "$stderr" 'qrm: exim: a\x1B[31mb'
}

@test "-h and -V: on standard output, exit 0" {
	ask 0 qrm -h
	has "$output" "usage: qrm [-ainqv] [-b DIR] [-C CONF] [-d DIR] [ID...]
       qrm -u DIR [-C CONF] [-d DIR] [ID...]"
	same "" "$stderr"
	ask 0 qrm -V
	has "$output" "qrm (qtriage) "
}

@test "an unknown option, or one without its value: exit 2" {
	send 1
	snapshot >"$dir/before"
	ask 2 remove -x "${ids[0]}"
	has "$stderr" "qrm: -x: no such option"
	ask 2 qrm -d "$spool" -b '' "${ids[0]}"
	ask 2 qrm -d "$spool" -C '' "${ids[0]}"
	ask 2 qrm -d '' "${ids[0]}"
	ask 2 remove -G third "${ids[0]}"
	ask 2 qrm "${ids[0]}" -C
	untouched
}

# ======================================================================
# The remover

@test "an Exim that works elsewhere: exit 2, nothing touched, both are named" {
	send 2
	exim_conf "$dir/b"
	snapshot >"$dir/before"
	ask 2 qrm -C "$dir/b/conf" -d "$spool" "${ids[0]}"
	same "" "$output"
	has "$stderr" " works on $dir/b/spool, not on $spool; "
	has "$stderr" "-C"
	ask 2 qrm -C "$dir/b/conf" -d "$spool" -b "$kept" "${ids[0]}"
	has "$stderr" " works on $dir/b/spool, not on $spool; "
	untouched
}

@test "without -C, on a queue that is not this machine's: exit 2" {
	send 2
	snapshot >"$dir/before"
	ask 2 qrm -d "$spool" "${ids[0]}"
	same "" "$output"
	has "$stderr" "qrm: "
	untouched
	ask 0 qrm -n -d "$spool" "${ids[0]}"
	same "would-remove" "$(results)"
}

@test "a configuration that is not there: exit 2, nothing touched" {
	send 2
	snapshot >"$dir/before"
	ask 2 qrm -C "$dir/none" -d "$spool" "${ids[0]}"
	same "" "$output"
	has "$stderr" " does not tell where it works: "
	has "$stderr" "$dir/none"
	untouched
}

@test "a queue whose Exim is not there: exit 2" {
	send 1
	snapshot >"$dir/before"
	remover_is <<<'exit 127'
	ask 2 remove "${ids[0]}"
	has "$stderr" " does not tell where it works"
	untouched
}

@test "Exim says removed, but did not: failed, exit 2" {
	send 2
	remover_is <<-'SH'
		case "$*" in
		*-Mrm*)
			while [ "$1" != -Mrm ]; do shift; done
			shift
			for id; do echo "Message $id has been removed"; done
			exit 0
			;;
		esac
		exec "$exim" "$@"
	SH
	ask 2 remove "${ids[0]}"
	same "failed" "$(results)"
	same "qrm: 1 failed" "$stderr"
	stays "${ids[0]}"
}

@test "Exim removed, but did not say so: failed, exit 2" {
	send 2
	remover_is <<-'SH'
		case "$*" in *-Mrm*) exec >/dev/null 2>&1 ;; esac
		exec "$exim" "$@"
	SH
	ask 2 remove "${ids[0]}"
	same "failed" "$(results)"
	gone "${ids[0]}"
}

@test "Exim speaks of another message: that one is not meant" {
	send 3
	remover_is <<-SH
		case "\$*" in
		*-Mrm*) echo "Message ${ids[1]} has been removed"; exit 0 ;;
		esac
		exec "\$exim" "\$@"
	SH
	ask 2 remove "${ids[0]}"
	same "${ids[0]}"$'\tfailed\troot@mail.example\tuser0@rcpt.example\tmessage 0' \
		"$output"
	ask 2 remove "${ids[0]}" "${ids[1]}"
	same "failed failed" "$(results)"
	queued 3
}

@test "Exim dies before it is done: the rest failed" {
	send 4
	remover_is <<-'SH'
		case "$*" in
		*-Mrm*)
			"$exim" "$1" "$2" "$3" "$4"
			kill -9 $$
			;;
		esac
		exec "$exim" "$@"
	SH
	ask 2 remove "${ids[@]:0:3}"
	same "removed failed failed" "$(results)"
	same "qrm: 1 removed, 2 failed" "$stderr"
	gone "${ids[0]}"
	stays "${ids[@]:1}"
}

@test "Exim cannot be started: nothing is called removed, exit 2" {
	send 2
	remover_is <<-'SH'
		case "$*" in *-bP*) rm "$0" ;; esac
		exec "$exim" "$@"
	SH
	ask 2 remove "${ids[0]}"
	same "failed" "$(results)"
	has "$stderr" "No such file or directory"
	queued 2
}

@test "Exim's arguments are ids and options, and no shell sees them" {
	send 3
	exim "$dir" -MG third "${ids[2]}"
	remover_is <<-'SH'
		printf '%s\n' "$*" >>"$dir/args"
		exec "$exim" "$@"
	SH
	ask 0 remove "${ids[@]}"
	same "-C $dir/conf -bP spool_directory" "$(head -n 1 "$dir/args")"
	same "-C $dir/conf -Mrm ${ids[0]} ${ids[1]}
-C $dir/conf -qGthird -Mrm ${ids[2]}" "$(sed 1d "$dir/args" | sort)"
}

@test "Exim has no input and no signal that is turned off" {
	send 1
	remover_is <<-'SH'
		case "$*" in
		*-Mrm*)
			readlink /proc/$$/fd/0 >"$dir/stdin"
			# Built in: to run a program this shell blocks signals.
			while read -r line; do
				echo "$line"
			done </proc/$$/status >"$dir/signals"
			ls /proc/$$/fd >"$dir/fds"
			;;
		esac
		exec "$exim" "$@"
	SH
	(
		trap '' PIPE
		remove "${ids[0]}" >/dev/null 2>&1
	)
	same /dev/null "$(cat "$dir/stdin")"
	# SIGPIPE is 13, SIGINT 2, SIGTERM 15, SIGHUP 1
	local ignored
	ignored=$(awk '/SigIgn/ { print $2 }' "$dir/signals")
	same 0 $((0x$ignored & 0x5003))
	same 0000000000000000 "$(awk '/SigBlk/ { print $2 }' "$dir/signals")"
	gone "${ids[0]}"
}

# ======================================================================
# Messages that others have

@test "a message in delivery is locked: exit 2, it stays, another goes" {
	exim_delivers "$dir"
	mail stuck a@b.example stuck@stuck.example
	mail free a@b.example later@other.example
	local stuck free
	stuck=$(id_of stuck) free=$(id_of free)
	hold_open "$stuck"
	ask 2 remove "$stuck" "$free"
	same "locked removed" "$(results)"
	has "${lines[0]}" $'\tlocked\ta@b.example\tstuck@stuck.example\tstuck'
	same "qrm: 1 removed, 1 locked" "$stderr"
	gone "$free"
	queued 1
	ask 2 remove <<<"$stuck"
	same "locked" "$(results)"
	let_go
	queued 0
	same 1 "$(grep -c "$stuck => " "$spool/log/mainlog")"
	same 0 "$(grep -c "$stuck removed" "$spool/log/mainlog")"
	ask 0 remove <<<"$stuck"
	same "missing" "$(results)"
}

@test "a message in reception is locked, and arrives whole" {
	mkfifo "$dir/smtp"
	exim "$dir" -bs <"$dir/smtp" >"$dir/smtp.out" 3>&- &
	local pid=$! data id i=0
	exec 8>"$dir/smtp"
	printf '%s\r\n' 'HELO x' 'MAIL FROM:<a@b.example>' \
		'RCPT TO:<c@d.example>' DATA 'Subject: half' '' >&8
	head -c 100000 /dev/urandom | od -An -tx1 >"$dir/body"
	sed 's/$/\r/' "$dir/body" >&8
	# Exim locks it before it writes to it.
	until data=$(find "$spool/input" -name '*-D' -size +0 | grep .) ||
		[ $((i += 1)) = 3000 ]; do
		sleep .02
	done
	id=${data##*/} id=${id%-D}
	ask 2 remove "$id"
	same "$id"$'\tlocked\t-\t-\t-' "$output"
	ask 2 remove -b "$kept" - <<<"$id"
	same "locked" "$(results)"
	same "" "$(find "$kept" -type f)"
	ask 0 remove -n "$id"
	printf '\r\n.\r\nQUIT\r\n' >&8
	exec 8>&-
	wait $pid || cat "$dir/smtp.out"
	queued 1
	same "$id" "$(qls -d "$spool" -k id)"
	exim "$dir" -Mvb "$id" | sed 1d | sed '$d' | diff "$dir/body" -
	same 0 "$(frozen)"
	ask 0 remove "$id"
	queued 0
}

@test "a message that leaves the queue meanwhile is missing" {
	send 2
	remover_is <<-SH
		case "\$*" in *-Mrm*) "\$exim" -C "\$2" -Mrm "${ids[0]}" >/dev/null ;; esac
		exec "\$exim" "\$@"
	SH
	ask 0 remove <<<"${ids[0]}"
	same "missing" "$(results)"
	logged "${ids[0]}"
	ask 0 remove "${ids[1]}"
	queued 0
}

@test "a plain user: nothing is removed, exit 2" {
	send 1
	snapshot >"$dir/before"
	ask 2 as_nobody "$(type -P qrm)" -C "$dir/conf" -d "$spool" "${ids[0]}"
	same "" "$output"
	has "$stderr" "Permission denied"
	untouched
}

@test "a user who may read the queue, but not write: refused, exit 2" {
	send 2
	readable_path
	install -m 755 "$(type -P qrm)" "$dir/tool"
	install -d -m 700 -o 65534 "$dir/his"
	snapshot >"$dir/before"
	local -a user=(setpriv --reuid=65534 --regid="$(id -g Debian-exim)"
		--clear-groups "$dir/tool" -C "$dir/conf" -d "$spool")
	ask 2 "${user[@]}" "${ids[@]}"
	same "refused refused" "$(results)"
	same "qrm: 2 refused" "$stderr"
	ask 2 "${user[@]}" -b "$dir/his" "${ids[@]}"
	same "refused refused" "$(results)"
	same "" "$(find "$dir/his" -type f)"
	ask 0 "${user[@]}" -n "${ids[@]}"
	untouched
}

@test "Exim's own user can remove, keep and restore" {
	send 2
	readable_path
	install -m 755 "$(type -P qrm)" "$dir/tool"
	install -d -m 700 -o Debian-exim "$dir/his"
	messages "$spool" >"$dir/were"
	local -a user=(setpriv --reuid="$(id -u Debian-exim)"
		--regid="$(id -g Debian-exim)" --clear-groups "$dir/tool"
		-C "$dir/conf" -d "$spool")
	ask 0 "${user[@]}" -b "$dir/his" "${ids[@]}"
	same "removed removed" "$(results)"
	queued 0
	all_in "$dir/were" "$dir/his"
	ask 0 "${user[@]}" -u "$dir/his" "${ids[@]}"
	same "restored restored" "$(results)"
	all_in "$dir/were" "$spool"
	queued 2
}

@test "a plain user's DIR below one that may only be passed through" {
	send 2
	open_path
	install -m 755 "$(type -P qrm)" "$dir/tool"
	chmod 711 "$dir"
	install -d -m 700 -o Debian-exim "$dir/his"
	ask 0 setpriv --reuid="$(id -u Debian-exim)" \
		--regid="$(id -g Debian-exim)" --clear-groups "$dir/tool" \
		-C "$dir/conf" -d "$spool" -b "$dir/his" "${ids[0]}"
	same "removed" "$(results)"
	same 3 "$(find "$dir/his" -type f | wc -l)"
}

# ======================================================================
# Layouts, and messages that are not whole

@test "messages of a named queue go with those of the default one" {
	send 6
	exim "$dir" -MG third "${ids[1]}" "${ids[3]}"
	exim "$dir" -MG other "${ids[4]}"
	ask 0 remove "${ids[@]:0:5}"
	same "removed removed removed removed removed" "$(results)"
	gone "${ids[@]:0:5}"
	logged "${ids[@]:0:5}"
	queued 1
	same 0 "$(exim "$dir" -qGthird -bpc)"
	same 0 "$(exim "$dir" -qGother -bpc)"
}

@test "a split spool, and one of both layouts, whatever is configured" {
	send 3
	split_spool
	send 3
	same 6 "${#ids[@]}"
	ask 0 remove "${ids[0]}" "${ids[3]}"
	same "removed removed" "$(results)"
	sed -i /split_spool/d "$dir/conf"
	ask 0 remove "${ids[1]}" "${ids[4]}"
	same "removed removed" "$(results)"
	gone "${ids[@]:0:2}" "${ids[@]:3:2}"
	logged "${ids[@]:0:2}" "${ids[@]:3:2}"
	queued 2
}

# The states of damaged messages, one after the other.
damage() {
	send 5
	: >"$spool/input/${ids[0]}-H"
	truncate -s -20 "$spool/input/${ids[1]}-H"
	rm "$spool/input/${ids[2]}-D"
	rm "$spool/input/${ids[3]}-H"
	printf 'user4@rcpt.example\n' >"$spool/input/${ids[4]}-J"
}

@test "damaged, incomplete and left over: removed, as exim -Mrm does" {
	damage
	ask 0 remove "${ids[@]}"
	same "removed removed removed removed removed" "$(results)"
	same "${ids[0]}"$'\tremoved\t-\t-\t-' "${lines[0]}"
	same "${ids[1]}"$'\tremoved\troot@mail.example\tuser1@rcpt.example\tmessage 1' \
		"${lines[1]}"
	same "${ids[3]}"$'\tremoved\t-\t-\t-' "${lines[3]}"
	gone "${ids[@]}"
	logged "${ids[@]}"
	queued 0
}

@test "damaged, incomplete and left over: -b keeps what there was" {
	damage
	local i
	for i in 0 1 2 3 4; do
		cp -a "$spool/input/${ids[i]}"-* "$dir"
	done
	ask 0 remove -ab "$kept" "${ids[@]}"
	same "removed removed removed removed removed" "$(results)"
	queued 0
	gone "${ids[@]}"
	for i in 0 1 2 3 4; do
		local file
		for file in "$dir/${ids[i]}"-*; do
			diff <(thawed "$file") <(thawed "$kept/input/${file##*/}")
		done
	done
	no_debris "$kept"
}

@test "a journal alone is no message" {
	send 2
	rm "$spool/input/${ids[0]}"-[HD]
	: >"$spool/input/${ids[0]}-J"
	ask 0 remove - <<<"${ids[0]}"
	same "missing" "$(results)"
}

@test "an id of the new form that Exim 4.96 cannot take: failed, exit 2" {
	send 2
	local new=${ids[0]:0:6}-00000${ids[0]:7:6}-${ids[0]:14:2}00
	copy_as "$dir" "${ids[0]}" "$new"
	ask 2 remove "$new"
	same "failed" "$(results)"
	has "$(remove -v "$new" 2>&1)" "malformed message id $new"
	stays "$new"
}

# ======================================================================
# -i

@test "-i asks on the terminal, while ids come from a pipe" {
	send 3
	with_terminal 'y\n' "printf '%s\n' ${ids[0]} ${ids[1]} |
		qrm -i -C $dir/conf -d $spool >$dir/out 2>$dir/err" >"$dir/screen"
	has "$(cat "$dir/screen")" "qrm: remove 2 messages from $spool? [y/N] "
	same "removed removed" "$(cut -f 2 "$dir/out" | xargs)"
	same "qrm: 2 removed" "$(cat "$dir/err")"
	queued 1
}

# answers KEYS: that answer removes nothing.
declines() {
	ask 2 with_terminal "$1" \
		"echo ${ids[0]} | qrm -i -C $dir/conf -d $spool >$dir/out 2>$dir/err"
	same "" "$(cat "$dir/out")"
	has "$(cat "$dir/err")" "qrm: nothing removed"
	untouched
}

@test "-i: n, nothing, something else, the input's end: nothing is removed" {
	send 2
	snapshot >"$dir/before"
	declines 'n\n'
	declines '\n'
	declines '\004'
	declines 'x\ny\n'
	declines ' y\n'
}

@test "-i: yes and Y are yes, too" {
	send 2
	ask 0 with_terminal 'Yes\n' \
		"echo ${ids[0]} | qrm -i -C $dir/conf -d $spool"
	ask 0 with_terminal 'Y\n' "qrm -i -C $dir/conf -d $spool ${ids[1]}"
	queued 0
}

@test "-i asks once, and before -b does anything" {
	generate 30
	snapshot >"$dir/before"
	ask 2 with_terminal 'n\n' \
		"qrm -ai -b $kept -C $dir/conf -d $spool ${ids[*]}"
	has "$output" "remove 30 messages from"
	untouched
	same "" "$(find "$kept" -type f 2>/dev/null)"
	ask 0 with_terminal 'y\n' \
		"qrm -ai -b $kept -C $dir/conf -d $spool ${ids[*]}"
	same 1 "$(grep -c 'remove 30 messages' <<<"$output")"
	queued 0
}

@test "-i: Ctrl-C at the question removes nothing" {
	send 2
	snapshot >"$dir/before"
	run with_terminal '\003' "qrm -i -C $dir/conf -d $spool ${ids[0]}"
	[ "$status" != 0 ]
	untouched
}

@test "-i without a terminal: an error, nothing is removed" {
	send 2
	snapshot >"$dir/before"
	ask 2 setsid -w qrm -i -C "$dir/conf" -d "$spool" "${ids[0]}" <<<y
	same "" "$output"
	has "$stderr" "qrm: /dev/tty: "
	has "$stderr" "qrm: nothing removed"
	untouched
}

@test "-i asks nothing if there is nothing to remove" {
	send 1
	ask 0 setsid -w qrm -i -C "$dir/conf" -d "$spool" <<<1xUnyH-0006we-0M
	same "missing" "$(results)"
}

# ======================================================================
# -b

# The copy is the message as it was, but for the freeze.
@test "-b: the messages are gone, and DIR, mode 0700, has them frozen" {
	send 4
	messages "$spool" >"$dir/were"
	local id
	for id in "${ids[@]}"; do
		cp -a "$spool/msglog/$id" "$dir/$id.log"
		cp -a "$spool/input/$id-D" "$dir/$id-D"
		cp -a "$spool/input/$id-H" "$dir/$id-H"
	done
	ask 0 remove -b "$kept" "${ids[@]}"
	same "removed removed removed removed" "$(results)"
	same "${ids[0]}"$'\tremoved\troot@mail.example\tuser0@rcpt.example\tmessage 0' \
		"${lines[0]}"
	same "qrm: 4 removed" "$stderr"
	queued 0
	gone "${ids[@]}"
	logged "${ids[@]}"
	same "700 root" "$(stat -c '%a %U' "$kept")"
	for id in "${ids[@]}"; do
		cmp "$dir/$id-D" "$kept/input/$id-D"
		cmp "$dir/$id.log" "$kept/msglog/$id"
		diff <(thawed "$dir/$id-H") <(thawed "$kept/input/$id-H")
		grep -q '^-frozen ' "$kept/input/$id-H"
	done
	all_in "$dir/were" "$kept"
	same "$(find "$kept" -type f | wc -l)" 12
	ask 0 qls -d "$kept" -k id,state
	same "$(printf '%s\tfrozen\n' "${ids[@]}")" "$output"
	no_debris "$kept" "$spool"
}

@test "-b: a journal is kept, and large messages with odd bytes" {
	head -c 3000000 /dev/urandom >"$dir/noise"
	{
		printf 'Subject: big\n\n'
		cat "$dir/noise"
	} | exim "$dir" -odq -i c@d.example e@f.example
	local id
	id=$(first_id "$dir")
	printf 'c@d.example\n' >"$spool/input/$id-J"
	cp -a "$spool/input" "$dir/input"
	ask 0 remove -b "$kept" "$id"
	cmp "$dir/input/$id-D" "$kept/input/$id-D"
	ask 0 qls -d "$kept" -k rcpts,done
	same $'e@f.example\tc@d.example' "$output"
}

@test "-b: on one file system copies are hard links" {
	send 1
	local inode
	inode=$(stat -c %i "$spool/input/${ids[0]}-D")
	ask 0 remove -b "$kept" "${ids[0]}"
	same "$inode" "$(stat -c %i "$kept/input/${ids[0]}-D")"
	ask 0 remove -u "$kept" "${ids[0]}"
	same "$inode" "$(stat -c %i "$spool/input/${ids[0]}-D")"
}

@test "-b: to another file system, and back" {
	send 5
	messages "$spool" >"$dir/were"
	cat >"$dir/steps" <<-SH
		set -e
		qrm -C $dir/conf -d $spool -b $dir/other/kept ${ids[*]}
		cp -a $dir/other/kept $dir/seen
		exim4 -C $dir/conf -bpc
		qrm -C $dir/conf -d $spool -u $dir/other/kept ${ids[*]}
		find $dir/other/kept -type f
	SH
	ask 0 elsewhere size=4m sh "$dir/steps"
	same "removed removed removed removed removed 0 restored restored restored restored restored" \
		"$(results)"
	all_in "$dir/were" "$dir/seen"
	all_in "$dir/were" "$spool"
	queued 5
	same 5 "$(frozen)"
	same "Debian-exim:Debian-exim 640" \
		"$(stat -c '%U:%G %a' "$spool"/input/* | sort -u)"
	no_debris "$dir/seen" "$spool"
}

@test "-b: the copies are on disk before anything is removed" {
	send 3
	ASAN_OPTIONS=detect_leaks=0 strace -f -o "$dir/trace" -s 200 \
		-e trace=execve,linkat,syncfs,unlinkat qrm -C "$dir/conf" \
		-d "$spool" -b "$kept" "${ids[@]}" >/dev/null 2>&1
	local last_link first_sync removal
	removal=$(grep -n 'execve.*"-Mrm"' "$dir/trace" | head -n 1 | cut -d: -f 1)
	last_link=$(grep -n linkat "$dir/trace" | grep 'H.qrm' | tail -n 1 |
		cut -d: -f 1)
	first_sync=$(grep -n syncfs "$dir/trace" | head -n 1 | cut -d: -f 1)
	[ "$last_link" -lt "$first_sync" ]
	[ "$first_sync" -lt "$removal" ]
	grep -q '"-Mf"' <(head -n "$last_link" "$dir/trace")
}

@test "-b: split and named queues are kept as they are" {
	send 2
	split_spool
	send 2
	exim "$dir" -MG third "${ids[3]}"
	messages "$spool" >"$dir/were"
	same 4 "$(wc -l <"$dir/were")"
	ask 0 remove -b "$kept" "${ids[@]}"
	same "removed removed removed removed" "$(results)"
	all_in "$dir/were" "$kept"
	ask 0 qls -d "$kept" -G '*' -k id,queue,state
	{
		printf '%s\tdefault\tfrozen\n' "${ids[@]:0:3}"
		printf '%s\tthird\tfrozen\n' "${ids[3]}"
	} | diff - <(echo "$output")
	queued 0
	ask 0 remove -u "$kept" "${ids[@]}"
	same "restored restored restored restored" "$(results)"
	all_in "$dir/were" "$spool"
	queued 3
	same 1 "$(exim "$dir" -qGthird -bpc)"
	same 4 "$(frozen)"
	same "" "$(find "$kept" -type f)"
}

@test "-b: a second time into the same DIR, which has what it had" {
	send 3
	messages "$spool" >"$dir/were"
	ask 0 remove -b "$kept" "${ids[0]}"
	ask 0 remove -b "$kept" "${ids[1]}" "${ids[2]}"
	all_in "$dir/were" "$kept"
}

@test "-b: a DIR that others may look into is refused" {
	send 2
	snapshot >"$dir/before"
	local mode
	for mode in 750 710 701 770 777 1777; do
		rm -rf "$kept"
		mkdir "$kept"
		chmod $mode "$kept"
		ask 2 remove -b "$kept" "${ids[0]}"
		same "" "$output"
		has "$stderr" \
			"qrm: $kept: not yours alone (its mode has to be 0700)"
		same "" "$(ls -A "$kept")"
	done
	chmod 700 "$kept"
	chown Debian-exim "$kept"
	ask 2 remove -b "$kept" "${ids[0]}"
	has "$stderr" "not yours alone"
	untouched
}

@test "-b: a DIR that is a file, or cannot be made, is refused" {
	send 2
	snapshot >"$dir/before"
	: >"$kept"
	ask 2 remove -b "$kept" "${ids[0]}"
	has "$stderr" "qrm: $kept: Not a directory"
	ask 2 remove -b "$dir/none/kept" "${ids[0]}"
	has "$stderr" "qrm: $dir/none/kept: No such file or directory"
	untouched
}

@test "-b: a DIR inside the queue is refused, and none is made there" {
	send 2
	mkdir -m 700 "$spool/inside"
	ln -s "$spool/inside" "$dir/link"
	ln -s spool "$dir/whole"
	find "$spool" | sort >"$dir/before"
	local one
	for one in "$spool" "$spool/inside" "$spool/inside/deep" \
		"$spool/input/x" "$dir/link" "$dir/link/x" "$dir/whole" \
		"$dir/whole/inside/../y" "$dir/link/.."; do
		ask 2 remove -b "$one" "${ids[0]}"
		same "" "$output"
		has "$stderr" "qrm: $one: "
		find "$spool" | sort | diff "$dir/before" -
	done
	same 0 "$(frozen)"
}

@test "-b: a DIR that another qrm uses is refused, nothing is touched" {
	send 2
	mkdir -m 700 "$kept"
	snapshot >"$dir/before"
	exec 9<"$kept"
	flock 9
	ask 2 remove -b "$kept" "${ids[0]}" 9<&-
	has "$stderr" "qrm: $kept: in use by another process"
	ask 2 remove -u "$kept" "${ids[0]}" 9<&-
	has "$stderr" "qrm: $kept: in use by another process"
	untouched
	exec 9<&-
	ask 0 remove -b "$kept" "${ids[0]}"
}

@test "-b: two at once with one DIR: the second is refused" {
	send 3
	remover_waits -Mrm
	remove -b "$kept" "${ids[0]}" >"$dir/first" 2>&1 3>&- &
	local pid=$!
	await "$dir/started"
	ask 2 remove -b "$kept" "${ids[1]}"
	has "$stderr" "in use by another process"
	: >"$dir/go"
	wait $pid
	has "$(cat "$dir/first")" $'\tremoved\t'
	same 0 "$(frozen)"
	stays "${ids[1]}" "${ids[2]}"
}

@test "-b: a locked message stays, without a copy, and we did not freeze it" {
	exim_delivers "$dir"
	mail stuck a@b.example stuck@stuck.example later@other.example
	mail free a@b.example later@other.example
	local stuck free
	stuck=$(id_of stuck) free=$(id_of free)
	hold_open "$stuck"
	ask 2 remove -b "$kept" "$stuck" "$free"
	same "locked removed" "$(results)"
	same "qrm: 1 removed, 1 locked" "$stderr"
	same "" "$(find "$kept" -name "$stuck*")"
	same 3 "$(find "$kept" -name "$free*" | wc -l)"
	let_go
	stays "$stuck"
	same deferred "$(qls -d "$spool" -k state)"
	same 0 "$(grep -c "$stuck frozen" "$spool/log/mainlog")"
}

@test "-b: what could not be removed has no copy and is thawed" {
	send 3
	exim "$dir" -Mf "${ids[1]}" >/dev/null
	messages "$spool" >"$dir/were"
	remover_is <<-'SH'
		case "$*" in *-Mrm*) exit 1 ;; esac
		exec "$exim" "$@"
	SH
	ask 2 remove -b "$kept" "${ids[@]}"
	same "failed failed failed" "$(results)"
	same "qrm: 3 failed" "$stderr"
	same "" "$(find "$kept" -type f)"
	same "queued frozen queued" "$(qls -d "$spool" -k state | xargs)"
	all_in "$dir/were" "$spool"
}

@test "-b: what one batch could not remove is thawed, the rest is kept" {
	send 4
	messages "$spool" >"$dir/were"
	remover_is <<-'SH'
		case "$*" in
		*-Mrm*)
			"$exim" "$1" "$2" "$3" "$4"
			kill -9 $$
			;;
		esac
		exec "$exim" "$@"
	SH
	ask 2 remove -b "$kept" "${ids[@]:0:3}"
	same "removed failed failed" "$(results)"
	same 0 "$(frozen)"
	queued 3
	same "${ids[0]}" "$(qls -d "$kept" -k id)"
	same 3 "$(find "$kept" -type f | wc -l)"
	all_in "$dir/were" "$spool" "$kept"
}

@test "-b: what went without a word keeps its copy" {
	send 2
	messages "$spool" >"$dir/were"
	remover_is <<-'SH'
		case "$*" in *-Mrm*) exec >/dev/null 2>&1 ;; esac
		exec "$exim" "$@"
	SH
	ask 2 remove -b "$kept" "${ids[0]}"
	same "failed" "$(results)"
	gone "${ids[0]}"
	all_in "$dir/were" "$spool" "$kept"
}

@test "-b: what was delivered meanwhile has no copy" {
	exim_delivers "$dir"
	mail x a@b.example one@box.example
	local id
	id=$(first_id "$dir")
	remover_is <<-'SH'
		case "$*" in
		*-Mrm*)
			"$exim" -C "$2" -Mt "$4" >/dev/null
			"$exim" -C "$2" -M "$4"
			;;
		esac
		exec "$exim" "$@"
	SH
	ask 0 remove -b "$kept" - <<<"$id"
	same "missing" "$(results)"
	same "" "$(find "$kept" -type f)"
	same 1 "$(grep -c '^Subject: x' "$dir/box/in")"
	queued 0
}

@test "-b: a message that cannot be thawed again is told" {
	send 2
	remover_is <<-'SH'
		case "$*" in *-Mrm* | *-Mt*) exit 1 ;; esac
		exec "$exim" "$@"
	SH
	ask 2 remove -b "$kept" "${ids[0]}"
	same "failed" "$(results)"
	same 1 "$(frozen)"
	has "$stderr" "${ids[0]}"
}

@test "-b: what could not be frozen is not removed" {
	send 2
	remover_is <<-'SH'
		case "$*" in *-Mf*) exit 0 ;; esac
		exec "$exim" "$@"
	SH
	ask 2 remove -b "$kept" "${ids[@]}"
	same "failed failed" "$(results)"
	same "" "$(find "$kept" -type f)"
	same 0 "$(frozen)"
	queued 2
}

@test "-b: a body that is no plain file: no copy, it is not removed" {
	send 2
	rm "$spool/input/${ids[0]}-D"
	mkdir "$spool/input/${ids[0]}-D"
	ask 2 remove -b "$kept" "${ids[@]}"
	same "failed removed" "$(results)"
	same "" "$(find "$kept" -name "${ids[0]}*")"
	[ -e "$spool/input/${ids[0]}-H" ]
	same 0 "$(frozen)"
}

@test "-b: Exim cannot be started: no copy is left" {
	send 2
	remover_is <<-'SH'
		case "$*" in *-bP*) rm "$0" ;; esac
		exec "$exim" "$@"
	SH
	ask 2 remove -b "$kept" "${ids[0]}"
	same "failed" "$(results)"
	same "" "$(find "$kept" -type f)"
	same 0 "$(frozen)"
	queued 2
}

@test "-b: a full disk: nothing is removed, frozen or left there" {
	local i
	for i in 1 2 3 4 5; do
		{
			printf 'Subject: big %d\n\n' $i
			head -c 30000 /dev/zero | tr '\0' x | fold
		} | exim "$dir" -odq "c$i@d.example"
	done
	read_ids
	messages "$spool" >"$dir/were"
	cat >"$dir/steps" <<-SH
		qrm -C $dir/conf -d $spool -b $dir/other/kept ${ids[*]}
		rc=\$?
		find $dir/other/kept -type f >$dir/left
		exit \$rc
	SH
	ask 2 elsewhere size=64k sh "$dir/steps"
	same "failed failed failed failed failed" "$(results)"
	has "$stderr" ": no copy: No space left on device"
	has "$stderr" "qrm: nothing removed"
	has "$stderr" "qrm: 5 failed"
	same "" "$(cat "$dir/left")"
	queued 5
	same 0 "$(frozen)"
	all_in "$dir/were" "$spool"
	same 0 "$(grep -c removed "$spool/log/mainlog")"
}

# ======================================================================
# -u

# keep_some N: N messages, removed, with copies.
keep_some() {
	send "$1"
	messages "$spool" >"$dir/were"
	remove -ab "$kept" "${ids[@]}" >/dev/null 2>&1
	queued 0
}

@test "-u: what was removed is back as it was, frozen, DIR is empty" {
	keep_some 4
	ask 0 remove -u "$kept" "${ids[@]}"
	same "restored restored restored restored" "$(results)"
	same "${ids[1]}"$'\trestored\troot@mail.example\tuser1@rcpt.example\tmessage 1' \
		"${lines[1]}"
	same 1 "$(wc -l <<<"$stderr")"
	has "$stderr" "qrm: 4 restored and held; to have them delivered: "
	has "$stderr" "-C $dir/conf -Mt ID"
	all_in "$dir/were" "$spool"
	queued 4
	same 4 "$(frozen)"
	same "" "$(find "$kept" -type f)"
	same "Debian-exim:Debian-exim 640" "$(stat -c '%U:%G %a' \
		"$spool"/input/* "$spool"/msglog/* | sort -u)"
	listed "$dir"
	no_debris "$spool"
}

@test "-u: after exim -Mt a restored message is delivered, once" {
	exim_delivers "$dir"
	mail hello a@b.example one@box.example
	local id
	id=$(first_id "$dir")
	remove -b "$kept" "$id" >/dev/null 2>&1
	ask 0 remove -u "$kept" "$id"
	exim "$dir" -q
	queued 1
	[ ! -s "$dir/box/in" ]
	# As it was told.
	sed 's/.*delivered: //; s/ID$//' <<<"$stderr" >"$dir/how"
	sh -c "$(cat "$dir/how") $id" >/dev/null
	same 0 "$(frozen)"
	exim "$dir" -M "$id"
	queued 0
	same 1 "$(grep -c '^Subject: hello' "$dir/box/in")"
	same 1 "$(grep -c '^body of hello' "$dir/box/in")"
	ask 2 remove -u "$kept" "$id"
	same "failed" "$(results)"
}

@test "-u: whom it was delivered to before, by the journal, it is not again" {
	exim_delivers "$dir"
	mail hello a@b.example one@box.example two@box.example
	local id
	id=$(first_id "$dir")
	printf 'one@box.example\n' >"$spool/input/$id-J"
	chown Debian-exim:Debian-exim "$spool/input/$id-J"
	remove -b "$kept" "$id" >/dev/null 2>&1
	[ -e "$kept/input/$id-J" ] ||
		grep -q one@box.example "$kept/input/$id-H"
	ask 0 remove -u "$kept" "$id"
	has "$output" $'\ttwo@box.example\thello'
	exim "$dir" -Mt "$id" >/dev/null
	exim "$dir" -M "$id"
	queued 0
	same 1 "$(grep -c "$id => two " "$spool/log/mainlog")"
	same 0 "$(grep -c "$id => one " "$spool/log/mainlog")"
}

@test "-u: a journal beside a frozen message is put back" {
	keep_some 1
	# As of a delivery that was killed.
	printf 'user0@rcpt.example\n' >"$kept/input/${ids[0]}-J"
	chown Debian-exim:Debian-exim "$kept/input/${ids[0]}-J"
	ask 0 remove -u "$kept" "${ids[0]}"
	same user0@rcpt.example "$(cat "$spool/input/${ids[0]}-J")"
	same "" "$(find "$kept" -type f)"
}

@test "-u: ids from standard input, some of the copies" {
	keep_some 4
	qls -d "$kept" | sed -n 2,3p >"$dir/picked"
	ask 0 remove -u "$kept" <"$dir/picked"
	same "restored restored" "$(results)"
	queued 2
	same "${ids[0]} ${ids[3]}" "$(qls -d "$kept" -k id | xargs)"
	all_in "$dir/were" "$spool" "$kept"
	qls -d "$kept" -j >"$dir/picked"
	ask 0 remove -u "$kept" <"$dir/picked"
	queued 4
}

@test "-u: what the queue has already: exists, exit 0, left as it is" {
	keep_some 2
	cp -a "$kept" "$dir/copies"
	remove -u "$kept" "${ids[@]}" >/dev/null 2>&1
	exim "$dir" -Mt "${ids[0]}" >/dev/null
	snapshot >"$dir/before"
	ask 0 remove -u "$dir/copies" "${ids[@]}"
	same "exists exists" "$(results)"
	untouched
	same 0 "$(grep -c frozen "$spool/input/${ids[0]}-H")"
	# A copy that could be restored once more, after the delivery, is gone.
	same "" "$(qls -d "$dir/copies")"
}

@test "-u: another message of that id in the queue: exists, the copy stays" {
	keep_some 1
	cp -a "$kept" "$dir/copies"
	remove -u "$kept" "${ids[0]}" >/dev/null 2>&1
	echo more >>"$spool/input/${ids[0]}-D"
	snapshot >"$dir/before"
	ask 0 remove -u "$dir/copies" "${ids[0]}"
	same "exists" "$(results)"
	untouched
	same "${ids[0]}" "$(qls -d "$dir/copies" -k id)"
}

@test "-u: what the queue has and DIR no longer: exists, too, exit 0" {
	keep_some 2
	remove -u "$kept" "${ids[@]}" >/dev/null 2>&1
	snapshot >"$dir/before"
	ask 0 remove -u "$kept" <<<"${ids[0]}"
	same "exists" "$(results)"
	ask 0 remove -u "$kept" "${ids[1]}"
	same "exists" "$(results)"
	same "" "$stderr"
	untouched
}

@test "-u: what DIR does not have: failed, exit 2, the others are restored" {
	keep_some 2
	ask 2 remove -u "$kept" "${ids[0]}" 1xUnyH-0006we-0M "${ids[1]}"
	same "restored failed restored" "$(results)"
	has "$stderr" "1xUnyH-0006we-0M"
	queued 2
	ask 2 remove -u "$kept" <<<1xUnyH-0006we-0M
	same "failed" "$(results)"
}

@test "-u: a copy that is not frozen is restored frozen" {
	keep_some 3
	sed -i '/^-frozen /d' "$kept/input/${ids[0]}-H" "$kept/input/${ids[2]}-H"
	ask 0 remove -u "$kept" "${ids[@]}"
	queued 3
	same 3 "$(frozen)"
	same 3 "$(exim "$dir" -bp | grep -c ' \*\*\* frozen \*\*\*$')"
	all_in "$dir/were" "$spool"
	same "Debian-exim:Debian-exim 640" \
		"$(stat -c '%U:%G %a' "$spool"/input/* | sort -u)"
	listed "$dir"
}

@test "-u: a copy that was frozen long ago is not thawed by Exim's auto_thaw" {
	exim_delivers "$dir" "auto_thaw = 1h"
	mail hello a@b.example one@box.example
	local id
	id=$(first_id "$dir")
	remove -b "$kept" "$id" >/dev/null 2>&1
	sed -i "s/^-frozen .*/-frozen $(($(date +%s) - 7200))/" \
		"$kept/input/$id-H"
	ask 0 remove -u "$kept" "$id"
	exim "$dir" -q
	queued 1
	same 1 "$(frozen)"
	[ ! -s "$dir/box/in" ]
}

@test "-u: a damaged copy fails, stays where it is, leaves nothing" {
	keep_some 3
	truncate -s -9 "$kept/input/${ids[0]}-H"
	: >"$kept/input/${ids[1]}-H"
	find "$kept" -name "${ids[2]}-H" -delete
	cp -a "$kept" "$dir/copies"
	snapshot >"$dir/before"
	ask 2 remove -u "$kept" "${ids[@]}"
	same "failed failed failed" "$(results)"
	has "$stderr" "qrm: ${ids[0]}: damaged"
	untouched
	diff -r "$kept" "$dir/copies"
}

@test "-u: another file in its place in the queue is not touched" {
	keep_some 2
	echo other >"$spool/input/${ids[0]}-D"
	echo other >"$spool/msglog/${ids[1]}"
	cp -a "$kept" "$dir/copies"
	ask 2 remove -u "$kept" "${ids[@]}"
	same "failed failed" "$(results)"
	has "$stderr" "qrm: ${ids[0]}: File exists"
	same other "$(cat "$spool/input/${ids[0]}-D")"
	same other "$(cat "$spool/msglog/${ids[1]}")"
	queued 0
	# Nothing half of it is left that a later message could meet.
	same "${ids[0]}-D ${ids[1]}" "$(find "$spool/input" "$spool/msglog" \
		-type f -printf '%f\n' | sort | xargs)"
	diff -r "$kept" "$dir/copies"
}

@test "-u: what an earlier try left in the queue is as good" {
	keep_some 2
	ln "$kept/input/${ids[0]}-D" "$spool/input/${ids[0]}-D"
	cp -a "$kept/input/${ids[1]}-D" "$spool/input/${ids[1]}-D"
	ask 0 remove -u "$kept" "${ids[@]}"
	same "restored restored" "$(results)"
	queued 2
	same "" "$(find "$kept" -type f)"
	no_debris "$spool"
}

@test "-u: one malformed line: nothing is restored" {
	keep_some 2
	snapshot >"$dir/before"
	ask 2 remove -u "$kept" <<<"${ids[0]}"$'\nx'
	same "" "$output"
	same "qrm: standard input: line 2: no message id
qrm: nothing restored" "$stderr"
	untouched
	ask 0 remove -u "$kept" </dev/null
	same "qrm: nothing to restore" "$stderr"
}

@test "-u: a DIR that is none, is no queue, or is the queue: exit 2" {
	keep_some 1
	snapshot >"$dir/before"
	ask 2 remove -u "$dir/none" "${ids[0]}"
	has "$stderr" "qrm: $dir/none: No such file or directory"
	[ ! -e "$dir/none" ]
	mkdir -m 700 "$dir/empty"
	ask 2 remove -u "$dir/empty" "${ids[0]}"
	has "$stderr" "qrm: $dir/empty: not a mail queue"
	ask 2 remove -u "$spool" "${ids[0]}"
	has "$stderr" "qrm: $spool: "
	chmod 750 "$kept"
	ask 2 remove -u "$kept" "${ids[0]}"
	has "$stderr" "not yours alone"
	untouched
}

@test "-u: an Exim that works elsewhere: exit 2, nothing touched" {
	keep_some 1
	exim_conf "$dir/b"
	snapshot >"$dir/before"
	ask 2 qrm -C "$dir/b/conf" -d "$spool" -u "$kept" "${ids[0]}"
	same "" "$output"
	has "$stderr" " works on $dir/b/spool, not on $spool"
	untouched
	all_in "$dir/were" "$kept"
}

@test "-u: other options than -C and -d are a usage error" {
	keep_some 1
	local option
	for option in -a -i -n -q -v "-b$dir/x"; do
		ask 2 remove "$option" -u "$kept" "${ids[0]}"
		has "$stderr" "qrm: -u: only with -C and -d"
	done
	queued 0
	all_in "$dir/were" "$kept"
}

@test "-u: the copies go only when the restored messages are on disk" {
	keep_some 3
	ASAN_OPTIONS=detect_leaks=0 strace -o "$dir/trace" -s 200 \
		-e trace=linkat,syncfs,unlinkat qrm -C "$dir/conf" \
		-d "$spool" -u "$kept" "${ids[@]}" >/dev/null 2>&1
	grep -n -e linkat -e syncfs "$dir/trace" | grep -v unlinkat |
		tail -n 1 | grep -q syncfs
	local sync
	sync=$(grep -n syncfs "$dir/trace" | tail -n 1 | cut -d: -f 1)
	same 3 "$(sed -n "$sync,\$p" "$dir/trace" | grep -c -e '-H"')"
	same 0 "$(sed "$sync,\$d" "$dir/trace" | grep unlinkat |
		grep -c -e '-H"')"
}

@test "-u: into a queue of the other layout the message is one all the same" {
	split_spool
	keep_some 2
	sed -i /split_spool/d "$dir/conf"
	ask 0 remove -u "$kept" "${ids[@]}"
	all_in "$dir/were" "$spool"
	queued 2
	listed "$dir"
	ask 0 remove "${ids[@]}"
	queued 0
}

@test "-u: a named queue that is no longer there is made again" {
	send 2
	exim "$dir" -MG third "${ids[0]}"
	messages "$spool" >"$dir/were"
	remove -b "$kept" "${ids[@]}" >/dev/null 2>&1
	rm -r "$spool/third"
	ask 0 remove -u "$kept" "${ids[@]}"
	same 1 "$(exim "$dir" -qGthird -bpc)"
	all_in "$dir/were" "$spool"
	same "Debian-exim:Debian-exim 750" "$(stat -c '%U:%G %a' \
		"$spool/third" "$spool/third/input" | sort -u)"
	ask 0 remove "${ids[0]}"
	same 0 "$(exim "$dir" -qGthird -bpc)"
}

# Exim takes away split directories that are empty at the moment.
@test "-u: the directory vanishes before a file is in it: failed, none is lost" {
	send 2
	messages "$spool" >"$dir/were"
	remove -ab "$kept" "${ids[@]}" >/dev/null 2>&1
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 ask 2 strace -o "$dir/trace" \
		-e inject=linkat:error=ENOENT:when=1 \
		qrm -C "$dir/conf" -d "$spool" -u "$kept" "${ids[@]}"
	grep -q INJECTED "$dir/trace"
	same "failed restored" "$(results)"
	has "$stderr" "No such file or directory"
	all_in "$dir/were" "$spool" "$kept"
	ask 0 remove -u "$kept" "${ids[@]}"
	all_in "$dir/were" "$spool"
}

@test "-b: a place for the copy that vanishes: failed, nothing is removed" {
	send 2
	messages "$spool" >"$dir/were"
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 ask 2 strace -o "$dir/trace" \
		-e inject=linkat:error=ENOENT:when=1 \
		qrm -C "$dir/conf" -d "$spool" -ab "$kept" "${ids[@]}"
	grep -q INJECTED "$dir/trace"
	all_in "$dir/were" "$spool" "$kept"
	ask 0 remove -ab "$kept" "${ids[@]}"
	all_in "$dir/were" "$kept"
}

# ======================================================================
# Killed

# killed_once ARGUMENT...: is killed by KILLER (a command that runs qrm), then
# everything is whole somewhere; a second run with the same arguments, ids
# from $dir/asked, leaves no message in two states.
killed_once() {
	to_the_end "${killer[@]}" qrm -C "$dir/conf" -d "$spool" "$@" \
		<"$dir/asked" >"$dir/out" 2>&1
	all_in "$dir/were" "$spool" "$kept"
	qrm -C "$dir/conf" -d "$spool" "$@" <"$dir/asked" >"$dir/out2" \
		2>"$dir/err2" || {
		cat "$dir/out2" "$dir/err2"
		return 1
	}
}

# How long a run takes, undisturbed, in milliseconds.
lasts() {
	local from=${EPOCHREALTIME/./}
	"$@" >/dev/null 2>&1
	echo $(((${EPOCHREALTIME/./} - from) / 1000))
}

fresh() {
	count_apart
	rm -rf "$spool" "$kept"
	cp -a "$dir/spool.was" "$spool"
	[ ! -e "$dir/kept.was" ] || cp -a "$dir/kept.was" "$kept"
}

removal_ends() {
	queued 0
	all_in "$dir/were" "$kept"
	same 40 "$(qls -d "$kept" -k id | wc -l)"
	no_debris "$kept" "$spool"
}

restoring_ends() {
	queued 40
	all_in "$dir/were" "$spool"
	same 40 "$(frozen)"
}

prepare() {
	send 40
	messages "$spool" >"$dir/were"
	same 40 "$(wc -l <"$dir/were")"
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	cp -a "$spool" "$dir/spool.was"
}

# Of 40 that were removed; the queue is empty.
prepare_copies() {
	prepare
	remove -ab "$kept" <"$dir/asked" >/dev/null 2>&1
	rm -rf "$dir/spool.was"
	mv "$spool" "$dir/spool.was"
	cp -a "$kept" "$dir/kept.was"
}

# after_delays CHECK ARGUMENT...: killed after 15 growing delays.
after_delays() {
	local check=$1 whole i ms
	shift
	fresh
	whole=$(lasts qrm -C "$dir/conf" -d "$spool" "$@" <"$dir/asked")
	for ((i = 1; i <= 15; i++)); do
		fresh
		ms=$((whole * i / 14 + 1))
		printf -v ms '%d.%03d' $((ms / 1000)) $((ms % 1000))
		killer=(timeout -s KILL "$ms")
		killed_once "$@"
		"$check"
	done
}

# at_calls CALLS NUMBERS CHECK ARGUMENT...: killed at those calls, the first,
# the second and so on of each kind.
at_calls() {
	local calls=$1 numbers=$2 check=$3 call n
	shift 3
	export ASAN_OPTIONS=detect_leaks=0
	for call in $calls; do
		for n in $numbers; do
			fresh
			killer=(strace -o "$dir/trace" -e "trace=$call"
				-e "inject=$call:signal=KILL:when=$n")
			killed_once "$@"
			"$check"
			# There are no more such calls.
			grep -q KILL "$dir/trace" || break
		done
	done
}

@test "-b killed at any time: each message is whole, here or there" {
	prepare
	after_delays removal_ends -ab "$kept"
}

@test "-b killed at each call that changes something" {
	prepare
	at_calls "linkat renameat unlinkat mkdirat syncfs" \
		"1 2 3 4 5 6 7 8 9 10 11 12" removal_ends -ab "$kept"
}

@test "-u killed at any time: each message is whole, here or there" {
	prepare_copies
	after_delays restoring_ends -u "$kept"
}

@test "-u killed at each call that changes something" {
	prepare_copies
	at_calls "linkat unlinkat syncfs" "1 2 3 4 5 6 7 8 9 10 11 12 200" \
		restoring_ends -u "$kept"
}

# another_disk: copies are not on the queue's file system.
another_disk() {
	[ "$(stat -c %d /dev/shm)" != "$(stat -c %d "$dir")" ] ||
		skip "needs /dev/shm on a file system of its own"
	shm=$(mktemp -d /dev/shm/qrm.XXXXXX)
	kept=$shm/kept
}

teardown() {
	[ -z "${shm:-}" ] || rm -rf "$shm"
}

@test "-b to another file system, killed at each call" {
	another_disk
	prepare
	at_calls "write fsync renameat" "1 2 5 13" \
		removal_ends -ab "$kept"
}

@test "-u from another file system, killed at each call" {
	another_disk
	prepare_copies
	at_calls "write fsync linkat" "1 2 5 13" \
		restoring_ends -u "$kept"
}

@test "-u killed and run again leaves no debris in the queue" {
	prepare_copies
	local n
	export ASAN_OPTIONS=detect_leaks=0
	for n in 1 2 3 4 5 6; do
		fresh
		killer=(strace -o "$dir/trace" -e trace=unlinkat
			-e "inject=unlinkat:signal=KILL:when=$n")
		killed_once -u "$kept"
		no_debris "$spool" "$kept"
	done
}

@test "without -b, killed: what is left is whole, and goes the next time" {
	prepare
	local i n
	for i in 1 2 3 4 5 6 7 8; do
		fresh
		to_the_end timeout -s KILL ".0$((i * 2 / 10))$((i * 2 % 10))" \
			qrm -C "$dir/conf" -d "$spool" -a <"$dir/asked" \
			>"$dir/out" 2>&1
		n=$(exim "$dir" -bpc)
		same "$n" "$(messages "$spool" | wc -l)"
		same "$((n * 3))" "$(find "$spool/input" "$spool/msglog" \
			-type f | wc -l)"
		same $((40 - n)) "$(grep -c ' removed by root' \
			"$spool/log/mainlog")"
		ask 0 remove -a <"$dir/asked"
		queued 0
	done
}

# ======================================================================
# Two at once

# compete A-ARGUMENTS -- B-ARGUMENTS: two qrm at the same time on all messages.
compete() {
	local -a a=() b=()
	while [ "$1" != -- ]; do
		a+=("$1")
		shift
	done
	shift
	b=("$@")
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	remove -a "${a[@]}" <"$dir/asked" >"$dir/one" 2>"$dir/one.err" 3>&- &
	local pid=$! id
	remove -a "${b[@]}" <"$dir/asked" >"$dir/two" 2>"$dir/two.err" || :
	wait $pid || :
	# What one finds locked as the other freezes it, it thaws; if that locks
	# the other out, both have left it, and say so.
	qls -d "$spool" -k id >"$dir/left"
	while read -r id; do
		same 2 "$(cat "$dir/one" "$dir/two" | grep -c "^$id.locked")"
	done <"$dir/left"
	remove -a "${a[@]}" <"$dir/left" >>"$dir/one" 2>"$dir/one.err" || :
	queued 0
	same 0 "$(frozen)"
	# Exim's log can have one twice: whoever unlinked a file writes a line.
	same "${#ids[@]}" "$(grep -o '[^ ]* removed by root' \
		"$spool/log/mainlog" | sort -u | wc -l)"
	same "$(sort "$dir/asked")" "$(awk -F '\t' '$2 == "removed" {
		print $1 }' "$dir/one" "$dir/two" | sort -u)"
	same "" "$(cut -f 2 "$dir/one" "$dir/two" |
		grep -vx -e removed -e missing -e locked)"
}

@test "two at once on the same ids: each is removed once, none is lost" {
	local i
	for i in 1 2 3; do
		generate 300
		compete --
		rm -r "$spool"/{input,msglog,log}
	done
}

@test "two at once with -b: together the copies have all" {
	local i
	for i in 1 2 3; do
		generate 200
		messages "$spool" >"$dir/were"
		compete -b "$dir/k1" -- -b "$dir/k2"
		same "${#ids[@]}" "$(find "$dir/k1" "$dir/k2" -name '*-H' \
			-printf '%f\n' | sort -u | wc -l)"
		same "${#ids[@]}" "$(find "$dir/k1" "$dir/k2" -name '*-D' \
			-printf '%f\n' | sort -u | wc -l)"
		# Exim writes another's -H in its own way when it freezes it.
		same "" "$(find "$dir/k1" "$dir/k2" -name '*-H' \
			-size -300c)"
		no_debris "$dir/k1" "$dir/k2" "$spool"
		rm -r "$spool"/{input,msglog,log} "$dir/k1" "$dir/k2"
	done
}

@test "two at once, one with -b: what it has not, the other removed" {
	generate 300
	compete -b "$dir/k1" --
	local removed
	removed=$(awk -F '\t' '$2 == "removed" { print $1 }' "$dir/one" | sort)
	same "$removed" "$(find "$dir/k1" -name '*-H' -printf '%f\n' |
		sed 's/-H$//' | sort)"
}

# ======================================================================
# Interrupted

# begin ARGUMENT...: starts a qrm on all messages that waits; its id is $pid.
begin() {
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	qls -d "$spool" -G '*' -k id,state >"$dir/states"
	remove -a "$@" <"$dir/asked" >"$dir/out" 2>"$dir/err" 3>&- &
	job=$!
	await "$dir/started"
	pid=$(pgrep -x -P "$job" qrm || echo "$job")
}

# ended: lets it go on; it ends with 2.
ended() {
	local rc=0
	: >"$dir/go"
	wait "$job" || rc=$?
	same 2 $rc
}

# three_batches: 60 messages that Exim is to be run on three times, as those
# in the middle are of another queue. Two of it run at a time.
three_batches() {
	mkspool -n 60 "$spool" >/dev/null
	read_ids
	exim "$dir" -MG third "${ids[@]:20:20}"
	same 60 "${#ids[@]}"
}

# What is told is what is gone, in the order of asking; the rest is as it was.
told_is_gone() {
	local n rest
	n=$(wc -l <"$dir/out")
	rest=$((${#ids[@]} - n))
	[ "$n" -gt 0 ] && [ "$rest" -gt 0 ]
	same removed "$(cut -f 2 "$dir/out" | sort -u)"
	cut -f 1 "$dir/out" | diff - <(head -n "$n" "$dir/asked")
	tail -n "$rest" "$dir/states" |
		diff - <(qls -d "$spool" -G '*' -k id,state)
	grep -q "qrm: $n removed, $rest not tried\|qrm: $rest not tried, $n removed" \
		"$dir/err"
	same "$n" "$(grep -c ' removed by root' "$spool/log/mainlog")"
	same "$n" "$(grep -c ' Completed' "$spool/log/mainlog")"
}

@test "SIGINT: what has begun ends, the rest is not tried, exit 2" {
	three_batches
	remover_waits -Mrm
	begin
	kill -INT "$pid"
	ended
	same 40 "$(wc -l <"$dir/out")"
	told_is_gone
}

@test "SIGINT among thousands: what is told is what is gone" {
	generate 4500
	remover_waits -Mrm
	begin
	kill -INT "$pid"
	ended
	told_is_gone
}

@test "SIGTERM and SIGHUP are taken as SIGINT, and a second one, too" {
	local signal
	for signal in TERM HUP; do
		rm -rf "$dir/go" "$dir/started" "$spool"/{input,msglog,log,third}
		three_batches
		remover_waits -Mrm
		begin
		kill -"$signal" "$pid"
		kill -"$signal" "$pid"
		ended
		told_is_gone
	done
}

@test "Ctrl-C on the terminal: the same; Exim does not see it" {
	three_batches
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	qls -d "$spool" -G '*' -k id,state >"$dir/states"
	remover_waits -Mrm
	# A neighbour in the same process group tells that all were interrupted.
	cat >"$dir/steps" <<-SH
		trap : INT
		perl -e '\$SIG{INT} = sub { open F, ">", \$ARGV[0]; exit };
			open F, ">", \$ARGV[1]; sleep 120' \
			$dir/interrupted $dir/catches &
		qrm -a -C $dir/conf -d $spool <$dir/asked >$dir/out 2>$dir/err
		echo \$? >$dir/rc
	SH
	# Who runs the tests in the background has SIGINT ignored.
	{
		await "$dir/started"
		await "$dir/catches"
		printf '\003'
		await "$dir/interrupted"
		: >"$dir/go"
		await "$dir/rc"
	} 3>&- | script -qec "exec env --default-signal=INT bash $dir/steps" \
		/dev/null >/dev/null 3>&-
	same 2 "$(cat "$dir/rc")"
	same 40 "$(wc -l <"$dir/out")"
	told_is_gone
}

@test "SIGINT with -b, while it removes: the rest is not kept, not frozen" {
	three_batches
	remover_waits -Mrm
	begin -b "$kept"
	same 60 "$(frozen)"
	kill -INT "$pid"
	ended
	told_is_gone
	qls -d "$kept" -G '*' -k id | sort |
		diff - <(cut -f 1 "$dir/out" | sort)
	no_debris "$kept" "$spool"
}

@test "SIGINT with -b, while it freezes: nothing is removed, nor frozen" {
	three_batches
	remover_waits -Mf
	begin -b "$kept"
	kill -INT "$pid"
	ended
	qls -d "$spool" -G '*' -k id,state | diff "$dir/states" -
	same "" "$(find "$kept" -type f)"
	has "$(cat "$dir/err")" "60 not tried"
	same "" "$(cat "$dir/out")"
}

@test "SIGINT with -b, while it copies: nothing is removed, nor frozen" {
	generate 300
	qls -d "$spool" -k id,state >"$dir/states"
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	ASAN_OPTIONS=detect_leaks=0 ask 2 strace -o "$dir/trace" \
		-e trace=linkat -e inject=linkat:signal=INT:when=100 \
		qrm -a -C "$dir/conf" -d "$spool" -b "$kept" - <"$dir/asked"
	same "" "$output"
	has "$stderr" "300 not tried"
	queued 300
	qls -d "$spool" -k id,state | diff "$dir/states" -
	same "" "$(find "$kept" -type f)"
}

@test "SIGINT with -u: what is restored is told, the rest keeps its copy" {
	generate 300
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	remove -ab "$kept" <"$dir/asked" >/dev/null 2>&1
	ASAN_OPTIONS=detect_leaks=0 ask 2 strace -o "$dir/trace" \
		-e trace=linkat -e inject=linkat:signal=INT:when=100 \
		qrm -C "$dir/conf" -d "$spool" -u "$kept" <"$dir/asked"
	has "$stderr" "interrupted"
	same restored "$(results | tr ' ' '\n' | sort -u)"
	local n=${#lines[@]}
	[ "$n" -gt 0 ] && [ "$n" -lt 300 ]
	queued "$n"
	same "$n" "$(frozen)"
	same $((300 - n)) "$(qls -d "$kept" -k id | wc -l)"
	ask 0 remove -u "$kept" < <(qls -d "$kept" -k id)
	queued 300
}

# ======================================================================
# Output that cannot be written

@test "nobody reads its output: all are removed all the same, exit 2" {
	generate 700
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	mkfifo "$dir/pipe"
	true <"$dir/pipe" 3>&- &
	local rc=0 reader=$!
	exec 8>"$dir/pipe"
	wait "$reader"
	remove -a <"$dir/asked" >&8 2>"$dir/err" 8>&- || rc=$?
	exec 8>&-
	queued 0
	same "qrm: 700 removed" "$(cat "$dir/err")"
	same 2 $rc
}

@test "qrm | head -n 1: all are removed all the same, exit 2" {
	# More than a pipe holds, which head does not read.
	generate 700
	printf '%s\n' "${ids[@]}" >"$dir/asked"
	[ "$(qls -d "$spool" -k sender,rcpts,subject | wc -c)" -gt 81920 ]
	{
		local rc=0
		remove -a <"$dir/asked" 2>"$dir/err" || rc=$?
		echo $rc >"$dir/rc"
	} | head -n 1 >"$dir/out"
	queued 0
	same 1 "$(wc -l <"$dir/out")"
	same 2 "$(cat "$dir/rc")"
}

@test "standard output is full, or closed: removed all the same, exit 2" {
	send 4
	run --separate-stderr bash -c \
		"qrm -C $dir/conf -d $spool ${ids[0]} >/dev/full"
	same 2 "$status"
	has "$stderr" "qrm: standard output: No space left on device"
	run --separate-stderr bash -c \
		"qrm -C $dir/conf -d $spool ${ids[1]} >&-"
	same 2 "$status"
	gone "${ids[0]}" "${ids[1]}"
	run bash -c "qrm -q -C $dir/conf -d $spool ${ids[2]} >/dev/full"
	same 2 "$status"
	queued 1
}

# ======================================================================
# The article's part about the queue, on one queue

@test "view, headers, body, log; remove by sender, by recipient, all" {
	exim_delivers "$dir"
	mail 'your order' shop@domain.com client@inbox.example
	mail 'you won' spam@domain2.com admin@domain.com b@inbox.example
	mail 'you won again' spam@domain2.com c@inbox.example
	mail 'newsletter' news@domain3.com admin@domain.com
	exim "$dir" -q
	read_ids
	same 4 "${#ids[@]}"
	# exim -bpc, exim -bp, exipick -i
	same "$(exim "$dir" -bpc)" "$(qcount -d "$spool")"
	listed "$dir"
	diff <(exim "$dir" -bp | awk 'NF > 3 { print $3 }' | sort) \
		<(qls -d "$spool" -k id | sort)
	# exiqgrep -i -r
	diff <(exiqgrep -C "$dir/conf" -i -r admin@domain.com | sort) \
		<(qgrep -d "$spool" -i -r admin@domain.com | sort)
	# exim -Mvh, -Mvb, -Mvl
	local id
	for id in "${ids[@]}"; do
		cmp <(exim "$dir" -Mvh "$id") <(qhdr -r -d "$spool" "$id")
		cmp <(exim "$dir" -Mvb "$id") <(qbody -r -d "$spool" "$id")
		exim "$dir" -Mvl "$id" | grep -q "Received from"
	done
	# exiqgrep -i -f ... | xargs exim -Mrm
	qgrep -d "$spool" -f spam@domain2.com >"$dir/picked"
	ask 0 remove -n <"$dir/picked"
	same "would-remove would-remove" "$(results)"
	ask 0 remove <"$dir/picked"
	same "removed removed" "$(results)"
	left 'your order' newsletter
	# exiqgrep -i -r ... | xargs exim -Mrm
	qgrep -d "$spool" -r domain.com >"$dir/picked"
	ask 0 remove <"$dir/picked"
	left 'your order'
	# exipick -i | xargs exim -Mrm
	qls -d "$spool" >"$dir/picked"
	ask 0 remove <"$dir/picked"
	queued 0
	logged "${ids[@]}"
	same "" "$(find "$spool/input" "$spool/msglog" -type f)"
}
