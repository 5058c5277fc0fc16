import { type DragEvent, useId, useState } from 'react'
import styles from './drop-zone.module.css'

/** A place to drop a file on, and a button to choose one. */
export function DropZone({
  drop,
  choose,
  onFile,
}: {
  /** What to drop. */
  readonly drop: string
  /** Of the button. */
  readonly choose: string
  readonly onFile: (file: File) => void
}) {
  const input = useId()
  const [over, setOver] = useState(false)
  const dropped = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) onFile(file)
  }
  return (
    <div
      className={styles.drop}
      data-over={over ? '' : undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={dropped}
    >
      <p>{drop}</p>
      <label className={styles.choose} htmlFor={input}>
        {choose}
        <input
          id={input}
          className={styles.file}
          type="file"
          onChange={({ target }) => {
            const [file] = target.files ?? []
            if (file) onFile(file)
            target.value = ''
          }}
        />
      </label>
    </div>
  )
}
