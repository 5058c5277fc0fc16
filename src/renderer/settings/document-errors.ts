import type { z } from 'zod'
import { repeatedAt } from '../../shared/contract/repeated.ts'
import { type SettingsName, settingsSchemas } from '../../shared/contract/settings.ts'
import { translator } from '../text/translator.ts'
import { fieldsOf } from './document-fields.ts'
import { documents } from './documents.ts'
import { fieldErrorText } from '../ui/problem-text.ts'
import { issueText } from './issue-text.ts'
import { at, type Json, keyOf } from './json-path.ts'
import type { FieldSpec } from './specs.ts'

const t = translator('settings')

/** What is wrong with a document, by the path of the field. */
export type FieldErrors = ReadonlyMap<string, string>

/**
 * Checks a draft with the endpoint's own schema before it is sent, so that each error is worded for its field. A value that could not be
 * read stays in the draft as text and is an error here.
 */
export function documentErrors(name: SettingsName, body: Json): FieldErrors {
  const fields = fieldsOf(documents[name], body)
  const errors = new Map<string, string>()
  const add = (path: string, message: string) => {
    if (!errors.has(path)) errors.set(path, message)
  }
  for (const [path, message] of unreadable(fields, body)) add(path, message)
  const ofLists = [...rowErrors(name, body), ...repeatedErrors(name, body), ...senderErrors(name, body)]
  for (const [path, message] of ofLists) add(path, message)
  const isKnown = (path: string) => errors.has(path) || [...errors.keys()].some((known) => known.startsWith(`${path}/`))
  const parsed = settingsSchemas[name].safeParse(body)
  for (const issue of parsed.error?.issues ?? []) {
    const path = pathOf(issue)
    const field = fieldAt(fields, path)
    if (field) add(field.path, issueText(issue, field, at(body, path), at(body, field.path)))
    else if (!isKnown(path)) add(path, t('error.other', { field: documents[name].name }))
  }
  return errors
}

/** The endpoint's own refusals beside what was found here, which is worded better for the same field. */
export function withRefusals(
  name: SettingsName,
  body: Json,
  found: FieldErrors,
  refusals: readonly { readonly pointer: string; readonly detail: string }[],
): FieldErrors {
  const fields = fieldsOf(documents[name], body)
  const errors = new Map(found)
  for (const { pointer, detail } of refusals) {
    const path = pointer.replace(/^\//, '')
    const field = fieldAt(fields, path)
    const label = field?.label ?? documents[name].name
    if (!errors.has(field?.path ?? path))
      errors.set(field?.path ?? path, fieldErrorText(label, detail, shown(body, path)))
  }
  return errors
}

function shown(body: Json, path: string): string | undefined {
  const value = at(body, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** Only the values that could not be read when they were typed. */
export function unreadableErrors(name: SettingsName, body: Json): FieldErrors {
  return new Map(unreadable(fieldsOf(documents[name], body), body))
}

function unreadable(fields: readonly FieldSpec[], body: Json): readonly (readonly [string, string])[] {
  return fields.flatMap(({ path, label, input }) => {
    const problem = input.kind === 'text' ? input.codec.problem(at(body, path), label) : null
    return problem === null ? [] : [[path, problem] as const]
  })
}

/** The lists whose rows have ids. */
const listsOfIds: Readonly<Partial<Record<SettingsName, string>>> = {
  slas: 'slas',
  alerting: 'webhooks',
  reports: 'schedules',
}

/** What the endpoint reports for a list as a whole is reported at the row that causes it. */
function rowErrors(name: SettingsName, body: Json): readonly (readonly [string, string])[] {
  const path = listsOfIds[name] ?? null
  const found = path === null ? null : at(body, path)
  if (path === null || !Array.isArray(found)) return []
  const rows = found as Json[]
  return rows.flatMap((row, index) => {
    const errors: [string, string][] = []
    const id = at(row, 'id')
    if (typeof id === 'string' && id !== '' && rows.findIndex((other) => at(other, 'id') === id) < index)
      errors.push([`${path}/${index}/id`, t('error.duplicateId', { id })])
    if (name !== 'slas') return errors
    if (id === 'appeal-limit' || id === 'corrected-claim-limit')
      errors.push([`slas/${index}/id`, t('error.reservedId', { id })])
    const states = at(row, 'states')
    if (at(row, 'kind') === 'custom' && !(Array.isArray(states) && states.length > 0))
      errors.push([`slas/${index}/states`, t('error.stateRequired')])
    return errors
  })
}

/** Names and recipients of report schedules that stand there twice; the schema says so only of schedules that are valid otherwise. */
function repeatedErrors(name: SettingsName, body: Json): readonly (readonly [string, string])[] {
  const schedules = name === 'reports' ? listAt(body, 'schedules') : []
  const named = schedules.flatMap((schedule, index) => {
    const own = at(schedule, 'name')
    return typeof own === 'string' && own.trim() !== '' ? [{ index, name: own }] : []
  })
  const repeated = new Set(repeatedAt(named.map((schedule) => schedule.name)))
  return [
    ...named.flatMap(({ index }, place) =>
      repeated.has(place) ? [[`schedules/${index}/name`, t('reports.sameName')] as const] : [],
    ),
    ...schedules.flatMap((schedule, index) => {
      const to = listAt(schedule, 'to').filter((address) => typeof address === 'string')
      const [again] = repeatedAt(to)
      if (again === undefined) return []
      return [[`schedules/${index}/to`, t('reports.sameRecipient', { address: to[again] ?? '' })] as const]
    }),
  ]
}

function listAt(body: Json, path: string): readonly Json[] {
  const found = at(body, path)
  return Array.isArray(found) ? (found as readonly Json[]) : []
}

/** The schema asks for a sender only once every schedule is valid. */
function senderErrors(name: SettingsName, body: Json): readonly (readonly [string, string])[] {
  const schedules = name === 'reports' ? at(body, 'schedules') : null
  if (!Array.isArray(schedules) || schedules.length === 0 || at(body, 'from') !== null) return []
  return [['from', t('error.required', { field: t('alerting.from') })]]
}

/** The field whose value, or a part of whose value, stands at a path. */
export function fieldAt(fields: readonly FieldSpec[], path: string): FieldSpec | undefined {
  return fields.find((field) => path === field.path || path.startsWith(`${field.path}/`))
}

function pathOf(issue: z.core.$ZodIssue): string {
  return issue.path.map((key) => keyOf(String(key))).join('/')
}
