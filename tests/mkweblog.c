/*
 * mkweblog: writes the access log (combined) of a server with one busy site
 * and with -i into a file the messages that were sent meanwhile: a line each,
 * ID<TAB>PATH of the script that sent it or ID<TAB>-, in order of time.
 *
 * Everything follows from the options; nothing is read. The log ends with the
 * line that makes it -b bytes. Requests end evenly from -t to -t + -n seconds
 * and have that time, as nginx writes it, in UTC+3; -a: that of their start,
 * as Apache does, up to 30 s before, written at the end all the same. -g: a
 * script that sends spam, each ten minutes in a sixth of them: 1 to 19 messages
 * a request while that lasts, and of a few, where the client goes away, two
 * seconds longer; of all messages (-m) three in four, or nearly, are its. -k:
 * so many paths more, each POSTed to once, some of them long. Ids are those
 * of Exim 4.97.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEN(a) (sizeof(a) / sizeof *(a))
#define PICK(a) ((a)[rnd(LEN(a))])
/* One of the n; the first ones more. */
#define FEW(n) rnd(1 + rnd(n))
#define SEC UINT64_C(1000000) /* times are in microseconds */

enum {
	GETS = 3000, /* paths */
	POSTS = 260,
	CLIENTS = 5000,
	ZONE = 3 * 3600,
	LONGEST = 30, /* seconds that a request lasts */
	TURN = 600, /* seconds, of which the script works a sixth */
	PER_REQUEST = 10, /* messages that the script sends, on average */
	LINE = 16384,
	PAD = 4000, /* bytes that make a path of -k long */
};

struct client {
	char ip[32];
	const char *user, *proto, *agent;
};

struct request {
	uint64_t end, took;
	const struct client *by;
	const char *method, *path;
	const char *query; /* with its question mark */
	const char *status, *referer, *agent;
};

struct message {
	uint64_t at;
	int guilty;
};

static struct client clients[CLIENTS];
static char gets[GETS][96], posts[POSTS][96];
static char pages[300][96]; /* referers */

/* clang-format off */
static const char *const words[] = {"shop", "katalog", "blog", "news", "foto",
    "tour", "auto", "garden", "market", "office", "travel", "kids", "sport"};
static const char *const agents[] = {
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
     "Chrome/130.0"),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; rv:131.0) Gecko/20100101 Firefox/131.0",
    "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; SemrushBot/7~bl)", "meta-externalagent/1.1",
    "facebookexternalhit/1.1", "curl/7.88.1", "python-requests/2.32.3",
    "okhttp/4.12.0", "WordPress/6.6.2; https://www.shop.example", "-"};
/* What lines have that are no POST and can be taken for one. */
static const char *const names[] = {"POST", "POST /index.php HTTP/1.1",
    "Mozilla/5.0 (compatible; BLOGPOSTBot/2.1)", "SIGNPOST/1.0"};
/* %s: a word, %u: a number. */
static const char *const get_forms[] = {
    "/", "/%s/", "/%s/item-%u/", "/%s/%u/", "/%s.php?id=%u",
    "/wp-content/themes/%s/style.css?ver=6.%u",
    "/wp-content/themes/%s/js/main.min.js?ver=%u",
    "/wp-content/uploads/2025/10/%s-%u.jpg",
    "/wp-content/uploads/2025/11/%s-%u-300x300.webp",
    "/wp-content/plugins/%s/assets/icons-%u.svg",
    "/wp-json/wp/v2/%s?page=%u", "/img/%s/%u.png"};
static const char *const post_forms[] = {
    "/%s/item-%u/", "/%s/send-%u.php", "/wp-json/%s/v1/forms/%u/feedback",
    "/modules/%s/ajax%u.php", "/api/%s/%u/reviews"};
/* The busiest first. */
static const char *const usual_posts[] = {"/wp-cron.php", "/wp-login.php",
    "/xmlrpc.php", "/index.php", "/wp-comments-post.php",
    "/wp-json/contact-form-7/v1/contact-forms/17/feedback",
    "/bitrix/tools/public_session.php", "/wp-admin/post.php"};
/* Requests that are none, as the two servers write them. */
static const char *const nginx_junk[] = {"\"\" 400 0", "\"GET /\" 200 612",
    "\"\\x16\\x03\\x01\\x00\\xEE\\x01\\x00\\x00\\xEA\\x03\\x03\" 400 157"};
static const char *const apache_junk[] = {"\"-\" 408 0", "\"GET /\" 200 612",
    "\"\\x16\\x03\\x01\" 400 484"};
