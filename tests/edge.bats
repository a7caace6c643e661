# The twenty edge cases of Exim's spool, each beside real Exim where Exim can
# list it: qls -m, -m -a and -m -u print what exim -bp, -bpa and -bpu print,
# and qls's records say the right thing. Then what is larger than life.

load lib
load spools

setup() {
	need_root
	dir=$BATS_TEST_TMPDIR
	exim_conf "$dir"
}

# --- 1. old and new ids

@test "1: an old and a new id of one message show the same size" {
	exim_send "$dir" 1
	local old new
	old=$(first_id "$dir")
	new=${old:0:6}-00000${old:7:6}-${old:14:2}00
	copy_as "$dir" "$old" "$new"
	ask 0 qls -d "$dir/spool" -k bytes
	same "${lines[0]}" "${lines[1]}"
	same 2 "${#lines[@]}"
}

@test "1: of the same moment the old id comes before the new one" {
	exim_send "$dir" 1
	local old new
	old=$(first_id "$dir")
	new=${old:0:6}-00000${old:7:6}-${old:14:2}00
	copy_as "$dir" "$old" "$new"
	ask 0 qls -d "$dir/spool" -k id
	same "$old"$'\n'"$new" "$output"
}

@test "1: beside new ids, which Exim 4.96 passes over, the old ones agree" {
	exim_send "$dir" 3
	local old
	old=$(first_id "$dir")
	copy_as "$dir" "$old" "${old:0:6}-00000${old:7:6}-${old:14:2}00"
	mkspool -L -n 20 "$dir/spool" >/dev/null
	while ages_change "$dir/spool"; do
		exim "$dir" -bp >"$dir/exim"
		qls -m -d "$dir/spool" | awk -v RS= -v ORS='\n\n' \
			'length($3) == 16' >"$dir/mine"
	done
	diff "$dir/exim" "$dir/mine"
	ask 0 qcount -d "$dir/spool"
	same 24 "$output"
}

@test "1: the block of a new id differs from the old one's in the id alone" {
	exim_send "$dir" 1
	local old new
	old=$(first_id "$dir")
	new=${old:0:6}-00000${old:7:6}-${old:14:2}00
	copy_as "$dir" "$old" "$new"
	qls -m -d "$dir/spool" >"$dir/mine"
	same "$(head -n 3 "$dir/mine" | sed "s/$old/$new/")" \
		"$(tail -n 3 "$dir/mine")"
}

# --- 2. split and flat

@test "2: flat and split messages are one listing, in order of arrival" {
	exim_send "$dir" 3
	sed -i '1i split_spool_directory' "$dir/conf"
	exim_send "$dir" 3
	sed -i '/^split_spool/d' "$dir/conf"
	exim_send "$dir" 2
	listed "$dir"
	ask 0 qls -d "$dir/spool" -k id
	same 8 "${#lines[@]}"
	same "$(sort -s -k 1.1,1.6 -k 1.14 <<<"$output")" "$output"
}

@test "2: a message in the directory of another letter is Exim's, too" {
	exim_send "$dir" 2
	local id
	id=$(first_id "$dir")
	install -d -o Debian-exim -g Debian-exim "$dir/spool/input/z"
	mv "$dir/spool/input/$id"-* "$dir/spool/input/z"
	listed "$dir"
}

# --- 3. -D alone

@test "3: a message in reception is not listed" {
	exim_send "$dir" 1
	mkfifo "$dir/smtp"
	exim "$dir" -bs <"$dir/smtp" >"$dir/smtp.out" 3>&- &
	local pid=$! i=0
	exec 8>"$dir/smtp"
	printf '%s\r\n' 'HELO x' 'MAIL FROM:<half@b.example>' \
		'RCPT TO:<c@d.example>' DATA 'Subject: half' '' >&8
	head -c 100000 /dev/zero | tr '\0' 'x' | fold -w 70 >&8
	until [ "$(ls "$dir"/spool/input/*-D | wc -l)" = 2 ]; do
		[ $((i += 1)) -lt 1200 ]
		sleep .05
	done
	listed "$dir"
	ask 1 qgrep -d "$dir/spool" -f half@b.example
	printf '\r\n.\r\nQUIT\r\n' >&8
	exec 8>&-
	wait $pid || cat "$dir/smtp.out"
	listed "$dir"
	ask 0 qgrep -d "$dir/spool" -f half@b.example -c
	same 1 "$output"
}

@test "3: the -D that a crash in reception left is no message" {
	exim_send "$dir" 2
	rm "$dir/spool/input/$(first_id "$dir")-H"
	listed "$dir"
	ask 0 qls -d "$dir/spool"
	same 1 "${#lines[@]}"
	same "" "$stderr"
}

# --- 4. -D missing

