#!/bin/bash
# server.sh ROOT: a whole server for tests/scenario.bash, in namespaces of its
# own: the Debian in ROOT, which may be /, with Exim, nginx, PHP-FPM, cron and
# sshd at their usual places, two sites, users with mail of their own, and four
# who send spam. Its network is up0, 192.0.2.10; the other end is up1. What it
# writes is in memory: ROOT stays as it was. Ends with its first process.
set -eu

root=${1%/}
tools=$(dirname "$(command -v qls)")

ip link set lo up
ip link add up0 type veth peer name up1
ip address add 192.0.2.10/24 dev up0
ip link set up0 up
ip route add default via 192.0.2.1
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/srv"
mkdir "$root/srv/bin"
[ -x "$root/usr/local/bin/qls" ] || cp "$tools"/* "$root/srv/bin"

# keep DIR...: as it is, but changed in memory only.
keep() {
	local dir
	for dir; do
		mkdir -p "$root/srv/$dir"
		cp -a "$root/$dir/." "$root/srv/$dir"
		mount --bind "$root/srv/$dir" "$root/$dir"
	done
}

# fresh DIR...: empty.
fresh() {
	local dir
	for dir; do
		mkdir -p "$root/srv/$dir" "$root/$dir"
		mount --bind "$root/srv/$dir" "$root/$dir"
	done
}

keep etc
fresh var/log var/spool var/www home run tmp root var/lib/nginx
chmod 1777 "$root/srv/tmp" && chmod 700 "$root/srv/root"
[ -n "$root" ] || fresh var/lib/php
[ -e "$root/dev/ptmx" ] || mknod -m 666 "$root/dev/ptmx" c 5 2
mkdir -p "$root/dev/pts"
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts "$root/dev/pts"
cat >"$root/srv/setup" <<'INSIDE'
export PATH=/usr/local/bin:/srv/bin:/usr/sbin:/usr/bin:/sbin:/bin TZ=UTC0
export LC_ALL=C
cd /

echo UTC >/etc/timezone
ln -sf /usr/share/zoneinfo/UTC /etc/localtime
hostname vps.example
echo '127.0.0.1 localhost vps.example' >/etc/hosts
: >/etc/resolv.conf
mkdir -p /run/lock /run/php /run/sshd /run/systemd/sessions
: >/run/utmp
n=0
for user in shop blog alice dev office; do
	sed -i "/^$user:/d" /etc/passwd /etc/shadow /etc/group /etc/gshadow
	useradd -m -s /bin/bash -p '*' -u $((5000 + ++n)) -U "$user"
done

# --- Exim: all mail goes to a smarthost that is not there
install -d -o Debian-exim -g Debian-exim -m 750 /var/spool/exim4 \
	/var/spool/exim4/{input,msglog,db}
install -d -o Debian-exim -g adm -m 2750 /var/log/exim4
printf '%s\n' info@victim.example:hunter2 alice@shop.example:ok \
	>/etc/exim4/passwd
cat >/etc/exim4/exim4.conf <<-'CONF'
	primary_hostname = vps.example
	daemon_smtp_ports = 25 : 587
	local_interfaces = 127.0.0.1 : 192.0.2.10
	keep_environment =
	tls_advertise_hosts =
	acl_smtp_rcpt = rcpt
	auth_advertise_hosts = *
	smtp_accept_max = 100
	begin acl
	rcpt:
	  accept authenticated = *
	  deny
	begin routers
	smarthost:
	  driver = manualroute
	  transport = smtp
	  route_list = * 127.0.0.1
	  self = send
	begin transports
	smtp:
	  driver = smtp
	  port = 2525
	begin retry
	* * F,4d,1h
	begin authenticators
	plain:
	  driver = plaintext
	  public_name = PLAIN
	  server_prompts = :
	  server_condition = ${if eq{$auth3}{${lookup{$auth2}lsearch{/etc/exim4/passwd}}}}
	  server_set_id = $auth2
CONF
chmod 644 /etc/exim4/exim4.conf /etc/exim4/passwd
exim4 -bdf -q30m &

# --- nginx and PHP-FPM: two sites, a user each
fpm=$(echo /usr/sbin/php-fpm*)
pools=/etc/php/${fpm#/usr/sbin/php-fpm}/fpm/pool.d
rm -f "$pools"/* /etc/nginx/sites-enabled/*
mkdir -p /var/log/nginx /var/lib/nginx/body
for site in shop blog; do
	cat >"$pools/$site.conf" <<-CONF
		[$site.example]
		user = $site
		group = $site
		listen = /run/php/$site.sock
		listen.owner = www-data
		pm = static
		pm.max_children = 4
	CONF
	cat >"/etc/nginx/sites-enabled/$site" <<-CONF
		server {
			listen 80;
			server_name $site.example;
			root /var/www/$site.example;
			index index.php;
			access_log /var/log/nginx/$site.example.access.log;
			location ~ \.php\$ {
				include fastcgi.conf;
				fastcgi_pass unix:/run/php/$site.sock;
			}
		}
	CONF
	install -d -o "$site" -g "$site" "/var/www/$site.example"
	echo '<?php echo "welcome\n";' >"/var/www/$site.example/index.php"
	echo '<?php usleep(30000); echo "no\n";' \
		>"/var/www/$site.example/wp-login.php"
done
echo '<?php mail("owner@blog.example", "Question " . $_GET["n"], "Hello\n");' \
	>/var/www/blog.example/contact.php
# The first culprit: what somebody uploaded to the shop.
install -d -o shop -g shop /var/www/shop.example/wp-content/uploads
cat >/var/www/shop.example/wp-content/uploads/cache.php <<-'PHP'
	<?php
	for ($i = 0; $i < 12; $i++)
		if (!mail("victim" . mt_rand() . "@freemail.example",
		    "You have won", "Click here\n",
		    "From: lottery@shop.example"))
			echo "not sent\n";
PHP
nginx -t -q
# A daemon of its own gives up after ten seconds.
"$fpm" --nodaemonize \
	--fpm-config "/etc/php/${fpm#/usr/sbin/php-fpm}/fpm/php-fpm.conf" &
nginx

# --- the second: a job of the user office; and an honest one
install -d -m 1730 -g crontab /var/spool/cron/crontabs
install -d -o office /home/office/.cache
cat >/home/office/.cache/update <<-'SH'
	#!/bin/sh
	for i in 1 2 3 4 5 6 7 8 9; do
		printf 'To: target%s@freemail.example\nSubject: Cheap\n\nPills.\n' $i |
			/usr/sbin/sendmail -t -i
	done
SH
chmod 755 /home/office/.cache/update
echo '* * * * * /home/office/.cache/update >/dev/null 2>&1' |
	crontab -u office -
echo '* * * * * echo the backup is done' | crontab -u blog -
cron

# --- sshd, and what the fourth left behind: with no terminal, under a name
# that looks like the kernel's, it speaks SMTP itself
rm -f /etc/ssh/sshd_config.d/*
cat >/etc/ssh/sshd_config <<-'CONF'
	Port 22
	UsePAM yes
	PrintMotd no
	Subsystem sftp internal-sftp
	AuthorizedKeysFile .ssh/authorized_keys
	MaxStartups 100
CONF
rm -f /etc/ssh/ssh_host_* && ssh-keygen -q -A
ssh-keygen -q -t ed25519 -N '' -f /srv/key
for user in alice dev; do
	install -d -o "$user" -g "$user" -m 700 "/home/$user/.ssh"
	install -o "$user" -g "$user" -m 600 /srv/key.pub \
		"/home/$user/.ssh/authorized_keys"
done
cat >/tmp/.x <<-'PERL'
	use IO::Socket::INET;
	use POSIX;
	exit if fork;
	POSIX::setsid();
	exit if fork;
	open STDIN, "</dev/null"; open STDOUT, ">/dev/null";
	open STDERR, ">/dev/null";
	$0 = "[kworker/u4:2]";
	while (1) {
		my $s = IO::Socket::INET->new("203.0.113.25:25");
		print $s "EHLO vps.example\r\n" if $s;
		sleep 600;
	}
PERL
chmod 755 /tmp/.x
/usr/sbin/sshd

# Ready is who takes connections: ports 22, 25, 80, 587; the sockets of the sites.
for port in 0016 0019 0050 024B; do
	until grep -q ":$port 00000000:0000 0A " /proc/net/tcp; do sleep .1; done
done
for site in shop blog; do
	until grep -q " 00010000 .*/run/php/$site.sock" /proc/net/unix; do
		sleep .1
	done
done
: >/srv/ready
while sleep 1000; do :; done
INSIDE
exec chroot "${root:-/}" /bin/bash -eu /srv/setup
