import { ClientProblem } from '../../shared/contract/clients.ts'
import { translator } from '../text/translator.ts'

const t = translator('problem')
const tInput = translator('input')

/** Codes whose detail is written for programs, or by a validator. */
const textByCode: Readonly<Record<string, string>> = {
  unreachable: t('unreachable'),
  unauthorized: t('unauthorized'),
  bad_token: t('unauthorized'),
  unauthenticated: t('unauthorized'),
  forbidden: t('forbidden'),
  not_allowed: t('forbidden'),
  no_supervisor_token: t('noSupervisorToken'),
  bad_body: t('invalid'),
  bad_parameter: t('invalid'),
  bad_value: t('invalid'),
  bad_json: t('failed'),
  bad_request: t('failed'),
  internal: t('internal'),
}

/** The same problem with a message for the person at the screen. Field errors keep the server's text; `fieldErrorText` turns it. */
export function readableProblem(problem: ClientProblem): ClientProblem {
  const detail = textByCode[problem.code] ?? problem.message
  if (detail === problem.message) return problem
  const { code, status, errors } = problem
  return new ClientProblem({ code, status, detail, errors })
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): ClientProblem {
  if (error instanceof ClientProblem) return readableProblem(error)
  return new ClientProblem({ code: 'failed', status: 0, detail: t('failed') })
}

/** A validator's text as a sentence about the field. Texts that are written for people stay. */
export function fieldErrorText(label: string, detail: string, value?: string): string {
  const isEmpty = value === undefined || value.trim() === ''
  const isNumber = !isEmpty && Number.isFinite(Number(value))
  const limit = /^at (least|most) (\d+(?:\.\d+)?)$/.exec(detail)
  if (limit) {
    const [, bound, number = ''] = limit
    if (bound === 'least' && isEmpty) return t('field.required', { label })
    if (isNumber) return t(bound === 'least' ? 'field.atLeast' : 'field.atMost', { label, limit: number })
    return t(bound === 'least' ? 'field.tooShort' : 'field.tooLong', { label, limit: number })
  }
  if (detail === 'expected string') return t('field.required', { label })
  if (detail === 'expected number') return isEmpty ? t('field.required', { label }) : t('field.number', { label })
  if (detail === 'expected int') return t('field.wholeNumber', { label })
  if (/^expected \S+$/.test(detail)) return t('field.invalid', { label })
  if (/^expected \S+( or \S+)+$/.test(detail)) return t('field.notAllowed', { label })
  if (/^Invalid ISO date$/i.test(detail)) return tInput('useDate')
  if (/^Invalid email/i.test(detail)) return t('field.email')
  if (/^Invalid URL/i.test(detail)) return t('field.url')
  if (detail.startsWith('Invalid ') || detail === 'not valid' || /^\d+ unknown fields?$/.test(detail))
    return t('field.invalid', { label })
  if (detail.startsWith('a quarter hour')) return t('field.quarterHour')
  if (detail.startsWith('a time of day')) return tInput('useTime')
  if (detail.startsWith('an IANA time zone')) return t('field.timeZone')
  if (detail === 'must be after from') return tInput('endBeforeStart')
  return detail
}
