/// <reference types="node" />
import { expect, test } from 'vitest'
import { readList } from '../../src/renderer/people-list/read-list.ts'

const text = 'name,email\nZoë Müller,zoe@clinic.example\n'

test.each([
  ['UTF-8', Buffer.from(text, 'utf8')],
  ['Windows-1252', Buffer.from(text, 'latin1')],
  ['UTF-16 with a byte order mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])],
])('a list in %s is read as it was written', (_, bytes) => {
  expect(readList(bytes)).toEqual({ kind: 'text', text })
})

test.each([
  ['an .xlsx workbook', [0x50, 0x4b, 0x03, 0x04], 'workbook'],
  ['an .xls workbook', [0xd0, 0xcf, 0x11, 0xe0, 0xa1], 'workbook'],
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d], 'mistaken'],
  ['bytes that are no text', [0x01, 0x00, 0x02, 0x00], 'mistaken'],
])('%s is no list', (_, bytes, kind) => {
  expect(readList(new Uint8Array(bytes))).toEqual({ kind })
})
