# postscan on logs made here: which lines it takes, what it prints, what it
# leaves out; the ranking by messages; what hostile logs do. What real servers
# write is in postscan_real.bats; the grammar is in unit/weblog.c.

load lib

setup() {
	tmp=$BATS_TEST_TMPDIR
	cd "$tmp" || return
	export QTRIAGE_QUEUE=
}

scan() {
	ask 0 postscan "$@"
}

# 2026-11-21T12:00:00Z
noon=1795262400

# line SECONDS METHOD PATH [STATUS]: of a combined log, so long after noon.
line() {
	printf '192.0.2.1 - - [%s +0000] "%s %s HTTP/1.1" %s 5 "-" "ua"\n' \
		"$(date -ud "@$((noon + $1))" +%d/%b/%Y:%T)" "$2" "$3" \
		"${4:-200}"
}

# lines METHOD PATH FROM TO STEP: a line each STEP seconds.
lines() {
	awk -v method="$1" -v path="$2" -v from="$3" -v to="$4" -v step="$5" '
		function two(n) { return sprintf("%02d", n) }
		BEGIN {
			for (t = from; t < to; t += step)
				printf "192.0.2.%d - - [21/Nov/2026:%s:%s:%s +0000] \"%s %s HTTP/1.1\" 200 5 \"-\" \"ua\"\n",
				    t % 7 + 1, two(12 + int(t / 3600)),
				    two(int(t / 60) % 60), two(t % 60),
				    method, path
		}'
}

# messages [USER] FROM TO STEP EACH: records of time and user.
messages() {
	awk -v user="$1" -v from="$2" -v to="$3" -v step="$4" -v each="$5" \
		-v noon=$noon 'BEGIN {
		for (t = from; t < to; t += step)
			for (i = 0; i < each; i++)
				printf "{\"queue_id\":\"1xUnyH-%06d-0M\"," \
				    "\"arrival_time\":%d,\"time\":%d.%d%s}\n",
				    ++n, noon + t, noon + t, i % 10, user
	}'
}

by() {
	printf ',"user":"%s"' "$1"
}

# --- requests ---

@test "a record a request: time vhost ip method path status user file" {
	{
		line 0 GET /
		line 1 POST '/mail er.php?x=1' 302
		echo 'shop.example:443 192.0.2.9 - bob [21/Nov/2026:14:00:02 +0200] "POST /a HTTP/2.0" 200 7 "r" "POST"'
	} >access.log
	scan access.log
	same "$((noon + 1))	-	192.0.2.1	POST	/mail\\x20er.php	302	-	access.log
$((noon + 2))	shop.example	192.0.2.9	POST	/a	200	bob	access.log" "$output"
	same "" "$stderr"
	scan - <access.log
	same - "$(cut -f 8 <<<"$output" | sort -u | tr -d '\\' | sed 's/x2D/-/')"
}

@test "-m another method, or ANY; small letters are the same method" {
	{
		line 0 GET /
		line 1 post /small.php
		line 2 POST /large.php
		line 3 HEAD /
		echo 'no log line'
	} >access.log
	scan -k path access.log
	same "/small.php
/large.php" "$output"
	has "$stderr" "access.log: 1 of 5 lines cannot be read, left out"
	scan -qm head -k time access.log
	same "$((noon + 3))" "$output"
	same "" "$stderr"
	scan -qm ANY -k method access.log
	same "GET post POST HEAD" "$(tr '\n' ' ' <<<"$output" | sed 's/ $//')"
	ask 2 postscan -m '' access.log
}

@test "what has POST in it and is none; what hides one" {
	{
		line 0 GET '/?u=POST'
		echo '192.0.2.1 - - [21/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 5 "POST /x" "POST "'
		echo '{"time":"2026-11-21T12:00:01Z","request":"\u0050OST /hidden.php HTTP/1.1","status":200}'
	} >access.log
	scan -k path access.log
	same "/hidden.php" "$output"
}

@test "-s and -u: epoch, ISO 8601, an age; both ends included" {
	local i
	for i in 0 1 2 3; do line "$i" POST "/$i"; done >access.log
	scan -k path -s $((noon + 1)) -u $((noon + 2)) access.log
	same "/1
/2" "$output"
	scan -k path -s 2026-11-21T12:00:03Z access.log
	same "/3" "$output"
	TZ=Europe/Kyiv scan -k path -u '2026-11-21 14:00:00' access.log
	same "/0" "$output"
	date +'192.0.2.1 - - [%d/%b/%Y:%T %z] "POST /now HTTP/1.1" 200 5' >now.log
	scan -k path -s 10m now.log
	same "/now" "$output"
	scan -k path -u 10m now.log
	same "" "$output"
	ask 2 postscan -s yesterday access.log
	ask 2 postscan -u '' access.log
}

