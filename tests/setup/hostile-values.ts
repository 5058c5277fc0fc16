import fc from 'fast-check'

// Values that break programs which do not check them.

export const hostileNumbers = [
  0,
  -1,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  2 ** 53,
  -(2 ** 53),
  8.64e15,
  8.64e15 + 1,
  1e19,
  1e308,
]
export const NUL = '\u0000'
export const hostileTexts = [
  ...['', ' ', '.', '..', '%', '*', "'", '"', '\\', NUL, `a${NUL}b`, 'NaN', 'Infinity', '1e309', '-0', '0x10', '١٢٣'],
  ...['9999-12-31T23:59:59.999Z', '+275760-09-13T00:00:00Z', '0000-01-01T00:00:00Z', '1900-01-01T00:00:00-12:00'],
  ...[
    '2026-02-30T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '2026-11-01T00:00:00+99:99',
    '__proto__',
    'constructor',
    ','.repeat(50),
  ],
  ...['x'.repeat(199), 'x'.repeat(2000), '\u202e\u{1F4A9}', '{}', '[]', 'null'],
]
export const hostileLeaf = fc.oneof(
  fc.constantFrom<unknown>(...hostileNumbers),
  fc.constantFrom<unknown>(...hostileTexts),
  fc.constantFrom<unknown>(null, [], {}, true),
)
/** One leaf of a document replaced by something hostile, or the document itself. */
export function spoiled(document: unknown): fc.Arbitrary<unknown> {
  const paths: (string | number)[][] = [[]]
  const walk = (value: unknown, path: (string | number)[]) => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, Array.isArray(value) ? Number(key) : key]
      paths.push(at)
      walk(inner, at)
    }
  }
  walk(document, [])
  return fc.tuple(fc.constantFrom(...paths), hostileLeaf).map(([path, value]) => replaced(document, path, value))
}

function replaced(document: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value
  const copy = structuredClone(document) as Record<string | number, unknown>
  copy[key] = replaced(copy[key], rest, value)
  return copy
}
