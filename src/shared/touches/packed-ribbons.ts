import type { PersonRibbon, RibbonLook, RibbonsAnswer, RibbonSegment } from '../contract/reports.ts'

/** Packs ribbons: what segments show is said once. */
export function packRibbons(ribbons: readonly PersonRibbon[]): RibbonsAnswer {
  const places = new Map<string, number>()
  const looks: RibbonLook[] = []
  const placeOf = ({ startedAt: _startedAt, endedAt: _endedAt, ...look }: RibbonSegment): number => {
    const key = JSON.stringify(look)
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, looks.length)
    return looks.push(look) - 1
  }
  return {
    ribbons: ribbons.map(({ userId, segments }) => ({
      userId,
      segments: segments.map(
        (segment) => [segment.startedAt, segment.endedAt - segment.startedAt, placeOf(segment)] as const,
      ),
    })),
    looks,
  }
}

/** The ribbons of an answer as they were before they were packed. */
export const unpackRibbons = ({ looks, ribbons }: RibbonsAnswer): PersonRibbon[] =>
  ribbons.map(({ userId, segments }) => ({
    userId,
    segments: segments.flatMap(([startedAt, ms, place]) => {
      const look = looks[place]
      return look ? [{ startedAt, endedAt: startedAt + ms, ...look }] : []
    }),
  }))
