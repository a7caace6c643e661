# sshwho on a real sshd: its own keys, configuration and port on the loopback,
# users and a utmp that only it sees (a mount namespace), killed by pid.

load lib

setup() {
	need_root
	tmp=$BATS_TEST_TMPDIR
	open_path
	started=()
	install -m 755 "$(command -v sshwho)" "$tmp/sshwho"
	mkdir -m 755 "$tmp/run" "$tmp/home"
	ssh-keygen -q -t ed25519 -N '' -f "$tmp/host"
	ssh-keygen -q -t ed25519 -N '' -f "$tmp/key"
	cp /etc/passwd /etc/shadow "$tmp/"
	for user in alice:61001 bob:61002; do
		echo "${user%:*}:x:${user#*:}:65534::$tmp/home:/bin/bash" \
			>>"$tmp/passwd"
		echo "${user%:*}:*:19000:0:99999:7:::" >>"$tmp/shadow"
	done
	chmod 644 "$tmp/passwd"
	mkfifo "$tmp/open"
	exec 8<>"$tmp/open" # what a client reads, and never ends
}

teardown() {
	local pid
	# What they run, as none of it ends by itself; the clients; the server.
	# shellcheck disable=SC2046 # words
	for pid in $(pids -u alice) $(pids -u bob); do
		kill "$pid" 2>/dev/null || :
	done
	for pid in "${started[@]}"; do
		kill -- "-$pid" 2>/dev/null || kill "$pid" 2>/dev/null || :
	done
	for pid in "${sshd-}" "${ns-}"; do
		kill "$pid" 2>/dev/null || :
	done
	exec 8>&-
}

pids() {
	[ -z "${ns-}" ] || there "$tmp/sshwho" -p "$@" 2>/dev/null
}

# there COMMAND...: where the private users and utmp are.
there() {
	nsenter -m -t "$ns" -- "$@"
}

# sshd_with LINE...: starts it, with these in its configuration.
sshd_with() {
	: >"$tmp/run/utmp"
	mkdir "$tmp/run/sshd"
	# shellcheck disable=SC2016
	unshare -m --propagation private sh -c '
		mount --bind "$1/passwd" /etc/passwd &&
		mount --bind "$1/shadow" /etc/shadow &&
		mount --bind "$1/run" /run && : >"$1/mounted" &&
		exec sleep 1000' sh "$tmp" 8>&- 3>&- &
	ns=$!
	within test -e "$tmp/mounted"
	# Another may take the port before it: then it ends, and takes another.
	for _ in {1..20}; do
		listener "$@"
		within listens_or_ended
		[ ! -s "$tmp/pid" ] || return 0
	done
	return 1
}

listener() {
	port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
	printf '%s\n' "Port $port" "ListenAddress 127.0.0.1" \
		"HostKey $tmp/host" "AuthorizedKeysFile $tmp/key.pub" \
		"StrictModes no" "PidFile $tmp/pid" "PermitRootLogin yes" \
		"Subsystem sftp /usr/lib/openssh/sftp-server" "PrintMotd no" \
		"LoginGraceTime 0" "LogLevel QUIET" "MaxStartups 100" "$@" \
		>"$tmp/conf"
	nsenter -m -t "$ns" -- "$(command -v sshd)" -D -f "$tmp/conf" \
		</dev/null 8>&- 3>&- &
	sshd=$!
}

# It writes the file when it listens.
listens_or_ended() { [ -s "$tmp/pid" ] || [ ! -e "/proc/$sshd" ]; }

options() {
	printf '%s\n' -F none -p "$port" -i "$tmp/key" -o IdentitiesOnly=yes \
		-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o LogLevel=QUIET
}

# client ARGUMENT...: ssh that goes on, its input open.
client() {
	local -a all
	mapfile -t all < <(options)
	setsid ssh "${all[@]}" "$@" <&8 >/dev/null 2>&1 8>&- 3>&- &
	started+=("$!")
}

