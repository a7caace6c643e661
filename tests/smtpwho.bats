# smtpwho: whose connections to mail ports are, on roots made by hand, with
# what hostile processes put into them, and on real connections.

load lib

setup() {
	tmp=$BATS_TEST_TMPDIR
	root=$tmp/root
	mkdir -p "$root/etc" "$root/proc/net"
	cat >"$root/etc/passwd" <<-'END'
		root:x:0:0:root:/root:/bin/bash
		Debian-exim:x:101:103::/var/spool/exim4:/usr/sbin/nologin
		postfix:x:102:104::/var/spool/postfix:/usr/sbin/nologin
		shop:x:1001:1001::/home/shop:/bin/sh
		bob:x:1002:1002::/home/bob:/bin/sh
	END
	printf 'cpu  1 2\nbtime 1795277904\n' >"$root/proc/stat"
	: >"$root/proc/net/tcp"
	pids=()
}

teardown() {
	local pid
	for pid in "${pids[@]}"; do
		kill "$pid" 2>/dev/null || :
	done
	wait
}

# process PID UID EXE SOCKET...: with the sockets' inodes; started 100 seconds
# after the boot.
process() {
	local dir=$root/proc/$1 uid=$2 exe=$3 fd=3
	mkdir -p "$dir/fd"
	echo "$1 (x) S 1 $1 $1 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 10000 0 0" \
		>"$dir/stat"
	printf 'Name:\tx\nUid:\t%s\t0\t0\t0\n' "$uid" >"$dir/status"
	# who made the copy is not who the process runs as
	chown 4242 "$dir" 2>/dev/null || :
	printf '%s\0' "${exe##*/}" a >"$dir/cmdline"
	ln -s "$exe" "$dir/exe"
	ln -s /srv "$dir/cwd"
	shift 3
	for inode; do
		ln -s "socket:[$inode]" "$dir/fd/$fd"
		fd=$((fd + 1))
	done
	ln -s /dev/null "$dir/fd/0"
	ln -s 'pipe:[7]' "$dir/fd/1"
}

# end IP PORT: as a little-endian kernel writes it.
end() {
	local a b c d
	IFS=. read -r a b c d <<<"$1"
	printf '%02X%02X%02X%02X:%04X' "$d" "$c" "$b" "$a" "$2"
}

# line STATE LOCAL REMOTE UID INODE: of net/tcp, ends as end or raw has them.
line() {
	echo "   0: $2 $3 $1 00000000:00000000 00:00000000 00000000 $4 0 $5 1" \
		"0000000000000000 20 4 30 10 -1" >>"$root/proc/net/${6-tcp}"
}

# tcp INODE REMOTE-IP PORT [STATE [UID [LOCAL-IP]]]
tcp() {
	line "${4-01}" "$(end "${6-192.0.2.9}" $((40000 + $1)))" \
		"$(end "$2" "$3")" "${5-1001}" "$1"
}

# listener INODE PORT [UID [IP]]
listener() {
	line 0A "$(end "${4-0.0.0.0}" "$2")" 00000000:0000 "${3-0}" "$1"
}

who() {
	ask "${want-0}" smtpwho -r "$root" "$@"
}

@test "a record a process: pid user exe remote state since cwd command" {
	process 12 1001 /usr/bin/php8.2 5
	tcp 5 198.51.100.7 25
	who
	same "12	shop	/usr/bin/php8.2	198.51.100.7:25	established	2026-11-21T16:20:04Z	/srv	php8.2 a" "$output"
	same "" "$stderr"
	who -k uid,local
	same "1001	192.0.2.9:40005" "$output"
}

@test "JSON lines have all fields" {
	process 12 1001 /usr/bin/php8.2 5
	tcp 5 198.51.100.7 25
	who -j
	same '{"pid": 12, "user": "shop", "exe": "/usr/bin/php8.2", "remote": "198.51.100.7:25", "state": "established", "since": "2026-11-21T16:20:04Z", "cwd": "/srv", "command": "php8.2 a", "uid": 1001, "local": "192.0.2.9:40005"}' "$output"
	python3 -c 'import json, sys; json.loads(sys.argv[1])' "$output"
}

