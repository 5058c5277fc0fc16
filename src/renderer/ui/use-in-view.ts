import { type RefObject, useEffect, useRef, useState } from 'react'

/** Whether the element is on the screen or will be with a little scrolling. */
export function useInView<T extends Element>(): [RefObject<T | null>, boolean] {
  const ref = useRef<T>(null)
  const [inView, setInView] = useState(false)
  useEffect(() => {
    if (!ref.current) return
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: '300px 0px',
    })
    observer.observe(ref.current)
    return () => observer.disconnect()
  }, [])
  return [ref, inView]
}