/* clang-format on */

/* The options by their letters. */
static uint64_t opt['z' + 1] = {
    ['m'] = 3000, ['n'] = 86400, ['s'] = 1, ['t'] = 1763000000};
static const char *guilty_path; /* -g */
static uint64_t rnd_state, written, hostile, guilty; /* so many yet */
static struct message *messages;
static size_t nmessages, nout;
static char out[1 << 20];

static _Noreturn void
die(const char *thing)
{
	fprintf(stderr, "mkweblog: %s: %s\n", thing, strerror(errno));
	exit(2);
}

/* A number below n (xorshift64*: the upper bits are the better). */
static unsigned
rnd(uint64_t n)
{
	rnd_state ^= rnd_state >> 12;
	rnd_state ^= rnd_state << 25;
	rnd_state ^= rnd_state >> 27;
	return (unsigned)((rnd_state * UINT64_C(0x2545F4914F6CDD1D) >> 8) % n);
}

static uint64_t
begin(void)
{
	return opt['t'] * SEC;
}

static uint64_t
span(void)
{
	return opt['n'] * SEC;
}

/* Exact for what comes up to 2^53. */
static uint64_t
share(uint64_t of, double part)
{
	return (uint64_t)((double)of * part);
}

/* --- lines --- */

static char *
put_two(char *p, unsigned n)
{
	*p++ = (char)('0' + n / 10);
	*p++ = (char)('0' + n % 10);
	return p;
}

static char *
put_number(char *p, unsigned n)
{
	char digits[12], *d = digits + sizeof digits;

	*--d = '\0';
	do
		*--d = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return stpcpy(p, d);
}

/* " [13/Nov/2025:05:13:20 +0300] " */
static char *
put_stamp(char *p, uint64_t at)
{
	static char date[32];
	static time_t day = -1;
	time_t sec = (time_t)(at / SEC) + ZONE;
	unsigned of_day = (unsigned)(sec % 86400);

	if (sec / 86400 != day) {
		day = sec / 86400;
		strftime(date, sizeof date, " [%d/%b/%Y:", gmtime(&sec));
	}
	p = put_two(stpcpy(p, date), of_day / 3600);
	*p++ = ':';
	p = put_two(p, of_day / 60 % 60);
	*p++ = ':';
	return stpcpy(put_two(p, of_day % 60), " +0300] ");
}

static char *
put_client(char *p, const struct request *r)
{
	p = stpcpy(stpcpy(p, r->by->ip), " - ");
	p = stpcpy(p, r->by->user);
	return put_stamp(p, opt['a'] ? r->end - r->took : r->end);
}

static char *
put_texts(char *p, const char *referer, const char *agent)
{
	p = stpcpy(stpcpy(p, " \""), referer);
	p = stpcpy(stpcpy(p, "\" \""), agent);
	return stpcpy(p, "\"\n");
}

static void
flush(void)
{
	if (fwrite(out, 1, nout, stdout) != nout)
		die("standard output");
	written += nout;
	nout = 0;
}

/* To be called after a line, which it counts. */
static void
put_end(const char *end)
{
	nout = (size_t)(end - out);
	if (nout > sizeof out - LINE)
		flush();
}

static void
put_request(const struct request *r)
{
	char *p = put_client(out + nout, r);

	*p++ = '"';
	p = stpcpy(p, r->method);
	*p++ = ' ';
	p = stpcpy(stpcpy(p, r->path), r->query);
	p = stpcpy(stpcpy(p, r->by->proto), r->status);
	p = put_number(p, 100 + FEW(40000));
	put_end(put_texts(p, r->referer, r->agent));
}

/* --- requests --- */

/* A client asks for several things, most of them at once. */
static struct request
start(uint64_t end)
{
	static const struct client *by = clients;
	struct request r = {.end = end,
	    .method = "GET",
	    .query = "",
	    .status = " 200 ",
	    .referer = "-"};

	if (rnd(4) == 0)
		by = &clients[FEW(CLIENTS)];
	r.by = by;
	r.agent = by->agent;
	r.took = rnd(rnd(200) == 0 ? LONGEST * SEC : SEC / 4);
	return r;
}