@test "4: without -D the size is blank, and the message is listed" {
	exim_send "$dir" 1
	rm "$dir"/spool/input/*-D
	listed "$dir"
	has "$(cat "$dir/mine")" "       $(first_id "$dir") <root@mail.example>"
}

@test "4: without -D a record has no size, and the rest" {
	exim_send "$dir" 1
	rm "$dir"/spool/input/*-D
	fields "$dir" state,size,bytes,sender,rcpts
	same $'queued\t-\t-\troot@mail.example\tuser0@rcpt.example' "$output"
	same "" "$stderr"
	ask 0 qls -j -d "$dir/spool"
	[[ $output != *message_size* ]]
}

# --- 5. -H damaged in the envelope

@test "5: an empty -H is listed without age and sender, and counted" {
	exim_send "$dir" 2
	: >"$dir/spool/input/$(first_id "$dir")-H"
	listed "$dir"
	ask 0 qcount -d "$dir/spool"
	same 2 "$output"
}

@test "5: an empty -H is a record of state damaged, and a line on stderr" {
	exim_send "$dir" 1
	local id
	id=$(first_id "$dir")
	: >"$dir/spool/input/$id-H"
	fields "$dir" id,state,sender,rcpts,bytes
	same "$id"$'\tdamaged\t-\t-\t-' "$output"
	same "qls: $id: damaged" "$stderr"
	fields "$dir" time
	[[ $output != - ]]
}

# --- 5 and 6. -H cut short anywhere

# cut_everywhere: a message for each length of one -H, in spool/input; save
# where a lone 0 is left of a field's length, which Exim reads as a length.
cut_everywhere() {
	exim_send "$dir" 1 -f '"a b"@c.example'
	local id input=$dir/spool/input i new text
	id=$(first_id "$dir")
	text=$(<"$input/$id-H")$'\n'
	mv "$input/$id-D" "$dir/d"
	rm "$input/$id-H"
	for ((i = 0; i <= ${#text}; i++)); do
		[[ ${text:0:i} != *$'\n0' ]] || continue
		printf -v new '%s-%06d-%s' "${id:0:6}" "$i" "${id:14}"
		printf %s "$new${text:16}" | head -c "$i" >"$input/$new-H"
		cp "$dir/d" "$input/$new-D"
	done
}

# cut_agree SCRIPT: the listings of those are the same after sed.
cut_agree() {
	cut_everywhere
	while ages_change "$dir/spool"; do
		exim "$dir" -bp | sed "$1" >"$dir/exim"
		qls -m -d "$dir/spool" 2>"$dir/said" | sed "$1" >"$dir/mine"
	done
	diff <(blocks "$dir/exim") <(blocks "$dir/mine") >"$dir/diff" ||
		{ head -n 20 "$dir/diff"; wc -l <"$dir/diff"; false; }
}

@test "5 and 6: a -H cut at any byte has the damage that Exim finds" {
	cut_agree 's/^ [0-9]m ...../  m      /'
}

@test "5 and 6: a -H cut at any byte has the size that Exim shows" {
	cut_agree 's/^ [0-9]m /  m /'
}

@test "5 and 6: of a -H cut at any byte, the damaged are told, one line each" {
	cut_everywhere
	local damaged
	damaged=$(exim "$dir" -bp | grep -c 'spool format error')
	ask 0 qls -d "$dir/spool" -k id,state
	same "$damaged" "$(grep -c $'\tdamaged$' <<<"$output")"
	same "$damaged" "$(wc -l <<<"$stderr")"
	same "" "$(grep -v ': damaged$' <<<"$stderr")"
	ask 0 qcount -d "$dir/spool" -k state
	has "$output" "$damaged"$'\tdamaged'
}

# --- 6. -H damaged in the header

@test "6: a -H cut in the header lists the recipients and the damage" {
	exim_send "$dir" 1
	truncate -s -20 "$dir"/spool/input/*-H
	listed "$dir"
	has "$(cat "$dir/mine")" '*** spool format error: size='
	has "$(cat "$dir/mine")" '          user0@rcpt.example'
}

@test "6: a -H cut in the header is damaged, sender and recipients known" {
	exim_send "$dir" 1
	truncate -s -20 "$dir"/spool/input/*-H
	fields "$dir" state,sender,rcpts
	same $'damaged\troot@mail.example\tuser0@rcpt.example' "$output"
	same "qls: $(first_id "$dir"): damaged" "$stderr"
	ask 0 qgrep -d "$dir/spool" -w state=damaged -f root@mail.example -i
	same "$(first_id "$dir")" "$output"
}

@test "6: a frozen message that is damaged shows both" {
	exim_send "$dir" 1
	exim "$dir" -Mf "$(first_id "$dir")"
	truncate -s -20 "$dir"/spool/input/*-H
	listed "$dir"
	has "$(cat "$dir/mine")" '*** *** frozen ***'
}

# --- 7. line 1, and the number of recipients

@test "7: a -H with the id of another message is damaged" {
	exim_send "$dir" 2
	local id
	id=$(first_id "$dir")
	edit "$dir" "$id" '1s/./2/'
	listed "$dir"
	ask 0 qls -d "$dir/spool" -k id,state
	has "$output" "$id"$'\tdamaged'
	same 2 "${#lines[@]}"
}

# recount NUMBER: the line before the first recipient is another.
recount() {
	exim_send "$dir" 1 more@rcpt.example
	edit "$dir" "$(first_id "$dir")" "/^XX\$/{n;s/.*/$1/}"
	listed "$dir"
	fields "$dir" state
	same damaged "$output"
}

@test "7: a number of recipients that is none is damage" {
	recount abc
}

@test "7: no number of recipients is damage" {
	recount ''
}

@test "7: 0 recipients are damage" {
	recount 0
}

@test "7: too few recipients are damage" {
	recount 1
}

@test "7: too many recipients are damage" {
	recount 3
}

@test "7: a negative number, of which Exim dies, is damage" {
	exim_send "$dir" 1
	edit "$dir" "$(first_id "$dir")" '/^XX$/{n;s/.*/-2/}'
	fields "$dir" state
	same damaged "$output"
}

@test "7: a huge number of recipients is damage, in bounded memory" {
	exim_send "$dir" 1
	edit "$dir" "$(first_id "$dir")" '/^XX$/{n;s/.*/2147483647/}'
	[ -n "$SAN" ] || ulimit -v 1000000
	fields "$dir" state
	same damaged "$output"
}

