import type { ReactNode } from 'react'
import type { PanelAnswer, TeamTotals } from '../../shared/contract/reports.ts'
import { Card } from '../kit/card.tsx'
import { count, counted, hours, share } from '../kit/format.ts'
import { Change } from './change.tsx'
import { Figure } from './panel-links.tsx'
import { DENIAL_WORK } from './panel-view.ts'
import styles from './summary-cards.module.css'

export function SummaryCards({
  answer,
  previousName,
}: {
  readonly answer: PanelAnswer
  readonly previousName: string
}) {
  const { totals, previous } = answer
  const tax = (of: TeamTotals) => share(of.hiddenMs, of.denialWorkMs)
  const unnamed = (of: TeamTotals) => share(of.unattributedMs, of.denialWorkMs)
  const recorded = (of: TeamTotals) => of.activeMs + of.idleMs + of.awayMs > 0
  const before = recorded(previous)
  return (
    <div className={styles.cards}>
      <Card title="Active time" explanation="keyboard or mouse in use, all people">
        <Big>
          <Figure drill={{ list: 'spans', presence: 'active' }} label="Active time">
            {hours(totals.activeMs)}
          </Figure>
          <small>
            <Figure drill={{ list: 'spans', presence: 'active', rating: 'core' }} label="Core work">
              {hours(totals.coreMs)} core
            </Figure>
          </small>
        </Big>
        <Change now={totals.activeMs} before={before ? previous.activeMs : null} unit="time" against={previousName} />
      </Card>
      <Card title="Denials worked" explanation="denials somebody had open, and how often">
        <Big>
          <Figure drill={{ list: 'touches' }} label="Denials worked">
            {count(totals.denials)}
          </Figure>
          <small>
            <Figure drill={{ list: 'touches' }} label="Touches">
              {counted(totals.touches, 'touch', 'touches')}
            </Figure>
          </small>
        </Big>
        <Change now={totals.denials} before={before ? previous.denials : null} unit="count" against={previousName} />
      </Card>
      <Card title="Hidden-work tax" explanation="share of denial minutes that moved nothing">
        <Big tone="hidden">
          <Figure drill={{ list: 'spans', kind: 'any' }} label="Hidden-work tax">
            <Percent value={tax(totals)} />
          </Figure>
          <small>
            <Figure drill={{ list: 'spans', kind: 'any' }} label="Hidden work">
              {hours(totals.hiddenMs)}
            </Figure>
          </small>
        </Big>
        <Change now={tax(totals)} before={tax(previous)} unit="share" against={previousName} lowerIsBetter />
      </Card>
      <Card title="Not attributed" explanation="share of denial minutes with no denial named">
        <Big>
          <Figure
            drill={{ list: 'spans', presence: 'active', rating: DENIAL_WORK, denial: 'none' }}
            label="Not attributed"
          >
            <Percent value={unnamed(totals)} />
          </Figure>
          <small>
            <Figure
              drill={{ list: 'spans', presence: 'active', rating: DENIAL_WORK, denial: 'none' }}
              label="Time not attributed"
            >
              {hours(totals.unattributedMs)}
            </Figure>
          </small>
        </Big>
        <Change now={unnamed(totals)} before={unnamed(previous)} unit="share" against={previousName} lowerIsBetter />
      </Card>
    </div>
  )
}

function Big({ children, tone }: { readonly children: ReactNode; readonly tone?: 'hidden' }) {
  return (
    <p className={styles.big} data-tone={tone}>
      {children}
    </p>
  )
}

function Percent({ value }: { readonly value: number | null }) {
  if (value === null) return '–'
  return (
    <>
      {(value * 100).toFixed(1)}
      <span className={styles.unit}> %</span>
    </>
  )
}
