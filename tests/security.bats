# What a hostile local user can try, each for real; README's table of attacks
# names these tests, and those of other files.

load lib
load tools
load scene
load faults
load spools

setup() {
	tmp=$BATS_TEST_TMPDIR
	scene=$tmp/scene
}

# --- what is printed

# Text with what a terminal obeys: ESC, CSI, BEL, CR, DEL, C1 as a byte and as
# UTF-8, a bidi override.
evil=$'\e]0;evil\a\e[2J\r\x7f\x9b31m\u009b31m\u202e'

# spoil_scene: where users write, that is written.
spoil_scene() {
	local pid file
	put "$scene" 1vJMpy-0006we-0M "body $evil" <<-END
		bob 1000 1000
		<s$evil@shop.example>
		1763000006 0
		-received_time_usec .000001
		-ident b$evil
		-received_protocol local
		-local
		XX
		1
		r$evil@rcpt.example

		  Subject: s$evil
		  X-PHP-Originating-Script: 1000:m$evil.php
		  From: f$evil@shop.example
	END
	echo "2025-11-13 02:13:26 1vJMpy-0006we-0M <= s$evil@x.example U=b$evil P=local S=5" |
		tee -a "$scene/log/mainlog" >"$scene/msglog/1vJMpy-0006we-0M"
	printf '%s - - [%s] "POST /x%s.php HTTP/1.1" 200 5 "-" "%s"\n' "192.0.2.1" \
		'13/Nov/2025:05:13:26 +0300' "$evil" "$evil" >>"$scene/access.log"
	echo "1vJMpy-0006we-0M" >>"$scene/ids"
	echo "* * * * * b$evil mail $evil x@y.example" >>"$scene/etc/crontab"
	echo "b$evil:x:1001:1001::/:/bin/sh" >>"$scene/etc/passwd"
	for pid in 1 2 9; do
		printf 'sshd: b%s@notty\0' "$evil" >"$scene/proc/$pid/cmdline"
		for file in exe cwd; do
			ln -sf "/tmp/x$evil" "$scene/proc/$pid/$file"
		done
	done
	echo "b$evil 9 0.0 0.0 1 1 pts/0 Ss+ 10:00 0:00 sshd: b$evil" \
		>>"$scene/ps.txt"
	echo "b$evil pts/0 192.0.2.7$evil 10:00 1.00s 0.01s 0.01s $evil" \
		>>"$scene/w.txt"
}

@test "no byte of theirs that a terminal obeys gets to it, from any tool" {
	make_scene "$scene"
	spoil_scene
	each_asked harmless "$scene"
	# It was shown, by many.
	[ "$(grep -c '\\x1B' "$tmp/all")" -gt 20 ]
}
harmless() {
	local command
	printf -v command '%q ' "${@//1vJMpx/1vJMpy}"
	# Both streams, at a terminal: there what is raw into a pipe is not.
	script -qec "$command </dev/null" /dev/null >"$tmp/shown" </dev/null || :
	tr -d '\n\r' <"$tmp/shown" | LC_ALL=C grep -aP \
		'[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80\xae' |
		head -c 300 | cat -A >"$tmp/bad"
	same "" "$(cat "$tmp/bad")"
	iconv -f UTF-8 -t UTF-8 "$tmp/shown" >/dev/null
	cat "$tmp/shown" >>"$tmp/all"
}

# --- what is opened

@test "a name that flips between a message and a link to a secret: not shown" {
	make_scene "$scene"
	local id=1vJMpx-0006we-0M n=0 pid
	local head=$scene/input/$id-H
	cp "$head" "$tmp/good"
	sed 's/a@b.example/secret@secret.example/; s/^-D/secret/' "$head" \
		>"$tmp/secret"
	(until [ -e "$tmp/stop" ]; do
		ln -sf "$tmp/secret" "$head.new" && mv "$head.new" "$head"
		cp "$tmp/good" "$head.new" && mv "$head.new" "$head"
	done) 3>&- &
	pid=$!
	# Until it was seen, too.
	: >"$tmp/said"
	until ((n++ >= 60)) && grep -q a@b.example "$tmp/said" || ((n > 6000)); do
		qls -d "$scene"
		qhdr -e -d "$scene" "$id"
		qhdr -r -d "$scene" "$id"
		qgrep -f secret.example -d "$scene"
	done >>"$tmp/said" 2>"$tmp/errors" || :
	touch "$tmp/stop"
	wait "$pid" || :
	grep -q a@b.example "$tmp/said"
	! grep -q secret "$tmp/said" || false
}

# --- memory and time

# Files that take no disk and say that they are a terabyte. Of a message's
# envelope, which Exim alone writes, 256 MiB are read.
@test "files of a terabyte where users write: bounded memory and time" {
	[ -z "$SAN" ] || return 0 # the sanitizer takes more than the limit
	make_scene "$scene"
	local file
	for file in input/1vJMpx-0006we-0M-H input/1vJMpx-0006we-0M-D \
		input/1vJMpx-0006we-0M-J msglog/1vJMpx-0006we-0M \
		etc/crontab etc/passwd etc/shadow proc/stat proc/9/cmdline \
		proc/9/stat proc/1/stat proc/1/cmdline; do
		truncate -s 1T "$scene/$file"
	done
	mkdir -p "$scene/run"
	truncate -s 1T "$scene/run/utmp"
	asked=$(grep -vE '^(qbody|qlog|qgrep +\| -B)' <<<"$asked")
	each_asked bounded "$scene"
}
bounded() {
	local rc=0
	case $1 in
	qbody | qlog) return 0 ;; # print what they are asked for, as it is read
	esac
	timeout -k 1 60 prlimit --as=2000000000 "$@" >/dev/null 2>"$tmp/err" ||
		rc=$?
	[ "$rc" -le 2 ] && ! grep -q "out of memory" "$tmp/err" && return
	echo "exit $rc: $(head -n 3 "$tmp/err")"
	return 1
}

