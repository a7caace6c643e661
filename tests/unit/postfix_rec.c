/* postfix_rec, _env, _text: files put together here, cut, turned, forged. */
#include "base/buf.h"
#include "pure/postfix_env.h"
#include "pure/postfix_text.h"
#include "unit.h"

/* --- a file, record by record */

static struct buf file;

static void
put_length(size_t n)
{
	while (n >= 0x80) {
		buf_putc(&file, (char)(n | 0x80));
		n >>= 7;
	}
	buf_putc(&file, (char)n);
}

/* Returns the record's offset. */
static size_t
put(char type, const char *data, size_t n)
{
	size_t at = file.len;

	buf_putc(&file, type);
	put_length(n);
	buf_put(&file, data, n);
	return at;
}

static size_t
puts_rec(char type, const char *data)
{
	return put(type, data, strlen(data));
}

/* A pointer whose place is known later, and that place. */
static size_t
put_pointer(size_t to)
{
	size_t at = file.len;

	buf_putf(&file, "p%c%15zu", 15, to);
	return at;
}

static void
set_pointer(size_t at, size_t to)
{
	char text[16];

	snprintf(text, sizeof text, "%15zu", to);
	memcpy(file.p + at + 2, text, 15);
}

static size_t
put_size(size_t bytes, size_t at)
{
	size_t where = file.len;

	buf_putf(&file, "C%c%15zu %15zu %15d %15d %15zu %15d", 95, bytes, at, 1,
	    0, bytes, 0);
	return where;
}

static void
set_size(size_t where, size_t bytes, size_t at)
{
	char text[96];

	snprintf(text, sizeof text, "%15zu %15zu", bytes, at);
	memcpy(file.p + where + 2, text, 31);
}

/* --- what is read of it */

static struct postfix_env env;
static struct msg msg;
static struct span held;

/* A file of which pieces of a few bytes are held at a time. */
static int
bring_few(struct postfix_file *f, uint64_t at, size_t n)
{
	size_t left = held.n - (size_t)at;

	f->from = at;
	f->held = span_of(held.p + at, n < left ? n : left);
	return 0;
}

static struct postfix_file
file_of(struct span text, bool few)
{
	held = text;
	return (struct postfix_file){.size = text.n,
	    .held = few ? span_of(text.p, 0) : text,
	    .bring = few ? bring_few : NULL};
}

static void
read_env(struct span text)
{
	struct postfix_file f = file_of(text, unit_rand(2) == 0);

	msg_clear(&msg);
	postfix_env_read(&env, &msg, &f);
}

static struct span
all(void)
{
	return unit_span(file.p, file.len);
}

static void
count_bytes(void *ctx, struct span piece)
{
	struct buf *b = ctx;

	buf_put(b, piece.p, piece.n);
}

static void
check_body(struct span text, const char *want)
{
	struct postfix_file f = file_of(text, false);
	struct buf header = {0}, body = {0};
	uint64_t at = 0;
	bool blank;

	CHECK_INT(
	    postfix_text_header(&f, env.content, 1 << 20, &header, &at, &blank),
	    0);
	CHECK_INT(postfix_text_each(&f, at, count_bytes, &body), 0);
	CHECK_STR(body.p, body.len, want);
	buf_free(&header);
	buf_free(&body);
}

static void
check_header(struct span text, const char *want, bool has_blank)
{
	struct postfix_file f = file_of(text, false);
	struct buf header = {0};
	uint64_t at = 0;
	bool blank;

	CHECK_INT(
	    postfix_text_header(&f, env.content, 1 << 20, &header, &at, &blank),
	    0);
	CHECK_STR(header.p, header.len, want);
	CHECK(blank == has_blank);
	buf_free(&header);
}

/* A file that is damaged in its header: what is read of it is its lines up to
 * there, each once. */
static void
check_torn(const char *want)
{
	struct postfix_file f = file_of(all(), false);
	struct buf text = {0};
	uint64_t at = 0;
	bool blank;

	CHECK_INT(
	    postfix_text_header(&f, env.content, 1 << 20, &text, &at, &blank),
	    -1);
	CHECK_INT(postfix_text_each(&f, at, count_bytes, &text), -1);
	CHECK_STR(text.p, text.len, want);
	buf_free(&text);
}

