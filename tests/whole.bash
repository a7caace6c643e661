# That no message is lost: for the files that test qrm. Loaded after lib; dir is
# the test's directory.

# messages DIR...: a line for each message that is whole, with -H (but for
# its freezing) and -D, in any of these directories.
messages() {
	local one
	for one; do
		[ -d "$one" ] || continue
		find "$one" -name '*-[HD]' -exec awk '
			function flush() {
				if (name != "")
					text[name] = all
			}
			FNR == 1 {
				flush()
				name = FILENAME
				all = ""
			}
			!/^-frozen / && !/^-manual_thaw$/ {
				all = all "\001" $0
			}
			END {
				flush()
				for (name in text) {
					base = substr(name, 1, length(name) - 1)
					if (name ~ /H$/ && (base "D") in text)
						print text[name] text[base "D"]
				}
			}' {} +
	done | LC_ALL=C sort -u
}

# all_in FILE DIR...: the messages that FILE lists are whole in any of these.
all_in() {
	local file=$1
	shift
	messages "$@" | LC_ALL=C comm -23 "$file" - >"$dir/lost"
	[ ! -s "$dir/lost" ] || {
		echo "lost: $(tr '\001' '\n' <"$dir/lost" | head -n 20)"
		return 1
	}
}

# --- qrm while calls fail

# make_queue N: real messages, in $dir/spool.was, their ids in $dir/asked and
# what they are in $dir/were; spool and kept are names for the rest.
make_queue() {
	spool=$dir/spool kept=$dir/kept
	exim_conf "$dir"
	exim_send "$dir" "$1"
	qls -d "$spool" -k id >"$dir/asked"
	messages "$spool" >"$dir/were"
	same "$1" "$(wc -l <"$dir/were")"
	cp -a "$spool" "$dir/spool.was"
}

# keep_queue: they have been removed, and kept.
keep_queue() {
	as_was
	qrm -C "$dir/conf" -d "$spool" -ab "$kept" <"$dir/asked" >"$dir/out" 2>&1
	rm -rf "$dir/spool.was"
	mv "$spool" "$dir/spool.was"
	mv "$kept" "$dir/kept.was"
}

as_was() {
	rm -rf "$spool" "$kept"
	cp -a "$dir/spool.was" "$spool"
	[ ! -e "$dir/kept.was" ] || cp -a "$dir/kept.was" "$kept"
}

# qrm_learn ARGUMENT...: what qrm itself calls, to $tmp/calls; Exim's calls are
# not its.
qrm_learn() {
	as_was
	strace -o "$tmp/trace" qrm -C "$dir/conf" -d "$spool" "$@" \
		<"$dir/asked" >"$tmp/out" 2>&1
	count_calls
}

# qrm_survives ARGUMENT...: for each injection of standard input no message is
# lost, what is called removed is gone and what is not is there, exit 0 says that
# all is done, and a second run does what is left, with no debris.
qrm_survives() {
	local call what when rc
	while read -r call what when <&7; do
		as_was
		rc=0
		timeout -k 1 60 strace -o "$dir/trace" -e trace="$call" \
			-e inject="$call:$what:when=$when" \
			qrm -C "$dir/conf" -d "$spool" "$@" <"$dir/asked" \
			>"$dir/out" 2>"$dir/err" || rc=$?
		grep -q INJECTED "$dir/trace" && echo 1 >>"$dir/runs"
		if ! qrm_judge "$rc" || ! qrm_again "$@"; then
			echo "$call $what $when: exit $rc of qrm $*"
			head -n 5 "$dir/out" "$dir/err"
			return 1
		fi
	done 7<<<"$(cat)"
}

qrm_judge() {
	local id result rest
	[ "$1" = 0 ] || [ "$1" = 2 ] && { [ "$1" = 0 ] || [ -s "$dir/err" ]; } ||
		return
	[ "$1" = 2 ] || [ "$(grep -c -e $'\tremoved\t' -e $'\trestored\t' \
		-e $'\texists\t' "$dir/out")" = "$(wc -l <"$dir/asked")" ] ||
		return
	while IFS=$'\t' read -r id result rest; do
		case $result in
		removed | missing) same "" "$(find "$spool/input" -name "$id-*")" ;;
		restored | exists) [ -e "$spool/input/$id-H" ] ;;
		*) : ;;
		esac || return
	done <"$dir/out"
	[ ! -e "$kept" ] || all_in "$dir/were" "$spool" "$kept"
}

qrm_again() {
	qrm -C "$dir/conf" -d "$spool" "$@" <"$dir/asked" \
		>"$dir/out2" 2>"$dir/err2" || {
		head -n 5 "$dir/out2" "$dir/err2"
		return 1
	}
	case $1 in
	-u) all_in "$dir/were" "$spool" ;;
	-ab) all_in "$dir/were" "$kept" ;;
	esac && same "" "$(find "$spool" "$kept" -name '*.qrm' 2>/dev/null)"
}
