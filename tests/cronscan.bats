# cronscan: every place where jobs are, what cron makes of each, and what
# users may write there; on roots made of real files.

load lib

setup() {
	tmp=$BATS_TEST_TMPDIR
	root=$tmp/root
	mkdir -p "$root"
	file etc/passwd <<-'END'
		root:x:0:0:root:/root:/bin/bash
		alice:x:1000:1000::/home/alice:/bin/sh
		bob:x:1001:1001::/home/bob:/bin/sh
	END
}

# file PATH: standard input becomes that file below the root.
file() {
	mkdir -p "$(dirname "$root/$1")"
	cat >"$root/$1"
}

scan() {
	ask 0 cronscan -r "$root" "$@"
}

# timer DIR NAME SERVICE-COMMAND: the [Timer] section from standard input.
timer() {
	file "$1/$2.timer"
	printf '[Service]\nExecStart=%s\n' "$3" | file "$1/$2.service"
}

enable_timer() {
	mkdir -p "$root/etc/systemd/system/timers.target.wants"
	ln -s "/etc/systemd/system/$1.timer" \
		"$root/etc/systemd/system/timers.target.wants/"
}

# coming MM-DDTHH:MM:SSZ: that moment, of this year or the next.
coming() {
	local year
	year=$(date -u +%Y)
	[[ $year-$1 > $(date -u +%FT%TZ) ]] || year=$((year + 1))
	echo "$year-$1"
}

@test "a record a job: file:line user schedule last next mail command" {
	file etc/crontab <<-'END'
		# comment
		SHELL=/bin/bash

		0 0	1 1  *	root	/bin/true  a
	END
	scan
	local year
	year=$(date -u +%Y)
	same "/etc/crontab:4	root	0\\x200\\x201\\x201\\x20*	$year-01-01T00:00:00Z	$((year + 1))-01-01T00:00:00Z	no	/bin/true  a" "$output"
	same "" "$stderr"
}

@test "an empty root has no jobs: exit 0, nothing said" {
	rm -r "${root:?}/etc"
	scan
	same "" "$output$stderr"
}

@test "each kind of file, in order" {
	echo '* * * * * root a' | file etc/crontab
	echo '* * * * * bob b' | file etc/cron.d/x-1_A
	echo '* * * * * c' | file var/spool/cron/crontabs/alice
	echo '* * * * * d' | file var/spool/cron/bob
	echo '1 5 id e' | file etc/anacrontab
	file etc/cron.daily/f </dev/null
	chmod +x "$root/etc/cron.daily/f"
	timer etc/systemd/system g /bin/g <<<$'[Timer]\nOnCalendar=daily'
	echo h | file var/spool/cron/atjobs/a0000101c8920d
	chown 1001 "$root/var/spool/cron/atjobs/a0000101c8920d" || skip root
	scan -k kind,file,user,command
	same "system	/etc/crontab:1	root	a
system	/etc/cron.d/x-1_A:1	bob	b
user	/var/spool/cron/crontabs/alice:1	alice	c
user	/var/spool/cron/bob:1	bob	d
anacron	/etc/anacrontab:1	root	e
parts	/etc/cron.daily/f	root	/etc/cron.daily/f
timer	/etc/systemd/system/g.timer	root	/bin/g
at	/var/spool/cron/atjobs/a0000101c8920d	bob	h" "$output"
}

@test "JSON lines: what is absent is left out, a% is a newline" {
	printf '@reboot a%%b\\%%c\\\n' | file var/spool/cron/crontabs/alice
	scan -j
	same '{"file": "/var/spool/cron/crontabs/alice:1", "user": "alice", "schedule": "@reboot", "mail": "no", "command": "a\nb%c\\", "kind": "user", "mailto": "alice", "shell": "/bin/sh"}' "$output"
	scan -k command
	same 'a\nb%c\\' "$output"
}

@test "MAILTO and SHELL hold from their line on; an empty one is no mail" {
	file etc/crontab <<-'END'
		1 * * * * root a
		MAILTO=ops@example.org
		SHELL = "/bin/x y"
		2 * * * * root b
		MAILTO=""
		3 * * * * bob c
	END
	scan -k command,mailto,shell
	same $'a\troot\t/bin/sh\nb\tops@example.org\t/bin/x y\nc\t-\t/bin/x y' \
		"$output"
}

