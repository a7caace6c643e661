# qlog: the own log beside exim -Mvl, the main logs beside what a plain walk
# through all of them, and exigrep, find.

load lib
load spools

setup_file() {
	local log=$BATS_FILE_TMPDIR
	mklog -n 1200 -c -i "$log/ids.all" >"$log/plain"
	cut -f 1 "$log/ids.all" >"$log/ids"
}

setup() {
	tmp=$BATS_TEST_TMPDIR
	dir=$tmp
	plain=$BATS_FILE_TMPDIR/plain
	ids=$BATS_FILE_TMPDIR/ids
	unset QTRIAGE_QUEUE
}

# oracle together FILE... <IDS: what qlog prints of those logs, which stand in
# order, read from end to end: the lines whose id it is, the cwd= line of an
# arrival's pid or, without pids, directly before that of a local message, and
# lines of no message that mention the id.
# oracle alone QLOG-ARGUMENT... -- FILE... <IDS: asks qlog for each id by
# itself, and says what is not so.
oracle() {
	perl -we '
	use strict;
	my $d = "[0-9A-Za-z]";
	my $id = qr/$d{6}-(?:$d{6}-$d{2}|$d{11}-$d{4})/;
	my $stamp = qr/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?/;
	my ($how, @args, @files, %of) = shift;
	while (@ARGV) {
		my $arg = shift;
		last if $arg eq "--";
		push @args, $arg;
	}
	@files = $how eq "alone" ? @ARGV : @args;
	for my $file (@files) {
		my (%call, $before);
		open my $in, "-|", "gzip", "-dcf", $file or die $!;
		while (<$in>) {
			chomp;
			next if /\0/ ||
			    !/^$stamp(?: \[(\d+)\])?(?: ($id)(?= |$))?(?: (.*)|$)/s;
			my ($pid, $of, $text) = ($1, $2, $3 // "");
			if (defined $of) {
				my $cwd = defined $pid ? $call{$pid}
				    : $text =~ / P=local(?: |$)/ ? $before : undef;
				push @{$of{$of}}, $cwd
				    if defined $cwd && $text =~ /^<= /;
				push @{$of{$of}}, $_;
				undef $before;
				next;
			}
			my %seen;
			while ($text =~ /(?<!$d)E?($id)(?!$d)/g) {
				push @{$of{$1}}, $_ unless $seen{$1}++;
			}
			$before = $text =~ /^cwd=/ ? $_ : undef;
			$call{$pid} = $_ if defined $before && defined $pid;
		}
	}
	chomp(my @ids = <STDIN>);
	for my $asked (@ids) {
		my $wanted = join "", map { "$_\n" } @{$of{$asked} // []};
		if ($how eq "together") {
			print "==> $asked <==\n" if @ids > 1;
			print $wanted;
			next;
		}
		open my $said, "-|", "qlog", @args, $asked or die $!;
		my $got = do { local $/; <$said> } // "";
		my $closed = close $said;
		next if $closed && $got eq $wanted;
		print "qlog @args $asked\nwanted:\n${wanted}got:\n$got";
		exit 1;
	}' "$@"
}

# together QLOG-ARGUMENT... -- FILE... : all ids of $ids at once.
together() {
	local -a args=()
	while [ "$1" != -- ]; do
		args+=("$1")
		shift
	done
	shift
	qlog "${args[@]}" <"$ids" >"$tmp/got" 2>"$tmp/said"
	same "0 " "$? $(cat "$tmp/said")"
	oracle together "$@" <"$ids" >"$tmp/wanted"
	[ -s "$tmp/wanted" ]
	cmp "$tmp/wanted" "$tmp/got" ||
		diff "$tmp/wanted" "$tmp/got" | head -n 20
	cmp -s "$tmp/wanted" "$tmp/got"
}

# some N: of $ids, evenly.
some() {
	awk -v n="$1" -v all="$(wc -l <"$ids")" \
		'int(NR * n / all) > int((NR - 1) * n / all)' "$ids"
}

# alone N QLOG-ARGUMENT... -- FILE...: N ids, each in a run of its own.
alone() {
	local n=$1
	shift
	some "$n" | oracle alone "$@"
}

# both QLOG-ARGUMENT... -- FILE...
both() {
	alone 25 "$@"
	together "$@"
}

# make_log MKLOG-ARGUMENT...: $log, and its ids.
make_log() {
	log=$tmp/made
	ids=$tmp/ids
	mklog -i "$tmp/ids.all" "$@" >"$log"
	cut -f 1 "$tmp/ids.all" >"$ids"
}

# group [QLOG-ARGUMENT...] ID: the lines, as they are in $log.
group() {
	ask 0 qlog -L "$log" "$@"
	same "" "$stderr"
}

# shift_stamps SECONDS FROM TO: of the lines from a number to a number.
shift_stamps() {
	perl -MPOSIX=strftime -MTime::Local -pe '
		BEGIN { ($by, $from, $to) = splice @ARGV, 0, 3 }
		if ($. >= $from && $. <= $to &&
		    /^(....)-(..)-(..) (..):(..):(..)/) {
			my $t = timegm($6, $5, $4, $3, $2 - 1, $1) + $by;
			substr($_, 0, 19) =
			    strftime("%Y-%m-%d %H:%M:%S", gmtime $t);
		}' "$@"
}

# bytes_read TRACE: what preads of a log brought; from=N: those that asked for
# so much at least.
bytes_read() {
	awk -F '[,=]' -v from="${from-0}" '/^(\[pid *[0-9]+\] )?[0-9]* *pread64/ {
		n = $NF + 0
		sub(/.*", |.*\.\.\., /, "")
		split($0, a, ", ")
		if (a[1] + 0 >= from && a[1] != 784) sum += n
	} END { print sum + 0 }' "$1"
}

# --- a message's own log

# A spool with three messages, tried twice, with SPLIT before.
own_logs() {
	need_root
	exim_conf "$dir" "$@"
	add_sections "$dir" <<-CONF
		begin retry
		* * F,4d,1h
	CONF
	exim_send "$dir" 3
	exim "$dir" -qff
	exim "$dir" -qff
	mapfile -t own < <(exim "$dir" -bp | awk 'NF > 3 { print $3 }')
	same 3 "${#own[@]}"
}

@test "own log: what exim -Mvl prints" {
	own_logs
	local id
	for id in "${own[@]}"; do
		exim "$dir" -Mvl "$id" >"$tmp/wanted"
		qlog -d "$dir/spool" "$id" >"$tmp/got"
		cmp "$tmp/wanted" "$tmp/got"
		[ "$(wc -l <"$tmp/got")" -ge 3 ]
	done
}

@test "own log: several, each below its title, in the order asked" {
	own_logs
	for id in "${own[2]}" "${own[0]}" "${own[1]}"; do
		echo "==> $id <=="
		exim "$dir" -Mvl "$id"
	done >"$tmp/wanted"
	ask 0 qlog -d "$dir/spool" "${own[2]}" "${own[0]}" "${own[1]}"
	same "$(cat "$tmp/wanted")" "$output"
	same "" "$stderr"
	printf '%s\n' "${own[2]}" "${own[0]}" "${own[1]}" |
		qlog -d "$dir/spool" - >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
}

@test "own log: of what qgrep picks" {
	own_logs
	for id in "${own[@]}"; do
		echo "==> $id <=="
		exim "$dir" -Mvl "$id"
	done >"$tmp/wanted"
	qgrep -d "$dir/spool" -r .rcpt.example | qlog -d "$dir/spool" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	exim "$dir" -bp | grep '<' | qlog -d "$dir/spool" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	qls -d "$dir/spool" -j | qlog -d "$dir/spool" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
}

@test "own log: a split spool, and one that was split later" {
	own_logs split_spool_directory
	exim "$dir" -Mvl "${own[1]}" >"$tmp/wanted"
	[ -e "$dir/spool/msglog/${own[1]:5:1}/${own[1]}" ]
	ask 0 qlog -d "$dir/spool" "${own[1]}"
	same "$(cat "$tmp/wanted")" "$output"
	sed -i /split_spool/d "$dir/conf"
	exim_send "$dir" 1
	flat=$(first_id "$dir")
	ask 0 qlog -d "$dir/spool" "$flat" "${own[0]}"
	same "==> $flat <==
$(exim "$dir" -Mvl "$flat")
==> ${own[0]} <==
$(exim "$dir" -Mvl "${own[0]}")" "$output"
}

@test "own log: a named queue's" {
	own_logs
	exim "$dir" -MG third "${own[1]}"
	[ -e "$dir/spool/third/msglog/${own[1]}" ]
	ask 0 qlog -d "$dir/spool" "${own[1]}"
	same "$(cat "$dir/spool/third/msglog/${own[1]}")" "$output"
	has "$output" Received
	same "" "$stderr"
}

# A message, and its own log from standard input.
one=1xUnyU-000001-01
by_hand() {
	printf '%s\n' 'user 1 1' '<a@b.example>' '1795278601 0' XX 1 \
		c@d.example '' | put "$dir/spool" "$one"
	cat >"$dir/spool/msglog/$one"
}

@test "own log: control bytes are escaped, tab and backslash stay" {
	printf '%b' 'a\033[31mred\0033[0m\r\b\0177\a\f\v\0001\n' \
		'\tb\\\\n\0302\0205\0342\0200\0256\0342\0200\0250\0377\0300\0257\n' \
		'\0320\0271 \0342\0202\0254 \0360\0237\0223\0247\n' | by_hand
	ask 0 qlog -d "$dir/spool" "$one"
	same 'a\x1B[31mred\x1B[0m\x0D\x08\x7F\x07\x0C\x0B\x01
	b\\n\xC2\x85\xE2\x80\xAE\xE2\x80\xA8\xFF\xC0\xAF
й € 📧' "$output"
}

@test "own log: NUL bytes are escaped" {
	printf 'a\0b\n' | by_hand
	ask 0 qlog -d "$dir/spool" "$one"
	same 'a\x00b' "$output"
}

@test "own log: characters are whole wherever it is read in pieces" {
	local n
	perl -e 'print "x" x 59, "\n" for 1 .. 1092; print "x" x 13;
		print "\xE2\x82\xAC" x 100, "\n"' | by_hand
	for n in 0 1 2; do
		qlog -d "$dir/spool" "$one" >"$tmp/got"
		cmp "$dir/spool/msglog/$one" "$tmp/got"
		sed -i '1s/^/y/' "$dir/spool/msglog/$one"
	done
}

@test "own log: without a newline at the end, before the next one's title" {
	printf 'one\ntwo' | by_hand
	local other=1xUnyU-000002-02
	sed "1s/.*/$other-H/" "$dir/spool/input/$one-H" \
		>"$dir/spool/input/$other-H"
	echo three >"$dir/spool/msglog/$other"
	ask 0 qlog -d "$dir/spool" "$one" "$other"
	same "==> $one <==
one
two
==> $other <==
three" "$output"
}

@test "own log: an empty one is no error" {
	by_hand </dev/null
	ask 0 qlog -d "$dir/spool" "$one"
	same "" "$output"
	same "" "$stderr"
	ask 0 qlog -j -d "$dir/spool" "$one"
	same "{\"queue_id\": \"$one\", \"log\": []}" "$output"
}

@test "own log: none is an error that names -m, and others are printed" {
	by_hand <<<line
	local other=1xUnyU-000002-02
	sed "1s/.*/$other-H/" "$dir/spool/input/$one-H" \
		>"$dir/spool/input/$other-H"
	ask 2 qlog -d "$dir/spool" "$other" "$one"
	same "qlog: $other: no log of its own; try -m" "$stderr"
	has "$output" "==> $one <==
line"
	ask 2 qlog -d "$dir/spool" "$other"
	same "" "$output"
}

@test "own log: no title without a log below it, as with -m" {
	by_hand <<<line
	local other=1xUnyU-000002-02
	sed "1s/.*/$other-H/" "$dir/spool/input/$one-H" \
		>"$dir/spool/input/$other-H"
	ask 2 qlog -d "$dir/spool" "$other" "$one"
	same "==> $one <==
line" "$output"
}

@test "own log: a missing message, a malformed id" {
	by_hand <<<line
	ask 2 qlog -d "$dir/spool" 1xUnyU-000009-09
	same "" "$output"
	same "qlog: 1xUnyU-000009-09: no such message" "$stderr"
	ask 2 qlog -d "$dir/spool" ../msglog/x "$one"
	same "qlog: ../msglog/x: no message id" "$stderr"
	has "$output" line
	ask 2 qlog -d "$dir/spool" $'a\e[31m'
	same 'qlog: a\x1B[31m: no message id' "$stderr"
	ask 2 qlog -d "$dir/spool" <<<$'nothing here\n'"$one"
	same 'qlog: standard input: line 1: no message id' "$stderr"
	has "$output" line
}

@test "own log: a symbolic link or a FIFO in its place is not read" {
	by_hand <<<line
	rm "$dir/spool/msglog/$one"
	ln -s /etc/passwd "$dir/spool/msglog/$one"
	ask 2 qlog -d "$dir/spool" "$one"
	same "" "$output"
	rm "$dir/spool/msglog/$one"
	mkfifo "$dir/spool/msglog/$one"
	run --separate-stderr timeout 60 qlog -d "$dir/spool" "$one"
	[ "$status" != 124 ]
	same "" "$output"
}

@test "own log: no id, no output; a terminal is a usage error" {
	by_hand <<<line
	ask 0 qlog -d "$dir/spool" </dev/null
	same "" "$output$stderr"
	ask 2 script -qec "qlog -d $dir/spool" /dev/null
	has "$output" "no message ids"
}

@test "own log: JSON lines" {
	printf '%b' 'a "b" \\ \0302\0205\0377\n\n\ttab\nno end' | by_hand
	ask 0 qlog -j -d "$dir/spool" "$one"
	printf '%s\n' "$output" >"$tmp/json"
	valid "$tmp/json"
	perl -MJSON::PP -e 'local $/; my $json = <STDIN>;
		$json =~ s/\\udcff/?/;
		my $o = JSON::PP->new->utf8->decode($json);
		my @log = @{$o->{log}};
		die "id" unless $o->{queue_id} eq $ARGV[0];
		die "lines" unless @log == 4;
		die "0" unless $log[0] eq "a \"b\" \\ \x{85}?";
		die "rest" unless "@log[1, 2, 3]" eq " \ttab no end";
		' "$one" <"$tmp/json"
	has "$output" '\udcff'
}

# Each line is a JSON object, to whoever is there.
valid() {
	[ -s "$1" ]
	perl -MJSON::PP -ne '
		s/\\udc[89a-f][0-9a-f]//g; JSON::PP->new->utf8->decode($_)' "$1"
	command -v python3 >/dev/null || return 0
	python3 -m json.tool --json-lines <"$1" >/dev/null
}

# --- the main log: which lines

@test "-m: every id of a log, at once and each by itself" {
	both -L "$plain" -- "$plain"
}

@test "-m: -m is implied by -L, and can be given too" {
	local id
	id=$(head -n 1 "$ids")
	ask 0 qlog -m -L "$plain" "$id"
	local first=$output
	ask 0 qlog -L "$plain" "$id"
	same "$first" "$output"
	has "$output" "$id <= "
}

@test "-m: milliseconds" {
	make_log -n 400 -mc
	both -L "$log" -- "$log"
}

@test "-m: zones" {
	make_log -n 400 -zc
	both -L "$log" -- "$log"
	TZ=Asia/Tokyo both -L "$log" -- "$log"
}

@test "-m: pids" {
	make_log -n 400 -Pc
	both -L "$log" -- "$log"
}

@test "-m: everything, with new ids" {
	make_log -n 400 -NPRcmz
	both -L "$log" -- "$log"
}

@test "-m: new ids, subjects and recipients, no pids" {
	make_log -n 400 -NRc
	both -L "$log" -- "$log"
}

@test "-m: no calls logged" {
	make_log -n 400
	both -L "$log" -- "$log"
	! grep cwd= "$tmp/got" || false
}

@test "-m: messages that are still queued, retried for long" {
	make_log -n 400 -c -p 60
	both -L "$log" -- "$log"
}

@test "-m: many messages in a short time" {
	make_log -n 3000 -c -d 600
	both -L "$log" -- "$log"
	alone 100 -L "$log" -- "$log"
}

@test "-m: few messages in a long time" {
	make_log -n 200 -c -d 30000000
	both -L "$log" -- "$log"
}

@test "-m: as grep finds them, where nothing else mentions the id" {
	make_log -n 300
	local id
	some 30 >"$tmp/some"
	while read -r id; do
		group "$id"
		same "$(grep -E "^.{19} $id( |$)" "$log")" "$output"
	done <"$tmp/some"
}

@test "-m: as exigrep groups them" {
	local id pattern
	while read -r id; do
		[ "$(grep -c -e "$id" "$plain")" = \
			"$(grep -cE "^.{19} $id( |$)" "$plain")" ] && echo "$id"
	done < <(some 80) >"$tmp/some"
	[ "$(wc -l <"$tmp/some")" -gt 30 ]
	pattern=$(tr '\n' '|' <"$tmp/some")
	exigrep "${pattern%|}" "$plain" | blocks >"$tmp/wanted"
	# exigrep knows nothing of the call before.
	qlog -L "$plain" <"$tmp/some" | grep -v ' cwd=' |
		sed -e 's/^==> .*//' | blocks >"$tmp/got"
	sed -i '/^+++/d' "$tmp/wanted"
	sort "$tmp/wanted" >"$tmp/wanted.sorted"
	sort "$tmp/got" >"$tmp/got.sorted"
	diff "$tmp/wanted.sorted" "$tmp/got.sorted"
	same "$(grep -c ' <= ' "$tmp/got")" "$(wc -l <"$tmp/some")"
}

@test "-m: many at once in the order asked, each once" {
	some 50 | sort -k 1.9 >"$tmp/some"
	cat "$tmp/some" "$tmp/some" | qlog -L "$plain" >"$tmp/got"
	oracle together "$plain" <"$tmp/some" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
	tac "$tmp/some" | xargs qlog -L "$plain" >"$tmp/got"
	tac "$tmp/some" | oracle together "$plain" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
}

@test "-m: an id twice is one message: no title" {
	local id
	id=$(head -n 1 "$ids")
	ask 0 qlog -L "$plain" "$id" "$id"
	[[ $output != *"==>"* ]]
	same "$(oracle together "$plain" <<<"$id")" "$output"
}

@test "-m: ids of log lines, of records, of JSON lines" {
	local id
	id=$(sed -n 300p "$ids")
	oracle together "$plain" <<<"$id" >"$tmp/wanted"
	grep "$id <=" "$plain" | qlog -L "$plain" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	grep "$id <=" "$plain" | qls - | qlog -L "$plain" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	grep "$id <=" "$plain" | qls -j - | qlog -L "$plain" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	qgrep -w "id=$id" "$plain" | qlog -L "$plain" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	make_log -n 20 -NPmz
	id=$(sed -n 7p "$ids")
	grep " $id " "$log" | qlog -L "$log" >"$tmp/got"
	oracle together "$log" <<<"$id" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
}

# Lines that a few tests are about: $log from standard input, in 2026.
by_lines() {
	log=$tmp/mainlog
	cat >"$log"
}
a=1xUnyU-000001-01 # its second is that of: at 0
b=1xUnyU-000002-02

# at SECONDS: a stamp so long behind that of $a and $b.
at() {
	date -u -d "@$((1795278602 + $1))" '+%Y-%m-%d %H:%M:%S'
}

@test "-m: the ids of these tests are of that second" {
	ask 0 qls -k time,id - <<<"$(at 0) $a <= a@b.example U=u P=local S=1"
	same "1795278602	$a" "$output"
}

@test "-m: lines of no message that mention the id, and only those" {
	by_lines <<-LOG
		$(at 0) $a <= x@y.example U=u P=local S=500
		$(at 1) $b <= <> R=$a U=Debian-exim P=local S=700
		$(at 2) Spool file for $a is locked (another process is handling this message)
		$(at 2) Spool file for ${a}x is locked
		$(at 2) Spool file for x$a is locked
		$(at 3) cwd=/root 3 args: exim -Mrm $a
		$(at 4) cwd=/root 5 args: exim -Mrm $a $b $a
		$(at 5) $a removed by root
		$(at 5) $a Completed
	LOG
	group "$a"
	same "$(sed -n '1p;3p;6,9p' "$log")" "$output"
	group "$b"
	same "$(sed -n '2p;7p' "$log")" "$output"
}

@test "-m: the call that sent a bounce is the bounced one's too" {
	by_lines <<-LOG
		$(at 0) cwd=/home/u 3 args: sendmail -t -i
		$(at 0) $a <= x@y.example U=u P=local S=500
		$(at 1) $a ** z@w.example R=r T=t: no
		$(at 1) cwd=/var/spool/exim4 7 args: exim4 -t -oem -oi -f <> -E$a
		$(at 1) $b <= <> R=$a U=Debian-exim P=local S=700
		$(at 1) $a Completed
		$(at 2) $b => x@y.example R=r T=t
		$(at 2) $b Completed
	LOG
	group "$a" "$b"
	same "==> $a <==
$(sed -n '1,4p;6p' "$log")
==> $b <==
$(sed -n '4,5p;7,8p' "$log")" "$output"
}

@test "-m: without pids the call has to stand directly before" {
	by_lines <<-LOG
		$(at 0) cwd=/home/u 3 args: sendmail -t -i
		$(at 0) no host name found for IP address 192.0.2.1
		$(at 0) $a <= x@y.example U=u P=local S=500
		$(at 0) cwd=/home/v 3 args: sendmail -t -i
		$(at 1) $b <= x@y.example H=h [192.0.2.1] P=esmtp S=700
	LOG
	group "$a" "$b"
	same "==> $a <==
$(sed -n 3p "$log")
==> $b <==
$(sed -n 5p "$log")" "$output"
}

@test "-m: with pids it can stand before other lines" {
	by_lines <<-LOG
		$(at 0) [77] cwd=/home/u 3 args: sendmail -t -i
		$(at 0) [78] cwd=/home/v 3 args: sendmail -t -i
		$(at 0) [5] no host name found for IP address 192.0.2.1
		$(at 0) [77] $a <= x@y.example U=u P=local S=500
		$(at 1) [78] $b <= x@y.example U=v P=local S=700
	LOG
	group "$a" "$b"
	same "==> $a <==
$(sed -n '1p;4p' "$log")
==> $b <==
$(sed -n '2p;5p' "$log")" "$output"
}

@test "-m: a call's further lines come with it" {
	by_lines <<-LOG
		$(at 0) cwd=/home/u 9 args: sendmail a b c ...
		$(at 0) ... d e f
		$(at 0) ... g
		$(at 0) $a <= x@y.example U=u P=local S=500
	LOG
	group "$a"
	same "$(cat "$log")" "$output"
}

@test "-m: a call's further lines with pids, other lines between" {
	by_lines <<-LOG
		$(at 0) [77] cwd=/home/u 9 args: sendmail a b c ...
		$(at 0) [78] cwd=/home/v 3 args: sendmail -t -i
		$(at 0) [77] ... d e f
		$(at 0) [77] $a <= x@y.example U=u P=local S=500
		$(at 0) [78] $b <= x@y.example U=v P=local S=500
	LOG
	group "$a" "$b"
	same "==> $a <==
$(sed -n '1p;3,4p' "$log")
==> $b <==
$(sed -n '2p;5p' "$log")" "$output"
}

@test "-m: the call of a process that brings several messages" {
	by_lines <<-LOG
		$(at 0) [77] cwd=/home/u 2 args: exim -bs
		$(at 0) [77] $a <= x@y.example U=u P=local-smtp S=500
		$(at 9) [77] $b <= x@y.example U=u P=local-smtp S=500
	LOG
	group "$a" "$b"
	same "==> $a <==
$(sed -n '1,2p' "$log")
==> $b <==
$(sed -n '1p;3p' "$log")" "$output"
}

@test "-m: with pids, what a process of the same number did days before" {
	by_lines < <(
		echo "$(at -500000) [77] cwd=/home/u 2 args: sendmail -t"
		yes "2026-11-16 00:00:00 [5] no host name found for IP address x" |
			head -n 30000
		echo "$(at 0) [77] $a <= x@y.example H=h [192.0.2.1] P=esmtp S=500"
	)
	# Also where that line was read on the way to another message.
	sed -i "1s/.*/&\n$(at -500000) [77] 1xShty-000009-01 <= x@y U=u P=local S=1\n$(at -500000) [77] 1xShty-000009-01 Completed/" "$log"
	group "$a"
	same "$(tail -n 1 "$log")" "$output"
	group 1xShty-000009-01 "$a"
	same "==> 1xShty-000009-01 <==
$(head -n 3 "$log")
==> $a <==
$(tail -n 1 "$log")" "$output"
}

@test "-m: rejected after DATA: all that there is of the id" {
	by_lines <<-LOG
		$(at -1) H=(x) [192.0.2.1] F=<s@t.example> rejected RCPT <u@v.example>: no
		$(at 0) $a H=(x) [192.0.2.1] Warning: looks bad
		$(at 0) $a H=(x) [192.0.2.1] F=<s@t.example> rejected after DATA: spam
		$(at 9) $b <= x@y.example U=u P=local S=500
	LOG
	group "$a"
	same "$(sed -n '2,3p' "$log")" "$output"
}

@test "-m: frozen, thawed, removed, locked, without Completed" {
	by_lines <<-LOG
		$(at 0) $a <= <> R=$b U=Debian-exim P=local S=500
		$(at 1) $a ** x@y.example: Unrouteable address
		$(at 1) $a Frozen (delivery error message)
		$(at 400) Start queue run: pid=5
		$(at 400) $a Message is frozen
		$(at 400) End queue run: pid=5
		$(at 500) $a Unfrozen by errmsg timer
		$(at 500) $a cancelled by timeout_frozen_after
		$(at 900) Spool file for $a is locked (another process is handling this message)
		$(at 90000) $a frozen by root
		$(at 90001) $a Message removed because older than 4d
	LOG
	group "$a"
	same "$(grep -v ' queue run: ' "$log")" "$output"
}

@test "-m: removed by somebody ends with Completed" {
	by_lines <<-LOG
		$(at 0) $a <= x@y.example U=u P=local S=500
		$(at 5) $a removed by root
		$(at 5) $a Completed
		$(at 6) $b <= x@y.example U=u P=local S=500
	LOG
	group "$a"
	same "$(head -n 3 "$log")" "$output"
}

@test "-m: a subject, an address, a reason with another id name no message" {
	by_lines <<-LOG
		$(at 0) $a <= $b@y.example U=u P=local S=500 id=$b@h T="$b <= $b" for $b@z.example
		$(at 1) $a == $b@z.example R=r T=t defer (-44): $b Completed
	LOG
	group "$a"
	same "$(cat "$log")" "$output"
	ask 2 qlog -L "$log" "$b"
	same "" "$output"
	same "qlog: $b: not in the logs" "$stderr"
}

@test "-m: Completed in a subject ends nothing" {
	by_lines <<-LOG
		$(at 0) $a <= x@y.example U=u P=local S=500 T="Completed"
		$(at 1) $a => Completed <z@w.example> R=r T=t
		$(at 2) $a Completed
	LOG
	group "$a"
	same "$(cat "$log")" "$output"
}

@test "-m: +smtp_confirmation and QT= behind Completed" {
	by_lines <<-LOG
		$(at 0) $a <= x@y.example U=u P=local S=500
		$(at 1) $a Completed QT=1s
		$(at 2) $b <= x@y.example U=u P=local S=500
	LOG
	group "$a"
	same "$(head -n 2 "$log")" "$output"
}

@test "-m: a delivery that is logged before the arrival" {
	by_lines <<-LOG
		$(at 0) $a >> z@w.example R=r T=t H=h [192.0.2.1]
		$(at 1) $a <= x@y.example U=u P=local S=500
		$(at 1) $a Completed
	LOG
	group "$a"
	same "$(cat "$log")" "$output"
}

@test "-m: what syslog wrote" {
	local line
	by_lines < <(while read -r line; do
		echo "Nov 21 17:43:20 mx exim[12]: $line"
	done <<-LOG
		$(at 0) $a <= x@y.example U=u P=local S=500
		$(at 1) $a => z@w.example R=r T=t
		$(at 1) $b <= x@y.example U=u P=local S=500
		$(at 2) $a Completed
	LOG
	)
	group "$a"
	same "$(grep "$a" "$log")" "$output"
}

@test "-m: JSON lines" {
	by_lines < <(printf '%s %s <= "\\"@y.example U=u P=local S=5 T="\377\033"\n' \
		"$(at 0)" "$a"; echo "$(at 1) $b <= <> U=u P=local S=1")
	ask 0 qlog -j -L "$log" "$a" "$b"
	printf '%s\n' "$output" >"$tmp/json"
	valid "$tmp/json"
	same 2 "${#lines[@]}"
	has "${lines[0]}" "{\"queue_id\": \"$a\", \"log\": [\"$(at 0) $a <= "
	has "${lines[0]}" '\udcff\u001b'
	same "{\"queue_id\": \"$b\", \"log\": [\"$(at 1) $b <= <> U=u P=local S=1\"]}" \
		"${lines[1]}"
}

@test "-m: JSON lines have the same lines as the text" {
	qlog -j -L "$plain" <"$ids" >"$tmp/json"
	valid "$tmp/json"
	perl -MJSON::PP -ne 'my $o = JSON::PP->new->utf8->decode($_);
		print "==> $o->{queue_id} <==\n", map { "$_\n" } @{$o->{log}}' \
		"$tmp/json" >"$tmp/got"
	oracle together "$plain" <"$ids" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
}

@test "-m: control bytes are escaped, tab and backslash stay" {
	by_lines < <(printf '%s %s <= x@y.example U=u P=local S=5 T="%b"\n' \
		"$(at 0)" "$a" 'a\033[31m\r\0177\t\\\\ \0302\0205\0377й')
	group "$a"
	has "$output" 'T="a\x1B[31m\x0D\x7F	\\ \xC2\x85\xFFй"'
}

# --- rotated logs

# rotate NAME NAME...: $plain split into parts at line ends, the oldest first;
# gzipped if the name says so.
rotate() {
	local part name
	mkdir -p "$tmp/log"
	split -n l/$# -a 3 "$plain" "$tmp/part."
	for part in "$tmp"/part.*; do
		name=$tmp/log/$1
		shift
		case $name in
		*.gz) gzip -c "$part" >"$name" && rm "$part" ;;
		*) mv "$part" "$name" ;;
		esac
	done
}

