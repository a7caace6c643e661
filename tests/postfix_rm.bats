# qrm on Postfix queues with a stand-in for postsuper, which does with files
# what the real one does; beside the real one: tests/mta/postfix.bats.

load lib

setup() {
	tmp=$BATS_TEST_TMPDIR
	d=$tmp/queue
	mkdir -p "$tmp/bin" "$d"/{maildrop,incoming,active,deferred,hold,defer}
	PATH=$tmp/bin:$PATH
	make_programs
}

# postconf tells the queue; postsuper's words are the real one's, 3.7.
make_programs() {
	cat >"$tmp/bin/postconf" <<-EOF
		#!/bin/sh
		echo "postconf: warning: something unused" >&2
		[ ! -e $tmp/swap ] || . $tmp/swap
		echo $d
	EOF
	cat >"$tmp/bin/postsuper" <<-EOF
		#!/bin/bash
		echo "\$*" >>$tmp/calls
		[ "\$1" != -c ] || shift 2
		[ ! -e $tmp/denied ] || {
			echo "postsuper: fatal: use of this command is reserved" \
				"for the superuser" >&2
			exit 1
		}
		n=0
		while read -r id; do
			[ ! -e $tmp/gone ] || rm -f $d/*/*/"\$id"
			echo "\$id" >>$tmp/ids
			f=\$(find $d -name "\$id" ! -path '*/defer/*')
			case \$1 in
			-d) [ -n "\$f" ] && rm "\$f" && say=removed || continue ;;
			-h) [[ \$f = */deferred/* ]] && mv "\$f" $d/hold &&
				say="placed on hold" || continue ;;
			-H) mkdir -p $d/deferred/\${id:0:1} && mv "\$f" \
				$d/deferred/\${id:0:1} && say="released from hold" ;;
			esac
			echo "postsuper: \$id: \$say" >&2
			n=\$((n + 1))
			[ ! -e $tmp/broken ] || {
				echo "postsuper: fatal: open logfile: no" >&2
				exit 1
			}
		done
		echo "postsuper: Done: \$n messages" >&2
	EOF
	chmod +x "$tmp/bin"/*
}

# put ID [SENDER [TIME]]: a deferred message.
put() {
	local to=$d/deferred/${1:0:1}/$1
	mkdir -p "${to%/*}"
	{
		# shellcheck disable=SC2059 # that is how a byte is made
		printf 'T\x11%010d 218125' "${3:-1795280990}"
		printf "S\\x$(printf %02x ${#2})%s" "${2-}"
		printf 'R\x06r@c.deM\x00N\x0aSubject: xN\x00X\x00E\x00'
	} >"$to"
	chmod 700 "$to"
}

# Ids of a queue of so many.
fill() {
	local i
	for ((i = 0; i < $1; i++)); do
		put "$(printf '%05XAA6%X' $((i * 17)) "$i")" a@b.test
	done
}

results() {
	cut -f 2 <<<"$output" | sort | uniq -c | awk '{ print $1, $2 }'
}

@test "ids are on its standard input, in one batch, none on the command line" {
	fill 9
	ask 0 qrm -d "$d" - <<<"$(qls -k id -d "$d" | head -n 5)"
	same "5 removed" "$(results)"
	same "-d -" "$(cat "$tmp/calls")"
	same 5 "$(wc -l <"$tmp/ids")"
	same 4 "$(qcount -d "$d")"
}

@test "4500 ids are removed in batches" {
	mkpostfix 4500 "$d"
	ask 0 qrm -aq -d "$d" - <<<"$(qls -k id -d "$d")"
	has "$output$stderr" "4500 removed"
	same 4500 "$(sort -u "$tmp/ids" | wc -l)"
	same 0 "$(qcount -d "$d")"
}

@test "its configuration's directory is -c for it" {
	fill 1
	ask 0 qrm -C "$tmp/conf" -d "$d" - <<<"$(qls -k id -d "$d")"
	same "-c $tmp/conf -d -" "$(cat "$tmp/calls")"
}

@test "ALL is no id, nor is what postqueue -p marks" {
	fill 3
	ask 2 qrm -d "$d" ALL
	has "$stderr" "ALL: no message id"
	ask 2 qrm -d "$d" - <<<$'ALL\n'
	ask 2 qrm -d "$d" - <<<$'00000AA60*\n'
	[ ! -e "$tmp/calls" ]
	same 3 "$(qcount -d "$d")"
}

@test "another message that got the id since is refused" {
	fill 3
	# While Postfix is asked where it works, the id goes to a new message.
	declare -f put >"$tmp/swap.sh"
	cat >"$tmp/swap" <<-EOF
		bash -c 'd=$d; . $tmp/swap.sh; put 00011AA61 other@b.test'
	EOF
	ask 2 qrm -d "$d" 00000AA60 00011AA61 00022AA62
	same "1 refused
2 removed" "$(results)"
	has "$stderr" "00011AA61: another message has this id now"
	same other@b.test "$(qls -k sender -d "$d")"
	# The same with another time.
	echo "bash -c 'd=$d; . $tmp/swap.sh; put 00011AA61 other@b.test 5'" \
		>"$tmp/swap"
	ask 2 qrm -d "$d" 00011AA61
	same "1 refused" "$(results)"
	same 1 "$(qcount -d "$d")"
}

@test "one that has gone meanwhile is missing" {
	fill 2
	echo "rm $d/deferred/0/00011AA61" >"$tmp/swap"
	ask 0 qrm -d "$d" - <<<$'00000AA60\n00011AA61\n'
	same "1 missing
1 removed" "$(results)"
}

@test "who may not is refused, and told why" {
	fill 2
	: >"$tmp/denied"
	ask 2 qrm -d "$d" 00000AA60 00011AA61
	same "2 refused" "$(results)"
	has "$stderr" "reserved for the superuser"
	same 2 "$(qcount -d "$d")"
}

@test "one that ends after each message is started again for the rest" {
	fill 7
	: >"$tmp/broken"
	ask 0 qrm -d "$d" - <<<"$(qls -k id -d "$d" | head -n 6)"
	same "6 removed" "$(results)"
	same 6 "$(wc -l <"$tmp/calls")"
	same 1 "$(grep -c fatal <<<"$stderr")"
}

@test "another queue than its own: nothing is touched" {
	fill 1
	cp -a "$d" "$tmp/other"
	ask 2 qrm -d "$tmp/other" 00000AA60
	has "$stderr" "postsuper works on $d, not on $tmp/other"
	printf '#!/bin/sh\necho "postconf: fatal: no main.cf" >&2\nexit 1\n' \
		>"$tmp/bin/postconf"
	ask 2 qrm -d "$d" 00000AA60
	has "$stderr" "does not tell where Postfix works: postconf: fatal"
	[ ! -e "$tmp/calls" ]
	same 1 "$(qcount -d "$d")"
}

@test "-b holds, copies, removes; -u puts a hard link back, on hold" {
	put 00000AA60 a@b.test
	# Named by its inode, as a short id is.
	local id
	id=$(printf '00000%X' "$(stat -c %i "$d/deferred/0/00000AA60")")
	mv "$d/deferred/0/00000AA60" "$d/deferred/0/$id"
	ask 0 qrm -b "$tmp/kept" -d "$d" "$id"
	same "1 removed" "$(results)"
	same $'-h -\n-d -' "$(cat "$tmp/calls")"
	same "$id" "$(qls -k id -d "$tmp/kept")"
	ask 0 qrm -u "$tmp/kept" -d "$d" "$id"
	same "1 restored" "$(results)"
	same "$id	hold" "$(qls -k id,state -d "$d")"
	same 0 "$(qcount -d "$tmp/kept")"
	ask 0 qrm -u "$tmp/kept" -d "$d" "$id"
	same "1 exists" "$(results)"
}

# kept ID: a message that was removed, its copy in $copy.
kept() {
	[ -n "$(find "$d" -name "$1")" ] || put "$1" a@b.test
	ask 0 qrm -b "$tmp/kept" -d "$d" "$1"
	same "1 removed" "$(results)"
	copy=$(find "$tmp/kept" -name "$1")
}

@test "-u: what the queue has: its copy goes, another message's stays" {
	kept 00000AA60
	mkdir -p "$d/hold/0"
	ln "$copy" "$d/hold/0/00000AA60"
	ask 0 qrm -u "$tmp/kept" -d "$d" 00000AA60
	same "1 exists" "$(results)"
	[ ! -e "$copy" ]
	same "00000AA60	hold" "$(qls -k id,state -d "$d")"
	kept 00000AA61
	put 00000AA61 other@b.test
	ask 0 qrm -u "$tmp/kept" -d "$d" 00000AA61
	same "1 exists" "$(results)"
	[ -e "$copy" ]
	same "other@b.test" "$(qls -k sender -d "$d" - <<<00000AA61)"
}

@test "-u: a copy that is not on hold is not put back" {
	kept 00000AA60
	mkdir -p "$tmp/kept/deferred/0"
	mv "$copy" "$tmp/kept/deferred/0/"
	ask 2 qrm -u "$tmp/kept" -d "$d" 00000AA60
	same "1 failed" "$(results)"
	has "$stderr" "00000AA60: Invalid argument"
	same 0 "$(qcount -d "$d")"
	same 1 "$(qcount -d "$tmp/kept")"
}

@test "-u: a long id is put back as the same file, or as a new one" {
	local id=4jWz2c75plz1VSRh other=/dev/shm/qrm.$$
	# Where a Postfix without hashed queues has it.
	put $id a@b.test
	mv "$d/deferred/4/$id" "$d/deferred"
	kept $id
	ln "$copy" "$tmp/same"
	ask 0 qrm -u "$tmp/kept" -d "$d" $id
	same "1 restored" "$(results)"
	[ "$(find "$d" -name $id)" -ef "$tmp/same" ]
	ask 0 qrm -b "$tmp/kept" -d "$d" $id
	[ "$(stat -c %d /dev/shm)" != "$(stat -c %d "$tmp")" ] ||
		skip "one file system"
	rm -rf "$other"
	cp -a "$tmp/kept" "$other"
	ask 0 qrm -u "$other" -d "$d" $id
	same 0 "$(qcount -d "$other")"
	rm -rf "$other"
	same "1 restored" "$(results)"
	same "$id	a@b.test	x" "$(qls -k id,sender,subject -d "$d")"
	same 700 "$(stat -c %a "$(find "$d" -name $id)")"
}

@test "-u: copies of another MTA's messages are refused" {
	kept 00000AA60
	mkdir -p "$tmp/mqueue"
	echo body >"$tmp/mqueue/df6ALGl0A1000079"
	ask 2 qrm -u "$tmp/kept" -d "$tmp/mqueue" 00000AA60
	same "qrm: $tmp/kept: of postfix, not of sendmail" "$stderr"
	[ -e "$copy" ]
}

@test "-b: what goes while it is held is missing, and has no copy" {
	put 00000AA60 a@b.test
	touch "$tmp/gone"
	ask 0 qrm -b "$tmp/kept" -d "$d" 00000AA60
	same "1 missing" "$(results)"
	same "" "$(find "$tmp/kept" -type f)"
}

@test "-b: where a copy cannot be made all are released" {
	fill 2
	mkdir -m 700 "$tmp/kept"
	mkdir -p "$tmp/kept/hold/00011AA61"
	ask 2 qrm -b "$tmp/kept" -d "$d" 00000AA60 00011AA61
	has "$stderr" "nothing removed"
	same "2 failed" "$(results)"
	same $'-h -\n-H -' "$(cat "$tmp/calls")"
	same "2 deferred" "$(qcount -k state -d "$d" | xargs)"
	same "" "$(find "$tmp/kept" -type f)"
}

@test "without a Postfix nothing is removed" {
	[ ! -e /usr/sbin/postsuper ] || skip "there is one"
	fill 1
	rm "$tmp"/bin/post*
	ask 2 qrm -d "$d" 00000AA60
	has "$stderr" "qrm: no postfix to remove messages with"
	same 1 "$(qcount -d "$d")"
}

@test "-u of a short id whose file is another is refused" {
	put 00000AA60 a@b.test
	ask 0 qrm -b "$tmp/kept" -d "$d" 00000AA60
	ask 2 qrm -u "$tmp/kept" -d "$d" 00000AA60
	same "1 failed" "$(results)"
	has "$stderr" "Invalid cross-device link"
	same 1 "$(qcount -d "$tmp/kept")"
	same 0 "$(qcount -d "$d")"
}

@test "-b: what cannot be held is not removed" {
	fill 1
	mv "$d/deferred/0/00000AA60" "$d/maildrop"
	ask 2 qrm -b "$tmp/kept" -d "$d" 00000AA60
	same "1 failed" "$(results)"
	has "$stderr" "Postfix cannot hold what is still in maildrop"
	same 1 "$(qcount -d "$d")"
}