@test "nothing: exit 1, nothing said" {
	want=1 who
	same "" "$output$stderr"
	process 12 1001 /usr/bin/php8.2 5
	tcp 5 198.51.100.7 443
	want=1 who
	same "" "$output$stderr"
}

@test "what a hostile process is called, runs, writes and where it is" {
	process 12 1001 $'/tmp/.x\e[2J\n1xUnyH-0006we-0M (deleted)' 5
	tcp 5 198.51.100.7 587
	ln -sfn $'/tmp/a b\e]0;x\a (deleted)' "$root/proc/12/cwd"
	printf '\e[31mexim4\0\n-bd\0\xff\0\0\0' >"$root/proc/12/cmdline"
	printf '12 (a) S 1 1\n) S 1 12 12 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 10000 0 0\n' \
		>"$root/proc/12/stat"
	who
	same '12	shop	/tmp/.x\x1B[2J\n1xUnyH-0006we-0M\x20(deleted)	198.51.100.7:587	established	2026-11-21T16:20:04Z	/tmp/a\x20b\x1B]0;x\x07\x20(deleted)	\x1B[31mexim4 \n-bd \xFF' "$output"
	who -j
	python3 -c 'import json, sys
o = json.loads(sys.argv[1])
assert o["exe"] == "/tmp/.x\x1b[2J\n1xUnyH-0006we-0M (deleted)", o
assert o["command"] == "\x1b[31mexim4 \n-bd \udcff", o' "$output"
	: >"$root/proc/12/cmdline"
	who -k command
	same '[a) S 1 1\n]' "$output"
	head -c 100000 /dev/zero | tr '\0' y >"$root/proc/12/cmdline"
	who -k command
	same 4096 "${#output}"
}

@test "states: all but listening, half open, closed for good" {
	local i
	process 12 1001 /usr/bin/php8.2 {1..13}
	for i in {1..13}; do
		tcp "$i" "198.51.100.$i" 25 "$(printf %02X "$i")"
	done
	# closed by its process
	tcp 0 198.51.100.99 25 04
	who -k remote,state
	same '198.51.100.1:25	established
198.51.100.2:25	syn-sent
198.51.100.4:25	fin-wait-1
198.51.100.5:25	fin-wait-2
198.51.100.7:25	close
198.51.100.8:25	close-wait
198.51.100.9:25	last-ack
198.51.100.11:25	closing
198.51.100.13:25	13' "$(sort -V <<<"$output")"
}

@test "ports: 25, 465 and 587, or those of -P" {
	local port
	process 12 1001 /usr/bin/php8.2 1 2 3 4 5
	tcp 1 198.51.100.1 25
	tcp 2 198.51.100.1 465
	tcp 3 198.51.100.1 587
	tcp 4 198.51.100.1 2525
	tcp 5 198.51.100.1 80
	who -k remote
	same $'198.51.100.1:25\n198.51.100.1:465\n198.51.100.1:587' "$output"
	who -P 80,2525 -k remote
	same $'198.51.100.1:80\n198.51.100.1:2525' "$output"
	for port in '' ',' 0 65536 -1 '25,' ,25 25,,80 25x smtp; do
		want=2 who -P "$port"
		same "" "$output"
		has "$stderr" "smtpwho: -P: $port: no ports"
	done
}

@test "a line a process and remote end; children that share a socket, too" {
	process 3 1001 /usr/bin/php8.2 1 2 3 4
	process 20 1002 /usr/bin/perl 4
	process 100 1002 /usr/bin/perl 4 5
	ln -s 'socket:[4]' "$root/proc/100/fd/9"
	tcp 1 198.51.100.2 25 02
	tcp 2 198.51.100.1 25 02
	tcp 3 198.51.100.1 25
	tcp 4 198.51.100.1 465
	tcp 5 198.51.100.1 25
	who -k pid,user,remote,state
	same '3	shop	198.51.100.1:25	established
3	shop	198.51.100.1:465	established
3	shop	198.51.100.2:25	syn-sent
20	bob	198.51.100.1:465	established
100	bob	198.51.100.1:25	established
100	bob	198.51.100.1:465	established' "$output"
}

