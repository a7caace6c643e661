# Every tool under valgrind, on a spool with something of everything.

load ../lib
load ../tools
load ../scene

setup() {
	spool=$BATS_TEST_TMPDIR/spool
	mkspool -n 300 -m "$spool" >/dev/null
	mkspool -n 100 -m -L -s -S 2 "$spool" >/dev/null
	mkspool -n 20 -S 3 -q bulk "$spool" >/dev/null
	local -a h=("$spool"/input/*-H)
	: >"${h[0]}"
	truncate -s 300 "${h[1]}"
	truncate -s -20 "${h[2]}"
	rm "${h[3]%H}D"
	qls -d "$spool" -j >"$BATS_TEST_TMPDIR/json" 2>&1 || :
	qls -d "$spool" -m >"$BATS_TEST_TMPDIR/bp" 2>/dev/null
}

# memcheck STATUS COMMAND...: no error that valgrind sees, no leak.
memcheck() {
	local wanted=$1
	shift
	ask "$wanted" valgrind -q --vgdb=no --suppressions=tests/full/valgrind.supp --leak-check=full \
		--show-leak-kinds=definite,indirect \
		--errors-for-leak-kinds=definite,indirect \
		--error-exitcode=99 "$@"
}

@test "valgrind: qcount" {
	memcheck 0 qcount -d "$spool"
	memcheck 0 qcount -d "$spool" -G '*' -lk origin,rdomain
	memcheck 0 qcount -k sender -j "$BATS_TEST_TMPDIR/bp"
}

@test "valgrind: qls" {
	memcheck 0 qls -d "$spool"
	memcheck 0 qls -d "$spool" -m -a
	memcheck 0 qls -d "$spool" -O subject -R
	memcheck 0 qls -d "$spool" -k id,reason,subject,done
	memcheck 0 qls -R "$BATS_TEST_TMPDIR/bp"
}

@test "valgrind: qgrep" {
	memcheck 0 qgrep -d "$spool" -E -f 'shop|victim' -r '@inbox' -b
	memcheck 0 qgrep -d "$spool" -H subject:e -B e -w 'age > 1s'
	memcheck 1 qgrep -f none@none.example "$BATS_TEST_TMPDIR/bp"
}

@test "valgrind: every tool, as the scene asks it" {
	make_scene "$BATS_TEST_TMPDIR/scene"
	each_asked no_error "$BATS_TEST_TMPDIR/scene"
}
no_error() {
	local wanted=0
	"$@" >/dev/null 2>&1 </dev/null || wanted=$?
	memcheck "$wanted" "$@" </dev/null
}
