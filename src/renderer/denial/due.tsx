import type { DenialDue } from '../../shared/contract/worklist.ts'
import { roughly, shortDay, clock } from '../ui/format.ts'
import { dueKindLabels } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'

/** `appeal 5 h late`, `first touch in 2 h`. */
export function dueWords(due: DenialDue, now: number): string {
  const kind = dueKindLabels[due.kind]
  return due.at <= now || due.standing === 'late'
    ? `${kind} ${roughly(now - due.at)} late`
    : `${kind} in ${roughly(due.at - now)}`
}

/** What is due next, red where it is late or soon will be. The words say it; the colour repeats it. */
export function Due({
  due,
  now,
  zone,
}: {
  readonly due: DenialDue | null
  readonly now: number
  readonly zone: string
}) {
  if (due === null) return '–'
  const words = dueWords(due, now)
  const title = `due ${shortDay(due.at, zone)}, ${clock(due.at, zone)}`
  if (due.standing === 'ahead') return <span title={title}>{words}</span>
  return (
    <Tag tone={due.standing} title={title}>
      {words}
    </Tag>
  )
}
