# A real server in namespaces (server.sh), the world around it (world.py), and
# what happens there: four culprits at once, and honest mail between. Loaded
# after lib by files that find, stop and clean up; sets INSIDE and OUTSIDE, the
# processes in whose namespaces the two are.

# scenario_start DIR ROOT: the server in ROOT; DIR is for what it says.
scenario_start() {
	local dir=$1 root=$2 unshared address
	unshare -n -m -p -u --fork --kill-child tests/server.sh "$root" \
		</dev/null >"$dir/server.log" 2>&1 3>&- &
	unshared=$!
	unshare -n sleep 100000 </dev/null >/dev/null 2>&1 3>&- &
	OUTSIDE=$!
	for _ in {1..1200}; do
		INSIDE=$(pgrep -P $unshared) &&
			[ -e "/proc/$INSIDE/root/srv/ready" ] && break
		kill -0 $unshared 2>/dev/null || break
		sleep .1
	done
	export INSIDE OUTSIDE
	[ -e "/proc/$INSIDE/root/srv/ready" ] || {
		cat "$dir/server.log"
		return 1
	}
	# It is where it shall be when it has left this network.
	within has_left "$OUTSIDE"
	nsenter --target "$INSIDE" --net ip link set up1 netns "$OUTSIDE"
	world ip link set lo up
	for address in 192.0.2.1/24 198.51.100.7/32 198.51.100.66/32 \
		203.0.113.25/32; do
		world ip address add $address dev up1
	done
	world ip link set up1 up
	sinks=$(goes_on tests/world.py sink 203.0.113.25)
	export sinks
	within world grep -q ":0019 00000000:0000 0A " /proc/net/tcp
}

has_left() {
	[ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

only_one() {
	[ "$(inside pgrep -r R,S,D -c -x "$1")" = 1 ]
}

# No job of cron's runs; what has ended it has yet to see.
no_job() {
	! inside ps -o stat= --ppid "$(inside pgrep -o -x cron)" | grep -v '^Z'
}

# Until nothing is under way on the server: no message is received or tried, so
# none is locked or about to be written, and no session is ending.
settled() {
	within only_one 'exim4?|sendmail'
	within only_one 'sshd.*'
}

# The first process of the server's namespaces takes all others with it.
scenario_end() {
	[ -z "${INSIDE-}" ] || kill -KILL "$INSIDE"
	# shellcheck disable=SC2086 # pids
	kill ${OUTSIDE-} ${sinks-} ${visits-} 2>/dev/null || :
}

# goes_on COMMAND...: where all others are, beside the tests; prints its pid.
goes_on() {
	nsenter --target "$OUTSIDE" --net "$@" </dev/null >/dev/null 2>&1 3>&- &
	echo $!
}

# inside COMMAND...: on the server, as root.
inside() {
	nsenter --target "$INSIDE" --net --mount --pid --uts --root \
		env -i -C / PATH=/usr/local/bin:/srv/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		TZ=UTC0 LC_ALL=C HOME=/root "$@"
}

# world COMMAND...: where all others are.
world() {
	nsenter --target "$OUTSIDE" --net "$@"
}

# as USER COMMAND...: by ssh, from a stranger's address, with USER's key.
as() {
	local user=$1
	shift
	world ssh -F none -i "/proc/$INSIDE/root/srv/key" -b 198.51.100.66 \
		-o IdentitiesOnly=yes -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
		"$user@192.0.2.10" "$@" </dev/null
}

# honest N: mail of people who have nothing to do with it.
honest() {
	world tests/world.py post 1 blog.example "/contact.php?n=$1"
	world tests/world.py login alice@shop.example ok alice@shop.example \
		"friend$1@elsewhere.example"
	inside setpriv --reuid=alice --regid=alice --clear-groups sh -c \
		'printf "To: mother@elsewhere.example\nSubject: hello\n\nx\n" |
			/usr/sbin/sendmail -t -i'
}

# spam: a round of those who are asked for it; the job and the process go on
# by themselves.
spam() {
	local n start
	# What came more than ten seconds before its request's line is not known
	# to be its: a machine that stood still meanwhile is asked again.
	for n in 1 2 3 4 5; do
		start=$SECONDS
		world tests/world.py post 1 shop.example \
			/wp-content/uploads/cache.php
		[ $((SECONDS - start)) -ge 9 ] || break
	done
	world tests/world.py login info@victim.example hunter2 \
		info@victim.example {a,b,c,d,e,f,g}$RANDOM@freemail.example
}

# scenario_happens ROUNDS PAUSE: visitors all the time, honest mail and spam in
# rounds so many seconds apart, an honest session and one that is not. At the
# end all stands still, and cron is stopped: what is counted then stays so.
scenario_happens() {
	local rounds=$1 pause=$2 n
	visits="$(goes_on tests/world.py visit shop.example)
		$(goes_on tests/world.py visit blog.example)"
	export visits
	as dev 'perl /tmp/.x'
	as alice true
	honest 0
	for ((n = 1; n <= rounds; n++)); do
		sleep "$pause"
		spam
		sleep "$((pause / 2))"
		honest "$n"
	done
	# shellcheck disable=SC2086
	kill $visits
	unset visits
	# The hidden session has its connection, the job has run to its end.
	within inside grep -q " 197100CB:0019 01 " /proc/net/tcp
	within inside qgrep -c -w 'user = office'
	inside pkill -STOP -o -x cron
	within no_job
	settled
}
