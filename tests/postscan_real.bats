# postscan -i on what real servers logged while real scripts sent mail: nginx
# with php-fpm, Apache with mod_php, PHP's mail(), Exim (websites.bash).
#
# Windows are up to 40 seconds wide, and a spam run is spread over hours, but a
# test should not take hours. So every scenario is recorded once, all of them
# in one run of twelve seconds, beside innocent requests that never stop. Then
# the recording is laid out over an hour (websites_lay): each scenario three
# times, 80 seconds and more from any other, in whole seconds; the innocent
# requests over and over. Lines, messages, their ids and Exim's log go the same
# way together, so that what counts is as it was measured: how far a message is
# from its request's line, the order in which lines were written, the fractions
# of seconds, the form of every line. Made up is only at what hour it was, that
# three runs were alike, and how evenly the innocent ask. The last tests have
# the raw logs and the spool.

load lib
load websites

# In order of their messages in the hour.
scenarios='slow quick timeout abort finish detach start burst later lower
wp-cron logged shell cron'

setup_file() {
	local name at=40 plan=() raw=$BATS_FILE_TMPDIR/raw
	websites_can || return 0
	mkdir -p "$raw"
	websites_record "$raw"
	for name in $scenarios; do
		plan+=("$name=$at,$((at + 1120)),$((at + 2240))")
		at=$((at + 80))
	done
	websites_lay "$raw" "$BATS_FILE_TMPDIR/hour" 3600 "${plan[@]}"
}

setup() {
	websites_can || skip "needs root and unshare -mnp"
	tmp=$BATS_TEST_TMPDIR
	raw=$BATS_FILE_TMPDIR/raw
	hour=$BATS_FILE_TMPDIR/hour
	nginx=$hour/log/nginx
	apache=$hour/log/apache2
	messages=$tmp/messages
	unset QTRIAGE_QUEUE
}

# only SCENARIO...: their messages of the hour.
only() {
	local names=$*
	grep -E "^id|	(${names// /|}) [0-9]+\$" "$hour/messages" >"$messages"
}

# column N [ROW]: a field of a row of $output, the first if it is not said.
column() {
	sed -n "${2-1}p" <<<"$output" | cut -f "$1"
}

# guilty SCENARIO PATH ARGUMENT...: of the scenario's messages it is that path
# and nothing else; three requests, all of one client, account for them all.
guilty() {
	local name=$1 path=$2
	shift 2
	only "$name"
	ask 0 postscan -i "$messages" "$@"
	same 1 "${#lines[@]}"
	has "$(column 7)" " POST $path"
	same "$(($(wc -l <"$messages") - 1)) 3 203.0.113.66" \
		"$(cut -f 3,5,6 <<<"$output" | tr '\t' ' ')"
	has "$stderr" "unexplained: 0 of "
}

# --- the rig itself

# timing NAME STAMP: how many messages, and how many came after the stamp.
timing() {
	awk -F '\t' -v name="$1" -v stamp="$2" '
		index($5, name " ") == 1 { n++; after += $2 > stamp }
		END { print n, after + 0 }' "$raw/messages"
}

ended() {
	sed -n "s/.*\"msec\":\([0-9.]*\).*\/$1\.php.*\"status\":$2,.*/\1/p" \
		"$raw/log/nginx/json.log"
}

begun() {
	sed -nE "s,^([0-9]+)([0-9]{3}) .* $2 .*/$1\.php\$,\1.\2,p" \
		"$raw/log/apache2/custom.log"
}

@test "the rig: messages came before or after the lines as they should" {
	same "10 0" "$(timing slow "$(ended slow 200)")"
	same "3 0" "$(timing quick "$(ended quick 200)")"
	[[ "$(timing timeout "$(ended timeout 504)")" =~ ^20\ ([1-9]|1[0-9])$ ]]
	[[ "$(timing abort "$(ended abort 499)")" =~ ^8\ [1-7]$ ]]
	same "10 10" "$(timing finish "$(ended finish 200)")"
	same "5 5" "$(timing detach "$(ended detach 200)")"
	same "10 10" "$(timing start "$(begun start 200)")"
	same "3 3" "$(timing burst "$(begun burst 200)")"
	same "5 5" "$(timing later "$(begun later 200)")"
	same "3 3" "$(timing lower "$(begun lower 200)")"
	same "4 4" "$(timing wp-cron "$(begun wp-cron 200)")"
	same "6 6" "$(timing logged "$(begun logged 200)")"
	same "4 4" "$(timing shell 0)"
	same "4 4" "$(timing cron 0)"
	same 6 "$(grep -c 'UTC\] mail() on' "$raw/log/php/mail.log")"
	same 28 "$(grep -c 'Asia/Tokyo\] mail() on' "$raw/log/php/tokyo.log")"
}

