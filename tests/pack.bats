# What is handed on: the static tools in an empty root, and the tree inside
# another project. (Packages: full/pack.bats.)

load lib
load tools
load scene

# The sanitizers have no static libraries, and the other project's build has
# no sanitizer: these tests are of the plain build alone.
setup_file() {
	[ -z "$SAN" ] || return 0
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s static O="$O" >/dev/null
}

setup() {
	static=$O/static
	tmp=$BATS_TEST_TMPDIR
}

@test "static: every tool, stripped, no interpreter, below 1 MiB in all" {
	[ -z "$SAN" ] || return 0
	local name rest
	while IFS='|' read -r name rest; do
		[ -n "$name" ] || continue
		name=${name// /}
		echo "tool: $name"
		has "$(readelf -hW "$static/$name")" "DYN (Position-Independent"
		[[ $(readelf -lSW "$static/$name") != *@(INTERP|.symtab)* ]]
		same "$name (qtriage)" "$("$static/$name" -V | cut -d ' ' -f 1,2)"
	done <<<"$tools"
	while IFS='|' read -r name rest; do
		[ -n "$name" ] || continue
		name=${name// /}
		echo "script: $name"
		cmp "$O/bin/$name" "$static/$name"
		ask 0 env PATH=/usr/bin:/bin "$static/$name" -V
		same "$name (qtriage)" "$(cut -d ' ' -f 1,2 <<<"$output")"
	done <<<"$scripts"
	[ "$(find "$static" -printf "%s\n" |
		awk '{ n += $1 } END { print n }')" -lt 1048576 ]
}

@test "static: one file, called by a tool's name or with it as first word" {
	[ -z "$SAN" ] || return 0
	cp "$static/qtriage-tools" "$tmp/q"
	touch_spool "$tmp/spool" input/1xUnyH-0006we-0M-H
	ask 0 "$tmp/q" qcount -d "$tmp/spool"
	same 1 "$output"
	ask 2 "$tmp/q" qcount -Z
	has "$stderr" "qcount: -Z: no such option"
	ln -s q "$tmp/qls"
	ask 0 "$tmp/qls" -V
	has "$output" "qls (qtriage)"
	ask 0 "$tmp/q" -h
	has "$output" "usage: qtriage-tools TOOL"
	has "$output" " qgrep "
	ask 2 "$tmp/q" nosuch
	same "qtriage-tools: nosuch: no such tool" "${stderr%%$'\n'*}"
	ask 2 "$tmp/q"
	has "$stderr" "usage: qtriage-tools TOOL"
}

# The tools of the ordinary build, with what they need, below DIR.
ordinary_root() {
	local lib
	mkdir -p "$1/bin" "$1/usr/lib"
	cp "$O"/bin/* "$1/bin"
	for lib in $(ldd "$O"/bin/* | grep -o '/[^ ]*\.so[^ ]*' | sort -u); do
		cp --parents -L "$lib" "$1"
	done
	cp -r --parents "$(dirname "$(find /usr/lib -name gconv-modules.cache |
		head -n 1)")" "$1"
}

@test "static: in an empty root all print what the ordinary build does" {
	[ -z "$SAN" ] || return 0
	need_root
	mkdir "$tmp/empty" "$tmp/full"
	make_scene "$tmp/empty/scene" $libc_sets
	cp -a "$tmp/empty/scene" "$tmp/full"
	cp -a "$static" "$tmp/empty/bin"
	ordinary_root "$tmp/full"
	each_asked both_same /scene
}
both_same() {
	local rc=0 wanted=0 name=$1
	shift
	chroot "$tmp/full" "/bin/$name" "$@" >"$tmp/1" 2>"$tmp/1e" || wanted=$?
	chroot "$tmp/empty" "/bin/$name" "$@" >"$tmp/2" 2>"$tmp/2e" || rc=$?
	same "$wanted" "$rc" && cmp "$tmp/1" "$tmp/2" && cmp "$tmp/1e" "$tmp/2e" &&
		[ "$wanted" -lt 2 ] && return
	head -n 5 "$tmp/1e" "$tmp/2e"
	return 1
}

@test "another project builds it, and calls the tools where they are built" {
	[ -z "$SAN" ] || return 0
	cp -r tests/fixtures/embedding "$tmp/project"
	mkdir "$tmp/project/qtriage"
	git ls-files -co --exclude-standard | tar -cf - -T - |
		tar -xf - -C "$tmp/project/qtriage"
	touch_spool "$tmp/spool" input/1xUnyH-0006we-0M-H \
		input/1xUnyH-0006we-0N-H
	unset MAKEFLAGS MFLAGS MAKELEVEL SAN WERROR CFLAGS CC
	(unset O && make -s -j2 -C "$tmp/project" report SPOOL="$tmp/spool") \
		>"$tmp/said" 2>"$tmp/errors"
	same "2 messages wait" "$(cat "$tmp/said")"
	same "" "$(cat "$tmp/errors")"
	# Nothing but what it was told to make, where it was told to.
	same "Makefile out qtriage report" "$(cd "$tmp/project" && echo *)"
	[ -x "$tmp/project/out/qtriage/bin/qls" ]
	[ ! -e "$tmp/project/qtriage/build" ]
	# And installs it with its own things, if it wants to.
	make -s -C "$tmp/project" install DESTDIR="$tmp/dest" >/dev/null
	[ -x "$tmp/dest/opt/project/bin/qls" ]
	[ -s "$tmp/dest/opt/project/share/man/man1/qls.1" ]
}
