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

/** Why an error of the file system kept an update from happening. */
export function fileFault(error: unknown): UpdateFailure {
  if (error instanceof UpdateFailure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return new UpdateFailure('disk_full', error)
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return new UpdateFailure('read_only', error)
  return new UpdateFailure('failed', error)
}
