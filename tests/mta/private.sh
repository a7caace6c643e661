# shellcheck shell=sh
# For the scripts of this directory that make a root's MTA ready, in namespaces
# of their own: what they change is in memory, so the root stays as it was.

# private ROOT DIR...: a network with loopback alone, /proc, our tools in
# /srv/bin, and copies of those directories, which may be new. Sets root, name.
private() {
	root=$1
	shift
	ip link set lo up
	mount -t proc proc "$root/proc"
	mount -t tmpfs tmpfs "$root/srv"
	mkdir "$root/srv/bin"
	for name; do
		mkdir -p "$root/srv/$name" "$root/$name"
		cp -a "$root/$name/." "$root/srv/$name"
		mount --bind "$root/srv/$name" "$root/$name"
	done
	for name in cronscan mailblock postscan qbody qcount qgrep qhdr qlog \
		qls qrm qtriage smtpwho sshwho; do
		install -m 755 "$(command -v "$name")" "$root/srv/bin"
	done
}
