import { adviceHeight, adviceItems, drawAdvice } from './draw-advice.ts'
import { drawTrend } from './draw-trend.ts'
import type { FigureRow } from './figures.ts'
import { across, BOTTOM, FOOTER_TOP, FULL, GAP, heading, LEFT, QUIET, ROW, TITLE } from './layout.ts'
import type { Listed, ReportPage } from './page.ts'
import { COLUMN, LINE, MARGIN, Sheet, type Box, type Part, type Style } from './sheet.ts'
import { texts } from './texts.ts'

/** What root causes have at least, however many payers there are: four, and how many are left out. */
const CAUSES_RESERVE = TITLE + LINE + ROW * 5 + LINE
/** A column of a table, in columns of the grid. */
interface Column {
  readonly width: number
  readonly align?: 'right'
}
const numbers = (width: number): Column => ({ width, align: 'right' })
const figureColumns: readonly Column[] = [
  { width: 3.25 },
  numbers(1.35),
  numbers(1.3),
  numbers(2.25),
  numbers(2.35),
  { width: 1.5 },
]
const effortColumns: readonly Column[] = [
  { width: 2.5 },
  numbers(1.25),
  numbers(1.25),
  numbers(1.25),
  numbers(1.25),
  numbers(1.25),
  { width: 3.25 },
]
const causeColumns: readonly Column[] = [
  { width: 3 },
  { width: 3.25 },
  { width: 1.25 },
  numbers(1.5),
  numbers(2),
  numbers(1),
]

/** The page as a PDF: one sheet of US Letter, drawn from the top down. What has no room is left out, and how much is said. */
export async function drawPage(page: ReportPage): Promise<Buffer> {
  const sheet = new Sheet({
    title: `${page.title}, ${page.period}`,
    subject: page.filters,
    madeAt: new Date(page.madeAt),
  })
  let y = drawHeader(sheet, page, MARGIN - 4)
  y = drawFigures(sheet, page, y + GAP)
  y = drawSla(sheet, page, y + GAP)
  const items = adviceItems(sheet, page)
  const causesBottom = BOTTOM - adviceHeight(page, items) - GAP
  const effortBottom = causesBottom - CAUSES_RESERVE - GAP
  y = drawTable(sheet, texts.effort, effortColumns, page.effort, { top: y + GAP, bottom: effortBottom })
  y = drawTable(sheet, texts.causes, causeColumns, page.causes, { top: y + GAP, bottom: causesBottom })
  drawAdvice(sheet, page, items, y + GAP)
  sheet.line(sheet.root, 'P', texts.footer, { x: LEFT, y: FOOTER_TOP, width: FULL }, { color: QUIET })
  return sheet.end()
}

function drawHeader(sheet: Sheet, page: ReportPage, top: number): number {
  sheet.line(sheet.root, 'H1', page.title, { ...across(top), width: FULL * 0.6 }, { size: 17, bold: true })
  const right = { x: LEFT + FULL * 0.6, y: top + 7, width: FULL * 0.4 }
  sheet.line(sheet.root, 'P', page.made, right, { align: 'right', color: QUIET })
  sheet.line(sheet.root, 'P', page.period, across(top + 21), { size: 10, bold: true })
  sheet.line(sheet.root, 'P', page.filters, across(top + 34), { size: 10 })
  sheet.rule(across(top + 49), '#000000', 1)
  const targetsTop = top + 55
  sheet.line(sheet.root, 'P', page.targets, across(targetsTop), { bold: true })
  if (page.missed.length === 0) return targetsTop + LINE
  return targetsTop + LINE + drawMissed(sheet, page.missed, targetsTop + LINE)
}

/** The targets that are missed, in at most two lines. @returns the height */
function drawMissed(sheet: Sheet, missed: readonly string[], top: number): number {
  for (let shown = missed.length; shown > 0; shown -= 1) {
    const left = missed.length - shown
    const list = left === 0 ? missed : [...missed.slice(0, shown), texts.targets.more(left)]
    const lines = sheet.wrapped(texts.targets.missed(list), FULL)
    if (lines.length > 2 && shown > 1) continue
    sheet.lines(sheet.root, 'P', lines.slice(0, 2), across(top))
    return Math.min(2, lines.length) * LINE
  }
  return 0
}

/** The boxes of a row's cells. A text that follows a number keeps away from it. */
function cells(columns: readonly Column[], y: number): readonly (Box & Column)[] {
  let x = LEFT
  return columns.map((column, index) => {
    const indent = column.align === undefined && columns[index - 1]?.align === 'right' ? 10 : 0
    const box = { ...column, x: x + indent, y, width: column.width * COLUMN - 4 - indent }
    x += column.width * COLUMN
    return box
  })
}

function drawHeaderRow(sheet: Sheet, table: Part, columns: readonly Column[], names: readonly string[], y: number) {
  const row = sheet.part(table, 'TR')
  for (const [index, { align, ...box }] of cells(columns, y).entries())
    sheet.line(row, 'TH', names[index] ?? '', box, { bold: true, ...(align && { align }) })
  row.end()
  sheet.rule(across(y + LINE - 1.5))
}

