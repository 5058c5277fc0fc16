/** The numbers that a version begins with; null for one without, such as `sample`. */
const numbersOf = (version: string): readonly number[] | null =>
  /^\d+(?:\.\d+)*/.exec(version)?.[0].split('.').map(Number) ?? null

/**
 * Compares versions by their numbers; suffixes do not count, and a number that is missing is 0.
 * @returns below 0 where `one` is older, above 0 where it is newer; 0 also where either has no numbers
 */
export function compareVersions(one: string, other: string): number {
  const [ours, theirs] = [numbersOf(one), numbersOf(other)]
  if (ours === null || theirs === null) return 0
  const length = Math.max(ours.length, theirs.length)
  for (let index = 0; index < length; index++) {
    const difference = (ours[index] ?? 0) - (theirs[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The highest of these versions by number; '' if there is none with numbers. */
export function newestOf(versions: readonly string[]): string {
  const known = versions.filter((version) => numbersOf(version) !== null)
  return known.reduce((newest, version) => (compareVersions(newest, version) < 0 ? version : newest), known[0] ?? '')
}
