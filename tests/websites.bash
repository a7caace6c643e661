#!/bin/bash
# Real websites that send mail, recorded once: nginx with php-fpm, Apache with
# mod_php and Exim, each with files of its own below one directory. Loaded by
# bats files, which call websites_record and then lay the recording out; run
# with DIR as its operand it is the part that works inside of the namespaces.
#
# The servers live in namespaces of their own: there every port is free and
# none but the loopback is to be reached; PHP's sendmail is the plain one, on
# the configuration that stands in /etc/exim4 there and nowhere else; and what
# a script left running ends with the first process.
#
# A message's Subject names the script that sent it, without .php.

websites_can() {
	[ "$(id -u)" = 0 ] && unshare -mnp --fork true
}

# websites_record DIR: makes the whole recording: DIR/spool has the messages,
# DIR/log the logs, DIR/messages what qls -t says of each message.
# The log of a server that did not start is shown. What a machine recorded that
# stood still for seconds (websites_steady) is put away, and recorded again.
websites_record() {
	local dir=$1
	for _ in 1 2 3 4 5; do
		rm -rf "$dir"
		websites_once "$dir"
		! websites_steady "$dir" || return 0
	done
	return 1
}

websites_once() {
	local dir=$1
	mkdir -p "$dir/etc" "$dir/log/nginx" "$dir/log/apache2" \
		"$dir/log/php" "$dir/run" "$dir/tmp"
	BATS_TEST_TMPDIR=$dir exim_conf "$dir" 'untrusted_set_sender = *'
	cp "$dir/conf" "$dir/etc/exim4.conf"
	chmod 1777 "$dir/log/php" "$dir/tmp"
	websites_scripts "$dir"
	websites_fpm "$dir" >"$dir/fpm.conf"
	websites_nginx "$dir" >"$dir/nginx.conf"
	websites_apache "$dir" >"$dir/apache.conf"
	: >"$dir/php.ini"
	timeout -k 5 240 unshare -mnp --fork --kill-child bash \
		tests/websites.bash "$dir" >"$dir/said" 2>&1 </dev/null || {
		tail -n 20 "$dir/said" "$dir"/log/*/error.log
		return 1
	}
	qls -t -d "$dir/spool" -k id,time,user,rcpts,subject >"$dir/messages"
}

# --- what is served

# script DIR VHOST PATH N PAUSE [BEFORE [BETWEEN]]: sends N messages, PAUSE
# microseconds from one to the next, however long each takes; BEFORE is PHP that
# runs first, BETWEEN what runs in front of each message, the I-th.
script() {
	local file=$1/www/$2/$3 name=${3##*/}
	name=${name%.php}
	mkdir -p "${file%/*}"
	cat >"$file" <<-PHP
		<?php
		function await(\$file) {
			while (!file_exists(\$file)) {
				usleep(5000);
				clearstatcache();
			}
		}
		${6-}
		\$next = microtime(true);
		for (\$i = 1; \$i <= $4; \$i++) {
			${7-}
			\$next += $5 / 1e6;
			@time_sleep_until(\$next);
			mail("$name\$i@rcpt.example", "$name \$i", "Text.\n");
		}
		echo "done\n";
	PHP
}

# detached NAME SECONDS: PHP that leaves a shell behind, which sends five
# messages when the request is long over.
detached() {
	cat <<-PHP
		exec('(sleep $2; for i in 1 2 3 4 5; do printf ' .
			'"To: $1\$i@rcpt.example\nSubject: $1 \$i\n\n\n" ' .
			'| /usr/sbin/sendmail -t -i; sleep .2; done' .
			') >/dev/null 2>&1 &');
	PHP
}