@test "what never comes or cannot run is shown with -a only, and why" {
	file var/spool/cron/crontabs/alice <<-'END'
		0 0 30 2 * a
		10-5 * * * * b
		* * * * fri-mon c
		* * * * * d
	END
	echo '* * * * * root e' | file etc/cron.d/x.sh
	file etc/cron.daily/f </dev/null
	timer etc/systemd/system g g <<<$'[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=x'
	scan -k command
	same d "$output"
	scan -ak command,next,off
	same "e	-	name not run
a	-	never due
b	-	never due
c	-	never due
d	$(cronscan -r "$root" -k next)	-
/etc/cron.daily/f	-	not executable
g	-	not enabled" "$output"
}

@test "Debian's cron ignores a file for a bad line: a note, jobs with -a" {
	printf '* * * * * root a\n60 * * * * root b\n* * * * * root c\n' |
		file etc/cron.d/x
	printf '* * * * * d\n* * * * * e' | file var/spool/cron/crontabs/alice
	scan
	same "" "$output"
	same "cronscan: $root/etc/cron.d/x: line 2: bad minute; cron ignores the whole file
cronscan: $root/var/spool/cron/crontabs/alice: line 2: no newline at its end; cron ignores the whole file" "$stderr"
	scan -qak command,off
	same $'a\tfile ignored\nc\tfile ignored\nd\tfile ignored\ne\tfile ignored' \
		"$output"
	same "" "$stderr"
}

@test "cronie passes over a bad line, and over one without a newline" {
	printf '* * * * * a\n60 * * * * b\n1~5 * * * * c\n* * * * * d' |
		file var/spool/cron/alice
	scan -k command,next
	same a "${lines[0]%%$'\t'*}"
	same $'c\t-' "${lines[1]}"
	same 2 "${#lines[@]}"
	same "cronscan: $root/var/spool/cron/alice: line 2: bad minute; cron passes over the line
cronscan: $root/var/spool/cron/alice: line 4: no newline at its end; cron passes over the line" "$stderr"
}

@test "CRON_TZ moves the schedules of cronie, not of Debian's cron" {
	printf 'CRON_TZ=Asia/Tokyo\n0 12 1 1 * a\n' |
		tee >(file var/spool/cron/alice) |
		file var/spool/cron/crontabs/bob
	while [ ! -s "$root/var/spool/cron/alice" ]; do sleep 0.1; done
	[ -e /usr/share/zoneinfo/Asia/Tokyo ] || skip "no zones"
	scan -k user,next
	same "bob	$(coming 01-01T12:00:00Z)
alice	$(coming 01-01T03:00:00Z)" "$output"
}

@test "a zone that is none, or is a path, is noted and never due" {
	printf 'CRON_TZ=%s\n0 12 1 1 * a\n' ../../../etc/passwd |
		file var/spool/cron/alice
	scan -k last,next
	same $'-\t-' "$output"
	has "$stderr" "alice: line 2: a time zone that is not known"
}

@test "TZ is the clock; without it that of the root" {
	echo '0 0 1 1 * a' | file var/spool/cron/crontabs/alice
	TZ=XXX-5 scan -k next
	same "$(coming 12-31T19:00:00Z)" "$output"
	[ -e /usr/share/zoneinfo/Asia/Tokyo ] || skip "no zones"
	ln -s /usr/share/zoneinfo/Asia/Tokyo "$root/etc/localtime"
	unset TZ
	scan -k next
	same "$(coming 12-31T15:00:00Z)" "$output"
}

@test "@reboot was last due when cron left its mark" {
	echo '@reboot a' | file var/spool/cron/crontabs/alice
	file run/crond.reboot </dev/null
	touch -d @1795283088 "$root/run/crond.reboot"
	scan -k last,next
	same $'2026-11-21T17:44:48Z\t-' "$output"
}

@test "files of cron.daily take the schedule of the line that runs them" {
	file etc/crontab <<-'END'
		MAILTO=ops
		25 6 * * * root test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }
	END
	echo '7 25 cron.weekly nice run-parts /etc/cron.weekly' |
		file etc/anacrontab
	local name
	for name in daily/a daily/b.sh weekly/c monthly/d; do
		file "etc/cron.$name" <<<'#!/bin/sh'
		chmod +x "$root/etc/cron.$name"
	done
	scan -k command,schedule,user,mailto
	same "/etc/cron.daily/a	25\\x206\\x20*\\x20*\\x20*	root	ops
