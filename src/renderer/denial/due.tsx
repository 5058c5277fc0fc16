import { useTranslations } from 'use-intl'
import type { DenialDue } from '../../shared/contract/worklist.ts'
import { translator } from '../text/translator.ts'
import { clock, day, roughly, shortDay } from '../ui/format.ts'
import { Tag } from '../ui/tag.tsx'
import styles from './due.module.css'

const t = translator('denial.due')

/** Whether the due date is a limit of the payer. Every other due date is one of our own. */
function isPayerDeadline(due: DenialDue): boolean {
  return due.kind === 'corrected_claim' || (due.kind === 'appeal' && due.slaId === null)
}

/** `Appeal SLA missed 5 hr ago`, `First touch SLA due in 2 hr`. */
export function dueText(due: DenialDue, now: number): string {
  const time = roughly(due.at - now)
  const isPast = due.at <= now || due.status === 'overdue'
  switch (due.kind) {
    case 'appeal':
      if (isPayerDeadline(due)) return t(isPast ? 'appealDeadlinePast' : 'appealDeadline', { time })
      return t(isPast ? 'appealSlaPast' : 'appealSla', { time })
    case 'corrected_claim':
      return t(isPast ? 'correctedClaimPast' : 'correctedClaim', { time })
    case 'first_touch':
      return t(isPast ? 'firstTouchPast' : 'firstTouch', { time })
    case 'follow_up':
      return t(isPast ? 'followUpPast' : 'followUp', { time })
    case 'custom':
      return t(isPast ? 'customPast' : 'custom', { time })
  }
}

/** What is due, in words that do not change with the time: for a file. */
export function dueName(due: DenialDue): string {
  if (due.kind !== 'appeal') return t(`name.${due.kind}`)
  return t(isPayerDeadline(due) ? 'name.appealDeadline' : 'name.appealSla')
}

/**
 * The next due date. Only the payer's deadline is red; our own dates have another color. Under a due date of our own for an appeal stands
 * the payer's deadline, so the two cannot be confused.
 */
export function Due({
  due,
  appealDeadline,
  now,
  zone,
}: {
  readonly due: DenialDue | null
  /** The payer's limit; null if it is not known. */
  readonly appealDeadline: number | null
  readonly now: number
  readonly zone: string
}) {
  const translate = useTranslations('denial.due')
  if (due === null) return '–'
  const text = dueText(due, now)
  const title = translate('dueAt', { day: shortDay(due.at, zone), time: clock(due.at, zone) })
  const tone = isPayerDeadline(due) ? due.status : due.status === 'overdue' ? 'missed' : 'target'
  return (
    <span className={styles.due}>
      {due.status === 'upcoming' || tone === 'upcoming' ? (
        <span title={title}>{text}</span>
      ) : (
        <Tag tone={tone} title={title}>
          {text}
        </Tag>
      )}
      {due.kind === 'appeal' && !isPayerDeadline(due) && appealDeadline !== null && (
        <small>{translate('payerDeadline', { day: day(appealDeadline, zone) })}</small>
      )}
    </span>
  )
}
