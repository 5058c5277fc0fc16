import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { UpdateWhy } from '../../shared/contract/clients.ts'

/** An update did not happen. The version that runs stays as it is. */
export class UpdateFailure extends Error {
  override readonly name = 'UpdateFailure'
  readonly why: UpdateWhy
  constructor(why: UpdateWhy, cause?: unknown) {
    super(why, { cause })
    this.why = why
  }
}

/** What keeps an installer from writing to these folders; null: nothing. */
export const unlessWritable = (why: UpdateWhy, ...folders: readonly string[]): Promise<UpdateWhy | null> =>
  Promise.all(folders.map(async (folder) => access(folder, constants.W_OK))).then(
    () => null,
    () => why,
  )

/** Why an error of the file system kept an update from happening. */
export function fileFault(error: unknown): UpdateFailure {
  if (error instanceof UpdateFailure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return new UpdateFailure('disk_full', error)
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return new UpdateFailure('read_only', error)
  return new UpdateFailure('failed', error)
}
