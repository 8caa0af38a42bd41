// Shortcuts of one key. A page declares them: `data-key="R"` on a link, a button or an input, with
// `data-key-name` for the sheet; "G 3" is a sequence. Rows marked `data-row` are walked by J and K.
//
// Vietnamese typing tools rewrite what was typed by sending Backspace and new letters, often
// without composition events. So: the key's place on the keyboard (`code`), never its letter; no
// Backspace, no vowel, no W or D; nothing while a text field has the focus.

import { isChoosing, pickCurrent, stretchTo } from './choosing.js'
import { meant, shown as shownKey } from './own_keys.js'

const GUARD_MS = 300
const SEQUENCE_MS = 2500
const CHOICES = 'dialog[open]:not(#keys)'
const TYPED_INTO = 'input:not([type=checkbox], [type=radio]), textarea, select'

/** @type {{ code: string, until: number }} */
let begun = { code: '', until: 0 }
let changedAt = 0
/** Requests whose answer becomes the card. @type {Set<XMLHttpRequest>} */
const coming = new Set()

export function startKeyboard() {
  document.addEventListener('keydown', onKey)
  document.addEventListener('htmx:afterSwap', (event) => {
    const target = /** @type {import('./types').HtmxEvent} */ (event).detail.target
    if (target?.id === 'case' || target?.id === 'bulk') changedAt = performance.now()
    // The second key of what began on the card that left; “G” leads elsewhere and may go on.
    if (target?.id === 'case' && bound().some((one) => one.closest('#case') && one.dataset.key?.startsWith(`${begun.code} `))) begin('')
  })
  document.addEventListener('htmx:beforeSend', (event) => {
    const { target, xhr } = /** @type {import('./types').HtmxEvent} */ (event).detail
    if (target?.id !== 'case') return
    coming.add(xhr)
    // Said by the request itself: what sent it may be gone from the page before it ends.
    xhr.addEventListener('loadend', () => coming.delete(xhr))
  })
  startSwitch()
}

/** Fills the sheet with what this page answers to now. @param {HTMLElement} sheet */
export function fillSheet(sheet) {
  const shown = document.createElement('dl')
  const list = /** @type {HTMLElement | null} */ (document.querySelector('[data-rows]'))
  const walks = list ? [['J', list.dataset.next], ['K', list.dataset.previous]] : []
  if (list?.dataset.choose) walks.push(['X', list.dataset.choose], ['Shift J', list.dataset.stretch])
  const rows = [...walks, ...bound().map((element) => [
    element.dataset.key ?? '', element.dataset.keyName ?? (element.textContent ?? '').trim()])]
  for (const sends of chords()) rows.push([sends.dataset.chord ?? '', sends.firstChild?.textContent ?? ''])
  const said = new Set()
  for (const [key = '', name = ''] of rows) {
    if (said.has(key)) continue
    said.add(key)
    shown.append(line(key, name))
  }
  sheet.replaceChildren(shown)
}

/** @param {string} key @param {string} name */
function line(key, name) {
  const row = document.createElement('div')
  const term = document.createElement('dt')
  for (const part of shownKey(key).split(' ')) {
    const kbd = document.createElement('kbd')
    kbd.textContent = part === 'Escape' ? 'Esc' : part
    term.append(kbd)
  }
  const meaning = document.createElement('dd')
  meaning.textContent = name
  row.append(term, meaning)
  return row
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const sends = chorded(event)
  if (sends) return press(sends, event)
  if (ignored(event)) return
  if (event.shiftKey && stretched(event)) return
  const key = named(event)
  if (key === null) return
  if (begun.code && performance.now() < begun.until) {
    const whole = `${begun.code} ${key}`
    begin('')
    return press(find(whole), event)
  }
  const inDialog = document.querySelector('dialog[open]') !== null
  if (!inDialog && (key === 'J' || key === 'K') && document.querySelector('[data-row]')) return walk(key === 'J' ? 1 : -1, event)
  if (!inDialog && key === 'X' && document.querySelector('[data-pick]')) return pickCurrent()
  const element = find(key)
  if (element) return press(element, event)
  if (key === 'Escape') return leave(/** @type {HTMLElement} */ (event.target))
  if (bound().some((other) => other.dataset.key?.startsWith(`${key} `))) begin(key)
}

/** What sends the form that is typed into, where it says so, by two keys held at once. @param {KeyboardEvent} event */
function chorded(event) {
  if (!['Enter', 'NumpadEnter'].includes(event.code) || !event.ctrlKey || unmeant(event)) return null
  // AltGr says Ctrl and Alt.
  if (event.altKey || event.shiftKey || event.metaKey) return null
  const form = /** @type {HTMLElement} */ (event.target).closest?.('form')
  return chords().find((button) => form && button.form === form) ?? null
}

/** Answered already, held down, or of a typing tool. @param {KeyboardEvent} event */
function unmeant(event) {
  return event.defaultPrevented || event.repeat || event.isComposing || event.keyCode === 229
}

