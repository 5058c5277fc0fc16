import type { AuditEntry } from '../../shared/contract/audit.ts'
import { settingsNames } from '../../shared/contract/settings.ts'
import { documents } from '../settings/documents.ts'
import { translator } from '../text/translator.ts'
import { clock, day, dayAndClock } from '../ui/format.ts'
import { lookText } from './look-text.ts'
import { DAY_MS } from '../../shared/time.ts'

const t = translator('audit')
const tWhat = translator('audit.what')

/** More names than these are counted. */
const NAMED = 3

/** Who did it, by name where there is one. */
export function actorText({ actorName, actorKind, actorId, deviceUser }: AuditEntry): string {
  if (actorKind !== 'device') return actorName ?? t(`actor.${actorKind}`)
  return deviceUser === null ? `${t('actor.device')} ${actorId}` : t('deviceOf', { name: deviceUser })
}

/** What was done, in one line. */
export function deedText(entry: AuditEntry): string {
  const { action, operation, people } = entry
  if (action === 'records_viewed') {
    return t('records', { what: lookText(tWhat, operation), people: peopleText(people) })
  }
  const object = objectText(entry)
  if (action === 'invitation_made' && object !== null && resetsSignIn(entry.after))
    return t('resetsSignIn', { name: object })
  return object === null ? t(`action.${action}`) : `${t(`action.${action}`)}: ${object}`
}

/** What it was done to, by the name of today; null where that says no more than the deed. */
export function objectText({ object, objectName, before, after }: AuditEntry): string | null {
  if (object === null || onlyOnes.has(object)) return null
  if (objectName !== null) return objectName
  const [kind = '', ...rest] = object.split('/')
  const name = rest.join('/')
  const document = settingsNames.find((known) => kind === 'settings' && known === name)
  if (document) return documents[document].name
  if (kind === 'mapping') return name
  if (kind === 'import') return t('import', { number: name })
  if (object.startsWith('code_'))
    return t(isForSomebody(before) || isForSomebody(after) ? 'deletedPerson' : 'codeForNobody')
  if (object.startsWith('request_')) return t('waitingComputer')
  return object
}

/** Whether what an entry says of an enrollment code names somebody. */
const isForSomebody = (said: AuditEntry['before']): boolean =>
  typeof said === 'object' && said !== null && 'user' in said && said.user !== null

/** Whether what an entry says of an invitation is that it can replace password and second factor. */
const resetsSignIn = (said: AuditEntry['after']): boolean =>
  typeof said === 'object' && said !== null && 'resetsSignIn' in said && said.resetsSignIn === true

/** Objects of which there is one: naming them says nothing. */
const onlyOnes: ReadonlySet<string> = new Set(['rules', 'claim-counts', 'claim-key', 'unclassified'])

/** Some people by name. */
export function peopleText(people: AuditEntry['people'], most = NAMED): string {
  const names = people.slice(0, most).map(({ name }) => name ?? t('deletedPerson'))
  const rest = people.length - names.length
  return rest === 0 ? names.join(', ') : t('andMore', { names: names.join(', '), count: rest })
}

/** A period that was looked at. */
export const periodText = (from: number | null, to: number | null, zone: string): string =>
  from === null || to === null || to - from > LONGEST_NAMED_MS
    ? t('periodAll')
    : t('period', {
        from: dayAndClock(from, zone),
        to: day(from, zone) === day(to, zone) ? clock(to, zone) : dayAndClock(to, zone),
      })

/** Longer than anything recorded: the whole of time that can be asked for. */
const LONGEST_NAMED_MS = 100 * 365 * DAY_MS