# files NAME...: of $tmp/log.
files() {
	printf "$tmp/log/%s\n" "$@"
}

@test "rotated: plain and gzipped, as logrotate numbers them" {
	rotate mainlog.3.gz mainlog.2.gz mainlog.1 mainlog
	both -L "$tmp/log/mainlog" -- "$tmp"/log/mainlog{.3.gz,.2.gz,.1,}
}

@test "rotated: all plain" {
	rotate mainlog.{5,4,3,2,1} mainlog
	both -L "$tmp/log/mainlog" -- "$tmp"/log/mainlog{.5,.4,.3,.2,.1,}
}

@test "rotated: eleven, whose numbers are no text to sort by" {
	rotate mainlog.{11,10,9,8,7,6,5,4,3,2,1} mainlog
	both -L "$tmp/log/mainlog" -- \
		"$tmp"/log/mainlog{.11,.10,.9,.8,.7,.6,.5,.4,.3,.2,.1,}
}

@test "rotated: exicyclog's numbers" {
	rotate mainlog.{10,09}.gz mainlog.{02,01} mainlog
	both -L "$tmp/log/mainlog" -- "$tmp"/log/mainlog{.10.gz,.09.gz,.02,.01,}
}

@test "rotated: dates" {
	rotate mainlog-20251231.gz mainlog-20260101.gz mainlog-20260102 mainlog
	both -L "$tmp/log/mainlog" -- \
		"$tmp"/log/mainlog{-20251231.gz,-20260101.gz,-20260102,}
}

