import { useEffect } from 'react'
import { Button } from '../ui/button.tsx'
import { Banner } from '../ui/notice.tsx'
import { homelessErrors } from './rule-errors.ts'
import type { useRulesDraft } from './use-rules-draft.ts'

/** How the last publication went, and the way out when somebody else was first. */
export function PublishNotice({ rules }: { readonly rules: ReturnType<typeof useRulesDraft> }) {
  const { overtakenBy, outcome, current, errors, problem } = rules
  const homeless = homelessErrors(errors)
  useEffect(() => {
    // What came of publishing is said at the top, and the button is at the bottom.
    if (outcome) window.scrollTo({ top: 0 })
  }, [outcome])
  return (
    <>
      {problem && (
        <Banner kind="problem" action={<Button onClick={rules.reload}>Try again</Button>}>
          <b>The published rules cannot be read.</b> {problem.message}
        </Banner>
      )}
      {overtakenBy && (
        <Banner
          kind="problem"
          action={
            <>
              <Button kind="primary" onClick={() => rules.carryOver(overtakenBy)}>
                Put my changes on version {overtakenBy.version}
              </Button>
              <Button onClick={rules.discard}>Discard my changes</Button>
            </>
          }
        >
          <b>Version {overtakenBy.version} was published meanwhile.</b> Your draft was made from version{' '}
          {current?.base.version}; publishing it would undo what changed since.
        </Banner>
      )}
      {outcome?.kind === 'published' && (
        <Banner kind="done">
          <b>Version {outcome.version} is published.</b> Each agent takes it the next time it sends its records.
        </Banner>
      )}
      {outcome?.kind === 'rebased' && (
        <Banner kind={outcome.clashes.length > 0 ? 'note' : 'done'}>
          <b>Your changes now stand on version {outcome.version}.</b>{' '}
          {outcome.clashes.length > 0
            ? `Both of you changed ${outcome.clashes.join(', ')}: yours is in the draft, look at it before you publish.`
            : 'Nothing clashed.'}
        </Banner>
      )}
      {outcome?.kind === 'failed' && !overtakenBy && (
        <Banner kind="problem">
          <b>Not published.</b> {outcome.problem.message}
          {outcome.problem.code === 'conflict' && ' Looking for the newer version…'}
          {errors.length > 0 && ' The fields that are wrong are marked.'}
        </Banner>
      )}
      {homeless.map(({ pointer, detail }) => (
        <Banner key={pointer} kind="problem">
          <code>{pointer || '/'}</code>: {detail}
        </Banner>
      ))}
    </>
  )
}