@test "the rig: who sent, and in what zone it was logged" {
	same 'games news root www-data' \
		"$(tail -n +2 "$raw/messages" | cut -f 3 | sort -u | xargs)"
	has "$(head -n 1 "$raw/log/nginx/access.log")" ' +0900]'
	has "$(head -n 1 "$raw/log/apache2/access.log")" ' +0000]'
	# Apache writes a line behind such as began later.
	run ! sort -c -k 4,4 "$raw/log/apache2/access.log"
}

@test "the rig: laid out, ids, times and the main log agree" {
	same $((3 * 95)) "$(tail -n +2 "$hour/messages" | wc -l)"
	ask 0 qls -k id,time "$hour/messages"
	local sorted=$output
	same "$(tail -n +2 "$hour/messages" | cut -f 1,2 | sort)" \
		"$(sort <<<"$sorted")"
	ask 0 qls -k id,time "$hour/mainlog"
	same "$(sed -E 's/\.[0-9]+$//' <<<"$sorted" | sort)" \
		"$(sort <<<"$output")"
}

# --- nginx

@test "nginx: ten messages in a request of three seconds, in each form" {
	local path=/wp-content/uploads/slow.php file
	for file in access.log shop.example.access.log timed.log json.log; do
		guilty slow $path "$nginx/$file"
	done
	guilty slow $path -F "$websites_custom_nginx" "$nginx/custom.log"
}

@test "nginx: three messages in a short request, in each form" {
	local path=/wp-includes/quick.php file
	for file in access.log shop.example.access.log timed.log json.log; do
		guilty quick $path "$nginx/$file"
	done
	guilty quick $path -F "$websites_custom_nginx" "$nginx/custom.log"
}

@test "nginx: the site is told by the line, or the log's name" {
	local key='shop.example POST /wp-includes/quick.php'
	only quick
	ask 0 postscan -i "$messages" "$nginx/json.log"
	same "$key" "$(column 7)"
	ask 0 postscan -i "$messages" -F "$websites_custom_nginx" \
		"$nginx/custom.log"
	same "$key" "$(column 7)"
	ask 0 postscan -i "$messages" "$nginx/shop.example.access.log"
	same "$key" "$(column 7)"
}

@test "nginx: it gave up on a script that went on: 504" {
	local path=/contact/timeout.php file
	for file in timed.log json.log; do
		guilty timeout $path "$nginx/$file"
	done
	guilty timeout $path -F "$websites_custom_nginx" "$nginx/custom.log"
	# Without a request's time the last can be too late for the window.
	only timeout
	ask 0 postscan -i "$messages" "$nginx/access.log"
	same 1 "${#lines[@]}"
	has "$(column 7)" $path
	[ "$(column 3)" -ge 45 ]
}

@test "nginx: the client left, the script went on: 499" {
	local path=/contact/abort.php file
	for file in access.log news.example.access.log timed.log json.log; do
		guilty abort $path "$nginx/$file"
	done
}

@test "nginx: a script that ends the request before it sends" {
	local file
	only finish
	for file in access.log shop.example.access.log timed.log json.log; do
		ask 0 postscan -i "$messages" "$nginx/$file"
		same 1 "${#lines[@]}"
		has "$(column 7)" ' POST /wp-includes/finish.php'
		[ "$(column 3)" -ge 12 ]
		same 3 "$(column 5)"
	done
	guilty finish /wp-includes/finish.php -w 10,5 "$nginx/access.log"
}

@test "nginx: work that goes on when the request is over is found by -w" {
	only detach
	ask 1 postscan -i "$messages" "$nginx/access.log"
	same "" "$output"
	has "$stderr" "unexplained: 15 of 15 messages"
	guilty detach /wp-includes/detach.php -w 1,30 "$nginx/access.log"
}

# --- Apache

apache_forms() {
	local name=$1 path=$2 file
	shift 2
	for file in access.log blog.example.access.log vhosts.log "$@"; do
		guilty "$name" "$path" "$apache/$file"
	done
}

@test "apache: ten messages behind the stamp of the start, in each form" {
	apache_forms start /images/start.php timed.log
	guilty start /images/start.php -F "$websites_custom_apache" \
		"$apache/custom.log"
}

@test "apache: three messages in a short request, in each form" {
	apache_forms burst /images/burst.php timed.log
	guilty burst /images/burst.php -F "$websites_custom_apache" \
		"$apache/custom.log"
}

@test "apache: work that goes on when the request is over" {
	apache_forms later /images/later.php
}

@test "apache: the site is told by the line" {
	local key='blog.example POST /images/start.php'
	only start
	ask 0 postscan -i "$messages" "$apache/vhosts.log"
	same "$key" "$(column 7)"
	ask 0 postscan -i "$messages" "$apache/blog.example.access.log"
	same "$key" "$(column 7)"
}

