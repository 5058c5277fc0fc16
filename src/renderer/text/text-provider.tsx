import type { ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import { localZone } from '../ui/zoned-time.ts'
import { displayLocale } from './locale.ts'
import { enUS } from './messages.ts'

/** Gives `useTranslations` its catalog. */
export function TextProvider({ children }: { readonly children: ReactNode }) {
  return (
    <IntlProvider locale={displayLocale} messages={enUS} timeZone={localZone()}>
      {children}
    </IntlProvider>
  )
}
