# qgrep beside exiqgrep, qls -m beside exim -bp, fields beside exipick, on
# generated spools: what one picks and shows, the other does.

load lib
load spools

setup() {
	need_root
	dir=$BATS_TEST_TMPDIR
	exim_conf "$dir"
}

# --- the spools, by name

# spool NAME: fills DIR/spool; no two messages arrived in one second.
spool() {
	case $1 in
	flat) mkspool -n 60 -S 11 "$dir/spool" ;;
	split) mkspool -n 60 -S 12 -s "$dir/spool" ;;
	both)
		mkspool -n 30 -S 13 -w 80000 "$dir/spool"
		mkspool -n 31 -S 14 -s -w 700000 -t $(($(date +%s) - 90000)) \
			"$dir/spool"
		;;
	old) mkspool -n 50 -S 15 -t $(($(date +%s) - 8000000)) "$dir/spool" ;;
	bodies)
		local bytes
		for bytes in 1 300 700 9000 60000 1000000 9500000 20000000; do
			mkspool -n 3 -S $((bytes % 9000)) -b $bytes \
				-t $(($(date +%s) - bytes / 100)) "$dir/spool"
		done
		;;
	esac >/dev/null
}

# --- qgrep and exiqgrep

# picks ARGUMENT...: exiqgrep with those and -i picks what qgrep -E does. What
# it says before and after is the same: no message grew older meanwhile.
picks() {
	local rc i
	for ((i = 0; i < 50; i++)); do
		rc=0
		exiqgrep -C "$dir/conf" "$@" >"$dir/theirs" || return
		qgrep -E -d "$dir/spool" "$@" >"$dir/ours" || rc=$?
		[ "$rc" -le 1 ] || return
		! cmp -s "$dir/theirs" "$dir/ours" || break
		exiqgrep -C "$dir/conf" "$@" >"$dir/after" || return
		cmp -s "$dir/theirs" "$dir/after" || continue
		diff "$dir/theirs" "$dir/ours" | head -n 20
		echo "exiqgrep and qgrep -E: $*"
		return 1
	done
	[ $i -lt 50 ] || return
	# Nothing picked is 1, something is 0.
	if [ -s "$dir/ours" ]; then
		[ "$rc" = 0 ]
	else
		[ "$rc" = 1 ]
	fi
}

senders=(shop 'info@shop.example' '^<>$' VICTIM '@other\.example>$'
	'<(alice|bob)@' 'mail\.example' 'robot@mx[0-9]+\.' . none '<info@'
	'[[:alpha:]]+@(shop|blog)\.' '>' 'example>$')
rcpts=(inbox '@freemail\.example$' 'olga\.' '[0-9]{3}@' 'pochta'
	'(kim|weber).*example$' 'shop\.example' none 'MAIL' 'a+n' 'n\.a'
	'letterbox|pochta')
sizes=('^1\.[0-2]K$' 'K$' '^[0-9]+$' M '1.1K' k '^[1-9]\.' '[024]' '^.{4}$')
ages=(1 60 3600 20000 40000 50000 70000 86000 200000 8020000)