@test "apache: a method in small letters" {
	only lower
	ask 0 postscan -i "$messages" "$apache/vhosts.log"
	same 1 "${#lines[@]}"
	has "$(column 7)" ' /images/lower.php'
	same 9 "$(column 3)"
}

@test "apache: what a GET did is found with -m" {
	local method
	only wp-cron
	ask 1 postscan -i "$messages" "$apache/vhosts.log"
	has "$stderr" "unexplained: 12 of 12 messages"
	for method in ANY get; do
		ask 0 postscan -m $method -i "$messages" "$apache/vhosts.log"
		same 1 "${#lines[@]}"
		same 'blog.example GET /wp-cron.php' "$(column 7)"
		same 12 "$(column 3)"
	done
}

@test "a log of which nobody knows whose it is" {
	cp "$nginx/access.log" "$tmp/a.log"
	cp "$apache/access.log" "$tmp/b.log"
	guilty slow /wp-content/uploads/slow.php "$tmp/a.log"
	guilty abort /contact/abort.php "$tmp/a.log"
	guilty finish /wp-includes/finish.php "$tmp/a.log"
	guilty start /images/start.php "$tmp/b.log"
	guilty later /images/later.php "$tmp/b.log"
}

@test "a log from standard input" {
	only slow
	ask 0 postscan -i "$messages" - <"$nginx/timed.log"
	has "$(column 7)" ' POST /wp-content/uploads/slow.php'
	ask 0 postscan -i - "$nginx/timed.log" <"$messages"
	has "$(column 7)" ' POST /wp-content/uploads/slow.php'
}

# --- the innocent, and what no request explains

# everywhere SCENARIO LOG: of its rows only the first says more than that
# requests are everywhere.
everywhere() {
	local row
	only "$1"
	ask 0 postscan -a -i "$messages" "$2"
	has "$output" ' POST /wp-admin/admin-ajax.php'
	has "$output" ' POST /wp-login.php'
	for row in "${lines[@]:1}"; do
		case $(cut -f 2 <<<"$row") in
		0.[789] | 1.[0-4]) ;; # a busy machine asks less evenly
		*) same 'a lift of about 1' "$row" ;;
		esac
	done
	has "$(column 7)" "/$1.php"
}

@test "what is asked all the time has a lift of about 1" {
	everywhere slow "$nginx/access.log"
	everywhere slow "$nginx/json.log"
	everywhere start "$apache/vhosts.log"
}

@test "messages by shell and cron are no request's" {
	only shell
	ask 1 postscan -i "$messages" "$nginx/access.log" "$apache/vhosts.log"
	has "$stderr" "unexplained: 12 of 12 messages"
	only shell cron
	ask 1 postscan -i "$messages" "$nginx/access.log" "$apache/vhosts.log"
	has "$stderr" "unexplained: 24 of 24 messages"
}

@test "messages by cron beside those of requests, of the same user" {
	only start burst cron
	ask 0 postscan -i "$messages" "$apache/vhosts.log"
	same 'blog.example POST /images/start.php
blog.example POST /images/burst.php' "$(cut -f 7 <<<"$output")"
	has "$stderr" "unexplained: 12 of 51 messages"
}

@test "all at once: each user's messages have their own scripts" {
	local users
	only slow quick timeout abort start shell cron
	ask 0 postscan -i "$messages" "$nginx/json.log" "$apache/vhosts.log"
	has "$stderr" "unexplained: 24 of 177 messages"
	has "$stderr" user
	users=$(cut -f 7,8 <<<"$output" | tr '\t' ' ')
	# Those with the most messages first: news 84, www-data 42, games 39.
	same 'news news.example POST /contact/timeout.php
news news.example POST /contact/abort.php
www-data blog.example POST /images/start.php
games shop.example POST /wp-content/uploads/slow.php
games shop.example POST /wp-includes/quick.php' "$users"
}

# --- PHP's own log

@test "mail.log stands before the requests" {
	only logged
	ask 0 postscan -i "$messages" "$hour/log/php/mail.log" \
		"$apache/vhosts.log"
	has "$(column 7)" ' mail() '
	has "$(column 7)" '/old.example/forum/logged.php'
	same 18 "$(column 3)"
	has "$(column 7 2)" 'old.example POST /forum/logged.php'
	same 2 "${#lines[@]}"
}

@test "mail.log in the zone that PHP was told, which is this machine's" {
	export TZ=Asia/Tokyo
	only timeout abort
	ask 0 postscan -i "$messages" "$nginx/timed.log" \
		"$hour/log/php/tokyo.log"
	same 4 "${#lines[@]}"
	same '60 60' "$(column 3) $(column 5)"
	has "$(column 7)" ' mail() '
	has "$(column 7)" '/news.example/contact/timeout.php'
	same '24 24' "$(column 3 2) $(column 5 2)"
	has "$(column 7 2)" ' mail() '
	has "$(column 7 2)" '/news.example/contact/abort.php'
}

