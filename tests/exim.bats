# qcount beside real Exim: the same spool, the same run, the same number.

load lib

setup() {
	need_root
	dir=$BATS_TEST_TMPDIR
	exim_conf "$dir"
}

# The number that exim -bpc prints for the spool, and qcount's.
agree() {
	local wanted
	wanted=$(exim "$dir" "$@" -bpc)
	ask 0 qcount -d "$dir/spool" "${@/#-qG/-G}"
	same "$wanted" "$output"
}

@test "exim: an empty spool, then one message, then more" {
	install -d -o Debian-exim -g Debian-exim "$dir/spool/input"
	agree
	exim_send "$dir" 1
	agree
	same 1 "$output"
	exim_send "$dir" 7
	agree
	same 8 "$output"
}

@test "exim: flat, split, and both at once" {
	exim_send "$dir" 5
	sed -i '1i split_spool_directory' "$dir/conf"
	exim_send "$dir" 6
	agree
	same 11 "$output"
	[ -n "$(ls -d "$dir"/spool/input/?)" ]
	sed -i '/split_spool/d' "$dir/conf"
	agree
	same 11 "$output"
}

@test "exim: named queues" {
	exim_send "$dir" 4
	exim "$dir" -MG third "$(exim "$dir" -bpr | awk 'NF>3 {print $3; exit}')"
	agree
	same 3 "$output"
	has "$stderr" "named queues: third"
	agree -qGthird
	same 1 "$output"
	ask 0 qcount -d "$dir/spool" -G '*'
	same 4 "$output"
}

@test "exim: a message in reception is none yet" {
	mkfifo "$dir/smtp"
	exim "$dir" -bs <"$dir/smtp" >"$dir/smtp.out" &
	local pid=$!
	exec 8>"$dir/smtp"
	printf '%s\r\n' 'HELO x' 'MAIL FROM:<a@b.example>' \
		'RCPT TO:<c@d.example>' DATA 'Subject: half' '' >&8
	head -c 100000 /dev/zero | tr '\0' 'x' | fold -w 70 >&8
	until ls "$dir"/spool/input/*-D >/dev/null 2>&1; do
		kill -0 $pid
		sleep .05
	done
	agree
	same 0 "$output"
	printf '\r\n.\r\nQUIT\r\n' >&8
	exec 8>&-
	wait $pid || cat "$dir/smtp.out"
	agree
	same 1 "$output"
}

@test "exim: damaged and incomplete messages" {
	exim_send "$dir" 4
	local -a h=("$dir"/spool/input/*-H)
	: >"${h[0]}"
	truncate -s -20 "${h[1]}"
	rm "${h[2]%H}D"
	rm "${h[3]}"
	agree
	same 3 "$output"
}

@test "exim: names that are almost those of messages" {
	exim_send "$dir" 1
	local input=$dir/spool/input
	touch "$input/aaaa.bbbb.cccc.d-H" "$input/1xUnyH-0006we-0M-X" \
		"$input/1xUnyH-0006we-0Mx-H" "$input/hdr.1xUnyH-0006we-0M"
	mkdir -p "$input/a" "$input/bb" "$input/_"
	touch "$input/a/1xUnya-0006we-0M-H" "$input/bb/1xUnyb-0006we-0M-H" \
		"$input/_/1xUny_-0006we-0M-H"
	chown -R Debian-exim:Debian-exim "$input"
	agree
	same 3 "$output"
}

@test "exim: generated spools, flat, split, both, named, are no different" {
	mkspool -n 300 -S 1 "$dir/spool" >/dev/null
	agree
	mkspool -n 300 -S 2 -s "$dir/spool" >/dev/null
	agree
	mkspool -n 30 -S 3 -q bulk "$dir/spool" >/dev/null
	agree
	same 600 "$output"
	agree -qGbulk
	same 30 "$output"
	run exim "$dir" -bp
	[[ $output != *"spool "*error* ]]
	same 600 "$(grep -c '<' <<<"$output")"
}

@test "exim: counting while Exim queues and removes" {
	exim_send "$dir" 20
	(
		for _ in 1 2 3 4 5 6; do
			exim_send "$dir" 5
			exim "$dir" -bpr | awk 'NF>3 {print $3}' | head -n 5 |
				xargs -r /usr/sbin/exim4 -C "$dir/conf" -Mrm
		done >/dev/null
	) &
	local pid=$! n
	while [ -n "$(jobs -r)" ]; do
		ask 0 qcount -d "$dir/spool"
		same "" "$stderr"
		n=$output
		[ "$n" -ge 15 ]
		[ "$n" -le 25 ]
	done
	wait $pid
	agree
	same 20 "$output"
}
