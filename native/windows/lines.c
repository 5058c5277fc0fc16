#include "lines.h"
#include <stdlib.h>
#include <string.h>

static SRWLOCK lock = SRWLOCK_INIT;
static char *line;
static size_t used, size;

static void put(const char *bytes, size_t count) {
  if (used + count > size) {
    size = (used + count) * 2;
    line = realloc(line, size);
    if (line == NULL) ExitProcess(3);
  }
  memcpy(line + used, bytes, count);
  used += count;
}

static void put_word(const char *word) { put(word, strlen(word)); }

static void put_name(const char *name) {
  put_word(",\"");
  put_word(name);
  put_word("\":");
}

static void put_text(const wchar_t *text) {
  static const char hex[] = "0123456789abcdef";
  put_word("\"");
  for (const wchar_t *at = text; *at != 0; at++) {
    wchar_t unit = *at;
    BOOL pair = IS_HIGH_SURROGATE(unit) && IS_LOW_SURROGATE(at[1]);
    if (unit == L'"' || unit == L'\\') {
      char escaped[2] = {'\\', (char)unit};
      put(escaped, 2);
    } else if (unit < 0x20) {
      char escaped[6] = {'\\', 'u', '0', '0', hex[unit >> 4], hex[unit & 15]};
      put(escaped, 6);
    } else {
      char utf8[4];
      /* Half a pair is replaced by the conversion. */
      int count = WideCharToMultiByte(CP_UTF8, 0, at, pair ? 2 : 1, utf8, sizeof utf8, NULL, NULL);
      put(utf8, (size_t)count);
      if (pair) at++;
    }
  }
  put_word("\"");
}

void line_begin(const char *event) {
  AcquireSRWLockExclusive(&lock);
  used = 0;
  put_word("{\"event\":\"");
  put_word(event);
  put_word("\"");
}

void line_text(const char *name, const wchar_t *text) {
  put_name(name);
  if (text == NULL) put_word("null");
  else put_text(text);
}

void line_number(const char *name, unsigned long long number) {
  char digits[20];
  size_t at = sizeof digits;
  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  put_name(name);
  put(digits + at, sizeof digits - at);
}

void line_flag(const char *name, BOOL flag) {
  put_name(name);
  put_word(flag ? "true" : "false");
}

void line_texts(const char *name, const wchar_t *texts) {
  put_name(name);
  put_word("[");
  for (const wchar_t *text = texts; *text != 0; text += wcslen(text) + 1) {
    if (text != texts) put_word(",");
    put_text(text);
  }
  put_word("]");
}

void line_end(void) {
  DWORD written;
  put_word("}\n");
  /* A title holds patient data: it stays in no memory that is not needed. */
  BOOL sent = WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)used, &written, NULL);
  SecureZeroMemory(line, used);
  if (!sent) ExitProcess(0);
  ReleaseSRWLockExclusive(&lock);
}
