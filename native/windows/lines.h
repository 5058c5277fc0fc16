#pragma once
#include <windows.h>

/*
 * Lines on standard output: one JSON object each. Several threads write; a line is never broken by another one.
 *
 *   line_begin("window"); line_text("title", title); line_number("pid", pid); line_end();
 */

/* Begins a line: {"event":NAME and takes the lock that line_end gives back. */
void line_begin(const char *event);
/* Adds a text; NULL is written as null. Half a surrogate pair becomes U+FFFD. */
void line_text(const char *name, const wchar_t *text);
void line_number(const char *name, unsigned long long number);
void line_flag(const char *name, BOOL flag);
/* Adds a list of texts: a sequence of strings, each ended by 0, the last one by another 0. */
void line_texts(const char *name, const wchar_t *texts);
/* Writes the line at once. Ends the program if nobody reads any more. */
void line_end(void);
