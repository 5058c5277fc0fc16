import { useTranslations } from 'use-intl'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { SECOND_MS } from '../../shared/time.ts'
import { useNow } from '../ui/use-now.ts'

/** `14:32`, the time until an instant. Screen readers are told once, not every second. */
export function Countdown({ until, short = false }: { readonly until: EpochMs; readonly short?: boolean }) {
  const t = useTranslations('myDay.pause')
  const seconds = Math.max(0, Math.ceil((until - useNow(SECOND_MS)) / SECOND_MS))
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  return <span aria-hidden="true">{t(short ? 'leftShort' : 'left', { time: text })}</span>
}
