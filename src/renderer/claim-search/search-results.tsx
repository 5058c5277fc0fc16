import { useTranslations } from 'use-intl'
import type { ClaimHit } from '../../shared/contract/denials.ts'
import { capitalized, exactDollars } from '../ui/format.ts'
import { denialStateLabels } from '../ui/labels.ts'
import styles from './claim-search.module.css'
import type { SearchState } from './use-claim-search.ts'

/** What a search has found, or why there is nothing to choose. */
export function SearchResults({
  id,
  state,
  active,
  onChoose,
}: {
  readonly id: string
  readonly state: SearchState
  /** Place of the hit that the arrow keys are at; below 0: none. */
  readonly active: number
  readonly onChoose: (hit: ClaimHit) => void
}) {
  const t = useTranslations('claimSearch')
  const hits = state.kind === 'answered' ? state.rows : []
  return (
    <div className={styles.results}>
      {hits.length > 0 && (
        <div className={styles.hits} id={`${id}-results`} role="listbox" aria-label={t('results')}>
          {hits.map((hit, index) => (
            <button
              key={`${hit.denial?.id ?? ''} ${hit.payer ?? ''} ${hit.claimRef}`}
              id={`${id}-${index}`}
              type="button"
              className={styles.hit}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              aria-disabled={hit.denial === null}
              // The field keeps the focus, so that a click does not close the list before it counts.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(hit)}
            >
              <Hit hit={hit} />
            </button>
          ))}
        </div>
      )}
      <p className={styles.note} role="status">
        <Note state={state} />
      </p>
    </div>
  )
}

function Hit({ hit }: { readonly hit: ClaimHit }) {
  const t = useTranslations('claimSearch')
  const tDenial = useTranslations('denial')
  const { denial, payerClaimRef } = hit
  const status = denial && denialStateLabels[denial.proposedState ?? denial.state]
  return (
    <>
      <span className={styles.numbers}>
        <b>{hit.claimRef}</b> {payerClaimRef !== '' && <span>{t('icn', { number: payerClaimRef })}</span>}
      </span>
      <span className={styles.amount}>
        {denial
          ? t('left', { amount: exactDollars(denial.leftCents) })
          : t('paid', { amount: exactDollars(hit.paidCents ?? 0) })}
      </span>
      <span className={styles.payer}>{hit.payer ?? tDenial('payerNotIdentified')}</span>
      <span className={styles.status}>
        {status === null
          ? t('noDenial')
          : denial?.proposedState
            ? capitalized(t('proposed', { status }))
            : capitalized(status)}
      </span>
    </>
  )
}

function Note({ state }: { readonly state: SearchState }) {
  const t = useTranslations('claimSearch')
  switch (state.kind) {
    case 'nothing':
      return null
    case 'too_short':
      return t('tooShort')
    case 'searching':
      return t('searching')
    case 'failed':
      return t('failed', { reason: state.reason })
    case 'answered': {
      const { rows, more, number, whole } = state
      if (rows.length > 0) return t(more ? 'foundMore' : 'found', { count: rows.length })
      return (
        <>
          {t(whole ? 'noneShort' : 'none', { number })} {t('noneHint')}
        </>
      )
    }
  }
}
