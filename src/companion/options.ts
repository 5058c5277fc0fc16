import { optionsPort, type FieldHosts } from './options-port.ts'
import { originOf } from './origin.ts'

// The extension's options page: which sites have a claim number to read, and leave to read it there, which a browser gives only on a click.

const state = document.querySelector('#state')
const list = document.querySelector('#hosts')

const stateText = ({ hosts, notAllowed }: FieldHosts): string => {
  if (hosts.length === 0) return 'There are none, or no agent is recording on this computer.'
  if (notAllowed.length === 0) return 'The companion may read the number at all of them.'
  return `Not allowed yet: ${notAllowed.length} of ${hosts.length}.`
}

const row = (host: string, isAllowed: boolean): Element => {
  const item = document.createElement('li')
  const name = document.createElement('span')
  name.textContent = host
  item.append(name)
  if (isAllowed) {
    item.append('Allowed')
    return item
  }
  const button = document.createElement('button')
  button.textContent = 'Allow'
  button.setAttribute('aria-label', `Allow ${host}`)
  button.addEventListener('click', () => void chrome.permissions.request({ origins: [originOf(host)] }))
  item.append(button)
  return item
}

const port = chrome.runtime.connect({ name: optionsPort })
port.onMessage.addListener((message) => {
  const known = message as FieldHosts
  if (state !== null) state.textContent = stateText(known)
  list?.replaceChildren(...known.hosts.map((host) => row(host, !known.notAllowed.includes(host))))
})