/etc/cron.weekly/c	7\\x2025\\x20cron.weekly	root	root
/etc/cron.monthly/d	monthly	root	-" "$(grep ^/etc <<<"$output")"
	echo '1 5 cron.daily run-parts /etc/cron.daily' |
		file etc/anacrontab
	file usr/sbin/anacron </dev/null
	scan -k command,schedule
	has "$output" $'/etc/cron.daily/a\t1 5 cron.daily'
}

@test "anacrontab: settings hold from their line on; what is no job is noted" {
	file etc/anacrontab <<-'END'
		# as Red Hat's
		SHELL=/bin/bash
		MAILTO = "ops"
		RANDOM_DELAY=45
		  1 5 a /bin/a  x
		MAILTO=
		SHELL=/bin/zsh
		@monthly 45	c nice /bin/c
		7 25 nothing
		seven 25 d /bin/d
		1 5
	END
	scan -k file,schedule,command,mailto,shell
	same "/etc/anacrontab:5	1\\x205\\x20a	/bin/a\\x20\\x20x	ops	/bin/bash
/etc/anacrontab:8	@monthly\\x2045\\tc	nice\\x20/bin/c	-	/bin/zsh" "$output"
	local line
	for line in 9 10 11; do
		has "$stderr" "$root/etc/anacrontab: line $line: no job; anacron passes over it"
	done
	same 3 "${#stderr_lines[@]}"
}

@test "files of cron.daily: what is no plain file is none" {
	file etc/cron.daily/a <<<'#!/bin/sh'
	chmod +x "$root/etc/cron.daily/a"
	mkdir "$root/etc/cron.daily/dir"
	ln -s /nowhere "$root/etc/cron.daily/gone"
	scan -ak file
	same /etc/cron.daily/a "$output"
}

@test "Red Hat's cron: other names, and a bad line is only that line" {
	file usr/sbin/crond </dev/null
	printf '0 0 1 1 * root a\n60 * * * * root b\nCRON_TZ=x\n' |
		file etc/crontab
	local name
	for name in a.sh 'b c' d~ '#e#' f.rpmsave g.rpmorig h.rpmnew i.rpm; do
		echo "* * * * * root $name" | file "etc/cron.d/$name"
	done
	scan -ak command,off
	same "a	-
#e#	name not run
a.sh	-
b\\x20c	-
d~	name not run
f.rpmsave	name not run
g.rpmorig	name not run
h.rpmnew	name not run
i.rpm	-" "$output"
	has "$stderr" "$root/etc/crontab: line 2: bad minute; cron passes over the line"
	# Debian's cron beside it is the one that is there.
	file usr/sbin/cron </dev/null
	scan -ak command,off
	has "$output" $'a\tfile ignored'
	has "$output" $'a.sh\tname not run'
}

@test "timers: Unit= is the service, an empty ExecStart= starts anew" {
	timer etc/systemd/system a /bin/a <<-'END'
		[Timer]
		OnCalendar=daily
		Unit=other.service
	END
	printf '[Service]\nUser=bob\nExecStart=/bin/no\nExecStart=\nExecStart=/bin/yes\n' |
		file etc/systemd/system/other.service
	timer etc/systemd/system b /bin/b <<-'END'
		[Timer]
		OnCalendar=daily
		Unit=../../../etc/passwd
	END
	# Only .conf files are drop-ins.
	file etc/systemd/system/a.timer.d/x.conf.dpkg-old \
		<<<$'[Timer]\nOnCalendar=weekly'
	scan -k user,schedule,command
	same "bob	daily	/bin/yes
root	daily	-" "$output"
}

@test "timers: more than 10000 below one directory are told and left out" {
	mkdir -p "$root/etc/systemd/system"
	(
		cd "$root/etc/systemd/system"
		seq -f '%05.0f.timer' 10002 | xargs touch
	)
	ask 2 cronscan -r "$root/" -ak command
	same 10000 "${#lines[@]}"
	has "$stderr" "more than 10000 timers: the rest is left out"
	# A root is named without the slash at its end.
	has "$stderr" "cronscan: $root/"
	[[ $stderr != *"$root//"* ]]
}