function drawFigures(sheet: Sheet, { figures, legend }: ReportPage, top: number): number {
  heading(sheet, texts.figures.title, legend, top)
  const table = sheet.part(sheet.root, 'Table')
  drawHeaderRow(sheet, table, figureColumns, texts.figures.columns, top + TITLE)
  let y = top + TITLE + ROW
  for (const figure of figures.rows) {
    drawFigureRow(sheet, table, figure, y)
    y += ROW
  }
  table.end()
  if (figures.notes.length === 0) return y
  sheet.line(sheet.root, 'P', figures.notes.join('  '), across(y), { color: QUIET })
  return y + LINE
}

function drawFigureRow(sheet: Sheet, table: Part, figure: FigureRow, y: number): void {
  const row = sheet.part(table, 'TR')
  const words = [figure.name, figure.now, figure.before, figure.change, figure.target]
  for (const [index, { align, ...box }] of cells(figureColumns, y).entries()) {
    const text = words[index]
    const bold = index === 1 || (index === 4 && figure.missed)
    if (text !== undefined) sheet.line(row, 'TD', text, box, { bold, ...(align && { align }) })
    else {
      const cell = sheet.part(row, 'TD')
      const trendBox = { x: box.x, y: y + 0.5, width: box.width + 4, height: ROW - 4 }
      sheet.figure(cell, figure.trend.text, (pen) => drawTrend(pen, figure.trend, trendBox))
      cell.end()
    }
  }
  row.end()
}

const CHART_HEIGHT = 28
/** As many columns as there are weeks in a whole trend. */
const WEEK = FULL / 13
/** So few weeks leave room for the chart beside them. */
const FEW_WEEKS = 8

/** The values stand below their weeks, where no line crosses them. The chart stands above them, or beside few of them. */
function drawSla(sheet: Sheet, { sla }: ReportPage, top: number): number {
  heading(sheet, texts.sla.title, sla.explanation, top)
  const { trend, points } = sla
  if (trend === null) {
    sheet.line(sheet.root, 'P', texts.sla.none, across(top + TITLE))
    return top + TITLE + LINE
  }
  const isBeside = points.length <= FEW_WEEKS
  const weeksWidth = points.length * WEEK
  const chart = isBeside
    ? { x: LEFT + weeksWidth + GAP, y: top + TITLE + 3, width: FULL - weeksWidth - GAP, height: 2 * LINE - 6 }
    : { ...across(top + TITLE + 5), height: CHART_HEIGHT }
  sheet.figure(sheet.root, trend.text, (pen) => {
    drawTrend(pen, trend, chart)
  })
  const table = sheet.part(sheet.root, 'Table')
  const row = (type: string, words: readonly string[], y: number, style: Style) => {
    const part = sheet.part(table, 'TR')
    for (const [index, text] of words.entries())
      centered(sheet, part, type, text, { x: LEFT + index * WEEK, y, width: WEEK }, style)
    part.end()
  }
  const weeksTop = isBeside ? top + TITLE : chart.y + CHART_HEIGHT + 4
  row(
    'TH',
    points.map(({ week }) => week),
    weeksTop,
    { color: QUIET },
  )
  row(
    'TD',
    points.map(({ value }) => value),
    weeksTop + LINE,
    { bold: true },
  )
  table.end()
  return weeksTop + 2 * LINE
}

function centered(sheet: Sheet, parent: Part, type: string, text: string, { x, y, width }: Box, style: Style): void {
  const indent = Math.max(0, (width - sheet.widthOf(text, style)) / 2)
  sheet.line(parent, type, text, { x: x + indent, y, width: width - indent }, style)
}

/** A table between two heights. */
function drawTable(
  sheet: Sheet,
  { title, columns: names }: { readonly title: string; readonly columns: readonly string[] },
  columns: readonly Column[],
  { lead, rows, none, leftOut }: Listed<readonly string[]>,
  { top, bottom }: { readonly top: number; readonly bottom: number },
): number {
  heading(sheet, title, '', top)
  let y = top + TITLE
  for (const sentence of lead) {
    sheet.line(sheet.root, 'P', sentence, across(y))
    y += LINE
  }
  if (none !== null) {
    sheet.line(sheet.root, 'P', none, across(y))
    return y + LINE
  }
  const table = sheet.part(sheet.root, 'Table')
  drawHeaderRow(sheet, table, columns, names, y)
  y += ROW
  const shown = shownRows(rows.length, bottom - y)
  for (const row of rows.slice(0, shown)) {
    const part = sheet.part(table, 'TR')
    for (const [index, { align, ...box }] of cells(columns, y).entries()) {
      sheet.line(part, index === 0 ? 'TH' : 'TD', row[index] ?? '', box, align && { align })
    }
    part.end()
    y += ROW
  }
  table.end()
  if (shown === rows.length) return y
  sheet.line(sheet.root, 'P', leftOut(shown), across(y), { color: QUIET })
  return y + LINE
}

/** As many rows as fit, with a line for what is left out. */
export function shownRows(rows: number, height: number): number {
  const room = Math.max(0, Math.floor(height / ROW))
  return rows <= room ? rows : Math.max(0, room - 1)
}