# sessions KINDS [ARGUMENT...]: sshwho's, as soon as ours are of those kinds,
# sorted, and run what they are for: a session is there before its program is.
sessions() {
	local kinds=$1 end=$((SECONDS + 60))
	shift
	while :; do
		ask 0 there "$tmp/sshwho" \
			-k "kind,user,tty,recorded,flags,notes,command" "$@"
		output=$(awk -F '\t' '$2 ~ /^(alice|bob)$/' <<<"$output" | sort)
		if [ "$(cut -f 1 <<<"$output" | paste -sd ' ')" = "$kinds" ] &&
			! grep -E '^(tty|command|shell)	' <<<"$output" |
			grep -q '	sshd: '; then
			output=$(cut -f 1-6 <<<"$output")
			return 0
		fi
		[ $SECONDS -lt $end ] || break
		sleep .1
	done
	printf 'not the sessions %s:\n%s\n' "$kinds" "$output"
	return 1
}

every_kind() {
	client alice@127.0.0.1 -tt 'exec sleep 1001'
	client alice@127.0.0.1 'exec sleep 1002'
	client -s alice@127.0.0.1 sftp
	client alice@127.0.0.1 -N -L "$tmp/forward:127.0.0.1:25"
	client bob@127.0.0.1 -N -M -S "$tmp/mux"
	sessions "command sftp tty tunnel tunnel"
	within test -S "$tmp/mux" # else they would have connections of their own
	client -S "$tmp/mux" bob@127.0.0.1 -tt 'exec sleep 1003'
	client -S "$tmp/mux" bob@127.0.0.1 'exec sleep 1004'
	client bob@127.0.0.1 -T
	sessions "command multi sftp shell tty tunnel"
}

@test "a real sshd: tty, command, sftp, tunnel, multiplexed, shell" {
	sshd_with "UsePAM no"
	every_kind
	local tty='pts/[0-9]+'
	sed -E "s|$tty|TTY|g" <<<"$output" >"$tmp/got"
	same "command	alice	-	none	-	-
multi	bob	TTY	utmp	-	-
sftp	alice	-	none	-	-
shell	bob	-	none	-	-
tty	alice	TTY	utmp	-	-
tunnel	alice	-	none	-	tunnel" "$(cat "$tmp/got")"
	ask 0 there "$tmp/sshwho" -u alice -k from,uid,command
	same 4 "$(grep -cE '^127\.0\.0\.1:[0-9]+	61001	' <<<"$output")"
	has "$output" "sleep 1001"
	has "$output" "sleep 1002"
}

@test "a real sshd: a record that is wiped from utmp is missed" {
	sshd_with "UsePAM no"
	client alice@127.0.0.1 -tt 'exec sleep 1001'
	client bob@127.0.0.1 -tt 'exec sleep 1002'
	sessions "tty tty"
	python3 - "$tmp/run/utmp" <<-'END'
		import sys
		with open(sys.argv[1], "r+b") as f:
		    data = f.read()
		    for i in range(0, len(data), 384):
		        if data[i + 44:i + 52].rstrip(b"\0") == b"alice":
		            f.seek(i)
		            f.write(bytes(384))
	END
	ask 0 there "$tmp/sshwho" -x -k user,recorded,flags
	same "alice	none	unrecorded:utmp" "$(grep alice <<<"$output")"
	[[ $output != *bob* ]]
}

@test "a real sshd: a connection, a guesser: only with -a" {
	sshd_with "UsePAM no"
	printf '#!/bin/sh\nexec sleep 1000\n' >"$tmp/ask"
	chmod +x "$tmp/ask"
	exec 7<>"/dev/tcp/127.0.0.1/$port"
	SSH_ASKPASS=$tmp/ask SSH_ASKPASS_REQUIRE=force client bob@127.0.0.1 \
		-o PreferredAuthentications=password -o PubkeyAuthentication=no
	sessions preauth -a
	same "preauth	bob	-	-	-	-" "$output"
	within before_login_are 2
	sessions ""
	same "" "$(pids -a -u bob)"
	exec 7>&-
}

