# What one message, log or file may hold grows as an attacker likes: 32 times
# as much of it may take at most 96 times as long (what compares each with all
# takes 1,000 times as long), counted in CPU time against the same command.

load lib

setup() {
	dir=$BATS_TEST_TMPDIR
	id=1sabcd-000001-Ab
	cd "$dir" || return
}

# rows N TEXT: N times TEXT, with its number in place of each &.
rows() {
	seq "$1" | sed "s|.*|$2|"
}

# spend COMMAND...: its milliseconds of CPU time go to $ms. It has no error.
spend() {
	local TIMEFORMAT='%3U %3S' rc=0
	{ time timeout 120 "$@" >out 2>err </dev/null 3>&- 4>&-; } 2>used || rc=$?
	[ $rc -le 1 ] || {
		echo "exit $rc: $*: $(head -n 3 err)"
		return 1
	}
	[ -s out ] || [ -s err ]
	ms=$(awk '{ printf "%d", ($1 + $2) * 1000 }' used)
}

# grows FROM MAKER COMMAND...: what MAKER N puts here is read by COMMAND, with
# N and with 32 N. COMMAND has something to say of it. What starts it is counted
# as eight milliseconds, and no less.
grows() {
	local n=$1 maker=$2 small ms
	shift 2
	"$maker" "$n"
	spend "$@"
	small=$ms
	"$maker" $((32 * n))
	spend "$@"
	echo "$*: $n in $small ms, $((32 * n)) in $ms ms"
	[ "$ms" -le $((96 * (small > 8 ? small : 8))) ]
}

# exim_message TREE RCPTS FIELDS: one in Exim's spool, of what these commands print.
exim_message() {
	mkdir -p spool/input
	{
		printf '%s\n' "$id-H" 'root 0 0' '<a@b>' '1700000000 0' -local
		$1
		$2 >rcpts
		wc -l <rcpts
		cat rcpts
		echo
		$3 | awk '{ printf "%03d  %s\n", length($0) + 1, $0 }'
	} >"spool/input/$id-H"
	printf '%s\nbody\n' "$id-D" >"spool/input/$id-D"
}

@test "a message for very many, delivered to as many others" {
	# A tree that is a chain, as none of Exim's is.
	others() {
		rows $((n - 1)) 'NY o&@x.example'
		echo 'NN z@x.example'
	}
	made() {
		local n=$1
		exim_message others "rows $1 r&@d&.example" 'echo From: a@b'
	}
	local command
	for command in '-d spool' '-m -a -d spool' '-m -u -d spool' \
		'-j -d spool' '-k rdomain -d spool'; do
		# shellcheck disable=SC2086
		grows 4000 made qls $command
	done
	grows 4000 made qcount -k rcpts -d spool
	grows 4000 made qhdr -e -d spool "$id"
	grows 4000 made qgrep -v -r nobody@x.example -d spool
}

@test "a header of very many fields, words, folds" {
	fields() {
		exim_message 'echo XX' 'echo r@x' "rows $1 X-&:=&"
	}
	grows 4000 fields qhdr -d spool "$id"
	grows 4000 fields qhdr -j -d spool "$id"
	grows 4000 fields qhdr -x x-3 -d spool "$id"
	words() {
		exim_message 'echo XX' 'echo r@x' "subject $1"
	}
	subject() {
		printf Subject:
		rows "$1" ' =?utf-8?q?a&?= =?x?b? =?' | tr -d '\n'
		echo
	}
	grows 4000 words qls -k subject -d spool
	grows 4000 words qhdr -x subject -d spool "$id"
	grows 4000 words qgrep -H subject:a1 -d spool
}

@test "a body of very many parts, inside each other and not" {
	parts() {
		exim_message 'echo XX' 'echo r@x' \
			'echo Content-Type: multipart/mixed; boundary=b0'
		{
			echo "$id-D"
			rows 200 '--b0\nContent-Type: multipart/mixed; boundary=b&\n'
			rows "$1" '--b0\n\npart &\n--b'
			rows "$1" '--b&\nContent-Type: multipart/mixed; boundary=b&\n'
		} >"spool/input/$id-D"
	}
	grows 4000 parts qbody -t -d spool "$id"
	grows 4000 parts qbody -d spool "$id"
	grows 4000 parts qgrep -B 'part 1' -d spool
}