@test "timers: calendars, texts, service, user; enabled, or of no one" {
	timer etc/systemd/system a '-/bin/a x' <<-'END'
		[Timer]
		OnCalendar=*-01-01
		OnCalendar=Mon *-01-02 UTC
		OnBootSec=5min
		[Install]
		WantedBy=timers.target
	END
	printf 'User=bob\nExecStart=/bin/b\n' >>"$root/etc/systemd/system/a.service"
	enable_timer a
	timer usr/lib/systemd/system static /bin/s <<<$'[Timer]\nOnBootSec=1'
	timer run/systemd/transient run-1 /bin/r <<<$'[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=x'
	scan -k user,schedule,command
	same "bob	*-01-01;\\x20Mon\\x20*-01-02\\x20UTC;\\x20OnBootSec=5min	/bin/a x; /bin/b
root	daily	/bin/r
root	OnBootSec=1	/bin/s" "$output"
	scan -k next
	same "$(($(date -u +%Y) + 1))-01-01T00:00:00Z" "${lines[0]}"
}

@test "timers: drop-ins, masks, templates" {
	timer usr/lib/systemd/system a /bin/a <<<$'[Timer]\nOnCalendar=daily'
	file etc/systemd/system/a.timer.d/x.conf \
		<<<$'[Timer]\nOnCalendar=\nOnCalendar=weekly'
	file etc/systemd/system/a.service.d/y.conf <<<$'[Service]\nUser=bob'
	timer usr/lib/systemd/system b /bin/b <<<$'[Timer]\nOnCalendar=daily'
	ln -s /dev/null "$root/etc/systemd/system/b.timer"
	timer usr/lib/systemd/system c@ /bin/c <<<$'[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=x'
	mv "$root/usr/lib/systemd/system/c@.service" \
		"$root/etc/systemd/system/"
	mkdir "$root/etc/systemd/system/timers.target.wants"
	ln -s /usr/lib/systemd/system/c@.timer \
		"$root/etc/systemd/system/timers.target.wants/c@x.timer"
	scan -ak user,schedule,command,off
	same "bob	weekly	/bin/a	-
root	-	/bin/b	masked
root	daily	/bin/c	-" "$output"
}

@test "timers of users, below their homes" {
	mkdir -p "$root/home/alice/.config/systemd/user"
	timer home/alice/.config/systemd/user a $'/bin/a\nUser=root' <<<$'[Timer]\nOnCalendar=daily\n[Install]\nWantedBy=x'
	mkdir "$root/home/alice/.config/systemd/user/x.target.wants"
	scan
	same "" "$output"
	ln -s ../a.timer \
		"$root/home/alice/.config/systemd/user/x.target.wants/a.timer"
	scan -k file,user,command
	same "/home/alice/.config/systemd/user/a.timer	alice	/bin/a" "$output"
}

@test "a calendar that systemd refuses is noted" {
	timer etc/systemd/system a /bin/a <<<$'[Timer]\nOnCalendar=25:00'
	scan
	same "" "$output"
	has "$stderr" "a.timer: a calendar expression that systemd refuses"
}

@test "a calendar in a zone that is none is noted, and never due" {
	timer etc/systemd/system a a <<<$'[Timer]\nOnCalendar=daily No/Where'
	scan -ak schedule,last,next
	same 'daily\x20No/Where	-	-' "$output"
	has "$stderr" "a.timer: a time zone that is not known"
}

@test "a zone is one where TZ is not set, and written only one way" {
	[ -e /usr/share/zoneinfo/Asia/Tokyo ] || skip "no zones"
	mkdir -p "$tmp/spool/cron"
	printf '%s\n' CRON_TZ=Asia/Tokyo '0 12 1 1 * a' \
		CRON_TZ=Asia//Tokyo '0 12 1 1 * b' >"$tmp/spool/cron/bob"
	ask 0 env -u TZ cronscan -ak command,next "$tmp/spool/cron/bob"
	same "a	$(coming 01-01T03:00:00Z)" "${lines[0]}"
	same "b	-" "${lines[1]}"
	has "$stderr" "line 4: a time zone that is not known"
}

@test "a calendar's zone is its own clock" {
	[ -e /usr/share/zoneinfo/Asia/Tokyo ] || skip "no zones"
	timer etc/systemd/system a a \
		<<<$'[Timer]\nOnCalendar=*-01-01 12:00 Asia/Tokyo'
	timer etc/systemd/system b b <<<$'[Timer]\nOnCalendar=*-01-01 12:00'
	TZ=XXX-5 scan -k next
	same "$(coming 01-01T03:00:00Z)
$(coming 01-01T07:00:00Z)" "$output"
}