@test "the mail server's own are told by program and by user" {
	local i
	process 10 101 /usr/sbin/exim4 10
	process 11 0 /usr/sbin/exim4 11
	process 12 102 /usr/lib/postfix/sbin/smtp 12
	process 13 102 /usr/libexec/postfix/lmtp 13
	process 14 101 '/usr/sbin/exim4 (deleted)' 14
	process 15 101 /usr/exim/bin/exim-4.98-1 15
	process 16 0 /usr/libexec/sendmail/sendmail 16
	# and these are not
	process 20 1002 /home/bob/exim4 20
	process 21 1002 /usr/sbin/exim4 21
	process 22 101 /tmp/exim4 22
	process 23 0 /home/usr/sbin/exim4 23
	process 24 101 /usr/sbin/exim4.old 24
	process 25 0 /usr/bin/python3.11 25
	process 26 1002 /usr/lib/postfix/sbin/smtp 26
	process 27 0 '/usr/sbin/exim4 (deleted) (deleted)' 27
	for i in {10..16} {20..27}; do
		tcp "$i" 198.51.100.1 25
	done
	who -k pid
	same "$(seq 20 27)" "$output"
	# without names it is root's alone
	rm "$root/etc/passwd"
	who -k pid,user
	same "10	101
12	102
13	102
14	101
15	101
20	1002
21	1002
22	101
23	0
24	101
25	0
26	1002
27	0" "$output"
}

@test "connections to this machine's mail server are left out" {
	process 10 101 /usr/sbin/exim4 1 2
	process 20 1001 /usr/bin/php8.2 3 4 5 6
	process 30 1002 /home/bob/forward 7
	listener 1 25
	listener 7 587 1002 127.0.0.1
	tcp 3 127.0.0.1 25 01 1001 127.0.0.1
	tcp 4 192.0.2.9 25
	tcp 5 127.0.0.1 587 01 1001 127.0.0.1
	tcp 6 127.0.0.2 465 02 1001 127.0.0.1
	# the mail server's end
	line 01 "$(end 127.0.0.1 25)" "$(end 127.0.0.1 40003)" 0 2
	who -k pid,remote
	same $'20\t127.0.0.1:587\n20\t127.0.0.2:465' "$output"
	who -P 25,587 -k pid,remote
	same $'20\t127.0.0.1:25\n20\t127.0.0.1:587\n20\t192.0.2.9:25' "$output"
}

@test "loopback: who listens counts, and nobody's is root's or the server's" {
	process 20 1001 /usr/bin/php8.2 3
	tcp 3 127.0.0.1 25 01 1001 127.0.0.1
	listener 1 25
	want=1 who
	same "" "$output"
	: >"$root/proc/net/tcp"
	tcp 3 127.0.0.1 25 01 1001 127.0.0.1
	listener 1 25 1002
	who -k pid
	same 20 "$output"
	process 30 0 /usr/bin/docker-proxy 1
	who -k pid
	same 20 "$output"
}

@test "IPv6, and IPv4 in it" {
	process 12 1001 /usr/bin/php8.2 1 2 3 4
	line 01 00000000000000000000000001000000:9C41 \
		B80D0120000000000000000001000000:0019 1001 1 tcp6
	line 02 00000000000000000000000001000000:9C41 \
		000080FE00000000FF005450B6AD5DFE:024B 1001 2 tcp6
	line 01 0000000000000000FFFF0000010200C0:9C41 \
		0000000000000000FFFF0000076433C6:0019 1001 3 tcp6
	line 01 00000000000000000000000001000000:9C41 \
		00000000000000000000000001000000:01D1 1001 4 tcp6
	who -k remote,state
	same '198.51.100.7:25	established
2001:db8::1]:25	established
::1]:465	established
fe80::5054:ff:fe5d:adb6]:587	syn-sent' "$(tr -d '[' <<<"$output" | LC_ALL=C sort)"
	has "$output" '[2001:db8::1]:25'
	rm "$root/proc/net/tcp"
	want=2 who
	same "smtpwho: proc/net/tcp: No such file or directory" "$stderr"
}

