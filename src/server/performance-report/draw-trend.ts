import { trendRange, trendShape, type TrendPoint } from '../../shared/performance/index.ts'
import type { Trend } from './figures.ts'
import type { Box } from './sheet.ts'

interface Frame extends Box {
  readonly height: number
}

/** A trend as vectors: solid line, dashed target, the last value as a dot, open while its week runs. */
export function drawTrend(pen: PDFKit.PDFDocument, { values, target, running }: Trend, frame: Frame) {
  const points = values.map((value, index): TrendPoint => {
    return { key: String(index), name: '', value, running: running && index === values.length - 1 }
  })
  const range = trendRange(values, target)
  const shape = trendShape(points, range, frame)
  pen.translate(frame.x, frame.y)
  const floor = shape.y(Math.max(0, range.low))
  pen.lineWidth(0.4).strokeColor('#bbbbbb').moveTo(0, floor).lineTo(frame.width, floor).stroke()
  if (target !== null) {
    const height = shape.y(target)
    pen.lineWidth(0.6).strokeColor('#666666').dash(2, { space: 2 })
    pen.moveTo(0, height).lineTo(frame.width, height).stroke().undash()
  }
  pen.lineWidth(1).strokeColor('#000000')
  if (shape.line !== '') pen.path(shape.line).stroke()
  if (shape.runningLine !== '') pen.dash(1, { space: 1.5 }).path(shape.runningLine).stroke().undash()
  // A value without neighbors has no line, so it needs a dot.
  for (const [index, { x, y, point }] of shape.dots.entries()) {
    const isLast = index === shape.dots.length - 1
    const place = Number(point.key)
    const hasValue = (other: number) => typeof points[other]?.value === 'number'
    const alone = !hasValue(place - 1) && !hasValue(place + 1)
    if (isLast || alone) pen.circle(x, y, 1.6).fillAndStroke(point.running ? '#ffffff' : '#000000', '#000000')
  }
  return shape
}