@test "at jobs: what is to be done, whoever owns the file" {
	need_root
	file var/spool/cron/atjobs/a0000101c8920d <<-'END'
		#!/bin/sh
		# atrun uid=0 gid=0
		# mail root 0
		umask 22
		X=/usr/sbin/sendmail; export X
		cd /tmp || {
			 echo 'Execution directory inaccessible' >&2
			 exit 1
		}
		one
		two

	END
	file var/spool/at/b0000201c8920d <<-'END'
		#!/bin/sh
		# atrun uid=7 gid=7
		# mail alice 1
		cd / || {
			 echo 'Execution directory inaccessible' >&2
			 exit 1
		}
		${SHELL:-/bin/sh} << 'marcinDELIMITER1a2b3c4d'
		three
		marcinDELIMITER1a2b3c4d
	END
	chown 1000 "$root/var/spool/cron/atjobs/a0000101c8920d"
	chown 7777 "$root/var/spool/at/b0000201c8920d"
	touch "$root/var/spool/at/"{.SEQ,a0000101c8920,xa0000101c8920d}
	scan -k user,last,next,mailto,mail,command
	same "alice	-	2026-11-22T00:45:00Z	root	no	one\\ntwo
7777	-	2026-11-22T00:45:00Z	alice	no	three" \
		"$(sed 's/2026-11-22T00:45:00Z	-/-	2026-11-22T00:45:00Z/' <<<"$output")"
}

@test "at jobs: one that is cut off is shown as a whole, a link is refused" {
	need_root
	file var/spool/cron/atjobs/a0000101c8920d <<-'END'
		#!/bin/sh
		# atrun uid=0 gid=0
		cd /tmp || {
			 echo 'Execution directory inaccessible' >&2
	END
	ln -s /etc/passwd "$root/var/spool/cron/atjobs/a0000201c8920d"
	ask 2 cronscan -r "$root" -k command,mailto
	same "#!/bin/sh\\n# atrun uid=0 gid=0\\ncd /tmp || {\\n echo 'Execution directory inaccessible' >&2	-" \
		"${output//\\x20/ }"
	has "$stderr" "a0000201c8920d: a symbolic link, not followed"
}

@test "mail: more than 64 MiB of scripts: said once, the answer not known" {
	(
		echo '#!/bin/sh'
		yes '# nothing' | head -c 262000
	) | file usr/bin/large
	for _ in {1..258}; do
		echo '0 0 1 1 * root /usr/bin/large'
	done | file etc/crontab
	scan -k mail
	same no "${lines[0]}"
	same "-" "${lines[257]}"
	same 1 "$(grep -c "more than 64 MiB of scripts" <<<"$stderr")"
	same 1 "${#stderr_lines[@]}"
}

@test "mail: by the command, by a script that it names, or not to be told" {
	file srv/a.php <<<$'<?php\n// mail(x)\n@mail($x);'
	file srv/b.sh <<<$'#!/bin/sh\nmail -s x root'
	file srv/c.php <<<$'<?php eval(base64_decode("eA=="));'
	file srv/d.log <<<'sendmail'
	printf '\177ELF\0sendmail -t' | file srv/e
	ln -s /srv/a.php "$root/srv/link.php"
	file var/spool/cron/crontabs/alice <<-'END'
		* * * * * echo x | mail -s x root
		* * * * * php /srv/a.php
		* * * * * cd /srv && ./b.sh >/dev/null
		* * * * * php "/srv/c.php"
		* * * * * /srv/e >>/srv/b.sh; cat /srv/d.log /srv/missing.php
		* * * * * php b.sh
		* * * * * php /srv/link.php
		* * * * * php /srv/../../../srv/a.php
	END
	scan -k mail
	same "yes:mail@command
yes:mail@/srv/a.php:3
yes:mail@/srv/./b.sh:2
yes:eval@/srv/c.php:1
no
no
yes:mail@/srv/link.php:3
yes:mail@/srv/../../../srv/a.php:3" "$output"
}

@test "mail: a link of a user's is not followed, the answer is not known" {
	need_root
	chown root "$root"
	mkdir -p "$root/srv"
	echo 'mail -s x' >"$root/secret"
	ln -s /secret "$root/srv/x.sh"
	chown -h 1000 "$root/srv/x.sh"
	echo '* * * * * sh /srv/x.sh' | file var/spool/cron/crontabs/alice
	scan -jk mail,file
	same '{"file": "/var/spool/cron/crontabs/alice:1"}' "$output"
	scan -k mail
	same - "$output"
}

@test "paths too deep, with a name too long, or links in a circle: not there" {
	local long deep
	long=$(printf 'x%.0s' {1..255})
	deep=$(printf 'd/%.0s' {1..80})
	echo '#!/bin/sh
sendmail' | file "opt/$long"
	mkdir -p "$root/opt/$deep"
	cp "$root/opt/$long" "$root/opt/$deep/x"
	ln -s b "$root/opt/a"
	ln -s a "$root/opt/b"
	printf '0 0 1 1 * root %s\n' "/opt/$long" "/opt/${long}x" \
		"/opt/$deep/x" /opt/a /opt/.. | file etc/crontab
	scan -k mail
	same "yes:sendmail@/opt/$long:2
no
-
-
no" "$output"
}

@test "no link leads out of the root" {
	echo 'mail -s x' >"$tmp/outside.sh"
	mkdir -p "$root/srv"
	ln -s "$tmp" "$root/srv/abs"
	ln -s ../../.. "$root/srv/rel"
	printf '* * * * * sh /srv/%s/outside.sh\n' abs rel ../.. |
		file var/spool/cron/crontabs/alice
	scan -k mail
	same $'no\nno\nno' "$output"
}

@test "links and pipes among users' crontabs are refused and told" {
	echo '* * * * * a' | file var/spool/cron/crontabs/alice
	ln -s /etc/passwd "$root/var/spool/cron/crontabs/bob"
	mkfifo "$root/var/spool/cron/crontabs/pipe"
	mkdir "$root/var/spool/cron/crontabs/dir"
	ask 2 timeout 60 cronscan -r "$root" -k command
	same a "$output"
	same "cronscan: $root/var/spool/cron/crontabs/bob: a symbolic link, not followed
cronscan: $root/var/spool/cron/crontabs/pipe: no regular file, not read" "$stderr"
}

@test "a link of root's in /etc/cron.d is followed, below the root" {
	echo '* * * * * root a' | file opt/x/job
	mkdir -p "$root/etc/cron.d"
	ln -s /opt/x/job "$root/etc/cron.d/x"
	scan -k file,command
	same $'/etc/cron.d/x:1\ta' "$output"
}

@test "a huge file is read up to 4 MiB, and told" {
	yes '* * * * * a' | head -c 5000000 | file var/spool/cron/crontabs/alice
	ask 2 cronscan -r "$root" -k command
	same $((4194304 / 12)) "${#lines[@]}"
	same "cronscan: $root/var/spool/cron/crontabs/alice: larger than 4 MiB: the rest is left out" "$stderr"
}

@test "control bytes never reach the output, nor do lines end early" {
	printf '* * * * * x\e[31m\xff\t y\r\nMAILTO="\e]0;\x07"\n* * * * * z\n' |
		file var/spool/cron/crontabs/alice
	scan -k command,mailto
	same 'x\x1B[31m\xFF\t\x20y\x0D	alice
z	\x1B]0;\x07' "$output"
}

