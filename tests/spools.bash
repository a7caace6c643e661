# Spools that real Exim made and how its listings compare with qls's, for the
# files that test qls, qgrep and qcount -k. Loaded after lib.

# --- configurations: both read a part of one from standard input

# add_routers DIR: before the router of exim_conf that defers everything.
add_routers() {
	sed -i '/^begin routers/r /dev/stdin' "$1/conf"
}

# add_sections DIR: "begin acl", "begin transports" and so on.
add_sections() {
	cat >>"$1/conf"
}

# Makes Exim deliver to what DIR/aliases names for the domain lists.example, to
# DIR/box/in for box.example, and for stuck.example to a pipe that waits until
# someone has opened DIR/fifo and closed it again.
exim_delivers() {
	local dir=$1
	exim_conf "$@"
	add_routers "$dir" <<-CONF
		lists:
		  driver = redirect
		  domains = lists.example
		  data = \${lookup{\$local_part}lsearch{$dir/aliases}}
		  allow_fail
		  allow_defer
		  pipe_transport = to_pipe
		  file_transport = to_file
		  reply_transport = to_reply
		  user = Debian-exim
		box:
		  driver = accept
		  domains = box.example
		  transport = to_box
		stuck:
		  driver = accept
		  domains = stuck.example
		  transport = to_stuck
	CONF
	add_sections "$dir" <<-CONF
		begin transports
		to_pipe:
		  driver = pipe
		  return_fail_output
		to_file:
		  driver = appendfile
		to_reply:
		  driver = autoreply
		  from = away@mail.example
		  to = friend@other.example
		  subject = away
		to_box:
		  driver = appendfile
		  user = Debian-exim
		  file = $dir/box/in
		to_stuck:
		  driver = pipe
		  user = Debian-exim
		  command = /bin/cat $dir/fifo
		begin retry
		* * F,4d,1h
	CONF
	install -d -o Debian-exim "$dir/box"
	cat >"$dir/aliases" <<-LIST
		fail: :fail: no such list
		hole: :blackhole:
		many: "|/bin/true a b", $dir/box/many, later@other.example
	LIST
	mkfifo "$dir/fifo"
	chown Debian-exim "$dir/fifo"
}

# --- messages

# put SPOOL ID [BODY]: a message by hand. Standard input is what -H has, from
# its second line on; the fields of the header come without their lengths,
# each with its flag and a blank, or just a blank.
put() {
	local input=$1/input
	mkdir -p "$input" "$1/msglog"
	{
		echo "$2-H"
		LC_ALL=C awk '
			function flush() {
				if (flag == "")
					return
				printf "%03d%s %s\n", length(field) + 1, flag, field
			}
			!header { print; header = $0 == ""; next }
			/^\t/ { field = field "\n" $0; next }
			{ flush(); flag = substr($0, 1, 1)
				field = substr($0, flag == " " ? 2 : 3) }
			END { flush() }'
	} >"$input/$2-H"
	printf '%s-D\n%s' "$2" "${3-body
}" >"$input/$2-D"
}

# first_id DIR: of the flat spool's messages the first by name.
first_id() {
	local -a heads=("$1"/spool/input/*-H)
	local name=${heads[0]##*/}
	echo "${name%-H}"
}

# fields DIR FIELD,... [ARGUMENT...]: the one message's record, alone.
fields() {
	local dir=$1 list=$2
	shift 2
	ask 0 qls -d "$dir/spool" -k "$list" "$@"
}

# copy_as DIR ID NEW: the flat spool's message under another id, too.
copy_as() {
	local input=$1/spool/input part
	for part in H D; do
		sed "1s/.*/$3-$part/" "$input/$2-$part" >"$input/$3-$part"
	done
	chown Debian-exim:Debian-exim "$input/$3"-[HD]
}

# edit DIR ID SCRIPT...: sed on the message's -H.
edit() {
	local head=$1/spool/input/$2-H
	shift 2
	sed -i "$@" "$head"
}

# speak DIR [ARGUMENT...]: standard input is what an SMTP client says, its
# lines without CR; root may say whence it comes (-oMa and the like).
speak() {
	local dir=$1
	shift
	sed 's/$/\r/' | exim "$dir" "$@" -bs >"$dir/smtp.out"
	grep -q '^250 OK id=' "$dir/smtp.out" || {
		cat "$dir/smtp.out"
		return 1
	}
}

# --- listings

# The blocks of a listing, parted by empty lines, sorted.
blocks() {
	awk -v RS= '{ gsub(/\n/, "\001"); print }' "$@" | LC_ALL=C sort |
		tr '\001' '\n'
}

# ages_change SPOOL: whether the ages there are others than when it was asked
# last. "while ages_change SPOOL; do ...; done" does that once, and again until
# no age has changed meanwhile: all that it listed shows the same ones.
ages_change() {
	local now
	now=$(qls -d "$1" -G '*' -k id,age 2>/dev/null) || :
	if [ "$now" = "${ages-never}" ] || [ $((ages_asked += 1)) -gt 200 ]; then
		unset ages ages_asked
		return 1
	fi
	ages=$now
}

# listed DIR [-qGNAME]: qls -m, with -a and with -u, prints byte for byte what
# exim -bp, -bpa and -bpu print, and as many messages as exim -bpc counts.
listed() {
	local dir=$1 letter
	shift
	for letter in '' a u; do
		while ages_change "$dir/spool"; do
			exim "$dir" "$@" "-bp$letter" >"$dir/theirs"
			qls -d "$dir/spool" "${@/#-qG/-G}" "-m$letter" \
				>"$dir/mine" 2>"$dir/said" || return
		done
		cmp -s "$dir/theirs" "$dir/mine" && continue
		echo "exim -bp$letter, qls -m$letter:"
		diff "$dir/theirs" "$dir/mine" | cat -A | head -n 40
		return 1
	done
	[ "$(qls -d "$dir/spool" "${@/#-qG/-G}" -k id 2>/dev/null | wc -l)" = \
		"$(exim "$dir" "$@" -bpc)" ]
}