@test "a log that is one line of a gigabyte: bounded memory" {
	[ -z "$SAN" ] || return 0
	truncate -s 1G "$tmp/log"
	touch_spool "$tmp/spool" input/1xUnyH-0006we-0M-H
	ask 2 prlimit --as=300000000 postscan "$tmp/log"
	[[ $stderr != *memory* ]]
	ask 2 prlimit --as=300000000 qlog -m -L "$tmp/log" -d "$tmp/spool" \
		1xUnyH-0006we-0M
	[[ $stderr != *memory* ]]
	ask 2 prlimit --as=300000000 qls "$tmp/log"
	[[ $stderr != *memory* ]]
}

# --- programs that are started

# Programs of these names, which tell that they ran, in the test's directory.
traps() {
	local name
	cd "$tmp" || return
	for name in exim exim4 gzip sh; do
		printf '#!/bin/sh\n: >%s/ran\n' "$tmp" >"$name"
		chmod +x "$name"
	done
}

@test "PATH with . and nothing in it: no program of the directory is run" {
	need_root
	dir=$tmp
	exim_conf "$dir"
	exim_send "$dir" 2
	local ids
	mapfile -t ids < <(qls -d "$dir/spool" -k id)
	echo "2025-11-13 02:13:25 ${ids[0]} <= a@b.example" | gzip >"$tmp/log.1.gz"
	traps
	ask 0 env PATH=.::bin:/usr/bin:/bin "$O/bin/qlog" -m -L log.1.gz -d "$dir/spool" "${ids[0]}"
	has "$output" a@b.example
	ask 0 env PATH=.::bin:/usr/bin:/bin "$O/bin/qrm" -aC "$dir/conf" -d "$dir/spool" "${ids[@]}"
	[ ! -e ran ]
}

@test "SIGCHLD ignored by the caller: how a child ended is known" {
	touch_spool "$tmp/spool" input/1vJMpx-0006we-0M-H
	echo "2025-11-13 02:13:25 1vJMpx-0006we-0M <= a@b.example" |
		gzip >"$tmp/log.1.gz"
	ask 0 env --ignore-signal=CHLD qlog -m -L "$tmp/log.1.gz" \
		-d "$tmp/spool" 1vJMpx-0006we-0M
	same "" "$stderr"
}

# --- what is made

@test "umask 0, and a directory that another user made for the copies" {
	need_root
	dir=$tmp
	exim_conf "$dir"
	exim_send "$dir" 2
	local ids
	mapfile -t ids < <(qls -d "$dir/spool" -k id)
	install -d -m 700 -o nobody "$dir/theirs"
	ask 2 qrm -aC "$dir/conf" -d "$dir/spool" -b "$dir/theirs" "${ids[@]}"
	has "$stderr" "not yours alone"
	same "" "$(ls "$dir/theirs")"
	(umask 0 && qrm -aC "$dir/conf" -d "$dir/spool" -b "$dir/kept" \
		"${ids[@]}" >/dev/null 2>&1)
	same "" "$(find "$dir/kept" -type d -perm /077)"
	same "" "$(find "$dir/kept" -type f -perm /007)"
	same 2 "$(qcount -d "$dir/kept" 2>/dev/null)"
}

# --- the process itself

@test "a limit of open files, from none on: told, or no difference" {
	make_scene "$scene"
	# shellcheck disable=SC2034 # read by each_asked
	local asked=
	# The leak checker opens files of its own.
	export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
	each_asked limited "$scene"
}
limited() {
	local n rc
	learn "$@"
	for n in 3 4 5 6 7 8 10 13; do
		until with_files $n "$@"; do
			older "$@" && continue
			echo "nofile $n: exit $rc: $(cat "$tmp/err.0")"
			return 1
		done
	done
}
with_files() {
	rc=0
	timeout -k 1 60 prlimit --nofile="$1:$1" "${@:2}" >"$tmp/out.0" \
		2>"$tmp/err.0" </dev/null || rc=$?
	judge "$rc" 0 "$2" -
}

# --- the table

@test "each test that README's table of attacks names is there" {
	local where title n=0
	while IFS=: read -r where title; do
		title=${title# }
		n=$((n + 1))
		grep -qF -e "@test \"$title" "tests/$where.bats" || {
			echo "no test: $where: $title"
			return 1
		}
	done < <(sed -n '/^## Security/,/^##* What was made/p' README.md |
		grep '^|.*|.*|.*|$' | sed '1,2d' | awk -F ' [|] ' '{ print $NF }' |
		grep -o '`[^`]*`' | tr -d '`')
	[ "$n" -gt 30 ]
}
