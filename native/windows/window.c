#include "window.h"
#include <wchar.h>

/* Not in the headers of every compiler; documented, and exported since Windows 2000. */
WINUSERAPI int WINAPI InternalGetWindowText(HWND, LPWSTR, int);

static void program_of(DWORD pid, wchar_t *program, size_t size) {
  program[0] = 0;
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, pid);
  if (process == NULL) return;
  static wchar_t path[32768];
  DWORD length = ARRAYSIZE(path);
  if (QueryFullProcessImageNameW(process, 0, path, &length)) {
    const wchar_t *folder_end = wcsrchr(path, L'\\');
    wcsncpy(program, folder_end == NULL ? path : folder_end + 1, size - 1);
    program[size - 1] = 0;
  }
  CloseHandle(process);
}

typedef struct {
  DWORD frame_pid;
  DWORD inner_pid;
} InnerProcess;

static BOOL CALLBACK find_inner(HWND child, LPARAM parameter) {
  InnerProcess *inner = (InnerProcess *)parameter;
  DWORD pid = 0;
  GetWindowThreadProcessId(child, &pid);
  if (pid == 0 || pid == inner->frame_pid) return TRUE;
  inner->inner_pid = pid;
  return FALSE;
}

/* A Store app is drawn inside a frame that belongs to ApplicationFrameHost.exe. */
static DWORD pid_of(HWND handle, const wchar_t *class_name) {
  DWORD pid = 0;
  GetWindowThreadProcessId(handle, &pid);
  if (wcscmp(class_name, L"ApplicationFrameWindow") != 0) return pid;
  InnerProcess inner = {pid, 0};
  EnumChildWindows(handle, find_inner, (LPARAM)&inner);
  return inner.inner_pid == 0 ? pid : inner.inner_pid;
}

static BOOL is_desktop(const wchar_t *class_name) {
  return wcscmp(class_name, L"Progman") == 0 || wcscmp(class_name, L"WorkerW") == 0;
}

void read_window_in_front(Window *window) {
  HWND handle = GetForegroundWindow();
  window->handle = NULL;
  window->pid = 0;
  window->program[0] = window->class_name[0] = window->title[0] = 0;
  /* A minimized window stays the one in front, although nobody sees it. */
  if (handle == NULL || IsIconic(handle) || !IsWindowVisible(handle)) return;
  GetClassNameW(handle, window->class_name, ARRAYSIZE(window->class_name));
  if (is_desktop(window->class_name)) return;
  window->handle = handle;
  window->pid = pid_of(handle, window->class_name);
  program_of(window->pid, window->program, ARRAYSIZE(window->program));
  int length = InternalGetWindowText(handle, window->title, ARRAYSIZE(window->title));
  window->title[length > 0 ? length : 0] = 0;
}

BOOL same_window(const Window *one, const Window *other) {
  return one->handle == other->handle && one->pid == other->pid && wcscmp(one->title, other->title) == 0 &&
         wcscmp(one->program, other->program) == 0;
}

BOOL is_browser(const Window *window) {
  static const wchar_t *const browsers[] = {L"chrome.exe", L"chromium.exe", L"firefox.exe", L"msedge.exe"};
  for (size_t index = 0; index < ARRAYSIZE(browsers); index++)
    if (_wcsicmp(window->program, browsers[index]) == 0) return TRUE;
  return FALSE;
}
