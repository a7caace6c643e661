# processes.sh: what runs now; of qtriage.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # awk's; the script's

# processes: what is there now, for all findings.
processes() {
	step "looking at processes"
	: >"$tmp/smtp"
	: >"$tmp/ssh"
	if [ -n "$root" ] && [ ! -e "$root/proc/net/tcp" ]; then
		echo "no proc in the copy: processes and sessions unknown" \
			>>"$tmp/notes"
		return
	fi
	run smtpwho ${root:+-r "$root"} >"$tmp/smtp"
	run sshwho ${root:+-r "$root"} -k kind,user,from,tty,since,pids,\
recorded,flags,notes,command >"$tmp/ssh"
}
