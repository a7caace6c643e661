# qcount beside Exim 4.98 or later, whose ids are the long ones, in a root of
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
