import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { SampleFacts } from '../../shared/contract/setup.ts'
import { Confirmation } from '../accounts/confirmation.tsx'
import type { AccountClient } from '../bridge/account-client.ts'
import { documents } from '../settings/documents.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import styles from './setup.module.css'

type Step =
  | { readonly kind: 'closed' | 'asking' | 'removing' }
  | { readonly kind: 'removed'; readonly sample: SampleFacts }
  | { readonly kind: 'failed'; readonly problem: ClientProblem }

/** The sample data of a trial, and its end; nothing where there is none. */
export function SampleCard({
  sample,
  accounts,
}: {
  readonly sample: SampleFacts | null
  readonly accounts: AccountClient
}) {
  const t = useTranslations('setup.sample')
  const cache = useQueryClient()
  const [step, setStep] = useState<Step>({ kind: 'closed' })
  const remove = () => {
    setStep({ kind: 'removing' })
    accounts
      .removeSample()
      .then(
        (removed) => setStep({ kind: 'removed', sample: removed }),
        (error: unknown) => setStep({ kind: 'failed', problem: asProblem(error) }),
      )
      // Nearly everything that was read is another.
      .finally(() => void cache.invalidateQueries())
  }
  if (step.kind === 'removed') {
    return (
      <div className={styles.sample}>
        <Banner kind="done">{t.rich('removed', { ...step.sample, strong })}</Banner>
      </div>
    )
  }
  if (sample === null) return null
  return (
    <div className={styles.sample}>
      <Card
        title={t('title')}
        explanation={t('explanation')}
        aside={step.kind === 'closed' && <Button onClick={() => setStep({ kind: 'asking' })}>{t('remove')}</Button>}
      >
        {step.kind === 'asking' && (
          <Confirmation
            label={t('title')}
            confirm={t('confirm')}
            onConfirm={remove}
            back={t('back')}
            onBack={() => setStep({ kind: 'closed' })}
          >
            <p>{t.rich('question', { strong })}</p>
            <WhatGoes sample={sample} />
            <p>{t('stays')}</p>
          </Confirmation>
        )}
        {step.kind === 'removing' && <p role="status">{t('removing')}</p>}
        {step.kind === 'failed' && (
          <Banner kind="problem">{t.rich('failed', { message: step.problem.message, strong })}</Banner>
        )}
      </Card>
    </div>
  )
}

function WhatGoes({
  sample: { people, accounts, imports, denials, claimCounts, settings, kept },
}: {
  readonly sample: SampleFacts
}) {
  const t = useTranslations('setup.sample')
  return (
    <>
      <ul className={styles.goes}>
        {people > 0 && <li>{t('people', { count: people })}</li>}
        {accounts > 0 && <li>{t('accounts', { count: accounts })}</li>}
        {imports > 0 && <li>{t('files', { imports, denials })}</li>}
        {claimCounts > 0 && <li>{t('claimCounts', { count: claimCounts })}</li>}
        {settings.length > 0 && (
          <li>{t('settings', { settings: settings.map((name) => documents[name].name).join(', ') })}</li>
        )}
      </ul>
      {kept.length > 0 && <p>{t('kept', { names: kept.join(', ') })}</p>}
    </>
  )
}
