/* For an administrator who removes the agent with all that it has recorded. */
#include "delete-data.h"
#include <windows.h>
#include <userenv.h>
#include <wchar.h>

enum { path_length = 1024 };

static BOOL join(wchar_t *path, const wchar_t *folder, const wchar_t *name) {
  return swprintf(path, path_length, L"%ls\\%ls", folder, name) > 0;
}

static BOOL is_itself_or_parent(const wchar_t *name) { return wcscmp(name, L".") == 0 || wcscmp(name, L"..") == 0; }

/* A user may have put a link where this program, with an administrator's rights, is to delete. */
static BOOL is_link(DWORD attributes) { return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0; }

static BOOL delete_folder(const wchar_t *folder) {
  wchar_t path[path_length];
  WIN32_FIND_DATAW entry;
  DWORD attributes = GetFileAttributesW(folder);
  if (attributes == INVALID_FILE_ATTRIBUTES) return GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND;
  if (is_link(attributes)) return RemoveDirectoryW(folder) || DeleteFileW(folder);
  if (!join(path, folder, L"*")) return FALSE;
  HANDLE search = FindFirstFileW(path, &entry);
  if (search != INVALID_HANDLE_VALUE) {
    do {
      if (is_itself_or_parent(entry.cFileName) || !join(path, folder, entry.cFileName)) continue;
      SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
      if (!(entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)) {
        DeleteFileW(path);
      } else if (is_link(entry.dwFileAttributes)) {
        RemoveDirectoryW(path);
      } else {
        delete_folder(path);
      }
    } while (FindNextFileW(search, &entry));
    FindClose(search);
  }
  return RemoveDirectoryW(folder);
}

int delete_data(void) {
  wchar_t profiles[path_length], path[path_length], data[path_length];
  DWORD length = path_length;
  WIN32_FIND_DATAW profile;
  BOOL all = TRUE;
  if (!GetProfilesDirectoryW(profiles, &length) || !join(path, profiles, L"*")) return 1;
  HANDLE search = FindFirstFileW(path, &profile);
  if (search == INVALID_HANDLE_VALUE) return 1;
  do {
    if (is_itself_or_parent(profile.cFileName) || is_link(profile.dwFileAttributes) || !join(path, profiles, profile.cFileName)) continue;
    if (!join(data, path, L"AppData\\Local\\TouchLedger") || !delete_folder(data)) all = FALSE;
  } while (FindNextFileW(search, &profile));
  FindClose(search);
  length = GetEnvironmentVariableW(L"ProgramData", path, path_length);
  if (length > 0 && length < path_length && join(data, path, L"TouchLedger") && !delete_folder(data)) all = FALSE;
  return all ? 0 : 1;
}
