import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClaimHit } from '../../shared/contract/denials.ts'
import { useNavigation } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useDenialAddress } from '../denial/denial-link.tsx'
import { useMedia } from '../ui/use-media.ts'
import styles from './claim-search.module.css'
import { SearchResults } from './search-results.tsx'
import { useClaimSearch } from './use-claim-search.ts'

/** The header has no room for the field beside all screens' names below these widths, in pixels. */
const BROWSER_ROOM = 1160
const DESKTOP_ROOM = 1560

/** The field in the header that finds a claim and opens its denial over the present screen. `/` goes to it. */
export function ClaimSearch() {
  const t = useTranslations('claimSearch')
  const navigation = useNavigation()
  const denialAddress = useDenialAddress()
  const environment = useAppEnvironment()
  const search = useClaimSearch()
  const compact = useMedia(`(width < ${environment.kind === 'desktop' ? DESKTOP_ROOM : BROWSER_ROOM}px)`)
  const [shown, setShown] = useState(false)
  const [active, setActive] = useState(-1)
  const field = useRef<HTMLInputElement>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const whole = useRef<HTMLDivElement>(null)
  const id = useId()
  const hits = search.state.kind === 'answered' ? search.state.rows : []
  const activeHit = hits[active]

  useEffect(() => {
    if (shown) field.current?.focus()
  }, [shown])
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== '/' || !isFree(event)) return
      event.preventDefault()
      setShown(true)
      field.current?.focus()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  const type = (text: string) => {
    search.type(text)
    setActive(-1)
  }
  const close = () => {
    type('')
    setShown(false)
  }
  const choose = ({ denial }: ClaimHit) => {
    if (denial === null) return
    // Where the field is about to disappear, the drawer gives the focus back to the button that shows it again.
    opener.current?.focus()
    close()
    navigation.go(denialAddress(denial.id))
  }
  const onKey = (event: KeyboardEvent) => {
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault()
        const next = active + (event.key === 'ArrowDown' ? 1 : -1)
        if (hits.length > 0) setActive(active < 0 && next < 0 ? hits.length - 1 : (next + hits.length) % hits.length)
        return
      }
      case 'Enter':
        event.preventDefault()
        if (activeHit) choose(activeHit)
        else {
          search.enter(choose)
          if (hits.length > 1) setActive(0)
        }
        return
      case 'Escape':
        opener.current?.focus()
        close()
        return
      default:
    }
  }
  const onBlur = (event: FocusEvent) => {
    if (!whole.current?.contains(event.relatedTarget)) close()
  }
  const isOpen = search.state.kind !== 'nothing'
  return (
    <div
      ref={whole}
      role="search"
      className={styles.search}
      data-compact={compact ? '' : undefined}
      data-shown={shown ? '' : undefined}
    >
      {compact && (
        <button
          ref={opener}
          type="button"
          className={styles.opener}
          aria-label={t('open')}
          aria-expanded={shown}
          aria-keyshortcuts="/"
          onBlur={onBlur}
          onClick={() => setShown(!shown)}
        >
          <Glass />
        </button>
      )}
      <div className={styles.panel}>
        <div className={styles.box}>
          {!compact && <Glass />}
          <input
            ref={field}
            className={styles.field}
            role="combobox"
            aria-label={t('label')}
            aria-keyshortcuts="/"
            aria-autocomplete="list"
            aria-expanded={hits.length > 0}
            aria-controls={`${id}-results`}
            aria-activedescendant={activeHit ? `${id}-${active}` : undefined}
            placeholder={t('placeholder')}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={80}
            value={search.text}
            onChange={(event) => type(event.target.value)}
            onBlur={onBlur}
            onKeyDown={onKey}
          />
          {!compact && (
            <kbd className={styles.key} aria-hidden="true">
              /
            </kbd>
          )}
        </div>
        {isOpen && <SearchResults id={id} state={search.state} active={active} onChoose={choose} />}
      </div>
    </div>
  )
}

/** Whether a key is nobody else's: typed into no field, and not over a dialog, which has the keyboard to itself. */
function isFree(event: globalThis.KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false
  if (document.querySelector('[role="dialog"], [role="alertdialog"]') !== null) return false
  const { target } = event
  return !(target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select')))
}

function Glass() {
  return (
    <svg viewBox="0 0 16 16" width="15" height="15" fill="none" stroke="currentColor" aria-hidden="true">
      <circle cx="7" cy="7" r="4.6" strokeWidth="1.6" />
      <path d="M10.6 10.6 14 14" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  )
}