@test "rotated: dates with hyphens, dates with seconds" {
	rotate mainlog-2025-12-31.gz mainlog-2026-01-01 mainlog
	both -L "$tmp/log/mainlog" -- \
		"$tmp"/log/mainlog{-2025-12-31.gz,-2026-01-01,}
	rm -r "$tmp/log"
	rotate mainlog-20251231-1767139200 mainlog-20260101-1767225600.gz mainlog
	both -L "$tmp/log/mainlog" -- \
		"$tmp"/log/mainlog-20251231-1767139200 \
		"$tmp"/log/mainlog-20260101-1767225600.gz "$tmp/log/mainlog"
}

@test "rotated: gzip is told by the bytes, not by the name" {
	rotate mainlog.2.gz mainlog.1 mainlog
	mv "$tmp/log/mainlog.2.gz" "$tmp/log/mainlog.2"
	both -L "$tmp/log/mainlog" -- "$tmp"/log/mainlog{.2,.1,}
	gzip -dc "$tmp/log/mainlog.2" >"$tmp/log/x"
	mv "$tmp/log/x" "$tmp/log/mainlog.2.gz"
	rm "$tmp/log/mainlog.2"
	both -L "$tmp/log/mainlog" -- "$tmp"/log/mainlog{.2.gz,.1,}
}

