/**
 * @typedef {object} FileTime
 * @property {string} name
 * @property {number} seconds
 */

const SHOWN = 5

/**
 * The slowest test files, a line each, for those who keep `npm test` short. Empty when there are none.
 * @param {readonly FileTime[]} files
 * @returns {string}
 */
export function slowestFiles(files) {
  if (files.length === 0) return ''
  const slowest = [...files].sort((a, b) => b.seconds - a.seconds).slice(0, SHOWN)
  const lines = slowest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${name}`)
  return `Slowest test files:\n${lines.join('\n')}\n`
}
