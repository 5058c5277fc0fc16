import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

// What this user keeps on the disk is for this user alone, whatever the umask. On Windows a folder inherits its rights from the user's profile
// and modes mean nothing, so that these functions change nothing there.

const FOLDER_MODE = 0o700
const FILE_MODE = 0o600
const PERMISSIONS = 0o777

/** The folder belongs to another user, so that its rights cannot be narrowed. */
export class FolderNotOurs extends Error {
  override readonly name = 'FolderNotOurs'
  constructor(folder: string, cause: unknown) {
    super(`the directory ${folder} belongs to another user, who can read what is in it: use one that this user owns`, {
      cause,
    })
  }
}

/**
 * Makes a folder that nobody else can enter, and takes the rights of others from one that exists.
 * @throws FolderNotOurs
 */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  narrow(folder, FOLDER_MODE)
}

/** Takes the rights of others from one file. @throws FolderNotOurs */
export const makePrivateFile = (file: string): void => narrow(file, FILE_MODE)

/** Takes the rights of others from everything in a folder. Links are left alone: what they lead to may belong to somebody else. */
export function makePrivateTree(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) narrow(join(entry.parentPath, entry.name), FOLDER_MODE)
    else if (entry.isFile()) narrow(join(entry.parentPath, entry.name), FILE_MODE)
  }
}

function narrow(path: string, mode: number): void {
  if (process.platform === 'win32' || (lstatSync(path).mode & PERMISSIONS) === mode) return
  try {
    chmodSync(path, mode)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') throw new FolderNotOurs(path, error)
    throw error
  }
}
