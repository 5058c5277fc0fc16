import { listedCategory, OTHER_CATEGORY, type DenialCategories } from '../../../shared/denials/index.ts'
import type { Cell } from './cells.ts'

/** A denial CARC of a row. */
export interface RowCarc {
  readonly carc: string
  readonly category: string
  readonly groupCode: string | null
}

/** The denial CARCs and RARCs of a row, each once, in the order they are written in. */
export interface RowCodes {
  readonly carcs: readonly RowCarc[]
  readonly rarcs: readonly string[]
}

export const noCodes: RowCodes = { carcs: [], rarcs: [] }

/** A code at the beginning of a text, with the separators before it: `CO-197`, `CO 197`, `/N290`, `016`. */
const NEXT = /^[\s,/+&]*(?:(CO|PR|OA|PI|CR)[\s:-]*)?((?:MA|[A-Z])?\d{1,4})(?=$|[\s,/+&:)(-])/i
/** A CARC with its group code inside a description. */
const WITHIN = /\b(CO|PR|OA|PI|CR)[\s-]*([A-Z]?\d{1,3})\b/gi

/** Codes as lists of denials have them: `CO-197, 45`, `CO197 - Precert absent`, `CO-16/N290`, `CO 197; PR 204`. */
export function codesCell(text: string, categories: DenialCategories): Cell<RowCodes> {
  const found = text.split(/[;|\n]+/).flatMap(codesIn)
  if (found.length === 0) return { error: 'not CARCs such as CO-197; separate several with semicolons' }
  const rarcs = found.flatMap(({ code }) => (isRarc(code) ? [code] : []))
  const carcs = found.flatMap(({ code, groupCode }) => {
    const category = isRarc(code) ? null : listedCategory(code, categories)
    return category === null ? [] : [{ carc: code, category, groupCode }]
  })
  const first = carcs.filter(({ carc }, index) => carcs.findIndex((other) => other.carc === carc) === index)
  return { value: { carcs: first, rarcs: [...new Set(rarcs)] } }
}

/** Category and group code of a denial with these CARCs: those of the first. */
export function firstOf(carcs: readonly RowCarc[]): { readonly category: string; readonly groupCode: string | null } {
  return { category: carcs[0]?.category ?? OTHER_CATEGORY, groupCode: carcs[0]?.groupCode ?? null }
}

interface FoundCode {
  readonly code: string
  readonly groupCode: string | null
}

/** The codes that a text begins with; of the description after them only CARCs with a group code. */
function codesIn(text: string): FoundCode[] {
  const codes: FoundCode[] = []
  let rest = text.trim()
  for (let match = NEXT.exec(rest); match; match = NEXT.exec(rest)) {
    codes.push(foundCode(match[1], match[2]))
    rest = rest.slice(match[0].length)
  }
  return [...codes, ...[...rest.matchAll(WITHIN)].map(([, group, code]) => foundCode(group, code))]
}

function foundCode(group: string | undefined, code = ''): FoundCode {
  return { code: code.toUpperCase().replace(/^0+(?=\d)/, ''), groupCode: group?.toUpperCase() ?? null }
}

const isRarc = (code: string) => /^(?:MA|M|N)\d/.test(code)
