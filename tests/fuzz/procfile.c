/* The files of /proc, each reader given the same text */
#include <arpa/inet.h>

#include "fuzz.h"
#include "pure/mtaname.h"
#include "pure/procfile.h"

static void
read_line(struct span line)
{
	struct procfile_tcp t;
	struct in6_addr address;

	if (procfile_tcp(line, &t) == -1)
		return;
	HOLDS(inet_pton(AF_INET, t.local.ip, &address) == 1 ||
	    inet_pton(AF_INET6, t.local.ip, &address) == 1);
	HOLDS(inet_pton(AF_INET, t.remote.ip, &address) == 1 ||
	    inet_pton(AF_INET6, t.remote.ip, &address) == 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = fuzz_copy(fuzz_span(data, size));
	struct procfile_stat s;
	uint32_t n;
	int64_t btime;
	char tty[16];

	if (procfile_stat(text, &s) == 0) {
		INSIDE(s.comm, text);
		procfile_tty(s.tty, tty);
		HOLDS(memchr(tty, '\0', sizeof tty) != NULL);
	}
	procfile_uid(text, &n);
	procfile_number(text, &n);
	procfile_btime(text, &btime);
	mtaname_program(text);
	mtaname_user(text);
	fuzz_release(text);
	fuzz_lines(data, size, read_line);
	return 0;
}