@test "fields: all by name, -j all that are there" {
	echo '192.0.2.1 - - [21/Nov/2026:12:00:01 +0000] "POST /a?b=1 HTTP/1.1" 200 5 "http://r/" "agent x" rt=1.5' >access.log
	scan -k date,hour,day,query,proto,bytes,took,referer,agent access.log
	same "2026-11-21T12:00:01Z	2026-11-21T12	2026-11-21	b=1	HTTP/1.1	5	1.500000	http://r/	agent x" "$output"
	scan -j access.log
	same '{"time": 1795262401, "ip": "192.0.2.1", "method": "POST", "path": "/a", "status": 200, "file": "access.log", "date": "2026-11-21T12:00:01Z", "hour": "2026-11-21T12", "day": "2026-11-21", "query": "b=1", "proto": "HTTP/1.1", "bytes": 5, "took": 1.500000, "referer": "http://r/", "agent": "agent x"}' "$output"
	python3 -c 'import json,sys; json.loads(sys.argv[1])' "$output"
	ask 2 postscan -k nonsense access.log
	has "$stderr" "the fields are time vhost"
}

@test "the site comes from the file name where lines carry none" {
	local path
	for path in shop.example.access.log domlogs/shop.example \
		domlogs/shop.example-ssl_log \
		vhosts/system/shop.example/logs/access_ssl_log \
		shop.example.access.log.1 access.log other_vhosts_access.log; do
		mkdir -p "$(dirname "$path")"
		line 0 POST / >"$path"
		scan -k vhost "$path"
		case $path in
		*shop*) same shop.example "$output" ;;
		*) same - "$output" ;;
		esac
	done
}

@test "-F: a line that ends in a comma, where the last field may have some" {
	# shellcheck disable=SC2016 # nginx's variables
	local format='$remote_addr [$time_local] "$request" $status'
	same /x "$(echo \
		'192.0.2.1 [21/Nov/2026:16:28:54 +0000] "POST /x HTTP/1.1" 200 a,' |
		timeout 60 postscan -k path -F "$format \$http_x_forwarded_for" -)"
	same /x "$(echo \
		'192.0.2.1 [21/Nov/2026:16:28:54 +0000] "POST /x HTTP/1.1" 200 ,' |
		timeout 60 postscan -k path -F "$format \$none" -)"
}

@test "-F: a format of its own, nginx's and Apache's" {
	echo "$noon.250 shop.example POST 192.0.2.1 /x.php" >x.log
	ask 2 postscan x.log
	# shellcheck disable=SC2016 # nginx's variables
	scan -F '$msec $host $request_method $remote_addr $request_uri' \
		-k time,vhost,ip,path x.log
	same "$noon.250	shop.example	192.0.2.1	/x.php" "$output"
	echo '[21/Nov/2026:12:00:01 +0000] 192.0.2.1 <POST /y.php HTTP/1.0> 200' >y.log
	scan -F '%t %h <%r> %s' -k time,path,status y.log
	same "$((noon + 1))	/y.php	200" "$output"
	ask 2 postscan -F 'nothing' x.log
	# shellcheck disable=SC2016 # nginx's variables
	ask 2 postscan -F '$remote_addr $request' x.log
}

@test "PHP's mail.log, both forms, zones by name" {
	cat >mail.log <<-'END'
		[21-Nov-2026 12:00:01 UTC] mail() on [/srv/x.php:7]: To: a@b.c -- Headers: From: x
		[21-Nov-2026 14:00:02 Europe/Kyiv] mail() on [/srv/y.php:8]: To: a@b.c -- Headers:  -- Subject: POST
	END
	scan -k time,method,path,line mail.log
	same "$((noon + 1))	mail()	/srv/x.php	7
$((noon + 2))	mail()	/srv/y.php	8" "$output"
	same "" "$stderr"
	echo 'Nov 21 12:00:03 host php: mail() on [/srv/z.php:9]: To: a -- Headers: ' >syslog
	TZ=UTC0 scan -k method,path,line syslog
	same "mail()	/srv/z.php	9" "$output"
	has "$stderr" "times without a zone are taken as local time"
}

# --- what cannot be read ---

@test "binary lines, long ones, half a last one: counted in one line" {
	{
		line 0 POST /first
		printf '\000\001\002\n\377\376\n'
		echo
		line 1 POST "/$(head -c 16384 /dev/zero | tr '\0' a)"
		line 2 POST /last
		line 3 POST /half | head -c 60
	} >access.log
	scan -k path access.log
	same "3" "$(wc -l <<<"$output")"
	same "postscan: access.log: 3 of 6 lines cannot be read, left out" \
		"$stderr"
	scan -q -k path access.log
	same "" "$stderr"
}

