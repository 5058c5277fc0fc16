import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { releaseKinds, type ReleaseKind } from '../../shared/contract/releases.ts'
import { compareVersions } from '../../shared/versions.ts'

/** Where a deb's root service keeps its state. `build/linux/install-update.sh` has the same. */
const DEB_STATE = '/var/lib/touchledger'

/** The program of this agent on the disk, as its package laid it out (docs/decisions/0060). */
export interface Program {
  /** What starts it. In the folder of a tar.gz that is the starter, which knows the version that is current. */
  readonly start: string
  /** The folder that a person sees: of the starter, else of the program. */
  readonly folder: string
  /** Written after all other files of a version. */
  readonly installed: string
  /** Null: this agent takes no updates from its endpoint. */
  readonly updates: UpdatableProgram | null
}

export interface UpdatableProgram {
  readonly kind: ReleaseKind
  /** Of its publisher, PEM. */
  readonly publicKey: string
  readonly folder: string
  /** What updates left behind: versions that crashed, the oldest version that may come back. */
  readonly state: string
}

/**
 * Reads what the package says of itself beside the program.
 * @param resources Electron's folder `resources`
 * @param executable path of the running program
 */
export function readProgram(resources: string, executable: string): Program {
  const said = (name: string) => readText(join(resources, 'updates', name))
  const stated = said('kind')
  const kind = releaseKinds.find((known) => known === stated)
  const publicKey = said('key.pem')
  // A tar.gz has its versions side by side: FOLDER/versions/VERSION/touchledger.
  const sideBySide = kind === 'tar.gz'
  const folder = sideBySide ? dirname(dirname(dirname(executable))) : dirname(executable)
  const state = kind === 'deb' ? DEB_STATE : join(folder, 'updates')
  return {
    start: sideBySide ? join(folder, 'touchledger') : executable,
    folder,
    installed: sideBySide ? join(folder, 'current', 'resources', 'installed') : join(resources, 'installed'),
    updates: kind === undefined || publicKey === null ? null : { kind, publicKey, folder, state },
  }
}

/**
 * The oldest version that may come back: the one that this package states, or a later one that a version before it stated. Without any, none older
 * than this one.
 */
export function oldestOf(resources: string, { state }: Pick<UpdatableProgram, 'state'>, version: string): string {
  const stated = readText(join(resources, 'updates', 'oldest')) ?? version
  const kept = readText(join(state, 'oldest')) ?? stated
  return compareVersions(kept, stated) > 0 ? kept : stated
}

/** Versions that were rolled back because they crashed here. */
export const crashedVersions = ({ state }: Pick<UpdatableProgram, 'state'>): readonly string[] =>
  readText(join(state, 'crashed'))?.split('\n') ?? []

function readText(path: string): string | null {
  if (!existsSync(path)) return null
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch {
    return null
  }
}
