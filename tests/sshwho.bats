# sshwho: what each session is, every flag and note, and what must not be one;
# on a real machine's files and on roots that are made here.

load lib

fixtures=$BATS_TEST_DIRNAME/fixtures

setup() {
	tmp=$BATS_TEST_TMPDIR
	root=$tmp/root
}

# --- a real machine: captured NAME... puts it below the root, utmp as NAME

captured() {
	tar -xJf "$fixtures/openssh-9.2.tar.xz" -C "$tmp"
	root=$tmp/openssh-9.2
	cp "$root/${1-utmp.bin}" "$root/run/utmp"
}

who() {
	ask 0 sshwho -r "$root" "$@"
}

# --- a made one

# a_root: with a listener on port 22, systemd's init, two users.
a_root() {
	mkdir -p "$root/proc/net" "$root/etc" "$root/run/systemd/sessions"
	printf 'cpu 1 2\nbtime 1795278000\n' >"$root/proc/stat"
	tcp_title >"$root/proc/net/tcp"
	file etc/passwd <<-'END'
		root:x:0:0:root:/root:/bin/bash
		alice:x:1001:1001::/home/alice:/bin/bash
		bob:x:1002:1002::/home/bob:/bin/bash
	END
	process 1 0 0 systemd /usr/lib/systemd/systemd /sbin/init
	process 50 1 0 sshd /usr/sbin/sshd \
		'sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'
	socket 50 0 0100007F:0016 00000000:0000 0A
	record 2 0 '~' reboot '' >"$root/run/utmp"
}

# file PATH: standard input becomes that file below the root.
file() {
	mkdir -p "$(dirname "$root/$1")"
	cat >"$root/$1"
}

tcp_title() {
	echo '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode'
}

