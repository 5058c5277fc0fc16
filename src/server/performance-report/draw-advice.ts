import { across, BOTTOM, FULL, heading, LEFT, QUIET, TITLE } from './layout.ts'
import type { ReportPage } from './page.ts'
import { LINE, type Part, type Sheet } from './sheet.ts'
import { texts } from './texts.ts'

/** Insights for which payers and root causes make room. */
const WANTED_ADVICE = 3

/** An insight in lines. */
export interface Item {
  readonly advice: readonly string[]
  readonly sentence: readonly string[]
  readonly height: number
}

const NUMBER_WIDTH = 14

/** The advice in lines, with the height of each. */
export function adviceItems(sheet: Sheet, { advice }: ReportPage): readonly Item[] {
  return advice.rows.map((row) => {
    const lines = sheet.wrapped(row.advice, FULL - NUMBER_WIDTH, { bold: true })
    const sentence = sheet.wrapped(row.sentence, FULL - NUMBER_WIDTH)
    return { advice: lines, sentence, height: (lines.length + sentence.length) * LINE + 2 }
  })
}

/** How high "What to do" would like to be: it comes before long lists of payers and causes, but not with all that there is. */
export function adviceHeight({ advice: { lead } }: ReportPage, items: readonly Item[]): number {
  const shown = items.slice(0, WANTED_ADVICE).reduce((sum, { height }) => sum + height, 0)
  return TITLE + lead.length * LINE + Math.max(LINE, shown) + (items.length > WANTED_ADVICE ? LINE : 0)
}

/** As many insights as there is room for, down to the end of the page. */
export function drawAdvice(sheet: Sheet, { advice }: ReportPage, items: readonly Item[], top: number): void {
  heading(sheet, texts.advice.title, '', top)
  const leadTop = top + TITLE
  for (const [index, sentence] of advice.lead.entries())
    sheet.line(sheet.root, 'P', sentence, across(leadTop + index * LINE), { color: QUIET })
  let y = leadTop + advice.lead.length * LINE
  if (advice.none !== null) {
    sheet.line(sheet.root, 'P', advice.none, across(y))
    return
  }
  const list = sheet.part(sheet.root, 'L')
  let shown = 0
  for (const [index, item] of items.entries()) {
    const isLast = index === items.length - 1
    if (y + item.height > BOTTOM - (isLast ? 0 : LINE)) break
    drawItem(sheet, list, item, { number: index + 1, y })
    y += item.height
    shown += 1
  }
  list.end()
  if (shown < items.length) sheet.line(sheet.root, 'P', advice.leftOut(shown), across(y), { color: QUIET })
}

function drawItem(
  sheet: Sheet,
  list: Part,
  { advice, sentence }: Item,
  { number, y }: { readonly number: number; readonly y: number },
): void {
  const item = sheet.part(list, 'LI')
  sheet.line(item, 'Lbl', `${number}.`, { x: LEFT, y, width: NUMBER_WIDTH }, { bold: true })
  const body = sheet.part(item, 'LBody')
  const box = { x: LEFT + NUMBER_WIDTH, y, width: FULL - NUMBER_WIDTH }
  sheet.lines(body, 'P', advice, box, { bold: true })
  sheet.lines(body, 'P', sentence, { ...box, y: y + advice.length * LINE })
  body.end()
  item.end()
}
