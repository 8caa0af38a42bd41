// Where one is, after part of the page was replaced.

/** @typedef {import('./types').HtmxEvent} HtmxEvent */

export function startFocus() {
  document.addEventListener('htmx:beforeRequest', (event) => {
    const { elt, target } = /** @type {HtmxEvent} */ (event).detail
    if (target?.id === 'case' && !shown(target)) return follow(event, elt)
    if (elt.matches('[data-row]')) point(elt)
    if (elt.closest('[data-decides]')) currentRow()?.classList.add('is-leaving')
  })
  document.addEventListener('htmx:afterRequest', (event) => {
    if (!(/** @type {HtmxEvent} */ (event).detail.successful)) currentRow()?.classList.remove('is-leaving')
  })
  document.addEventListener('htmx:afterSettle', (event) => {
    const { target } = /** @type {HtmxEvent} */ (event).detail
    const now = document.getElementById(target?.id ?? '')
    const heading = /** @type {HTMLElement | null} */ (now?.querySelector('[data-card-heading]') ?? null)
    heading?.focus({ preventScroll: true })
    if (heading) now?.closest('.pane-case')?.scrollTo({ top: 0 })
    if (heading && now?.matches('.is-drafting')) gap(now)?.focus()
    const row = currentRow()
    if (row && (heading || target?.id === 'list')) uncover(row)
  })
  // What was just said on top waits behind what the page itself, or the address, points at.
  const first = /** @type {HTMLElement | null} */ (
    document.querySelector('main [data-focus]') ?? (location.hash ? null : document.querySelector('[data-focus]')))
  const drafting = /** @type {HTMLElement | null} */ (document.querySelector('.page-case #case.is-drafting'))
  const place = first ?? (drafting && gap(drafting))
  const go = () => { if (idle()) place?.focus() }
  // The browser goes to what the address points at until all is loaded, and takes the focus along.
  if (location.hash) addEventListener('load', () => requestAnimationFrame(go), { once: true })
  else go()
}

/** Who was quicker than this script keeps their place: a password must not land in the name's field. */
function idle() {
  return document.activeElement === null || document.activeElement === document.body
}

/** On a phone list and case are two pages: the link is followed. @param {Event} event @param {HTMLElement} elt */
function follow(event, elt) {
  if (!(elt instanceof HTMLAnchorElement)) return
  event.preventDefault()
  location.assign(elt.href)
}

/** @param {HTMLElement} element */
function shown(element) {
  return element.getClientRects().length > 0
}

/** @param {HTMLElement} row */
function point(row) {
  currentRow()?.removeAttribute('aria-current')
  row.setAttribute('aria-current', 'true')
  uncover(row)
}

/** Who opens a reply came to write it: its first empty field. @param {HTMLElement} card @returns {HTMLElement | undefined} */
function gap(card) {
  const fields = [.../** @type {NodeListOf<HTMLInputElement>} */ (
    card.querySelectorAll('#draft-form input:not([type=hidden]), #draft-form textarea'))]
  return fields.find((field) => !field.value) ?? fields.at(-1)
}

/** Scrolls the list until nothing that stands still in it hides the row. @param {HTMLElement} row */
function uncover(row) {
  const pane = row.closest('.pane-list')
  if (!pane || !shown(row)) return
  const over = pane.querySelector('.list-head')?.getBoundingClientRect().bottom ?? 0
  const under = [...document.querySelectorAll('.undo:not([hidden]), .picked')]
    .filter((one) => one.getClientRects().length > 0)
    .map((one) => one.getBoundingClientRect().top)
  const { top, bottom } = row.getBoundingClientRect()
  const floor = Math.min(pane.getBoundingClientRect().bottom, ...under)
  if (top < over) pane.scrollBy({ top: top - over, behavior: 'instant' })
  else if (bottom > floor) pane.scrollBy({ top: bottom - floor, behavior: 'instant' })
}

/** @returns {HTMLElement | null} */
function currentRow() {
  return document.querySelector('[data-row][aria-current="true"]')
}
