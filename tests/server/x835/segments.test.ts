import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { X12parser } from 'x12-parser'
import { SegmentSplitter } from '../../../src/server/denials/x835/segment-splitter.ts'
import { fixturePath } from './support.ts'

/** How often the splitter finds each segment. */
function ourCounts(text: string): Record<string, number> {
  const splitter = new SegmentSplitter()
  const counts: Record<string, number> = {}
  splitter.feed(text)
  while (splitter.next()) {
    const tag = splitter.text.split(splitter.separators.element)[0] ?? ''
    counts[tag] = (counts[tag] ?? 0) + 1
    if (tag === 'IEA') splitter.endInterchange()
  }
  splitter.end()
  return counts
}

async function libraryCounts(text: string): Promise<Record<string, number>> {
  const parser = new X12parser()
  // It takes a line break at the end for one more segment.
  parser.end(Buffer.from(text.trimEnd(), 'latin1'))
  const counts: Record<string, number> = {}
  for await (const segment of parser) {
    const { name } = segment as { readonly name: string }
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** What the library cannot read: a BOM, wrapped lines, separators that change within a file. */
const beyondTheLibrary = ['bom-crlf-indented', 'wrapped-at-80', 'several-interchanges']

const names = readdirSync(fileURLToPath(new URL('../../fixtures/835', import.meta.url)))
  .filter((name) => name.endsWith('.835'))
  .map((name) => name.replace('.835', ''))

describe('segments are those an independent parser finds', () => {
  it.each(names.filter((name) => !beyondTheLibrary.includes(name)))('%s', async (name) => {
    const text = readFileSync(fixturePath(name), 'latin1')
    const counts = ourCounts(text)
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(15)
    expect(await libraryCounts(text)).toStrictEqual(counts)
  })
})