# process PID PPID UID COMM EXE TITLE [audit=N] [loginuid=N] [tty=N] [start=T]
process() {
	local pid=$1 ppid=$2 uid=$3 comm=$4 exe=$5 title=$6 dir=$root/proc/$1
	local audit=4294967295 loginuid=4294967295 tty=0 start=$1
	shift 6
	[ $# = 0 ] || local "$@"
	mkdir -p "$dir/fd"
	printf '%d (%s) S %d %d %d %d -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 %d 1 1\n' \
		"$pid" "$comm" "$ppid" "$pid" "$pid" "$tty" "$start" >"$dir/stat"
	printf 'Name:\t%s\nUid:\t%d\t%d\t%d\t%d\n' "$comm" "$uid" "$uid" \
		"$uid" "$uid" >"$dir/status"
	printf '%s\n' "$comm" >"$dir/comm"
	printf '%s\0' "$title" >"$dir/cmdline"
	printf '%s' "$audit" >"$dir/sessionid"
	printf '%s' "$loginuid" >"$dir/loginuid"
	printf '0::/\n' >"$dir/cgroup"
	[ -z "$exe" ] || ln -sfn "$exe" "$dir/exe"
	ln -sfn / "$dir/cwd"
}

# socket PID UID LOCAL REMOTE STATE: it has that one.
socket() {
	local inode=$(($(wc -l <"$root/proc/net/tcp") + 1000)) fd
	fd=$(find "$root/proc/$1/fd" | wc -l)
	printf '   0: %s %s %s 00000000:00000000 00:00000000 00000000 %d 0 %d 1 0 20 4 15 18 -1\n' \
		"$3" "$4" "$5" "$2" "$inode" >>"$root/proc/net/tcp"
	ln -s "socket:[$inode]" "$root/proc/$1/fd/$fd"
}

# session PID USER UID WHERE AUDIT [PROGRAM]: monitor PID, child, program.
session() {
	local pid=$1 user=$2 uid=$3 where=$4 audit=$5 program=${6--bash} tty=0
	local -a same=()
	[ -z "$audit" ] || same=("audit=$audit" "loginuid=$uid")
	[[ $where != pts/* ]] || tty=$((34816 + ${where#pts/}))
	process "$pid" 50 0 sshd /usr/sbin/sshd "sshd: $user [priv]" "${same[@]}"
	socket "$pid" 0 0100007F:0016 070200C0:C350 01
	process $((pid + 1)) "$pid" "$uid" sshd /usr/sbin/sshd \
		"sshd: $user${where:+@$where}" "${same[@]}"
	[ -z "$where" ] || process $((pid + 2)) $((pid + 1)) "$uid" bash \
		/usr/bin/bash "$program" "tty=$tty" "${same[@]}"
}

# logind AUDIT UID USER [LINE...]
logind() {
	local audit=$1 uid=$2 user=$3
	shift 3
	{
		echo '# This is private data. Do not parse.'
		printf '%s\n' "UID=$uid" "USER=$user" STATE=active CLASS=user \
			SERVICE=sshd REMOTE_HOST=192.0.2.9 "AUDIT=$audit" \
			"REALTIME=1795278001500000" "$@"
	} >"$root/run/systemd/sessions/$audit"
}

# record TYPE PID LINE USER HOST [384|400]: a record of utmp.
record() {
	python3 - "$@" <<-'END'
		import struct, sys
		type, pid, line, user, host = sys.argv[1:6]
		head = struct.pack("<hxxi32s4s32s256shh", int(type), int(pid),
		    line.encode(), line[-4:].encode(), user.encode(),
		    host.encode(), 0, 0)
		if sys.argv[6:] == ["400"]:
		    rest = struct.pack("<q2q4i20x4x", 0, 1795278001, 0, 0, 0, 0, 0)
		else:
		    rest = struct.pack("<i2i4i20x", 0, 1795278001, 0, 0, 0, 0, 0)
		sys.stdout.buffer.write(head + rest)
	END
}

# told WANTED [ARGUMENT...]: user, flags, notes of each, in one line each.
told() {
	local wanted=$1
	shift
	who -k user,flags,notes "$@"
	same "$wanted" "$(tr '\t' ' ' <<<"$output")"
}

# --- the capture

@test "the capture: every session, as its README lists it" {
	captured
	who -a
	same "$(expand -t 1 <<'END'
command alice 127.0.0.1:44444 - 2026-11-21T16:30:36Z 78,119,122 logind - names:alice+alice_ftp 1001 sleep 3001
tunnel bob 127.0.0.1:44454 - 2026-11-21T16:30:36Z 79,117 logind - tunnel 1002 sshd: bob
tty alice 127.0.0.1:44464 pts/0 2026-11-21T16:30:36Z 80,120,123 utmp,logind - names:alice+alice_ftp 1001 -bash
sftp bob 127.0.0.1:44468 - 2026-11-21T16:30:36Z 85,118,121 logind - - 1002 /usr/lib/openssh/sftp-server
multi alice 127.0.0.1:44480 pts/1,pts/2 2026-11-21T16:30:37Z 127,135,141,155,159 utmp,logind - names:alice+alice_ftp 1001 -bash
shell bob 127.0.0.1:44488 - 2026-11-21T16:30:39Z 158,167,168 logind - - 1002 -bash
tunnel bob 127.0.0.1:44502 - 2026-11-21T16:30:39Z 160,174 logind - tunnel 1002 sshd: bob
preauth - 127.0.0.1:44508 - 2026-11-21T16:30:40Z 178 - - - - sshd: [accepted]
preauth - 127.0.0.1:44520 - 2026-11-21T16:30:40Z 179,189 - - - - sshd: [net]
tty u2345678901234567890123456789012 [::1]:60782 pts/5 2026-11-21T16:30:40Z 191,208,209 utmp,logind - - 1003 -bash
preauth unknown 127.0.0.1:44530 - 2026-11-21T16:30:40Z 192,194 - - - - sshd: unknown [net]
preauth bob 127.0.0.1:44540 - 2026-11-21T16:30:40Z 193,196 - - - - sshd: bob [net]
tty root 127.0.0.1:44546 pts/6 2026-11-21T16:30:41Z 218,242,289,290 utmp,logind - root 0 -bash
orphan alice 127.0.0.1 - 2026-11-21T16:30:42Z 237 logind disguised:237:/usr/bin/sleep names:alice+alice_ftp 1001 [kworker/0:1-events] 3011
command bob 127.0.0.1:44568 - 2026-11-21T16:30:42Z 255,267,278 logind spoofed-title:278 - 1002 sshd: root@pts/7 3016
orphan bob 127.0.0.1 - 2026-11-21T16:30:43Z 283 logind deleted-exe:283:/tmp/.x - 1002 /tmp/.x 3017
orphan alice 127.0.0.1 pts/7 2026-11-21T16:30:43Z 286,287 utmp,logind - left-behind:tmux,names:alice+alice_ftp 1001 tmux new-session -d sleep 3013
dropbear bob 127.0.0.1:51876 - 2026-11-21T16:31:28Z 342,346 none - unrecorded 1002 sleep 3012
dropbear alice 127.0.0.1:51890 pts/8 2026-11-21T16:31:28Z 343,347 utmp - names:alice+alice_ftp 1001 -bash
preauth - 127.0.0.1:43282 - 2026-11-21T16:31:29Z 358 - - - - sshd: [accepted]
preauth - 127.0.0.1:43286 - 2026-11-21T16:31:29Z 360,362 - - - - sshd: [net]
sftp u4242 127.0.0.1:41042 - 2026-11-21T16:31:29Z 367,384,385 logind - - 4242 sshd: u4242@internal-sftp
preauth unknown 127.0.0.1:43290 - 2026-11-21T16:31:29Z 368,370 - - - - sshd: unknown [net]
preauth bob 127.0.0.1:43294 - 2026-11-21T16:31:29Z 371,372 - - - - sshd: bob [net]
END
)" "$(sed 's/\t/ /g' <<<"$output")"
	same "" "$stderr"
}

@test "the capture: -x has the three, and the wiped record's terminal" {
	captured
	who -xk flags
	same "disguised:237:/usr/bin/sleep
spoofed-title:278
deleted-exe:283:/tmp/.x" "$output"
	captured utmp-wiped-pts0.bin
	who -xk tty,recorded,flags
	same "pts/0	logind	unrecorded:utmp
-	logind	disguised:237:/usr/bin/sleep
-	logind	spoofed-title:278
-	logind	deleted-exe:283:/tmp/.x" "$output"
}

@test "the capture: -u is of one user, by name or number, and every name" {
	captured
	who -u bob -k user
	same "7 bob" "$(sort <<<"$output" | uniq -c | sed 's/^ *//')"
	who -u alice
	local wanted=$output
	who -u 1001
	same "$wanted" "$output"
	who -u alice_ftp
	same "$wanted" "$output"
	ask 2 sshwho -r "$root" -u alicia
	same "sshwho: alicia: no such user" "$stderr"
	who -u www-data
	same "" "$output$stderr"
	ask 1 sshwho -r "$root" -x -u root
}

@test "the capture: -p: all of the user's and nothing of another's" {
	captured
	who -p -u bob
	same "117 118 121 167 168 174 267 278 283 346" "$(sort -n <<<"$output" |
		paste -sd ' ')"
	# Root's su is in it, and the bob that root became is not.
	who -p -u root
	same "218 242 289" "$(paste -sd ' ' <<<"$output")"
	who -px
	same "237 267 278 283" "$(paste -sd ' ' <<<"$output")"
	who -pa -u bob
	same 10 "$(wc -l <<<"$output")"
}

@test "the capture: further fields, JSON" {
	captured
	who -x -k audit,names,exe,cwd,uid
	same "12	alice+alice_ftp	/usr/bin/sleep	/home/alice	1001
15	-	/usr/bin/sleep	/home/bob	1002
17	-	/tmp/.x	/home/bob	1002" "$output"
	who -aj
	python3 - "$output" <<-'END'
		import json, sys
		all = [json.loads(l) for l in sys.argv[1].splitlines()]
		assert len(all) == 24, len(all)
		assert all[1] == {"kind": "tunnel", "user": "bob",
		    "from": "127.0.0.1:44454", "since": "2026-11-21T16:30:36Z",
		    "pids": "79,117", "recorded": "logind", "notes": "tunnel",
		    "uid": 1002, "command": "sshd: bob", "audit": 1,
		    "exe": "/usr/sbin/sshd", "cwd": "/"}, all[1]
	END
}

@test "without utmp it is said, and logind alone judges terminals" {
	captured
	rm "$root/run/utmp"
	who -xk flags
	same "sshwho: there is no utmp: only logind's records are looked at" \
		"$stderr"
	same "disguised:237:/usr/bin/sleep
spoofed-title:278
deleted-exe:283:/tmp/.x" "$output"
	rm "$root/run/systemd/sessions/3"
	who -xk tty,recorded,flags -u alice
	same "pts/0	none	unrecorded:logind" "$(head -n 1 <<<"$output")"
}

@test "half a record of utmp, another machine's: one line, and right" {
	captured
	head -c 1000 "$root/utmp.bin" >"$root/run/utmp"
	who -k flags,tty
	same "sshwho: run/utmp: ends within a record, which is left out" \
		"$stderr"
	same "unrecorded:utmp	pts/0" "$(grep pts/0 <<<"$output")"
	# The same records with their numbers the other way round.
	python3 - "$root" <<-'END'
		import sys
		data = open(sys.argv[1] + "/utmp.bin", "rb").read()
		with open(sys.argv[1] + "/run/utmp", "wb") as f:
		    for i in range(0, len(data), 384):
		        r = data[i:i + 384]
		        f.write(bytes([r[1], r[0], 0, 0, r[7], r[6], r[5], r[4]])
		            + r[8:])
	END
	who -k flags,recorded,tty
	has "$stderr" "sshwho: run/utmp: not of a kind that is known, as of another architecture"
	same 1 "$(wc -l <<<"$stderr")"
	same "-	logind	pts/0" "$(grep pts/0 <<<"$output")"
}

@test "utmp of aarch64, 400 bytes a record, is read" {
	captured
	{
		record 2 0 '~' reboot '' 400
		record 7 80 pts/0 alice 127.0.0.1 400
		record 7 127 pts/1 alice 127.0.0.1 400
		record 7 191 pts/5 u2345678901234567890123456789012 ::1 400
	} >"$root/run/utmp"
	who -k flags,tty,recorded -u alice
	same "" "$stderr"
	same "-	pts/0	utmp,logind
unrecorded:utmp	pts/1,pts/2	utmp,logind" "$(grep 'pts/[01]' <<<"$output")"
	who -k recorded -u 1003
	same "utmp,logind" "$output"
}

# --- made roots: kinds

@test "an empty machine: no sessions, exit 0; -x exit 1" {
	a_root
	who
	same "" "$output$stderr"
	ask 1 sshwho -r "$root" -x
	same "" "$output$stderr"
}

@test "kinds, without the kernel's audit: by the process tree" {
	a_root
	session 100 alice 1001 pts/0 ''
	session 110 bob 1002 notty '' 'bash -c make'
	session 120 bob 1002 notty '' -bash
	session 130 bob 1002 '' ''
	session 140 alice 1001 notty '' 'sftp-server'
	process 142 141 1001 sftp-server /usr/lib/openssh/sftp-server \
		/usr/lib/openssh/sftp-server
	process 150 50 0 sshd /usr/sbin/sshd 'sshd: bob [priv]'
	process 151 150 101 sshd /usr/sbin/sshd 'sshd: bob [net]'
	# A child that PAM or a command for keys needs is no login yet.
	process 152 150 101 keys /usr/bin/keys keys
	process 160 50 0 sshd /usr/sbin/sshd 'sshd: root@pts/3'
	process 161 160 0 bash /usr/bin/bash -bash tty=34819
	session 170 alice 1001 pts/1,pts/2 '' -bash
	for i in 0:100 1:170 2:170; do
		record 7 "${i#*:}" "pts/${i%:*}" alice h
	done >>"$root/run/utmp"
	record 7 161 pts/3 root h >>"$root/run/utmp"
	who -ak kind,user,uid,pids,recorded,notes,from
	same "tty	alice	1001	100,101,102	utmp	-	192.0.2.7:50000
command	bob	1002	110,111,112	none	-	192.0.2.7:50000
shell	bob	1002	120,121,122	none	-	192.0.2.7:50000
tunnel	bob	1002	130,131	none	tunnel	192.0.2.7:50000
sftp	alice	1001	140,141,142	none	-	192.0.2.7:50000
preauth	bob	-	150,151,152	-	-	-
tty	root	0	160,161	utmp	root	-
multi	alice	1001	170,171,172	utmp	-	192.0.2.7:50000" "$output"
}

@test "OpenSSH 10's names" {
	a_root
	process 60 50 0 sshd-session /usr/lib/openssh/sshd-session \
		'sshd-session: alice [priv]' audit=3 loginuid=1001
	process 61 60 1001 sshd-session /usr/lib/openssh/sshd-session \
		'sshd-session: alice@pts/0' audit=3 loginuid=1001
	process 62 61 1001 bash /usr/bin/bash -bash tty=34816 audit=3 loginuid=1001
	process 70 50 0 sshd-session /usr/lib/openssh/sshd-session \
		'sshd-session: [accepted]'
	process 71 70 101 sshd-auth /usr/lib/openssh/sshd-auth \
		'sshd-auth: [session-auth]'
	process 80 50 0 sshd-session /usr/lib/openssh/sshd-session \
		'sshd-session: root [priv]' audit=4 loginuid=0
	process 81 80 0 sshd-session /usr/lib/openssh/sshd-session \
		'sshd-session: root@notty' audit=4 loginuid=0
	process 82 81 0 rsync /usr/bin/rsync 'rsync --server' audit=4 loginuid=0
	rm "$root/run/utmp"
	logind 3 1001 alice
	logind 4 0 root
	who -ak kind,user,tty,pids,flags,notes
	same "tty	alice	pts/0	60,61,62	-	-
preauth	-	-	70,71	-	-
command	root	-	80,81,82	-	root" "$output"
}

@test "the port that sshd listens on is the session's, not a forwarded one" {
	a_root
	socket 50 0 00000000:08AE 00000000:0000 0A
	session 100 alice 1001 '' ''
	rm "$root/proc/100/fd/1"
	socket 101 1001 0100007F:9C40 0100007F:0019 01
	socket 101 1001 0100007F:08AE 0A0200C0:D431 01
	socket 101 1001 0100007F:9C41 0100007F:0050 01
	who -k from
	same "192.0.2.10:54321" "$output"
}

@test "an admin's own restart of sshd does not make one of all sessions" {
	a_root
	session 100 root 0 pts/0 7
	process 200 1 0 sshd /usr/sbin/sshd \
		'sshd: /usr/sbin/sshd [listener] 0 of 10-100 startups' \
		audit=7 loginuid=0
	for i in 300 400; do
		process $i 200 0 sshd /usr/sbin/sshd 'sshd: bob [priv]' \
			audit=7 loginuid=0
		process $((i + 1)) $i 1002 sshd /usr/sbin/sshd 'sshd: bob@notty' \
			audit=7 loginuid=0
		process $((i + 2)) $((i + 1)) 1002 cat /usr/bin/cat cat \
			audit=7 loginuid=0
	done
	who -k kind,user,pids
	same "tty	root	100,101,102
command	bob	300,301,302
command	bob	400,401,402" "$output"
}

@test "what is no ssh login is left out: cron, at, consoles, user managers" {
	a_root
	process 200 1 0 cron /usr/sbin/cron '/usr/sbin/cron -f'
	process 201 200 0 cron /usr/sbin/cron '/usr/sbin/CRON -f' audit=5 loginuid=1002
	process 202 201 1002 sh /usr/bin/dash '/bin/sh -c job' audit=5 loginuid=1002
	process 210 1 1002 job /usr/bin/job job audit=6 loginuid=1002
	echo '0::/system.slice/cron.service' >"$root/proc/210/cgroup"
	process 220 1 1001 systemd /usr/lib/systemd/systemd \
		'/lib/systemd/systemd --user' audit=8 loginuid=1001
	echo '0::/user.slice/user-1001.slice/user@1001.service/init.scope' \
		>"$root/proc/220/cgroup"
	process 221 220 1001 gpg-agent /usr/bin/gpg-agent gpg-agent audit=8 loginuid=1001
	process 230 1 0 login /usr/bin/login 'login -- alice' audit=9 loginuid=1001
	process 231 230 1001 bash /usr/bin/bash -bash audit=9 loginuid=1001
	process 240 1 1001 x /usr/bin/x x audit=10 loginuid=1001
	logind 10 1001 alice SERVICE=gdm-password
	who
	same "" "$output"
	# A user cannot get there by a name.
	process 250 1 1001 '(sd-pam)' /usr/bin/sleep '(sd-pam)' audit=11 loginuid=1001
	process 260 1 1001 cron /usr/bin/sleep cron audit=12 loginuid=1001
	process 270 1 1001 systemd /home/alice/systemd systemd audit=13 loginuid=1001
	echo '0::/user.slice/user-1001.slice/session-13.scope' \
		>"$root/proc/270/cgroup"
	who -k kind,pids
	same "orphan	250
orphan	260
orphan	270" "$output"
}

# --- made roots: flags and notes

@test "ordinary sftp, scp, rsync and commands are neither flagged nor noted" {
	a_root
	session 100 alice 1001 notty 3 'scp -t /tmp'
	session 110 alice 1001 notty 4 'rsync --server . /srv'
	session 120 alice 1001 notty 5 'git-upload-pack /x'
	session 130 alice 1001 notty '' 'bash -c true'
	told "alice - -
alice - -
alice - -
alice - -"
}

@test "unrecorded: in utmp; in logind, where others are" {
	a_root
	session 100 alice 1001 pts/0 3
	session 110 bob 1002 pts/1 4
	record 7 110 pts/1 bob h >>"$root/run/utmp"
	logind 3 1001 alice
	told "alice unrecorded:utmp -
bob unrecorded:logind -"
	logind 4 1002 bob
	record 7 100 pts/0 alice h >>"$root/run/utmp"
	told "alice - -
bob - -"
}

@test "unrecorded: where nothing is kept there is nothing to miss" {
	a_root
	: >"$root/run/utmp"
	session 100 alice 1001 pts/0 ''
	told "alice - unrecorded"
	# That the boot is recorded tells that utmp is kept.
	record 2 0 '~' reboot '' >"$root/run/utmp"
	told "alice unrecorded:utmp -"
}

@test "a record of the terminal that is another user's is none" {
	a_root
	session 100 alice 1001 pts/0 ''
	session 110 bob 1002 pts/1 ''
	{
		record 7 110 pts/1 bob h
		record 7 110 pts/0 bob h
	} >>"$root/run/utmp"
	told "alice unrecorded:utmp -
bob - -"
}

@test "one uid of several names: a record by another of them is its own" {
	a_root
	echo 'alice2:x:1001:1001::/:/bin/bash' >>"$root/etc/passwd"
	session 100 alice2 1001 pts/0 ''
	session 110 bob 1002 pts/1 ''
	{
		record 7 110 pts/1 bob h
		record 7 100 pts/0 alice h
	} >>"$root/run/utmp"
	told "alice2 - names:alice+alice2
bob - -"
}

@test "spoofed-title: in a session, and outside of any" {
	a_root
	process 90 1 33 perl /usr/bin/perl 'sshd: root@pts/3'
	process 91 1 33 perl /usr/bin/perl '/usr/sbin/sshd -D'
	process 92 1 33 x /tmp/sshd 'sshd: root [priv]'
	# Its name alone makes no server of it.
	process 93 1 33 sshd /tmp/sshd 'sshd: root@pts/9'
	process 94 1 33 sshguard /usr/sbin/sshguard /usr/sbin/sshguard
	process 95 1 33 vi /usr/bin/vi 'vi sshd: x'
	told "- spoofed-title:90 -
- spoofed-title:91 -
- spoofed-title:92 -
- spoofed-title:93 -"
	who -k kind,uid,pids,tty
	same "title	33	90	-" "$(head -n 1 <<<"$output")"
	who -p -u 33
	same "90 91 92 93" "$(paste -sd ' ' <<<"$output")"
}

@test "deleted-exe; replaced-exe where the path is there again" {
	a_root
	mkdir -p "$root/usr/sbin"
	touch "$root/usr/sbin/sshd"
	session 100 alice 1001 pts/0 3
	ln -sfn '/usr/sbin/sshd (deleted)' "$root/proc/100/exe"
	ln -sfn '/usr/sbin/sshd (deleted)' "$root/proc/101/exe"
	record 7 100 pts/0 alice h >>"$root/run/utmp"
	told "alice - replaced-exe:100"
	ln -sfn '/home/alice/a b,c (deleted)' "$root/proc/102/exe"
	told 'alice deleted-exe:102:/home/alice/a\x20b?c replaced-exe:100'
}

@test "orphans: disguised by title or place; tmux, screen, a daemon are not" {
	a_root
	process 90 1 1001 sleep /usr/bin/sleep '[kworker/0:1]' audit=3 loginuid=1001
	process 91 1 1001 x /dev/shm/x x audit=4 loginuid=1001
	process 92 1 1001 .cfg /home/alice/.cfg ./.cfg audit=5 loginuid=1001
	process 93 1 1001 'tmux: server' /usr/bin/tmux 'tmux new' audit=6 loginuid=1001
	process 94 93 1001 bash /usr/bin/bash -bash audit=6 loginuid=1001
	process 95 1 1001 screen /usr/bin/screen 'SCREEN -S x' audit=7 loginuid=1001
	process 96 1 1001 python3 /usr/bin/python3.11 'gunicorn: master [x]' audit=8 loginuid=1001
	process 97 1 1001 node /home/alice/.vscode-server/node 'node x' audit=9 loginuid=1001
	process 98 1 1001 '[' '/usr/bin/[' '[ -e x ]' audit=10 loginuid=1001
	told "alice disguised:90:/usr/bin/sleep -
alice disguised:91:/dev/shm/x -
alice disguised:92:/home/alice/.cfg -
alice - left-behind:tmux
alice - left-behind:screen
alice - left-behind:python3.11
alice - left-behind:node
alice - left-behind:["
}

@test "a program below /tmp in a living session is none" {
	a_root
	session 100 alice 1001 notty 3 ./conftest
	ln -sfn /tmp/build/conftest "$root/proc/102/exe"
	told "alice - -"
}

@test "accounts: nologin, with sftp a note; FTP only; none at all" {
	a_root
	cat >>"$root/etc/passwd" <<-'END'
		web:x:1010:1010::/srv:/usr/sbin/nologin
		ftp1:x:1011:1011::/srv:/bin/ftponly
	END
	session 100 web 1010 notty 3 sftp-server
	process 102 101 1010 sftp-server /usr/lib/openssh/sftp-server \
		sftp-server audit=3 loginuid=1010
	session 110 web 1010 '' 4
	session 120 web 1010 notty 5 'sh -c x'
	session 130 ftp1 1011 notty 6 'sh -c x'
	session 140 ghost 1012 notty 7 'sh -c x'
	told "web - sftp-only
web nologin-shell:/usr/sbin/nologin tunnel
web nologin-shell:/usr/sbin/nologin -
ftp1 nologin-shell:/bin/ftponly -
ghost no-account -"
	# Users may be kept elsewhere.
	echo 'passwd: files sss' >"$root/etc/nsswitch.conf"
	told "ghost - -" -u ghost
}

@test "uid 0 under another name; root itself is a note" {
	a_root
	echo 'toor:x:0:0::/root:/bin/bash' >>"$root/etc/passwd"
	session 100 toor 0 notty 3 id
	session 110 root 0 notty 4 id
	told "toor uid-0 names:root+toor
root - root,names:root+toor"
}

@test "older than the last password change; locked, or expired" {
	a_root
	# Sessions here are of day 20778, 16:20.
	session 100 alice 1001 notty 3 id
	session 110 bob 1002 notty 4 id
	printf 'alice:$6$x:20779:0:99999:7:::\nbob:$6$x:20778:0:99999:7:::\n' \
		>"$root/etc/shadow"
	told "alice older-than-password -
bob - -"
	printf 'alice:!$6$x:1:0:99999:7:::\nbob:$6$x:1:0:99999:7::1:\n' \
		>"$root/etc/shadow"
	told "alice - locked
bob - locked"
}

@test "FTP accounts with the session's uid" {
	a_root
	echo 'site1:$2a$x:1001:1001::/srv/./::::::::::::' |
		file etc/pure-ftpd/pureftpd.passwd
	echo 'site2:$1$x:1001:1001::/srv:/bin/false' |
		file etc/proftpd/ftpd.passwd
	session 100 alice 1001 notty 3 id
	session 110 bob 1002 notty 4 id
	told "alice - ftp:site1+site2
bob - -"
}

@test "dropbear: its processes tell, before the login there is none" {
	a_root
	process 60 1 0 dropbear /usr/sbin/dropbear '/usr/sbin/dropbear -p 2222'
	process 61 60 0 dropbear /usr/sbin/dropbear '/usr/sbin/dropbear -p 2222 -2 7'
	process 62 60 0 dropbear /usr/sbin/dropbear '/usr/sbin/dropbear -p 2222 -2 8'
	process 63 62 1002 sh /usr/bin/dash 'sh -c id'
	who -ak kind,user,uid,pids,notes
	same "preauth	-	-	61	-
dropbear	bob	1002	62,63	-" "$output"
	who -p -u bob
	same 63 "$output"
}

# --- hostile and odd

@test "titles, names and paths with newlines, escapes and commas" {
	a_root
	process 90 1 33 $'a\n\e[2J) x' $'/tmp/\e[31m\n,' $'sshd: root@pts/1\n\e]0;x\a,\t'
	session 100 alice 1001 notty 3 $'\e[2Jevil\nline 2'
	who -k user,flags,command,exe
	same '-	spoofed-title:90	sshd:\x20root@pts/1\n\x1B]0;x\x07,\t	/tmp/\x1B[31m\n,
alice	-	\x1B[2Jevil\nline\x202	/usr/bin/bash' "$output"
	who -j
	python3 -c 'import json,sys
for l in sys.stdin: json.loads(l)' <<<"$output"
	[[ $output != *$'\e'* ]]
}

@test "names of 32 characters, of which utmp has no NUL" {
	a_root
	local name=u234567890123456789012345678901x
	echo "$name:x:1003:1003::/:/bin/bash" >>"$root/etc/passwd"
	session 100 "$name" 1003 pts/0 ''
	record 7 100 pts/0 "$name" h >>"$root/run/utmp"
	told "$name - -"
}

@test "files that are cut, empty, or none" {
	a_root
	session 100 alice 1001 notty 3 id
	session 110 bob 1002 notty 4 id
	printf '100 (sshd' >"$root/proc/100/stat"
	: >"$root/proc/101/cmdline"
	rm "$root/proc/111/cmdline" "$root/proc/112/exe"
	rm -r "$root/proc/110/fd" "${root:?}/etc"
	printf 'AUDIT=x\nUID\n\n=\nUSER=' >"$root/run/systemd/sessions/4"
	mkfifo "$root/run/systemd/sessions/4.ref"
	who -k user,pids
	has "$output" "110,111,112"
	ln -sfn /etc/shadow "$root/run/utmp"
	who -k user,pids
	rm -r "$root/proc/net"
	ask 2 sshwho -r "$root"
	has "$stderr" "proc/net/tcp: No such file or directory"
}

@test "pids that come again in a loop of parents end" {
	a_root
	process 90 91 33 sshd /usr/sbin/sshd 'sshd: a [priv]'
	process 91 90 33 sshd /usr/sbin/sshd 'sshd: a@notty'
	process 92 92 33 x /bin/x x audit=3 loginuid=33
	who -k pids
	[ -n "$output" ]
}

# --- saved output

@test "-P and -W: ps axu of the capture and w: what the article compares" {
	captured
	ask 0 sshwho -P "$root/ps-axu.txt" -W "$root/w.txt" \
		-k kind,user,tty,pids,recorded,flags,notes
	same "tunnel	bob	-	117	none	-	tunnel
-	bob	-	118	none	-	-
-	alice	-	119	none	-	-
tty	alice	pts/0	120	w	-	-
multi	alice	pts/1,pts/2	135	w	-	-
-	bob	-	167	none	-	-
tunnel	bob	-	174	none	-	tunnel
tty	u2345678901234567890123456789012	pts/5	208	w	-	-
tty	root	pts/6	218	w	-	root
-	bob	-	267	none	-	-
title	bob	-	278	-	spoofed-title:278	-
sftp	u4242	-	384,385	none	-	-" "$output"
	has "$stderr" "titles can be forged, and sessions without a terminal are never in w"
	same 1 "$(wc -l <<<"$stderr")"
	grep -v 'pts/0' "$root/w.txt" >"$tmp/w"
	ask 0 sshwho -x -P "$root/ps-axu.txt" -W "$tmp/w" -k tty,flags
	same "pts/0	unrecorded:w
-	spoofed-title:278" "$output"
}

@test "-P: every form of ps tells the same" {
	captured
	local wanted
	ask 0 sshwho -P "$root/ps-axu.txt" -k user,tty
	wanted=$(sort <<<"$output")
	[ "$(wc -l <<<"$wanted")" = 12 ]
	ask 0 sshwho -P "$root/ps-axu-grep-ssh.txt" -k user,tty
	same "$wanted" "$(sort <<<"$output")"
	ask 0 sshwho -P - -k user,tty < <(tail -n +2 "$root/ps-axu.txt")
	same "$wanted" "$(sort <<<"$output")"
	# ps -ef, with and without its title; ps ax; from ps -eo of more.
	local ef
	ef=$(awk 'NR == 1 { print "UID PID PPID C STIME TTY TIME CMD"; next } {
		printf "%s %s %s 0 16:30 %s 00:00:00", $1, $3, $4, $6
		for (i = 13; i <= NF; i++) printf " %s", $i
		print "" }' "$root/ps-long.txt")
	ask 0 sshwho -P - -k user,tty <<<"$ef"
	same "$wanted" "$({ sort <<<"$output"; echo 'bob	-'; } | sort)"
	local parents=$output
	ask 0 sshwho -P - -k user,tty <<<"${ef#*$'\n'}"
	same "$parents" "$output"
	ask 0 sshwho -P "$root/ps-long.txt" -k user,tty
	same "$parents" "$output"
	ask 0 sshwho -P - -k tty < <(awk '{
		printf "%s %s %s %s", $2, $7, $8, $10
		for (i = 11; i <= NF; i++) printf " %s", $i
		print "" }' "$root/ps-axu.txt")
	same "$(cut -f 2 <<<"$wanted" | grep -v '^-$' | sort)" \
		"$(grep -v '^-$' <<<"$output" | sort)"
}

@test "-P: with parents the kind and the program are known" {
	captured
	ask 0 sshwho -P "$root/ps-long.txt" -W "$root/who.txt" \
		-k kind,uid,pids,flags,command
	same "command	1001	78,119,122	-	sleep 3001
tunnel	1002	79,117	-	sshd: bob
tty	1001	80,120,123	-	-bash
sftp	1002	85,118,121	-	/usr/lib/openssh/sftp-server
multi	1001	127,135,141,155,159	-	-bash
shell	1002	158,167,168	-	-bash
tunnel	1002	160,174	-	sshd: bob
tty	1003	191,208,209	-	-bash
tty	0	218,242,289,290	-	-bash
command	1002	255,267,278	spoofed-title:278	sshd: root@pts/7 3016
sftp	4242	367,384,385	-	sshd: u4242@internal-sftp" "$output"
}

@test "-W: w, w -h, w -i, who, who -a and who -T are the same" {
	captured
	local form
	tail -n +3 "$root/w.txt" >"$tmp/w-h"
	sed 's/pts/+ pts/' "$root/who.txt" >"$tmp/who-T"
	awk 'NR < 3 || $3 != "" { if (NR > 2) $3 = ""; print }' \
		"$root/w.txt" >"$tmp/no-from"
	for form in "$root"/{w,w-i,who,who-a}.txt "$tmp"/{w-h,who-T,no-from}; do
		echo "$form" >&2
		ask 0 sshwho -P "$root/ps-axu.txt" -W "$form" -k tty,recorded,flags
		same "pts/0	w	-
pts/1,pts/2	w	-
pts/5	w	-
pts/6	w	-" "$(grep ^pts <<<"$output")"
	done
	ask 0 sshwho -x -P "$root/ps-axu.txt" -W - -k tty,flags <<<""
	same "pts/0	unrecorded:w
pts/1,pts/2	unrecorded:w
pts/5	unrecorded:w
pts/6	unrecorded:w
-	spoofed-title:278" "$output"
	# Without -P: in place of utmp.
	grep -v 'pts/5' "$root/w.txt" >"$tmp/w"
	who -W "$tmp/w" -xk tty,recorded,flags -u 1003
	same "pts/5	logind	unrecorded:w" "$output"
}

@test "-P: with -a also before the login; -r's accounts; what is no ps" {
	captured
	ask 0 sshwho -aP "$root/ps-axu.txt" -k kind,user
	same "4 preauth	-
2 preauth	bob
2 preauth	unknown" "$(grep preauth <<<"$output" | sort | uniq -c | sed 's/^ *//')"
	ask 0 sshwho -r "$root" -P "$root/ps-axu.txt" -u alice -k uid,notes,tty
	same "1001	names:alice+alice_ftp	-
1001	names:alice+alice_ftp	pts/0
1001	names:alice+alice_ftp	pts/1,pts/2" "$output"
	ask 2 sshwho -P - <<<"what is this"
	has "$stderr" "standard input: line 1: no output of ps that is known"
	ask 0 sshwho -P - </dev/null
	ask 2 sshwho -P "$tmp/none"
	ask 2 sshwho -P "$root/ps-axu.txt" -W "$tmp/none"
}

@test "wrong usage: exit 2" {
	ask 2 sshwho -p
	has "$stderr" "sshwho: -p: only with -u or -x"
	ask 2 sshwho -px -P x
	ask 2 sshwho -P - -W -
	ask 2 sshwho -u ''
	ask 2 sshwho alice
	has "$stderr" "sshwho: alice: no operands are taken"
	ask 2 sshwho -k nothing
	has "$stderr" "no field nothing; the fields are kind user from tty"
	ask 2 sshwho -r "$tmp/missing"
}

# --- what cannot be read, and limits

@test "records that are no plain files are told, not read" {
	a_root
	session 100 alice 1001 pts/3 3
	rm "$root/run/utmp"
	mkfifo "$root/run/utmp" "$root/run/systemd/sessions/3"
	who -k user
	same alice "$output"
	has "$stderr" "run/utmp: no regular file, not read"
	has "$stderr" "run/systemd/sessions/3: no regular file, not read"
	rm -r "$root/run/systemd/sessions"
	: >"$root/run/systemd/sessions"
	who -k user
	has "$stderr" "run/systemd/sessions: Not a directory"
	# Not to be allowed to is an error.
	need_root
	rm -r "$root/run"
	mkdir -p "$root/run/systemd/sessions"
	record 2 0 '~' reboot '' >"$root/run/utmp"
	logind 3 1001 alice
	chmod 600 "$root/run/utmp" "$root/run/systemd/sessions/3"
	ask 2 as_nobody "$(command -v sshwho)" -r "$root" -k user
	has "$stderr" "run/utmp: Permission denied"
	has "$stderr" "run/systemd/sessions/3: Permission denied"
}

@test "processes that may not be looked at are told, by number" {
	need_root
	a_root
	process 60 1 1001 sh /usr/bin/sh sh
	process 61 1 1001 sh /usr/bin/sh sh
	chmod 0 "$root"/proc/6?/stat
	ask 0 as_nobody "$(command -v sshwho)" -r "$root"
	has "$stderr" "not all could be seen, for want of rights: 2 processes in part"
}

@test "an account of more than twelve names has the first ones" {
	a_root
	for i in {1..14}; do
		echo "n$i:x:1001:1001::/:/bin/sh"
	done >>"$root/etc/passwd"
	session 100 alice 1001 pts/3 3
	who -k notes
	has "$output" "names:alice+n1+n2+n3+n4+n5+n6+n7+n8+n9+n10+n11+..."
}

@test "what is left behind is told by each name once" {
	a_root
	process 102 1 1001 tmux /usr/bin/tmux 'tmux new' audit=3 loginuid=1001
	process 103 1 1001 tmux /usr/bin/tmux 'tmux new' audit=3 loginuid=1001
	process 104 1 1001 perl /usr/bin/perl 'perl x' audit=3 loginuid=1001
	told "alice - left-behind:tmux,left-behind:perl"
}

@test "a process without a command line shows its name" {
	a_root
	session 100 alice 1001 notty 3 x
	: >"$root/proc/102/cmdline"
	who -k command
	same "[bash]" "$output"
}

@test "the remote end is that of port 22 where no listener is left" {
	a_root
	sed -i 's/0100007F:0016 00000000:0000 0A/0100007F:08AE 00000000:0000 0A/' \
		"$root/proc/net/tcp"
	process 100 50 0 sshd /usr/sbin/sshd 'sshd: alice [priv]' audit=3
	socket 100 0 0100007F:1F90 080200C0:C351 01
	socket 100 0 0100007F:0016 070200C0:C350 01
	process 101 100 1001 sshd /usr/sbin/sshd 'sshd: alice@notty' audit=3
	who -k from
	same 192.0.2.7:50000 "$output"
}

@test "a user's own listener is of his session, and so is what has no audit" {
	a_root
	session 100 alice 1001 pts/3 3
	process 105 102 1001 sshd /usr/sbin/sshd \
		'sshd: /usr/sbin/sshd -p 2222 [listener] 0 of 10-100 startups' \
		audit=3 loginuid=1001
	process 106 101 1001 sh /usr/bin/sh sh
	who -k user,pids
	same "alice	100,101,102,105,106" "$output"
}

@test "-P: a user's process that poses as root's, a long name" {
	ask 0 sshwho -P - -k kind,user,flags,command <<-'END'
		USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND
		root 1 0.0 0.0 1 1 ? Ss 10:00 0:00 /sbin/init
		bob 70 0.0 0.0 1 1 ? Ss 10:00 0:00 sshd: alice [priv]
		bob 71 0.0 0.0 1 1 ? Ss 10:00 0:00 sshd: alice [pam]
		bob 72 0.0 0.0 1 1 ? Ss 10:00 0:00 sshd: alice@pts/0
		root 80 0.0 0.0 1 1 ? Ss 10:00 0:00 sshd: alice [priv]
		alice 81 0.0 0.0 1 1 ? S 10:00 0:00 sshd: alice@pts/0
		alice 82 0.0 0.0 1 1 pts/0 Ss+ 10:00 0:00 /opt/a-program-with-a-very-long-name x
	END
	same "title	bob	spoofed-title:70	sshd: alice [priv]
title	bob	spoofed-title:71	sshd: alice [pam]
title	bob	spoofed-title:72	sshd: alice@pts/0
tty	alice	-	sshd: alice@pts/0" "$output"
	# With parents, and with uids in the place of names.
	ask 0 sshwho -P - -k kind,user,flags,command <<-'END'
		UID PID PPID C STIME TTY TIME CMD
		root 80 1 0 10:00 ? 00:00:00 sshd: alice [priv]
		alice 81 80 0 10:00 ? 00:00:00 sshd: alice@pts/0
		alice 82 81 0 10:00 pts/0 00:00:00 /opt/a-program-with-a-very-long-name x
		0 90 1 0 10:00 ? 00:00:00 sshd: carl [priv]
	END
	same "tty	alice	-	/opt/a-program-with-a-very-long-name x" "$output"
}