static void
test_torn(void)
{
	buf_clear(&file);
	puts_rec('T', "1795280375 1");
	puts_rec('S', "a@b");
	puts_rec('M', "");
	puts_rec('N', "To: x");
	puts_rec('N', "Subject: y");
	read_env(all());
	check_torn("To: x\nSubject: y\n");
	puts_rec('?', "z");
	read_env(all());
	check_torn("To: x\nSubject: y\n");
	file.len -= 3;
	puts_rec('p', "nowhere");
	puts_rec('N', "z");
	puts_rec('X', "");
	read_env(all());
	check_torn("To: x\nSubject: y\n");
}

/* --- tests */

/* As cleanup(8) leaves one of SMTP with a login. */
static void
put_usual(void)
{
	size_t size, at;

	buf_clear(&file);
	size = put_size(0, 0);
	puts_rec('T', "1795280375 324231");
	puts_rec('A', "sasl_username=alice");
	puts_rec('S', "spaced name@example.test");
	puts_rec('A', "log_client_name=unknown");
	puts_rec('A', "log_client_address=IPv6:2001:db8::25");
	puts_rec('A', "log_helo_name=[there]");
	puts_rec('A', "log_protocol_name=ESMTP");
	puts_rec('A', "client_address=127.0.0.1");
	puts_rec('O', "a@b.test");
	puts_rec('R', "a@b.test");
	puts_rec('D', "done@b.test");
	puts_rec('/', "never@b.test");
	puts_rec('R', "two@at@b.test");
	puts_rec('M', "");
	at = file.len;
	puts_rec('N', "Subject: x");
	puts_rec('L', "X-Long: 1");
	puts_rec('N', "2");
	puts_rec('N', "\tfolded");
	puts_rec('N', "");
	puts_rec('N', "From here");
	puts_rec('L', "a");
	puts_rec('N', "b");
	set_size(size, file.len - at, at);
	puts_rec('X', "");
	puts_rec('R', "late@b.test");
	puts_rec('E', "");
}

static void
test_usual(void)
{
	put_usual();
	read_env(all());
	CHECK_INT(env.fault, POSTFIX_WHOLE);
	CHECK_INT(msg.time.sec, 1795280375);
	CHECK_INT(msg.time.usec, 324231);
	CHECK_STR(msg.sender.p, msg.sender.n, "\"spaced name\"@example.test");
	CHECK_STR(msg.auth.p, msg.auth.n, "alice");
	CHECK(msg.host.p == NULL && !msg.local);
	CHECK_STR(msg.ip.p, msg.ip.n, "2001:db8::25");
	CHECK_STR(msg.helo.p, msg.helo.n, "[there]");
	CHECK_STR(msg.proto.p, msg.proto.n, "ESMTP");
	CHECK_INT(msg.nrcpts, 4);
	if (msg.nrcpts == 4) {
		CHECK_SAME(msg.rcpts[0].address, span_str("a@b.test"));
		CHECK(!msg.rcpts[0].done && msg.rcpts[1].done);
		CHECK_SAME(msg.rcpts[2].address, span_str("\"two@at\"@b.test"));
		CHECK_SAME(msg.rcpts[3].address, span_str("late@b.test"));
		CHECK_INT(file.p[env.at[3]], 'R');
	}
	check_header(all(), "Subject: x\nX-Long: 12\n\tfolded\n", true);
	check_body(all(), "\nFrom here\nab\n");
}

/* Each prefix of a file is damaged, and says no more than the whole. */
static void
test_cut(void)
{
	size_t n;

	put_usual();
	for (n = 0; n < file.len; n++) {
		read_env(unit_span(file.p, n));
		CHECK(env.fault != POSTFIX_WHOLE);
		CHECK(msg.nrcpts <= 4);
	}
}

