#include "microphone.h"
#include "lines.h"
#include <string.h>
#include <wchar.h>

static const wchar_t store[] =
    L"Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore\\microphone";

/* Names of programs, each ended by 0. */
typedef struct {
  wchar_t texts[16384];
  size_t used;
} Names;

static void add_name(Names *names, const wchar_t *name) {
  size_t length = wcslen(name) + 1;
  if (names->used + length + 1 > ARRAYSIZE(names->texts)) return;
  memcpy(names->texts + names->used, name, length * sizeof *name);
  names->used += length;
}

/* Windows writes a 0 as the end of the use that goes on. */
static BOOL in_use(HKEY program) {
  ULONGLONG start = 0, stop = 1;
  DWORD size = sizeof start;
  if (RegQueryValueExW(program, L"LastUsedTimeStart", NULL, NULL, (BYTE *)&start, &size) != ERROR_SUCCESS) return FALSE;
  size = sizeof stop;
  if (RegQueryValueExW(program, L"LastUsedTimeStop", NULL, NULL, (BYTE *)&stop, &size) != ERROR_SUCCESS) return FALSE;
  return start != 0 && stop == 0;
}

static void add_programs(HKEY folder, Names *names) {
  wchar_t name[1024];
  for (DWORD index = 0;; index++) {
    DWORD length = ARRAYSIZE(name);
    LSTATUS status = RegEnumKeyExW(folder, index, name, &length, NULL, NULL, NULL, NULL);
    if (status == ERROR_NO_MORE_ITEMS) return;
    HKEY program;
    if (status != ERROR_SUCCESS || RegOpenKeyExW(folder, name, 0, KEY_READ, &program) != ERROR_SUCCESS) continue;
    if (_wcsicmp(name, L"NonPackaged") == 0) add_programs(program, names);
    else if (in_use(program)) add_name(names, name);
    RegCloseKey(program);
  }
}

static DWORD WINAPI watch_store(void *unused) {
  (void)unused;
  static Names now, before;
  BOOL said = FALSE;
  HKEY folder;
  /* Before the first program has ever asked for the microphone there may be no such folder. */
  if (RegCreateKeyExW(HKEY_CURRENT_USER, store, 0, NULL, 0, KEY_READ | KEY_NOTIFY, NULL, &folder, NULL) != ERROR_SUCCESS &&
      RegOpenKeyExW(HKEY_CURRENT_USER, store, 0, KEY_READ | KEY_NOTIFY, &folder) != ERROR_SUCCESS)
    return 1;
  HANDLE changed = CreateEventW(NULL, FALSE, FALSE, NULL);
  for (;;) {
    /* Asked for before it is read, so that no change in between is missed. */
    BOOL notified = RegNotifyChangeKeyValue(folder, TRUE, REG_NOTIFY_CHANGE_NAME | REG_NOTIFY_CHANGE_LAST_SET, changed, TRUE) == ERROR_SUCCESS;
    now.used = 0;
    add_programs(folder, &now);
    now.texts[now.used] = 0;
    if (!said || now.used != before.used || memcmp(now.texts, before.texts, now.used * sizeof *now.texts) != 0) {
      line_begin("microphone");
      line_texts("programs", now.texts);
      line_end();
      said = TRUE;
      before = now;
    }
    WaitForSingleObject(changed, notified ? INFINITE : 5000);
  }
}

void start_microphone(void) { CloseHandle(CreateThread(NULL, 0, watch_store, NULL, 0, NULL)); }