@test "Postfix: a defer log for very many, with offsets and without" {
	deferred() {
		rm -rf queue
		mkpostfix 1 queue "$(id -u)" "$(id -g)" >/dev/null
		local file=(queue/deferred/*/*) log=(queue/defer/*/*)
		python3 - "$1" "${file[0]}" "${log[0]}" <<-'PY'
			import sys
			n, name, log = int(sys.argv[1]), *sys.argv[2:]
			data = open(name, "rb").read()
			start = data.index(b"O\x12r0@d0.refused.test")
			end = data.index(b"M\x00", start)
			out, said = bytearray(data[:start]), []
			for i in range(n):
			    rcpt = b"r%09d@x.test" % i
			    place = b"offset=%d\n" % len(out) if i % 2 else b""
			    out += b"R" + bytes([len(rcpt)]) + rcpt
			    said.append(b"\nrecipient=%s\n%sreason=why %d\n"
			        % (rcpt, place, i))
			open(name, "wb").write(out + data[end:])
			open(log, "wb").write(b"".join(reversed(said)))
		PY
	}
	grows 4000 deferred qls -j -k rcpts,reason -d queue
	# Each got its own reason.
	same $((32 * 4000)) "$(
		grep -oE '"r[0-9]+@x.test", "delay_reason": "why [0-9]+"' out |
			tr -c '0-9\n' ' ' | awk '$1 == $2' | wc -l
	)"
	grows 4000 deferred qls -m -d queue
	grows 4000 deferred qcount -k reason -d queue
}

@test "Sendmail: a message for very many" {
	queued() {
		rm -rf queue
		mkmqueue 1 queue >/dev/null
		local file=(queue/qf*)
		rows "$1" 'Mwhy &\nrRFC822; r&@x.test\nRPFD:<r&@x.test>' >rcpts
		sed -i -e '/^rRFC822/r rcpts' -e '/^[rR]/d' "${file[0]}"
	}
	grows 4000 queued qls -j -d queue
	grows 4000 queued qls -m -d queue
	grows 4000 queued qcount -k rcpts,reason -d queue
}

@test "saved lists: a message for very many" {
	shown() {
		{
			echo " 1h  1.2K $id <a@b>"
			rows "$1" '          r&@d&.example'
			echo
		} >list
	}
	grows 4000 shown qls -j list
	grows 4000 shown qls -m list
	grows 4000 shown qgrep -v -r nobody@x.example list
	in_json() {
		{
			printf '{"queue_name": "deferred", "queue_id": "4B0C2D3E4F", '
			printf '"arrival_time": 1700000000, "message_size": 5, '
			printf '"sender": "a@b", "recipients": ['
			rows "$1" '{"address": "r&@x", "delay_reason": "why &"}' |
				paste -sd ,
			printf ']}\n'
		} | tr -d '\n' >list
	}
	grows 4000 in_json qls -j list
	grows 4000 in_json qls -m list
}

@test "the main log: one message's lines, and all in one second" {
	of_one() {
		{
			echo "2023-11-14 22:13:20 $id <= a@b U=u P=local S=5"
			rows "$1" "2023-11-14 22:13:21 $id == r&@x R=r T=t defer (-1): &"
		} >mainlog
	}
	grows 4000 of_one qlog -m -L mainlog -d spool "$id"
	grows 4000 of_one qls -j mainlog
	at_once() {
		seq -f '2023-11-14 22:13:20 %06.0f-000001-Ab <= a@b U=u P=local S=5' "$1" >mainlog
		rows "$1" 'h&:80 192.0.2.1 - - [14/Nov/2023:22:13:20 +0000] "POST /p&.php HTTP/1.1" 200 5 "-" "-"' >access
		qls -j mainlog >messages
	}
	mkdir spool
	grows 4000 at_once qls -O sender mainlog
	grows 4000 at_once qcount -k id mainlog
	grows 4000 at_once postscan access
	grows 4000 at_once postscan -i messages access
	# Lines of arguments whose message comes later, or never.
	elsewhere() {
		{
			rows "$1" '2023-11-14 22:13:20 [&] cwd=/home/u& 3 args: sendmail -t'
			rows "$1" "2023-11-14 22:13:21 [&] $id <= a@b U=u P=local S=5"
		} >mainlog
	}
	grows 4000 elsewhere qls -k cwd mainlog
}

@test "configuration: very many sites, pools, names, jobs" {
	sites() {
		rows "$1" '[HOST=h&.example]\nsendmail_path = /x' >php.ini
		rows "$1" '[p&]\nuser = u&\nphp_admin_value[sendmail_path] = /x' >pools
		rows "$1" '<VirtualHost *:80>\nServerName h&.example\nServerAlias a&.example\n</VirtualHost>' >vhosts
		{
			echo '<VirtualHost *:80>'
			rows "$1" 'ServerAlias h&.example'
			echo 'ServerName h.example'
			rows "$1" 'php_admin_value sendmail_path "/x"'
			echo '</VirtualHost>'
		} >one
	}
	grows 500 sites mailblock -t ini php.ini
	grows 500 sites mailblock -b -s h5.example -t ini php.ini
	grows 500 sites mailblock pools
	grows 500 sites mailblock -b -s p5 pools
	grows 500 sites mailblock vhosts
	grows 500 sites mailblock -b -s h5.example vhosts
	grows 500 sites mailblock -b -s h.example one
	jobs_of_all() {
		mkdir -p root/etc
		rows "$1" 'u&:x:&:&::/home/u&:/bin/sh' >root/etc/passwd
		rows "$1" 'V&=&' >root/etc/crontab
		rows "$1" '* * * * * u& /bin/job&' >>root/etc/crontab
	}
	grows 500 jobs_of_all cronscan -r root
}
