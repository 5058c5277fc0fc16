import type { NoticeText } from '../../shared/contract/notice.ts'
import styles from './notice-screen.module.css'

/** Headings with sentences below each, in two columns. */
export function TextSections({ sections }: { readonly sections: NoticeText['sections'] }) {
  return (
    <div className={styles.sections}>
      {sections.map(({ heading, lines }) => (
        <section key={heading}>
          <h2>{heading}</h2>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
