import type { ReactNode } from 'react'
import { openDenialStates, type DenialDetail } from '../../shared/contract/denials.ts'
import { useNavigation, useLocation } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { Drawer } from '../ui/drawer.tsx'
import { day, exactDollars } from '../ui/format.ts'
import { categoryLabel, denialStateLabels } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useNow } from '../ui/use-now.ts'
import { usePolled } from '../ui/use-polled.ts'
import { DenialActions } from './denial-actions.tsx'
import styles from './denial-drawer.module.css'
import { DenialEvents, DenialManualTime, DenialTouches } from './denial-history.tsx'
import { useDenialAddress } from './denial-link.tsx'
import { Due } from './due.tsx'
import { Forecast } from './forecast.tsx'
import { reasonCode } from './reason.tsx'
import { useTeamZone } from './use-team-zone.ts'

/** The denial the address names, on top of the screen that links to it. */
export function DenialDrawer() {
  const { params } = useLocation()
  const id = params.get('denial')
  return id ? <OpenDenial key={id} id={id} /> : null
}

function OpenDenial({ id }: { readonly id: string }) {
  const { team } = useAppEnvironment()
  const navigation = useNavigation()
  const to = useDenialAddress()
  const zone = useTeamZone()
  const { value: denial, problem, reload } = usePolled(id, () => team.read('denial', { id }), 30_000)
  const close = () => navigation.go(to(null))
  if (!denial) {
    return (
      <Drawer title="Denial" description="what is known of one denial" onClose={close}>
        <QueryState
          problem={problem}
          waiting="Fetching the denial…"
          failed="The denial cannot be shown"
          onRetry={reload}
        />
      </Drawer>
    )
  }
  return (
    <Drawer
      title={`Claim ${denial.claimRef}`}
      description={`${denial.payer ?? 'no payer named'} · ${categoryLabel(denial.category)} ${reasonCode(denial)} · ${exactDollars(denial.deniedCents)} denied`}
      onClose={close}
    >
      <div className={styles.columns}>
        <div className={styles.main}>
          <Standing denial={denial} zone={zone} />
          <DenialTouches denial={denial} zone={zone} />
          <DenialManualTime manualTime={denial.manualTime ?? []} zone={zone} />
          <DenialEvents events={denial.events} zone={zone} />
        </div>
        <div className={styles.side}>
          <DenialActions denial={denial} zone={zone} onSaved={reload} />
          <Facts denial={denial} zone={zone} />
        </div>
      </div>
    </Drawer>
  )
}

/** Its state, and of an open one what is due and why it ranks as it does. */
function Standing({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const { team } = useAppEnvironment()
  const now = useNow(30_000)
  const open = openDenialStates.includes(denial.state)
  const { payer, category, owner } = denial
  const asked = { payer: payer ?? '', category, user: owner ?? '', limit: 500 }
  const { value: row } = usePolled(
    JSON.stringify([denial.id, open, asked]),
    async () => (open ? ((await team.read('worklist', asked)).rows.find(({ id }) => id === denial.id) ?? null) : null),
    null,
  )
  return (
    <section>
      <p className={styles.standing}>
        <Tag tone={denial.state === 'recovered' || denial.state === 'overturned' ? 'ok' : undefined}>
          {denialStateLabels[denial.state]}
        </Tag>
        {row && <Due due={row.due} now={now} zone={zone} />}
        {row && row.rechecks > 0 && <Tag tone="hidden">{row.rechecks} re-checks</Tag>}
        {row && row.people > 1 && <Tag tone="hidden">{row.people} people</Tag>}
        {!denial.balanced && (
          <Tag title="the amounts of its claim do not add up; the file is kept as it came">sums do not agree</Tag>
        )}
      </p>
      {row && <Forecast row={row} />}
    </section>
  )
}

function Facts({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const date = (at: number | null) => (at === null ? '–' : day(at, zone))
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Received', date(denial.received)],
    ['Billed', exactDollars(denial.billedCents)],
    ['Paid', exactDollars(denial.paidCents)],
    ['Denied', `${exactDollars(denial.deniedCents)}, in ${denial.kind === 'full' ? 'full' : 'part'}`],
    ['Recovered', denial.recoveredCents === null ? '–' : exactDollars(denial.recoveredCents)],
    ['CARC', denial.carcs.join(', ') || '–'],
    ['RARC', denial.rarcs.join(', ') || '–'],
    ['Payer’s number', denial.payerClaimRef || '–'],
    ['Plan', denial.plan ?? '–'],
    ['Service line', denial.serviceLine ?? '–'],
    ['Provider', denial.provider ?? '–'],
    ['Location', denial.location ?? '–'],
    ['From', denial.sourceFile],
  ]
  return (
    <section>
      <h3>Facts</h3>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
