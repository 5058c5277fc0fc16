#include "relay.h"
#include <stdio.h>
#include <string.h>
#include <wchar.h>

static HANDLE agent;

BOOL is_browser_call(int count, wchar_t **words) {
  if (count < 2) return FALSE;
  const wchar_t *manifest = wcsstr(words[1], L"app.touchledger.");
  BOOL firefox = count > 2 && manifest != NULL && wcscmp(words[1] + wcslen(words[1]) - 5, L".json") == 0;
  return wcsncmp(words[1], L"chrome-extension://", 19) == 0 || firefox;
}

/* The agent's pipe is open at both ends at once: each read and write waits for itself alone. */
static DWORD finished(BOOL began, OVERLAPPED *work) {
  DWORD count = 0;
  if (!began && GetLastError() != ERROR_IO_PENDING) return 0;
  return GetOverlappedResult(agent, work, &count, TRUE) ? count : 0;
}

static BOOL to_agent(const char *bytes, DWORD size, HANDLE event) {
  for (DWORD done = 0; done < size;) {
    OVERLAPPED work = {.hEvent = event};
    DWORD count = finished(WriteFile(agent, bytes + done, size - done, NULL, &work), &work);
    if (count == 0) return FALSE;
    done += count;
  }
  return TRUE;
}

static DWORD WINAPI copy_to_browser(void *unused) {
  (void)unused;
  static char bytes[65536];
  HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), browser = GetStdHandle(STD_OUTPUT_HANDLE);
  for (;;) {
    OVERLAPPED work = {.hEvent = event};
    DWORD count = finished(ReadFile(agent, bytes, sizeof bytes, NULL, &work), &work), written;
    if (count == 0) break;
    for (DWORD done = 0; done < count; done += written)
      if (!WriteFile(browser, bytes + done, count - done, &written, NULL)) ExitProcess(0);
  }
  ExitProcess(0);
}

static void name_of_pipe(wchar_t *name, size_t size) {
  wchar_t user[257] = L"";
  DWORD length = ARRAYSIZE(user);
  GetUserNameW(user, &length);
  CharLowerW(user);
  _snwprintf(name, size, L"\\\\.\\pipe\\app.touchledger.companion.%ls", user);
  name[size - 1] = 0;
}

int relay(int count, wchar_t **words) {
  static char bytes[65536];
  wchar_t name[512];
  name_of_pipe(name, ARRAYSIZE(name));
  agent = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
  if (agent == INVALID_HANDLE_VALUE) return 1;
  HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL), browser = GetStdHandle(STD_INPUT_HANDLE);
  /* Who calls, as the browser says, then a blank line, then what the browser sends. */
  for (int index = 1; index < count; index++) {
    int size = WideCharToMultiByte(CP_UTF8, 0, words[index], -1, bytes, sizeof bytes, NULL, NULL);
    if (size < 1) return 1;
    bytes[size - 1] = '\n';
    if (!to_agent(bytes, (DWORD)size, event)) return 1;
  }
  if (!to_agent("\n", 1, event)) return 1;
  CloseHandle(CreateThread(NULL, 0, copy_to_browser, NULL, 0, NULL));
  DWORD size;
  while (ReadFile(browser, bytes, sizeof bytes, &size, NULL) && size > 0)
    if (!to_agent(bytes, size, event)) break;
  return 0;
}