static void
post(uint64_t end)
{
	static const char *const statuses[] = {
	    " 200 ", " 200 ", " 200 ", " 302 ", " 403 ", " 499 "};
	struct request r = start(end);
	char query[64] = "?doing_wp_cron=";
	unsigned n = rnd(2) == 0 ? 0 : 1 + FEW(POSTS - 1);

	r.method = "POST";
	r.path = posts[n];
	r.took += rnd(2 * SEC);
	r.status = PICK(statuses);
	if (n == 1) {
		put_number(query + strlen(query), (unsigned)(end / SEC));
		r.query = query;
	} else if (rnd(3) > 0) {
		r.referer = PICK(pages);
	}
	put_request(&r);
}

/* No POST, though some have the word in them. */
static void
odd(uint64_t end)
{
	struct request r = start(end);
	const char *junk;

	r.path = PICK(gets);
	switch (rnd(6)) {
	case 0:
		r.agent = PICK(names);
		break;
	case 1:
		r.referer = "https://search.example/?q=POST+office";
		break;
	case 2:
		r.path = "/search/";
		r.query = "?method=POST";
		break;
	case 3:
		r.method = "OPTIONS";
		break;
	case 4:
		r.agent = opt['a'] ? "\\xd0\\xa2\\xd0\\xb5\\xd1\\x81\\xd1\\x82"
				   : "\\xD0\\xA2\\xD0\\xB5\\xD1\\x81\\xD1\\x82";
		break;
	default:
		junk = opt['a'] ? PICK(apache_junk) : PICK(nginx_junk);
		put_end(put_texts(
		    stpcpy(put_client(out + nout, &r), junk), "-", "-"));
		return;
	}
	put_request(&r);
}

static void
get(uint64_t end)
{
	static const char *const statuses[] = {" 200 ", " 200 ", " 200 ",
	    " 200 ", " 200 ", " 304 ", " 304 ", " 404 ", " 301 "};
	struct request r = start(end);

	r.path = gets[FEW(GETS)];
	r.status = PICK(statuses);
	if (rnd(3) == 0)
		r.referer = pages[FEW(LEN(pages))];
	else if (rnd(50) == 0)
		r.method = "HEAD";
	put_request(&r);
}

/* To a path of -k: they are all different, as the factor is odd. */
static void
post_hostile(uint64_t end)
{
	struct request r = start(end);
	char path[PAD + 64];
	unsigned n = (unsigned)hostile++ * 2654435761;
	int len = sprintf(
	    path, "/wp-content/uploads/%04x/%04x.php/", n >> 16, n & 0xFFFF);

	r.method = "POST";
	r.path = path;
	n = rnd(64) == 0 ? 1 + rnd(PAD) : 0;
	memset(path + len, 'A', n);
	path[(unsigned)len + n] = '\0';
	put_request(&r);
}

/* --- the script of -g, and messages --- */

static void
add_message(uint64_t at, int sent_by_script)
{
	messages[nmessages++] = (struct message){at, sent_by_script};
}

/* When the next request to the script ends. */
static uint64_t
guilty_next(void)
{
	uint64_t all = 1 + opt['m'] * 3 / 4 / PER_REQUEST;
	uint64_t turns = 1 + opt['n'] / TURN, turn;
	double at;

	if (guilty_path == NULL || guilty == all)
		return UINT64_MAX;
	at = ((double)guilty + rnd(1000) / 1000.0) / (double)all *
	    (double)turns;
	turn = (uint64_t)at;
	at = (double)turn + (2 + at - (double)turn) / 6;
	return begin() + share(span(), at / (double)turns);
}

static void
post_guilty(uint64_t end)
{
	static const struct client by[] = {
	    {"203.0.113.66", "-", " HTTP/1.1\"", "-"},
	    {"2001:db8:bad::1", "-", " HTTP/2.0\"", "-"}};
	struct request r = start(end);
	unsigned n = 1 + rnd(2 * PER_REQUEST - 1), i;
	uint64_t each;

	r.method = "POST";
	r.path = guilty_path;
	r.by = &by[rnd(4) == 0];
	r.agent = agents[0];
	r.took = SEC / 4 + rnd(5 * SEC);
	each = r.took / n;
	if (rnd(20) == 0) {
		r.status = opt['a'] ? " 200 " : " 499 ";
		each = (r.took + 2 * SEC) / n;
	}
	put_request(&r);
	for (i = 0; i < n && nmessages < opt['m'] * 3 / 4; i++)
		add_message(r.end - r.took + i * each + rnd(each), 1);
	guilty++;
}

static int
by_time(const void *a, const void *b)
{
	const struct message *x = a, *y = b;

	return (x->at > y->at) - (x->at < y->at);
}

