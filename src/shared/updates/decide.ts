import { compareVersions } from '../versions.ts'
import type { ReleaseFile, ReleaseManifest, ReleaseTarget } from '../contract/releases.ts'

/** The agent that is asked to become another version. */
export interface InstalledAgent extends ReleaseTarget {
  readonly version: string
  /**
   * The oldest version that it goes back to. Its publisher says so in every package, and the highest that was ever installed counts: an
   * endpoint in wrong hands cannot bring back a version with a known fault, not even step by step.
   */
  readonly oldest: string
  /** Versions that crashed here and were rolled back. */
  readonly crashed: readonly string[]
}

/** Why an agent does not take a release that its publisher signed. */
export type UpdateRefusal = 'no_file' | 'too_old' | 'crashed'

export type UpdateDecision =
  | { readonly kind: 'take'; readonly file: ReleaseFile }
  | { readonly kind: 'refuse'; readonly why: UpdateRefusal }
  /** It is this version. */
  | { readonly kind: 'stay' }

/** Whether an agent takes a release whose signature was checked, and which of its files. */
export function decideUpdate(agent: InstalledAgent, { version, files }: ReleaseManifest): UpdateDecision {
  if (compareVersions(version, agent.version) === 0) return { kind: 'stay' }
  if (compareVersions(version, agent.version) < 0 && compareVersions(version, agent.oldest) < 0) {
    return { kind: 'refuse', why: 'too_old' }
  }
  if (agent.crashed.includes(version)) return { kind: 'refuse', why: 'crashed' }
  const file = files.find(
    ({ platform, arch, kind }) => platform === agent.platform && arch === agent.arch && kind === agent.kind,
  )
  return file ? { kind: 'take', file } : { kind: 'refuse', why: 'no_file' }
}
