import { createHash } from 'node:crypto'
import type { UpdateSettings, UpdateStage } from '../../shared/contract/releases.ts'

const shares: Readonly<Record<UpdateStage, number>> = { '5%': 0.05, '25%': 0.25, all: 1 }

/** Whose computer it is, as far as a roll-out asks. */
export interface UpdatedDevice {
  readonly deviceId: string
  readonly team: string | null
}

/**
 * Whether a roll-out lets a device in. A hash of device and version decides: a later stage has everybody of an earlier one, no computer is the
 * first each time, and nothing is stored.
 */
export function isLetIn({ version, stage, teams, paused }: UpdateSettings, { deviceId, team }: UpdatedDevice): boolean {
  if (version === null || paused) return false
  if (teams.length > 0 && (team === null || !teams.includes(team))) return false
  return placeOf(deviceId, version) < shares[stage]
}

/** 0 to below 1, evenly. */
function placeOf(deviceId: string, version: string): number {
  return createHash('sha256').update(`${version}\n${deviceId}`).digest().readUInt32BE(0) / 2 ** 32
}
