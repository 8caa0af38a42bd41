// Many cases chosen at once: by box, by X, by Shift with J, K or a click, or all that match.
//
// The choice belongs to a list, lasts over its pages and its live changes, and is forgotten when
// the tab closes. What comes in later is never part of it: "all" means all up to the newest case
// that stood there when the list was shown.

/** @typedef {import('./types').HtmxEvent} HtmxEvent */
/** @typedef {{ list: string, picked: Record<string, string>, upto: string, total: number }} Choice */

const STORE = 'chosen'

/** @type {Choice} */
let choice = { list: '', picked: {}, upto: '', total: 0 }
/** @type {HTMLInputElement | null} */
let last = null

export function startChoosing() {
  restore()
  document.addEventListener('htmx:afterSettle', restore)
  document.addEventListener('click', onClick)
  document.addEventListener('change', onChange)
  document.addEventListener('htmx:configRequest', fill)
  document.addEventListener('htmx:afterRequest', (event) => {
    const { elt, successful } = /** @type {HtmxEvent} */ (event).detail
    if (successful && elt.closest?.('[data-ends-choice]')) forget()
  })
}

/** Whether keys now act on a choice instead of on the card. */
export function isChoosing() {
  return choice.total > 0
}

/** Chooses the case that the list stands at, or lets it go. */
export function pickCurrent() {
  boxOf(current())?.click()
}

/** Chooses the case that the list stands at and goes on. @param {HTMLElement | undefined} next */
export function stretchTo(next) {
  for (const box of [boxOf(current()), boxOf(next ?? null)]) if (box && !box.checked) box.click()
}

function bar() {
  return /** @type {HTMLElement | null} */ (document.getElementById('picked'))
}

function boxes() {
  return [.../** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[data-pick]'))]
}

/** @returns {HTMLElement | null} */
function current() {
  return document.querySelector('[data-row][aria-current="true"]') ?? document.querySelector('[data-row]')
}

/** @param {HTMLElement | null} row @returns {HTMLInputElement | null} */
function boxOf(row) {
  return row?.parentElement?.querySelector('[data-pick]') ?? null
}

/** Shows the choice on the list that is there now; another list begins with none. */
function restore() {
  const list = bar()?.dataset.list ?? ''
  if (choice.list !== list) {
    choice = read(list)
    last = null
  }
  draw()
}

/** @param {string} list @returns {Choice} */
function read(list) {
  try {
    const kept = /** @type {Choice} */ (JSON.parse(sessionStorage.getItem(STORE) ?? ''))
    if (list && kept.list === list) return kept
  } catch { /* nothing was kept */ }
  return { list, picked: {}, upto: '', total: 0 }
}

function keep() {
  try { sessionStorage.setItem(STORE, JSON.stringify(choice)) } catch { /* lasts as long as the page */ }
  draw()
}

function forget() {
  choice = { list: choice.list, picked: {}, upto: '', total: 0 }
  last = null
  keep()
}

/** @param {Event} event */
function onChange(event) {
  const box = /** @type {HTMLInputElement} */ (event.target)
  if (box.matches('[data-pick]')) pick([box], box.checked)
  else if (box.matches('[data-pick-page]')) pick(boxes(), box.checked)
}

/** @param {MouseEvent} event */
function onClick(event) {
  const at = /** @type {HTMLElement} */ (event.target)
  if (at.closest?.('[data-pick-all]')) all()
  else if (at.closest?.('[data-pick-none]')) forget()
  else if (at.matches?.('[data-pick]')) {
    const box = /** @type {HTMLInputElement} */ (at)
    if (event.shiftKey && last) pick(between(last, box), box.checked)
    last = box
  }
}

/** @param {HTMLInputElement} one @param {HTMLInputElement} other */
function between(one, other) {
  const every = boxes()
  const [from, to] = [every.indexOf(one), every.indexOf(other)].sort((a, b) => a - b)
  return from === undefined || from < 0 ? [other] : every.slice(from, (to ?? from) + 1)
}

/** @param {HTMLInputElement[]} some @param {boolean} are */
function pick(some, are) {
  if (choice.upto) { // one let go of "all": what stays is what this page shows
    choice.upto = ''
    choice.picked = Object.fromEntries(boxes().map((box) => parts(box.value)))
  }
  for (const box of some) {
    const [id, version] = parts(box.value)
    if (are) choice.picked[id] = version
    else delete choice.picked[id]
  }
  choice.total = Object.keys(choice.picked).length
  keep()
}

function all() {
  const place = bar()
  if (!place || choice.upto) return forget()
  choice.upto = place.dataset.upto ?? ''
  choice.total = Number(place.dataset.total)
  choice.picked = {}
  keep()
}

/** @param {string} value @returns {[string, string]} */
function parts(value) {
  const [id = '', version = ''] = value.split('.')
  return [id, version]
}

function draw() {
  // Said even where no list is left to choose from, or an emptied one would hide its undo.
  document.documentElement.classList.toggle('is-choosing', choice.total > 0)
  const place = bar()
  if (!place) return
  for (const box of boxes()) box.checked = Boolean(choice.upto) || parts(box.value)[0] in choice.picked
  const page = /** @type {HTMLInputElement | null} */ (document.querySelector('[data-pick-page]'))
  if (page) page.checked = boxes().length > 0 && boxes().every((box) => box.checked)
  place.hidden = choice.total === 0
  const count = place.querySelector('[data-picked-count]')
  const { one = '', many = '' } = place.dataset
  const number = choice.total.toLocaleString(document.documentElement.lang)
  if (count) count.textContent = choice.total === 1 ? one : many.replace('{n}', number)
}

/** Sends the choice along with what asks for it. @param {Event} event */
function fill(event) {
  const { elt, parameters } = /** @type {HtmxEvent} */ (event).detail
  if (!elt.matches('[data-sends-choice]') || !parameters) return
  parameters.upto = choice.upto
  parameters.ids = Object.keys(choice.picked).join(',')
}
