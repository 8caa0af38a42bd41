// What is on the screen: one case alone, and foul words shown or masked.

import { keep, recall } from './storage.js'

export function startSight() {
  alone(recall('alone') === 'yes')
  document.addEventListener('click', (event) => {
    const at = /** @type {HTMLElement} */ (event.target)
    if (at.closest?.('[data-alone]')) alone(!document.body.classList.contains('is-alone'))
    const button = at.closest?.('[data-reveal-harsh]')
    if (button) button.setAttribute('aria-pressed', String(Boolean(reveal())))
  })
  document.addEventListener('htmx:afterSettle', () => alone(document.body.classList.contains('is-alone')))
}

/** @param {boolean} is */
function alone(is) {
  document.body.classList.toggle('is-alone', is)
  const listed = document.getElementById('list') !== null
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-alone]'))) {
    button.setAttribute('aria-pressed', String(is))
    button.hidden = !listed
  }
  keep('alone', is ? 'yes' : null)
}

function reveal() {
  return document.getElementById('case')?.classList.toggle('shows-harsh')
}
