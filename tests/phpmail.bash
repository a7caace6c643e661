#!/bin/bash
# PHP as websites run it, on configurations of a test: Apache with mod_php,
# PHP-FPM and php-cgi. Run with DIR and COMMAND... it starts the servers of
# DIR in namespaces of their own, runs the command there, and ends them.
# Loaded, it has what that command needs.
#
# In place of sendmail there is DIR/recorder, which appends its first argument
# to DIR/sent. What a script prints is three letters: whether mail() says that
# it sent, without and with a fifth argument, and with one that is a command.

phpmail_can() {
	[ "$(id -u)" = 0 ] && unshare -mnp --fork true
}

# phpmail_make DIR: the recorder, the script of all sites, an Apache that reads
# DIR/sites, a PHP-FPM that reads DIR/pools, a php.ini for both.
phpmail_make() {
	local dir=$1 module modules=/usr/lib/apache2/modules
	mkdir -p "$dir/sites" "$dir/pools" "$dir/run" "$dir/www" "$dir/cgi"
	: >"$dir/sent"
	chmod 666 "$dir/sent"
	cat >"$dir/recorder" <<-END
		#!/bin/sh
		echo "\$1" >>$dir/sent
		cat >/dev/null
	END
	chmod 755 "$dir/recorder"
	cat >"$dir/www/mail.php" <<-END
		<?php
		header('Content-Type: text/plain');
		foreach (['', '-fx@y.example', '$dir/recorder trick'] as \$fifth)
			echo @mail('to@rcpt.example', 's', 'b', '', \$fifth) ? 'T' : 'F';
		echo "\n";
	END
	echo "sendmail_path = \"$dir/recorder default\"" >"$dir/php.ini"
	{
		echo "ServerRoot $dir"
		echo "ServerName main.example"
		echo "Listen 127.0.0.1:80"
		echo "PidFile $dir/run/apache.pid"
		echo "DefaultRuntimeDir $dir/run"
		echo "Mutex file:$dir/run default"
		echo "ErrorLog $dir/error.log"
		echo "User www-data"
		echo "Group www-data"
		for module in mpm_prefork authz_core dir; do
			echo "LoadModule ${module}_module" \
				"$modules/mod_$module.so"
		done
		[ -n "$NO_PHP" ] || {
			echo "LoadModule php_module $(echo $modules/libphp*.so)"
			echo "PHPIniDir $dir"
			echo "<FilesMatch \"\\.php\$\">"
			echo "SetHandler application/x-httpd-php"
			echo "</FilesMatch>"
		}
		echo "IncludeOptional sites/*.conf"
	} >"$dir/apache.conf"
	{
		echo "[global]"
		echo "error_log = $dir/fpm.log"
		echo "daemonize = no"
		echo "include = $dir/pools/*.conf"
	} >"$dir/fpm.conf"
}

# phpmail_in DIR COMMAND...
phpmail_in() {
	timeout -k 5 300 unshare -mnp --mount-proc --fork --kill-child bash \
		tests/phpmail.bash "$@" </dev/null
}

# --- what the command can do

apache_test() {
	PHP_INI_SCAN_DIR='' apache2 -d "$dir" -f "$dir/apache.conf" -t 2>&1 |
		tail -n 1
}

fpm_test() {
	PHP_INI_SCAN_DIR='' "$(echo /usr/sbin/php-fpm*)" -c "$dir" \
		-y "$dir/fpm.conf" -t 2>&1 | grep -o 'test .*'
}

apache_start() {
	PHP_INI_SCAN_DIR='' apache2 -d "$dir" -f "$dir/apache.conf" \
		-DFOREGROUND &
	await listens
}

fpm_start() {
	PHP_INI_SCAN_DIR='' "$(echo /usr/sbin/php-fpm*)" -c "$dir" \
		-y "$dir/fpm.conf" &
	fpm=$!
	await takes "$1"
}

# takes SOCKET: connections, which it may not do yet when it is there.
takes() { grep -q " 00010000 .* $1\$" /proc/net/unix; }

# reload PID SIGNAL LOG: until it says that it has, and no worker of the old
# configuration is left.
reload() {
	local old before
	# Stopped, it makes no worker that is not seen here.
	kill -STOP "$1"
	old=$(pgrep -d , -P "$1" || :)
	before=$(starts "$3")
	kill -"$2" "$1"
	kill -CONT "$1"
	await more "$3" "$before"
	await gone "$old"
}

starts() { grep -c 'resuming normal operations\|ready to handle' "$1" || :; }

more() { [ "$(starts "$1")" -gt "$2" ]; }

gone() { [ -z "$1" ] || ! ps -p "$1" >/dev/null; }

apache_reload() {
	reload "$(cat "$dir/run/apache.pid")" USR1 "$dir/error.log"
}

fpm_reload() { reload "$fpm" USR2 "$dir/fpm.log"; }

listens() { (: >/dev/tcp/127.0.0.1/80) 2>/dev/null; }

await() {
	local end=$((SECONDS + 60))
	until "$@"; do
		[ $SECONDS -lt $end ] || return
		sleep .05
	done
}

# What a site's script says, and what was sent in the meantime.
by_apache() {
	said "$({
		exec 3<>/dev/tcp/127.0.0.1/80
		printf '%s\r\n' "GET /mail.php HTTP/1.0" "Host: $1" "" >&3
		cat <&3
	} | tail -n 1)"
}

by_fpm() {
	said "$(python3 - "$1" "$dir/www/mail.php" <<-'END'
		import socket, struct, sys
		def record(kind, text):
		    return struct.pack('>BBHHBB', 1, kind, 1, len(text), 0, 0) + text
		def pair(name, value):
		    return bytes([len(name), len(value)]) + (name + value).encode()
		s = socket.socket(socket.AF_UNIX)
		s.connect(sys.argv[1])
		s.sendall(record(1, struct.pack('>HB5x', 1, 0)) +
		    record(4, pair('SCRIPT_FILENAME', sys.argv[2]) +
		        pair('REQUEST_METHOD', 'GET')) + record(4, b'') + record(5, b''))
		data = b''
		while part := s.recv(65536): data += part
		print([l for l in data.split(b'\n') if l[:1] in b'TF'][0].decode()[:3])
	END
	)"
}

# by_cgi INI-DIRECTORY [HOST [SCRIPT]]
by_cgi() {
	said "$(env -i PATH="$PATH" PHP_INI_SCAN_DIR='' REDIRECT_STATUS=1 \
		REQUEST_METHOD=GET SERVER_NAME="${2-x}" HTTP_HOST="${2-x}" \
		SCRIPT_FILENAME="${3-$dir/www/mail.php}" \
		PATH_TRANSLATED="${3-$dir/www/mail.php}" \
		php-cgi -c "$1" | tail -n 1)"
}

said() {
	printf '%s' "$1"
	sort "$dir/sent" | uniq -c | awk '{ printf " %s:%d", $2, $1 }'
	echo
	: >"$dir/sent"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
	set -e
	dir=$1
	shift
	ip link set lo up
	# shellcheck source=/dev/null
	. "$dir/inside"
	"$@"
fi
