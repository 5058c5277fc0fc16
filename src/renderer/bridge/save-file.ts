/** Saves a text as a file; false if the user canceled. */
export type SaveFile = (name: string, text: string) => Promise<boolean>

/** Saves to the browser's download folder. */
export function browserSaveFile(document: Document): SaveFile {
  return async (name, text) => {
    // The byte order mark tells spreadsheet programs that the file is UTF-8.
    const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
    return true
  }
}
