import { denialStates, type DenialState } from '../../../shared/contract/denials.ts'
import { denialCategory, type CalendarDay, type DenialCategories } from '../../../shared/denials/index.ts'

/** A cell's value, or the error, which does not quote the cell. */
export type Cell<Value> = { readonly value: Value } | { readonly error: string }

/** Dollars, with or without dollar sign and thousands separators, in cents. */
export function amountCell(text: string): Cell<number> {
  const match = /^\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?$/.exec(text)
  if (!match) return { error: 'not an amount such as 1234.50' }
  const [, whole = '', fraction = ''] = match
  const cents = Number(whole.replaceAll(',', '') + fraction.padEnd(2, '0'))
  return Number.isSafeInteger(cents) ? { value: cents } : { error: 'the amount is too large' }
}

/** `2026-03-31` or `3/31/2026`; a time after it is ignored. */
export function dayCell(text: string): Cell<CalendarDay> {
  const [date = ''] = text.split(/[T ]/)
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(date)
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date)
  const [year, month, day] = iso ? iso.slice(1) : us ? [us[3], us[1], us[2]] : []
  if (year === undefined || month === undefined || day === undefined) {
    return { error: 'not a date such as 3/31/2026 or 2026-03-31' }
  }
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${value}T00:00:00Z`)
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
  return exists ? { value } : { error: 'there is no such day' }
}

/** A state such as `written_off`, `Written off` or `written-off`. */
export function stateCell(text: string): Cell<DenialState> {
  const name = text.toLowerCase().replace(/[\s-]+/g, '_')
  const state = denialStates.find((known) => known === name)
  return state === undefined ? { error: `not a status: ${denialStates.join(', ')}` } : { value: state }
}

export interface DenialCodes {
  readonly carcs: readonly string[]
  readonly category: string
  readonly groupCode: string | null
}

/** CARCs such as `CO-197, 45`: the denial codes, with category and group code of the first. */
export function carcCell(text: string, categories: DenialCategories): Cell<DenialCodes> {
  const parts = text.split(/[;,|\s]+/).filter((part) => part !== '')
  const codes = parts.map((part) => /^(?:(CO|PR|OA|PI|CR)-?)?([A-Z]?\d{1,3})$/i.exec(part))
  const denials: { carc: string; category: string; groupCode: string | null }[] = []
  for (const match of codes) {
    const carc = match?.[2]?.toUpperCase()
    if (carc === undefined) return { error: 'not CARCs such as CO-197' }
    const category = denialCategory(carc, categories)
    if (category !== null) denials.push({ carc, category, groupCode: match?.[1]?.toUpperCase() ?? null })
  }
  const [first] = denials
  return {
    value: {
      carcs: [...new Set(denials.map(({ carc }) => carc))],
      category: first?.category ?? 'other',
      groupCode: first?.groupCode ?? null,
    },
  }
}