@test "rotated: other files beside it are left alone" {
	rotate mainlog.2.gz mainlog.1 mainlog
	local name
	for name in mainlog.old mainlogx mainlog1 mainlog. mainlog- mainlog~ \
		xmainlog mainlog.bak mainlog.swp paniclog rejectlog.1 \
		.mainlog.1 mainlog.x.1 mainlog-old.gz; do
		cp "$plain" "$tmp/log/$name"
	done
	both -L "$tmp/log/mainlog" -- "$tmp"/log/mainlog{.2.gz,.1,}
}

@test "rotated: copies and what an editor leaves are none" {
	rotate mainlog.2.gz mainlog.1 mainlog
	local name
	for name in mainlog.1.swp mainlog.1.bak mainlog.1~ mainlog.1.orig \
		mainlog-20260101.old mainlog.2.gz.tmp; do
		cp "$plain" "$tmp/log/$name"
	done
	both -L "$tmp/log/mainlog" -- "$tmp"/log/mainlog{.2.gz,.1,}
}

@test "rotated: what gzip cannot read is told, and is no error" {
	rotate mainlog.1 mainlog
	local name id
	for name in mainlog.2.bz2 mainlog.3.xz mainlog.4.zst mainlog-20260101.lz4
	do
		echo "$name" >"$tmp/log/$name"
	done
	id=$(head -n 1 "$ids")
	ask 0 qlog -L "$tmp/log/mainlog" "$id"
	same "$(oracle together "$plain" <<<"$id")" "$output"
	same "$(for name in mainlog-20260101.lz4 mainlog.{2.bz2,3.xz,4.zst}; do
		echo "qlog: $tmp/log/$name: compressed, left out;" \
			"uncompress it and name it with -L"
	done)" "$(sort <<<"$stderr")"
}