/* postdrop(1)'s: no size, recipients behind the text; bytes of any kind. */
static void
test_maildrop(void)
{
	static const char forged[] = "a@b.test\nDEADBEEF12*  1 Sat\n\nx\x1B[2J";

	buf_clear(&file);
	puts_rec('T', "1795280990 218125");
	puts_rec('F', "x\ny");
	puts_rec('S', "");
	puts_rec('R', forged);
	puts_rec('M', "");
	puts_rec('N', "no header");
	puts_rec('X', "");
	puts_rec('R', "t@b.test");
	puts_rec('E', "");
	read_env(all());
	CHECK_INT(env.fault, POSTFIX_WHOLE);
	CHECK(!env.sized && msg.local && msg.sender.p != NULL);
	CHECK_INT(msg.sender.n, 0);
	CHECK_INT(msg.nrcpts, 2);
	CHECK_SAME(msg.rcpts[0].address,
	    span_str("a@b.test\nDEADBEEF12*  1 Sat\n\nx\x1B[2J"));
	check_header(all(), "", false);
	check_body(all(), "no header\n");
}

static void
test_far_time(void)
{
	buf_clear(&file);
	puts_rec('T', "9223372036854775807 999999");
	puts_rec('S', "");
	puts_rec('M', "");
	puts_rec('X', "");
	puts_rec('E', "");
	read_env(all());
	CHECK_INT(msg.time.digits, -1);
}

/* As a milter leaves it: sender, a recipient, a field, the body elsewhere. */
static void
test_pointers(void)
{
	size_t size, at, sender, sender_back, rcpt, rcpt_back, field,
	    field_back, body, end;

	buf_clear(&file);
	size = put_size(0, 0);
	puts_rec('T', "5");
	sender = put_pointer(0);
	sender_back = file.len;
	rcpt = put_pointer(0);
	rcpt_back = puts_rec('M', "");
	at = file.len;
	field = put_pointer(0);
	field_back = puts_rec('N', "");
	body = put_pointer(0);
	puts_rec('N', "of old");
	set_size(size, file.len - at, at);
	end = puts_rec('X', "");
	puts_rec('E', "");
	set_pointer(sender, puts_rec('S', "new@b.test"));
	put_pointer(sender_back);
	set_pointer(rcpt, puts_rec('R', "new@c.test"));
	put_pointer(rcpt_back);
	set_pointer(field, puts_rec('N', "Added: 1"));
	put_pointer(field_back);
	set_pointer(body, puts_rec('N', "of new"));
	put_pointer(end);
	read_env(all());
	CHECK_INT(env.fault, POSTFIX_WHOLE);
	CHECK_INT(msg.time.digits, 0);
	CHECK_SAME(msg.sender, span_str("new@b.test"));
	CHECK_INT(msg.nrcpts, 1);
	check_header(all(), "Added: 1\n", true);
	check_body(all(), "\nof new\n");
}

/* Pointers to themselves, to each other, round large pieces, to nowhere. */
static void
test_loops(void)
{
	static const char *const nowhere[] = {"               ",
	    "             -1", "99999999999999999999", "x", "100000"};
	size_t i, at;

	buf_clear(&file);
	put_pointer(1);
	set_pointer(0, 0);
	memcpy(file.p, "N\x00", 2);
	for (i = 0; i < LEN(nowhere); i++) {
		buf_clear(&file);
		puts_rec('T', "5");
		puts_rec('p', nowhere[i]);
		read_env(all());
		CHECK_INT(env.fault, POSTFIX_ENVELOPE);
	}
	buf_clear(&file);
	puts_rec('T', "5");
	at = file.len;
	put_pointer(at);
	read_env(all());
	CHECK_INT(env.fault, POSTFIX_ENVELOPE);
	buf_clear(&file);
	at = puts_rec('R', "round@b.test");
	for (i = 0; i < 200; i++)
		puts_rec('R', "and@round.test");
	put_pointer(at);
	/* Offset 0 leads on, so that a loop back to it is none. */
	read_env(all());
	CHECK(env.fault == POSTFIX_ENVELOPE && msg.nrcpts == 201);
	buf_clear(&file);
	puts_rec('T', "5");
	at = file.len;
	for (i = 0; i < 200; i++)
		puts_rec('R', "and@round.test");
	put_pointer(at);
	read_env(all());
	CHECK(env.fault == POSTFIX_ENVELOPE && msg.nrcpts < 500);
}

