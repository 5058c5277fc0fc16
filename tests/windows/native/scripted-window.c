/*
 * A window for tests that does what standard input says, line by line, and says on standard output when it was done:
 *
 *   scripted-window.exe TITLE          in a file of the program's name that the test wants to see
 *   title TEXT | front | minimize | hide | quiet-title TEXT (without an event, as programs do that draw their own title)
 *   hang MS (answers nothing) | quit
 *
 * Each answer: MILLISECONDS-SINCE-1970 COMMAND, just before it is done. A second one, `in-front`, when the window has come to the front.
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static HWND window;
static wchar_t text[32768];

static unsigned long long now(void) {
  FILETIME time;
  GetSystemTimePreciseAsFileTime(&time);
  return (((unsigned long long)time.dwHighDateTime << 32 | time.dwLowDateTime) - 116444736000000000ULL) / 10000;
}

static void done(const char *command) {
  printf("%llu %s\n", now(), command);
  fflush(stdout);
}

static void set_title(const char *utf8) {
  MultiByteToWideChar(CP_UTF8, 0, utf8, -1, text, ARRAYSIZE(text));
  SetWindowTextW(window, text);
}

static void obey(char *line) {
  char *argument = strchr(line, ' ');
  if (argument == NULL) argument = "";
  else *argument++ = 0;
  done(line);
  if (strcmp(line, "title") == 0) {
    set_title(argument);
    /* Windows raises this event by itself, Wine does not. */
    NotifyWinEvent(EVENT_OBJECT_NAMECHANGE, window, OBJID_WINDOW, CHILDID_SELF);
  } else if (strcmp(line, "quiet-title") == 0) set_title(argument);
  else if (strcmp(line, "front") == 0) {
    ShowWindow(window, SW_SHOWNORMAL);
    SetForegroundWindow(window);
    if (GetForegroundWindow() == window) done("in-front");
  } else if (strcmp(line, "minimize") == 0) ShowWindow(window, SW_MINIMIZE);
  else if (strcmp(line, "hide") == 0) ShowWindow(window, SW_HIDE);
  else if (strcmp(line, "hang") == 0) Sleep((DWORD)atoi(argument));
  else if (strcmp(line, "quit") == 0) DestroyWindow(window);
}

static LRESULT CALLBACK on_message(HWND handle, UINT message, WPARAM first, LPARAM second) {
  if (message == WM_APP) {
    obey((char *)second);
    free((char *)second);
    return 0;
  }
  if (message == WM_DESTROY) PostQuitMessage(0);
  return DefWindowProcW(handle, message, first, second);
}

static DWORD WINAPI read_script(void *unused) {
  (void)unused;
  static char line[131072];
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\r\n")] = 0;
    PostMessageW(window, WM_APP, 0, (LPARAM)_strdup(line));
  }
  PostMessageW(window, WM_APP, 0, (LPARAM)_strdup("quit"));
  return 0;
}

int wmain(int count, wchar_t **words) {
  WNDCLASSW class = {.lpfnWndProc = on_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = L"ScriptedWindow"};
  RegisterClassW(&class);
  window = CreateWindowExW(0, class.lpszClassName, count > 1 ? words[1] : L"", WS_OVERLAPPEDWINDOW, 50, 50, 500, 300, NULL, NULL, class.hInstance, NULL);
  ShowWindow(window, SW_SHOW);
  CloseHandle(CreateThread(NULL, 0, read_script, NULL, 0, NULL));
  done("shown");
  MSG message;
  while (GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
  return 0;
}
