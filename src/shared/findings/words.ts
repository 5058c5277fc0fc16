import type { Finding } from '../contract/alerts.ts'
import type { FindingFacts } from './facts.ts'

type Part = Finding['sentence'][number]

/** A sentence with its figures marked: `` say`They took ${figure('11.4 h')}.` `` */
export function say(texts: TemplateStringsArray, ...values: readonly (string | Part)[]): Part[] {
  return texts
    .flatMap((text, index): Part[] => {
      const value = values[index]
      if (value === undefined) return [{ text }]
      return [{ text }, typeof value === 'string' ? { text: value } : value]
    })
    .filter(({ text }) => text !== '')
}

export const figure = (text: string): Part => ({ text, figure: true })

/** `11.4 h`, `42 min`. @param minutes of time. */
export function time(minutes: number): string {
  return minutes < 60 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`

export function dollars(cents: number): string {
  return `$${Math.round(cents / 100).toLocaleString('en-US')}`
}

export const words = (name: string): string => name.replaceAll('_', ' ')

/** What minutes come to in a week: cents where the cost of an hour is known, else minutes. */
export function weekly(minutes: number, { from, to, labourCentsPerHour }: FindingFacts): number {
  const aWeek = (minutes * 7 * 86_400_000) / Math.max(1, to - from)
  return labourCentsPerHour === null ? aWeek : (aWeek / 60) * labourCentsPerHour
}
