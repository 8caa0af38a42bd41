import { fillSheet } from './keyboard.js'

/** Native dialogs, opened by `data-opens="id"`, closed by Esc, by `data-closes` or by the answer. */
export function startDialogs() {
  document.addEventListener('click', (event) => {
    const at = /** @type {HTMLElement} */ (event.target)
    const opener = /** @type {HTMLElement | null} */ (at.closest?.('[data-opens]'))
    if (opener) open(opener.dataset.opens ?? '')
    if (at.closest?.('[data-closes]')) at.closest('dialog')?.close()
    if (at instanceof HTMLDialogElement) at.close()
    closeMenus(at)
  })
  document.addEventListener('htmx:afterRequest', (event) => {
    const { elt, successful } = /** @type {import('./types').HtmxEvent} */ (event).detail
    if (successful) elt.closest?.('dialog')?.close()
  })
  document.addEventListener('htmx:afterSettle', (event) => {
    const { target } = /** @type {import('./types').HtmxEvent} */ (event).detail
    const dialog = target?.parentElement
    if (dialog instanceof HTMLDialogElement && dialog.matches('[data-opens-filled]') && !dialog.open) dialog.showModal()
  })
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus(null)
  })
}

/** @param {string} id */
function open(id) {
  const dialog = document.getElementById(id)
  if (!(dialog instanceof HTMLDialogElement)) return
  const sheet = /** @type {HTMLElement | null} */ (dialog.querySelector('[data-keys-sheet]'))
  if (sheet) fillSheet(sheet)
  dialog.showModal()
}

/** @param {HTMLElement | null} at */
function closeMenus(at) {
  for (const menu of document.querySelectorAll('details[data-menu][open]')) {
    if (!at || !menu.contains(at)) menu.removeAttribute('open')
  }
}
