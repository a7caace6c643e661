# folder.sh: the evidence in a directory; of qtriage.
# shellcheck shell=sh disable=SC2015,SC2016,SC2034,SC2154 # awk's; the script's

# folder: the evidence, in the directory that -o names.
folder() {
	step "writing $(escaped "$out")"
	cp "$tmp/report.txt" "$out/report.txt" &&
		to_json >"$out/report.json" &&
		qls -j "$tmp/queue" >"$out/queue.json" 2>/dev/null &&
		cp "$tmp/smtp.json" "$out/smtpwho.json" &&
		cp "$tmp/ssh.json" "$out/sshwho.json" || gone_wrong
	cronscan -aj ${root:+-r "$root"} >"$out/cronscan.json" 2>/dev/null
	i=0
	for m in "$tmp"/m[0-9]*; do
		[ -e "$m" ] || continue
		i=${m##*/m}
		# A list that has no user or recipients is still a list.
		{
			with_logs postscan -j -i "$m" >"$out/postscan-$i.json"
			run cronscan -j ${root:+-r "$root"} -i "$m" \
				>"$out/cronscan-$i.json"
		} 2>/dev/null
		tail -n 3 "$m" | awk -F '\t' '$1 != "id" { print $1 }' |
			while IFS= read -r id; do
				kept=$out/sample-$i-$id
				qhdr "$id" >"$kept.header"
				qhdr -e "$id" >"$kept.envelope"
				qlog "$id" >"$kept.queuelog"
				qbody "$id" >"$kept.body"
				[ -z "$log" ] || recent "$log" "$skip" |
					grep -a -F -e "$id" >"$kept.log"
				find "$out" -name "sample-*" -size 0 -exec \
					rm {} +
			done 2>/dev/null
	done
	(cd "$out" && sha256sum -- * >"$tmp/sums" &&
		cp "$tmp/sums" SHA256SUMS) || gone_wrong
}

gone_wrong() {
	tell "$out" "could not be written" || status=2
}
