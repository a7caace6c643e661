# The whole matrix of calls that fail, more of Exim at its fastest, and qrm,
# which changes things. The selection for every day is faults.bats.

load ../lib
load ../tools
load ../scene
load ../faults
load ../spools
load ../storm
load ../whole

setup() {
	tmp=$BATS_TEST_TMPDIR
	dir=$tmp
	scene=$tmp/scene
	export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0
	make_scene "$scene"
	count_apart
}

# matrix ERRORS WHICH: for all that is asked of every tool.
matrix() {
	errors=$1 which=$2 each_asked in_matrix "$scene"
	echo "$(cat "$tmp/runs" | paste -sd + | bc) runs" >&3
}
in_matrix() {
	learn "$@"
	injections "$errors" "$which" | survives "$@"
	wc -l <"$tmp/injections" >>"$tmp/runs"
}

@test "each call of every kind fails once" {
	matrix EIO each
}

@test "every error, at the first, second, a later and the last call" {
	matrix "EACCES ENOENT EMFILE ENOSYS ENOMEM EINTR" \
		"first second middle last"
}

@test "the queues of Postfix and Sendmail: every error, at each call" {
	others_survive "EIO EACCES ENOENT EMFILE ENOSYS ENOMEM EINTR" each
}

@test "every kind of call fails from its first one on" {
	matrix "EIO ENOMEM ENOSYS EACCES" all
}

@test "address space of every size up to what is enough" {
	each_asked too_small "$scene"
}
too_small() {
	local kib rc
	learn "$@"
	for ((kib = 1600; kib < 60000; kib += kib / 12)); do
		rc=0
		timeout -k 1 20 prlimit --as=$((kib * 1024)) "$@" \
			>"$tmp/out.0" 2>"$tmp/err.0" </dev/null || rc=$?
		case $rc in # before main there is not even a loader
		127 | 13[49]) kib_at_start "$kib" "$rc" && continue ;;
		esac
		judge "$rc" 0 "$1" - || {
			echo "$kib KiB: exit $rc: $(cat "$tmp/err.0")"
			return 1
		}
	done
}

# kib_at_start KIB STATUS: the loader failed, as it does for who does nothing.
kib_at_start() {
	local rc=0
	prlimit --as=$(($1 * 1024)) qcount -V >/dev/null 2>&1 || rc=$?
	[ "$rc" -gt 2 ]
}

@test "Exim at its fastest for a minute, in a split spool, too" {
	need_root
	exim_storm 30
	rm -rf "$dir"/{spool,box,fifo,stop,scans,log,conf}
	exim_storm 30 true
}

# qrm_matrix WHAT WHICH ARGUMENT... Not close: the kernel's closes even what it
# reports an error of, strace's leaves open, and a pipe that stays open has no
# end.
qrm_matrix() {
	local what=$1 which=$2
	shift 2
	qrm_learn "$@"
	injections "$what" "$which" | grep -v '^close ' | qrm_survives "$@"
	[ "$(wc -l <"$dir/runs")" -gt 20 ]
}

@test "qrm -b: every error at every kind of call" {
	need_root
	make_queue 5
	qrm_matrix "EIO EACCES ENOENT ENOSPC ENOSYS EMFILE" \
		"first second middle last" -ab "$dir/kept"
}

@test "qrm -u: every error at every kind of call" {
	need_root
	make_queue 5
	keep_queue
	qrm_matrix "EIO EACCES ENOENT ENOSPC ENOSYS EMFILE" \
		"first second middle last" -u "$dir/kept"
}

@test "qrm without copies: every error at every kind of call" {
	need_root
	make_queue 5
	qrm_matrix "EIO EACCES EMFILE ENOMEM" "first second middle last" -a
}

@test "an old kernel: qrm -b and -u do the same" {
	need_root
	local how
	make_queue 3
	for how in -ab -u; do
		as_was
		strace -qq -o "$tmp/trace" -e trace="$newer,prctl" \
			-e inject="$newer:error=ENOSYS" \
			qrm -C "$dir/conf" -d "$spool" $how "$kept" \
			<"$dir/asked" >"$dir/out" 2>"$dir/err"
		qrm_judge 0
		[ $how = -u ] || keep_queue
	done
}