@test "a job behind a NUL is a job, as it is for cron" {
	printf '0 0 1 1 * a\0* * * * * b\n' | file var/spool/cron/crontabs/alice
	scan -k file,command
	same "/var/spool/cron/crontabs/alice:1	a
/var/spool/cron/crontabs/alice:1	b" "$output"
}

@test "files by name: with users by path, or by what they say" {
	printf '* * * * * root a b\n' >"$tmp/one"
	printf '* * * * * touch a b\n' >"$tmp/two"
	mkdir -p "$tmp/cron.d" "$tmp/spool/cron/crontabs"
	printf '* * * * * carl c\n' |
		tee "$tmp/cron.d/x" >"$tmp/spool/cron/crontabs/bob"
	ask 0 cronscan -r "$root" -k file,user,command "$tmp/one" "$tmp/two" \
		"$tmp/cron.d/x" "$tmp/spool/cron/crontabs/bob"
	same "$tmp/one:1	root	a b
$tmp/two:1	-	touch a b
$tmp/cron.d/x:1	carl	c
$tmp/spool/cron/crontabs/bob:1	bob	carl c" "$output"
}

@test "files by name: directly in spool/cron they are cronie's" {
	mkdir -p "$tmp/spool/cron/crontabs"
	printf '5~20 * * * * a\n' |
		tee "$tmp/spool/cron/alice" >"$tmp/spool/cron/crontabs/alice"
	ask 0 cronscan -ak file,user,next "$tmp/spool/cron/alice" \
		"$tmp/spool/cron/crontabs/alice"
	same "$tmp/spool/cron/alice:1	alice	-" "${lines[0]}"
	[[ ${lines[1]} == *"crontabs/alice:1	alice	20"* ]]
}

