import type { WindowText } from '../../shared/classify/index.ts'

/** A window as somebody types it to be tested. */
export interface TestedText {
  readonly app: string
  readonly title: string
  readonly url: string
}

export const nothingTyped: TestedText = { app: '', title: '', url: '' }

export const isNothing = ({ app, title, url }: TestedText): boolean => app === '' && title === '' && url === ''

/** An empty field is a window that has none. */
export function windowOf({ app, title, url }: TestedText): WindowText {
  return { app: app || null, title: title || null, url: url || null }
}