websites_scripts() {
	local dir=$1 ajax=wp-admin/admin-ajax.php
	script "$dir" shop.example $ajax 0 0 'usleep(20000);'
	script "$dir" shop.example wp-login.php 0 0 'usleep(50000);'
	script "$dir" shop.example index.php 0 0
	script "$dir" shop.example wp-content/uploads/slow.php 10 300000
	script "$dir" shop.example wp-includes/quick.php 3 1000
	script "$dir" shop.example wp-includes/finish.php 10 280000 \
		"fastcgi_finish_request(); await('$dir/run/finished');"
	script "$dir" shop.example wp-includes/detach.php 0 0 \
		"$(detached detach 5)"
	script "$dir" news.example contact/timeout.php 20 240000
	script "$dir" news.example contact/abort.php 8 240000 '' \
		"if (\$i == 5) { await('$dir/run/left'); \$next = microtime(true); }"
	script "$dir" blog.example $ajax 0 0 'usleep(20000);'
	script "$dir" blog.example wp-login.php 0 0 'usleep(50000);'
	script "$dir" blog.example index.php 0 0
	script "$dir" blog.example images/start.php 10 280000
	script "$dir" blog.example images/burst.php 3 1000
	script "$dir" blog.example images/lower.php 3 100000
	script "$dir" blog.example images/later.php 0 0 "$(detached later 8)"
	script "$dir" blog.example wp-cron.php 4 100000 \
		"if (isset(\$_GET['quiet'])) exit;"
	script "$dir" old.example forum/logged.php 6 400000
}

# --- configurations

