#!/bin/sh
# sendmail.sh ROOT: for tests/mta/sendmail.bats, in namespaces of its own:
# makes ROOT's Sendmail ready on loopback and waits to be ended. What it
# changes is in memory, so that the root stays as it was.
set -eu
here=$(dirname "$0")

# shellcheck source=tests/mta/private.sh
. "$(dirname "$0")/private.sh"
private "$1" etc/mail etc/sasl2 usr/lib/sasl2 var/spool var/log run dev
"$here/sendmail_net.py" log "$root/dev/log" "$root/var/log/mail.log" &
exec chroot "$root" sh -eu <<'INSIDE'
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
hostname mx1.example.test 2>/dev/null || true
cd /etc/mail
cat >sendmail.mc <<-'MC'
	include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
	OSTYPE(`debian')dnl
	DOMAIN(`debian-mta')dnl
	undefine(`confHOST_STATUS_DIRECTORY')dnl
	define(`QUEUE_DIR', `/var/spool/mqueue')dnl
	define(`confDOMAIN_NAME', `mx1.example.test')dnl
	define(`confTO_IDENT', `0')dnl
	define(`confTO_ICONNECT', `5s')dnl
	define(`confAUTH_MECHANISMS', `PLAIN')dnl
	TRUST_AUTH_MECH(`PLAIN')dnl
	define(`confMIN_QUEUE_AGE', `0')dnl
	define(`confDONT_PROBE_INTERFACES', `True')dnl
	define(`confQUEUE_LA', `100000')dnl
	define(`confREFUSE_LA', `100000')dnl
	define(`SMART_HOST', `[127.0.0.1]')dnl
	define(`RELAY_MAILER_ARGS', `TCP $h 2525')dnl
	FEATURE(`no_default_msa')dnl
	DAEMON_OPTIONS(`Family=inet, Name=MTA-v4, Port=smtp, Addr=127.0.0.1')dnl
	FEATURE(`nocanonify')dnl
	FEATURE(`accept_unresolvable_domains')dnl
	FEATURE(`accept_unqualified_senders')dnl
	FEATURE(`promiscuous_relay')dnl
	MAILER_DEFINITIONS
	MAILER(`local')dnl
	MAILER(`smtp')dnl
MC
cat >submit.mc <<-'MC'
	include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
	OSTYPE(`debian')dnl
	DOMAIN(`debian-msp')dnl
	define(`confDOMAIN_NAME', `mx1.example.test')dnl
	define(`MSP_QUEUE_DIR', `/var/spool/mqueue-client')dnl
	define(`confSERVICE_SWITCH_FILE', `/etc/mail/service.switch-nodns')dnl
	FEATURE(`nocanonify')dnl
	FEATURE(`msp', `[127.0.0.1]')dnl
MC
m4 sendmail.mc >sendmail.cf
m4 submit.mc >submit.cf
: >aliases
echo mx1.example.test >local-host-names
mkdir -p /run/sendmail/mta /run/sendmail/msp /run/sendmail/stampdir
chown smmta:smmsp /run/sendmail /run/sendmail/mta
chown smmsp:smmsp /run/sendmail/msp
chown root:smmsp /var/spool/mqueue
chmod 2750 /var/spool/mqueue
chown smmsp:smmsp /var/spool/mqueue-client
chmod 2770 /var/spool/mqueue-client
program=$(readlink -f /usr/sbin/sendmail-mta)
chgrp smmsp "$program"
chmod 2755 "$program"
for dir in /etc/sasl2 /usr/lib/sasl2 /etc/mail/sasl; do
	for name in Sendmail.conf Sendmail.conf.2; do
		cat >$dir/$name <<-CONF
			pwcheck_method: auxprop
			auxprop_plugin: sasldb
			sasldb_path: /etc/mail/sasldb
			mech_list: PLAIN
		CONF
	done
done
echo secret | saslpasswd2 -p -c -f /etc/mail/sasldb -u mx1.example.test alice
chmod 600 /etc/mail/sasldb
newaliases >/dev/null 2>&1 || true
sendmail-mta -bd
: >/srv/ready
exec sleep 3600
INSIDE