static void
test_lengths(void)
{
	static const struct {
		const char *bytes;
		size_t n;
	} bad[] = {{"T\x7F"
		    "5",
		       3},
	    {"T\xFF\xFF\xFF\xFF\xFF\x01", 7}, {"T\xFF\xFF\xFF\x7F", 5},
	    {"T\x80", 2}, {"T", 1}, {"\0\0", 2}, {"\xFF\x01x", 3},
	    {"5\x01x", 3}};
	struct postfix_cursor c;
	struct postfix_rec rec;
	struct postfix_file f;
	size_t i;

	for (i = 0; i < LEN(bad); i++) {
		f = file_of(unit_span(bad[i].bytes, bad[i].n), false);
		c = postfix_cursor_at(&f, 0);
		CHECK_INT(postfix_rec_next(&c, &rec), -1);
	}
	/* A length may be longer than it has to be. */
	f = file_of(SPAN("N\x81\x80\x00x"), false);
	c = postfix_cursor_at(&f, 0);
	CHECK_INT(postfix_rec_next(&c, &rec), 1);
	CHECK_SAME(rec.data, span_str("x"));
	CHECK_INT(postfix_rec_next(&c, &rec), 0);
}

/* Whatever is changed in a file, reading it ends, and within its bytes. */
static void
test_random(void)
{
	struct buf header = {0}, body = {0};
	struct postfix_file f;
	uint64_t at;
	bool blank;
	int i, j;

	for (i = 0; i < 20000; i++) {
		put_usual();
		for (j = 0; j < 3; j++)
			file.p[unit_rand((uint32_t)file.len)] =
			    (char)(unit_rand(3) ? unit_rand(256) : 'p');
		read_env(all());
		CHECK(msg.nrcpts < file.len);
		f = file_of(held, false);
		buf_clear(&header);
		buf_clear(&body);
		at = 0;
		if (env.fault != POSTFIX_ENVELOPE &&
		    postfix_text_header(
			&f, env.content, 1 << 20, &header, &at, &blank) == 0)
			postfix_text_each(&f, at, count_bytes, &body);
		CHECK(header.len + body.len <= 3 * file.len);
	}
	buf_free(&header);
	buf_free(&body);
}

static void
test_uid(void)
{
	static const char own[] =
	    "Received: by mx (Postfix, from userid 33)\n\tid X; date\nTo: x\n";
	static const char again[] =
	    "Received: by mx (Postfix, from userid 100)\n\tid Y; date\n"
	    "Received: by mx (Postfix, from userid 33)\n\tid X; date\n";
	static const char from[] = "Received: from a (b [1.2.3.4])\n\tby mx "
				   "(Postfix, from userid 9)\n";
	static const char below[] =
	    "Subject: x\nReceived: by mx (Postfix, from userid 9)\n";

	CHECK_INT(postfix_text_uid(span_str(own), 100), 33);
	CHECK_INT(postfix_text_uid(span_str(again), 100), 33);
	CHECK_INT(postfix_text_uid(span_str(own), 33), -1);
	CHECK_INT(postfix_text_uid(span_str(from), 100), -1);
	CHECK_INT(postfix_text_uid(span_str(below), 100), -1);
	CHECK_INT(postfix_text_uid(span_str("Received: by mx (Postfix, from "
					    "userid 4294967296)\n"),
		      100),
	    -1);
	CHECK_INT(postfix_text_uid(span_of("", 0), 100), -1);
}

int
main(void)
{
	test_torn();
	test_usual();
	test_cut();
	test_maildrop();
	test_far_time();
	test_pointers();
	test_loops();
	test_lengths();
	test_random();
	test_uid();
	postfix_env_free(&env);
	msg_free(&msg);
	buf_free(&file);
	return unit_end();
}
