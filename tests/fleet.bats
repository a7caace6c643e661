# Many machines: the recipe of qtriage(7) as it stands there, with the real
# parallel, pdsh, ssh and sshd. A machine is a namespace with its own name,
# queue, root's home and sshd, on a port of the loopback.

load lib

setup_file() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s O="$O" \
		"$O/qtriage-tools" >/dev/null
}

setup() {
	tmp=$BATS_TEST_TMPDIR
	started=()
	seed=0
	PATH=$tmp/bin:$PATH
	mkdir "$tmp/bin" "$tmp/desk"
	cp "$O/qtriage-tools" "$tmp/desk"
	export HOME=$tmp # of who types it
	cd "$tmp/desk" || return
}

teardown() {
	local pid
	for pid in "${started[@]}"; do
		kill "$pid" 2>/dev/null || :
		wait "$pid" 2>/dev/null || :
	done
}

# The user's own ssh, which knows the machines by their names.
client() {
	ssh-keygen -q -t ed25519 -N '' -f "$tmp/key"
	ssh-keygen -q -t ed25519 -N '' -f "$tmp/host"
	printf '%s\n' 'Host *' "IdentityFile $tmp/key" 'User root' \
		'IdentitiesOnly yes' 'StrictHostKeyChecking no' \
		'UserKnownHostsFile /dev/null' 'LogLevel ERROR' \
		>"$tmp/config"
	# pdsh gives a machine ten seconds, the first that is said counts.
	printf '#!/bin/sh\nexec %s -F %s -o ConnectTimeout=600 "$@"\n' \
		"$(command -v ssh)" "$tmp/config" >"$tmp/bin/ssh"
	printf '#!/bin/sh\nexec %s -F %s "$@"\n' "$(command -v scp)" \
		"$tmp/config" >"$tmp/bin/scp"
	chmod +x "$tmp"/bin/*
}

free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# known NAME PORT: to ssh, and in the list of hosts.
known() {
	printf '%s\n' "Host $1" 'HostName 127.0.0.1' "Port $2" >"$tmp/one"
	cat "$tmp/config" >>"$tmp/one"
	mv "$tmp/one" "$tmp/config"
	echo "$1" >>hosts
}

# held NAME [BACKLOG]: to ssh a machine whose port refuses who comes, or with
# that says nothing; nobody else can get it.
held() {
	python3 -c 'import socket, sys, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
if sys.argv[1:]:
    s.listen(int(sys.argv[1]))
print(s.getsockname()[1], flush=True)
time.sleep(6000)' "${@:2}" >"$tmp/$1.port" 3>&- 4>&- &
	started+=("$!")
	within test -s "$tmp/$1.port"
	known "$1" "$(cat "$tmp/$1.port")"
}

# machine NAME MESSAGES [LINE...]: one that runs, with these lines in sshd's
# configuration.
machine() {
	local name=$1 n=$2 dir=$tmp/$1 port sshd
	shift 2
	seed=$((seed + 1))
	mkdir -p "$dir/root" "$dir/run/sshd" "$dir/spool/exim4"
	mkspool -n "$n" -S $seed "$dir/spool/exim4" >/dev/null
	# Another may take the port before it: then it ends, and takes another.
	for _ in {1..20}; do
		listener "$@"
		within listens_or_ended
		[ ! -s "$dir/pid" ] || break
	done
	[ -s "$dir/pid" ]
	known "$name" "$port"
}

listener() {
	port=$(free_port)
	printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' \
		"HostKey $tmp/host" "AuthorizedKeysFile $tmp/key.pub" \
		'StrictModes no' "PidFile $dir/pid" 'PermitRootLogin yes' \
		'UsePAM no' 'PrintMotd no' 'LogLevel QUIET' \
		'Subsystem sftp /usr/lib/openssh/sftp-server' \
		'MaxStartups 100' "$@" >"$dir/conf"
	# shellcheck disable=SC2016
	unshare -mu --propagation private sh -c 'hostname "$2" &&
		mount --bind "$1/root" /root &&
		mount --bind "$1/run" /run &&
		mount --bind "$1/spool" /var/spool &&
		exec "$3" -D -f "$1/conf"' sh "$dir" "$name" \
		"$(command -v sshd)" </dev/null >/dev/null 2>&1 3>&- 4>&- &
	sshd=$!
	started+=("$sshd")
}

# It writes the file when it listens.
listens_or_ended() { [ -s "$dir/pid" ] || [ ! -e "/proc/$sshd" ]; }

# The commands of the page's section: the Nth, or all.
page() {
	sed -n '/^\.Sh MANY MACHINES/,/^\.Sh OPTIONS/p' man/qtriage.7 |
		sed -n 's/^\.Dl //; s/^\$ //; t keep
			/^    /b keep
			b
			: keep
			s/\\(aq/'"'"'/g; s/\\e$/\\/; p' >"$tmp/page"
	awk -v n="$1" '{ part = part $0 "\n" } !/\\$/ {
		if (++i == n) printf "%s", part; part = "" }' "$tmp/page"
}

# typed N: the page's Nth command, in a shell.
typed() {
	(cd "$BATS_TEST_DIRNAME/.." && page "$1") >"$tmp/command"
	[ -s "$tmp/command" ]
	bash "$tmp/command" </dev/null
}

# What these machines hold of each value of a field, counted by others' tools.
counted() {
	local field=$1 name
	shift
	for name; do
		qls -k "$field" -d "$tmp/$name/spool/exim4"
	done | sort | uniq -c | awk '{ print $1 "\t" $2 }' | sort
}

@test "the recipe: copied, asked, added up" {
	need_root
	client
	machine mx1 300
	machine mx2 200
	machine mx3 0
	ask 0 typed 1
	[ -x "$tmp/mx1/root/qtriage-tools" ]
	ask 0 typed 2
	same "" "$output$stderr"
	ask 0 typed 3
	same "" "$output"
	ask 0 typed 4
	same "$(counted origin mx1 mx2)" "$(sort <<<"$output")"
	ask 0 typed 5
	same "$(printf '300\tmx1\n200\tmx2')" "$output"
	ask 0 typed 6
	same 500 "$output"
}

# One of each: chatty, without a queue, cut off, gone, silent.
@test "the recipe: machines that fail are told, and the sum is of the others" {
	need_root
	local cut name
	client
	# Cut off when what it began with has come; in fifty seconds at the latest.
	cut="./qtriage-tools qcount -jk origin | head -n 1; i=0"
	cut="$cut; until [ -s $tmp/desk/cutoff.new ] || [ \$i = 500 ]"
	cut="$cut; do sleep .1; i=\$((i + 1)); done; kill -9 \$PPID"
	machine mx1 300
	machine mx2 200
	machine chatty 100 'ForceCommand echo "Welcome to chatty"'
	machine broken 100 'ForceCommand exec ./qtriage-tools qcount -jk origin'
	machine cutoff 100 "ForceCommand $cut"
	for name in mx1 mx2 chatty broken cutoff; do
		cp qtriage-tools "$tmp/$name/root"
	done
	rm -rf "$tmp/broken/spool/exim4"
	held gone
	held silent 9
	ask 4 typed 2
	has "$stderr" "qcount: no mail queue found"
	ask 0 typed 3
	same 'broken 2
cutoff 255
gone 255
silent -1' "$(awk '{ for (i = 9; $i != "BatchMode=yes"; i++); print $(i + 1), $7 }' \
		<<<"$output" | sort)"
	# What was cut off had begun to come.
	grep -q '"count"' cutoff.new
	same "chatty.counts mx1.counts mx2.counts" "$(echo *.counts)"
	ask 2 typed 4
	same "$(counted origin mx1 mx2)" "$(sort <<<"$output")"
	same 1 "$(wc -l <<<"$stderr")"
	has "$stderr" "qcount: chatty.counts: "
	has "$stderr" "Welcome to chatty"
}

@test "pdsh: the same sum" {
	need_root
	client
	machine mx1 300
	machine mx2 200
	cp qtriage-tools "$tmp/mx1/root"
	cp qtriage-tools "$tmp/mx2/root"
	ask 0 typed 7
	ask 0 qcount -k origin counts
	same "$(counted origin mx1 mx2)" "$(sort <<<"$output")"
	ask 0 qcount -k box counts
	same "$(printf '300\tmx1\n200\tmx2')" "$output"
	held gone
	ask 255 typed 7
	has "$stderr" gone
	ask 0 qcount counts
	same 500 "$output"
}

@test "messages of all machines: which each is on, and removed there" {
	need_root
	local n name
	client
	machine mx1 300
	machine mx2 200
	cp qtriage-tools "$tmp/mx1/root"
	cp qtriage-tools "$tmp/mx2/root"
	ask 0 typed 8
	same 500 "$(wc -l <all)"
	ask 0 qcount -k box all
	same "$(printf '300\tmx1\n200\tmx2')" "$output"
	ask 0 typed 9
	n=$(qgrep -c -d "$tmp/mx2/spool/exim4" -f info@shop.example)
	[ "$n" -gt 0 ]
	same "$n" "$(grep -c '^mx2	' <<<"$output")"
	ask 0 typed 10
	same "$n" "$(grep -c '^mx2	.*	would-remove	' <<<"$output")"
	same 500 "$(($(qcount -d "$tmp/mx1/spool/exim4") +
		$(qcount -d "$tmp/mx2/spool/exim4")))"
	# And with the words of the dry run away.
	for name in mx1 mx2; do
		printf '%s\n' 'spool_directory = /var/spool/exim4' \
			'keep_environment =' >"$tmp/$name/root/conf"
	done
	sed -i 's/qrm -n/qrm -b kept -C conf/' "$tmp/command"
	ask 0 bash "$tmp/command"
	same "$n" "$(grep -c '^mx2	.*	removed	' <<<"$output")"
	for name in mx1 mx2; do
		ask 1 qgrep -c -d "$tmp/$name/spool/exim4" -f info@shop.example
	done
	same "$n" "$(qcount -d "$tmp/mx2/root/kept")"
	same 500 "$(($(qcount -d "$tmp/mx1/spool/exim4") +
		$(qcount -d "$tmp/mx2/spool/exim4") +
		$(qcount -d "$tmp/mx1/root/kept") + n))"
}

@test "fifty streams of a thousand messages: every sum is exact" {
	local i name
	mkspool -n 1000 "$tmp/spool" >/dev/null
	qls -j -d "$tmp/spool" >messages
	qcount -ljk origin,sender,box -d "$tmp/spool" >counts
	name=$(hostname)
	for ((i = 1; i <= 50; i++)); do
		sed "s/\"box\": \"$name\"/\"box\": \"mx$i\"/" counts >"$i.counts"
		sed "s/\"box\": \"$name\"/\"box\": \"mx$i\"/" messages
	done >all
	same 50000 "$(wc -l <all)"
	qls -k origin -d "$tmp/spool" | sort | uniq -c |
		awk '{ print $1 * 50 "\t" $2 }' | sort >wanted
	qcount -k origin ./*.counts | sort | diff wanted -
	qcount -k origin - <all | sort | diff wanted -
	cat ./*.counts | qcount -k origin - | sort | diff wanted -
	for ((i = 1; i <= 50; i++)); do
		printf '1000\tmx%d\n' "$i"
	done | sort >wanted
	qcount -k box ./*.counts | sort | diff wanted -
	qcount -k box - <all | sort | diff wanted -
	qls -k bytes -d "$tmp/spool" |
		awk '{ n += $1 } END { print 50000 "\t" n * 50 }' >wanted
	qcount -lk mta all | cut -f 1,2 | diff wanted -
	qcount -l ./*.counts | cut -f 1,2 | diff wanted -
	# And counts of counts.
	qcount -ljk origin ./*.counts >sum
	qcount -l sum | cut -f 1,2 | diff wanted -
	same 50000 "$(qcount sum)"
}
