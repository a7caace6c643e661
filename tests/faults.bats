# Calls that fail, in every tool: it prints what it would have printed, or tells
# an error. A selection; full/faults.bats has the rest.

load lib
load tools
load scene
load faults
load spools
load storm
load whole

setup() {
	tmp=$BATS_TEST_TMPDIR
	scene=$tmp/scene
	# The leak checker traces, and so does strace.
	export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
	make_scene "$scene"
	count_apart
}

# once FUNCTION: for each tool, with its line in tools.bash alone.
once() {
	# shellcheck disable=SC2034 # read by each_asked
	local asked=
	each_asked "$1" "$scene"
}

@test "each kind of call fails: told, or no difference" {
	once failing
}
failing() {
	learn "$@"
	injections "EIO EMFILE" "first last" | survives "$@"
}

@test "the queues of Postfix and Sendmail: the same" {
	others_survive "EIO EMFILE" "first middle last"
}

@test "memory ends at each place where it is asked for: told" {
	[ -z "$SAN" ] || return 0 # the sanitizer asks for memory itself
	once no_memory
}
no_memory() {
	learn "$@"
	grep -E '^(mmap|brk|mremap|mprotect|clone3?) ' "$tmp/calls" >"$tmp/few"
	mv "$tmp/few" "$tmp/calls"
	injections ENOMEM "first second middle all" | survives "$@"
}

@test "a kernel without newer calls: all is the same" {
	each_asked old_kernel "$scene"
}

@test "descriptors 0 to 2, closed in any combination" {
	once closed
}
closed() {
	local fds
	learn "$@"
	for fds in 0 1 2 "0 1" "0 2" "1 2" "0 1 2"; do
		closed_right "$fds" "$@"
	done
}

@test "a full disk, a reader that has gone: told, or quiet" {
	each_asked nowhere_right "$scene"
}

@test "Exim queues, delivers and removes: what tools print was there" {
	need_root
	dir=$BATS_TEST_TMPDIR
	exim_storm 8
}

@test "qrm, each kind of call fails once: no message is lost, none is misreported" {
	need_root
	# shellcheck disable=SC2034 # read by make_queue
	dir=$tmp
	make_queue 2
	qrm_learn -ab "$kept"
	injections EIO first | qrm_survives -ab "$kept"
	keep_queue
	qrm_learn -u "$kept"
	injections EIO first | qrm_survives -u "$kept"
}