@test "among ten million bytes a few bad lines are counted, too" {
	lines GET /index.html 0 36000 1 >part
	{
		cat part part
		printf 'garbage\n\001\002\n'
		line 40 POST /x.php
		cat part
		line 9999 GET /cut | head -c 40
	} >access.log
	[ "$(stat -c %s access.log)" -gt 8000000 ]
	scan -k path access.log
	same "/x.php" "$output"
	same "postscan: access.log: 3 of 108004 lines cannot be read, left out" \
		"$stderr"
}

@test "a log without one readable line is an error that shows the first" {
	printf 'what\033 is this\nand this\n' >access.log
	line 0 POST /x >good.log
	ask 2 postscan access.log good.log
	same "good.log" "$(cut -f 8 <<<"$output")"
	same 'postscan: access.log: no access log, no mail.log of PHP'\''s; line 1: what\x1B is this' \
		"$stderr"
	ask 2 postscan -q access.log
}

@test "empty logs, and cPanel's bytes_log, are no error" {
	: >empty.log
	echo '1795262400 5120 .' >shop.example-bytes_log
	scan empty.log shop.example-bytes_log
	same "" "$output"
	has "$stderr" "shop.example-bytes_log: counts of bytes"
	scan -q shop.example-bytes_log
	same "" "$stderr"
}

@test "files that are not there, directories, gzip: told, the rest is read" {
	line 0 POST /x >good.log
	gzip -k good.log
	ask 2 postscan none.log . good.log.gz good.log
	same 1 "$(wc -l <<<"$output")"
	has "$stderr" "none.log: No such file"
	has "$stderr" "postscan: .: Is a directory"
	has "$stderr" "good.log.gz: compressed by gzip: gzip -dc FILE | postscan -"
	ask 2 postscan - <good.log.gz
	scan - < <(gzip -dc good.log.gz)
	same 1 "$(wc -l <<<"$output")"
}

@test "times without a zone are local, and said so" {
	echo '2026-11-21 12:00:00 192.0.2.1 - - "POST /x HTTP/1.1" 200 5' >x.log
	TZ=Europe/Kyiv scan -k time x.log
	same $((noon - 7200)) "$output"
	same "postscan: x.log: times without a zone are taken as local time" \
		"$stderr"
}

@test "no operand: the usual places, named; none: exit 2" {
	need_root
	mkdir -p log/nginx/domains log/httpd
	line 0 POST /a >log/nginx/access.log
	line 0 POST /b >log/nginx/domains/shop.example.log
	line 0 POST /c >log/nginx/domains/shop.example.error.log
	line 0 POST /d >outside.log
	ln -s "$tmp/outside.log" log/nginx/link.access.log
	mkfifo log/nginx/pipe.access.log
	ln log/nginx/access.log log/nginx/same.access.log
	# shellcheck disable=SC2016
	ask 0 unshare -m sh -c 'mount --bind "$1" /var/log && shift && exec "$@"' \
		sh "$tmp/log" "$O/bin/postscan" -k path
	same "/a
/b" "$output"
	has "$stderr" "reading 4 of /var/log/nginx/*access.log"
	has "$stderr" "link.access.log: a symbolic link, left out"
	has "$stderr" "pipe.access.log: no regular file, left out"
	rm -r log/nginx
	# shellcheck disable=SC2016
	ask 2 unshare -m sh -c 'mount --bind "$1" /var/log && shift && exec "$@"' \
		sh "$tmp/log" "$O/bin/postscan" -k path
	has "$stderr" "no access log in the usual places; name them"
}

# --- large files ---

@test "a range of a large log: the same as of the whole, sorted or not" {
	lines POST /p 0 36000 1 | sed "s|/p|/$(printf '%0300d' 7)/p|" >access.log
	[ "$(stat -c %s access.log)" -gt 8000000 ]
	awk 'NR % 2 { held = $0; next } { print; print held }' \
		access.log >swapped.log
	{ tail -n 18000 access.log; head -n 18000 access.log; } >turned.log
	local log from=$((noon + 9000)) to=$((noon + 9100))
	for log in access swapped turned; do
		scan -k time -s $from -u $to $log.log
		same 101 "$(wc -l <<<"$output")"
		scan -k time $log.log
		same 36000 "$(wc -l <<<"$output")"
		same "$(awk '{ print $4 }' $log.log | md5sum)" \
			"$(while read -r t; do
				printf '[21/Nov/2026:%02d:%02d:%02d\n' \
					$((12 + (t - noon) / 3600)) \
					$(((t - noon) / 60 % 60)) $((t % 60))
			done <<<"$output" | md5sum)"
	done
}

