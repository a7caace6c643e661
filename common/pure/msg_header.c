#include "pure/msg_header.h"
#include "pure/rfc2047.h"

/* The body of a field if it has that name, p NULL if not. */
static struct span
field_body(struct span field, const char *name)
{
	struct span body = rfc2047_field(field, name);

	while (body.n > 0 && strchr(" \t\r\n", body.p[0]) != NULL)
		body = span_of(body.p + 1, body.n - 1);
	while (body.n > 0 && strchr(" \t\r\n", body.p[body.n - 1]) != NULL)
		body.n--;
	return body;
}

/* "UID:SCRIPT" as PHP writes it since 5.3; of several the first is PHP's. */
static void
read_php(struct msg *m, struct span body)
{
	struct span rest = body, uid = span_upto(&rest, ':');

	if (m->script.p != NULL || rest.p == NULL)
		return;
	m->script_uid = uid;
	m->script = rest;
}

/* "www.site.example/path/script.php for 203.0.113.9", of a patched PHP. */
static void
read_php_script(struct msg *m, struct span body)
{
	if (m->script.p == NULL)
		m->script = span_upto(&body, ' ');
}

void
msg_header_field(struct msg *m, struct span field)
{
	struct span body;

	switch (field.n > 2 ? field.p[0] | 0x20 : 0) {
	case 's':
		if (m->subject.p == NULL)
			m->subject = field_body(field, "subject");
		break;
	case 'm':
		if (m->msgid.p == NULL)
			m->msgid = field_body(field, "message-id");
		break;
	case 'x':
		if (field.p[1] != '-')
			break;
		body = field_body(field, "x-php-originating-script");
		if (body.p != NULL)
			read_php(m, body);
		body = field_body(field, "x-php-script");
		if (body.p != NULL)
			read_php_script(m, body);
		m->cron = m->cron || field_body(field, "x-cron-env").p != NULL;
		break;
	default:
		break;
	}
}
