import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import { storedTokens } from '../database/stored-tokens.ts'

/** Records of a batch with the claim tokens that are stored in place of the device's. @param storageKeys base64 */
export function withStoredTokens(
  records: readonly DeviceRecord[],
  storageKeys: readonly string[],
): readonly DeviceRecord[] {
  const storedTokenOf = storedTokens(storageKeys)
  // A batch names few claims, each many times.
  const known = new Map<string, string>()
  const stored = (deviceToken: string): string => {
    const token = known.get(deviceToken) ?? storedTokenOf(deviceToken)
    known.set(deviceToken, token)
    return token
  }
  const storedOrNull = (deviceToken: string | null) => (deviceToken === null ? null : stored(deviceToken))
  return records.map((record): DeviceRecord => {
    switch (record.kind) {
      case 'span': {
        const { claimToken, attributedToken } = record
        if (claimToken === null && (attributedToken ?? null) === null) return record
        return {
          ...record,
          claimToken: storedOrNull(claimToken),
          attributedToken: attributedToken === undefined ? undefined : storedOrNull(attributedToken),
        }
      }
      case 'touch':
        return { ...record, claimToken: stored(record.claimToken) }
      case 'hidden_tag':
      case 'manual_time':
      case 'annotation':
        return record.claimToken === null ? record : { ...record, claimToken: stored(record.claimToken) }
      case 'input_counts':
      case 'connectivity':
      case 'private_time':
      case 'removed':
        return record
    }
  })
}