@test "a range of a large log reads little of it" {
	lines POST /p 0 36000 1 >access.log
	cat access.log access.log access.log | sort -k 4 >large.log
	[ "$(stat -c %s large.log)" -gt 8000000 ]
	ASAN_OPTIONS=detect_leaks=0 ask 0 strace -f \
		-e trace=pread64,read -o trace postscan \
		-s $((noon + 9000)) -u $((noon + 9010)) large.log
	same 33 "$(wc -l <<<"$output")"
	awk '/large|pread64/ && $NF > 0 { n += $NF } END { exit n > 2000000 }' trace
}

@test "-s alone, -u alone, on a large log" {
	lines POST /p 0 36000 1 | sed "s|/p|/$(printf '%0300d' 7)/p|" >access.log
	scan -k time -s $((noon + 35000)) access.log
	same 1000 "$(wc -l <<<"$output")"
	scan -k time -u $((noon + 99)) access.log
	same 100 "$(wc -l <<<"$output")"
	ask 2 postscan -s 99999999999999999 access.log
}

@test "a stray time in a large log does not end what is read" {
	{
		lines POST /p 0 18000 1
		lines POST /stray 0 3000 1 | sed s/2026/2029/
		lines POST /p 18000 36000 1
	} | sed "s|/p|/$(printf '%0300d' 7)/p|; s|/stray|/$(printf '%0300d' 8)|" >access.log
	scan -k time -s $((noon + 17900)) -u $((noon + 18099)) access.log
	same 200 "$(wc -l <<<"$output")"
}

@test "lines written late are in the range that their time tells" {
	# Apache: every third request takes 250 s.
	python3 - >access.log <<-'END'
		import time
		lines = []
		for i in range(180000):
		    t = 1795262400 + i / 5
		    took = 250 if i % 3 == 0 else 0
		    lines.append((t + took, '192.0.2.1 - - [%s +0000] "POST /p HTTP/1.1" 200 5 "-" "ua"' %
		        time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(t))))
		for line in sorted(lines):
		    print(line[1])
	END
	local from
	for from in 5000 9007 20011; do
		scan -k time -s $((noon + from)) -u $((noon + from + 60)) access.log
		same 305 "$(wc -l <<<"$output")"
	done
}

@test "a line without end does no harm" {
	{
		line 0 POST /a
		head -c 20000000 /dev/zero | tr '\0' x
	} >access.log
	scan -k path access.log
	same /a "$output"
	has "$stderr" "1 of 2 lines cannot be read"
	scan -k path - <access.log
	same /a "$output"
	truncate -s 256M holes.log
	{ echo && line 0 POST /b; } >>holes.log
	ask 0 timeout 60 postscan -k path holes.log
	same /b "$output"
	has "$stderr" "1 of 2 lines cannot be read"
	ask 2 postscan <(head -c 20000000 /dev/zero | tr '\0' x)
	has "$stderr" "line 1: longer than 1 MiB"
}

@test "a log that grows, or is cut, while it is read" {
	lines POST /p 0 36000 1 >access.log
	cat access.log access.log access.log >large.log
	(while sleep 0.01; do line 1 GET /more >>large.log; done) &
	local pid=$!
	scan -k time large.log
	same 108000 "$(wc -l <<<"$output")"
	kill $pid
	(sleep 0.02 && : >large.log) &
	scan -k time large.log
	wait
}

# --- which script sent it ---

# An hour: a script that sends in bursts, a busy page, a few others.
hour() {
	{
		lines POST /wp-admin/admin-ajax.php 0 3600 2
		lines POST /mailer.php 301 3600 600
		lines POST /contact.php 450 3600 700
		lines GET / 0 3600 5
	} | sort -k 4
}

@test "-i: the guilty script first, the busy page not at all" {
	hour >nginx-access.log
	messages '' 299 3600 600 10 >list
	scan -i list nginx-access.log
	same "- POST /mailer.php" "$(head -n 1 <<<"$output" | cut -f 7)"
	same "60	6" "$(head -n 1 <<<"$output" | cut -f 3,5)"
	! grep admin-ajax <<<"$output" || false
	same "postscan: unexplained: 0 of 60 messages" "$stderr"
	scan -a -i - nginx-access.log <list
	grep -q "	1\.0	60	.*admin-ajax" <<<"$output"
	scan -qai list -k ip nginx-access.log
	[ "$(wc -l <<<"$output")" -gt 3 ]
}

