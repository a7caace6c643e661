#include <arpa/inet.h>
#include <netinet/in.h>

#include "base/buf.h"
#include "pure/num.h"
#include "pure/procfile.h"

/* Takes fields until the nth (from 1) and reads that. 0 or -1. */
static int
take_number(struct span *rest, int nth, int64_t *n)
{
	struct span field = {NULL, 0};

	while (nth-- > 0)
		field = span_field(rest);
	return field.p == NULL ? -1 : num_i(field, n);
}

int
procfile_stat(struct span text, struct procfile_stat *s)
{
	size_t open = 0, close = text.n, pid;
	struct span rest, state, start = {NULL, 0};
	int i;

	while (open < text.n && text.p[open] != '(')
		open++;
	while (close > open && text.p[close - 1] != ')')
		close--;
	if (open == 0 || close < open + 2)
		return -1;
	pid = open - (text.p[open - 1] == ' ');
	if (num_i(span_of(text.p, pid), &s->pid) == -1)
		return -1;
	s->comm = span_of(text.p + open + 1, close - open - 2);
	rest = span_from(text, close);
	state = span_field(&rest);
	if (state.n != 1 || take_number(&rest, 1, &s->ppid) == -1 ||
	    take_number(&rest, 2, &s->session) == -1 ||
	    take_number(&rest, 1, &s->tty) == -1)
		return -1;
	s->state = *state.p;
	for (i = 7; i < 22; i++)
		start = span_field(&rest);
	/* One that ends here may have been cut off. */
	return start.p == NULL || rest.n == 0
	    ? -1
	    : num_u(start, UINT64_MAX, &s->start);
}

/* What stands behind the name in the line that starts with it. */
static struct span
line_of(struct span text, const char *name)
{
	struct span line;

	while ((line = span_upto(&text, '\n')).p != NULL)
		if (span_starts(line, name))
			return span_from(line, strlen(name));
	return line;
}

int
procfile_uid(struct span text, uint32_t *uid)
{
	struct span rest = line_of(text, "Uid:");
	struct span field = rest.p == NULL ? rest : span_field(&rest);
	uint64_t n;

	if (field.p == NULL || num_u(field, UINT32_MAX, &n) == -1)
		return -1;
	*uid = (uint32_t)n;
	return 0;
}

int
procfile_number(struct span text, uint32_t *n)
{
	struct span line = span_upto(&text, '\n');
	uint64_t u;

	if (line.p == NULL || num_u(line, UINT32_MAX, &u) == -1)
		return -1;
	*n = (uint32_t)u;
	return 0;
}

void
procfile_tty(int64_t tty, char name[16])
{
	/* Linux's Documentation/admin-guide/devices.txt */
	static const struct {
		unsigned major, from, to;
		const char *name;
	} table[] = {{4, 0, 63, "tty"}, {4, 64, 255, "ttyS"},
	    {136, 0, UINT32_MAX, "pts/"}, {188, 0, 255, "ttyUSB"},
	    {204, 64, 79, "ttyAMA"}, {229, 0, 255, "hvc"}};
	uint32_t dev = (uint32_t)tty;
	unsigned major = dev >> 8 & 0xFFF;
	unsigned minor = (dev & 0xFF) | (dev >> 12 & 0xFFF00);
	struct buf b = {0};
	size_t i;

	/* Each of eight majors was 256 of them, before minors were wide. */
	if (major > 136 && major < 144) {
		minor += (major - 136) * 256;
		major = 136;
	}
	for (i = 0; i < sizeof table / sizeof table[0] && b.len == 0; i++)
		if (table[i].major == major && minor >= table[i].from &&
		    minor <= table[i].to)
			buf_putf(
			    &b, "%s%u", table[i].name, minor - table[i].from);
	if (major == 5 && minor == 1)
		buf_puts(&b, "console");
	else if (b.len == 0 && dev != 0)
		buf_putf(&b, "%u:%u", major, minor);
	/* At most 4095:1048575. */
	memcpy(name, buf_str(&b), b.len + 1);
	buf_free(&b);
}

int
procfile_btime(struct span text, int64_t *btime)
{
	struct span rest = line_of(text, "btime ");
	uint64_t n;

	if (rest.p == NULL || num_u(rest, INT64_MAX / 1000, &n) == -1)
		return -1;
	*btime = (int64_t)n;
	return 0;
}

/* n hexadecimal digits, n up to 8. 0 or -1. */
static int
hex(const char *p, size_t n, uint32_t *to)
{
	uint32_t u = 0;

	for (; n > 0; n--, p++)
		if (*p >= '0' && *p <= '9')
			u = u << 4 | (uint32_t)(*p - '0');
		else if (*p >= 'A' && *p <= 'F')
			u = u << 4 | (uint32_t)(*p - 'A' + 10);
		else
			return -1;
	*to = u;
	return 0;
}

/*
 * ADDRESS:PORT. The address is words of 32 bits, each as the kernel's machine
 * reads its bytes, which is as this one does.
 */
static int
end_of(struct span field, struct procfile_end *end)
{
	static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
	size_t digits = field.n == 13 ? 8 : 32, i;
	unsigned char bytes[16];
	const unsigned char *v4 = digits == 8 ? bytes : NULL;
	uint32_t word;

	if ((field.n != 13 && field.n != 37) || field.p[digits] != ':')
		return -1;
	for (i = 0; i < digits; i += 8) {
		if (hex(field.p + i, 8, &word) == -1)
			return -1;
		memcpy(bytes + i / 2, &word, sizeof word);
	}
	if (hex(field.p + digits + 1, 4, &word) == -1)
		return -1;
	end->port = (uint16_t)word;
	if (v4 == NULL && memcmp(bytes, mapped, sizeof mapped) == 0)
		v4 = bytes + sizeof mapped;
	if (v4 != NULL)
		inet_ntop(AF_INET, v4, end->ip, sizeof end->ip);
	else
		inet_ntop(AF_INET6, bytes, end->ip, sizeof end->ip);
	return 0;
}

int
procfile_tcp(struct span line, struct procfile_tcp *t)
{
	struct span f[10];
	uint64_t uid;
	uint32_t state;
	size_t i;

	for (i = 0; i < sizeof f / sizeof f[0]; i++)
		if ((f[i] = span_field(&line)).p == NULL)
			return -1;
	if (f[0].p[f[0].n - 1] != ':' || end_of(f[1], &t->local) == -1 ||
	    end_of(f[2], &t->remote) == -1 || f[3].n != 2 ||
	    hex(f[3].p, 2, &state) == -1 ||
	    num_u(f[7], UINT32_MAX, &uid) == -1 ||
	    num_u(f[9], UINT64_MAX, &t->inode) == -1)
		return -1;
	t->state = state;
	t->uid = (uint32_t)uid;
	return 0;
}