@test "mail.log stands first among more messages of the user, too" {
	only logged start burst cron
	ask 0 postscan -i "$messages" "$apache/vhosts.log" \
		"$hour/log/php/mail.log"
	has "$(column 7)" ' mail() '
	same 18 "$(column 3)"
	has "$(column 7 2)" 'POST /images/start.php'
}

@test "mail.log takes no messages of others who sent at the same time" {
	mkdir -p "$tmp/mix"
	websites_lay "$raw" "$tmp/mix" 3600 logged=600,1200,1800 \
		slow=600,1200,1800
	ask 0 postscan -i "$tmp/mix/messages" "$tmp/mix/log/php/mail.log" \
		"$tmp/mix/log/apache2/vhosts.log" "$tmp/mix/log/nginx/timed.log"
	has "$(grep -m 1 $'\tgames\t' <<<"$output")" '/uploads/slow.php'
	has "$(grep -m 1 $'\twww-data\t' <<<"$output")" ' mail() '
	same 18 "$(grep -m 1 $'\twww-data\t' <<<"$output" | cut -f 3)"
}

# --- messages from elsewhere than records

@test "messages from Exim's main log, when the queue is empty" {
	only slow
	cut -f 1 "$messages" | grep -Ff - "$hour/mainlog" >"$tmp/mainlog"
	ask 0 postscan -i "$tmp/mainlog" "$nginx/timed.log"
	same 1 "${#lines[@]}"
	has "$(column 7)" ' POST /wp-content/uploads/slow.php'
	same 30 "$(column 3)"
	ask 0 postscan -i "$hour/mainlog" "$nginx/json.log" \
		"$apache/vhosts.log" "$hour/log/php/mail.log"
	has "$stderr" ' of 285 messages'
	run ! grep -F admin-ajax <<<"$output"
}

@test "messages that are only ids, which are gone from the queue" {
	export QTRIAGE_QUEUE=$raw/spool
	only slow
	tail -n +2 "$messages" | cut -f 1 >"$tmp/ids"
	ask 0 postscan -i "$tmp/ids" "$nginx/timed.log"
	same 1 "${#lines[@]}"
	has "$(column 7)" ' POST /wp-content/uploads/slow.php'
	same 30 "$(column 3)"
}

@test "-p: the requests around each message" {
	only quick
	ask 0 postscan -p -k method,path,status -i "$messages" "$nginx/json.log"
	same "$(tail -n +2 "$messages" | cut -f 1)" "$(cut -f 1 <<<"$output" |
		uniq)"
	same 9 "$(grep -c 'POST	/wp-includes/quick.php	200$' <<<"$output")"
	only shell
	ask 1 postscan -p -i "$messages" "$apache/old.example.access.log"
}

# --- as it is recorded, without any shift

# of_spool NAME: the ids of its messages, from the spool.
of_spool() {
	qgrep -d "$raw/spool" -i -H "subject:$1 "
}

# Others ran in those twelve seconds, too, so which is first is no matter here.
@test "raw logs and the spool: a request's time told" {
	export QTRIAGE_QUEUE=$raw/spool
	raw_guilty slow 10 "$raw/log/nginx/timed.log"
	raw_guilty start 10 "$raw/log/apache2/timed.log"
	ask 0 postscan -i - "$raw/log/nginx/json.log" \
		< <(of_spool timeout)
	same 20 "$(grep '/timeout\.php$' <<<"$output" | cut -f 3)"
}
raw_guilty() {
	ask 0 postscan -i - "$3" < <(of_spool "$1")
	same "$2" "$(grep "/$1\.php\$" <<<"$output" | cut -f 3)"
}

@test "raw logs and the spool: mail.log, a call and a message each" {
	export QTRIAGE_QUEUE=$raw/spool
	ask 0 postscan -i - "$raw/log/php/mail.log" \
		"$raw/log/apache2/access.log" < <(of_spool logged)
	has "$(column 7)" ' mail() '
	has "$(column 7)" '/forum/logged.php'
	same 6 "$(column 3)"
}

@test "raw logs and the spool: -p has the request, so far from each" {
	export QTRIAGE_QUEUE=$raw/spool
	ask 0 postscan -p -k path -i - "$raw/log/nginx/json.log" \
		< <(of_spool slow)
	same 10 "$(grep '/slow\.php$' <<<"$output" |
		awk -F '\t' -v stamp="$(ended slow 200)" '
			FILENAME != "-" { time[$1] = $2; next }
			{ off = stamp - time[$1] - $2; n += off^2 < .002^2 }
			END { print n }' "$raw/messages" -)"
}