@test "-i: score lift hits expected requests ip key" {
	hour >nginx-access.log
	messages '' 299 3600 600 10 >list
	# 3001 s from the first message on, of which the windows, 13 s each but
	# for the first and the last, cover 66
	scan -q -i list nginx-access.log
	head -n 1 <<<"$output" | awk -F '\t' '
		NF != 7 || $3 != 60 || $5 != 6 || $6 !~ /^192.0.2/ { exit 1 }
		$4 < 60 * 64 / 3001 || $4 > 60 * 68 / 3001 { exit 1 }
		$2 < 60 / $4 - 2 || $2 > 60 / $4 + 2 { exit 1 }
		{
			wanted = 2 * 60 * log(60 / $4)
			exit $1 < wanted - 10 || $1 > wanted + 10
		}'
	scan -q -j -i list nginx-access.log
	python3 - "$(head -n 1 <<<"$output")" <<-'END'
		import json, sys
		row = json.loads(sys.argv[1])
		assert row["key"] == "- POST /mailer.php", row
		assert row["path"] == "/mailer.php" and row["method"] == "POST"
		assert "vhost" not in row and row["hits"] == 60
	END
}

@test "-i: mail that no request explains is said to be so: exit 1" {
	lines POST /wp-admin/admin-ajax.php 0 3600 2 >access.log
	messages '' 0 3600 60 2 >list
	ask 1 postscan -i list access.log
	same "" "$output"
	same "postscan: unexplained: 120 of 120 messages" "$stderr"
	: >list
	ask 1 postscan -i list access.log
	same "" "$output$stderr"
}

@test "-i: several local users are ranked each, and that is said" {
	{
		lines POST /alice/x.php 100 3600 300
		lines POST /bob/y.php 250 3600 400
	} | sort -k 4 >nginx.log
	{
		messages "$(by alice)" 99 3600 300 4
		messages "$(by bob)" 249 3600 400 9
	} >list
	scan -i list nginx.log
	same "bob	- POST /bob/y.php" "$(head -n 1 <<<"$output" | cut -f 7-)"
	same "alice	- POST /alice/x.php" "$(grep -m 1 alice <<<"$output" | cut -f 7-)"
	has "$stderr" "messages of several local users: ranked for each"
	scan -j -q -i list nginx.log
	has "$output" '"local_user": "bob"'
	grep bob list >only
	scan -i only nginx.log
	same "7" "$(head -n 1 <<<"$output" | awk -F '\t' '{ print NF }')"
}

@test "-i: windows by server: before nginx's line, after Apache's" {
	mkdir nginx apache2
	lines POST /x.php 300 3600 400 | tee nginx/access.log >apache2/access.log
	messages '' 295 3600 400 5 >before
	messages '' 320 3600 400 5 >after
	scan -qi before nginx/access.log
	ask 1 postscan -qi before apache2/access.log
	scan -qi after apache2/access.log
	ask 1 postscan -qi after nginx/access.log
	cp nginx/access.log unknown.log
	scan -qi before unknown.log
	scan -qi after unknown.log
	scan -qi after -w 0,25 nginx/access.log
	ask 1 postscan -qi after -w 0,15 nginx/access.log
	scan -qi before -w 5.5,0 apache2/access.log
	local bad
	for bad in 5 a,b 1,2,3 -1,2 '' 99999,1; do
		ask 2 postscan -qi before "-w$bad" nginx/access.log
	done
}

@test "-i: a request time in the line is the window" {
	mkdir nginx
	lines POST /x.php 300 3600 400 | sed 's/$/ rt=40.000/' >nginx/access.log
	messages '' 265 3600 400 5 >list
	scan -qi list nginx/access.log
	same "- POST /x.php" "$(head -n 1 <<<"$output" | cut -f 7)"
	sed -i 's/rt=40/rt=2/' nginx/access.log
	ask 1 postscan -qi list nginx/access.log
}

@test "-i: a script that is called all the time and sends at once" {
	mkdir nginx apache2
	{
		lines POST /evil.php 5 3600 20
		lines POST /wp-admin/admin-ajax.php 0 3600 3
		lines POST /wp-cron.php 13 3600 45
	} | sort -k 4 | tee nginx/access.log >apache2/access.log
	messages '' 5 3600 20 3 >list
	local logs
	for logs in nginx/access.log apache2/access.log \
		'nginx/access.log apache2/access.log'; do
		# shellcheck disable=SC2086 # one or two
		scan -i list $logs
		same "540	180	- POST /evil.php" "$(cut -f 3,5,7 <<<"$output")"
		has "$stderr" "unexplained: 0 of 540"
	done
}

@test "-i: messages at the log's end: time before it counts, too" {
	mkdir nginx
	lines POST /wp-admin/admin-ajax.php 0 3600 16 >nginx/access.log
	messages '' 3590 3595 1 10 >list
	ask 1 postscan -i list nginx/access.log
	has "$stderr" "unexplained: 50 of 50 messages"
}

