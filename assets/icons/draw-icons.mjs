// Draws the icons of this folder: `node assets/icons/draw-icons.mjs`. The pictures are shapes given by a formula, sampled 8 × 8
// times a pixel, so they need no drawing program and are the same wherever they are drawn.
import { writeFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'

const samples = 8

/** Shapes over the unit square, y downwards; the last that covers a point gives its color. */
const disc = (x, y, radius) => (u, v) => (u - x) ** 2 + (v - y) ** 2 <= radius ** 2
const box = (left, top, right, bottom, round = 0) => (u, v) => {
  const dx = Math.max(left + round - u, u - (right - round), 0)
  const dy = Math.max(top + round - v, v - (bottom - round), 0)
  return u >= left && u <= right && v >= top && v <= bottom && dx ** 2 + dy ** 2 <= round ** 2 + 1e-12
}
const both = (one, other) => (u, v) => one(u, v) && other(u, v)
const without = (one, other) => (u, v) => one(u, v) && !other(u, v)
const triangle = (u, v) => v >= 0.08 && v <= 0.92 && Math.abs(u - 0.5) <= ((v - 0.08) / 0.84) * 0.48

const white = [255, 255, 255]
const teal = [15, 157, 138]
const grey = [128, 138, 156]
const indigo = [111, 131, 222]
const amber = [232, 147, 12]

// Different in shape and in color: color alone tells some people nothing.
const tray = {
  // A full disc with a ring: the record button.
  recording: [
    [without(disc(0.5, 0.5, 0.48), disc(0.5, 0.5, 0.37)), teal],
    [disc(0.5, 0.5, 0.25), teal],
  ],
  // Two bars.
  paused: [
    [box(0.14, 0.08, 0.41, 0.92, 0.06), grey],
    [box(0.59, 0.08, 0.86, 0.92, 0.06), grey],
  ],
  // A crescent moon.
  'not-working-hours': [[without(disc(0.46, 0.5, 0.46), disc(0.68, 0.38, 0.38)), indigo]],
  // A triangle with an exclamation mark cut out.
  'needs-attention': [
    [triangle, amber],
    [box(0.44, 0.34, 0.56, 0.64, 0.05), white],
    [disc(0.5, 0.77, 0.075), white],
  ],
}

// The app: a ledger's rows, of which one is a day's ribbon.
const plate = box(0.06, 0.06, 0.94, 0.94, 0.2)
const row = (top, left, right) => box(left, top, right, top + 0.11, 0.03)
const appIcon = [
  [plate, teal],
  [row(0.24, 0.2, 0.8), white],
  [row(0.445, 0.2, 0.44), white],
  [both(plate, row(0.445, 0.48, 0.62)), [255, 202, 96]],
  [row(0.445, 0.66, 0.8), white],
  [row(0.65, 0.2, 0.6), white],
]

const pixels = (shapes, size) => {
  const data = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const sum = [0, 0, 0]
      let covered = 0
      for (let sample = 0; sample < samples ** 2; sample += 1) {
        const u = (x + ((sample % samples) + 0.5) / samples) / size
        const v = (y + (Math.floor(sample / samples) + 0.5) / samples) / size
        const color = shapes.findLast(([covers]) => covers(u, v))?.[1]
        if (!color) continue
        covered += 1
        color.forEach((value, channel) => (sum[channel] += value))
      }
      const at = y * (size * 4 + 1) + 1 + x * 4
      sum.forEach((value, channel) => (data[at + channel] = covered === 0 ? 0 : Math.round(value / covered)))
      data[at + 3] = Math.round((covered / samples ** 2) * 255)
    }
  }
  return data
}

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})
const crc = (bytes) => (bytes.reduce((value, byte) => crcTable[(value ^ byte) & 255] ^ (value >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0
const chunk = (name, content) => {
  const body = Buffer.concat([Buffer.from(name), content])
  const length = Buffer.alloc(4)
  const check = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc(body))
  return Buffer.concat([length, body, check])
}
const png = (shapes, size) => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const image = deflateSync(pixels(shapes, size), { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', image), chunk('IEND', Buffer.alloc(0))])
}

const draw = (name, shapes, size) => writeFileSync(new URL(name, import.meta.url), png(shapes, size))
for (const [state, shapes] of Object.entries(tray)) {
  draw(`tray-${state}.png`, shapes, 16)
  draw(`tray-${state}@2x.png`, shapes, 32)
}
draw('icon.png', appIcon, 512)