# --- 8. more recipients than Exim reads

@test "8: 16400 recipients, which Exim cannot read, are all listed" {
	# shellcheck disable=SC2046 # words
	exim "$dir" -odq $(seq -f u%g@x.example 16400) <<<$'Subject: x\n\ny'
	has "$(exim "$dir" -bp)" 'spool format error'
	fields "$dir" state,nrcpts
	same $'queued\t16400' "$output"
	qls -m -d "$dir/spool" >"$dir/mine"
	same "$(seq -f '          u%g@x.example' 16400)" \
		"$(sed 1d "$dir/mine")"
	[[ $(head -n 1 "$dir/mine") == *' <root@mail.example>' ]]
	ask 0 qgrep -d "$dir/spool" -r u16400@x.example -c
	same 1 "$output"
	ask 0 qcount -d "$dir/spool" -k rcpts
	same 16400 "${#lines[@]}"
}

@test "8: 16384 recipients are Exim's last, and agree" {
	# shellcheck disable=SC2046
	exim "$dir" -odq $(seq -f u%g@x.example 16384) <<<$'Subject: x\n\ny'
	listed "$dir"
	[[ $(cat "$dir/mine") != *error* ]]
}

# --- 9. ACL variables

# acl VARIABLE VALUE: a message for which an ACL set it.
acl() {
	sed -i '1i acl_not_smtp = check' "$dir/conf"
	add_sections "$dir" <<-CONF
		begin acl
		check:
		  accept
		    set $1 = $2
	CONF
	exim_send "$dir" 1
	listed "$dir"
	fields "$dir" state,sender,rcpts
	same $'queued\troot@mail.example\tuser0@rcpt.example' "$output"
	same "" "$stderr"
}

@test "9: an ACL variable with XX in a line of its own" {
	acl acl_m0 'a\nXX'
	same 1 "$(grep -c '^XX$' <(sed '/^XX$/q' "$dir"/spool/input/*-H))"
}

@test "9: an ACL variable with an empty line in it" {
	acl acl_c_long_name 'a\n\nb\n'
}

@test "9: an ACL variable that is an option's line" {
	acl acl_m_x 'a\n-frozen 12345\n-N'
}

@test "9: an ACL variable that looks like all the rest of a -H" {
	acl acl_c1 'XX\n1\nother@victim.example\n\n010  X: y'
}

@test "9: an empty ACL variable" {
	acl acl_m9 ''
}

