import type { WindowText } from '../../shared/classify/index.ts'

/** A window to test, as it is typed. */
export interface TestedText {
  readonly app: string
  readonly title: string
  readonly url: string
}

export const nothingTyped: TestedText = { app: '', title: '', url: '' }

export const isNothing = ({ app, title, url }: TestedText): boolean => app === '' && title === '' && url === ''

/** A blank field stands for a window without that value. */
export function windowOf({ app, title, url }: TestedText): WindowText {
  return { app: app || null, title: title || null, url: url || null }
}