@test "rotated: directories and FIFOs beside it do not stop it" {
	rotate mainlog.1 mainlog
	mkdir "$tmp/log/mainlog.2"
	mkfifo "$tmp/log/mainlog.3"
	local id
	id=$(tail -n 1 "$ids")
	run --separate-stderr timeout 60 qlog -L "$tmp/log/mainlog" "$id"
	[ "$status" != 124 ]
	same "$(oracle together "$plain" <<<"$id")" "$output"
}

@test "rotated: a directory that is not there, or may not be looked into" {
	need_root
	local id
	id=$(tail -n 1 "$ids")
	ask 2 qlog -L "$tmp/nowhere/mainlog" "$id"
	has "$stderr" "$tmp/nowhere/mainlog: No such file or directory"
	mkdir -p "$tmp/log"
	cp "$plain" "$tmp/log/mainlog"
	chmod 711 "$tmp/log"
	chmod 644 "$tmp/log/mainlog"
	ask 2 as_nobody "$(command -v qlog)" -L "$tmp/log/mainlog" "$id"
	has "$stderr" "$tmp/log/: Permission denied"
	same "$(oracle together "$plain" <<<"$id")" "$output"
}

@test "rotated: a log in the working directory, without a slash" {
	rotate mainlog.2.gz mainlog.1 mainlog
	cd "$tmp/log"
	both -L mainlog -- mainlog.2.gz mainlog.1 mainlog
	both -L ./mainlog -- mainlog.2.gz mainlog.1 mainlog
}

@test "-L: several with overlap, each line once" {
	rotate mainlog.2.gz mainlog.1 mainlog
	local l=$tmp/log/mainlog
	both -L "$l" -L "$l.1" -L "$l.2.gz" -- "$l.2.gz" "$l.1" "$l"
	both -L "$l" -L "$l" -- "$l.2.gz" "$l.1" "$l"
	ln "$l.1" "$tmp/log/other"
	ln -s "$l" "$tmp/log/link"
	both -L "$l" -L "$tmp/log/other" -L "$tmp/log/link" -- \
		"$l.2.gz" "$l.1" "$l"
}

@test "-L: several that are of one log, in any order: no line is missing" {
	rotate mainlog.2.gz mainlog.1 mainlog
	local l=$tmp/log/mainlog
	both -L "$l.2.gz" -L "$l.1" -L "$l" -- "$l.2.gz" "$l.1" "$l"
	both -L "$l.1" -L "$l.2.gz" -L "$l" -- "$l.1" "$l.2.gz" "$l"
}

@test "-L: logs of other names in the order of time" {
	rotate a b.gz c
	both -L "$tmp/log/a" -L "$tmp/log/b.gz" -L "$tmp/log/c" -- \
		"$tmp"/log/{a,b.gz,c}
}

@test "-L: logs of other names in another order: no line is missing" {
	rotate a b c
	together -L "$tmp/log/c" -L "$tmp/log/a" -L "$tmp/log/b" -- \
		"$tmp"/log/{c,a,b}
	# Those that are in two of them.
	crossing "$tmp/log/a" "$tmp/log/b" "$tmp/log/c"
	oracle alone -L "$tmp/log/c" -L "$tmp/log/a" -L "$tmp/log/b" -- \
		"$tmp"/log/{c,a,b} <"$tmp/crossing"
}

@test "-L: in another order, of a busy server: no line is missing" {
	# Larger than what is read as a whole, and a minute is more than a block.
	make_log -b 4200000 -d 100
	plain=$log
	rotate a b c
	grep -oE '[^ ]+ Completed' "$tmp/log/c" | cut -d ' ' -f 1 |
		sort >"$tmp/ended"
	grep -h ' <= ' "$tmp/log/a" "$tmp/log/b" | cut -d ' ' -f 3 |
		sort | comm -12 - "$tmp/ended" | sed -n '1~20p' >"$tmp/some"
	[ "$(wc -l <"$tmp/some")" -gt 10 ]
	oracle alone -L "$tmp/log/c" -L "$tmp/log/a" -L "$tmp/log/b" -- \
		"$tmp"/log/{c,a,b} <"$tmp/some"
}

# crossing FILE...: the ids with lines in several of the files.
crossing() {
	local file
	for file; do
		grep -oE '^.{19} [0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2} ' \
			"$file" | cut -d ' ' -f 3 | sort -u
	done | sort | uniq -d >"$tmp/crossing"
	[ -s "$tmp/crossing" ]
}

