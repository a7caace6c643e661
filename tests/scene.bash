# A small server in one directory, and what each tool is asked of it: for the
# files that run every tool, the same from elsewhere or while calls fail. Loaded
# after lib and tools.

# What each tool is asked beside its line in tools.bash: name; arguments, in
# which SCENE is the directory and ID a message. A new tool may join by lines.
# shellcheck disable=SC2034 # read below
asked='
cronscan | -j -r SCENE -i SCENE/ids
mailblock | -j SCENE/named/mailblock SCENE/php.ini
mailblock | -b -s shop.example SCENE/named/mailblock
mailblock | -bn -s shop.example SCENE/named/mailblock
mailblock | -b SCENE/php.ini
postscan | -i SCENE/ids SCENE/access.log
postscan | -p -i SCENE/ids SCENE/access.log
qbody    | -t -d SCENE ID
qbody    | -r -d SCENE ID
qcount   | -lk origin,rdomain -d SCENE -G *
qcount   | -k sender SCENE/bp
qcount   | -jk origin SCENE/log/mainlog
qgrep    | -B body -H subject:e -i -d SCENE
qgrep    | -E -f shop|victim -b -d SCENE
qhdr     | -d SCENE ID
qhdr     | -e -d SCENE ID
qlog     | -m -L SCENE/log/mainlog -d SCENE ID
qlog     | -d SCENE ID
qls      | -m -d SCENE
qls      | -jk id,reason,subject,done -d SCENE
qls      | -RO subject SCENE/bp
smtpwho  | -j -r SCENE
sshwho   | -aj -r SCENE
sshwho   | -P SCENE/ps.txt -W SCENE/w.txt
'

# make_scene DIR [SET...]: an Exim spool of days ago, with logs of all kinds; a
# root with users, jobs, a session and a connection to a mail port; listings. A
# message is in those sets of characters, too.
make_scene() {
	local dir=$1 at=1763000000
	shift
	mkspool -m -n 40 -t $at "$dir" >/dev/null
	mkspool -m -n 10 -s -S 2 -t $at "$dir" >/dev/null
	mkspool -n 3 -q bulk -S 3 -t $at "$dir" >/dev/null
	odd_message "$dir/input/1vJMpx-0006we-0M" "$@"
	mkdir -p "$dir/log" "$dir/etc" "$dir/proc/net" "$dir/proc/1" \
		"$dir/proc/2" "$dir/proc/9/fd"
	mklog -n 60 -t $at -i "$dir/answers" >"$dir/log/mainlog"
	printf '%s 1vJMpx-0006we-0M <= a@b.example U=shop P=local S=500\n' \
		'2025-11-13 02:13:25' >>"$dir/log/mainlog"
	sort -s -k 1,2 -o "$dir/log/mainlog" "$dir/log/mainlog"
	printf '2025-11-13 02:13:25 Received from a@b.example\n' \
		>"$dir/msglog/1vJMpx-0006we-0M"
	mkweblog -b 90000 -t $at -n 7200 -m 30 -g /mailer.php \
		-i "$dir/sent" >"$dir/access.log"
	cut -f 1 "$dir/sent" >"$dir/ids"
	mkdir -p "$dir/named" "$dir/sites"
	ln "$dir/access.log" "$dir/named/postscan"
	printf '%s\n' "Include $dir/sites/*.conf" '<VirtualHost *:80>' \
		'ServerName shop.example' 'ServerAlias www.shop.example' \
		'php_admin_value sendmail_path "/usr/sbin/sendmail -t"' \
		'</VirtualHost>' >"$dir/named/mailblock"
	printf '%s\n' '<VirtualHost *:80>' 'ServerName blog.example' \
		'</VirtualHost>' >"$dir/sites/blog.conf"
	printf '[PHP]\nsendmail_path = /usr/sbin/sendmail -t\n' >"$dir/php.ini"
	qls -m -d "$dir" >"$dir/bp" 2>/dev/null
	printf '%s\n' 'root:x:0:0::/root:/bin/sh' \
		'bob:x:1000:1000::/home/bob:/bin/sh' >"$dir/etc/passwd"
	printf '%s\n' '*/7 * * * * bob mail -s hello x@y.example' \
		'0 0 1 1 * root true' >"$dir/etc/crontab"
	echo "1 (sshd) S 0 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0 0" \
		>"$dir/proc/1/stat"
	printf 'sshd: bob@notty\0' >"$dir/proc/1/cmdline"
	echo "2 (id) S 1 2 2 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9 0 0" \
		>"$dir/proc/2/stat"
	echo '9 (x) S 1 9 9 0 -1 0 0 0 0 0 0 0 0 0 0 0 0 0 5 0' \
		>"$dir/proc/9/stat"
	: >"$dir/proc/9/cmdline"
	ln -s 'socket:[7]' "$dir/proc/9/fd/3"
	echo '0: 01010101:0400 01020304:0019 01 0:0 0:0 0 0 0 7' \
		>"$dir/proc/net/tcp"
	printf '%s\n' 'USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND' \
		'root 7 0.0 0.0 1 1 ? Ss 10:00 0:00 sshd: bob [priv]' \
		'bob 8 0.0 0.0 1 1 ? S 10:00 0:00 sshd: bob@pts/0' \
		'bob 9 0.0 0.0 1 1 pts/0 Ss+ 10:00 0:00 -bash' >"$dir/ps.txt"
	printf '%s\n' 'USER TTY FROM LOGIN@ IDLE JCPU PCPU WHAT' \
		'bob pts/0 192.0.2.7 10:00 1.00s 0.01s 0.01s -bash' >"$dir/w.txt"
}