@test "-i: a script that takes ten minutes, where the log tells that" {
	mkdir apache2
	{
		lines GET /x 0 9000 1 | sed 's/$/ 9000/'
		lines POST /evil.php 1000 9000 2600 | sed 's/$/ 600000000/'
		lines POST /ajax.php 0 9000 9 | sed 's/$/ 9000/'
	} | sort -k 4 >apache2/access.log
	messages '' 1010 1600 20 1 >list
	messages '' 3610 4200 20 1 >>list
	messages '' 6210 6800 20 1 >>list
	scan -i list apache2/access.log
	same "- POST /evil.php" "$(head -n 1 <<<"$output" | cut -f 7)"
	has "$stderr" "unexplained: 0 of 90"
}

@test "-i: zones of log and mail differ: compared in UTC" {
	mkdir nginx
	hour | sed 's/ +0000\]/ +0000]/; s/21\/Nov\/2026:12/21\/Nov\/2026:07/
		s/+0000\]/-0500]/' >nginx/access.log
	messages '' 299 3600 600 10 >list
	TZ=Asia/Tokyo scan -qi list nginx/access.log
	same "- POST /mailer.php" "$(head -n 1 <<<"$output" | cut -f 7)"
}

@test "-i: mail.log outranks requests where it covers the messages" {
	mkdir nginx
	hour >nginx/access.log
	messages '' 299 3600 600 10 >list
	awk -v noon=$noon 'BEGIN {
		for (t = 299; t < 3600; t += 600)
			for (i = 0; i < 10; i++)
				print strftime("[%d-%b-%Y %T UTC]", noon + t, 1), \
				    "mail() on [/srv/lib/mail.inc:12]: To: x -- Headers: "
	}' 2>/dev/null >mail.log || python3 - >mail.log <<-END
		import time
		for t in range(299, 3600, 600):
		    for i in range(10):
		        print(time.strftime("[%d-%b-%Y %H:%M:%S UTC]",
		            time.gmtime($noon + t)),
		            "mail() on [/srv/lib/mail.inc:12]: To: x -- Headers: ")
	END
	scan -i list nginx/access.log mail.log
	same "60	60	- mail() /srv/lib/mail.inc" \
		"$(head -n 1 <<<"$output" | cut -f 3,5,7)"
	same "- POST /mailer.php" "$(sed -n 2p <<<"$output" | cut -f 7)"
	scan -i list -k path,line mail.log
	same "/srv/lib/mail.inc 12" "$(cut -f 7 <<<"$output")"
	# Each call takes one message: two calls are not sixty messages.
	sed -n '1p;11p' mail.log >two.log
	scan -i list nginx/access.log two.log
	same "- POST /mailer.php" "$(head -n 1 <<<"$output" | cut -f 7)"
	same "2	2" "$(grep 'mail()' <<<"$output" | cut -f 3,5)"
}

@test "-i: a call takes the message for its own recipient" {
	mkdir nginx
	lines POST /wp-admin/admin-ajax.php 0 3600 2 >nginx/access.log
	local i
	for i in 1 2 3 4 5 6; do
		printf '{"queue_id":"1xUnyH-%06d-0M","arrival_time":%d,"recipients":[{"address":"%s"}]}\n' \
			$i $((noon + 600)) "u$i@example.org"
	done >list
	for i in 2 4 6; do
		echo "[21-Nov-2026 12:09:59 UTC] mail() on [/srv/$i.php:1]: To: \"X, Y\" <U$i@example.org>, z@z -- Headers: "
	done >mail.log
	echo "[21-Nov-2026 12:09:59 UTC] mail() on [/srv/other.php:1]: To: other@example.org -- Headers: " >>mail.log
	scan -i list -k path nginx/access.log mail.log
	same "1	/srv/2.php
1	/srv/4.php
1	/srv/6.php" "$(cut -f 3,7 <<<"$output" | sort)"
	has "$stderr" "unexplained: 3 of 6 messages"
	# An address that is longer than any real one is one all the same.
	local long
	long=$(printf 'x%.0s' {1..300})
	sed -i "s/u2@/$long@/" list
	sed -i "s/U2@/$long@/" mail.log
	scan -i list -k path nginx/access.log mail.log
	same "1	/srv/2.php
1	/srv/4.php
1	/srv/6.php" "$(cut -f 3,7 <<<"$output" | sort)"
}

@test "-i: a log of a minute: that it proves nothing is said" {
	mkdir nginx
	lines POST /wp-admin/admin-ajax.php 0 60 2 >nginx/access.log
	messages '' 20 60 10 1 >list
	ask 1 postscan -i list nginx/access.log
	has "$stderr" "the logs cover only 99 s around the messages"
	has "$stderr" "unexplained: 4 of 4 messages"
	line 50 POST /x.php >>nginx/access.log
	scan -i list nginx/access.log
	same "- POST /x.php" "$(cut -f 7 <<<"$output")"
	has "$stderr" "unexplained: 4 of 4 messages"
}

