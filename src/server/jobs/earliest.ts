import type { EpochMs } from '../../shared/contract/brands.ts'

/** The earlier of two instants; null: never. */
export function earliest(one: EpochMs | null, other: EpochMs | null): EpochMs | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}