# before_login_are N: of our server's connections; others' may be there, too.
before_login_are() {
	local ours
	ours=$(pgrep -d '|' -P "$sshd")
	[ "$(there "$tmp/sshwho" -a -k kind,from,pids | grep -cE \
		"^preauth	127\.0\.0\.1:[0-9]+	($ours)(,|\$)")" = "$1" ]
}

@test "a real sshd: -p ends the user's sessions, and no other's" {
	sshd_with "UsePAM no"
	every_kind
	# One may end when another does, before kill comes to it.
	there "$tmp/sshwho" -p -u alice | xargs -r kill || :
	sessions "multi shell"
	same "" "$(pids -u alice)"
}

@test "a real sshd: -p leaves out the session that it is run in" {
	sshd_with "UsePAM no"
	client alice@127.0.0.1 -tt 'exec sleep 1001'
	sessions tty
	local -a all
	mapfile -t all < <(options)
	local wanted
	# The server's child, and the program.
	wanted=$(pids -u alice)
	[ "$(wc -l <<<"$wanted")" = 2 ]
	ask 0 timeout 60 ssh "${all[@]}" alice@127.0.0.1 \
		"$tmp/sshwho -p -u alice; $tmp/sshwho -k from,exe"
	same "$wanted" "$(grep -v '	' <<<"$output")"
	# There he is no root, and what he cannot see is told.
	has "$output" "?	"
	has "$stderr" "not all could be seen, for want of rights"
	# A tmux knows whose it was.
	local from
	sessions tty # the other has ended
	from=$(there "$tmp/sshwho" -u alice -k from)
	same "" "$(SSH_CONNECTION="127.0.0.1 ${from##*:} 127.0.0.1 22" \
		pids -u alice)"
}

@test "a real sshd with PAM: the audit groups what is left after a logout" {
	sshd_with "UsePAM yes"
	client alice@127.0.0.1 -tt 'exec sleep 1001'
	sessions tty
	local -a all
	mapfile -t all < <(options)
	cp /bin/sleep "$tmp/run/.x"
	timeout 60 ssh "${all[@]}" bob@127.0.0.1 \
		"(setsid bash -c 'exec -a [kworker/0:1] sleep 1002' \
			>/dev/null 2>&1 &)
		(setsid sleep 1003 >/dev/null 2>&1 &)
		(setsid $tmp/run/.x 1004 >/dev/null 2>&1 &)" </dev/null 8>&- 3>&-
	for ((i = 0; i < 400; i++)); do
		mapfile -t left < <(pgrep -r S -u 61002 '^(sleep|\.x)$')
		[ "${#left[@]}" -lt 3 ] || break
		sleep .1
	done
	started+=("${left[@]}")
	[ "${#left[@]}" = 3 ]
	audit=$(cat "/proc/${left[0]}/sessionid" || echo 4294967295)
	[ "$audit" != 4294967295 ] || return 0 # no audit sessions here
	rm "$tmp/run/.x"
	sessions "orphan tty"
	same "orphan	bob	-	none" "$(grep orphan <<<"$output" | cut -f 1-4)"
	ask 0 there "$tmp/sshwho" -u bob -xk flags
	has "$output" "disguised:"
	has "$output" "deleted-exe:"
	same "$(printf '%s\n' "${left[@]}" | sort)" "$(pids -u bob | sort)"
}

@test "as another user: ? and one line, exit 0" {
	sshd_with "UsePAM no"
	client alice@127.0.0.1 'exec sleep 1001'
	sessions command
	ask 0 there setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$tmp/sshwho" -u alice -k kind,from,exe,cwd
	same "command	?	?	?" "$output"
	has "$stderr" "sshwho: not all could be seen, for want of rights: "
	has "$stderr" "passwords' dates; run it as root"
}

@test "hidepid=2: what is hidden is told, exit 0" {
	sshd_with "UsePAM no"
	client alice@127.0.0.1 'exec sleep 1001'
	sessions command
	mkdir "$tmp/proc"
	there mount -t proc -o hidepid=2 proc "$tmp/proc" || return 0 # no mount
	ask 0 there setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$tmp/sshwho" -r "$tmp"
	same "" "$output"
	has "$stderr" "those of others not at all"
}