@test "connections of no process that can be seen" {
	process 12 1001 /usr/bin/php8.2
	tcp 5 198.51.100.7 25 01 1001
	tcp 6 198.51.100.7 25 01 1001
	tcp 7 198.51.100.7 25 01 33
	who
	same '?	33	?	198.51.100.7:25	established	?	?	?
?	shop	?	198.51.100.7:25	established	?	?	?' "$output"
	same "" "$stderr"
	who -j
	has "$output" '"pid": "?"'
	python3 -c 'import json, sys
for l in sys.argv[1].splitlines(): json.loads(l)' "$output"
}

@test "what links point to is never opened" {
	process 12 1001 "$tmp/fifo" 5
	tcp 5 198.51.100.7 25
	mkfifo "$tmp/fifo"
	ln -sfn "$tmp/fifo" "$root/proc/12/cwd"
	ln -s "$tmp/fifo" "$root/proc/12/fd/8"
	# of another machine's process, a process of this one
	ln -s "/proc/$$" "$root/proc/13"
	ln -s ../12 "$root/proc/14"
	ln -s 12 "$root/proc/15"
	ask 0 timeout 60 smtpwho -r "$root" -k pid,exe,cwd
	same "12	$tmp/fifo	$tmp/fifo" "$output"
	rm "$root/proc/12/cmdline"
	mkfifo "$root/proc/12/cmdline"
	ask 0 timeout 60 smtpwho -r "$root" -k pid,command
	same $'12\t[x]' "$output"
}

@test "links on the way to proc and net stay in the root" {
	process 12 1001 /usr/bin/php8.2 5
	tcp 5 198.51.100.7 25
	mkdir "$root/proc/self"
	mv "$root/proc/net" "$root/proc/self/net"
	ln -s self/net "$root/proc/net"
	who -k pid
	same 12 "$output"
	mkdir "$tmp/out"
	cp "$root/proc/self/net/tcp" "$tmp/out/tcp"
	ln -sfn "$tmp/out" "$root/proc/net"
	want=2 who
	has "$stderr" "smtpwho: proc/net/tcp: "
}

@test "half a process, half a line, no text at all" {
	process 12 1001 /usr/bin/php8.2 5
	process 13 1001 /usr/bin/php8.2 5
	process 14 1001 /usr/bin/php8.2 5
	process 15 1001 /usr/bin/php8.2 5
	tcp 5 198.51.100.7 25
	echo '13 (x) S 1' >"$root/proc/13/stat"
	: >"$root/proc/14/stat"
	rm "$root/proc/15/exe" "$root/proc/15/cwd" "$root/proc/15/status"
	mkdir -p "$root/proc/16" "$root/proc/17/fd" "$root/proc/99999999999"
	: >"$root/proc/18"
	printf 'x\n0: zz\n   0: 0100007F:A912 010' >>"$root/proc/net/tcp"
	rm "$root/proc/stat"
	who -k pid,user,exe,since
	same '12	shop	/usr/bin/php8.2	?
15	root	?	?' "$output"
	same "" "$stderr"
}