# pick VALUE...: one of them, in $picked.
pick() {
	shift $((RANDOM % $#))
	picked=$1
}

# combine N SEED [ARGUMENT...]: N combinations of criteria, the same for the
# same seed, each with those arguments.
combine() {
	local n=$1 picked
	RANDOM=$2
	shift 2
	local -a words
	while [ "$n" -gt 0 ]; do
		words=()
		if ((RANDOM % 4 == 0)); then
			pick "${rcpts[@]}" && words+=(-r "$picked")
		fi
		if ((RANDOM % 2 == 0)); then
			pick "${senders[@]}" && words+=(-f "$picked")
		fi
		if ((RANDOM % 4 == 0)); then
			pick "${sizes[@]}" && words+=(-s "$picked")
		fi
		if ((RANDOM % 3 == 0)); then
			pick -y -o && words+=("$picked")
			pick "${ages[@]}" && words+=("$picked")
		fi
		if ((RANDOM % 4 == 0)); then
			pick -z -x && words+=("$picked")
		fi
		[ ${#words[@]} -gt 0 ] || continue
		picks "$@" "${words[@]}" || return
		n=$((n - 1))
	done
}

@test "60 combinations of criteria pick the same in a flat spool" {
	spool flat
	combine 60 1 -i
}

@test "60 combinations of criteria pick the same in a split spool" {
	spool split
	combine 60 2 -i
}

@test "60 combinations of criteria pick the same in a spool of both kinds" {
	spool both
	combine 60 3 -i
}

@test "40 combinations of criteria pick the same among old messages" {
	spool old
	combine 40 4 -i
}

@test "40 combinations of criteria pick the same among bodies of 1 to 20 MB" {
	spool bodies
	combine 40 5 -i
}

@test "-R: the same in the same order, reversed" {
	spool both
	combine 20 6 -i -R
}

@test "-b: line for line" {
	spool flat
	combine 20 7 -b
}

@test "-l: line for line" {
	spool both
	combine 20 8 -l
}

@test "-l: line for line with sizes up to 20 MB" {
	spool bodies
	combine 10 9 -l
}

@test "-l: line for line with ages of a hundred days" {
	spool old
	picks -l -f .
}

@test "-a: delivered recipients count, too" {
	spool both
	combine 30 10 -a -i
	picks -a -i -r .
}

@test "-a and -b: line for line" {
	spool flat
	picks -a -b -f .
}

@test "-a and -l: line for line" {
	spool flat
	picks -a -l -f .
}

@test "-c: the number alone" {
	spool flat
	local said n
	for n in 1 2 3 4 5 6; do
		pick "${senders[@]}"
		said=$(exiqgrep -C "$dir/conf" -c -f "$picked")
		run qgrep -E -d "$dir/spool" -c -f "$picked"
		same "${said%% *}" "$output"
	done
}

@test "-z and -x together pick nothing" {
	spool flat
	picks -i -z -x
}

@test "a blank size is an empty text for -s" {
	spool flat
	local -a bodies=("$dir"/spool/input/*-D)
	rm "${bodies[3]}" "${bodies[5]}"
	picks -i -s '^$'
	picks -i -s '^[0-9.]*K?$'
	picks -l -s '^$'
}

@test "a named queue is picked from with -G" {
	spool flat
	mkspool -n 20 -S 20 -q third "$dir/spool" >/dev/null
	picks -G third -i -f shop
	picks -G third -i -z
}

@test "without -E a mailbox picks what the same, quoted for exiqgrep, does" {
	spool both
	local address quoted
	for address in info@shop.example root@mail.example alice@mail.example \
		robot@mx3.other.example info@victim.example; do
		quoted="^<${address//./\\.}>\$"
		same "$(exiqgrep -C "$dir/conf" -i -f "$quoted")" \
			"$(qgrep -d "$dir/spool" -i -f "$address")"
	done
	for address in $(qls -d "$dir/spool" -k rcpts | tr , '\n' | head -n 8); do
		same "$(exiqgrep -C "$dir/conf" -i -r "^${address//./\\.}\$")" \
			"$(qgrep -d "$dir/spool" -i -r "$address")"
	done
}

# --- qls -m and exim -bp

@test "qls -m is exim -bp on a flat spool" {
	spool flat
	listed "$dir"
}

@test "qls -m is exim -bp on a split spool" {
	spool split
	listed "$dir"
}

@test "qls -m is exim -bp on a spool of both kinds" {
	spool both
	listed "$dir"
}

@test "qls -m is exim -bp with ages of a hundred days" {
	spool old
	listed "$dir"
}

@test "qls -m is exim -bp with bodies of 1 to 20 MB" {
	spool bodies
	listed "$dir"
}

@test "qls -m is exim -bp for each size where its form changes" {
	local at size new id
	exim_send "$dir" 1
	id=$(first_id "$dir")
	size=$(($(qls -d "$dir/spool" -k bytes) - \
		$(stat -c %s "$dir/spool/input/$id-D")))
	for at in 1024 10188 10189 10239 10240 1048063 1048064 1048575 1048576 \
		10485759 10485760; do
		printf -v new '%s-%06d-%s' "${id:0:6}" $((at % 1000000)) \
			"${id:14}"
		copy_as "$dir" "$id" "$new"
		truncate -s $((at - size)) "$dir/spool/input/$new-D"
		ask 0 qls -d "$dir/spool" -k bytes - <<<"$new"
		same "$at" "$output"
	done
	while ages_change "$dir/spool"; do
		exim "$dir" -bp >"$dir/exim"
		qls -m -d "$dir/spool" >"$dir/mine"
	done
	diff <(blocks "$dir/exim") <(blocks "$dir/mine")
	same $'10.0K\n1024K' "$(grep -ohE '10\.0K|1024K' "$dir/mine" | sort -u)"
}

@test "qls -m is exim -bp on 700 messages" {
	mkspool -n 700 -S 30 "$dir/spool" >/dev/null
	listed "$dir"
}

@test "qls -m is exim -bp on a spool that many sent to at once" {
	for _ in 1 2 3 4 5 6 7 8; do
		exim_send "$dir" 6 3>&- &
	done
	wait
	while ages_change "$dir/spool"; do
		exim "$dir" -bp >"$dir/exim"
		qls -m -d "$dir/spool" >"$dir/mine"
	done
	diff <(blocks "$dir/exim") <(blocks "$dir/mine")
	same 48 "$(qls -d "$dir/spool" | wc -l)"
}

# --- fields and exipick

# told FIELD VARIABLE [CRITERION]: qls -k FIELD is what exipick says of the
# variable, for each message, or each that exipick picks.
told() {
	exipick --spool "$dir/spool" --just-vars \
		--show-vars "message_id,$2" ${3:+"$3"} | paste - - |
		sed -E 's/\t$/\t-/' | sort >"$dir/theirs"
	[ -s "$dir/theirs" ]
	cut -f 1 "$dir/theirs" | qls -d "$dir/spool" -k "id,$1" - | sort \
		>"$dir/ours"
	diff "$dir/theirs" "$dir/ours" || {
		echo "exipick's $2 and qls's $1"
		return 1
	}
}

@test "exipick: bytes and size" {
	spool bodies
	told bytes message_size
	told size shown_message_size
}

@test "exipick: sender and domain" {
	spool flat
	told sender sender_address sender_address
	told domain sender_address_domain
}

@test "exipick: no message has a sender but those that do" {
	spool flat
	same "$(exipick --spool "$dir/spool" -i '!sender_address' | sort)" \
		"$(qgrep -d "$dir/spool" -i -f '<>' | sort)"
}

@test "exipick: the time of arrival in seconds" {
	spool both
	exipick --spool "$dir/spool" --just-vars \
		--show-vars message_id,received_time | paste - - |
		sort >"$dir/theirs"
	diff "$dir/theirs" \
		<(qls -d "$dir/spool" -k id,time | sed 's/\.[0-9]*$//' | sort)
}

@test "exipick: the login of those that had to log in" {
	spool flat
	told auth authenticated_id sender_host_authenticated
	same "$(exipick --spool "$dir/spool" -i sender_host_authenticated | sort)" \
		"$(qgrep -d "$dir/spool" -i -w 'auth ~ .' | sort)"
}

@test "exipick: who called Exim, for local messages" {
	spool flat
	told user sender_ident '!sender_host_address'
	told uid originator_uid '!sender_host_address'
}

@test "exipick: the client's address, name, HELO and protocol" {
	spool flat
	told ip sender_host_address
	told host sender_host_name
	told helo sender_helo_name
	told proto received_protocol
}

@test "exipick: the numbers of recipients" {
	spool both
	told nrcpts recipients_undel_count
}

@test "exipick: the recipients, those done and those not" {
	spool both
	local pair
	for pair in rcpts:recipients_undel done:recipients_del \
		rcptsall:recipients; do
		exipick --spool "$dir/spool" --just-vars \
			--show-vars "message_id,${pair#*:}" | paste - - |
			awk -F '\t' '{ n = split($2, a, ", ")
				for (i = 1; i <= n; i++) print $1, a[i] }' |
			sort >"$dir/theirs"
		qls -d "$dir/spool" -k "id,${pair%:*}" |
			awk -F '\t' '$2 != "-" { n = split($2, a, ",")
				for (i = 1; i <= n; i++) print $1, a[i] }' |
			sort >"$dir/ours"
		[ -s "$dir/ours" ]
		diff "$dir/theirs" "$dir/ours"
	done
}

@test "exipick: subjects, decoded" {
	spool both
	exipick --spool "$dir/spool" --just-vars \
		--show-vars message_id,h_subject | sed -z 's/\n / /g' |
		paste - - | sort >"$dir/theirs"
	diff "$dir/theirs" <(qls -d "$dir/spool" -k id,subject | sort)
}

@test "exipick: frozen and never tried" {
	spool flat
	same "$(exipick --spool "$dir/spool" -i deliver_freeze | sort)" \
		"$(qgrep -d "$dir/spool" -i -z | sort)"
	same "$(exipick --spool "$dir/spool" -i first_delivery | sort)" \
		"$(qgrep -d "$dir/spool" -i -w state=queued | sort)"
}

# wheres CRITERION EXPR: exipick's picks what -w of qgrep does; it does so
# before and after.
wheres() {
	local before after ours i
	for ((i = 0; i < 50; i++)); do
		before=$(exipick --spool "$dir/spool" -i "$1" | sort)
		ours=$(qgrep -d "$dir/spool" -i -w "$2" | sort)
		after=$(exipick --spool "$dir/spool" -i "$1" | sort)
		[ "$before" != "$after" ] || break
	done
	same "$after" "$ours"
}

@test "exipick: conditions on numbers, texts and ages" {
	spool both
	wheres 'message_size > 1150' 'bytes > 1150'
	wheres 'message_size <= 1150' 'bytes <= 1150'
	wheres 'message_size == 1204' 'bytes = 1204'
	wheres 'recipients_undel_count >= 3' 'nrcpts >= 3'
	wheres 'recipients_undel_count != 1' 'nrcpts != 1'
	wheres 'received_protocol eq esmtpsa' 'proto = esmtpsa'
	wheres 'received_protocol ne local' 'proto != local'
	wheres 'received_protocol =~ /^esmtp/' 'proto ~ ^esmtp'
	wheres 'sender_address_domain eq shop.example' 'domain = shop.example'
	wheres 'sender_host_address =~ /^203\.0\.113\./' 'ip ~ ^203\.0\.113\.'
	wheres 'message_age > 6h' 'age > 6h'
	wheres 'message_age < 2d' 'age < 2d'
}
