#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "pure/postfix_text.h"
#include "system/postfix_message.h"
#include "system/postfix_spool.h"

enum { HEADER_MOST = 64 << 20 }; /* far beyond header_size_limit */

struct postfix_message *
postfix_message_new(void)
{
	struct postfix_message *p = mem_alloc(sizeof *p);

	*p = (struct postfix_message){.fd = -1};
	return p;
}

void
postfix_message_close(struct postfix_message *p)
{
	if (p->fd != -1)
		close(p->fd);
	p->fd = -1;
	p->has_header = false;
	buf_clear(&p->header);
	buf_clear(&p->log);
}

/* A small message, as it was when the list was made. */
static void
start_kept(struct postfix_message *p, const struct postfix_copy *copy)
{
	p->st = copy->st;
	postfix_pieces_held(
	    &p->pieces, span_of(copy->text, (size_t)copy->st.st_size));
}

int
postfix_message_read(struct postfix_message *p, struct queue *q,
    const struct queue_entry *e, struct msg *m)
{
	const struct postfix_own *own = q->own;

	postfix_message_close(p);
	p->entry = *e;
	if (e->kept != 0) {
		start_kept(p, own->copies[e->kept - 1]);
		postfix_env_read(&p->env, m, &p->pieces.file);
		return 1;
	}
	p->fd = postfix_spool_open(q, &p->entry, &p->st);
	if (p->fd == -1)
		return errno == ENOENT ? 0 : -1;
	if (postfix_pieces_start(&p->pieces, p->fd, p->st.st_size) == -1)
		return -1;
	postfix_env_read(&p->env, m, &p->pieces.file);
	return 1;
}

void
postfix_message_header(struct postfix_message *p)
{
	if (p->has_header || p->env.fault == POSTFIX_ENVELOPE)
		return;
	p->has_header = true;
	postfix_text_header(&p->pieces.file, p->env.content, HEADER_MOST,
	    &p->header, &p->body, &p->blank);
}

void
postfix_message_free(void *own)
{
	struct postfix_message *p = own;

	postfix_message_close(p);
	postfix_pieces_free(&p->pieces);
	postfix_env_free(&p->env);
	buf_free(&p->header);
	buf_free(&p->log);
	postfix_whose_free(&p->whose);
	free(p);
}
