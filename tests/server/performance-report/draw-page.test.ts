import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawPage } from '../../../src/server/performance-report/draw-page.ts'
import { printable } from '../../../src/server/performance-report/printable.ts'
import { amount } from '../../setup/amount.ts'
import { Sheet } from '../../../src/server/performance-report/sheet.ts'
import { textOf, textRuns, type TextRun } from './read-pdf.ts'
import { samplePage } from './sample-page.ts'

const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length

/** Pairs of texts of which one covers the other. */
function overlapping(runs: readonly TextRun[]): readonly string[] {
  return runs.flatMap((one, index) =>
    runs
      .slice(index + 1)
      .filter(
        (other) =>
          Math.abs(one.y - other.y) < Math.min(one.size, other.size) * 0.8 &&
          one.x < other.x + other.width &&
          other.x < one.x + one.width,
      )
      .map((other) => `“${one.text}” and “${other.text}” at ${one.x}, ${one.y}`),
  )
}

test('is one tagged sheet of US Letter with a title, in US English', async () => {
  const pdf = await drawPage(samplePage())
  const text = pdf.toString('latin1')
  expect(pagesOf(pdf)).toBe(1)
  expect(text).toContain('/MediaBox [0 0 612 792]')
  expect(text).toContain('/Lang (en-US)')
  expect(text).toContain('/Marked true')
  expect(text).toContain('/DisplayDocTitle true')
  for (const part of ['H1', 'H2', 'Table', 'TH', 'TD', 'Figure', 'L', 'LI']) expect(text).toContain(`/S /${part}\n`)
  // It is drawn as lines, not as a picture.
  expect(text).not.toContain('/Subtype /Image')
})

test('says everything in reading order, in text that can be selected', async () => {
  const page = samplePage({ payers: 2, causes: 2, insights: 1 })
  const lines = textOf(await drawPage(page))
  const places = [
    page.title,
    page.period,
    page.targets,
    'Key figures',
    'Are we within SLA, week by week?',
    'Is it worth it?',
    'Root causes',
    'What to do',
  ].map((text) => lines.indexOf(text))
  expect(places).not.toContain(-1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  for (const row of [...page.effort.rows, ...page.causes.rows]) expect(lines).toEqual(expect.arrayContaining([...row]))
  expect(lines.join(' ')).toContain(page.advice.rows[0]?.sentence)
  expect(lines.filter((line) => line.includes('not shown'))).toEqual([])
})

test('the same page is the same file', async () => {
  expect(await drawPage(samplePage())).toEqual(await drawPage(samplePage()))
})

test('what does not fit is left out with its count; nothing is covered, cut off by the paper or smaller than nine points', async () => {
  const numbers = fc.record({
    payers: fc.nat(40),
    causes: fc.nat(90),
    insights: fc.nat(9),
    missed: fc.nat(30),
    weeks: fc.integer({ min: 1, max: 13 }),
    name: fc.constantFrom(
      'Aetna',
      'Blue Cross and Blue Shield of Northeastern Pennsylvania',
      'W'.repeat(200),
      'a b '.repeat(60),
    ),
  })
  await fc.assert(
    fc.asyncProperty(numbers, async (counts) => {
      const pdf = await drawPage(samplePage(counts))
      const runs = textRuns(pdf)
      expect(pagesOf(pdf)).toBe(1)
      expect(overlapping(runs)).toEqual([])
      for (const { x, y, size, width, text } of runs) {
        expect(size, text).toBeGreaterThanOrEqual(9)
        expect(x, text).toBeGreaterThanOrEqual(35.9)
        expect(x + width, text).toBeLessThanOrEqual(576.1)
        expect(y, text).toBeGreaterThan(36)
        expect(y, text).toBeLessThan(792 - 18)
      }
      // Rows that are shown, and those that are said to be left out, are all of them.
      const lines = runs.map(({ text }) => text)
      const leftOut = lines.flatMap((line) => /^(\d+) more not shown\.$/.exec(line)?.[1] ?? []).map(Number)
      const shown = lines.filter((line) => line === 'down $813,582' || line.startsWith('Above the average')).length
      const numbered = lines.filter((line) => /^\d\.$/.test(line)).length
      expect(shown + numbered + leftOut.reduce((sum, count) => sum + count, 0)).toBe(
        counts.payers + counts.causes + counts.insights,
      )
    }),
    { numRuns: amount(12, 500) },
  )
})

test('few weeks of SLA leave their room to payers', async () => {
  const shown = async (weeks: number) => {
    const lines = textOf(await drawPage(samplePage({ payers: 9, causes: 40, insights: 3, weeks })))
    return lines.filter((line) => line.startsWith('Above the average')).length
  }
  expect(await shown(4)).toBe((await shown(13)) + 3)
})

test('names in the letters of Europe and Vietnam are printed as they are written', async () => {
  const name = 'Łukasz Nguyễn Đặng, Αθήνα, Київ, Ștefan Çelik “Zürich”'
  const pdf = await drawPage(samplePage({ name, payers: 1, causes: 1 }))
  const lines = textOf(pdf)
  expect(lines).toContain(`Payer: ${name}`)
  expect(lines.join('')).not.toContain('?1')
  // Only the letters that are used are embedded.
  expect(pdf.length).toBeLessThan(120_000)
})

test('letters that the fonts do not have are taken apart, or are seen to be missing', async () => {
  expect(printable('Café “Zürich” – Łódź, 3\u202FPM')).toBe('Café “Zürich” – Łódź, 3 PM')
  expect(printable('e\u0301 oﬃce\u00AD ✓ −5')).toBe('é office  −5')
  expect(printable('保险')).toBe('??')
  // What counts as printable has a glyph in both fonts: what has none is read back as NUL.
  const letters = Array.from({ length: 0x2300 }, (_, code) => String.fromCodePoint(code)).filter(
    (letter) => /[^\p{M}\p{Z}?]/u.test(letter) && printable(letter) === letter,
  )
  expect(letters.length).toBeGreaterThan(1200)
  for (const bold of [false, true]) {
    const sheet = new Sheet({ title: '', subject: '', madeAt: new Date(0) })
    for (const letter of letters) sheet.line(sheet.root, 'P', letter, { x: 40, y: 40, width: 40 }, { bold })
    const read = textOf(await sheet.end())
    expect(read).toHaveLength(letters.length)
    expect(letters.filter((_, index) => read[index] === '\0' || read[index] === '')).toEqual([])
  }
})
