import type { SignedRelease } from '../../shared/contract/releases.ts'
import type { UpdateWhy } from '../../shared/contract/clients.ts'

/** A file of a release that was loaded, and whose signature, size and hash were checked. */
export interface CheckedUpdate {
  readonly file: string
  readonly version: string
  readonly release: SignedRelease
}

/** Puts another version in the place of this one. The agent that runs then hands over by itself (`shell/new-version.ts`). */
export interface Installer {
  /** Why nothing can be installed here; null: it can. */
  obstacle(): Promise<UpdateWhy | null>
  /** Whole, or the version that runs stays as it is. @throws UpdateFailure */
  install(update: CheckedUpdate): Promise<void>
}
