import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { Banner } from '../ui/notice.tsx'
import { strong } from '../ui/rich-text.tsx'
import { errorsWithoutField } from './rule-errors.ts'
import type { PublishOutcome, useRulesDraft } from './use-rules-draft.ts'

/** The outcome of the last publication, and the choice when someone else published first. */
export function PublishNotice({ rules }: { readonly rules: ReturnType<typeof useRulesDraft> }) {
  const t = useTranslations('rules.publish')
  const { newerVersion, outcome, current, errors, problem } = rules
  useEffect(() => {
    // The outcome is shown at the top of the page, and the button is at the bottom.
    if (outcome) window.scrollTo({ top: 0 })
  }, [outcome])
  return (
    <>
      {problem && (
        <Banner kind="problem" action={<Button onClick={rules.reload}>{t('tryAgain')}</Button>}>
          {t.rich('readFailed', { message: problem.message, strong })}
        </Banner>
      )}
      {newerVersion && (
        <Banner
          kind="problem"
          action={
            <>
              <Button kind="primary" onClick={() => rules.rebaseOnto(newerVersion)}>
                {t('rebase', { version: newerVersion.version })}
              </Button>
              <Button onClick={rules.discard}>{t('discard')}</Button>
            </>
          }
        >
          {t.rich('overtaken', { version: newerVersion.version, base: current?.base.version ?? 0, strong })}
        </Banner>
      )}
      {outcome && !(outcome.kind === 'failed' && newerVersion) && (
        <Outcome outcome={outcome} hasErrors={errors.length > 0} />
      )}
      {errorsWithoutField(errors).map(({ pointer, detail }) => (
        <Banner key={pointer} kind="problem">
          {detail}
        </Banner>
      ))}
    </>
  )
}

function Outcome({ outcome, hasErrors }: { readonly outcome: PublishOutcome; readonly hasErrors: boolean }) {
  const t = useTranslations('rules.publish')
  switch (outcome.kind) {
    case 'published':
      return <Banner kind="done">{t.rich('done', { version: outcome.version, strong })}</Banner>
    case 'proposed':
      return <Banner kind="done">{t.rich('proposed', { strong })}</Banner>
    case 'rebased':
      return outcome.conflicts.length === 0 ? (
        <Banner kind="done">{t.rich('rebased', { version: outcome.version, strong })}</Banner>
      ) : (
        <Banner kind="note">
          {t.rich('conflicts', { version: outcome.version, names: outcome.conflicts.join(', '), strong })}
        </Banner>
      )
    case 'failed': {
      const { code, message } = outcome.problem
      return (
        <Banner kind="problem">
          {t.rich('failed', { message: hasErrors ? t('hasErrors') : message, strong })}
          {code === 'conflict' && ` ${t('lookingForNewer')}`}
        </Banner>
      )
    }
  }
}
