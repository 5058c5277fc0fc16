import { HEIGHT, MARGIN, WIDTH, type Box, type Sheet } from './sheet.ts'

// Where things stand on the page, in points.

export const LEFT = MARGIN
export const FULL = WIDTH - 2 * MARGIN
export const ROW = 12.5
export const TITLE = 15
/** Between sections. */
export const GAP = 7
export const QUIET = '#444444'
export const FOOTER_TOP = HEIGHT - MARGIN + 4
export const BOTTOM = FOOTER_TOP - 6

export const across = (y: number): Box => ({ x: LEFT, y, width: FULL })

/** The title of a section below a line, and what is said beside it. */
export function heading(sheet: Sheet, title: string, aside: string, top: number): void {
  sheet.rule(across(top - 1))
  sheet.line(sheet.root, 'H2', title, { ...across(top + 2), width: FULL / 3 }, { size: 10.5, bold: true })
  const right = { x: LEFT + FULL / 3, y: top + 3, width: (FULL / 3) * 2 }
  if (aside !== '') sheet.line(sheet.root, 'P', aside, right, { align: 'right', color: QUIET })
}
