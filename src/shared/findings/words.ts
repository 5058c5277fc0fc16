import type { Finding } from '../contract/alerts.ts'
import { WEEK_MS } from '../time.ts'
import type { FindingFacts } from './facts.ts'

type Part = Finding['sentence'][number]

/** A sentence with its figures marked: `` say`They took ${figure('11h 24m')}.` `` It begins with a capital letter. */
export function say(texts: TemplateStringsArray, ...values: readonly (string | Part)[]): Part[] {
  const parts = texts
    .flatMap((text, index): Part[] => {
      const value = values[index]
      if (value === undefined) return [{ text }]
      return [{ text }, typeof value === 'string' ? { text: value } : value]
    })
    .filter(({ text }) => text !== '')
  return parts.map((part, index) => (index === 0 ? { ...part, text: sentenceCase(part.text) } : part))
}

export const figure = (text: string): Part => ({ text, figure: true })

export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** `11h 24m`, `42m`. @param minutes of time */
export function time(minutes: number): string {
  const whole = Math.round(minutes)
  return whole < 60 ? `${whole}m` : `${Math.floor(whole / 60)}h ${String(whole % 60).padStart(2, '0')}m`
}

const percentages = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 })
/** `26.3%` */
export const percent = (share: number): string => percentages.format(share)

export const count = (number: number): string => Math.round(number).toLocaleString('en-US')

export const dollars = (cents: number): string => `$${count(cents / 100)}`

const categoryNames: Readonly<Record<string, string>> = {
  cob_wrong_payer: 'COB / wrong-payer',
  coding_bundling: 'coding/bundling',
}
export const categoryName = (category: string): string => categoryNames[category] ?? category.replaceAll('_', ' ')

/** Minutes as a weekly amount: cents where the labor cost is known, else minutes. */
export function weekly(minutes: number, { from, to, laborCentsPerHour }: FindingFacts): number {
  const aWeek = (minutes * WEEK_MS) / Math.max(1, to - from)
  return laborCentsPerHour === null ? aWeek : (aWeek / 60) * laborCentsPerHour
}