@test "rotated: messages whose lines cross from file to file" {
	make_log -n 400 -c -p 70
	plain=$log
	rotate mainlog.{4,3}.gz mainlog.{2,1} mainlog
	local -a l=("$tmp"/log/mainlog{.4.gz,.3.gz,.2,.1,})
	both -L "$tmp/log/mainlog" -- "${l[@]}"
	gzip -d "$tmp"/log/*.gz
	l=("$tmp"/log/mainlog{.4,.3,.2,.1,})
	crossing "${l[@]}"
	ids=$tmp/crossing
	both -L "$tmp/log/mainlog" -- "${l[@]}"
}

@test "-L: a gzipped log alone, without those beside it" {
	rotate mainlog.2.gz mainlog.1 mainlog
	gzip -dc "$tmp/log/mainlog.2.gz" >"$tmp/part"
	grep -o ' [^ ]* <= ' "$tmp/part" | cut -d ' ' -f 2 >"$tmp/ids"
	ids=$tmp/ids
	both -L "$tmp/log/mainlog.2.gz" -- "$tmp/part"
}

@test "-L: standard input" {
	rotate mainlog.2.gz mainlog.1 mainlog
	local id
	id=$(sed -n 100p "$ids")
	cat "$plain" | qlog -L - "$id" >"$tmp/got"
	oracle together "$plain" <<<"$id" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
	gzip -dc "$tmp/log/mainlog.2.gz" | qlog -L - -L "$tmp/log/mainlog.1" \
		-L "$tmp/log/mainlog" "$id" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	qlog -L - "$id" <"$plain" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	gzip -c "$plain" >"$tmp/plain.gz"
	qlog -L - "$id" <"$tmp/plain.gz" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
}

@test "-L: standard input for the log and for the ids is an error" {
	ask 2 qlog -L - < <(cat "$plain")
	same "" "$output"
	has "$stderr" "standard input"
	ask 2 qlog -L - - </dev/null
	has "$stderr" "standard input"
}

@test "-L: standard input that is closed is told" {
	# shellcheck disable=SC2016
	ask 2 bash -c 'qlog -L - '"$a"' <&-'
	same "" "$output"
	has "$stderr" "standard input: Bad file descriptor"
}

@test "-L: a FIFO, a process substitution" {
	local id
	id=$(sed -n 100p "$ids")
	oracle together "$plain" <<<"$id" >"$tmp/wanted"
	qlog -L <(cat "$plain") "$id" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
	mkfifo "$tmp/fifo"
	cat "$plain" >"$tmp/fifo" 3>&- &
	timeout 60 qlog -L "$tmp/fifo" "$id" >"$tmp/got"
	cmp "$tmp/wanted" "$tmp/got"
}

@test "-L: a gzipped log in a FIFO is told, not searched for lines" {
	gzip -c "$plain" >"$tmp/plain.gz"
	run --separate-stderr qlog -L <(cat "$tmp/plain.gz") "$(head -n 1 "$ids")"
	same 2 "$status"
	has "$stderr" gzip
}

@test "-L: a FIFO whose message is not there, and other logs" {
	rotate mainlog.1 mainlog
	ask 2 qlog -L <(cat "$tmp/log/mainlog.1") -L "$tmp/log/mainlog" \
		1vJMqJ-zzzzzz-00
	same "qlog: 1vJMqJ-zzzzzz-00: not in the logs" "$stderr"
}

@test "-L: not there, a directory, an empty name" {
	local id
	id=$(head -n 1 "$ids")
	ask 2 qlog -L "$tmp/none" "$id"
	same "qlog: $tmp/none: No such file or directory" "$stderr"
	same "" "$output"
	ask 2 qlog -L "$tmp" "$id"
	has "$stderr" "qlog: $tmp: Is a directory"
	same "" "$output"
	ask 2 qlog -L '' "$id"
	has "$stderr" "qlog: -L: an empty name"
	ask 2 qlog -L "$tmp/none" -L "$plain" "$id"
	has "$stderr" "qlog: $tmp/none: No such file or directory"
}

@test "-L: what could be read is printed although another log could not" {
	local id
	id=$(head -n 1 "$ids")
	ask 2 qlog -L "$tmp/none" -L "$plain" "$id"
	same "$(oracle together "$plain" <<<"$id")" "$output"
}

@test "-L: a log that may not be read, and a rotated one" {
	need_root
	open_path
	rotate mainlog.1 mainlog
	local id
	id=$(tail -n 1 "$ids")
	chmod 755 "$tmp/log"
	chmod 644 "$tmp/log/mainlog"
	chmod 600 "$tmp/log/mainlog.1"
	ask 2 as_nobody "$(command -v qlog)" -L "$tmp/log/mainlog" "$id"
	has "$stderr" "$tmp/log/mainlog.1: Permission denied"
	same "$(oracle together "$plain" <<<"$id")" "$output"
	chmod 600 "$tmp/log/mainlog"
	ask 2 as_nobody "$(command -v qlog)" -L "$tmp/log/mainlog" "$id"
	has "$stderr" "$tmp/log/mainlog: Permission denied"
	same "" "$output"
}

@test "gzip: damaged is an error that names the file" {
	rotate mainlog.1.gz mainlog
	local id gz=$tmp/log/mainlog.1.gz
	id=$(head -n 1 "$ids")
	truncate -s -1000 "$gz"
	ask 2 qlog -L "$tmp/log/mainlog" "$id"
	has "$stderr" "$gz"
	same "$(oracle together "$plain" <<<"$id")" "$output"
	printf 'x' | dd of="$gz" bs=1 seek=5000 conv=notrunc 2>/dev/null
	ask 2 qlog -L "$tmp/log/mainlog" "$(tail -n 1 "$ids")" "$id"
	has "$stderr" "$gz"
	printf '\037\213garbage' >"$gz"
	ask 2 qlog -L "$tmp/log/mainlog" "$id"
	has "$stderr" "$gz"
}

@test "gzip: one that need not be read to its end is no error" {
	rotate mainlog.1.gz mainlog
	ask 0 qlog -L "$tmp/log/mainlog" "$(tail -n 1 "$ids")"
	same "" "$stderr"
	# So old that no message asked for can be in it: not even read.
	touch -d 2001-01-01 "$tmp/log/mainlog.1.gz"
	ask 0 qlog -L "$tmp/log/mainlog" "$(tail -n 1 "$ids")"
	same "" "$stderr"
}

@test "gzip: not installed is told, the rest is searched" {
	rotate mainlog.1.gz mainlog
	local id tool
	id=$(tail -n 1 "$ids")
	tool=$(command -v qlog)
	mkdir "$tmp/none"
	ask 2 env PATH="$tmp/none" "$tool" -L "$tmp/log/mainlog" "$id"
	has "$stderr" gzip
	same "$(oracle together "$plain" <<<"$id")" "$output"
	ask 2 env PATH="$tmp/none" "$tool" -L "$tmp/log/mainlog.1.gz" "$id"
	has "$stderr" gzip
	same "" "$output"
}

# --- where the log is

@test "log place: log/mainlog of the queue, with those rotated" {
	rotate mainlog.1.gz mainlog
	touch_spool "$dir/spool"
	mv "$tmp/log" "$dir/spool/log"
	both -m -d "$dir/spool" -- "$dir"/spool/log/mainlog{.1.gz,}
	QTRIAGE_QUEUE=$dir/spool both -m -- "$dir"/spool/log/mainlog{.1.gz,}
}

@test "log place: not known: an error that says where it looked" {
	touch_spool "$dir/spool"
	ask 2 qlog -m -d "$dir/spool" "$a"
	same "" "$output"
	same "qlog: $dir/spool: its main log is not known (no $dir/spool/log/mainlog); name it with -L" \
		"$stderr"
	ask 2 qlog -m -d "$dir/none" "$a"
	same "qlog: $dir/none: No such file or directory" "$stderr"
}

# at_home SPOOL LOG: $plain is where a package or a panel has the log of its
# spool, in a place of its own.
at_home() {
	unshare -m sh -c '
		mount -t tmpfs tmpfs /var/spool && mount -t tmpfs tmpfs /var/log &&
		mkdir -p "$1/input" "$(dirname "$2")" && cp "$3" "$2" &&
		touch "$1/input/1xUnyU-000001-01-H" && shift 3 && exec "$@"' \
		sh "$1" "$2" "$plain" qlog -m "${@:3}"
}

@test "log place: where packages and panels have it" {
	need_root
	local id place
	id=$(head -n 1 "$ids")
	oracle together "$plain" <<<"$id" >"$tmp/wanted"
	for place in '/var/spool/exim4 /var/log/exim4/mainlog' \
		'/var/spool/exim /var/log/exim/main.log' \
		'/var/spool/exim /var/log/exim/mainlog' \
		'/var/spool/exim /var/log/exim_mainlog' \
		'/var/spool/exim4 /var/spool/exim4/log/mainlog' \
		'/var/spool/exim /var/spool/exim/log/mainlog'; do
		# shellcheck disable=SC2086 # two words
		ask 0 at_home $place "$id"
		same "$(cat "$tmp/wanted")" "$output"
		same "" "$stderr"
		# shellcheck disable=SC2086
		ask 0 at_home $place -d "${place%% *}/" "$id"
		same "$(cat "$tmp/wanted")" "$output"
	done
}

@test "log place: an error names all places where it looked" {
	need_root
	ask 2 at_home /var/spool/exim /var/log/other "$a"
	same "" "$output"
	local place
	for place in /var/spool/exim/log/mainlog /var/log/exim/main.log \
		/var/log/exim/mainlog /var/log/exim_mainlog; do
		has "$stderr" " $place"
	done
	[[ $stderr != *exim4* ]]
}

@test "log place: -L needs no queue" {
	local id
	id=$(head -n 1 "$ids")
	ask 0 qlog -d "$dir/none" -L "$plain" "$id"
	same "$(oracle together "$plain" <<<"$id")" "$output"
	same "" "$stderr"
}

@test "log place: a real Exim's spool; ids of its queue, in a pipe" {
	own_logs
	qgrep -d "$dir/spool" -r rcpt.example | qlog -md "$dir/spool" >"$tmp/got"
	printf '%s\n' "${own[@]}" |
		oracle together "$dir/spool/log/mainlog" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
	same 3 "$(grep -c ' <= ' "$tmp/got")"
	# Gone from the queue, but not from the log.
	exim "$dir" -Mrm "${own[0]}"
	ask 2 qlog -d "$dir/spool" "${own[0]}"
	same "qlog: ${own[0]}: no such message" "$stderr"
	ask 0 qlog -md "$dir/spool" "${own[0]}"
	has "$output" "${own[0]} removed by root"
	has "$output" "${own[0]} Completed"
}

# --- not in the logs

@test "not in the logs: an error, the others are printed" {
	local id
	id=$(head -n 1 "$ids")
	ask 2 qlog -L "$plain" 1vJMqJ-zzzzzz-00 "$id" 1xUnyU-000001-01
	same "==> $id <==
$(oracle together "$plain" <<<"$id")" "$output"
	same "qlog: 1vJMqJ-zzzzzz-00: not in the logs
qlog: 1xUnyU-000001-01: not in the logs" "$stderr"
}

@test "not in the logs: before the first line, and behind the last" {
	ask 2 qlog -L "$plain" 000000-000001-01 zzzzzz-000001-01
	same "qlog: 000000-000001-01: not in the logs
qlog: zzzzzz-000001-01: not in the logs" "$stderr"
}

@test "not in the logs: ids of other mailers, however long" {
	local id
	for id in 4F2A51C0B3 4kTq2v3zXvzF7h 0A1B2C3D4E5F67890 \
		4kTq2v0000z0000000000000000B; do
		ask 2 qlog -L "$plain" "$id"
		same "qlog: $id: not in the logs" "$stderr"
	done
}

@test "malformed ids: told, the others printed" {
	local id
	id=$(head -n 1 "$ids")
	ask 2 qlog -L "$plain" 1vJMqJ "$id"
	same "qlog: 1vJMqJ: no message id" "$stderr"
	has "$output" "$id <= "
	ask 2 qlog -L "$plain" <<<"what is this
$id"
	same "qlog: standard input: line 1: no message id" "$stderr"
	same "$(oracle together "$plain" <<<"$id")" "$output"
}

@test "no ids: nothing, without reading a log" {
	ask 0 qlog -L "$plain" </dev/null
	same "" "$output$stderr"
}

# --- logs that are not in order

@test "disorder: the clock was set back, ids with it" {
	local log=$tmp/log
	mklog -n 500 -c -d 36000 -i "$tmp/1" >"$tmp/first"
	mklog -n 500 -c -d 36000 -t 1763030000 -s 2 -i "$tmp/2" >"$tmp/second"
	cat "$tmp/first" "$tmp/second" >"$log"
	cut -f 1 "$tmp/1" "$tmp/2" | sort | uniq -u >"$tmp/ids"
	ids=$tmp/ids
	both -L "$log" -- "$log"
	alone 100 -L "$log" -- "$log"
}

@test "disorder: a block in the middle has earlier stamps" {
	shift_stamps -- -7200 2000 3500 "$plain" >"$tmp/log"
	both -L "$tmp/log" -- "$tmp/log"
	sed -n 2000,3500p "$tmp/log" | grep -o ' [^ ]* <= ' | cut -d ' ' -f 2 \
		>"$tmp/ids"
	ids=$tmp/ids
	alone 100 -L "$tmp/log" -- "$tmp/log"
}

@test "disorder: a block in the middle has later stamps" {
	shift_stamps -- 7200 2000 3500 "$plain" >"$tmp/log"
	both -L "$tmp/log" -- "$tmp/log"
	sed -n 2000,3500p "$tmp/log" | grep -o ' [^ ]* <= ' | cut -d ' ' -f 2 \
		>"$tmp/ids"
	ids=$tmp/ids
	alone 100 -L "$tmp/log" -- "$tmp/log"
}

@test "disorder: an arrival that stands much earlier than its id tells" {
	# The clock was set forth between the message's id and its line, or
	# the log's zone is another.
	make_log -n 1200 -d 20000 -p 50
	local id
	sed -n 600,640p "$ids" >"$tmp/some"
	while read -r id; do
		grep "$id <= " "$log"
	done <"$tmp/some" >"$tmp/moved"
	{
		shift_stamps -- -5000 1 99 "$tmp/moved"
		grep -vFf "$tmp/moved" "$log"
	} | sort -s -k 1,2 >"$tmp/new"
	oracle alone -L "$tmp/new" -- "$tmp/new" <"$tmp/some"
}

@test "disorder: shuffled" {
	make_log -n 400 -p 20
	shuf --random-source=<(yes) "$log" >"$tmp/shuffled"
	together -L "$tmp/shuffled" -- "$tmp/shuffled"
	alone 100 -L "$tmp/shuffled" -- "$tmp/shuffled"
}

@test "disorder: backwards" {
	make_log -n 400 -p 20
	tac "$log" >"$tmp/backwards"
	together -L "$tmp/backwards" -- "$tmp/backwards"
	alone 100 -L "$tmp/backwards" -- "$tmp/backwards"
}

@test "disorder: two logs put together in the wrong order" {
	rotate early late
	cat "$tmp/log/late" "$tmp/log/early" >"$tmp/both"
	both -L "$tmp/both" -- "$tmp/both"
	alone 100 -L "$tmp/both" -- "$tmp/both"
}

@test "disorder: put together in the wrong order, messages in both" {
	make_log -n 600 -c -p 50
	plain=$log
	rotate early late
	cat "$tmp/log/late" "$tmp/log/early" >"$tmp/both"
	crossing "$tmp/log/early" "$tmp/log/late"
	oracle alone -L "$tmp/both" -- "$tmp/both" <"$tmp/crossing"
}

@test "zone: the log is of another one than the process" {
	local TZ
	export TZ
	for TZ in EST5 CET-1 XXX12 YYY-14; do
		both -L "$plain" -- "$plain"
	done
}

@test "zone: messages that take days, in another zone" {
	make_log -n 400 -c -p 60
	local TZ
	export TZ
	for TZ in EST5 YYY-14; do
		both -L "$log" -- "$log"
	done
}

# in_zone: a log in UTC as it is written in the zone of $TZ.
in_zone() {
	perl -MPOSIX=strftime -MTime::Local -pe '
		/^(....)-(..)-(..) (..):(..):(..)/ or next;
		substr($_, 0, 19) = strftime "%Y-%m-%d %H:%M:%S",
		    localtime timegm($6, $5, $4, $3, $2 - 1, $1)' "$@"
}

@test "zone: summer time ends inside the log" {
	# In New York on 2025-11-02 at 06:00 UTC.
	export TZ=America/New_York
	make_log -n 1500 -c -p 30 -d 20000 -t 1762050000
	in_zone "$log" >"$tmp/local"
	grep -q '2025-11-02 01:59:5' "$tmp/local"
	alone 150 -L "$tmp/local" -- "$tmp/local"
	together -L "$tmp/local" -- "$tmp/local"
}

@test "zone: summer time begins inside the log" {
	# In New York on 2026-03-08 at 07:00 UTC.
	export TZ=EST5EDT,M3.2.0,M11.1.0
	make_log -n 1500 -c -p 30 -d 20000 -t 1772945000
	in_zone "$log" >"$tmp/local"
	grep -q '2026-03-08 03:00:' "$tmp/local"
	! grep '2026-03-08 02:' "$tmp/local" || false
	alone 150 -L "$tmp/local" -- "$tmp/local"
	together -L "$tmp/local" -- "$tmp/local"
}

@test "zone: lines that tell it are right in any" {
	make_log -n 300 -cz
	local TZ
	export TZ
	for TZ in America/New_York Asia/Kolkata UTC0; do
		both -L "$log" -- "$log"
	done
}

# --- logs that are damaged

@test "damaged: empty, without a newline at the end, only newlines" {
	by_lines </dev/null
	ask 2 qlog -L "$log" "$a"
	same "qlog: $a: not in the logs" "$stderr"
	by_lines < <(printf '%s %s <= x@y.example U=u P=local S=1\n%s %s Completed' \
		"$(at 0)" "$a" "$(at 1)" "$a")
	group "$a"
	same "$(cat "$log")" "$output"
	by_lines < <(printf '\n\n%s %s <= x@y.example U=u P=local S=1\n\n\n' \
		"$(at 0)" "$a")
	group "$a"
	same "$(at 0) $a <= x@y.example U=u P=local S=1" "$output"
}

@test "damaged: truncated and binary lines are left out, counted in a note" {
	by_lines < <(
		echo "1-21 17:42:49 $a <= x@y.example U=u P=local S=1"
		echo "$(at 0) $a <= x@y.example U=u P=local S=1"
		echo "$(at 1 | cut -c 1-12)"
		printf '\377\376\000\001%s\n' "$(at 1) $a => x"
		printf '%s %s => a\0b\n' "$(at 1)" "$a"
		echo "$(at 2) $a Completed"
	)
	ask 0 qlog -L "$log" "$a"
	same "$(sed -n '2p;6p' "$log" | tr -d '\0')" "$output"
	same "qlog: lines not in order, left out: 4" "$stderr"
}

@test "damaged: counted once, also in what is read again" {
	local id
	{
		sed -n 1,100p "$plain"
		echo junk
		sed -n '101,$p' "$plain"
	} >"$tmp/log"
	ask 2 qlog -L "$tmp/log" 1vJMqJ-zzzzzz-00
	has "$stderr" "qlog: lines not in order, left out: 1"
	ask 2 qlog -L - 1vJMqJ-zzzzzz-00 < <(cat "$tmp/log")
	has "$stderr" "qlog: lines not in order, left out: 1"
}

@test "damaged: a file of NULs in the middle, as after a crash" {
	make_log -n 300
	{
		head -n 500 "$log"
		head -c 500000 /dev/zero
		echo
		tail -n +501 "$log"
	} >"$tmp/new"
	some 60 >"$tmp/some"
	qlog -L "$tmp/new" <"$tmp/some" >"$tmp/got" 2>"$tmp/said"
	oracle together "$log" <"$tmp/some" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
	oracle alone -L "$tmp/new" -- "$log" <"$tmp/some" 2>/dev/null
}

@test "damaged: a log of nothing but noise" {
	head -c 3000000 "$(command -v perl)" >"$tmp/noise"
	ask 2 qlog -L "$tmp/noise" "$a"
	same "" "$output"
	has "$stderr" "qlog: $a: not in the logs"
}

@test "damaged: a line of 20 MB; the others are found, memory is bounded" {
	make_log -n 200
	{
		head -n 300 "$log"
		head -c 20000000 /dev/zero | tr '\0' x
		echo
		tail -n +301 "$log"
	} >"$tmp/new"
	some 20 >"$tmp/some"
	(
		[ -n "$SAN" ] || ulimit -v 100000
		qlog -L "$tmp/new" <"$tmp/some" >"$tmp/got" 2>"$tmp/said"
	)
	has "$(cat "$tmp/said")" "lines not in order, left out: "
	oracle together "$log" <"$tmp/some" >"$tmp/wanted"
	cmp "$tmp/wanted" "$tmp/got"
	oracle alone -L "$tmp/new" -- "$log" <"$tmp/some" 2>/dev/null
}

@test "damaged: a piece of a line that is too long is no line" {
	# The stamp stands where 16 MiB of the line have been read.
	local forged
	forged="$(at 1) $a ** forged@y.example: no"
	perl -e 'my ($first, $forged) = @ARGV;
		print "$first\n", "x" x 100;
		print "\n$forged" =~ s/\n/ /r x 400000, "\n"' \
		"$(at 0) $a <= x@y.example U=u P=local S=1" "$forged" \
		>"$tmp/log"
	run --separate-stderr qlog -L "$tmp/log" "$a"
	same "$(at 0) $a <= x@y.example U=u P=local S=1" "$output"
	same "qlog: lines not in order, left out: 1" "$stderr"
}

@test "a log that is being written: the last line as far as it is there" {
	by_lines < <(printf '%s %s <= x@y.example U=u P=local S=1\n%s %s => z@w.exa' \
		"$(at 0)" "$a" "$(at 1)" "$a")
	group "$a"
	same "$(cat "$log")" "$output"
}

# --- how much is read

@test "a completed message's look-up reads little of 10 MB" {
	make_log -b 10000000
	local id
	for id in $(awk -F '\t' '$3 == "delivered" { print $1 }' "$tmp/ids.all" |
		sed -n '2p;4000p;8000p;12000p'); do
		ASAN_OPTIONS=detect_leaks=0 strace -o "$tmp/trace" -e trace=pread64 \
			qlog -L "$log" "$id" >"$tmp/got"
		grep -q "$id Completed" "$tmp/got"
		[ "$(bytes_read "$tmp/trace")" -lt 1000000 ]
		[ "$(grep -c pread64 "$tmp/trace")" -lt 60 ]
	done
}

@test "10,000 ids: the log is read once, the lines found once more" {
	make_log -b 10000000
	local size
	size=$(stat -c %s "$log")
	shuf -n 10000 --random-source=<(yes) "$ids" >"$tmp/some"
	ASAN_OPTIONS=detect_leaks=0 strace -o "$tmp/trace" -e trace=pread64 \
		qlog -L "$log" <"$tmp/some" >"$tmp/got"
	same 10000 "$(grep -c '^==> ' "$tmp/got")"
	[ "$(from=4096 bytes_read "$tmp/trace")" -gt $((size / 2)) ]
	[ "$(from=4096 bytes_read "$tmp/trace")" -lt $((size * 13 / 10)) ]
	[ "$(bytes_read "$tmp/trace")" -lt $((size * 2)) ]
}

@test "10,000 ids with time between them: the log is read once, too" {
	make_log -b 10000000 -p 0 -d 30000000
	local size
	size=$(stat -c %s "$log")
	head -n 10000 "$ids" | ASAN_OPTIONS=detect_leaks=0 strace \
		-o "$tmp/trace" -e trace=pread64 qlog -L "$log" >"$tmp/got"
	same 10000 "$(grep -c '^==> ' "$tmp/got")"
	[ "$(from=4096 bytes_read "$tmp/trace")" -lt $((size * 13 / 10)) ]
}

@test "10,000 ids: memory stays under 32 MiB" {
	make_log -b 10000000
	[ -n "$SAN" ] || ulimit -v 32768
	head -n 10000 "$ids" | qlog -L "$log" >"$tmp/got"
	same 10000 "$(grep -c '^==> ' "$tmp/got")"
}

@test "a few ids of far-off days: what lies between is not read" {
	make_log -b 10000000
	sed -n '10p;15000p' "$ids" >"$tmp/some"
	ASAN_OPTIONS=detect_leaks=0 strace -o "$tmp/trace" -e trace=pread64 \
		qlog -L "$log" <"$tmp/some" >"$tmp/got"
	same 2 "$(grep -c ' <= ' "$tmp/got")"
	[ "$(bytes_read "$tmp/trace")" -lt 2500000 ]
}

@test "a gzipped log from before the message is not read" {
	rotate mainlog.1.gz mainlog
	local id
	id=$(tail -n 1 "$ids")
	printf x | dd of="$tmp/log/mainlog.1.gz" bs=1 seek=5000 conv=notrunc \
		2>/dev/null
	touch -d 2024-01-01 "$tmp/log/mainlog.1.gz"
	ask 0 qlog -L "$tmp/log/mainlog" "$id"
	same "$(oracle together "$plain" <<<"$id")" "$output"
}

# --- confinement

@test "nothing is written, and only gzip is started, before confinement" {
	not_counting
	rotate mainlog.2.gz mainlog.1 mainlog
	# A file a process: lines stay whole.
	mkdir "$tmp/traces"
	ASAN_OPTIONS=detect_leaks=0 strace -ff -o "$tmp/traces/of" \
		-e trace=execve,prctl,open,openat,creat,unlink,unlinkat,rename \
		qlog -L "$tmp/log/mainlog" <"$ids" >"$tmp/got"
	[ -s "$tmp/got" ]
	local main gzip
	main=$(grep -l 'execve("[^"]*qlog"' "$tmp"/traces/*)
	gzip=$(grep -l 'execve("[^"]*/gzip", \["[^"]*gzip", "-dc"\]' "$tmp"/traces/*)
	same 2 "$(find "$tmp/traces" -type f | wc -l)"
	same 1 "$(grep -c 'execve.* = 0' "$main")"
	same 1 "$(grep -c 'execve.* = 0' "$gzip")"
	grep -q 'prctl(PR_SET_NO_NEW_PRIVS' "$main"
	awk '/NO_NEW_PRIVS/ { on = 1; next }
		on && /open|exec|creat|unlink|rename/' "$main" >"$tmp/later"
	! grep -v ENOENT "$tmp/later" | grep -v '"/proc' || false
	! grep -hE 'O_WRONLY|O_RDWR|O_CREAT|unlink|rename' "$main" "$gzip" |
		grep -v '/dev/null' || false
}