# From captures/ssh of the project's material (Debian 12, Linux 6.18): two
# clients, and lines of others, as the kernel wrote them but for their
# trailing blanks.
@test "a real machine's files" {
	local proc=$root/proc
	mkdir -p "$proc/175/fd" "$proc/186/fd"
	cat >"$proc/net/tcp" <<-'END'
	  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
	  20: 0100007F:ADDC 0100007F:08AE 01 00000000:00000029 00:00000000 00000000     0        0 108261 1 00000000121fe864 20 4 30 10 -1
	   6: 0100007F:08AE 0100007F:ADDC 01 00000000:00000000 02:000AE81A 00000000     0        0 109257 2 000000001e03ff97 20 0 0 11 -1
	   0: 0100007F:4E39 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1002        0 108247 1 000000000c6625ed 100 0 0 10 0
	   2: 0100007F:08AE 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 94396 1 0000000026cf7360 100 0 0 10 0
	END
	cat >"$proc/net/tcp6" <<-'END'
	  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
	   3: 00000000000000000000000001000000:ED6E 00000000000000000000000001000000:08AE 01 00000000:00000000 02:000AE81C 00000000     0        0 108275 2 000000006da86ec0 21 4 17 18 -1
	   0: 00000000000000000000000001000000:2729 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 107728 1 0000000079221ae2 100 0 0 10 0
	END
	cat >"$proc/175/stat" <<-'END'
	175 (sleep) S 1 64 0 0 -1 4194304 131 0 0 0 0 0 0 0 20 0 1 0 73665 2990080 415 18446744073709551615 93936833884160 93936833902089 140732947630416 0 0 0 0 0 0 1 0 0 17 0 0 0 0 0 0 93936833916176 93936833917440 93936980918272 140732947638934 140732947638944 140732947638944 140732947640297 0
	END
	cat >"$proc/186/stat" <<-'END'
	186 (ssh) S 183 64 0 0 -1 4194304 524 0 0 0 8 0 0 0 20 0 1 0 73668 11886592 2007 18446744073709551615 93830202171392 93830202917853 140734181100832 0 0 0 0 4096 134299655 1 0 0 17 0 0 0 0 0 0 93830203243536 93830203257584 93831141801984 140734181104239 140734181104292 140734181104292 140734181105643 0
	END
	echo 'btime 1795277904' >"$proc/stat"
	: >"$proc/175/cmdline"
	: >"$proc/186/cmdline"
	ln -s 'socket:[108261]' "$proc/175/fd/3"
	ln -s 'socket:[108275]' "$proc/186/fd/3"
	who -P 2222 -k pid,remote,local,since,command
	same '175	127.0.0.1:2222	127.0.0.1:44508	2026-11-21T16:30:40Z	[sleep]
186	[::1]:2222	[::1]:60782	2026-11-21T16:30:40Z	[ssh]' "$output"
}

@test "a table that is there and cannot be read is an error" {
	process 10 1001 /usr/bin/php8.2 5
	tcp 5 198.51.100.7 25
	mkdir "$root/proc/net/tcp6"
	ask 2 smtpwho -r "$root"
	has "$stderr" "smtpwho: proc/net/tcp6: "
}

@test "a process whose files may not be read has what nobody else has" {
	need_root
	process 10 65534 /usr/bin/php8.2 5
	process 11 1001 /usr/bin/php8.2 6
	tcp 5 198.51.100.7 25
	tcp 6 198.51.100.8 25
	chmod 0 "$root/proc/11/stat"
	ask 0 as_nobody "$(command -v smtpwho)" -r "$root" -k pid,remote
	same "10	198.51.100.7:25
?	198.51.100.8:25" "$(sort <<<"$output")"
}

@test "usage errors, and roots that are none" {
	ask 2 smtpwho -r "$tmp/none"
	same "smtpwho: $tmp/none: No such file or directory" "$stderr"
	ask 2 smtpwho -r "$tmp"
	same "smtpwho: $tmp/proc: No such file or directory" "$stderr"
	ask 2 smtpwho -r ''
	ask 2 smtpwho -k nope
	has "$stderr" "pid user exe remote state since cwd command uid local"
	ask 2 smtpwho 25
	has "$stderr" "smtpwho: 25: there are no operands"
}

