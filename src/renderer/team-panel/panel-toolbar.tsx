import { useState } from 'react'
import { Link } from '../app/navigation.tsx'
import { Button } from '../kit/button.tsx'
import { ago } from '../kit/format.ts'
import { Choice } from '../kit/choice.tsx'
import { useNow } from '../kit/use-now.ts'
import { dayName } from '../kit/zoned-time.ts'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { usePanelLinks } from './panel-links.tsx'
import { periodNames, presetPeriods } from './panel-view.ts'
import styles from './panel-toolbar.module.css'

/** A record older than this is not "live" any more. */
const LIVE_MS = 120_000

export function PanelToolbar({ answer, zone }: { readonly answer: PanelAnswer; readonly zone: string }) {
  const { view, to, go } = usePanelLinks()
  const [choosing, setChoosing] = useState(view.period.kind === 'days')
  const firstDay = dayName(answer.from, zone)
  const lastDay = dayName(answer.to - 1, zone)
  const chooseDays = (first: string, last: string) => {
    if (first && last) go({ period: { kind: 'days', firstDay: first, lastDay: last } })
  }
  // Somebody the slice leaves out still has to be named in the list that left them out.
  const people = answer.people.map(({ id, name }) => ({ value: id, name }))
  if (view.user && !people.some(({ value }) => value === view.user))
    people.unshift({ value: view.user, name: view.user })
  return (
    <div className={styles.toolbar} role="group" aria-label="What is shown">
      <nav className={styles.periods} aria-label="Period">
        {presetPeriods.map((kind) => (
          <Link
            key={kind}
            to={to({ period: { kind } })}
            aria-current={view.period.kind === kind ? 'true' : undefined}
            onClick={() => setChoosing(false)}
          >
            {periodNames[kind]}
          </Link>
        ))}
        <button
          type="button"
          aria-expanded={choosing}
          aria-current={view.period.kind === 'days' ? 'true' : undefined}
          onClick={() => setChoosing(!choosing)}
        >
          Dates…
        </button>
      </nav>
      {choosing && (
        <span className={styles.dates}>
          <input
            type="date"
            aria-label="First day"
            value={firstDay}
            onChange={(event) => chooseDays(event.target.value, lastDay)}
          />
          –
          <input
            type="date"
            aria-label="Last day"
            value={lastDay}
            onChange={(event) => chooseDays(firstDay, event.target.value)}
          />
        </span>
      )}
      <Choice
        label="Team"
        all="all"
        value={view.team}
        options={answer.teams.map((name) => ({ value: name, name }))}
        onChoose={(team) => go({ team, user: undefined })}
      />
      <Choice
        label="Payer"
        all="all"
        value={view.payer}
        options={[...answer.payers.map((name) => ({ value: name, name })), { value: '', name: 'no payer named' }]}
        onChoose={(payer) => go({ payer })}
      />
      <Choice label="Person" all="all" value={view.user} options={people} onChoose={(user) => go({ user })} />
      {(view.team ?? view.user ?? view.payer) !== undefined && (
        <Button kind="quiet" onClick={() => go({ team: undefined, user: undefined, payer: undefined })}>
          Clear
        </Button>
      )}
      <Live latestEndedAt={answer.latestEndedAt} />
    </div>
  )
}

function Live({ latestEndedAt }: { readonly latestEndedAt: number | null }) {
  const now = useNow(1000)
  const live = latestEndedAt !== null && now - latestEndedAt < LIVE_MS
  return (
    <p className={styles.live} data-live={live ? '' : undefined}>
      <span className={styles.pulse} aria-hidden="true" />
      {latestEndedAt === null ? (
        'no records yet'
      ) : live ? (
        <>
          <b>Live</b> · newest record {ago(latestEndedAt, now)}
        </>
      ) : (
        <>newest record {ago(latestEndedAt, now)}</>
      )}
    </p>
  )
}
