# Loaded by every bats file: helpers that assert, and small spools.
bats_require_minimum_version 1.5.0

# What a tool run by "run --separate-stderr" said: exactly, or a part of it.
# shellcheck disable=SC2154 # bats sets status, output and stderr
same() {
	if [ "$1" != "$2" ]; then
		printf 'wanted: %q\ngot:    %q\n' "$1" "$2"
		return 1
	fi
}

has() {
	case $1 in
	*"$2"*) ;;
	*)
		printf 'wanted in it: %q\ngot:          %q\n' "$2" "$1"
		return 1
		;;
	esac
}

# ask STATUS COMMAND...: runs it, stdout to $output and stderr to $stderr,
# and fails if the exit status is another.
ask() {
	local wanted=$1
	shift
	run --separate-stderr "$@"
	if [ "$status" != "$wanted" ]; then
		printf 'wanted exit %s, got %s of: %s\nstdout: %s\nstderr: %s\n' \
			"$wanted" "$status" "$*" "$output" "$stderr"
		return 1
	fi
}

# --- output that is bytes, in files: a test file with these sets tmp

# into STATUS COMMAND...: standard output to $tmp/out, errors to $tmp/err.
into() {
	local wanted=$1 rc=0
	shift
	"$@" >"$tmp/out" 2>"$tmp/err" || rc=$?
	[ "$rc" = "$wanted" ] && return
	printf 'wanted exit %s, got %s of: %s\n' "$wanted" "$rc" "$*"
	head -n 20 "$tmp/out" "$tmp/err" | cat -A
	return 1
}

# is FILE: standard output was that, byte for byte.
is() {
	cmp "$1" "$tmp/out" && return
	diff <(cat -A "$1") <(cat -A "$tmp/out") | head -n 20
	return 1
}

# prints TEXT COMMAND...: exit 0, no word of error, and just that text.
prints() {
	local text=$1
	shift
	into 0 "$@"
	printf '%s' "$text" >"$tmp/want"
	is "$tmp/want"
	same "" "$(cat "$tmp/err")"
}

# An Exim spool with empty files under these names below DIR: for what is
# told from names alone.
touch_spool() {
	local dir=$1 name
	shift
	mkdir -p "$dir/input" "$dir/msglog"
	for name; do
		mkdir -p "$(dirname "$dir/$name")"
		: >"$dir/$name"
	done
}

# make coverage: tools built to count lines are not confined, and write their
# counters to files at their end. For who looks at what they do; for who kills
# them or makes their calls fail, which would spoil counters: those go elsewhere.
not_counting() {
	[ -z "${QT_COVERAGE:-}" ] || skip "built to count lines"
}

count_apart() {
	[ -z "${QT_COVERAGE:-}" ] || export GCOV_PREFIX=$BATS_TEST_TMPDIR/gcov
}

need_root() {
	[ "$(id -u)" = 0 ] || skip "needs root"
}

# Lets other users pass through to the test's directory.
open_path() {
	local dir=$BATS_TEST_TMPDIR
	while [ "$dir" != "${BATS_RUN_TMPDIR%/*}" ]; do
		chmod a+x "$dir"
		dir=${dir%/*}
	done
}

# within COMMAND...: polls until it succeeds, for two minutes.
within() {
	local end=$((SECONDS + 120))
	until "$@" >/dev/null; do
		[ $SECONDS -lt $end ] || {
			echo "not within two minutes: $*"
			return 1
		}
		sleep .05
	done
}

# As a user without any right; the tools are copied to where he may go.
as_nobody() {
	local tool=$1
	shift
	open_path
	install -m 755 "$tool" "$BATS_TEST_TMPDIR/tool"
	setpriv --reuid=65534 --regid=65534 --clear-groups \
		"$BATS_TEST_TMPDIR/tool" "$@"
}

# --- real Exim, on a private spool: exim_conf DIR [LINE...] makes DIR/conf

exim_conf() {
	local dir=$1
	shift
	open_path
	mkdir -p "$dir/spool"
	{
		echo "keep_environment ="
		echo "spool_directory = $dir/spool"
		echo "log_file_path = $dir/spool/log/%slog"
		echo "pid_file_path = $dir/exim.pid"
		echo "primary_hostname = mail.example"
		echo "daemon_smtp_ports ="
		echo "queue_only"
		echo "acl_smtp_rcpt = accept"
		printf '%s\n' "$@"
		echo "begin routers"
		echo "later:"
		echo "  driver = redirect"
		echo "  data = :defer: later"
		echo "  allow_defer"
	} >"$dir/conf"
	chown -R Debian-exim:Debian-exim "$dir/spool"
	chown root:root "$dir/conf"
	# Exim looks at its configuration's path as it looks at root's files.
	chmod go-w "$dir/conf"
}

# exim DIR ARGUMENT...
exim() {
	local dir=$1
	shift
	command exim4 -C "$dir/conf" "$@"
}

# exim_send DIR N [ARGUMENT...]: queues N messages and prints no ids.
exim_send() {
	local dir=$1 n=$2 i
	shift 2
	for ((i = 0; i < n; i++)); do
		printf 'Subject: message %d\n\nbody %d\n' "$i" "$i" |
			exim "$dir" -odq "$@" "user$i@rcpt.example" || return 1
	done
}
