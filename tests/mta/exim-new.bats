# The tools beside Exim 4.98 or later, whose ids are the long ones, in a root of
# its own (tests/root).

load ../lib

setup_file() {
	ROOT=$(tests/root exim-new)
	export ROOT
}

setup() {
	need_root
	at=/var/tmp/$BATS_TEST_NUMBER.$$
	dir=$ROOT$at
	mkdir -p "$dir/spool"
	cat >"$dir/conf" <<-CONF
		spool_directory = $at/spool
		log_file_path = $at/spool/log/%slog
		keep_environment =
		primary_hostname = mail.example
		queue_only
		acl_smtp_rcpt = accept
	CONF
	chown -R 990:990 "$dir/spool"
}

teardown() {
	rm -rf "$dir"
}

exim_new() {
	chroot "$ROOT" /usr/sbin/exim4 -C "$at/conf" "$@"
}

agree() {
	local wanted
	wanted=$(exim_new -bpc)
	ask 0 qcount -d "$dir/spool"
	same "$wanted" "$output"
}

@test "exim new: its version has long ids" {
	[[ $(exim_new -bV) =~ 4\.(9[7-9]|[1-9][0-9][0-9]) ]]
	for _ in 1 2 3; do
		printf 'Subject: x\n\ny\n' | exim_new -odq r@rcpt.example
	done
	[[ $(exim_new -bpi | head -n 1) =~ ^[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-....$ ]]
	agree
	same 3 "$output"
	ask 0 qcount -d "$dir/spool" - <<<"$(exim_new -bpi)"
	same 3 "$output"
}

@test "exim new: generated spools of both id lengths, flat and split" {
	mkspool -n 200 -S 1 "$dir/spool" >/dev/null
	mkspool -n 200 -S 2 -L "$dir/spool" >/dev/null
	mkspool -n 200 -S 3 -L -s "$dir/spool" >/dev/null
	chown -R 990:990 "$dir/spool"
	agree
	same 600 "$output"
	run exim_new -bp
	[[ $output != *"spool "*error* ]]
	same 600 "$(grep -c '<' <<<"$output")"
}

# A tool inside of the root, beside its Exim.
inside() {
	local tool=$1
	shift
	install -D -m 755 "$(command -v "$tool")" "$dir/bin/$tool"
	chroot "$ROOT" "$at/bin/$tool" -d "$at/spool" "$@"
}

# Three messages that could not be delivered once.
some_tried() {
	cat >>"$dir/conf" <<-CONF
		begin routers
		later:
		  driver = redirect
		  data = :defer: later
		  allow_defer
		begin retry
		* * F,4d,1h
	CONF
	local n
	for n in 1 2 3; do
		printf 'Subject: message %s\n\nbody %s\n' $n $n |
			exim_new -odq "r$n@rcpt.example"
	done
	exim_new -qff
	mapfile -t ids < <(exim_new -bpi)
	same 3 "${#ids[@]}"
}

@test "exim new: headers, bodies and logs of long ids are Exim's" {
	some_tried
	local id
	for id in "${ids[@]}"; do
		same "$(exim_new -Mvh "$id")" "$(inside qhdr -r "$id")"
		same "$(exim_new -Mvb "$id")" "$(inside qbody -r "$id")"
		same "$(exim_new -Mvl "$id")" "$(inside qlog "$id")"
		same "$(grep " $id " "$dir/spool/log/mainlog")" \
			"$(inside qlog -m "$id")"
	done
	ask 0 qls -k id,state "$dir/spool/log/mainlog"
	same "$(printf '%s\tdeferred\n' "${ids[@]}")" "$output"
}

@test "exim new: qrm with long ids, copies, restored ones" {
	some_tried
	ask 0 inside qrm -C "$at/conf" "${ids[0]}"
	same "${ids[0]} removed" "$(cut -f 1,2 <<<"$output" | tr '\t' ' ')"
	has "$(cat "$dir/spool/log/mainlog")" "${ids[0]} removed by root"
	ask 0 inside qrm -C "$at/conf" -b "$at/kept" "${ids[1]}"
	same "${ids[2]}" "$(exim_new -bpi)"
	ask 0 inside qrm -C "$at/conf" -u "$at/kept" "${ids[1]}"
	same "$(printf '%s\n' "${ids[@]:1}")" "$(exim_new -bpi)"
	has "$(exim_new -bp "${ids[1]}")" "*** frozen ***"
	same "Message ${ids[1]} is no longer frozen" "$(exim_new -Mt "${ids[1]}")"
}

@test "exim new: a long id that another process has is locked" {
	some_tried
	exec 8<>"$dir/spool/input/${ids[0]}-D"
	python3 - <<-'PY' &
		import fcntl, signal
		fcntl.lockf(8, fcntl.LOCK_EX, 26)
		signal.pause()
	PY
	local pid=$!
	within grep -q " $pid " /proc/locks
	ask 2 inside qrm -C "$at/conf" "${ids[@]}"
	kill $pid
	exec 8>&-
	same "locked removed removed" "$(cut -f 2 <<<"$output" | xargs)"
	same "${ids[0]}" "$(exim_new -bpi)"
}