# The sets that libc converts; Korean not, with which musl is not trusted.
libc_sets="shift_jis gb2312 big5 iso-2022-jp euc-jp"

# odd_message PATH [SET...]: a message in parts, with a word or two in its
# subject in those sets and in one of ours.
odd_message() {
	local path=$1 id=${1##*/} set
	shift
	printf '%s-H\nDebian-exim 103 103\n<a@b.example>\n1763000005 0\n' "$id" \
		>"$path-H"
	printf -- '-received_time_usec .000001\n-local\nXX\n1\nc@d.example\n\n' \
		>>"$path-H"
	{
		echo 'Subject: =?koi8-r?B?8NLJ18XU?='
		for set; do
			echo " =?$set?B?$(iconv -f UTF-8 -t "$set" <<<"日本" | base64)?="
		done
		echo 'MIME-Version: 1.0'
		echo 'Content-Type: multipart/mixed; boundary=x'
	} | awk 'function put() {
			if (text != "") printf "%03d  %s", length(text), text
		}
		/^[^ ]/ { put(); text = "" }
		{ text = text $0 "\n" }
		END { put() }' >>"$path-H"
	printf '%s-D\n' "$id" >"$path-D"
	for set in windows-1251 "$@"; do
		printf '%s\n' --x "Content-Type: text/plain; charset=$set" \
			'Content-Transfer-Encoding: base64' ''
		{ [ "$set" = windows-1251 ] && echo "Привет body" ||
			echo "日本"; } | iconv -f UTF-8 -t "$set" | base64
	done >>"$path-D"
	echo --x-- >>"$path-D"
}

# each_asked FUNCTION DIR: calls it with a tool and its arguments, for each
# line of tools.bash and of what is asked above; told which on failure.
each_asked() {
	local call=$1 scene=$2 name args reads id runs dir at
	local message=1vJMpx-0006we-0M
	set -f
	while IFS='|' read -r name args reads id runs dir; do
		[ -n "$name" ] || continue
		at=$scene
		name=${name// /}
		dir=${dir// /}
		id=${id// /}
		[ "$dir" != -- ] || at=$scene/named/$name
		# shellcheck disable=SC2086 # words
		tell_and "$call" $name $args "${dir:--d}" "$at" \
			${id:+$message}
	done <<<"$tools"
	while IFS='|' read -r name args; do
		[ -n "$name" ] || continue
		args=${args//SCENE/$scene}
		# shellcheck disable=SC2086
		tell_and "$call" ${name// /} ${args//ID/$message}
	done <<<"$asked"
	set +f
}

tell_and() {
	echo "asked: ${*:2}" >&2
	"$@" </dev/null
}
