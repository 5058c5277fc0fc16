import { type RefObject, useEffect, useRef } from 'react'

/** For a form that opens within a list: the focus goes to its first control, and Escape closes it. */
export function useFormKeys(onCancel: () => void): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('button, select, input')?.focus(), [])
  useEffect(() => {
    const shownForm = form.current
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onCancel()
    }
    shownForm?.addEventListener('keydown', onKey)
    return () => shownForm?.removeEventListener('keydown', onKey)
  }, [onCancel])
  return form
}
