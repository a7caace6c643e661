/*
 * PHP 8.2, Zend/zend_ini_scanner.l in its normal mode, as parse_ini_string
 * was seen to behave (tests/mailblock_php.bats asks it).
 */
#include "pure/phpini.h"

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_newline(char c)
{
	return c == '\n' || c == '\r';
}

size_t
phpini_newline(struct span text, size_t at)
{
	if (at >= text.n || !is_newline(text.p[at]))
		return 0;
	return text.p[at] == '\r' && at + 1 < text.n && text.p[at + 1] == '\n'
	    ? 2
	    : 1;
}

static struct span
trim(struct span a)
{
	while (a.n > 0 && is_blank(a.p[0]))
		span_skip(&a, 1);
	while (a.n > 0 && is_blank(a.p[a.n - 1]))
		a.n--;
	return a;
}

static bool
stops_name(char c)
{
	return strchr("=\n\r;&|^$~(){}!\"[]", c) != NULL;
}

/*
 * Where the string ends whose quote is before at: at the closing one, or the
 * text's end, also for a ${ that is not closed. A backslash before " quotes
 * it, unless the line ends behind it, which is a directory of Windows.
 */
static size_t
string_end(struct span t, size_t at, char quote)
{
	for (; at < t.n; at++) {
		if (t.p[at] == quote)
			break;
		if (quote == '"' && t.p[at] == '$' && at + 1 < t.n &&
		    t.p[at + 1] == '{') {
			for (at += 2; at < t.n && !stops_name(t.p[at]); at++)
				;
			if (at == t.n || t.p[at] != '}')
				return t.n;
		}
		if (quote != '"' || t.p[at] != '\\' || at + 1 >= t.n)
			continue;
		if (t.p[at + 1] != '"' ||
		    (at + 2 < t.n && !is_newline(t.p[at + 2])))
			at++;
	}
	return at;
}

/*
 * At '' the value ends: the second quote starts a name, which is of no effect
 * without a = in the line. Where that line ends; *bad: PHP does not take it.
 */
static size_t
skip_line(struct span t, size_t at, bool *bad)
{
	for (; at < t.n && !is_newline(t.p[at]) && t.p[at] != ';'; at++)
		*bad = *bad || stops_name(t.p[at]);
	while (at < t.n && !is_newline(t.p[at]))
		at++;
	return at;
}

/* Sets raw and the end of a setting whose value starts at at. */
static size_t
take_value(struct phpini *p, struct phpini_item *item, size_t at)
{
	struct span t = p->text;
	size_t start = at;
	int depth = 0;
	bool bad = false;
	char c;

	for (; at < t.n && !is_newline(t.p[at]) && item->fault == NULL; at++) {
		c = t.p[at];
		if (c == ';') {
			while (at < t.n && !is_newline(t.p[at]))
				at++;
			break;
		}
		if (c == '\'' && at + 1 < t.n && t.p[at + 1] == c) {
			at = skip_line(t, at + 2, &bad);
			break;
		}
		if (c == '"' || c == '\'') {
			at = string_end(t, at + 1, c);
			if (at == t.n)
				item->fault = "a quote that is not closed";
		} else if (c == '=') {
			item->fault = "= in a value without quotes";
		} else if (c == '(' || c == ')') {
			depth += c == '(' ? 1 : -1;
		}
		if (depth < 0 || at >= t.n)
			break;
	}
	if (bad)
		item->fault = "more than a word behind two quotes";
	if (depth != 0 && item->fault == NULL)
		item->fault = "a parenthesis without the other one";
	while (at < t.n && !is_newline(t.p[at]))
		at++;
	item->raw = span_of(t.p + start, at - start);
	return at;
}

/* A setting, or a word alone; returns where it ends. */
static size_t
take_setting(struct phpini *p, struct phpini_item *item, size_t at)
{
	struct span t = p->text;
	size_t start = at;

	while (at < t.n && !stops_name(t.p[at]))
		at++;
	item->kind = PHPINI_WORD;
	item->name = trim(span_of(t.p + start, at - start));
	if (at < t.n && t.p[at] == '[' && item->name.n > 0) {
		start = ++at;
		while (at < t.n && t.p[at] != ']' && !is_newline(t.p[at]))
			at++;
		item->key = trim(span_of(t.p + start, at - start));
		if (item->key.n > 1 && strchr("\"'", item->key.p[0]) != NULL &&
		    item->key.p[0] == item->key.p[item->key.n - 1])
			item->key = span_of(item->key.p + 1, item->key.n - 2);
		if (at < t.n && t.p[at] == ']')
			at++;
		while (at < t.n && is_blank(t.p[at]))
			at++;
	}
	if (at < t.n && t.p[at] == '=') {
		item->kind = PHPINI_SETTING;
		if (item->name.n == 0)
			item->fault = "= without a name";
		return take_value(p, item, at + 1);
	}
	if (at < t.n && t.p[at] != ';' && !is_newline(t.p[at]))
		item->fault = "neither a setting nor a section";
	while (at < t.n && !is_newline(t.p[at]))
		at++;
	return at;
}

