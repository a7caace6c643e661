#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "pure/msgid.h"
#include "system/ids.h"

/* What ids_start goes on with where there is no operand. */
static char *const only_input[] = {(char[]){"-"}, NULL};

void
ids_start(struct ids *ids, char *const operands[])
{
	*ids = (struct ids){.in.fd = -1};
	ids->next = operands[0] != NULL ? operands : only_input;
}

static int
next_line(struct ids *ids, struct idline *to)
{
	struct span line;
	int rc;

	do {
		rc = input_line(&ids->in, &line);
		if (rc != 1) {
			input_close(&ids->in);
			return ids->in.lost ? -1 : rc;
		}
		rc = idline_read(line, &ids->scratch, to);
	} while (rc == 0);
	if (rc == -1)
		input_warn(&ids->in, "no message id");
	return rc;
}

int
ids_next(struct ids *ids, struct idline *to, const char **operand)
{
	int rc = 0;

	*operand = NULL;
	while (rc == 0) {
		if (ids->in.fd != -1) {
			rc = next_line(ids, to);
			continue;
		}
		if (*ids->next == NULL)
			return 0;
		*operand = *ids->next++;
		if (strcmp(*operand, "-") != 0)
			break;
		if (input_open(&ids->in, *operand) == -1)
			return -1;
		*operand = NULL;
	}
	if (*operand == NULL)
		return rc;
	*to = (struct idline){.id = span_str(*operand), .time.digits = -1};
	to->kinds = msgid_kinds(to->id);
	if (to->kinds != 0)
		return 1;
	err_warn(*operand, "no message id");
	return -1;
}

void
ids_end(struct ids *ids)
{
	if (ids->in.fd != -1)
		input_close(&ids->in);
	buf_free(&ids->scratch);
}
