import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { openDenialStates, statedDetails, type DenialDetail } from '../../shared/contract/denials.ts'
import { useNavigation, useLocation } from '../app/navigation.tsx'
import { useTeamQuery } from '../query/use-team-query.ts'
import { suggestedFix } from '../root-causes/fix.ts'
import { Drawer } from '../ui/drawer.tsx'
import { capitalized, day, exactDollars, NO_DATA } from '../ui/format.ts'
import { appealLevelLabels, categoryLabel, denialStateLabels } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useNow } from '../ui/use-now.ts'
import { DenialActions } from './denial-actions.tsx'
import styles from './denial-drawer.module.css'
import { DenialEvents, DenialManualTime } from './denial-history.tsx'
import { useDenialAddress } from './denial-link.tsx'
import { DenialTouches } from './denial-touches.tsx'
import { Due } from './due.tsx'
import { Forecast } from './forecast.tsx'
import { reasonCode } from './reason.tsx'
import { useTeamZone } from './use-team-zone.ts'

const REFRESH_MS = 30_000

/** The denial that the address names, over the screen that links to it. */
export function DenialDrawer() {
  const { params } = useLocation()
  const id = params.get('denial')
  return id ? <OpenDenial key={id} id={id} /> : null
}

function OpenDenial({ id }: { readonly id: string }) {
  const navigation = useNavigation()
  const to = useDenialAddress()
  const zone = useTeamZone()
  const t = useTranslations('denial')
  const { value: denial, problem, reload } = useTeamQuery('denial', { id }, { everyMs: REFRESH_MS })
  const close = () => navigation.go(to(null))
  if (!denial) {
    return (
      <Drawer title={t('drawer.untitled')} description={t('drawer.untitledExplanation')} onClose={close}>
        <QueryState problem={problem} waiting={t('drawer.loading')} failed={t('drawer.failed')} onRetry={reload} />
      </Drawer>
    )
  }
  return (
    <Drawer
      title={t('drawer.title', { claim: denial.claimRef })}
      description={t('drawer.explanation', {
        payer: denial.payer ?? t('payerNotIdentified'),
        category: capitalized(categoryLabel(denial.category)),
        code: reasonCode(denial),
        amount: exactDollars(denial.deniedCents),
      })}
      onClose={close}
    >
      <div className={styles.columns}>
        <div className={styles.main}>
          <DueStatus denial={denial} zone={zone} />
          <NextStep denial={denial} />
          <DenialTouches denial={denial} zone={zone} />
          <DenialManualTime manualTime={denial.manualTime ?? []} zone={zone} />
          <DenialEvents events={denial.events} zone={zone} />
        </div>
        <div className={styles.side}>
          <DenialActions denial={denial} zone={zone} />
          <DenialDetails denial={denial} zone={zone} />
        </div>
      </div>
    </Drawer>
  )
}

/** The status of a denial and, if it is open, its due date and the reason for its rank. */
function DueStatus({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const t = useTranslations('denial')
  const now = useNow(30_000)
  const open = openDenialStates.includes(denial.state) && denial.proposedState === null
  const { payer, category, owner } = denial
  const { value: alike } = useTeamQuery(
    'worklist',
    { payer: payer ?? '', category, user: owner ?? '', limit: 500 },
    { enabled: open },
  )
  const row = open ? (alike?.rows.find(({ id }) => id === denial.id) ?? null) : null
  return (
    <section>
      <div className={styles.status}>
        <Tag tone={denial.state === 'recovered' || denial.state === 'overturned' ? 'ok' : undefined}>
          {capitalized(denialStateLabels[denial.state])}
        </Tag>
        {row && <Due due={row.due} appealDeadline={denial.nextAppealDue ?? denial.appealDue} now={now} zone={zone} />}
        {row && row.rechecks > 0 && <Tag tone="hidden">{t('flag.repeatChecks', { count: row.rechecks })}</Tag>}
        {row && row.people > 1 && <Tag tone="hidden">{t('flag.people', { count: row.people })}</Tag>}
        {denial.proposedState !== null && (
          <Tag tone="target" title={t('flag.proposedHint')}>
            {t('flag.proposed', { status: denialStateLabels[denial.proposedState] })}
          </Tag>
        )}
        {!denial.balanced && <Tag title={t('flag.unbalancedHint')}>{t('flag.unbalanced')}</Tag>}
      </div>
      {row && (
        <>
          <h3>{t('forecast.title')}</h3>
          <Forecast row={row} />
        </>
      )}
    </section>
  )
}

/** What usually recovers such a denial, while it is open. */
function NextStep({ denial }: { readonly denial: DenialDetail }) {
  const t = useTranslations('denial')
  const fix = suggestedFix(denial.category, denial.carcs[0] ?? null)
  if (fix === null || !openDenialStates.includes(denial.state) || denial.proposedState !== null) return null
  return (
    <section>
      <h3>{t('nextStep')}</h3>
      <p className={styles.step}>{fix}</p>
    </section>
  )
}

function DenialDetails({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const t = useTranslations('denial.details')
  const date = (at: number | null) => (at === null ? NO_DATA : day(at, zone))
  const amount = exactDollars(denial.deniedCents)
  const details: readonly (readonly [string, ReactNode])[] = [
    [t('remittanceDate'), date(denial.received)],
    [t('appealDeadline'), date(denial.appealDue)],
    [t('appealLevel'), denial.appealLevel === null ? NO_DATA : appealLevelLabels[denial.appealLevel]],
    ...denial.appealDecisions.map(
      ({ level, at, outcome }) =>
        [
          t('decision'),
          t('decided', { level: appealLevelLabels[level], outcome: denialStateLabels[outcome], day: day(at, zone) }),
        ] as const,
    ),
    [t('billed'), exactDollars(denial.billedCents)],
    [t('paid'), exactDollars(denial.paidCents)],
    [t('denied'), t(denial.kind === 'full' ? 'fullDenial' : 'partialDenial', { amount })],
    ...(denial.nextAppealDue === null ? [] : [[t('nextAppealDeadline'), date(denial.nextAppealDue)] as const]),
    ...(denial.correctedClaimDue === null
      ? []
      : [[t('correctedClaimDeadline'), date(denial.correctedClaimDue)] as const]),
    [t('left'), exactDollars(denial.leftCents)],
    [t('recovered'), denial.recoveredCents === null ? t('nonePosted') : exactDollars(denial.recoveredCents)],
    [t('carc'), denial.carcs.join(', ') || NO_DATA],
    [t('rarc'), denial.rarcs.join(', ') || NO_DATA],
    [t('pcn'), denial.claimRef],
    [t('icn'), denial.payerClaimRef || NO_DATA],
    ...statedDetails.map((detail) => [t(`stated.${detail}`), denial[detail] ?? NO_DATA] as const),
    [t('serviceLine'), denial.serviceLine ?? NO_DATA],
    [t('provider'), denial.provider ?? NO_DATA],
    [t('location'), denial.location ?? NO_DATA],
    [t('file'), denial.test ? t('testFile', { name: denial.sourceFile }) : denial.sourceFile],
  ]
  return (
    <section>
      <h3>{t('title')}</h3>
      <dl className={styles.details}>
        {details.map(([name, value], index) => (
          <div key={`${name} ${index}`}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
