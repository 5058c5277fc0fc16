import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { SetupFacts } from '../../shared/contract/setup.ts'
import { checklistOf, type SetupLine, stillMissing } from '../../shared/setup/index.ts'
import { Link } from '../app/navigation.tsx'
import { useMayCall } from '../app/use-screens.ts'
import { Card } from '../ui/card.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import styles from './setup.module.css'
import { addressOf, stateText, withoutText } from './step-text.ts'

/** Every step with its state, and below what is still missing. @param children come below that */
export function Checklist({ facts, children }: { readonly facts: SetupFacts; readonly children: ReactNode }) {
  const t = useTranslations('setup')
  const lines = checklistOf(facts)
  const missing = stillMissing(lines)
  const next = lines.find(({ state }) => state !== 'done')
  const done = lines.filter(({ state }) => state === 'done').length
  return (
    <div className={styles.page}>
      <ScreenHead title={t('title')} explanation={t('explanation')} />
      <p className={styles.progress}>
        <progress aria-hidden="true" max={lines.length} value={done} />
        {t('progress', { done, total: lines.length })}
      </p>
      <ol className={styles.steps} aria-label={t('steps')}>
        {lines.map((line, index) => (
          <Line key={line.step} line={line} number={index + 1} facts={facts} isNext={next === line} />
        ))}
      </ol>
      <StillMissing missing={missing} />
      {children}
    </div>
  )
}

function Line({
  line,
  number,
  facts,
  isNext,
}: {
  readonly line: SetupLine
  readonly number: number
  readonly facts: SetupFacts
  /** The first that is not done. */
  readonly isNext: boolean
}) {
  const t = useTranslations('setup')
  const { step, state } = line
  const name = t(`step.${step}.name`)
  const action = t(`open.${state}`)
  return (
    <li className={styles.step} data-state={state}>
      <span className={styles.mark} role="img" aria-label={t(`stateName.${state}`)}>
        {state === 'done' ? '✓' : number}
      </span>
      <div className={styles.words}>
        <h2>{name}</h2>
        <p>{t(`step.${step}.for`)}</p>
      </div>
      <span className={styles.state}>{stateText(line, facts)}</span>
      <Link
        to={addressOf(step)}
        className={styles.open}
        data-primary={isNext ? '' : undefined}
        aria-label={t('openStep', { action, name })}
      >
        {action}
      </Link>
    </li>
  )
}

/** The bottom of the checklist: what to do next, or that all is done. */
function StillMissing({ missing }: { readonly missing: readonly SetupLine[] }) {
  const t = useTranslations('setup')
  const seesTeam = useMayCall('panel')
  if (missing.length === 0) {
    return (
      <Card title={t('still.complete')} explanation={t('still.completeExplanation')}>
        {seesTeam ? <Link to="/team">{t('still.toTeam')}</Link> : <p>{t('still.noViewer')}</p>}
        <Link to="/devices">{t('still.toDevices')}</Link>
      </Card>
    )
  }
  return (
    <Card title={t('still.title')} explanation={t('still.explanation')}>
      <ol className={styles.missing}>
        {missing.map((line) => (
          <li key={line.step}>
            <Link to={addressOf(line.step)}>{t(`step.${line.step}.name`)}</Link>
            <span>{withoutText(line)}</span>
          </li>
        ))}
      </ol>
    </Card>
  )
}