@test "9: an ACL variable of a client's text, which Exim marks" {
	sed -i '1i acl_smtp_mail = check' "$dir/conf"
	add_sections "$dir" <<-'CONF'
		begin acl
		check:
		  accept
		    set acl_m_from = $sender_helo_name\nXX\n0
	CONF
	speak "$dir" <<-SMTP
		EHLO client.example
		MAIL FROM:<a@b.example>
		RCPT TO:<c@d.example>
		DATA
		Subject: x

		y
		.
		QUIT
	SMTP
	grep -q '^--aclm' "$dir"/spool/input/*-H
	listed "$dir"
	fields "$dir" state,sender,rcpts
	same $'queued\ta@b.example\tc@d.example' "$output"
}

# --- 10. options

# option LINE: the message with one more option.
option() {
	exim_send "$dir" 1
	local -a heads=("$dir"/spool/input/*-H)
	sed -i "4a $1" "${heads[-1]}"
	grep -qx -e "$1" "${heads[-1]}"
}

@test "10: a -- option is what it is with one -" {
	option '--helo_name tainted.example'
	listed "$dir"
	fields "$dir" state,helo
	same $'queued\ttainted.example' "$output"
}

@test "10: a --(lookup) option is what it is without" {
	option '--(lsearch)helo_name quoted.example'
	listed "$dir"
	fields "$dir" state,helo
	same $'queued\tquoted.example' "$output"
}

@test "10: a lookup that this Exim lacks is no damage for qls" {
	option '--(mysql)helo_name quoted.example'
	fields "$dir" state,helo,rcpts
	same $'queued\tquoted.example\tuser0@rcpt.example' "$output"
	same "" "$stderr"
}

@test "10: an unknown option is passed over" {
	option '-foo bar'
	listed "$dir"
	fields "$dir" state,rcpts
	same $'queued\tuser0@rcpt.example' "$output"
}

@test "10: an unknown option that begins like a known one is not that one" {
	option '-deliver_firsttimes'
	option '-localerrors'
	option '-helo_names x'
	listed "$dir"
	ask 0 qls -d "$dir/spool" -k state,helo
	same $'queued\t-\nqueued\t-\nqueued\t-' "$output"
}

@test "10: a certificate of 20 KiB in one line" {
	option "-tls_peercert $(printf 'A%.0s' {1..20000})"
	listed "$dir"
	fields "$dir" state,rcpts
	same $'queued\tuser0@rcpt.example' "$output"
}

# --- 11. the tree

@test "11: pipe, file, reply and a deferral: -a shows the nodes" {
	exim_delivers "$dir"
	exim "$dir" -odq many@lists.example User@Other.Example \
		<<<$'Subject: x\n\ny'
	exim "$dir" -qf
	grep -q '^[YN][YN] |/bin/true a b:many@lists.example' \
		"$dir"/spool/input/*-H
	listed "$dir"
	has "$(qls -ma -d "$dir/spool")" $'\n       +D |/bin/true a b:many@'
	fields "$dir" state,done,rcpts
	same $'deferred\t-\tmany@lists.example,User@Other.Example' "$output"
}

@test "11: a node with blanks and one of no form at all" {
	exim_send "$dir" 1 second@rcpt.example
	edit "$dir" "$(first_id "$dir")" '/^XX$/c\
YY second@rcpt.example\
NN >a friend@other.example:x@y\
NN no address at all'
	listed "$dir"
	fields "$dir" done,rcpts
	same $'second@rcpt.example\tuser0@rcpt.example' "$output"
}

@test "11: a tree of a hundred addresses" {
	# shellcheck disable=SC2046
	exim "$dir" -odq $(seq -f u%g@x.example 150) <<<$'Subject: x\n\ny'
	# shellcheck disable=SC2046
	exim "$dir" -Mmd "$(first_id "$dir")" $(seq -f u%g@x.example 5 104) \
		>/dev/null
	listed "$dir"
	fields "$dir" nrcpts,done
	same 50 "${output%%$'\t'*}"
	same 100 "$(tr , '\n' <<<"${output#*$'\t'}" | grep -c @)"
}

@test "11: a tree with a branch missing is damage" {
	exim_send "$dir" 1
	edit "$dir" "$(first_id "$dir")" \
		'/^XX$/c\YN someone@other.example'
	listed "$dir"
	fields "$dir" state
	same damaged "$output"
}

# --- 12. recipients with something behind them

@test "12: DSN's parameters stand behind recipients, and are none of them" {
	sed -i '1i dsn_advertise_hosts = *' "$dir/conf"
	speak "$dir" <<-SMTP
		EHLO client.example
		MAIL FROM:<a@b.example> RET=HDRS ENVID=xyz
		RCPT TO:<Rcpt.One@lab.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;orig@lab.example
		RCPT TO:<two@lab.example> NOTIFY=NEVER
		RCPT TO:<"quoted blank"@lab.example>
		RCPT TO:<"quoted 1,2#3"@lab.example> NOTIFY=FAILURE
		DATA
		Subject: x

		y
		.
		QUIT
	SMTP
	grep -q '#3$' "$dir"/spool/input/*-H
	listed "$dir"
	fields "$dir" rcpts
	same 'Rcpt.One@lab.example,two@lab.example,"quoted blank"@lab.example,"quoted 1\x2C2#3"@lab.example' \
		"$output"
	fields "$dir" rcpts,state
	has "$output" '"quoted\x20blank"@lab.example'
}

@test "12: the address for errors of a one_time list" {
	exim_delivers "$dir"
	add_routers "$dir" <<-CONF
		list:
		  driver = redirect
		  domains = once.example
		  data = one@other.example, two@other.example
		  one_time
		  errors_to = owner@box.example
	CONF
	exim "$dir" -odq list@once.example <<<$'Subject: x\n\ny'
	exim "$dir" -qf
	grep -q ' owner@box.example 17,.*#' "$dir"/spool/input/*-H
	listed "$dir"
	fields "$dir" "done"
	same list@once.example "$output"
	fields "$dir" rcpts
	same $'one@other.example\ntwo@other.example' \
		"$(tr , '\n' <<<"$output" | sort)"
}

# rcpt_line LINE ADDRESS: a line of -H, and the recipient that it is.
rcpt_line() {
	exim_send "$dir" 1
	edit "$dir" "$(first_id "$dir")" "s/^user0@rcpt.example\$/$1/"
	listed "$dir"
	fields "$dir" state,rcpts
	same $'queued\t'"$2" "$output"
}

@test "12: a recipient of Exim 3" {
	rcpt_line 'a@b.example 0,3,0' a@b.example
}

@test "12: a recipient of early Exim 4" {
	rcpt_line 'a@b.example 3' a@b.example
}

@test "12: a recipient with #1, of which Exim 4.96 loses a byte" {
	exim_send "$dir" 1
	edit "$dir" "$(first_id "$dir")" \
		's/^user0@rcpt.example$/a@b.example errs@c.example 14,-1#1/'
	fields "$dir" state,rcpts
	same $'queued\ta@b.example' "$output"
	edit "$dir" "$(first_id "$dir")" 's/ errs@c.example 14/  0/'
	fields "$dir" state,rcpts
	same $'queued\ta@b.example' "$output"
}

@test "12: a recipient with #3" {
	rcpt_line 'a@b.example rfc822;o@c.example 18,4 e@c.example 11,-1#3' \
		a@b.example
}

@test "12: a domain literal" {
	rcpt_line 'x@[10.0.0.1]' 'x@[10.0.0.1]'
}

@test "12: a domain that ends in digits" {
	rcpt_line 'y@123' 'y@123'
}

@test "12: a quoted local part with a blank and a number" {
	rcpt_line '"a 1"@b.example' '"a 1"@b.example'
}

@test "12: a recipient without a domain" {
	rcpt_line 'root' root
}

@test "12: a local part that is a number with a comma" {
	rcpt_line '"1,2"@b' '"1\x2C2"@b'
}

# --- 13. and 14. header fields

@test "13: a header field of more than 999 bytes" {
	{
		printf 'Subject: x\nX-Long: '
		head -c 3000 /dev/zero | tr '\0' y
		printf '\n\nbody\n'
	} | exim "$dir" -odq a@b.example
	grep -q '^3009  X-Long' "$dir"/spool/input/*-H
	listed "$dir"
	fields "$dir" state,subject
	same $'queued\tx' "$output"
}

@test "13: header fields of 999 and 1000 bytes, with their newlines" {
	local n
	for n in 998 999 1000 9999 10000; do
		{
			printf 'X-A: '
			head -c $((n - 6)) /dev/zero | tr '\0' y
			printf '\n\nbody\n'
		} | exim "$dir" -odq a@b.example
	done
	cat "$dir"/spool/input/*-H >"$dir/all"
	grep -q '^999  X-A' "$dir/all"
	grep -q '^1000  X-A' "$dir/all"
	listed "$dir"
}

@test "14: fields that are not sent are not in the size" {
	printf '%s\n' 'Bcc: hidden@other.example' 'To: a@b.example' \
		'Subject: x' '' y | exim "$dir" -odq -t
	grep -q '^[0-9]*\* Bcc' "$dir"/spool/input/*-H
	listed "$dir"
	fields "$dir" state,subject
	same $'queued\tx' "$output"
}

@test "14: of a rewritten field the old text is not the field" {
	add_sections "$dir" <<-'CONF'
		begin rewrite
		*@old.example new@$primary_hostname Ffrs
	CONF
	printf '%s\n' 'From: a@old.example' 'Subject: x' '' y |
		exim "$dir" -odq -f a@old.example b@c.example
	grep -q '^[0-9]*\* From' "$dir"/spool/input/*-H
	listed "$dir"
	ask 1 qgrep -d "$dir/spool" -H From:old.example
	ask 0 qgrep -d "$dir/spool" -H From:new@mail.example -c
}

# --- 15. the form of the wire

# chunk TEXT: a message by BDAT, whose body stays as it came.
chunk() {
	sed -i -e '1i spool_wireformat' -e '1i chunking_advertise_hosts = *' \
		"$dir/conf"
	{
		printf '%s\r\n' 'EHLO x' 'MAIL FROM:<a@b.example>' \
			'RCPT TO:<c@d.example>' "BDAT ${#1} LAST"
		printf '%s' "$1"
		printf 'QUIT\r\n'
	} | exim "$dir" -bs >"$dir/smtp.out"
	grep -q '^-spool_file_wireformat' "$dir"/spool/input/*-H
	listed "$dir"
	fields "$dir" state,sender,rcpts,subject
	same $'queued\ta@b.example\tc@d.example\tx' "$output"
}

@test "15: a body in wire format, its lines with CR LF" {
	chunk $'Subject: x\r\n\r\none\r\ntwo\r\n'
	grep -q $'^two\r$' "$dir"/spool/input/*-D
	ask 0 qgrep -d "$dir/spool" -B two -c
}

@test "15: a body in wire format without a last newline" {
	chunk $'Subject: x\r\n\r\none\r\ntwo'
	same o "$(tail -c 1 "$dir"/spool/input/*-D)"
	ask 0 qgrep -d "$dir/spool" -B two -c
}

@test "15: a body in wire format that is empty" {
	chunk $'Subject: x\r\n\r\n'
}

# --- 16. the journal

# deliver_stuck RCPT...: a delivery that waits at a pipe, when it has done
# all that it can do before; DIR/fifo lets it go on.
deliver_stuck() {
	exim_delivers "$dir"
	exim "$dir" -odq "$@" stuck@stuck.example <<<$'Subject: x\n\ny'
	exim "$dir" -M "$(first_id "$dir")" <&- >"$dir/delivery.out" 2>&1 3>&- &
	delivery=$!
	# The pipe is last; when it is open, the others are done.
	exec 8>"$dir/fifo"
}

deliver_on() {
	exec 8>&-
	wait "$delivery" || cat "$dir/delivery.out"
}

@test "16: in delivery the journal counts, too, and the state is active" {
	deliver_stuck one@box.example later@other.example many@lists.example
	grep -qx one@box.example "$dir"/spool/input/*-J
	listed "$dir"
	fields "$dir" state,done,rcpts
	same $'active\tone@box.example\tlater@other.example,many@lists.example,stuck@stuck.example' \
		"$output"
	deliver_on
	listed "$dir"
	fields "$dir" state,done
	same $'deferred\tone@box.example,stuck@stuck.example' "$output"
}

@test "16: a domain in capitals is not done before -H is written again" {
	deliver_stuck One@BOX.Example later@other.example
	grep -qx One@box.example "$dir"/spool/input/*-J
	listed "$dir"
	fields "$dir" "done"
	same - "$output"
	deliver_on
	listed "$dir"
	fields "$dir" "done"
	same One@BOX.Example,stuck@stuck.example "$output"
}

@test "16: the nodes of a journal stand with those of the tree" {
	deliver_stuck many@lists.example later@other.example
	grep -q '^|/bin/true' "$dir"/spool/input/*-J
	listed "$dir"
	has "$(qls -ma -d "$dir/spool")" '       +D |/bin/true a b:many@'
	deliver_on
	listed "$dir"
}

@test "16: a journal's last line loses a byte if no newline ends it" {
	exim_send "$dir" 1 second@rcpt.example
	local id
	id=$(first_id "$dir")
	printf 'user0@rcpt.example\nsecond@rcpt.example' \
		>"$dir/spool/input/$id-J"
	listed "$dir"
	fields "$dir" "done"
	same user0@rcpt.example "$output"
	printf 'user0@rcpt.example\nsecond@rcpt.exampleX' \
		>"$dir/spool/input/$id-J"
	listed "$dir"
	fields "$dir" "done"
	same second@rcpt.example,user0@rcpt.example "$output"
}

@test "16: an empty journal means active" {
	exim_send "$dir" 1
	: >"$dir/spool/input/$(first_id "$dir")-J"
	listed "$dir"
	fields "$dir" state
	same active "$output"
}

@test "16: a journal that names a recipient in the tree names it once" {
	exim_send "$dir" 1 second@rcpt.example
	local id
	id=$(first_id "$dir")
	exim "$dir" -Mmd "$id" second@rcpt.example >/dev/null
	echo second@rcpt.example >"$dir/spool/input/$id-J"
	listed "$dir"
	fields "$dir" "done"
	same second@rcpt.example "$output"
}

# --- 17. D that was not delivered

@test "17: bounced and discarded recipients are done" {
	exim_delivers "$dir"
	exim "$dir" -odq fail@lists.example hole@lists.example \
		later@other.example <<<$'Subject: x\n\ny'
	local id
	id=$(first_id "$dir")
	exim "$dir" -qf
	listed "$dir"
	ask 0 qgrep -d "$dir/spool" -f root@mail.example -k id,state,done,rcpts
	same "$id"$'\tdeferred\tfail@lists.example,hole@lists.example\tlater@other.example' \
		"$output"
	ask 0 qgrep -d "$dir/spool" -f '<>' -k origin,rcpts
	same $'bounce:\troot@mail.example' "$output"
}

@test "17: recipients that an admin marked are done" {
	exim_send "$dir" 1 second@rcpt.example
	exim "$dir" -Mmd "$(first_id "$dir")" second@rcpt.example >/dev/null
	listed "$dir"
	fields "$dir" done,rcpts
	same $'second@rcpt.example\tuser0@rcpt.example' "$output"
}

@test "17: with all recipients marked, -u shows the first line alone" {
	exim_send "$dir" 1 second@rcpt.example
	exim "$dir" -Mmad "$(first_id "$dir")" >/dev/null
	listed "$dir"
	same 1 "$(qls -mu -d "$dir/spool" | grep -c .)"
	fields "$dir" nrcpts,rcpts
	same $'0\t-' "$output"
}

# --- 18. locks, and what goes

@test "18: a locked message is listed as any" {
	exim_send "$dir" 1
	local -a d=("$dir"/spool/input/*-D)
	while ages_change "$dir/spool"; do
		exim "$dir" -bp >"$dir/exim"
		flock "${d[0]}" "$O/bin/qls" -m -d "$dir/spool" >"$dir/mine"
	done
	diff "$dir/exim" "$dir/mine"
}

@test "18: a message that goes while the queue is listed is no error" {
	local n last=1500 between=
	mkspool -n 1500 -w 3000000 "$dir/spool" >/dev/null
	# The second half goes when a part was seen to have gone.
	(
		cd "$dir/spool/input" || exit
		find . -name '*-[DH]' -printf '%P\n' | sort -t- -k2 >"$dir/names"
		head -n 1500 "$dir/names" | xargs -n 10 rm
		for ((n = 0; n < 3000; n++)); do
			[ ! -e "$dir/seen" ] || break
			sleep .02
		done
		tail -n +1501 "$dir/names" | xargs -n 10 rm
		: >"$dir/gone"
	) 3>&- &
	until [ -e "$dir/gone" ]; do
		qls -d "$dir/spool" -k id,bytes,state >"$dir/mine" 2>"$dir/said"
		[ ! -s "$dir/said" ]
		n=$(wc -l <"$dir/mine")
		[ "$n" -le "$last" ]
		if [ "$n" != 0 ] && [ "$n" != "$last" ]; then
			between=yes
			: >"$dir/seen"
		fi
		last=$n
	done
	wait
	same yes "$between"
}

# --- 19. named queues

@test "19: a named queue is listed with -G alone, as for Exim" {
	exim_send "$dir" 3
	exim "$dir" -MG third "$(first_id "$dir")"
	listed "$dir"
	has "$(cat "$dir/said")" 'messages also in named queues: third (see -G)'
	ask 0 qls -d "$dir/spool" -k queue
	same $'default\ndefault' "$output"
	listed "$dir" -qGthird
	ask 0 qls -d "$dir/spool" -G third -k queue
	same third "$output"
	ask 0 qls -d "$dir/spool" -G '*' -k queue
	same 3 "${#lines[@]}"
}

@test "19: an id of a named queue is found without -G" {
	exim_send "$dir" 2
	local id
	id=$(first_id "$dir")
	exim "$dir" -MG third "$id"
	ask 0 qls -d "$dir/spool" -k id,queue,rcpts - <<<"$id"
	same "$id"$'\tthird\tuser0@rcpt.example' "$output"
}

# --- 20. hostile text

# hostile FROM RCPT: such a message over SMTP.
hostile() {
	speak "$dir" <<-SMTP
		HELO client.example
		MAIL FROM:<$1>
		RCPT TO:<$2>
		DATA
		Subject: x

		y
		.
		QUIT
	SMTP
}

# No control byte but tab and newline.
clean() {
	same "" "$(tr -d '\t\n -\377' <<<"$1" | tr -d '\n')"
	[[ $1 != *$'\x7f'* ]]
}

@test "20: a sender with a terminal's escape is one line, escaped" {
	hostile $'"a\e[31mb"@c.example' $'"x\e]0;y\a"@d.example'
	fields "$dir" sender,rcpts
	same $'"a\\x1B[31mb"@c.example\t"x\\x1B]0;y\\x07"@d.example' "$output"
	clean "$output"
	ask 0 qls -j -d "$dir/spool"
	clean "$output"
	ask 0 qgrep -d "$dir/spool" -r d.example -b
	clean "$output"
	ask 0 qgrep -d "$dir/spool" -r d.example -l
	clean "$output"
}

@test "20: -m gives it raw to a pipe, as Exim does" {
	hostile $'"a\e[31mb"@c.example' $'"x\e]0;y\a"@d.example'
	listed "$dir"
	has "$(cat "$dir/mine")" $'\e[31m'
}

@test "20: -m escapes it on a terminal" {
	hostile $'"a\e[31mb"@c.example' $'"x\e]0;y\a"@d.example'
	ask 0 script -qec "qls -m -d $dir/spool" /dev/null
	[[ $output != *$'\e'* ]]
	has "$output" '"a\x1B[31mb"@c.example'
	has "$output" $'\r\n          "x\\x1B]0;y\\x07"@d.example'
}

@test "20: a sender with angle brackets in it" {
	hostile '"<x> y"@c.example' '"> *** frozen ***"@d.example'
	listed "$dir"
	fields "$dir" sender,state,rcpts
	same $'"<x>\\x20y"@c.example\tqueued\t"> *** frozen ***"@d.example' \
		"$output"
}

@test "20: addresses with a quote, a bar, a slash and a percent sign" {
	hostile "o'brien@c.example" 'a|b/c%d$e`f@d.example'
	listed "$dir"
	fields "$dir" sender,rcpts
	same "o'brien@c.example"$'\t''a|b/c%d$e`f@d.example' "$output"
	ask 0 qgrep -d "$dir/spool" -f "o'brien@c.example" -c
	ask 0 qgrep -d "$dir/spool" -r 'a|b/c%d$e`f@d.example' -c
}

@test "20: a sender that is not UTF-8, and bidi controls" {
	hostile $'"\xff\xe2\x80\xae"@c.example' $'"\xc2\x9b31m"@d.example'
	listed "$dir"
	fields "$dir" sender,rcpts
	same '"\xFF\xE2\x80\xAE"@c.example'$'\t''"\xC2\x9B31m"@d.example' \
		"$output"
}

@test "20: a newline in a recipient's quoted local part stays one line" {
	exim "$dir" -odq $'"a\nb"@c.example' <<<$'Subject: x\n\ny'
	listed "$dir"
	fields "$dir" rcpts
	same '"a b"@c.example' "$output"
}

@test "20: a subject with other controls that end a line stays one line" {
	exim_send "$dir" 1
	printf 'Subject: a b\vc\fd\xc2\x85e\xe2\x80\xa8f\n\ny\n' |
		exim "$dir" -odq a@b.example
	ask 0 qls -d "$dir/spool" -k id,subject
	same 2 "${#lines[@]}"
	clean "$output"
	has "$output" 'a b\x0Bc\x0Cd\xC2\x85e\xE2\x80\xA8f'
}

# aged SECONDS: the first message's time of arrival is that long ago.
aged() {
	exim_send "$dir" 1
	edit "$dir" "$(first_id "$dir")" "4s/^[0-9]*/$(($(date +%s) - $1))/"
	listed "$dir"
	fields "$dir" age,state
}

