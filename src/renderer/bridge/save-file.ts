/** Saves a text as a file; false when the user thought better of it. */
export type SaveFile = (name: string, text: string) => Promise<boolean>

/** A browser puts it where it puts downloads. */
export function browserSaveFile(document: Document): SaveFile {
  return async (name, text) => {
    // The mark tells spreadsheet programs that it is UTF-8.
    const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
    return true
  }
}
