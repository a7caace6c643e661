# The packages: the same bytes from the same source, as Debian's and Fedora's
# own checkers want them, installed, used and removed in a clean root.

load ../lib
load ../tools
load ../scene

setup_file() {
	export deb rpm made=$BATS_FILE_TMPDIR/made
	unset MAKEFLAGS MFLAGS MAKELEVEL
	deb=$(make -s deb O="$made")
	rpm=$(make -s rpm O="$made")
}

setup() {
	tmp=$BATS_TEST_TMPDIR
}

# A clean root in $root: a copy of the one that is kept.
clean_root() {
	root=$tmp/root
	cp -a --reflink=auto "$(tests/root plain)" "$root"
	make_scene "$root/scene" $libc_sets
	cp -r "$O/bin" "$root/scene"
	# What names a place there is read from inside.
	sed -i "s|$root||g" "$root/scene/named/mailblock"
	listed >"$tmp/before"
}

# What is in the root, but for what package managers remember, and a place
# that every Fedora has.
listed() {
	(cd "$root" && find . \( -path ./var/lib/dpkg -o -path ./root/.rpmdb \
		-o -path ./usr/share/licenses \
		-o -path ./var/log -o -path ./var/cache \) -prune -o \
		-printf '%p %m %U %G %s %l\n') | grep -vE '^\./(var/lib|root) ' | sort
}

# Every tool in the root prints what the one that was built does; what else
# belongs to it is there.
used() {
	local name rest
	each_asked same_there "$root/scene"
	while IFS='|' read -r name rest; do
		[ -n "$name" ] || continue
		name=${name// /}
		gzip -dc "$root/usr/share/man/man1/$name.1.gz" |
			cmp - "man/$name.1"
		cmp completions/qtriage.bash \
			"$root/usr/share/bash-completion/completions/$name"
		same "$("$O/bin/$name" -V)" "$(chroot "$root" "$name" -V)"
	done <<<"$tools$scripts"
	gzip -dc "$root/usr/share/man/man7/qtriage.7.gz" | cmp - man/qtriage.7
	cmp completions/_qtriage "$root/usr/share/zsh/$1/_qtriage"
	cmp README.md "$root/usr/share/doc/qtriage/README.md"
}

same_there() {
	local rc=0 wanted=0 name=$1
	shift
	chroot "$root" "/scene/bin/$name" "${@//$root/}" >"$tmp/1" \
		2>"$tmp/1e" || wanted=$?
	chroot "$root" "$name" "${@//$root/}" >"$tmp/2" 2>"$tmp/2e" || rc=$?
	same "$wanted" "$rc" && cmp "$tmp/1" "$tmp/2" &&
		cmp "$tmp/1e" "$tmp/2e" && [ "$rc" -lt 2 ]
}

@test "deb and rpm: the same bytes elsewhere, later, by someone else" {
	local copy=$tmp/another/place
	mkdir -p "$copy"
	git ls-files -co --exclude-standard | tar -cf - -T - |
		tar -xf - -C "$copy"
	(umask 077 && cd "$copy" && CFLAGS=-O3 TZ=Asia/Tokyo make -s deb \
		O="$tmp/o" && make -s rpm O="$tmp/o") >/dev/null
	cmp "$deb" "$tmp/o/${deb##*/}"
	cmp "$rpm" "$tmp/o/${rpm##*/}"
}

@test "deb: lintian finds nothing" {
	ask 0 lintian --allow-root --pedantic --fail-on \
		error,warning,pedantic "$deb"
	same "" "$output"
}

@test "rpm: rpmlint finds nothing" {
	ask 0 rpmlint -c pack/rpmlint.toml "$rpm"
	has "$output" "0 errors, 0 warnings"
}

@test "deb and rpm: they need libc and sh, and nothing else" {
	[[ $(dpkg-deb -f "$deb" Depends) =~ ^libc6\ \(\>=\ [0-9.]+\)$ ]]
	same "" "$(rpm -qp --requires "$rpm" |
		grep -vE '^(libc\.so\.6|ld-linux|rtld|rpmlib|/bin/sh$|/usr/bin/sh$)')"
}

@test "deb: installed, used, removed in a clean root, nothing is left" {
	need_root
	clean_root
	cp "$deb" "$root/tmp/q.deb"
	chroot "$root" dpkg -i /tmp/q.deb >/dev/null
	same "" "$(chroot "$root" dpkg -V qtriage)"
	used vendor-completions
	chroot "$root" dpkg -P qtriage >/dev/null
	rm "$root/tmp/q.deb"
	listed | diff "$tmp/before" -
}

@test "rpm: installed, used, removed in a clean root, nothing is left" {
	need_root
	clean_root
	# The root's libc is Debian's, which rpm knows nothing of.
	rpm --root "$root" -i --nodeps "$rpm"
	same "" "$(rpm --root "$root" -V --nodeps qtriage)"
	used site-functions
	rpm --root "$root" -e qtriage
	listed | diff "$tmp/before" -
}