@test "-i: messages that the logs do not cover are told" {
	mkdir nginx
	hour >nginx/access.log
	messages '' -50000 -49000 100 1 >list
	ask 1 postscan -i list nginx/access.log
	same "postscan: 10 of 10 messages came at times that the logs do not cover
postscan: unexplained: 0 of 0 messages" "$stderr"
	messages '' 299 3600 600 10 >>list
	scan -i list nginx/access.log
	has "$stderr" "10 of 70 messages came at times that the logs do not cover"
	has "$stderr" "unexplained: 0 of 60 messages"
}

@test "-i: ids alone tell the second, in the queue or not" {
	mkdir nginx
	lines POST /x.php 300 3600 400 >nginx/access.log
	python3 - >ids <<-END
		digits = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz")
		for t in range(299, 3600, 400):
		    for i in range(5):
		        n, id = $noon + t, ""
		        for _ in range(6):
		            id = digits[n % 62] + id
		            n //= 62
		        print(id + "-00000000ab%d-0000" % i)
	END
	scan -i ids nginx/access.log
	same "45	- POST /x.php" "$(cut -f 3,7 <<<"$output")"
	scan -i - nginx/access.log <ids
	ask 2 postscan -i - - <ids
	ask 2 postscan -i none nginx/access.log
	# Of these only the queue would know.
	echo 4F1E2D3C4B >ids
	ask 2 postscan -i ids nginx/access.log
	has "$stderr" "when the messages came is not known"
	echo 'no ids at all, is it' >ids
	ask 2 postscan -i ids nginx/access.log
}

@test "-i: records tell no user: the queue does" {
	mkdir nginx
	exim_conf "$tmp/live"
	exim_send "$tmp/live" 3 >/dev/null 2>&1
	qls -d "$tmp/live/spool" >list
	qls -d "$tmp/live/spool" -k user | sort -u >users
	[ "$(wc -l <users)" = 1 ]
	# A request for each, however long it took to send them.
	local at
	for at in $(qls -d "$tmp/live/spool" -k time | cut -d . -f 1 | sort -n); do
		date -d "@$at" +'192.0.2.1 - - [%d/%b/%Y:%T %z] "POST /now HTTP/1.1" 200 5'
	done >nginx/access.log
	messages "$(by somebody)" 0 10 1 1 | sed "s/\"arrival_time\":[0-9]*/\"arrival_time\":$at/; s/\"time\":[0-9.]*/\"time\":$at/" >other
	QTRIAGE_QUEUE=$tmp/live/spool scan -i <(cat list) nginx/access.log
	same "3	- POST /now" "$(cut -f 3,7 <<<"$output")"
	QTRIAGE_QUEUE=$tmp/live/spool scan -ji <(qls -jd "$tmp/live/spool"; cat other) nginx/access.log
	has "$output" "\"local_user\": \"$(cat users)\""
	has "$output" "\"local_user\": \"somebody\""
}

# --- message by message ---

@test "-p: for each message the requests around it, and those without" {
	mkdir nginx
	{
		line 100 POST /a
		line 103 POST /b
		line 200 GET /c
	} >nginx/access.log
	messages '' 100 400 100 1 >list
	scan -pi list nginx/access.log
	same "1xUnyH-000001-0M	0.000	$((noon + 100))	-	192.0.2.1	POST	/a	200	-	nginx/access.log
1xUnyH-000001-0M	3.000	$((noon + 103))	-	192.0.2.1	POST	/b	200	-	nginx/access.log
1xUnyH-000002-0M	-	-	-	-	-	-	-	-	-
1xUnyH-000003-0M	-	-	-	-	-	-	-	-	-" "$output"
	scan -m ANY -k path -pi list nginx/access.log
	same "/c" "$(grep 000002 <<<"$output" | cut -f 3)"
	scan -jk path -pi list nginx/access.log
	same '{"queue_id": "1xUnyH-000001-0M", "offset": 0.000, "path": "/a"}' \
		"$(head -n 1 <<<"$output")"
	ask 1 postscan -m PUT -pi list nginx/access.log
	same 3 "$(wc -l <<<"$output")"
	ask 2 postscan -p nginx/access.log
	ask 2 postscan -a nginx/access.log
	ask 2 postscan -w 1,2 nginx/access.log
}

@test "-p: requests of one second stand as in the log" {
	{
		line 100 POST /b
		line 100 POST /a
		line 100 POST /c
	} >access.log
	messages '' 101 102 1 1 >list
	scan -k path -pi list access.log
	same "/b /a /c" "$(cut -f 3 <<<"$output" | xargs)"
}