websites_fpm() {
	local dir=$1 pool user
	cat <<-CONF
		[global]
		error_log = $dir/log/php/error.log
		daemonize = no
	CONF
	for pool in shop:games news:news; do
		user=${pool#*:}
		pool=${pool%:*}
		cat <<-CONF
			[$pool]
			user = $user
			group = nogroup
			listen = $dir/run/$pool.sock
			listen.owner = www-data
			pm = static
			pm.max_children = 6
		CONF
		# As where the clock is set, and PHP is told so.
		[ "$user" != news ] || cat <<-CONF
			php_admin_value[date.timezone] = Asia/Tokyo
			php_admin_value[mail.log] = $dir/log/php/tokyo.log
		CONF
	done
}

# The same requests in each form of log; one file a form, one a site.
websites_nginx() {
	local dir=$1 site
	cat <<-CONF
		user www-data;
		worker_processes 1;
		daemon off;
		pid $dir/run/nginx.pid;
		error_log $dir/log/nginx/error.log;
		events {}
		http {
		log_format timed '\$remote_addr - \$remote_user [\$time_local] '
			'"\$request" \$status \$body_bytes_sent '
			'"\$http_referer" "\$http_user_agent" '
			'rt=\$request_time';
		log_format json escape=json '{"time_iso8601":"\$time_iso8601",'
			'"msec":\$msec,"host":"\$host",'
			'"remote_addr":"\$remote_addr",'
			'"request":"\$request","status":\$status,'
			'"body_bytes_sent":\$body_bytes_sent,'
			'"request_time":\$request_time,'
			'"http_user_agent":"\$http_user_agent"}';
		log_format custom '$websites_custom_nginx';
		client_body_temp_path $dir/tmp/body;
		fastcgi_temp_path $dir/tmp/fastcgi;
		proxy_temp_path $dir/tmp/proxy;
		scgi_temp_path $dir/tmp/scgi;
		uwsgi_temp_path $dir/tmp/uwsgi;
		fastcgi_read_timeout 30s;
	CONF
	for site in shop news; do
		cat <<-CONF
			server {
			listen 80;
			server_name $site.example;
			root $dir/www/$site.example;
			index index.php;
			access_log $dir/log/nginx/access.log;
			access_log $dir/log/nginx/$site.example.access.log;
			access_log $dir/log/nginx/timed.log timed;
			access_log $dir/log/nginx/json.log json;
			access_log $dir/log/nginx/custom.log custom;
			location = /contact/timeout.php {
				include /etc/nginx/fastcgi.conf;
				fastcgi_pass unix:$dir/run/$site.sock;
				fastcgi_read_timeout 2s;
			}
			location ~ \\.php\$ {
				include /etc/nginx/fastcgi.conf;
				fastcgi_pass unix:$dir/run/$site.sock;
			}
			}
		CONF
	done
	echo '}'
}

# The forms that no reader can know; tests give them by -F.
# shellcheck disable=SC2016 # variables of nginx
websites_custom_nginx='$host|$time_iso8601|$request_time|$remote_addr'
# shellcheck disable=SC2016
websites_custom_nginx+='|$request_method|$request_uri|$status'
websites_custom_apache='%{msec}t %v %a %>s %D %m %U'

websites_apache() {
	local dir=$1 site module combined
	combined='%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"'
	cat <<-CONF
		ServerRoot $dir
		ServerName mail.example
		Listen 0.0.0.0:8080
		PidFile $dir/run/apache.pid
		DefaultRuntimeDir $dir/run
		Mutex file:$dir/run default
		ErrorLog $dir/log/apache2/error.log
		User www-data
		Group www-data
		StartServers 8
	CONF
	for module in mpm_prefork authz_core dir; do
		echo "LoadModule ${module}_module" \
			"$websites_modules/mod_$module.so"
	done
	cat <<-CONF
		LoadModule php_module $(echo "$websites_modules"/libphp*.so)
		PHPIniDir $dir
		DirectoryIndex index.php
		<FilesMatch "\\.php\$">
			SetHandler application/x-httpd-php
		</FilesMatch>
		LogFormat "$combined" combined
		LogFormat "%v:%p $combined" vhost_combined
		LogFormat "$combined %D" timed
		LogFormat "$websites_custom_apache" custom
	CONF
	for site in blog old; do
		cat <<-CONF
			<VirtualHost *:8080>
			ServerName $site.example
			DocumentRoot $dir/www/$site.example
			CustomLog log/apache2/access.log combined
			CustomLog log/apache2/$site.example.access.log combined
			CustomLog log/apache2/vhosts.log vhost_combined
			CustomLog log/apache2/timed.log timed
			CustomLog log/apache2/custom.log custom
		CONF
		# PHP tells each call of mail() for that one.
		[ $site != old ] ||
			echo "php_admin_value mail.log $dir/log/php/mail.log"
		echo '</VirtualHost>'
	done
}
websites_modules=/usr/lib/apache2/modules

# --- the part inside

# ask_site PORT VHOST METHOD PATH [COMMAND...]: one request from $client, which
# leaves when the command is done, or when it has its answer.
ask_site() {
	# shellcheck disable=SC2016
	timeout 100 bash -c '
		exec 3<>"/dev/tcp/$client/$1" &&
		printf "%s\r\n" "$3 $4 HTTP/1.1" "Host: $2" \
			"Content-Length: 0" "Connection: close" "" >&3 &&
		if [ $# -gt 4 ]; then "${@:5}"; else cat <&3; fi' \
		bash "$@" >/dev/null
}
# Both are addresses of the loopback: who asks for one there has that one, too.
export client=203.0.113.66
websites_reader=198.51.100.7

# Ready is who takes connections: both ports, both sockets.
listen() {
	local port site
	for port in 80 8080; do
		(: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return
	done
	for site in shop news; do
		grep -q " 00010000 .*/run/$site.sock" /proc/net/unix || return
	done
}

# until_so COMMAND...: for a minute.
until_so() {
	local end=$((SECONDS + 60))
	until "$@"; do
		[ $SECONDS -lt $end ] || {
			echo "not within a minute: $*"
			return 1
		}
		sleep .05
	done
}

# is_sent N NAME...: so many messages of theirs are in the queue.
is_sent() {
	local n=$1
	shift
	local names=$*
	[ "$(grep -lsE "Subject: (${names// /|}) " "$dir"/spool/input/*-H |
		wc -l)" -ge "$n" ]
}

# is_logged NAME: nginx has written the line of that script's request.
is_logged() {
	grep -q "/$1\.php" "$dir/log/nginx/json.log"
}

# All messages are in Exim's log, too.
all_logged() {
	[ "$(grep -c ' <= ' "$dir/spool/log/mainlog")" = 95 ]
}

nginx_asked() {
	ask_site 80 "$@"
}

apache_asked() {
	ask_site 8080 "$@"
}

# What goes on all the time at each of the two servers, until it is told.
innocent() {
	local dir=$1 server=$2 vhost=$3 client=$websites_reader n
	for ((n = 0; ; n++)); do
		[ ! -e "$dir/run/over" ] || break
		"$server" "$vhost" POST /wp-admin/admin-ajax.php
		[ $((n % 3)) != 0 ] || "$server" "$vhost" GET /
		[ $((n % 7)) != 3 ] || "$server" "$vhost" POST /wp-login.php
		sleep .45
	done
}

# no_request NAME COMMAND...: four messages, by a shell or a cron job.
no_request() {
	local name=$1 i
	shift
	for i in 1 2 3 4; do
		printf 'To: %s@rcpt.example\nSubject: %s\n\nText.\n' \
			"$name$i" "$name $i" | "$@" /usr/sbin/sendmail -t -i
		sleep .2
	done
}

websites_inside() {
	local pids=() busy=() asked=()
	export dir=$1
	export -f until_so is_sent
	ip link set lo up
	ip address add "$client/32" dev lo
	ip address add "$websites_reader/32" dev lo
	mount --bind "$dir/etc" /etc/exim4
	export TZ=UTC0
	TZ=Asia/Tokyo nginx -e "$dir/log/nginx/error.log" -p "$dir" \
		-c "$dir/nginx.conf" &
	pids+=($!)
	PHP_INI_SCAN_DIR='' "$(echo /usr/sbin/php-fpm*)" -c "$dir" \
		-y "$dir/fpm.conf" &
	pids+=($!)
	PHP_INI_SCAN_DIR='' apache2 -d "$dir" -f "$dir/apache.conf" \
		-DFOREGROUND &
	pids+=($!)
	until_so listen

	innocent "$dir" nginx_asked shop.example &
	busy+=($!)
	innocent "$dir" apache_asked blog.example &
	busy+=($!)
	sleep 1.2

	# The long ones first: they run beside all others.
	apache_asked blog.example POST /images/later.php
	nginx_asked shop.example POST '/wp-includes/detach.php?a=b'
	nginx_asked news.example POST /contact/timeout.php &
	asked+=($!)
	nginx_asked shop.example POST /wp-content/uploads/slow.php &
	asked+=($!)
	apache_asked blog.example POST '/images/start.php?x=1' &
	asked+=($!)
	# No other of its server has a window with all messages of those two.
	wait "${asked[@]:1}"
	apache_asked old.example POST /forum/logged.php &
	asked=("${asked[0]}" $!)
	nginx_asked shop.example POST /wp-includes/quick.php
	apache_asked blog.example POST /images/burst.php
	no_request shell
	# Both scripts await that nginx has written its line.
	nginx_asked shop.example POST /wp-includes/finish.php
	until_so is_logged finish
	: >"$dir/run/finished"
	nginx_asked news.example POST /contact/abort.php until_so is_sent 4 abort
	until_so is_logged abort
	: >"$dir/run/left"
	no_request cron setpriv --reuid=www-data --regid=www-data \
		--clear-groups
	apache_asked blog.example GET '/wp-cron.php?doing_wp_cron'
	apache_asked blog.example post /images/lower.php
	wait "${asked[@]}"
	# Those that went on alone.
	until_so is_sent 48 detach later finish abort timeout
	until_so all_logged
	sleep 1
	: >"$dir/run/over"
	wait "${busy[@]}"
	kill -QUIT "${pids[0]}" "${pids[1]}"
	kill -TERM "${pids[2]}"
	wait "${pids[@]}" || :
}

# --- the recording laid out over a time

# websites_lay DIR OUT SECONDS [SCENARIO=SECOND,...]...: what DIR recorded, as
# if it were the part of SECONDS: the innocent requests all over it, each
# scenario as often as it is named, begun at those seconds. Everything of a
# scenario (lines, messages, their ids, Exim's log) is shifted by the same
# whole number of seconds, so what lies between a line and a message is as it
# was. OUT gets log/, messages (records) and mainlog; a title line stands first
# in messages, as qls -t writes it. The innocent have no messages, and are asked
# as evenly as is said there: how busy the machine was is not to be seen.
websites_lay() {
	python3 tests/websites.py lay "$@"
}

# websites_steady DIR: whether messages are about as far from their lines as the
# scripts have it; says whose are not.
websites_steady() {
	python3 tests/websites.py steady "$@"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
	set -eu
	websites_inside "$1"
fi