/** @returns {HTMLButtonElement[]} */
function chords() {
  return [.../** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('[data-chord]'))]
}

/** The first key of two: while the second is waited for, the page shows which there are. @param {string} key */
function begin(key) {
  const until = performance.now() + SEQUENCE_MS
  begun = { code: key, until: key ? until : 0 }
  document.documentElement.dataset.begun = key
  if (key) setTimeout(() => { if (begun.until === until) begin('') }, SEQUENCE_MS)
}

/** Out of a field, what was typed stays: to what unfolded it, or to the card. @param {HTMLElement} field */
function leave(field) {
  if (!field.matches?.(TYPED_INTO)) return
  const summary = /** @type {HTMLElement | null} */ (field.closest('details')?.querySelector('summary') ?? null)
  const back = summary ?? /** @type {HTMLElement | null} */ (document.querySelector('[data-card-heading]'))
  field.blur()
  back?.focus()
}

/** @param {KeyboardEvent} event */
function ignored(event) {
  if ('keysOff' in document.body.dataset && !['?', '/', 'Escape'].includes(named(event) ?? '')) return true
  if (unmeant(event) || event.ctrlKey || event.altKey || event.metaKey) return true
  if (document.querySelector('dialog[open]') && named(event) === 'Escape') return true
  const at = /** @type {HTMLElement | null} */ (event.target)
  if (!at?.closest) return false
  if (named(event) === 'Escape') return false
  return at.closest(TYPED_INTO) !== null
    || at.isContentEditable
}

/** What a key is called in `data-key`. @param {KeyboardEvent} event @returns {string | null} */
function named(event) {
  const { code, shiftKey } = event
  if (code === 'Slash') return shiftKey ? '?' : '/'
  if (code === 'Escape') return 'Escape'
  if (shiftKey) return null
  const found = /^(?:Key([A-Z])|(?:Digit|Numpad)([0-9]))$/.exec(code)
  const pressed = found?.[1] ?? found?.[2] ?? null
  // After a first key, and among the choices of a dialog, a key is what it says, whatever it stands for alone.
  const asSaid = (begun.code && performance.now() < begun.until) || document.querySelector(CHOICES)
  return asSaid ? pressed : meant(pressed)
}

/** What answers to a key now: in an open dialog nothing outside it. @returns {HTMLElement[]} */
function bound() {
  const scope = document.querySelector(CHOICES) ?? document
  const all = /** @type {NodeListOf<HTMLElement>} */ (scope.querySelectorAll('[data-key]'))
  return [...all].filter((element) => {
    const dialog = element.closest('dialog')
    return !element.closest('[hidden]') && (!dialog || dialog.open)
  })
}

/** @param {string} key */
function find(key) {
  return bound().find((element) => element.dataset.key === key) ?? null
}

/** @param {HTMLElement | null} element @param {KeyboardEvent} event */
function press(element, event) {
  // With cases chosen, keys act on the choice; the card waits.
  if (!element || (isChoosing() && element.closest('#case'))) return
  // Another card is on its way: what is pressed is meant for that one, and this one must not take it.
  if (coming.size > 0 && element.closest('#case') && !('alone' in element.dataset)) return
  const decides = element.closest('[data-decides], [data-guarded]') !== null
  // One press must not judge two cards.
  if (decides && performance.now() - changedAt < GUARD_MS) return
  event.preventDefault()
  if (element instanceof HTMLInputElement) {
    element.focus()
    element.select()
  } else if (element.tagName === 'SUMMARY') unfold(element)
  else element.click()
}

/** Opens what a summary folds, and goes to its first field. @param {HTMLElement} summary */
function unfold(summary) {
  const folded = summary.parentElement
  if (!(folded instanceof HTMLDetailsElement)) return
  folded.open = true
  const field = /** @type {HTMLElement | null} */ (folded.querySelector('textarea, select, input:not([type=hidden])'))
  field?.focus()
}

/** Shift with J or K chooses on the way. @param {KeyboardEvent} event */
function stretched(event) {
  const step = { KeyJ: 1, KeyK: -1 }[event.code]
  if (!step || !document.querySelector('[data-pick]') || document.querySelector('dialog[open]')) return false
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-row]'))]
  const now = Math.max(rows.findIndex((row) => row.getAttribute('aria-current') === 'true'), 0)
  stretchTo(rows[now + step])
  walk(step, event)
  return true
}

/** @param {number} step @param {KeyboardEvent} event */
function walk(step, event) {
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-row]'))]
  event.preventDefault()
  const now = rows.findIndex((row) => row.getAttribute('aria-current') === 'true')
  const next = now < 0 ? 0 : now + step
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.click()
}

/** The switch in the sheet: some people's tools send letters of their own (WCAG 2.1.4). */
function startSwitch() {
  const box = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-keys-switch]'))
  if (!box) return
  document.documentElement.classList.toggle('no-keys', !box.checked)
  box.addEventListener('change', () => {
    document.body.toggleAttribute('data-keys-off', !box.checked)
    document.documentElement.classList.toggle('no-keys', !box.checked)
  })
}