@test "files by name: an anacrontab, and one that is too large" {
	printf 'MAILTO=bob\n1 5 a b c\n' >"$tmp/my-anacrontab"
	ask 0 cronscan -k user,schedule,mailto,command "$tmp/my-anacrontab"
	same "root	1\\x205\\x20a	bob	b c" "$output"
	yes '* * * * * a' | head -c 5000000 >"$tmp/x"
	ask 2 cronscan -k command "$tmp/x"
	same $((4194304 / 12)) "${#lines[@]}"
	same "cronscan: $tmp/x: larger than 4 MiB: the rest is left out" "$stderr"
}

@test "files by name: bad lines are told, good ones shown, a bare end, too" {
	printf '60 * * * * a\n* * * * * b' >"$tmp/x"
	ask 0 cronscan -k command "$tmp/x"
	same b "$output"
	same "cronscan: $tmp/x: line 1: bad minute
cronscan: $tmp/x: line 2: no newline at its end" "$stderr"
	ask 0 cronscan -k command - <"$tmp/x"
	same b "$output"
	echo text >"$tmp/x"
	ask 2 cronscan -q "$tmp/x"
	same "cronscan: $tmp/x: no crontab" "$stderr"
	ask 2 cronscan "$tmp/missing"
	same "cronscan: $tmp/missing: No such file or directory" "$stderr"
}

@test "a named pipe without a writer does not hold it up" {
	mkfifo "$tmp/pipe"
	ask 0 timeout 60 cronscan "$tmp/pipe"
	same "" "$output"
	ask 0 cronscan -k command <(echo '* * * * * a')
	same a "$output"
}

@test "what may not be read is an error, the rest is shown" {
	need_root
	chmod 755 "$tmp" "$root"
	echo '* * * * * root a' | file etc/crontab
	echo '* * * * * b' | file var/spool/cron/crontabs/alice
	chmod 700 "$root/var/spool/cron/crontabs"
	ask 2 as_nobody "$(command -v cronscan)" -r "$root" -k command
	same a "$output"
	has "$stderr" "$root/var/spool/cron/crontabs: Permission denied"
}

@test "wrong usage: exit 2" {
	ask 2 cronscan -k nothing
	has "$stderr" "no field nothing; the fields are file user schedule"
	ask 2 cronscan -w x
	has "$stderr" "cronscan: -w: x: not seconds of a day"
	ask 2 cronscan -r ""
	ask 2 cronscan "$tmp" -a
	ask 2 cronscan -r "$tmp/missing"
	same "cronscan: $tmp/missing: No such file or directory" "$stderr"
}

# --- which job sent it ---

# messages USER START STEP TIMES EACH: JSON lines, EACH a second apart.
messages() {
	awk -v user="${1:+,\"user\":\"$1\"}" -v start="$2" -v step="$3" \
		-v times="$4" -v each="$5" 'BEGIN {
		for (i = 0; i < times * each; i++) {
			at = start + int(i / each) * step + i % each
			printf "{\"queue_id\":\"1xUnyH-%06d-0M\",", i
			printf "\"arrival_time\":%d%s}\n", at, user
		}
	}'
}

# 2025-11-21T04:40:00Z, which */20 is due at.
start=1763700000

jobs() {
	file etc/crontab <<-'END'
		* * * * * root /bin/tick
		*/20 * * * * bob php /home/bob/send.php
		*/20 * * * * alice php /home/alice/send.php
		7 * * * * bob /bin/hourly
	END
}

@test "-i: the job whose due times fit is first, and others are left out" {
	jobs
	messages bob $start 1200 10 5 >"$tmp/list"
	ask 0 cronscan -r "$root" -i "$tmp/list"
	same "299.6	20.0	50	2.5	bob	*/20\x20*\x20*\x20*\x20*	/etc/crontab:2	php /home/bob/send.php" "$output"
	same "cronscan: unexplained: 0 of 50 messages" "$stderr"
}

@test "-i: a message of no known user can be any job's" {
	jobs
	messages "" $start 1200 10 5 >"$tmp/list"
	ask 0 cronscan -qr "$root" -k user,hits -i - <"$tmp/list"
	same "alice 50,bob 50,root 50" \
		"$(sort <<<"$output" | tr '\t' ' ' | paste -sd,)"
	same "" "$stderr"
}

