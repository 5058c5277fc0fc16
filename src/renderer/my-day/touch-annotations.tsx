import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { MyTouch } from '../../shared/contract/clients.ts'
import { Button } from '../ui/button.tsx'
import { AnnotationForm } from './annotation-form.tsx'
import { annotationText } from '../ui/annotation-text.ts'
import type { DayCardProps } from './day-card-props.ts'
import styles from './manual-time-card.module.css'

/** What the person says of one touch, and a form for more. */
export function TouchAnnotations({ touch, day, zone, desktop, onChanged }: DayCardProps & { readonly touch: MyTouch }) {
  const t = useTranslations('myDay.annotations')
  const [state, setState] = useState<'form' | 'saved' | 'closed'>('form')
  const said = day.annotations.filter(
    ({ claimToken, startedAt, endedAt }) =>
      claimToken === touch.claimToken && startedAt < touch.endedAt && endedAt > touch.startedAt,
  )
  return (
    <>
      {said.map((annotation) => (
        <p key={annotation.id}>{annotationText(annotation)}</p>
      ))}
      {state !== 'form' ? (
        <p role="status">
          {state === 'saved' && t('saved')}{' '}
          <Button kind="quiet" small onClick={() => setState('form')}>
            {t('more')}
          </Button>
        </p>
      ) : (
        <div className={styles.narrow}>
          <AnnotationForm
            subject={{ time: touch, claimToken: touch.claimToken }}
            day={day.from}
            zone={zone}
            onSave={async (request) => {
              await desktop.myDay.annotate(request)
              onChanged()
              setState('saved')
            }}
            onCancel={() => setState('closed')}
          />
        </div>
      )}
    </>
  )
}
