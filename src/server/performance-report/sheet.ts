import PdfKit from 'pdfkit'
import { ASCENT, fontFile } from './fonts.ts'
import { printable } from './printable.ts'

// A sheet of US Letter with a grid of twelve columns, in points from its upper left corner. All text is at least nine points high.

export const WIDTH = 612
export const HEIGHT = 792
export const MARGIN = 36
export const COLUMN = (WIDTH - 2 * MARGIN) / 12
export const TEXT_SIZE = 9
/** From one line of text to the next. */
export const LINE = 11.5

export interface Style {
  readonly size?: number
  readonly bold?: boolean
  readonly align?: 'left' | 'right'
  /** Grays that a black-and-white printer tells apart; black is the default. */
  readonly color?: string
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Part of the structure that screen readers follow. */
export type Part = PDFKit.PDFStructureElement

export interface SheetOptions {
  readonly title: string
  readonly subject: string
  readonly madeAt: Date
}

/** A tagged one-page document in US English: every piece of text belongs to a part of its structure, and lines are decoration. */
export class Sheet {
  readonly #document: PDFKit.PDFDocument
  readonly root: Part

  constructor({ title, subject, madeAt }: SheetOptions) {
    this.#document = new PdfKit({
      size: 'LETTER',
      margin: 0,
      pdfVersion: '1.7',
      tagged: true,
      lang: 'en-US',
      displayTitle: true,
      info: { Title: title, Subject: subject, Author: 'TouchLedger', Creator: 'TouchLedger', CreationDate: madeAt },
    })
    this.#document.registerFont('regular', fontFile('regular'))
    this.#document.registerFont('bold', fontFile('bold'))
    this.root = this.#document.struct('Document')
    this.#document.addStructure(this.root)
  }

  /** A part inside another one, for parts of its own. */
  part(parent: Part, type: string): Part {
    const part = this.#document.struct(type)
    parent.add(part)
    return part
  }

  /** One line as a part of its own, cut with an ellipsis where it is too long. */
  line(parent: Part, type: string, text: string, box: Box, style: Style = {}): void {
    this.#mark(parent, type, () => this.#draw(this.fitted(text, box.width, style), box, style))
  }

  /** Lines as one part. */
  lines(parent: Part, type: string, lines: readonly string[], box: Box, style: Style = {}): void {
    this.#mark(parent, type, () => {
      for (const [index, text] of lines.entries()) this.#draw(text, { ...box, y: box.y + index * LINE }, style)
    })
  }

  /** A drawing that has a text for those who do not see it. */
  figure(parent: Part, alt: string, draw: (pen: PDFKit.PDFDocument) => void): void {
    const part = this.#document.struct('Figure', { alt: printable(alt) }, () => {
      this.#document.save()
      draw(this.#document)
      this.#document.restore()
    })
    parent.add(part)
    part.end()
  }

  /** A thin line across, which is no content. */
  rule({ x, y, width }: Box, color = '#999999', thickness = 0.5): void {
    const pen = this.#document
    pen.markContent('Artifact', { type: 'Layout' })
    pen.save().lineWidth(thickness).strokeColor(color)
    pen
      .moveTo(x, y)
      .lineTo(x + width, y)
      .stroke()
    pen.restore()
    pen.endMarkedContent()
  }

  /** The text in lines of a width. A word that is longer than a line stays whole up to there. */
  wrapped(text: string, width: number, style: Style = {}): readonly string[] {
    const lines: string[] = []
    for (const word of printable(text).split(' ')) {
      const last = lines.at(-1)
      const longer = last === undefined ? word : `${last} ${word}`
      if (last === undefined || this.widthOf(longer, style) > width) lines.push(this.fitted(word, width, style))
      else lines[lines.length - 1] = longer
    }
    return lines
  }

  /** The text, with an ellipsis in place of its end where it is wider. */
  fitted(text: string, width: number, style: Style = {}): string {
    const whole = printable(text)
    if (this.widthOf(whole, style) <= width) return whole
    let length = whole.length - 1
    const cut = () => `${whole.slice(0, length).trimEnd()}…`
    while (length > 0 && this.widthOf(cut(), style) > width) length -= 1
    return cut()
  }

  end(): Promise<Buffer> {
    this.root.end()
    const chunks: Buffer[] = []
    return new Promise((resolve, reject) => {
      this.#document.on('data', (chunk: Buffer) => chunks.push(chunk))
      this.#document.on('end', () => resolve(Buffer.concat(chunks)))
      this.#document.on('error', reject)
      this.#document.end()
    })
  }

  #mark(parent: Part, type: string, draw: () => void): void {
    const part = this.#document.struct(type, {}, draw)
    parent.add(part)
    part.end()
  }

  #draw(text: string, { x, y, width }: Box, style: Style): void {
    const { align = 'left', color = '#000000' } = style
    const left = align === 'right' ? x + width - this.widthOf(text, style) : x
    const { size = TEXT_SIZE } = style
    this.#font(style)
      .fillColor(color)
      .text(text, left, y, { lineBreak: false, baseline: -ASCENT * size })
  }

  /** Points. */
  widthOf(text: string, style: Style = {}): number {
    return this.#font(style).widthOfString(text)
  }

  #font({ size = TEXT_SIZE, bold = false }: Style): PDFKit.PDFDocument {
    return this.#document.font(bold ? 'bold' : 'regular').fontSize(size)
  }
}
