# Exim as fast as it can, while tools scan. Loaded after lib and spools.

# batch FROM TO: messages with these numbers as batched SMTP, half of them to be
# delivered.
batch() {
	local n
	for ((n = $1; n < $2; n++)); do
		printf '%s\n' "MAIL FROM:<s$n@shop.example>" \
			"RCPT TO:<r$n@$([ $((n % 2)) = 0 ] && echo box ||
				echo wait).example>" DATA \
			"Subject: n$n" "From: s$n@shop.example" '' \
			"body of $n" .
	done
}

# Each until there is $dir/stop.
until_stop() {
	until [ -e "$dir/stop" ]; do
		"$@" >/dev/null 2>&1 || :
	done
}

queue_more() {
	batch $((next)) $((next + 60)) | exim "$dir" -odq -bS
	next=$((next + 60))
}

# What is to be removed is in $dir/removals, with the time before.
remove_some() {
	find "$dir/spool/input" -name '*-H' -printf '%f\n' | shuf -n 6 |
		sed 's/-H$//' >"$dir/some"
	sed "s/^/$EPOCHREALTIME /" "$dir/some" >>"$dir/removals"
	xargs -r /usr/sbin/exim4 -C "$dir/conf" -Mrm <"$dir/some"
}

# scan KIND COMMAND...: runs it, for storm.py.
scan() {
	local kind=$1 start=$EPOCHREALTIME rc=0
	shift
	"$@" >"$dir/$scans.out" 2>"$dir/$scans.err" || rc=$?
	echo "$scans $kind $start $EPOCHREALTIME $rc" >>"$dir/scans"
	scans=$((scans + 1))
}

heads() {
	qls -k id -d "$dir/spool" | qhdr -x from -x subject -d "$dir/spool"
}

# exim_storm SECONDS: Exim queues, delivers and removes all that time, and the
# tools are right all the time.
exim_storm() {
	local scans=0 next=0 until=$((SECONDS + $1)) pids=
	: >"$dir/removals"
	exim_delivers "$dir" "log_selector = +millisec" \
		"queue_run_max = 0" "split_spool_directory = ${2:-false}"
	for next in 0 100 200 300; do
		queue_more 3>&- &
		pids="$pids $!"
	done
	# shellcheck disable=SC2086 # a list
	wait $pids
	pids=
	for next in 1000000 2000000; do
		until_stop queue_more 3>&- &
		pids="$pids $!"
	done
	until_stop exim "$dir" -q 3>&- &
	pids="$pids $!"
	until_stop remove_some 3>&- &
	pids="$pids $!"
	while [ $SECONDS -lt "$until" ]; do
		scan qcount qcount -d "$dir/spool"
		scan qls qls -k id,sender,rcpts,subject -d "$dir/spool"
		scan qgrep qgrep -H subject:n -k id,sender,subject \
			-d "$dir/spool"
		scan qhdr heads
	done
	touch "$dir/stop"
	# shellcheck disable=SC2086 # a list
	wait $pids
	cp "$dir/spool/log/mainlog" "$dir/log"
	python3 tests/storm.py "$dir"
}