@test "a process that goes at any step is left out, or partly told" {
	[ -z "$SAN" ] || return 0 # the sanitizer cannot be traced
	local n
	process 12 1001 /usr/bin/php8.2 5 6
	process 13 1001 /usr/bin/php8.2 7
	tcp 5 198.51.100.7 25
	tcp 6 198.51.100.8 25
	tcp 7 198.51.100.8 25
	count_apart # a read of counters can fail, too
	for call in openat readlinkat read getdents64; do
		for n in {1..70}; do
			# 127 is of the loader, before there is a program
			# shellcheck disable=SC2016
			run --separate-stderr sh -c '"$@"; rc=$?
				[ $rc != 127 ] || rc=2; exit $rc' sh \
				timeout 60 strace -qq -o "$tmp/trace" \
				-e "inject=$call:error=ESRCH:when=$n" \
				"$(command -v smtpwho)" -r "$root" -k pid,remote
			grep -q INJECTED "$tmp/trace" || break
			[ "$status" -le 2 ]
			same "" "$(sed '/^\(12\|13\|?\)\t198.51.100.[78]:25$/d' \
				<<<"$output")"
			[ "$(wc -l <<<"$stderr")" -le 1 ]
		done
	done
}

# --- real ones

# serve ADDRESS: listens there, on a port that goes to $port.
serve() {
	python3 - "$1" >"$tmp/port" 3>&- <<-'END' &
		import socket, sys, time
		six = ":" in sys.argv[1]
		s = socket.socket(socket.AF_INET6 if six else socket.AF_INET)
		s.bind((sys.argv[1], 0))
		s.listen(0)
		print(s.getsockname()[1], flush=True)
		time.sleep(6000)
	END
	pids+=($!)
	within test -s "$tmp/port"
	port=$(cat "$tmp/port")
}