/* Second, pid, microsecond. */
static void
make_id(char *id, uint64_t at, uint64_t pid)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";
	uint64_t n[] = {at / SEC, pid, at % SEC};
	size_t part = LEN(n) - 1, i = 23;

	strcpy(id, "ssssss-ppppppppppp-ffff");
	while (i-- > 0)
		if (id[i] == '-') {
			part--;
		} else {
			id[i] = digits[n[part] % 62];
			n[part] /= 62;
		}
}

/* The script's, and others at any time. */
static void
write_messages(const char *file)
{
	uint64_t pid = 300;
	FILE *f = fopen(file, "w");
	char id[24];
	size_t i;

	if (f == NULL)
		die(file);
	while (nmessages < opt['m'])
		add_message(begin() + share(span(), rnd(1 << 30) / 0x1p30), 0);
	qsort(messages, nmessages, sizeof *messages, by_time);
	for (i = 0; i < nmessages; i++) {
		pid += 1 + rnd(40);
		make_id(id, messages[i].at, pid);
		fprintf(
		    f, "%s\t%s\n", id, messages[i].guilty ? guilty_path : "-");
	}
	if (ferror(f) || fclose(f) == EOF)
		die(file);
}

static void
run(void)
{
	uint64_t next = guilty_next(), at;
	double part;

	while ((part = (double)(written + nout) / (double)opt['b']) < 1) {
		at = begin() + share(span(), part);
		if (next <= at) {
			post_guilty(next);
			next = guilty_next();
		} else if ((double)hostile < (double)opt['k'] * part) {
			post_hostile(at);
		} else if (rnd(100) < 8) {
			post(at);
		} else if (rnd(100) == 0) {
			odd(at);
		} else {
			get(at);
		}
	}
	flush();
}

/* --- before --- */

static void
make_paths(
    char (*paths)[96], unsigned n, const char *const *forms, size_t nforms)
{
	unsigned i;

	for (i = 0; i < n; i++)
		sprintf(paths[i], forms[i % nforms],
		    words[i / nforms % LEN(words)], i);
}

static void
make_clients(void)
{
	struct client *c = clients;
	unsigned i;

	for (i = 0; i < CLIENTS; i++, c++) {
		sprintf(c->ip, i % 8 > 0 ? "198.18.%u.%u" : "2001:db8::%x:%x",
		    i / 250, 1 + i % 250);
		c->user = i % 250 == 7 ? PICK(words) : "-";
		c->proto = i % 3 > 0 ? " HTTP/1.1\"" : " HTTP/2.0\"";
		c->agent = agents[FEW(LEN(agents))];
	}
}

static void
make_all(void)
{
	unsigned i;

	rnd_state = (opt['s'] + 1) * UINT64_C(0x9E3779B97F4A7C15);
	make_clients();
	make_paths(gets, GETS, get_forms, LEN(get_forms));
	make_paths(posts, POSTS, post_forms, LEN(post_forms));
	strcpy(posts[0], "/wp-admin/admin-ajax.php");
	for (i = 0; i < LEN(usual_posts); i++)
		strcpy(posts[1 + i], usual_posts[i]);
	for (i = 0; i < LEN(pages); i++)
		sprintf(pages[i], "https://www.shop.example/%s/%u/",
		    words[i % LEN(words)], i);
	messages = calloc(opt['m'] + 1, sizeof *messages);
	if (messages == NULL)
		die("calloc");
}

int
main(int argc, char **argv)
{
	const char *file = NULL;
	size_t n;
	int c;

	while ((c = getopt(argc, argv, "+ab:g:i:k:m:n:s:t:")) != -1)
		if (c == 'a')
			opt[c] = 1;
		else if (c == 'g')
			guilty_path = optarg;
		else if (c == 'i')
			file = optarg;
		else if (c != '?' && (n = strspn(optarg, "0123456789")) > 0 &&
		    n < 12 && optarg[n] == '\0')
			opt[c] = strtoull(optarg, NULL, 10);
		else
			opt['?'] = 1;
	if (opt['?'] || optind < argc || opt['b'] == 0 || opt['t'] < LONGEST ||
	    (guilty_path != NULL && strlen(guilty_path) > PAD)) {
		fputs("usage: mkweblog [-a] [-g PATH] [-i FILE] [-k PATHS] "
		      "[-m MESSAGES] [-n SECONDS] [-s SEED] [-t EPOCH] "
		      "-b BYTES\n",
		    stderr);
		return 2;
	}
	make_all();
	run();
	if (file != NULL)
		write_messages(file);
	if (fflush(stdout) == EOF)
		die("write");
	return 0;
}