@test "-i: a message that came in by SMTP can be any job's" {
	jobs
	messages bob $start 1200 10 5 | sed 's/}$/,"via":"loop"}/' >"$tmp/list"
	ask 0 cronscan -qr "$root" -k user,hits -i "$tmp/list"
	same "alice 50,bob 50,root 50" \
		"$(sort <<<"$output" | tr '\t' ' ' | paste -sd,)"
	messages bob $start 1200 10 5 | sed 's/}$/,"via":"local"}/' >"$tmp/list"
	ask 0 cronscan -qr "$root" -k user,hits -i "$tmp/list"
	same "bob	50" "$output"
}

@test "-i: every minute: only the first seconds of it tell anything" {
	jobs
	# Once at each second of a minute: what a web server's mail looks like.
	messages root $start 61 600 1 >"$tmp/list"
	ask 1 cronscan -r "$root" -i "$tmp/list"
	same "" "$output"
	same "cronscan: unexplained: 600 of 600 messages" "$stderr"
	ask 0 cronscan -ajqr "$root" -i "$tmp/list" -k file,hits,lift
	same '{"file": "/etc/crontab:1", "hits": 100, "lift": 1.0}' "$output"
	messages root $((start + 2)) 60 600 1 >"$tmp/list"
	ask 0 cronscan -r "$root" -k file,hits,lift -i "$tmp/list"
	same "/etc/crontab:1	600	6.0" "$output"
}

@test "-i: -w is how long after it was due; -a shows a lift under 2" {
	jobs
	messages bob $((start + 300)) 1200 10 5 >"$tmp/list"
	ask 1 cronscan -r "$root" -i "$tmp/list"
	same "cronscan: unexplained: 50 of 50 messages" "$stderr"
	ask 0 cronscan -r "$root" -i "$tmp/list" -w 400
	same "/etc/crontab:2" "$(cut -f 7 <<<"$output")"
	ask 1 cronscan -r "$root" -i "$tmp/list" -w 1100
	ask 0 cronscan -ar "$root" -i "$tmp/list" -w 1100 -k lift,hits
	same "1.1	50" "$(head -n 1 <<<"$output")"
	ask 2 cronscan -w 86401 -i x
}

@test "-i: what came more than 62 days before the last one is not looked at" {
	jobs
	(
		messages bob $((start - 63 * 86400)) 1200 2 5
		messages bob $start 1200 10 5 | sed 's/1xUnyH/1xUnyI/'
	) >"$tmp/list"
	ask 0 cronscan -r "$root" -i "$tmp/list" -k file,hits
	same "/etc/crontab:2	50" "$output"
}

@test "-i: messages whose time is not known are told and left out" {
	jobs
	messages bob $start 1200 10 5 >"$tmp/list"
	echo '{"queue_id":"4F1E2D3C4B","sender":"a@b.c"}' >>"$tmp/list"
	ask 0 cronscan -r "$root" -i "$tmp/list" -k file,hits
	same "/etc/crontab:2	50" "$output"
	has "$stderr" "cronscan: 1 messages left out: when they came is not known"
}

@test "-i: ids that are in no queue any more still tell when they came" {
	mkdir "$tmp/cron.d"
	echo '5 3 * * * bob x' >"$tmp/cron.d/tab"
	# 2026-11-21T03:05:0xZ as 6-11-4.
	local first
	first=$(date -ud '2026-11-21 03:05:00' +%s)
	python3 - "$first" >"$tmp/list" <<-'END'
		import sys
		digits = ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "abcdefghijklmnopqrstuvwxyz")
		for n in range(int(sys.argv[1]), int(sys.argv[1]) + 4):
		    id = ""
		    for i in range(6):
		        id = digits[n % 62] + id
		        n //= 62
		    print(id + "-00000000abc-0000")
	END
	QTRIAGE_QUEUE='' ask 0 cronscan -i "$tmp/list" -k hits,user "$tmp/cron.d/tab"
	same "4	bob" "$output"
}

@test "-i: what is no list of messages; no messages; both from one input" {
	jobs
	echo 'what is this' >"$tmp/list"
	ask 2 cronscan -r "$root" -i "$tmp/list"
	ask 2 cronscan -r "$root" -i "$tmp/none"
	: >"$tmp/list"
	ask 1 cronscan -qr "$root" -i "$tmp/list"
	same "" "$output$stderr"
	ask 2 cronscan -i - -
	ask 2 cronscan -k score
	echo '{"queue_id":"4F1E2D3C4B","sender":"a@b.c"}' >"$tmp/list"
	ask 2 cronscan -r "$root" -i "$tmp/list"
	has "$stderr" "when the messages came is not known"
}