# client ADDRESS N: a process that tries N connections; its number is $client.
# The server takes none, so the first of all is made and others are not.
client() {
	: >"$tmp/ready"
	(cd "$tmp" && exec python3 -c '
import socket, sys, time
six = ":" in sys.argv[1]
made = []
for i in range(int(sys.argv[3])):
    s = socket.socket(socket.AF_INET6 if six else socket.AF_INET)
    s.setblocking(False)
    s.connect_ex((sys.argv[1], int(sys.argv[2])))
    made.append(s)
    time.sleep(.2)
print("x", flush=True)
time.sleep(6000)' "$1" "$port" "$2" \
		'-bd' $'\e[31m') >"$tmp/ready" 3>&- &
	client=$!
	pids+=("$client")
	within test -s "$tmp/ready"
	within is_made
}

# lines END STATE RX: of net/tcp, with that end ($2 or $3 of a line) at $port.
lines() {
	awk -v at="$(printf ':%04X$' "$port")" -v end="$1" -v state="$2" \
		-v rx="$3" '$end ~ at && $4 ~ state && $5 ~ rx && $10 != 0' \
		/proc/net/tcp* | wc -l
}

# It waits with the server, which takes none.
is_made() { [ "$(lines 2 0A ':00000001$')" -ge 1 ]; }
are_tried() { [ "$(lines 3 '0[12]' '')" -ge "$1" ]; }

python_exe() {
	python3 -c 'import os; print(os.readlink("/proc/self/exe"))'
}

@test "live: a connection, its program, user, directory and start" {
	need_root
	local since before now
	serve 127.0.0.1
	before=$(date +%s)
	client 127.0.0.1 1
	ask 0 smtpwho -P "$port" -k pid,user,exe,remote,state,cwd
	same "$client	root	$(python_exe)	127.0.0.1:$port	established	$tmp" \
		"$output"
	ask 0 smtpwho -P "$port" -k since,command
	[[ $output == *'-bd \x1B[31m' ]]
	since=$(date -d "${output%%$'\t'*}" +%s)
	now=$(date +%s)
	[ "$since" -ge $((before - 2)) ] # as the kernel rounds
	[ "$since" -le $((now + 2)) ]
	ask 0 smtpwho -jP "$port"
	python3 -c 'import json, sys
o = json.loads(sys.argv[1])
assert o["pid"] == int(sys.argv[2]) and o["uid"] == 0, o' "$output" "$client"
	kill "$client"
	wait "$client" || :
	ask 1 smtpwho -P "$port"
	same "" "$output$stderr"
}

@test "live: IPv6" {
	need_root
	grep -q '^0*1 ' /proc/net/if_inet6 || return 0 # no IPv6
	serve ::1
	client ::1 1
	ask 0 smtpwho -P "$port" -k pid,remote,local
	[[ $output =~ ^$client$'\t'\[::1\]:$port$'\t'\[::1\]:[0-9]+$ ]]
}

@test "live: an attempt that nobody answers" {
	need_root
	serve 127.0.0.1
	client 127.0.0.1 3
	local filled=$client
	client 127.0.0.1 1
	ask 0 smtpwho -P "$port" -k pid,state
	same "$filled	established
$client	syn-sent" "$(sort -n <<<"$output")"
}

@test "live: a user cannot pass for the mail server" {
	need_root
	serve 127.0.0.1
	local exe=$tmp/exim4 pid
	open_path
	install -m 755 "$(readlink -f "$(command -v bash)")" "$exe"
	# shellcheck disable=SC2016
	local run='exec 3<>"/dev/tcp/127.0.0.1/$1"; read -r <&3'
	# the same path in a mount namespace: as root it passes, as a user not
	for pid in 0 65534; do
		unshare -m sh -c 'mount --bind "$1" /usr/sbin/exim4 &&
			exec setpriv --reuid="$2" --regid="$2" --clear-groups \
			/usr/sbin/exim4 -c "$3" -bd "$4"' sh "$exe" "$pid" \
			"$run" "$port" 3>&- &
		pids+=($!)
	done
	setpriv --reuid=65534 --regid=65534 --clear-groups "$exe" -c "$run" \
		-bd "$port" 3>&- &
	pids+=($!)
	within are_tried 3
	ask 0 smtpwho -P "$port" -k exe,user
	same "$exe	nobody
/usr/sbin/exim4	nobody" "$(sort <<<"$output")"
}

@test "live: as a user, what cannot be seen is ? and told, exit 0" {
	need_root
	serve 127.0.0.1
	client 127.0.0.1 1
	ask 0 as_nobody "$O/bin/smtpwho" -P "$port"
	same "?	root	?	127.0.0.1:$port	established	?	?	?" "$output"
	[[ $stderr =~ ^smtpwho:\ [0-9]+\ processes\ may\ not\ be\ looked\ into:\ whose\ 1\ of\ the\ connections\ are\ is\ not\ known$ ]]
	ask 1 as_nobody "$O/bin/smtpwho" -P 1
	same "" "$output$stderr"
}

@test "live: with hidepid=2, too" {
	need_root
	serve 127.0.0.1
	client 127.0.0.1 1
	open_path
	install -m 755 "$O/bin/smtpwho" "$tmp/tool"
	unshare -m mount -t proc -o hidepid=2 proc /proc || return 0 # no hidepid
	# shellcheck disable=SC2016
	ask 0 unshare -m sh -c 'mount -t proc -o hidepid=2 proc /proc &&
		exec setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$1" -P "$2" -k pid,user,remote' sh "$tmp/tool" "$port"
	same "?	root	127.0.0.1:$port" "$output"
	same "smtpwho: processes of other users are hidden: whose 1 of the connections are is not known" "$stderr"
}

@test "live: processes that come and go meanwhile" {
	need_root
	serve 127.0.0.1
	client 127.0.0.1 1
	local i
	(while :; do
		# shellcheck disable=SC2016
		bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"' bash 1 2>/dev/null
		/bin/true
	done) 3>&- &
	pids+=($!)
	for i in {1..40}; do
		ask 0 smtpwho -P "$port" -k pid
		same "$client" "$output"
		same "" "$stderr"
	done
}
