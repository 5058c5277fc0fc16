import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { UnclassifiedWindow } from '../../shared/contract/unclassified.ts'
import { LONGEST_SHAPE, patternOfShape } from '../../shared/window-shape/index.ts'
import { useTeamRows } from '../query/use-team-rows.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Banner } from '../ui/notice.tsx'
import { duration } from '../ui/format.ts'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import { Tags } from '../ui/tag.tsx'
import styles from './offered-card.module.css'

/** Windows that no rule names: offered by billers, or counted by enough computers. Nothing is shown while there are none. */
export function OfferedCard({
  onMakeRule,
}: {
  /** `shape` left out: for all windows of the program. */
  readonly onMakeRule: (program: string, shape?: string) => void
}) {
  const t = useTranslations('rules.offered')
  const write = useTeamWrite()
  const { rows } = useTeamRows('unclassified', {})
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  if (rows === null || rows.length === 0) return null
  const remove = async ({ program, shape }: UnclassifiedWindow) => {
    setProblem(null)
    await write('removeOffer', { program, shape }, null).catch((error: unknown) => setProblem(asProblem(error)))
  }
  return (
    <Card title={t('title')} explanation={t('explanation')} className={styles.card}>
      {problem && <Banner kind="problem">{t.rich('failed', { message: problem.message, strong })}</Banner>}
      <ul className={styles.windows}>
        {rows.map((window) => (
          <li key={`${window.program} ${window.shape}`}>
            <span className={styles.words}>
              {window.program} <small>{window.shape || t('noTitle')}</small>
              <small>
                {window.devices === undefined || window.minutes === undefined
                  ? t('offered')
                  : t('counted', { time: duration(window.minutes * MINUTE_MS), devices: window.devices })}
              </small>
            </span>
            <Tags>
              <Button
                small
                aria-label={t('makeRuleOf', { program: window.program })}
                onClick={() => onMakeRule(window.program)}
              >
                {t('makeRule')}
              </Button>
              {patternOfShape(window.shape, LONGEST_SHAPE) !== null && (
                <Button
                  small
                  aria-label={t('makeShapeRuleOf', window)}
                  onClick={() => onMakeRule(window.program, window.shape)}
                >
                  {t('makeShapeRule')}
                </Button>
              )}
              <Button
                small
                kind="quiet"
                aria-label={t('removeOf', { program: window.program })}
                onClick={() => void remove(window)}
              >
                {t('remove')}
              </Button>
            </Tags>
          </li>
        ))}
      </ul>
    </Card>
  )
}
