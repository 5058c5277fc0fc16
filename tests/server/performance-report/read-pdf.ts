import { inflateSync } from 'node:zlib'

/** A piece of text of a PDF, with the place of its baseline from the upper left corner, in points. */
export interface TextRun {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly size: number
  readonly width: number
}

const PAGE_HEIGHT = 792

/** What a font's glyphs stand for and how wide they are, in thousandths of its size. */
interface Glyphs {
  readonly texts: readonly string[]
  readonly widths: readonly number[]
}

/** The objects of a PDF that this endpoint has drawn, by number: what they say, and their stream, unpacked. */
function objectsOf(pdf: Buffer): ReadonlyMap<string, { readonly text: string; readonly stream: string }> {
  const whole = pdf.toString('latin1')
  return new Map(
    [...whole.matchAll(/\n(\d+) 0 obj\n([^]*?)\n(?:endobj|stream\n)/g)].map((match) => {
      const [all, number = '', text = ''] = match
      const length = Number(/\/Length (\d+)/.exec(text)?.[1] ?? 0)
      const start = match.index + all.length
      const bytes = all.endsWith('stream\n') ? pdf.subarray(start, start + length) : Buffer.alloc(0)
      const isPacked = bytes.length > 0 && text.includes('/FlateDecode')
      return [number, { text, stream: (isPacked ? inflateSync(bytes) : bytes).toString('latin1') }] as const
    }),
  )
}

/** The glyphs of each embedded font, by the font's name on the page. */
function fontsOf(objects: ReturnType<typeof objectsOf>): ReadonlyMap<string, Glyphs> {
  const referred = (text: string, key: string) =>
    objects.get(new RegExp(`/${key} \\[?(\\d+) 0 R`).exec(text)?.[1] ?? '') ?? { text: '', stream: '' }
  const named = [...objects.values()].flatMap(({ text }) => [...text.matchAll(/\/(F\d+) (\d+) 0 R/g)])
  return new Map(
    named.map(([, name = '', number = '']) => {
      const font = objects.get(number)?.text ?? ''
      const ranges = [...referred(font, 'ToUnicode').stream.matchAll(/<[0-9a-f]+> <[0-9a-f]+> \[([^\]]*)\]/g)]
      const texts = ranges.flatMap(([, range = '']) =>
        [...range.matchAll(/<([0-9a-f ]*)>/g)].map(([, hex = '']) =>
          Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
        ),
      )
      const widths = /\/W \[0 \[([^\]]*)\]/.exec(referred(font, 'DescendantFonts').text)?.[1] ?? ''
      return [name, { texts, widths: widths.trim().split(/\s+/).map(Number) }] as const
    }),
  )
}

/** All text of the page, in the order in which it is read. */
export function textRuns(pdf: Buffer): readonly TextRun[] {
  const objects = objectsOf(pdf)
  const fonts = fontsOf(objects)
  const runs: TextRun[] = []
  for (const { stream } of objects.values()) {
    let place = { x: 0, y: 0 }
    let font = { name: '', size: 0 }
    for (const line of stream.split('\n')) {
      const moved = /^1 0 0 1 ([\d.-]+) ([\d.-]+) Tm$/.exec(line)
      const chosen = /^\/(F\d+) ([\d.]+) Tf$/.exec(line)
      if (moved) place = { x: Number(moved[1]), y: PAGE_HEIGHT - Number(moved[2]) }
      if (chosen) font = { name: chosen[1] ?? '', size: Number(chosen[2]) }
      if (!line.endsWith(' TJ')) continue
      const glyphs = fonts.get(font.name) ?? { texts: [], widths: [] }
      // Between the glyphs stands by how much they move closer.
      const codes = [...line.matchAll(/<([0-9a-f]*)>/g)].flatMap(([, hex = '']) =>
        (hex.match(/.{4}/g) ?? []).map((code) => Number.parseInt(code, 16)),
      )
      const closer = [...line.replaceAll(/<[^>]*>/g, ' ').matchAll(/-?\d+(\.\d+)?/g)].map(([number]) => Number(number))
      const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
      const width = ((sum(codes.map((code) => glyphs.widths[code] ?? 0)) - sum(closer)) / 1000) * font.size
      runs.push({ text: codes.map((code) => glyphs.texts[code] ?? '').join(''), ...place, size: font.size, width })
    }
  }
  return runs
}

/** The text of the page, a line a piece. */
export const textOf = (pdf: Buffer): readonly string[] => textRuns(pdf).map(({ text }) => text)