@test "-p: too many requests for memory: told, what there was is shown" {
	lines POST /a 100 101 0.000002 | head -n 500000 >access.log
	same 500000 "$(wc -l <access.log)"
	messages '' 101 102 1 1 >list
	into 2 postscan -k path -pi list access.log
	has "$(cat err)" "-p: too many requests for memory, the rest is left out"
	[ "$(wc -l <out)" -gt 200000 ]
	[ "$(wc -l <out)" -lt 500000 ]
}

@test "-i: of a long path so much is the key as the longest real one has" {
	local long
	long=/$(printf 'x%.0s' {1..2000})
	{
		lines GET /other 0 900 1
		line 100 POST "$long"
		line 200 POST "${long}y"
		line 300 POST "$long"
	} >access.log
	messages '' 100 400 100 1 >list
	scan -aqi list -k path access.log
	same 1 "$(wc -l <<<"$output")"
	same 3 "$(cut -f 3 <<<"$output")"
	has "$output" "	${long:0:1024}"
	[[ $output != *"${long:0:1025}"* ]]
}

@test "-s and -u where parts of a log tell no time, or it is not in order" {
	{
		lines POST /a 0 100 1
		yes 'what is this' | head -n 3000
		lines POST /b 100 200 1
	} >access.log
	scan -s $((noon + 90)) -u $((noon + 110)) -k path access.log
	same "10 /a 11 /b" "$(sort <<<"$output" | uniq -c | xargs)"
	{
		lines POST /a 0 4000 1
		lines POST /b 1000 1400 1
		lines POST /a 4000 8000 1
	} >access.log
	scan -s $((noon + 1100)) -u $((noon + 1200)) -k path access.log
	same "101 /a 101 /b" "$(sort <<<"$output" | uniq -c | xargs)"
}

@test "lines that end with a carriage return; php's log in pieces" {
	{
		line 0 GET /
		line 1 POST /a
		echo
		line 2 GET /
	} | sed 's/$/\r/' >access.log
	scan -k path access.log
	same /a "$output"
	{
		echo '[21-Nov-2026 12:00:00 UTC] mail() on [/a.php:3]: To: a@b -- Headers: '
		yes '  in a stack trace' | head -n 2000
		echo '[21-Nov-2026 12:00:09 UTC] mail() on [/b.php:3]: To: a@b -- Headers: '
	} >php.log
	scan -s $((noon + 5)) -k path php.log
	same /b.php "$output"
}

# --- hostile ---

@test "what clients write is escaped, and cannot pose as an id" {
	printf '%s\n' '192.0.2.1 - 1xUnyH-0006we-0M [21/Nov/2026:12:00:00 +0000] "POST /\x1b[2J\x5C/x\xe2\x80\xae HTTP/1.1" 200 5 "-" "a\x09b"' >access.log
	scan -k user,path,agent access.log
	same '\x31xUnyH-0006we-0M	/\x1B[2J\\/x\xE2\x80\xAE	a\tb' "$output"
	messages '' 0 60 10 5 >list
	scan -qi list access.log
	has "$output" '- POST /\x1B[2J\\/x\xE2\x80\xAE'
}

@test "a million keys take no more than 64 MiB; the guilty is still first" {
	mkdir nginx
	{
		lines POST /mailer.php 301 36000 600
		python3 - <<-'END'
			import random
			random.seed(1)
			for i in range(600000):
			    t = i * 36000 // 600000
			    print('192.0.2.1 - - [21/Nov/2026:%02d:%02d:%02d +0000] '
			        '"POST /%08x/%s HTTP/1.1" 200 5 "-" "ua"' % (
			        12 + t // 3600, t // 60 % 60, t % 60,
			        random.getrandbits(32), "a" * (i % 90)))
		END
	} | sort -s -k 4,4 >nginx/access.log
	messages '' 299 36000 600 10 >list
	scan -i list nginx/access.log
	same "- POST /mailer.php" "$(head -n 1 <<<"$output" | cut -f 7)"
	has "$stderr" "too many keys for memory"
	[ -z "$SAN" ] || return 0 # the sanitizer's memory is beyond limits
	bash -c 'ulimit -v 120000; postscan -qi list nginx/access.log' |
		head -n 1 | grep -q mailer
	python3 - <<-'END'
		import resource, subprocess
		subprocess.run(["postscan", "-qi", "list", "nginx/access.log"],
		    stdout=subprocess.DEVNULL)
		peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
		assert peak < 65536, peak
	END
}

@test "no memory for the messages: one line, exit 2" {
	[ -z "$SAN" ] || return 0 # the sanitizer's own memory is beyond limits
	line 0 POST /x >access.log
	messages '' 0 300000 1 1 >list
	ask 2 bash -c 'ulimit -v 12000; exec postscan -i list access.log'
	same "postscan: out of memory" "$stderr"
}