@test "20: an arrival in the future has a negative age" {
	aged -600
	[[ $output == -10m$'\t'queued || $output == -9m$'\t'queued ]]
	aged -300000000
	[ "$(qls -d "$dir/spool" | wc -l)" = 2 ]
}

@test "20: ages of 90 minutes, of hours and of days, as Exim rounds them" {
	local age
	for age in 5399 5459 5460 5461 9000 260939 260999 261000 261001 300000 \
		8596799 8596801 8640000 228268800; do
		aged "$age"
	done
}

@test "20: a hundred days and more are one word" {
	aged 8650000
	same $'100d\tqueued' "$output"
}

@test "20: a time of arrival before 1970 and one beyond 2^31" {
	exim_send "$dir" 2
	edit "$dir" "$(first_id "$dir")" '4s/^[0-9]*/4102444800/'
	ask 0 qls -d "$dir/spool" -k state,date
	same $'queued\t2100-01-01T00:00:00' "$(grep 2100 <<<"$output" |
		sed 's/\.[0-9]*Z$//; s/Z$//')"
}

@test "20: a body of 3 GB, which Exim shows as negative, has its size" {
	exim_send "$dir" 1
	local before
	before=$(qls -d "$dir/spool" -k bytes)
	truncate -s +3000000000 "$dir"/spool/input/*-D
	[[ $(exim "$dir" -bp) == *' -12949'* ]]
	fields "$dir" bytes,size
	same "$((before + 3000000000))"$'\t2861M' "$output"
	has "$(qls -m -d "$dir/spool")" " 2861M $(first_id "$dir")"
}

@test "20: a body of 2 GiB less a MiB is the same for both" {
	exim_send "$dir" 1
	truncate -s 2146000000 "$dir"/spool/input/*-D
	listed "$dir"
}

# --- beyond

# limited COMMAND...: with memory bounded, but for the sanitizers.
limited() {
	if [ -z "$SAN" ]; then
		(ulimit -v 1500000 && "$@")
	else
		"$@"
	fi
}

# with_header FILE: the message has that text in place of its header.
with_header() {
	local head
	head=$dir/spool/input/$(first_id "$dir")-H
	sed '/^$/q' "$head" >"$dir/h"
	cat "$1" >>"$dir/h"
	cat "$dir/h" >"$head"
}

@test "a header line of 100 MiB: the size, in bounded memory" {
	exim_send "$dir" 1
	{
		printf '011  Subject: x\n104857600  X-Long: '
		head -c $((104857600 - 9)) /dev/zero | tr '\0' y
		printf '\n'
	} >"$dir/header"
	with_header "$dir/header"
	while ages_change "$dir/spool"; do
		exim "$dir" -bp >"$dir/exim"
		ask 0 limited qls -m -d "$dir/spool"
	done
	same "$(cat "$dir/exim")" "$output"
	ask 0 limited qls -d "$dir/spool" -k state,bytes,subject
	same $'queued\t104857619\tx' "$output"
	ask 0 limited qgrep -d "$dir/spool" -H X-Long:yyyy -c
	same 1 "$output"
}

@test "a header line of 100 MiB that is not there: damaged, at once" {
	exim_send "$dir" 1
	printf '104857600  X-Long: y\n' >"$dir/header"
	with_header "$dir/header"
	ask 0 limited qls -d "$dir/spool" -k state
	same damaged "$output"
}

@test "a length of a header line beyond all numbers: damaged" {
	exim_send "$dir" 1
	printf '99999999999999999999999  X-Long: y\n' >"$dir/header"
	with_header "$dir/header"
	ask 0 limited qls -d "$dir/spool" -k state
	same damaged "$output"
}

@test "a -H of 3 GB: one line, damaged, in bounded memory" {
	exim_send "$dir" 1
	truncate -s 3000000000 "$dir"/spool/input/*-H
	ask 0 limited qls -d "$dir/spool" -k id,state
	same "$(first_id "$dir")"$'\tdamaged' "$output"
	same 1 "$(wc -l <<<"$stderr")"
}

@test "a subject of 10 MB is one line" {
	exim_send "$dir" 1
	{
		printf '10000010  Subject: '
		head -c 10000000 /dev/zero | tr '\0' y
		printf '\n'
	} >"$dir/header"
	with_header "$dir/header"
	limited qls -d "$dir/spool" -k subject >"$dir/out"
	same 1 "$(wc -l <"$dir/out")"
	same 10000001 "$(stat -c %s "$dir/out")"
}

@test "a million recipients, all listed, in bounded memory" {
	exim_send "$dir" 1
	local head
	head=$dir/spool/input/$(first_id "$dir")-H
	{
		sed '/^XX$/q' "$head"
		echo 1000000
		seq -f u%.0f@x.example 1000000
		sed -n '/^$/,$p' "$head"
	} >"$dir/h"
	cat "$dir/h" >"$head"
	ask 0 limited qls -d "$dir/spool" -k state,nrcpts
	same $'queued\t1000000' "$output"
	limited qls -d "$dir/spool" -k rcpts >"$dir/out"
	same 1 "$(wc -l <"$dir/out")"
	tr , '\n' <"$dir/out" | cmp - <(seq -f u%.0f@x.example 1000000)
	ask 0 limited qgrep -d "$dir/spool" -r u1000000@x.example -c
	same 1 "$output"
	ask 0 limited qcount -d "$dir/spool" -k rdomain
	same $'1\tx.example' "$output"
}

@test "a million recipients, all delivered: in bounded memory and time" {
	exim_send "$dir" 1
	local head
	head=$dir/spool/input/$(first_id "$dir")-H
	{
		sed '/^XX$/,$d' "$head"
		seq -f 'NY u%.0f@x.example' 999999
		echo NN u1000000@x.example
		echo 1000000
		seq -f u%.0f@x.example 1000000
		sed -n '/^$/,$p' "$head"
	} >"$dir/h"
	cat "$dir/h" >"$head"
	ask 0 limited qls -d "$dir/spool" -k state,nrcpts,rcpts
	same $'queued\t0\t-' "$output"
}

# zero SCRIPT: a NUL is put into -H by sed; Exim and qls agree on what it is.
zero() {
	exim_send "$dir" 1
	edit "$dir" "$(first_id "$dir")" "$1"
	same 1 "$(tr -cd '\0' <"$dir/spool/input/$(first_id "$dir")-H" | wc -c)"
	has "$(exim "$dir" -bp)" 'spool format error'
	fields "$dir" state
	same damaged "$output"
	listed "$dir"
}

@test "a NUL in the sender is damage, as for Exim" {
	zero '3s/oo/\x00/'
}

@test "a NUL in the login is damage, as for Exim" {
	zero '2s/oo/\x00/'
}

@test "a NUL in an option is damage, as for Exim" {
	zero '/^-received_protocol/s/loc/\x00/'
}

@test "a NUL in a recipient is damage, as for Exim" {
	zero 's/^user0@rc/\x00/'
}

@test "a NUL in the header is damage, as for Exim" {
	zero 's/Subject: m/Subject: \x00/'
}

@test "no newline at the end of a -H is damage, as for Exim" {
	exim_send "$dir" 1
	truncate -s -1 "$dir"/spool/input/*-H
	listed "$dir"
	fields "$dir" state
	same damaged "$output"
}

@test "a -H that is a directory, a FIFO or a link is told, and no hang" {
	exim_send "$dir" 1
	local input=$dir/spool/input id
	id=$(first_id "$dir")
	mkdir "$input/1xUnyH-0006we-0A-H"
	mkfifo "$input/1xUnyH-0006we-0B-H"
	ln -s /etc/passwd "$input/1xUnyH-0006we-0C-H"
	ask 2 timeout 60 "$O/bin/qls" -d "$dir/spool" -k id,state
	has "$output" "$id"$'\tqueued'
	[[ $output$stderr != *daemon* ]]
	has "$stderr" 1xUnyH-0006we-0A
	has "$stderr" 1xUnyH-0006we-0C
}