@test "a fixed path to gzip is not assumed; -dc alone is given" {
	rotate mainlog.1.gz mainlog
	mkdir "$tmp/bin"
	printf '#!/bin/sh\necho "$@" >%s\nexec %s -dc\n' "$tmp/called" \
		"$(command -v gzip)" >"$tmp/bin/gzip"
	chmod +x "$tmp/bin/gzip"
	local id
	id=$(head -n 1 "$ids")
	PATH=$tmp/bin:$PATH qlog -L "$tmp/log/mainlog" "$id" >"$tmp/got"
	same -dc "$(cat "$tmp/called")"
	oracle together "$plain" <<<"$id" | cmp - "$tmp/got"
}

# --- usage

@test "usage: options it does not have, operands that look like options" {
	ask 2 qlog -G x "$a"
	has "$stderr" "qlog: -G: no such option"
	ask 2 qlog "$a" -m
	has "$stderr" "options stand before operands"
	ask 2 qlog -L
	has "$stderr" "needs an argument"
	ask 0 qlog -h
	has "$output" "usage: qlog [-jm] [-L FILE]... [-d DIR] [ID...]"
}

@test "a reader that ends early is no error" {
	qlog -L "$plain" <"$ids" 2>"$tmp/said" | head -n 1 >"$tmp/got"
	same "" "$(cat "$tmp/said")"
	same "==> $(head -n 1 "$ids") <==" "$(cat "$tmp/got")"
}

@test "a full disk is an error" {
	ask 2 bash -c "qlog -L '$plain' <'$ids' >/dev/full"
	has "$stderr" "standard output: No space left on device"
}
