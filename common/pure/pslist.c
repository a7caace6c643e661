#include "pure/num.h"
#include "pure/pslist.h"

static const struct {
	const char *title;
	enum pslist_column column;
} titles[] = {
    {"USER", PSLIST_USER},
    {"UID", PSLIST_USER}, /* of -ef: a name, or a number */
    {"RUSER", PSLIST_USER},
    {"EUSER", PSLIST_USER},
    {"UNAME", PSLIST_USER},
    {"PID", PSLIST_PID},
    {"PPID", PSLIST_PPID},
    {"TTY", PSLIST_TTY},
    {"TT", PSLIST_TTY},
    {"COMMAND", PSLIST_COMMAND},
    {"CMD", PSLIST_COMMAND},
    {"ARGS", PSLIST_COMMAND},
};

static bool
read_title(struct pslist *l, struct span line)
{
	struct pslist found = {.n = 0};
	bool pid = false, command = false;
	struct span word;
	size_t i;

	while ((word = span_field(&line)).p != NULL) {
		enum pslist_column column = PSLIST_OTHER;

		for (i = 0; i < sizeof titles / sizeof titles[0]; i++)
			if (span_is(word, titles[i].title))
				column = titles[i].column;
		pid = pid || column == PSLIST_PID;
		command = command || column == PSLIST_COMMAND;
		if (found.n == sizeof found.columns)
			return false;
		found.columns[found.n++] = (unsigned char)column;
	}
	if (!pid || !command)
		return false;
	*l = found;
	return true;
}

/* "Sat Nov 21 16:29:44 2026" is one column (lstart). */
static bool
is_weekday(struct span word)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	size_t i;

	for (i = 0; word.n == 3 && i < sizeof days - 1; i += 3)
		if (memcmp(word.p, days + i, 3) == 0)
			return true;
	return false;
}

static int
read_pid(struct span word, int32_t *pid)
{
	uint64_t n;

	if (num_u(word, INT32_MAX, &n) == -1)
		return -1;
	*pid = (int32_t)n;
	return 0;
}

static struct span
rest_of(struct span line)
{
	while (line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		span_skip(&line, 1);
	while (line.n > 0 && line.p[line.n - 1] == ' ')
		line.n--;
	return line;
}

static int
put(struct pslist_entry *e, enum pslist_column column, struct span word)
{
	uint64_t n;

	switch (column) {
	case PSLIST_PID:
		return read_pid(word, &e->pid);
	case PSLIST_PPID:
		return read_pid(word, &e->ppid);
	case PSLIST_TTY:
		e->tty = word;
		break;
	case PSLIST_USER:
	case PSLIST_UID:
		if (num_u(word, UINT32_MAX, &n) == 0)
			e->uid = word;
		else if (e->user.p == NULL)
			e->user = word;
		break;
	default:
		break;
	}
	return 0;
}

static int
by_columns(const struct pslist *l, struct span line, struct pslist_entry *e)
{
	struct span word, before;
	size_t i;
	int j;

	memset(e, 0, sizeof *e);
	for (i = 0; i < l->n; i++) {
		/* comm in the middle can have blanks, too; nobody asks so. */
		if (l->columns[i] == PSLIST_COMMAND && i + 1 == l->n) {
			e->command = rest_of(line);
			break;
		}
		word = span_field(&line);
		if (word.p == NULL ||
		    put(e, (enum pslist_column)l->columns[i], word) == -1)
			return -1;
		before = line;
		if (l->columns[i] == PSLIST_OTHER && is_weekday(word))
			for (j = 0; j < 4; j++)
				span_field(&before);
		line = before;
	}
	return e->pid > 0 && e->command.n > 0 ? 1 : -1;
}

/* 0.1, 12.5, 100 */
static bool
is_share(struct span word)
{
	size_t i;

	for (i = 0; i < word.n; i++)
		if ((word.p[i] < '0' || word.p[i] > '9') && word.p[i] != '.')
			return false;
	return word.n > 0;
}

/* 0:00, 00:00:00, 1-02:03:04 */
static bool
is_time(struct span word)
{
	return word.n > 3 && word.p[0] >= '0' && word.p[0] <= '9' &&
	    memchr(word.p, ':', word.n) != NULL;
}

/* The words of a line without a title. */
static int
guess(struct span line, struct pslist_entry *e)
{
	static const struct pslist
	    axu = {{PSLIST_USER, PSLIST_PID, 0, 0, 0, 0, PSLIST_TTY, 0, 0, 0,
		       PSLIST_COMMAND},
		11},
	    ef = {{PSLIST_USER, PSLIST_PID, PSLIST_PPID, 0, 0, PSLIST_TTY, 0,
		      PSLIST_COMMAND},
		8},
	    ax = {{PSLIST_PID, PSLIST_TTY, 0, 0, PSLIST_COMMAND}, 5};
	struct span words[11], rest = line;
	int32_t pid;
	size_t n;

	for (n = 0; n < 11; n++)
		if ((words[n] = span_field(&rest)).p == NULL)
			break;
	if (n >= 11 && read_pid(words[1], &pid) == 0 && is_share(words[2]) &&
	    memchr(words[2].p, '.', words[2].n) != NULL && is_time(words[9]))
		return by_columns(&axu, line, e);
	if (n >= 8 && read_pid(words[1], &pid) == 0 &&
	    read_pid(words[2], &pid) == 0 && is_share(words[3]) &&
	    is_time(words[6]))
		return by_columns(&ef, line, e);
	if (n >= 5 && read_pid(words[0], &pid) == 0 && is_time(words[3]))
		return by_columns(&ax, line, e);
	return -1;
}

int
pslist_read(struct pslist *l, struct span line, struct pslist_entry *e)
{
	struct span rest = line;

	if (span_field(&rest).p == NULL || read_title(l, line))
		return 0;
	if (l->n > 0)
		return by_columns(l, line, e);
	return guess(line, e);
}
