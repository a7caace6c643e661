# The story of tests/scenario.bats on a fresh Debian 12, where qtriage was
# installed as its README says, and with more time.

load ../lib

@test "a fresh server: four culprits found, stopped and cleaned up" {
	need_root
	local root=$BATS_TEST_TMPDIR/root
	cp -a --reflink=auto "$(tests/root server)" "$root"
	git clone -q . "$root/usr/src/qtriage"
	chroot "$root" sh -c 'cd /usr/src/qtriage && make && make install' \
		>"$BATS_TEST_TMPDIR/made" 2>&1 || {
		tail "$BATS_TEST_TMPDIR/made"
		return 1
	}
	SCENARIO_ROOT=$root SCENARIO_ROUNDS=5 bats tests/scenario.bats >&3
}
