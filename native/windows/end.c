/* Ends the agents of this folder before its files are replaced or removed. By path: a program of that name elsewhere is another one. */
#include "end.h"
#include <windows.h>
#include <tlhelp32.h>
#include <wchar.h>

enum { most_programs = 4096, path_length = 32768 };

/* For an agent that saves and says goodbye, ms. */
static const DWORD asked_within = 5000;
/* For a program that hangs, ms. */
static const UINT answers_within = 1000;

static PROCESSENTRY32W programs[most_programs];
static DWORD count;
/* Ends with a backslash. */
static wchar_t folder[path_length];

static BOOL path_of(DWORD pid, wchar_t *path) {
  HANDLE program = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  if (program == NULL) return FALSE;
  DWORD length = path_length;
  BOOL known = QueryFullProcessImageNameW(program, 0, path, &length);
  CloseHandle(program);
  return known;
}

/* This helper lies in FOLDER\resources\windows\. Anywhere else it must end nothing. */
static BOOL find_folder(void) {
  static const wchar_t place[] = L"\\resources\\windows\\";
  if (!path_of(GetCurrentProcessId(), folder)) return FALSE;
  wchar_t *name = wcsrchr(folder, L'\\');
  if (name == NULL) return FALSE;
  name[1] = 0;
  size_t length = wcslen(folder), end = wcslen(place);
  if (length <= end || _wcsicmp(folder + length - end, place) != 0) return FALSE;
  folder[length - end + 1] = 0;
  return TRUE;
}

static void list_programs(void) {
  count = 0;
  HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (snapshot == INVALID_HANDLE_VALUE) return;
  PROCESSENTRY32W program = {.dwSize = sizeof program};
  for (BOOL more = Process32FirstW(snapshot, &program); more && count < most_programs; more = Process32NextW(snapshot, &program)) {
    programs[count++] = program;
  }
  CloseHandle(snapshot);
}

/* The uninstaller, which lies in the folder, waits for this program. An agent that started an installer does not. */
static BOOL is_waiting(DWORD pid) {
  DWORD at = GetCurrentProcessId();
  for (int steps = 0; steps < 64 && at != 0; steps++) {
    const PROCESSENTRY32W *program = NULL;
    for (DWORD index = 0; index < count; index++) {
      if (programs[index].th32ProcessID == at) program = &programs[index];
    }
    if (program == NULL) return FALSE;
    if (at == pid) return _wcsicmp(program->szExeFile, L"TouchLedger.exe") != 0;
    at = program->th32ParentProcessID;
  }
  return FALSE;
}

static BOOL is_ours(DWORD pid) {
  static wchar_t path[path_length];
  return pid != 0 && !is_waiting(pid) && path_of(pid, path) && _wcsnicmp(path, folder, wcslen(folder)) == 0;
}

/* As when a session ends: the agent closes the open span and saves. */
static BOOL CALLBACK tell_window(HWND window, LPARAM pid) {
  DWORD owner = 0;
  DWORD_PTR answer;
  GetWindowThreadProcessId(window, &owner);
  if (owner != (DWORD)pid) return TRUE;
  if (SendMessageTimeoutW(window, WM_QUERYENDSESSION, 0, ENDSESSION_CLOSEAPP, SMTO_ABORTIFHUNG, answers_within, &answer)) {
    SendMessageTimeoutW(window, WM_ENDSESSION, TRUE, ENDSESSION_CLOSEAPP, SMTO_ABORTIFHUNG, answers_within, &answer);
  }
  return TRUE;
}

static void tell(DWORD pid) { EnumWindows(tell_window, pid); }

static void terminate(DWORD pid) {
  HANDLE program = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, pid);
  if (program == NULL) return;
  TerminateProcess(program, 1);
  WaitForSingleObject(program, asked_within);
  CloseHandle(program);
}

/* Calls act for each program of the folder. Returns how many there are. */
static int for_each(void (*act)(DWORD pid)) {
  int found = 0;
  list_programs();
  for (DWORD index = 0; index < count; index++) {
    DWORD pid = programs[index].th32ProcessID;
    if (!is_ours(pid)) continue;
    found++;
    if (act != NULL) act(pid);
  }
  return found;
}

/* An administrator may end programs of other users with it. */
static void take_debug_privilege(void) {
  HANDLE token;
  TOKEN_PRIVILEGES wanted = {.PrivilegeCount = 1, .Privileges = {{.Attributes = SE_PRIVILEGE_ENABLED}}};
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &token)) return;
  if (LookupPrivilegeValueW(NULL, L"SeDebugPrivilege", &wanted.Privileges[0].Luid)) {
    AdjustTokenPrivileges(token, FALSE, &wanted, 0, NULL, NULL);
  }
  CloseHandle(token);
}

int end_agents(void) {
  if (!find_folder()) return 2;
  take_debug_privilege();
  if (for_each(tell) == 0) return 0;
  ULONGLONG asked_at = GetTickCount64();
  while (GetTickCount64() - asked_at < asked_within) {
    if (for_each(NULL) == 0) return 0;
    Sleep(50);
  }
  for_each(terminate);
  return for_each(NULL) == 0 ? 0 : 1;
}
