import type { enUS } from './messages.ts'

// Makes every key and every ICU argument of the catalogs part of the type check.
declare module 'use-intl' {
  interface AppConfig {
    Locale: string
    Messages: typeof enUS
  }
}