/* [Name], which may have a setting behind it in the line. */
static size_t
take_section(struct phpini *p, struct phpini_item *item, size_t at)
{
	struct span t = p->text;
	size_t start = ++at;

	item->kind = PHPINI_SECTION;
	while (at < t.n && t.p[at] != ']' && !is_newline(t.p[at]))
		at++;
	item->name = span_of(t.p + start, at - start);
	if (item->name.n > 1 && strchr("\"'", item->name.p[0]) != NULL &&
	    item->name.p[0] == item->name.p[item->name.n - 1])
		item->name = span_of(item->name.p + 1, item->name.n - 2);
	if (at == t.n || t.p[at] != ']') {
		item->fault = "[ without ]";
		return at;
	}
	at++;
	while (at < t.n && is_blank(t.p[at]))
		at++;
	return at;
}

static size_t
count_lines(struct span t, size_t from, size_t to)
{
	size_t n = 0, len;

	while (from < to) {
		len = phpini_newline(t, from);
		n += len > 0;
		from += len > 0 ? len : 1;
	}
	return n;
}

bool
phpini_next(struct phpini *p, struct phpini_item *item)
{
	struct span t = p->text;
	size_t at = p->at, first;

	if (at >= t.n)
		return false;
	if (at == 0 && span_starts(t, "\xEF\xBB\xBF"))
		at += 3;
	*item = (struct phpini_item){.start = p->at, .line = p->line + 1};
	item->inside = p->at > 0 && !is_newline(t.p[p->at - 1]);
	first = at;
	while (at < t.n && is_blank(t.p[at]))
		at++;
	if (at == t.n || is_newline(t.p[at])) {
		item->kind = PHPINI_BLANK;
	} else if (t.p[at] == ';') {
		item->kind = PHPINI_COMMENT;
		while (at < t.n && !is_newline(t.p[at]))
			at++;
	} else if (t.p[at] == '[') {
		at = take_section(p, item, at);
		if (first < at && is_blank(t.p[first]))
			item->fault = "a blank before [";
	} else {
		at = take_setting(p, item, at);
	}
	at += phpini_newline(t, at);
	p->line += count_lines(t, p->at, at);
	item->end = p->at = at;
	return true;
}

static bool
is_empty_word(struct span word)
{
	static const char *const words[] = {
	    "none", "null", "off", "no", "false"};
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (span_caseis(word, span_str(words[i])))
			return true;
	return false;
}

static bool
is_one(struct span word)
{
	return span_caseis(word, span_str("on")) ||
	    span_caseis(word, span_str("yes")) ||
	    span_caseis(word, span_str("true"));
}

/* A string's bytes: in double quotes a backslash quotes ", $, itself. */
static void
put_string(struct buf *b, struct span s, char quote)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (quote == '"' && s.p[i] == '\\' && i + 1 < s.n &&
		    strchr("\"\\$", s.p[i + 1]) != NULL)
			i++;
		buf_putc(b, s.p[i]);
	}
}

void
phpini_value(struct buf *b, struct span raw)
{
	size_t at = 0, end, blanks;
	char c;

	raw = trim(raw);
	for (end = 0; end < raw.n && strchr(";\"'", raw.p[end]) == NULL;)
		end++;
	if (end == raw.n || raw.p[end] == ';') {
		raw = trim(span_of(raw.p, end));
		if (is_one(raw))
			buf_putc(b, '1');
		else if (!is_empty_word(raw))
			buf_put(b, raw.p, raw.n);
		return;
	}
	while (at < raw.n && (c = raw.p[at]) != ';') {
		if (c == '"' || c == '\'') {
			end = string_end(raw, at + 1, c);
			put_string(b, span_of(raw.p + at + 1, end - at - 1), c);
			/* PHP leaves the line at an empty one. */
			if (c == '\'' && end == at + 1)
				break;
			at = end < raw.n ? end + 1 : end;
			/* Blanks beside " are none of the value. */
			while (c == '"' && at < raw.n && is_blank(raw.p[at]))
				at++;
			continue;
		}
		blanks = at;
		while (blanks < raw.n && is_blank(raw.p[blanks]))
			blanks++;
		if (blanks == raw.n || strchr(";", raw.p[blanks]) != NULL)
			break;
		if (raw.p[blanks] == '"') {
			at = blanks;
			continue;
		}
		buf_put(b, raw.p + at, blanks - at + 1);
		at = blanks + 1;
		/* The quote itself is looked at by the next turn. */
		if (raw.p[blanks] == '\'') {
			b->len--;
			at--;
		}
	}
}
